"""Give each outlook its colour and mark, and define the drawings that a page uses.

A use is ``<use href="#fs-NAME"/>``; outlooks, verdicts and changes are named as in the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from foresite.model.records import Change, Verdict
from foresite.model.settings import COLOURS

# How an outlook looks: every one has a colour and a mark, given by its place among the outlooks.


MARKS = {
    "diamond": "M6 0L12 6L6 12L0 6Z",
    "square": "M1 1H11V11H1Z",
    "triangle": "M6 .5L12 11.5H0Z",
    "circle": "M6 .5A5.5 5.5 0 1 0 6 11.5A5.5 5.5 0 1 0 6 .5Z",
    "cross": "M4 .5H8V4H11.5V8H8V11.5H4V8H.5V4H4Z",
    "hourglass": "M1 .5H11L7.5 6L11 11.5H1L4.5 6Z",
}
"""Name of each mark to its outline, drawn in a square of 12 by 12."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """An outlook as it is shown."""

    year: int
    colour: int
    """Which of the stylesheet's outlook colours it has, from 0."""
    mark: str
    """The name of its mark."""
    outline: str
    """The mark's path, in a square of 12 by 12."""


def looks(years: Sequence[int]) -> Mapping[int, Outlook]:
    """Each year's look. Colours and marks run out of step, so that 36 outlooks stay distinct."""
    names = list(MARKS)
    shown = {}
    for index, year in enumerate(years):
        turn, colour = divmod(index, COLOURS)
        mark = names[(colour + turn) % len(names)]
        shown[year] = Outlook(year, colour, mark, MARKS[mark])
    return shown


# The drawings that stand for outlooks, verdicts and changes: a page defines each that it uses once.


PREFIX = "fs-"
"""Before a drawing's name in its id."""
ROUND = "M6 1.2A4.8 4.8 0 1 0 6 10.8A4.8 4.8 0 1 0 6 1.2"
LINES: Mapping[Verdict | Change, str] = {
    Verdict.HELD: "M1.5 6.5L4.5 9.5L10.5 2.5",
    Verdict.MISSED: "M2 2L10 10M10 2L2 10",
    Verdict.PARTLY: ROUND,
    Verdict.OPEN: ROUND,
    Verdict.NOT_ASSESSABLE: "M2 6H10",
    Verdict.NO_DEGREE: "M1 6H3M5 6H7M9 6H11",
    Change.KEPT: "M1 4H11M1 8H11",
    Change.STRENGTHENED: "M6 11V2M2 6L6 2L10 6",
    Change.SOFTENED: "M6 1V10M2 6L6 10L10 6",
    Change.REVERSED: "M1 4H10M7 1L10 4M11 8H2M5 11L2 8",
    Change.DROPPED: "M2 2L10 10M10 2L2 10",
    Change.NEW: "M6 1V11M1 6H11",
}
"""What is drawn as a line, in a square of 12 by 12."""
HALF = '<path fill="currentColor" d="M6 1.2A4.8 4.8 0 0 0 6 10.8Z"/>'


def _line(path: str) -> str:
    return f'<path fill="none" stroke="currentColor" stroke-width="2" d="{path}"/>'


DRAWINGS: Mapping[str, str] = {
    **{name: f'<path d="{path}"/>' for name, path in MARKS.items()},
    **{shown.value: _line(path) for shown, path in LINES.items()},
    Verdict.PARTLY.value: _line(ROUND) + HALF,
}
"""Name to what is drawn, as SVG."""


def marks(used: Iterable[str]) -> str:
    """The definitions of the drawings that a page uses, by their ids, as XHTML; empty where it uses none."""
    ids = set(used)
    names = [name for name in DRAWINGS if f"{PREFIX}{name}" in ids]
    symbols = (f'<symbol id="{PREFIX}{name}" viewBox="0 0 12 12">{DRAWINGS[name]}</symbol>' for name in names)
    return f'<svg class="fs-hidden" width="0" height="0" aria-hidden="true">{"".join(symbols)}</svg>' if names else ""
