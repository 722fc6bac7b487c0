"""Report problems to people, GitHub, SARIF and JSON, with the line that each stands on.

GitHub keeps 10 annotations of each type of a step and drops the rest without a word:
https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations
So the worst come first, and what is beyond the limit is listed in the log, where nothing is dropped.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from foresite.model.problems import Problem
from foresite.model.sources import Sources

# The line that a problem stands on, and the word of it that the problem is about.


# A name that a message puts in quotation marks, or a tag; the apostrophe of "the brief's" opens none.
QUOTED = re.compile(r"(?<!\w)'(?P<word>.+?)'(?!\w)|(?P<tag><[\w-]+)>")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line of a source file, and the word of it that is meant."""

    line: str
    """As it stands in the file."""
    start: int = 0
    """The first character of the word, from 0."""
    end: int = 0
    """Behind its last character; 0 where the message names no word of the line."""


def excerpt(problem: Problem, lines: Sequence[str]) -> Excerpt | None:
    """The problem's line with the word that its message names first; None where there is nothing to show.

    Problems know their line alone. What is wrong stands in their message in quotation marks, and the
    first such word that stands in the line is the one meant.
    """
    number = problem.place.line
    if not 1 <= number <= len(lines) or not lines[number - 1].strip():
        return None
    line = lines[number - 1]
    for quoted in QUOTED.finditer(problem.message):
        word = re.escape(quoted["word"] or quoted["tag"])
        match = re.search(rf"(?<![\w-]){word}(?![\w-])", line) or re.search(word, line, re.IGNORECASE)
        if match:
            return Excerpt(line, match.start(), match.end())
    return Excerpt(line)


# What a check found, with the lines it found it on: what every format is made of.


TextOf = Callable[[str], str | None]
"""From a path, as problems name it, to the file's text; None where there is none to show."""


