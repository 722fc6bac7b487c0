"""Write dates, numbers and lists as the current language does.

English is written here, as Foresite always did (``5 June 2026``); every other language as the Common Locale Data
Repository (CLDR) has it, by way of Babel.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Literal

from foresite.language.catalogue import Words
from foresite.language.words import current, gettext, pgettext

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
FIRST = re.compile(r"(?<!\d)1(?=(?: [^\W\d]|[–-]\d))")
"""The first day of a month in French."""
UPRIGHT = ("ja", "zh")
"""Languages that are written downwards where a column is narrow."""
NOUNS_WITH_CAPITALS = ("de", "lb")
MINUS = "−"
"""The sign of negative numbers; a hyphen is shorter, and lines break behind it."""
ORDINALS = ("first", "second", "third", "fourth")


def day(on: date) -> str:
    """Return a day in words: ``19 June 2024``."""
    words = current()
    if words.english:
        return f"{on.day} {MONTHS[on.month - 1]} {on.year}"
    from babel.dates import format_date

    return _with_ordinals(str(format_date(on, "long", locale=words.locale)), words)


def _with_ordinals(text: str, words: Words) -> str:
    """Write the first of a month as French does, for which CLDR has no form: ``1er septembre 2023``."""
    return FIRST.sub("1er", text) if words.tag.partition("-")[0].lower() == "fr" else text


def day_in_citation(on: date) -> str:
    """Return a day as citations have it: ``June 19, 2024``."""
    return f"{MONTHS[on.month - 1]} {on.day}, {on.year}" if current().english else day(on)


def month(of: date) -> str:
    """Return the month of a day: ``June 2024``."""
    words = current()
    if words.english:
        return f"{MONTHS[of.month - 1]} {of.year}"
    from babel.dates import format_skeleton

    return str(format_skeleton("yMMMM", of, locale=words.locale))


def month_names(width: Literal["abbreviated", "narrow", "wide"] = "wide") -> tuple[str, ...]:
    """Return the names of the months; ``narrow`` for their initials, ``abbreviated`` for something between."""
    words = current()
    if words.english:
        return tuple(name[: {"narrow": 1, "abbreviated": 3}.get(width, len(name))] for name in MONTHS)
    from babel.dates import get_month_names

    names = get_month_names(width, "stand-alone", words.locale)
    return tuple(names[number] for number in range(1, 13))


def year(of: date) -> str:
    """Return the year of a day: ``2024``."""
    words = current()
    if words.english:
        return str(of.year)
    from babel.dates import format_skeleton

    return str(format_skeleton("y", of, locale=words.locale))


def quarter(of: date) -> str:
    """Return the quarter of a day: ``second quarter of 2024``."""
    words = current()
    if words.english:
        return f"{ORDINALS[(of.month - 1) // 3]} quarter of {of.year}"
    from babel.dates import format_skeleton

    return str(format_skeleton("yQQQQ", of, locale=words.locale))


def short_quarter(of: date) -> str:
    """Return the quarter of a day as a label has it: ``Q2 2024``."""
    words = current()
    if words.english:
        return f"Q{(of.month - 1) // 3 + 1} {of.year}"
    from babel.dates import format_skeleton

    return str(format_skeleton("yQQQ", of, locale=words.locale))


def short_half(of: date) -> str:
    """Return the half of a year of a day as a label has it: ``H1 2024``."""
    if of.month <= 6:
        return pgettext("label of a period", "H1 %(year)s", year=of.year)
    return pgettext("label of a period", "H2 %(year)s", year=of.year)


def half(of: date) -> str:
    """Return the half of a year of a day: ``first half of 2024``."""
    if of.month <= 6:
        return gettext("first half of %(year)s", year=of.year)
    return gettext("second half of %(year)s", year=of.year)


def season(of: date) -> str:
    """Return the season that begins in the month of a day: ``spring 2024``."""
    match of.month:
        case 3:
            return gettext("spring %(year)s", year=of.year)
        case 6:
            return gettext("summer %(year)s", year=of.year)
        case 9:
            return gettext("autumn %(year)s", year=of.year)
    return gettext("winter %(year)s", year=of.year)


def days(first: date, last: date) -> str:
    """Return two days, without saying the month or year twice: ``5–7 June 2024``."""
    words = current()
    if words.english:
        until = f"{last.day} {MONTHS[last.month - 1]} {last.year}"
        if (first.year, first.month) == (last.year, last.month):
            return f"{first.day}–{until}"
        if first.year == last.year:
            return f"{first.day} {MONTHS[first.month - 1]} – {until}"
        return f"{first.day} {MONTHS[first.month - 1]} {first.year} – {until}"
    from babel.dates import format_interval

    return _with_ordinals(str(format_interval(first, last, "yMMMMd", locale=words.locale)), words)


def listed(items: Iterable[str]) -> str:
    """Return a list as a sentence has it: ``a, b and c``."""
    return _listed(items, "and", "standard")


def alternatives(items: Iterable[str]) -> str:
    """Return things of which one is meant as a sentence has them: ``a, b or c``."""
    return _listed(items, "or", "or")


def _listed(items: Iterable[str], last: str, style: Literal["standard", "or"]) -> str:
    every = tuple(map(str, items))
    words = current()
    if words.english or len(every) < 2:
        return f" {last} ".join(filter(None, (", ".join(every[:-1]), every[-1]))) if every else ""
    from babel.lists import format_list

    return str(format_list(every, style=style, locale=words.locale))


def series(items: Iterable[str]) -> str:
    """Return items one after another, where no sentence joins them: ``a, b, c``."""
    # As texts: those in another language stay marked.
    return comma().join(map(str, items))


def clauses(items: Iterable[str]) -> str:
    """Return parts of a text one after another, which may have commas of their own: ``a, b; c``."""
    return semicolon().join(map(str, items))


def comma() -> str:
    """Return what divides the items of a list."""
    return current().comma


def semicolon() -> str:
    """Return what divides parts of a text that may have commas of their own."""
    return current().semicolon


def colon() -> str:
    """Return what leads from a label to what is said of it."""
    return current().colon


def bracketed(text: str, said: str) -> str:
    """Return a text with what is said of it in brackets."""
    return pgettext("brackets", "%(text)s (%(said)s)", text=text, said=said)


def full_stop() -> str:
    """Return what ends a sentence."""
    return current().full_stop


def upright() -> bool:
    """Return whether narrow columns are written downwards, letter by letter."""
    return current().tag.partition("-")[0].lower() in UPRIGHT


def within(label: str) -> str:
    """Return a label as it stands within a sentence; languages that write nouns with capitals keep it."""
    return label if current().tag.partition("-")[0].lower() in NOUNS_WITH_CAPITALS else label.lower()


def number(value: float, places: int | None = None, *, grouped: bool = False) -> str:
    """Return a number with its decimal sign, and with so many places where they are given."""
    words = current()
    if words.english:
        sign = "," if grouped else ""
        return (f"{value:{sign}}" if places is None else f"{value:{sign}.{places}f}").replace("-", MINUS)
    from babel.numbers import format_decimal

    text = format_decimal(
        # Rounded here, so that every language shows the same digits.
        value if places is None else round(value, places),
        format=None if places is None else f"#,##0.{'0' * places}" if places else "#,##0",
        locale=words.locale,
        decimal_quantization=places is not None,
        group_separator=grouped,
    )
    return str(text).replace("-", MINUS)


def per_cent(text: str) -> str:
    """Return a number, or a range of numbers, in words or digits, as per cent: ``55–80 %``."""
    return pgettext("number or range", "%(number)s %%", number=text)


def decimal(text: str) -> str:
    """Return a number that stands in digits with its decimal sign: ``0.4``, ``−1.25``."""
    words = current()
    return text if words.english else text.replace(".", words.locale.number_symbols["latn"]["decimal"])
