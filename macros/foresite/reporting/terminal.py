"""Problems for a person at a terminal: each with its line, and the word that is meant underlined."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from foresite.reporting.excerpt import Excerpt
from foresite.reporting.report import Found, Report

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


def _lines(found: Found, paint: _Paint) -> Iterator[str]:
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