@dataclass(frozen=True, slots=True)
class ReportedProblem:
    """A problem and the line it stands on."""

    problem: Problem
    excerpt: Excerpt | None


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of one check."""

    found: tuple[ReportedProblem, ...]
    """By path and line."""
    pages: int
    records: int
    references: int

    @classmethod
    def of(cls, problems: list[Problem], sources: Sources, text_of: TextOf) -> Report:
        """The report of a project; ``text_of`` is asked once a file."""
        texts: dict[str, list[str]] = {}
        found = []
        for problem in problems:
            path = problem.place.path
            if path not in texts:
                texts[path] = (text_of(path) or "").split("\n")
            found.append(ReportedProblem(problem, excerpt(problem, texts[path])))
        return cls(tuple(found), len(sources.pages), len(sources.records), len(sources.references))

    @property
    def summary(self) -> str:
        """What was looked at and how much is wrong, in one line."""
        counted = [(self.pages, "page"), (self.records, "record"), (self.references, "reference")]
        problems = _count(len(self.found), "problem") if self.found else "no problems"
        return f"{', '.join(_count(number, noun) for number, noun in counted)}: {problems}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


# Problems as workflow commands of GitHub Actions, which shows them beside the lines of a pull request.


LIMIT = 10
"""Annotations of one type that GitHub keeps of one step."""


def workflow_commands(report: Report, token: str, root: str = "") -> str:
    """The lines to print.

    ``root`` is the project's folder inside the repository. The listing stands between commands that stop
    the reading of commands, so that nothing an editor wrote can be one; ``token`` resumes it, and must
    be one that no page can guess.
    """
    worst_first = sorted(report.found, key=lambda found: found.problem.code.severity)
    shown: list[ReportedProblem] = []
    beyond: list[ReportedProblem] = []
    for found in worst_first:
        same = [one for one in shown if one.problem.code.severity.level == found.problem.code.severity.level]
        (shown if len(same) < LIMIT else beyond).append(found)
    lines = [_annotation(found, root) for found in shown]
    if beyond:
        lines += [f"::notice title=foresite check::{_data(f'{len(beyond)} more problems are listed in the log')}"]
        lines += [f"::stop-commands::{token}", *(_command_line(found, root) for found in beyond), f"::{token}::"]
    return "".join(f"{line}\n" for line in lines)


def _annotation(found: ReportedProblem, root: str) -> str:
    problem, where = found.problem, found.excerpt
    properties = {"file": _path(found, root), "line": str(problem.place.line)}
    if where and where.end:
        # GitHub counts columns from 1 and takes the last one in.
        properties |= {"col": str(where.start + 1), "endColumn": str(where.end)}
    properties["title"] = problem.code.slug
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{problem.code.severity.level} {listed}::{_data(_message(found))}"


def _command_line(found: ReportedProblem, root: str) -> str:
    text = f"{_path(found, root)}:{found.problem.place.line}: {found.problem.code}: {_message(found)}"
    return " ".join(text.splitlines())


def _message(found: ReportedProblem) -> str:
    problem = found.problem
    return f"{problem.message}; {problem.hint}" if problem.hint else problem.message


def _path(found: ReportedProblem, root: str) -> str:
    return f"{root}/{found.problem.place.path}" if root else found.problem.place.path


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


# Problems as JSON; the form is described in docs/commands.md.


VERSION = 1
"""The version of the form; it rises when a reader of the old form would stumble."""


def problems_json(report: Report) -> str:
    """One JSON document: what was looked at, and every problem by path and line."""
    document = {
        "version": VERSION,
        "pages": report.pages,
        "records": report.records,
        "references": report.references,
        "problems": [_problem(found) for found in report.found],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _problem(found: ReportedProblem) -> dict[str, Any]:
    problem = found.problem
    word = found.excerpt if found.excerpt and found.excerpt.end else None
    return {
        "path": problem.place.path,
        "line": problem.place.line,
        "column": word.start + 1 if word else None,
        "end_column": word.end + 1 if word else None,
        "level": problem.code.severity.level,
        "code": problem.code.slug,
        "message": problem.message,
        "hint": problem.hint or None,
    }


# Problems as SARIF 2.1.0, which code-scanning services and editors read.


SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(report: Report, version: str, root: str = "") -> str:
    """One SARIF log; ``root`` is the project's folder inside the repository, ``version`` the tool's."""
    codes = sorted({found.problem.code for found in report.found}, key=lambda code: code.slug)
    rules = [{"id": code.slug, "shortDescription": {"text": code.meaning}} for code in codes]
    run = {
        "tool": {"driver": {"name": "foresite", "semanticVersion": version, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(found, codes.index(found.problem.code), root) for found in report.found],
    }
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _result(found: ReportedProblem, rule: int, root: str) -> dict[str, Any]:
    problem, where = found.problem, found.excerpt
    region: dict[str, Any] = {"startLine": problem.place.line}
    if where and where.end:
        region |= {"startColumn": where.start + 1, "endColumn": where.end + 1}
    path = f"{root}/{problem.place.path}" if root else problem.place.path
    # A file name may hold bytes that are not UTF-8.
    uri = quote(path.encode("utf-8", "surrogateescape"))
    text = f"{problem.message}; {problem.hint}" if problem.hint else problem.message
    return {
        "ruleId": problem.code.slug,
        "ruleIndex": rule,
        "level": problem.code.severity.level,
        "message": {"text": text},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}],
    }


# Problems for a person at a terminal: each with its line, and the word that is meant underlined.


WIDTH = 100
"""Columns of a source line that are shown; of a longer one, those around the word."""
RESET = "\x1b[0m"
COLOURS = {"place": "\x1b[1m", "error": "\x1b[1;31m", "warning": "\x1b[1;33m", "hint": "\x1b[32m", "dim": "\x1b[2m"}


def terminal(report: Report, *, colour: bool) -> str:
    """The lines to print; with ``colour``, in the sequences of ANSI terminals.

    Nothing that an editor wrote can control the terminal: characters that would are shown as ``�``.
    """
    return "".join(f"{line}\n" for found in report.found for line in _lines(found, _Paint(colour)))


class _Paint:
    def __init__(self, on: bool) -> None:
        self.on = on

    def __call__(self, text: str, colour: str) -> str:
        return f"{COLOURS[colour]}{text}{RESET}" if self.on and text else text


def _lines(found: ReportedProblem, paint: _Paint) -> Iterator[str]:
    problem = found.problem
    tail = f"; {paint(_visible(problem.hint), 'hint')}" if problem.hint else ""
    place = paint(_visible(f"{problem.place}:"), "place")
    yield f"{place} {paint(f'{problem.code}:', problem.code.severity.level)} {_visible(problem.message)}{tail}"
    if found.excerpt:
        number = str(problem.place.line)
        line, before, under = _window(found.excerpt)
        yield f"{paint(f'{number:>5} |', 'dim')} {line}".rstrip()
        if under:
            yield f"{paint('      |', 'dim')} {' ' * before}{paint('^' * under, problem.code.severity.level)}"


def _window(excerpt: Excerpt) -> tuple[str, int, int]:
    """The part of the line to show, the columns before the word that is meant, and those of the word."""
    line, start, end = excerpt.line, excerpt.start, excerpt.end
    first = max(0, min(start - WIDTH // 3, len(line) - WIDTH))
    last = min(len(line), first + WIDTH)
    end = min(end, last)
    before, marked, after = (_visible(part) for part in (line[first:start], line[start:end], line[end:last]))
    head, tail = "…" if first else "", "…" if last < len(line) else ""
    return f"{head}{before}{marked}{after}{tail}", _columns(head + before), _columns(marked)


def _visible(text: str) -> str:
    """The text with tabs as spaces, and what a terminal would obey or hide as a sign that can be seen."""
    spaced = text.replace("\t", "    ")
    return "".join(char if char.isprintable() or unicodedata.category(char) == "Zs" else "�" for char in spaced)


def _columns(text: str) -> int:
    """How many columns a text takes: two for a character of East Asian width, none for one that combines."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )
