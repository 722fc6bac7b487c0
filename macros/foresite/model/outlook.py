"""Outlooks: what a brief speaks for, a period or a name that the project declares with its period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from foresite.language import formats
from foresite.language.words import current
from foresite.model.dates import EdtfError, Interval, PartialDate, Span, parse_edtf

PERIODS = ("month", "season", "quarter", "half", "year")
"""How long a period is that can be an outlook, or one end of it."""
EARLIEST = 1000
"""The first year that is taken for one."""
FORMS = "a year such as 2024, a half-year (2024-H1), quarter (2024-Q3), season (2024-summer), month (2024-06) or span "
FORMS += "(2024/2025)"


class OutlookError(ValueError):
    """A text that is not an outlook; its message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """An outlook: what it is called, and the time it looks at."""

    name: str
    """What editors write, in one form: ``2024``, ``2024-H1``, or a name that the settings declare."""
    words: str
    """What it is called in English, or what the settings call it: ``2024``, ``H1 2024``."""
    period: Span
    order: date | None = None
    """The day by which it stands in order, where the settings give one."""
    named: bool = True
    """Whether the settings call it so, in whatever language they do."""

    @property
    def label(self) -> str:
        """What readers see, in the current language: ``2024``, ``H1 2024``, ``T3 2024``."""
        if self.named or current().english:
            return self.words
        ends = (self.period.start, self.period.end) if isinstance(self.period, Interval) else (self.period,)
        years = all(end and end.precision == "year" for end in ends)
        return ("/" if years else " – ").join(_label(end) for end in ends if end)

    @property
    def start(self) -> date:
        """The day by which it stands in order, but for outlooks that look far ahead of their briefs."""
        return self.order or self.period.first


def outlook_of(text: str, declared: Mapping[str, Outlook]) -> Outlook:
    """Read an outlook, which may be one that the settings declare.

    Raises:
        OutlookError: where the text is neither declared nor a period.
    """
    return declared.get(text) or declared.get(outlook_name(text)) or _period(text)


def outlook_name(text: str) -> str:
    """Return the one form of an outlook's name; a text that is not a period is a name of its own."""
    try:
        return _period(text).name
    except OutlookError:
        return text


@lru_cache(4096)
def _period(text: str) -> Outlook:
    expected = f"'{text}' is not an outlook, expected {FORMS}"
    try:
        span = parse_edtf(text)
    except EdtfError:
        raise OutlookError(expected) from None
    ends = (span.start, span.end) if isinstance(span, Interval) else (span,)
    if any(end is None or not end.certain or end.precision not in PERIODS or "X" in end.text for end in ends) or (
        span.first.year < EARLIEST
    ):
        raise OutlookError(expected)
    labels = [_english_label(end) for end in ends if end]
    years = all(end and end.precision == "year" for end in ends)
    return Outlook(span.typed, ("/" if years else " – ").join(labels), span, named=False)


def _label(end: PartialDate) -> str:
    """Return what one end of a period is called on its own, as the current language has it."""
    match end.precision:
        case "month":
            words = formats.month(end.first)
        case "season":
            words = formats.season(end.first)
        case "quarter":
            words = formats.short_quarter(end.first)
        case "half":
            words = formats.short_half(end.first)
        case _:
            return end.text
    return words[:1].upper() + words[1:]


def _english_label(end: PartialDate) -> str:
    year, _, part = end.typed.partition("-")
    part = formats.MONTHS[int(part) - 1] if part.isdecimal() else part[:1].upper() + part[1:]
    return f"{part} {year}" if part else year
