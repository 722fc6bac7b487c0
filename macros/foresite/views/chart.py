"""Likelihoods as intervals on one axis from 0 to 100 per cent: the geometry, no markup.

Positions along the axis are per cent of the drawing's width, so that it fits a phone and a wide screen
with its letters at one size; positions down the page are pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from unicodedata import east_asian_width

from foresite.views.records import Line

ROOM = 46
"""How many Latin letters fit across the narrowest drawing."""
LETTER, BAR, GAP, TOP = 15, 10, 9, 22
"""Heights in pixels: a line of text, a bar, the space after it, the axis above the first row."""


@dataclass(frozen=True, slots=True)
class Row:
    """One likelihood: its label, and the bar beneath."""

    line: Line
    label: tuple[str, ...]
    """The title, broken into lines that fit."""
    baselines: tuple[int, ...]
    """The baseline of each line of the label."""
    bar: int
    """The top of the bar."""

    @property
    def rightward(self) -> bool:
        """Whether there is more room for words on the right of the bar than on its left."""
        term = self.line.likelihood.term if self.line.likelihood else None
        return term is None or 100 - term.greatest >= term.least


@dataclass(frozen=True, slots=True)
class Chart:
    """Rows from the top down, and how high they are together."""

    rows: tuple[Row, ...]
    height: int
    described: str
    """All of it in words."""


def chart(lines: tuple[Line, ...]) -> Chart | None:
    """The chart of the claims that have a likelihood, or None where none has."""
    rows, top = [], TOP
    for line in lines:
        if line.likelihood is None:
            continue
        label = broken(line.target.text)
        baselines = tuple(top + LETTER * number for number in range(1, len(label) + 1))
        bar = top + LETTER * len(label) + 5
        rows.append(Row(line, label, baselines, bar))
        top = bar + BAR + GAP
    if not rows:
        return None
    return Chart(tuple(rows), top, " ".join(_described(row.line) for row in rows))


def broken(text: str, most: int = 2) -> tuple[str, ...]:
    """A text in lines of the drawing's width; what does not fit in ``most`` lines ends in an ellipsis."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if _width(longer) <= ROOM or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1]} …"]
    return tuple(_cut(line) for line in lines)


def _cut(line: str) -> str:
    """The line, shortened to an ellipsis where it is too long for the drawing."""
    if _width(line) <= ROOM:
        return line
    line = line.removesuffix("…")
    while _width(line) >= ROOM:
        line = line[:-1]
    return f"{line.rstrip()}…"


def _width(text: str) -> int:
    """The width in Latin letters: Hangul and Han are about twice as wide."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def _described(line: Line) -> str:
    verdict = f"; {line.verdict.label}" if line.verdict else ""
    return f"{line.outlook.year}: {line.target.text}: {line.likelihood}{verdict}."
