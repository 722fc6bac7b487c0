"""Where things stand on a timeline that gives every year one row: the geometry, no markup.

Years nobody recorded anything in take no room, so a record of decades with one busy year stays readable.
Along the year, positions are per cent of the drawing's width, so that it fits a phone and a wide screen
with its letters at one size; positions down the page are pixels.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from foresite.model.dates import PartialDate, Span
from foresite.views.outlooks import Group

MONTHS = "JFMAMJJASOND"
TOP, HEAD, TRACK, FOOT = 22, 20, 26, 8
"""Heights in pixels: the letters of the months, a line of a year's head, a track of marks, a year's foot."""
MARK, LABEL, YEAR = 9.0, 17.0, 13.0
"""Widths that a mark, the shortest label of a brief and the year's number need on the narrowest drawing, per cent."""
LETTER, BESIDE = 2.1, 8.6
"""Widths of a letter of a longer label, and of what stands beside one."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One event in one year: a dot for a day, a bar as long as the doubt or the event."""

    number: int
    dot: bool
    start: float
    width: float
    doubtful: bool
    """Whether the date is approximate or uncertain."""
    y: int

    @property
    def middle(self) -> float:
        """The middle of the mark."""
        return round(self.start + self.width / 2, 2)

    @property
    def end(self) -> float:
        """Where the mark ends."""
        return round(self.start + self.width, 2)


@dataclass(frozen=True, slots=True)
class BriefPublication:
    """A brief's publication in one year."""

    group: Group
    start: float
    width: float
    y: int
    label: str
    """What there is room for of the group's label."""
    leftward: bool
    """Whether the label stands on the left, for want of room on the right."""

    @property
    def middle(self) -> float:
        """The middle of the time in which it came out."""
        return round(self.start + self.width / 2, 2)


@dataclass(frozen=True, slots=True)
class Year:
    """One row of the drawing."""

    year: int
    top: int
    height: int
    marks: tuple[Mark, ...]
    publications: tuple[BriefPublication, ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """The years from the top down."""

    years: tuple[Year, ...]
    height: int
    months: tuple[tuple[str, float], ...]
    """Each month's letter, and where the month starts."""


def strip(events: Sequence[tuple[int, Span]], briefs: Sequence[tuple[Group, Span]]) -> Strip:
    """Lay out numbered events and the publication of briefs."""
    years, top = [], TOP
    for year in _years([span for _, span in (*events, *briefs)]):
        first, last = date(year, 1, 1), date(year, 12, 31)
        heads = [YEAR]
        publications = []
        for group, span in briefs:
            if span.first <= last and span.last >= first:
                start, width = _along(span, year)
                label, room, leftward = _labelled(group.label, start + width / 2)
                level = _level(heads, start - room if leftward else start, room)
                publications.append(BriefPublication(group, start, width, top + HEAD * level, label, leftward))
        # Without a brief, the first marks stand beside the year's number.
        head = top + HEAD * len(heads) if publications else top
        tracks = [0.0] if publications else [YEAR]
        marks = []
        for number, span in events:
            if span.first <= last and span.last >= first:
                start, width = _along(span, year)
                room = max(width, MARK)
                level = _level(tracks, start + width / 2 - room / 2, room)
                dot = isinstance(span, PartialDate) and span.precision == "day"
                marks.append(Mark(number, dot, start, width, not span.certain, head + TRACK * level))
        height = head + TRACK * len(tracks) * bool(marks) + FOOT - top
        years.append(Year(year, top, height, tuple(marks), tuple(publications)))
        top += height
    months = tuple((letter, _share(date(2023, number, 1))) for number, letter in enumerate(MONTHS, 1))
    return Strip(tuple(years), top, months)


def _labelled(label: str, middle: float) -> tuple[str, float, bool]:
    """What a label can say beside a line, the width that it takes, and whether it stands on the left."""
    room = max(LABEL, BESIDE + LETTER * len(label))
    leftward = middle > 100 - room and (middle > 50 or room <= LABEL)
    there = middle if leftward else 100 - middle
    if room > there and room > LABEL:
        letters = max(int((there - BESIDE) / LETTER), 4)
        label, room = f"{label[: letters - 1].rstrip()}…", max(LABEL, BESIDE + LETTER * letters)
    return label, room, leftward


def starts(span: Span) -> date:
    """The day by which a span is put in order: its first, or its last where it is open before."""
    return span.last if span.first == date.min else span.first


def _years(spans: Iterable[Span]) -> list[int]:
    years = set()
    for span in spans:
        years.add(starts(span).year)
        if span.last != date.max:
            years.add(span.last.year)
    return sorted(years)


def _along(span: Span, year: int) -> tuple[float, float]:
    """Where the part of the span in that year starts, and how long it is."""
    first, last = max(span.first, date(year, 1, 1)), min(span.last, date(year, 12, 31))
    start = _share(first)
    return start, round(_share(last) + 100 / (366 if isleap(year) else 365) - start, 2)


def _share(day: date) -> float:
    """How much of the year has gone when the day begins, per cent."""
    days = 366 if isleap(day.year) else 365
    return round((day - date(day.year, 1, 1)).days / days * 100, 2)


def _level(taken: list[float], start: float, room: float) -> int:
    """The first level that is free from ``start`` on; what is put there takes ``room``."""
    for level, until in enumerate(taken):
        if until <= start:
            taken[level] = start + room
            return level
    # Nothing stands before the first place of a new level, and of an empty one marks may stick out.
    if taken == [0.0]:
        taken[0] = start + room
        return 0
    taken.append(start + room)
    return len(taken) - 1
