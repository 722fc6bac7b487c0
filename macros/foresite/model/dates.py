"""Dates as the record knows them: Extended Date/Time Format (EDTF, ISO 8601-2:2019), levels 0 and 1.

Read here: ``2024``, ``2024-06``, ``2024-06-19``, seasons ``2024-21`` to ``2024-24``, the qualifiers
``?`` (uncertain), ``~`` (approximate) and ``%`` (both), unspecified digits ``202X``, ``20XX``,
``2024-XX`` and ``2024-06-XX``, and intervals ``a/b``, ``a/..`` and ``../b``. Of level 2, quarters ``2024-33`` to
``2024-36`` and half-years ``2024-40`` and ``2024-41``. Editors may write ``2024-Q1`` to ``2024-Q4``, ``2024-H1``,
``2024-H2`` and ``2024-spring`` to ``2024-winter``: the value holds the EDTF. Times of day are not read: no record
here is that precise.
Specification: https://www.loc.gov/standards/datetime/.
"""

from __future__ import annotations

import os
import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from foresite.language import formats
from foresite.language.words import gettext, pgettext

# Dates as the record knows them: Extended Date/Time Format (EDTF, ISO 8601-2:2019), levels 0 and 1, parts of level
# 2.


DATE_PATTERN = re.compile(
    r"(?P<year>\d{4}|\d{3}X|\d{2}XX)(?:-(?P<month>\d{2}|XX))?(?:-(?P<day>\d{2}|XX))?(?P<mark>[?~%]?)", re.ASCII
)
SEASONS = {21: ("spring", 3), 22: ("summer", 6), 23: ("autumn", 9), 24: ("winter", 12)}
QUARTERS = {33: 1, 34: 2, 35: 3, 36: 4}
HALVES = {40: 1, 41: 2}
CODES = {
    **{name: code for code, (name, _) in SEASONS.items()},
    **{f"q{number}": code for code, number in QUARTERS.items()},
    **{f"h{number}": code for code, number in HALVES.items()},
}
"""What an editor may write for the code of a part of a year, in lower case, and the code."""
PART_OF_YEAR = re.compile(r"(\d{4}-)([A-Za-z]{1,6}\d?)([?~%]?)", re.ASCII)
MARKS = ("", "?", "~", "%")
EXPECTED = "expected an EDTF date such as 2024, 2024-06, 2024-06-19, 2024-06~ or an interval 2024-06/2024-12"


