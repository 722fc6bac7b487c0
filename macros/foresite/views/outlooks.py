"""How an outlook looks: every one has a colour and a mark, given by its place among the outlooks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

COLOURS = 6
"""How many outlook colours the stylesheet has."""
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
