"""Report problems to people, GitHub, SARIF and JSON, with the source line of each.

GitHub keeps 10 annotations of each type per step and silently drops the rest:
https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations
So the most severe come first, and those beyond the limit are listed in the log.

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

from foresite.model.problems import Notice, Problem
from foresite.model.sources import Sources

# Source lines of problems.

# A quoted name in a message, or a tag; an apostrophe as in "the brief's" is not a quotation mark.
QUOTED = re.compile(r"(?<!\w)'(?P<word>.+?)'(?!\w)|(?P<tag><[\w-]+)>")


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line of a source file, and the word in it that a problem is about."""

    line: str
    """As it stands in the file."""
    start: int = 0
    """The first character of the word, from 0."""
    end: int = 0
    """The offset after its last character; 0 where the message names no word of the line."""


def excerpt(problem: Problem, lines: Sequence[str]) -> Excerpt | None:
    """Return the problem's line with the first word of it that the message names; None where there is nothing to show.

    A problem has only a line number. Its message names the faulty text in quotation marks, and the
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


# The report from which every format is made.

TextOf = Callable[[str], str | None]
"""Returns the text of a file by its path in problems; None where there is none to show."""


@dataclass(frozen=True, slots=True)
class ReportedProblem:
    """A problem and its source line."""

    problem: Problem
    excerpt: Excerpt | None


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of one check."""

    found: tuple[ReportedProblem, ...]
    """The problems, by path and line."""
    pages: int
    records: int
    references: int
    notices: tuple[Notice, ...] = ()

    @classmethod
    def of(cls, problems: list[Problem], sources: Sources, text_of: TextOf, notices: Sequence[Notice] = ()) -> Report:
        """Return the report of a project; ``text_of`` is called once per file."""
        texts: dict[str, list[str]] = {}
        reported = []
        for problem in problems:
            path = problem.place.path
            if path not in texts:
                texts[path] = (text_of(path) or "").split("\n")
            reported.append(ReportedProblem(problem, excerpt(problem, texts[path])))
        return cls(tuple(reported), len(sources.pages), len(sources.records), len(sources.references), tuple(notices))

    @property
    def summary(self) -> str:
        """The number of pages, records, references and problems, in one line."""
        counts = [(self.pages, "page"), (self.records, "record"), (self.references, "reference")]
        problems = _count(len(self.found), "problem") if self.found else "no problems"
        return f"{', '.join(_count(number, noun) for number, noun in counts)}: {problems}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


# Problems as workflow commands of GitHub Actions, which shows them beside the lines of a pull request.


LIMIT = 10
"""The number of annotations of one type that GitHub keeps per step."""


def workflow_commands(report: Report, token: str, root: str = "") -> str:
    """Return the lines to print.

    ``root`` is the project's folder inside the repository. The listing stands between commands that disable
    workflow commands, so that no text of an editor is run as one; ``token`` enables them again, and must be
    unguessable.
    """
    by_severity = sorted(report.found, key=lambda reported: reported.problem.code.severity)
    shown: list[ReportedProblem] = []
    remaining: list[ReportedProblem] = []
    for reported in by_severity:
        same_level = [
            other for other in shown if other.problem.code.severity.level == reported.problem.code.severity.level
        ]
        (shown if len(same_level) < LIMIT else remaining).append(reported)
    lines = [_annotation(reported, root) for reported in shown]
    if remaining:
        lines += [
            f"::notice title=foresite check::{_escape_data(f'{len(remaining)} more problems are listed in the log')}"
        ]
        lines += [
            f"::stop-commands::{token}",
            *(_command_line(reported, root) for reported in remaining),
            f"::{token}::",
        ]
    lines += [_notice_annotation(notice, root) for notice in report.notices[:LIMIT]]
    return "".join(f"{line}\n" for line in lines)


def _notice_annotation(notice: Notice, root: str) -> str:
    path = f"{root}/{notice.place.path}" if root else notice.place.path
    return f"::notice file={_escape_property(path)},line={notice.place.line}::{_escape_data(notice.message)}"


def _annotation(reported: ReportedProblem, root: str) -> str:
    problem, source_excerpt = reported.problem, reported.excerpt
    properties = {"file": _path(reported, root), "line": str(problem.place.line)}
    if source_excerpt and source_excerpt.end:
        # GitHub counts columns from 1 and includes the last one.
        properties |= {"col": str(source_excerpt.start + 1), "endColumn": str(source_excerpt.end)}
    properties["title"] = problem.code.slug
    property_list = ",".join(f"{name}={_escape_property(value)}" for name, value in properties.items())
    return f"::{problem.code.severity.level} {property_list}::{_escape_data(_message(reported))}"


def _command_line(reported: ReportedProblem, root: str) -> str:
    text = f"{_path(reported, root)}:{reported.problem.place.line}: {reported.problem.code}: {_message(reported)}"
    return " ".join(text.splitlines())


def _message(reported: ReportedProblem) -> str:
    problem = reported.problem
    return f"{problem.message}; {problem.hint}" if problem.hint else problem.message


def _path(reported: ReportedProblem, root: str) -> str:
    return f"{root}/{reported.problem.place.path}" if root else reported.problem.place.path


def _escape_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")


# Problems as JSON; docs/commands.md describes the format.


VERSION = 1
"""The version of the format; it rises when readers of the old format would fail."""


