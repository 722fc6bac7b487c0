"""Dates in bibliography fields: EDTF, the older forms of it that BibLaTeX also reads, and BibTeX's year and month."""

from __future__ import annotations

import re

from foresite.model.dates import EdtfError, Span, parse_edtf
from foresite.parsing.bibliography.latex import MONTHS

TIME = re.compile(r"(?<=\d)(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?)(?=/|$)", re.ASCII)
OLD_DIGITS = re.compile(r"(?<=\d)(?P<digits>[ux]{1,2})(?![\w])|(?<=[\duxX]-)(?P<part>uu|xx)(?![\w])", re.ASCII)
OLD_MARK = re.compile(r"\?~|~\?")
BEFORE_CHRIST = re.compile(r"(?:^|/)-\d{4}", re.ASCII)
YEARS = re.compile(r"(\d{4})\s*(?:-{1,3}|–|/)\s*(\d{4})", re.ASCII)
ABOUT = re.compile(r"(?:c\.|ca\.|circa|about)\s*(\d{4})", re.IGNORECASE | re.ASCII)
NUMBER = re.compile(r"(?<!\d)\d{4}(?!\d)", re.ASCII)
YEAR = re.compile(r"\d{4}", re.ASCII)
DAY_AND_MONTH = re.compile(
    r"(?:(?P<before>[0-9]{1,2})(?:st|nd|rd|th|\.)?[\s\u00a0]+)?(?P<name>[A-Za-z]{3,9})\.?(?:[\s\u00a0]+(?P<after>[0-9]{1,2}))?"
)
"""A month with its day, as BibTeX's own manual has it: ``"8~" # jul``, ``{July 8}``."""
BETWEEN_MONTHS = re.compile(r"-{1,3}|–|/|\band\b|&")
STATES = {
    "in press": "inpress", "forthcoming": "forthcoming", "to appear": "forthcoming", "submitted": "submitted",
    "in preparation": "inpreparation", "accepted": "inpress",
}  # fmt: skip
"""Texts used instead of a year, with the corresponding ``pubstate``."""
ACCEPTED = "expected an EDTF date such as 2024, 2024-06, 2024-06-19, 2024-06~ or an interval 2024-06/2024-12"


def read_date(text: str) -> Span:
    """Parse a date in BibLaTeX's format; times of day are dropped.

    Raises:
        EdtfError: where the text is not a date; its message names the value and the accepted forms.
    """
    plain = TIME.sub("", text)
    if BEFORE_CHRIST.search(plain):
        raise EdtfError(f"'{text}' is before the year 1, expected a later date; write such a date in a note")
    plain = OLD_MARK.sub("%", OLD_DIGITS.sub(lambda match: "X" * len(match[0]), plain))
    if plain.count("/") == 1:
        ends = [end.strip() for end in plain.split("/")]
        plain = "/".join(".." if end in ("", "open", "unknown", "*") else end for end in ends)
    try:
        return parse_edtf(plain)
    except EdtfError as error:
        message = str(error)
        if "is not a date" in message and (near := _nearest_date(plain)):
            raise EdtfError(f"'{text}' is not a date, expected {near}") from None
        # Name the value as written, and all forms accepted here.
        raise EdtfError(f"'{text}' is not a date, {ACCEPTED}" if "is not a date" in message else message) from None


def _nearest_date(text: str) -> str:
    """Return the date that a text probably means: ``2013-7-6``, ``1965–``; the empty string if there is none."""
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?", text, re.ASCII):
        return "-".join([match[1], *(part.zfill(2) for part in match.groups()[1:] if part)])
    if match := re.fullmatch(r"(\d{4})\s*(?:-{1,3}|–)", text, re.ASCII):
        return f"{match[1]}/.."
    return ""


def read_year(text: str) -> Span:
    """Parse a year: four digits, two years, ``c. 1850``, or a date.

    Raises:
        EdtfError: where the text is not one of these; its message names the year where there is only one in it.
    """
    if years := YEARS.fullmatch(text):
        return parse_edtf(f"{years[1]}/{years[2]}")
    if about := ABOUT.fullmatch(text):
        return parse_edtf(f"{about[1]}~")
    years_named = set(NUMBER.findall(text))
    expected = years_named.pop() if len(years_named) == 1 else "four digits"
    if YEAR.match(text) or BEFORE_CHRIST.match(text):
        try:
            return read_date(text)
        except EdtfError as error:
            if ACCEPTED not in str(error) or expected == "four digits":
                raise
    raise EdtfError(f"'{text}' is not a year, expected {expected}")


def read_month(year: str, month: str, day: str = "") -> Span:
    """Parse a month of a year, or two; a day counts only with a single month, beside it or in its text.

    Raises:
        EdtfError: where the text is not a month, or the day does not exist.
    """
    if (with_day := DAY_AND_MONTH.fullmatch(month.strip())) and with_day["name"][:3].lower() in MONTHS:
        month, day = with_day["name"], day or with_day["before"] or with_day["after"] or ""
    months = [_month(part, month) for part in BETWEEN_MONTHS.split(month.strip(". "))]
    if len(months) > 2:
        raise _month_error(month)
    if len(months) == 2:
        return parse_edtf(f"{year}-{months[0]:02}/{year}-{months[1]:02}")
    year_month = f"{year}-{months[0]:02}"
    return parse_edtf(f"{year_month}-{int(day):02}" if re.fullmatch(r"[0-9]{1,2}", day) else year_month)


def _month(part: str, months: str) -> int:
    part = part.strip(". ").lower()
    if re.fullmatch(r"[0-9]{1,4}", part) and 1 <= int(part) <= 12:
        return int(part)
    if part[:3] not in MONTHS:
        raise _month_error(months)
    return MONTHS.index(part[:3]) + 1


def _month_error(month: str) -> EdtfError:
    return EdtfError(f"'{month}' is not a month, expected 1-12 or jan-dec")