class EdtfError(ValueError):
    """A text that is not an EDTF date; its message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the day, the month, the season, the year, the decade or the century."""

    text: str
    """The date as EDTF."""
    first: date
    """The first day it can be."""
    last: date
    """The last day it can be."""
    mark: str = ""
    """The qualifier: ``?``, ``~``, ``%`` or nothing."""

    @classmethod
    @lru_cache(maxsize=4096)
    def parse(cls, text: str) -> PartialDate:
        """Read one EDTF date.

        Raises:
            EdtfError: where the text is not a date, with what was expected.
        """
        text = _coded(text)
        match = DATE_PATTERN.fullmatch(text)
        if not match:
            raise EdtfError(f"'{text}' is not a date, {EXPECTED}")
        year, month, day, mark = match["year"], match["month"], match["day"], match["mark"]
        if "X" in year:
            if month:
                raise EdtfError(f"'{text}' names a month of an unspecified year, expected {year}")
            lowest, highest = int(year.replace("X", "0")), int(year.replace("X", "9"))
            return cls(text, date(_year(text, max(lowest, 1)), 1, 1), date(highest, 12, 31), mark)
        number = _year(text, int(year))
        if month is None or month == "XX":
            if day and day != "XX":
                raise EdtfError(f"'{text}' names a day of an unspecified month, expected {year}-XX")
            return cls(text, date(number, 1, 1), date(number, 12, 31), mark)
        if int(month) in SEASONS:
            if day:
                raise EdtfError(f"'{text}' names a day of a season, expected {year}-{month}")
            start = SEASONS[int(month)][1]
            return cls(text, date(number, start, 1), _season_end(number, start), mark)
        if int(month) in QUARTERS or int(month) in HALVES:
            if day:
                raise EdtfError(f"'{text}' names a day of a quarter or half-year, expected {year}-{month}")
            start, months = _months(int(month))
            end = start + months - 1
            return cls(text, date(number, start, 1), date(number, end, monthrange(number, end)[1]), mark)
        if not 1 <= int(month) <= 12:
            others = "a season, 21 to 24, a quarter, Q1 to Q4, or a half-year, H1 or H2"
            raise EdtfError(f"'{text}' has an impossible month, expected 1 to 12, or {others}")
        days = monthrange(number, int(month))[1]
        if day is None or day == "XX":
            return cls(text, date(number, int(month), 1), date(number, int(month), days), mark)
        if not 1 <= int(day) <= days:
            raise EdtfError(f"'{text}' has an impossible day, expected 1 to {days}")
        exact = date(number, int(month), int(day))
        return cls(text, exact, exact, mark)

    @property
    def precision(self) -> str:
        """``day``, ``month``, ``season``, ``quarter``, ``half``, ``year``, ``decade`` or ``century``."""
        return _precision(self.text)

    @property
    def typed(self) -> str:
        """The date as editors write it: a part of a year by its name, all else as EDTF."""
        return _typed(self.text)

    @property
    def certain(self) -> bool:
        """Whether the date carries no qualifier."""
        return not self.mark

    def __str__(self) -> str:
        """The date in words, its precision and its doubt shown: ``19 June 2024``, ``June 2024 (approximate)``."""
        first = self.first
        match self.precision:
            case "day":
                words = formats.day(first)
            case "month":
                words = formats.month(first)
            case "season":
                words = formats.season(first)
            case "quarter":
                words = formats.quarter(first)
            case "half":
                words = formats.half(first)
            case "year":
                words = formats.year(first)
            case "decade":
                words = pgettext("decade", "%(year)ss", year=f"{self.text[:3]}0")
            case _:
                words = pgettext("century", "%(year)ss", year=f"{self.text[:2]}00")
        match self.mark:
            case "?":
                return gettext("%(date)s (uncertain)", date=words)
            case "~":
                return gettext("%(date)s (approximate)", date=words)
            case "%":
                return gettext("%(date)s (uncertain and approximate)", date=words)
        return words


@dataclass(frozen=True, slots=True)
class Interval:
    """An EDTF interval; an open side is None."""

    text: str
    start: PartialDate | None
    end: PartialDate | None

    @property
    def first(self) -> date:
        """The first day it can cover; the earliest day there is where the start is open."""
        return self.start.first if self.start else date.min

    @property
    def last(self) -> date:
        """The last day it can cover; the latest day there is where the end is open."""
        return self.end.last if self.end else date.max

    @property
    def typed(self) -> str:
        """The interval as editors write it."""
        return "/".join(_typed(end) for end in self.text.split("/"))

    @property
    def certain(self) -> bool:
        """Whether neither end carries a qualifier."""
        return all(end is None or end.certain for end in (self.start, self.end))

    @property
    def precision(self) -> str:
        """The coarser precision of the two ends."""
        order = ("day", "month", "season", "quarter", "half", "year", "decade", "century")
        return max((end.precision for end in (self.start, self.end) if end), key=order.index)

    def __str__(self) -> str:
        if self.start is None:
            return pgettext("date", "until %(end)s", end=self.end)
        if self.end is None:
            return pgettext("date", "from %(start)s", start=self.start)
        if self.start.precision == self.end.precision == "day" and self.certain:
            return formats.days(self.start.first, self.end.first)
        return pgettext("dates", "%(start)s to %(end)s", start=self.start, end=self.end)


Span = PartialDate | Interval
"""A date or an interval: what ``date`` and ``horizon`` hold."""


@lru_cache(maxsize=4096)
def parse_edtf(text: str) -> Span:
    """Read an EDTF date or interval.

    Raises:
        EdtfError: where the text is neither, or the interval runs backwards.
    """
    text = text.strip()
    if "/" not in text:
        return PartialDate.parse(text)
    before, _, after = text.partition("/")
    start = None if before == ".." else PartialDate.parse(before)
    end = None if after == ".." else PartialDate.parse(after)
    if start is None and end is None:
        raise EdtfError(f"'{text}' is open on both sides, expected a date on one of them")
    if start and end and end.last < start.first:
        raise EdtfError(f"'{text}' runs backwards, expected {after}/{before}")
    return Interval("/".join(side.text if side else ".." for side in (start, end)), start, end)


@dataclass(frozen=True, slots=True)
class Open:
    """A horizon that is said to be open: there is no day by which a claim must have turned out."""

    text: str = "open"

    @property
    def typed(self) -> str:
        """The word as editors write it."""
        return self.text

    @property
    def label(self) -> str:
        """What readers see: outcomes and verdicts that are open are called otherwise."""
        return pgettext("horizon", "no end date")

    def __str__(self) -> str:
        return self.text


OPEN = Open()
Horizon = Span | Open


def parse_horizon(text: str) -> Horizon:
    """Read an EDTF date or interval, or ``open``.

    Raises:
        EdtfError: where the text is not one of these.
    """
    if text == OPEN.text:
        return OPEN
    try:
        return parse_edtf(text)
    except EdtfError as error:
        raise EdtfError(f"{error}, or open") from None


# Asked again and again of the same few dates.
@lru_cache(20_000)
def _precision(text: str) -> str:
    core = text.rstrip("?~%").removesuffix("-XX").removesuffix("-XX")
    if core.endswith("XX"):
        return "century"
    if core.endswith("X"):
        return "decade"
    parts = core.split("-")
    if len(parts) == 2:
        for name, codes in (("season", SEASONS), ("quarter", QUARTERS), ("half", HALVES)):
            if int(parts[1]) in codes:
                return name
    return ("year", "month", "day")[len(parts) - 1]


def _coded(text: str) -> str:
    """A date with the code of EDTF in place of what editors may write for a part of a year."""
    match = PART_OF_YEAR.fullmatch(text)
    if not match or set(match[2]) == {"X"}:
        return text
    part = match[2].lower()
    if part not in CODES:
        others = f"{', '.join(name for name, _ in SEASONS.values())}, Q1 to Q4, H1 or H2"
        raise EdtfError(f"'{text}' names '{match[2]}', which is not a part of a year, expected {others}")
    return f"{match[1]}{CODES[part]}{match[3]}"


def _typed(text: str) -> str:
    year, month, rest = text[:5], text[5:7], text[7:]
    return f"{year}{_WRITTEN[month]}{rest}" if month in _WRITTEN and rest in MARKS else text


_WRITTEN = {str(code): part.upper() if part[1:].isdecimal() else part for part, code in CODES.items()}


def _months(code: int) -> tuple[int, int]:
    """The first month of a quarter or half-year, and how many it has."""
    return (QUARTERS[code] * 3 - 2, 3) if code in QUARTERS else (HALVES[code] * 6 - 5, 6)


def _year(text: str, year: int) -> int:
    if year < 1:
        raise EdtfError(f"'{text}' is in the year 0, expected a later one")
    return year


def _season_end(year: int, start: int) -> date:
    end = start + 2
    if end > 12:
        year, end = min(year + 1, date.max.year), end - 12
    return date(year, end, monthrange(year, end)[1])


# What day it is, for what is said to have happened.


EAST = timedelta(hours=14)
"""How far the clocks that are first to see a day are before UTC."""


def today(environment: Mapping[str, str] = os.environ, now: datetime | None = None) -> date:
    """The latest day that it can be anywhere on Earth, by the clock or by SOURCE_DATE_EPOCH, whichever is later.

    So what is not a problem once never becomes one: not in another time zone, not where a build is reproduced with the
    date of an old commit or of 1980, not on a machine whose clock was never set.
    """
    moment = now or datetime.now(UTC)
    try:
        moment = max(moment, datetime.fromtimestamp(int(environment.get("SOURCE_DATE_EPOCH", "")), UTC))
    except (ValueError, OverflowError, OSError):
        pass
    return (moment + EAST).date() if moment.year < date.max.year else date.max