def problems_json(report: Report) -> str:
    """Return a JSON document with the summary and every problem, by path and line."""
    document = {
        "version": VERSION,
        "pages": report.pages,
        "records": report.records,
        "references": report.references,
        "problems": [_problem(reported) for reported in report.found],
        "notices": [
            {"path": notice.place.path, "line": notice.place.line, "message": notice.message}
            for notice in report.notices
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _problem(reported: ReportedProblem) -> dict[str, Any]:
    problem = reported.problem
    word = reported.excerpt if reported.excerpt and reported.excerpt.end else None
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


NOTICE = "notice"
"""The rule under which notices are reported."""
SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def sarif(report: Report, version: str, root: str = "") -> str:
    """Return a SARIF log; ``root`` is the project's folder inside the repository, ``version`` the tool's."""
    codes = sorted({reported.problem.code for reported in report.found}, key=lambda code: code.slug)
    rules = [{"id": code.slug, "shortDescription": {"text": code.meaning}} for code in codes]
    if report.notices:
        rules.append({"id": NOTICE, "shortDescription": {"text": "Something to know although nothing is wrong."}})
    notices = [_notice_result(notice, len(codes), root) for notice in report.notices]
    run = {
        "tool": {"driver": {"name": "foresite", "semanticVersion": version, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(reported, codes.index(reported.problem.code), root) for reported in report.found] + notices,
    }
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _result(reported: ReportedProblem, rule: int, root: str) -> dict[str, Any]:
    problem, source_excerpt = reported.problem, reported.excerpt
    region: dict[str, Any] = {"startLine": problem.place.line}
    if source_excerpt and source_excerpt.end:
        region |= {"startColumn": source_excerpt.start + 1, "endColumn": source_excerpt.end + 1}
    path = f"{root}/{problem.place.path}" if root else problem.place.path
    uri = _uri(path)
    text = f"{problem.message}; {problem.hint}" if problem.hint else problem.message
    return {
        "ruleId": problem.code.slug,
        "ruleIndex": rule,
        "level": problem.code.severity.level,
        "message": {"text": text},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}],
    }


def _notice_result(notice: Notice, rule: int, root: str) -> dict[str, Any]:
    uri = _uri(f"{root}/{notice.place.path}" if root else notice.place.path)
    location = {"artifactLocation": {"uri": uri}, "region": {"startLine": notice.place.line}}
    return {
        "ruleId": NOTICE,
        "ruleIndex": rule,
        "level": "note",
        "message": {"text": notice.message},
        "locations": [{"physicalLocation": location}],
    }


def _uri(path: str) -> str:
    # A file name may hold bytes that are not UTF-8.
    return quote(path.encode("utf-8", "surrogateescape"))


# Problems for a terminal: each with its source line, and the word underlined that it is about.


WIDTH = 100
"""The maximum number of columns shown of a source line; of a longer line, those around the word are shown."""
RESET = "\x1b[0m"
COLOURS = {"place": "\x1b[1m", "error": "\x1b[1;31m", "warning": "\x1b[1;33m", "hint": "\x1b[32m", "dim": "\x1b[2m"}


def terminal(report: Report, *, colour: bool) -> str:
    """Return the lines to print; ``colour`` adds the escape sequences of ANSI terminals.

    Text of editors cannot control the terminal: control characters are shown as ``�``.
    """
    lines = [line for reported in report.found for line in _lines(reported, _Paint(colour))]
    return "".join(f"{line}\n" for line in (*lines, *(_printable(str(notice)) for notice in report.notices)))


class _Paint:
    def __init__(self, on: bool) -> None:
        self.on = on

    def __call__(self, text: str, colour: str) -> str:
        return f"{COLOURS[colour]}{text}{RESET}" if self.on and text else text


def _lines(reported: ReportedProblem, paint: _Paint) -> Iterator[str]:
    problem = reported.problem
    tail = f"; {paint(_printable(problem.hint), 'hint')}" if problem.hint else ""
    place = paint(_printable(f"{problem.place}:"), "place")
    yield f"{place} {paint(f'{problem.code}:', problem.code.severity.level)} {_printable(problem.message)}{tail}"
    if reported.excerpt:
        number = str(problem.place.line)
        line, before, under = _window(reported.excerpt)
        yield f"{paint(f'{number:>5} |', 'dim')} {line}".rstrip()
        if under:
            yield f"{paint('      |', 'dim')} {' ' * before}{paint('^' * under, problem.code.severity.level)}"


def _window(excerpt: Excerpt) -> tuple[str, int, int]:
    """Return the part of the line to show, the width of the text before the word, and the width of the word."""
    line, start, end = excerpt.line, excerpt.start, excerpt.end
    first = max(0, min(start - WIDTH // 3, len(line) - WIDTH))
    last = min(len(line), first + WIDTH)
    end = min(end, last)
    before, word, after = (_printable(part) for part in (line[first:start], line[start:end], line[end:last]))
    head, tail = "…" if first else "", "…" if last < len(line) else ""
    return f"{head}{before}{word}{after}{tail}", _columns(head + before), _columns(word)


def _printable(text: str) -> str:
    """Return the text with tabs as spaces and with control and invisible characters replaced by a visible one."""
    spaced = text.replace("\t", "    ")
    return "".join(char if char.isprintable() or unicodedata.category(char) == "Zs" else "�" for char in spaced)


def _columns(text: str) -> int:
    """Return the width of a text in columns: two for an East Asian wide character, none for a combining one."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )
