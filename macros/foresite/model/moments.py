"""The days as of which a reader can read the record: those on which outcomes became known."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date

MAX_DAYS = 24
"""How many days a reader can choose among; of more, the last days of months, quarters or years are taken."""


def moments(days: Iterable[date]) -> tuple[date, ...]:
    """Return the days that can be chosen, in order; none where there is but one, which is the latest."""
    known = sorted(set(days))
    found = known
    for months in (1, 3, 12):
        if len(found) <= MAX_DAYS:
            break
        found = sorted({min(_end(day, months), known[-1]) for day in known})
    return tuple(found[-MAX_DAYS:]) if len(found) > 1 else ()


def _end(day: date, months: int) -> date:
    """The last day of the month, quarter or year of a day."""
    month = (day.month + months - 1) // months * months
    return date(day.year, month, monthrange(day.year, month)[1])
