"""Quantities: numbers as a text has them, intervals with their coverage, declared measures, errors and scores.

A number is a decimal number with a point: ``3.2``, ``-0.4``, ``+1``, ``1250``. An interval is ``2.1 to 4.3 (90 %)``, or
``2.1 to 4.3`` where the brief does not say how often it should hold what comes out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from foresite.language import formats
from foresite.language.words import pgettext, right_to_left

NUMBER = r"[+-]?\d+(?:\.\d+)?"
FORM = re.compile(NUMBER)
MOST_DIGITS = 15
"""How many digits a number may have: as many as programs that read the data keep."""
RANGE = re.compile(rf"(?P<lower>{NUMBER}) (?:to|/) (?P<upper>{NUMBER})(?: ?\((?P<coverage>[^()]*)\))?")
COVERAGE = re.compile(r"(?P<number>\d+(?:\.\d+)?) ?(?:%|per ?cent)(?: (?:confidence )?interval)?")
LEFT_TO_RIGHT = "\u200e"
"""A mark that is not seen, after which a sign is part of its number in a text from right to left."""
MINUSES = str.maketrans(dict.fromkeys("‐‑‒−", "-"))
"""What prints as a minus sign."""
BETWEEN = re.compile(r"(?<=\d)\s*(?:[–—~]|\bto\b|\bà\b|\bbis\b)\s*(?=[+-]?\d)")
"""What stands between the ends of an interval; a hyphen may be a minus sign."""
HYPHEN = re.compile(r"(?<=\d)\s*-\s*(?=[+-]?\d)")
UNITED = re.compile(rf"(?P<number>{NUMBER})\s*(?P<unit>[^\d\s.,+-].*)")
"""A number with its unit behind it."""
GROUPED = re.compile(r"[+-]?\d{1,3}(?:[ ',]\d{3})+(?:\.\d+)?")
"""A number whose thousands are set apart."""
EXAMPLE = "a number such as 3.2 or -0.4"
INTERVAL_EXAMPLE = "an interval such as '2.1 to 4.3 (90 %)'"


class QuantityError(ValueError):
    """A text that is not a number or interval; the message says why, ``hint`` suggests a correction."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Amount:
    """A number as written; its decimals say how exact it is."""

    text: str

    @classmethod
    def parse(cls, text: str) -> Amount:
        """Read a number.

        Raises:
            QuantityError: where the text is not one.
        """
        plain = _plain(text)
        if not FORM.fullmatch(plain):
            raise QuantityError(f"'{text}' is not a number, expected {EXAMPLE}", _meant(plain))
        if sum(map(str.isdigit, plain)) > MOST_DIGITS:
            raise QuantityError(f"'{text}' has more than {MOST_DIGITS} digits, expected {EXAMPLE} and a larger unit")
        return cls(plain.removeprefix("+"))

    @property
    def number(self) -> Decimal:
        """The number itself."""
        return Decimal(self.text)

    @property
    def exported(self) -> int | float:
        """The number as JSON has it."""
        return float(self.text) if "." in self.text else int(self.text)

    def __str__(self) -> str:
        return formats.decimal(self.text.replace("-", "−"))


@dataclass(frozen=True, slots=True)
class Bounds:
    """An interval that a brief gives for a quantity."""

    lower: Amount
    upper: Amount
    coverage: Amount | None
    """How often such intervals should hold what comes out, per cent; None where the brief does not say."""

    @classmethod
    def parse(cls, text: str) -> Bounds:
        """Read an interval.

        Raises:
            QuantityError: where the text is not one.
        """
        plain = BETWEEN.sub(" to ", _plain(text))
        match = RANGE.fullmatch(plain)
        if match is None:
            meant = HYPHEN.sub(" to ", plain)
            hint = f"write '{meant}'" if RANGE.fullmatch(meant) else ""
            raise QuantityError(f"'{text}' is not an interval, expected {INTERVAL_EXAMPLE}", hint)
        lower, upper = Amount.parse(match["lower"]), Amount.parse(match["upper"])
        behind = f" ({match['coverage']})" if match["coverage"] is not None else ""
        if lower.number >= upper.number:
            message = f"'{text}' runs backwards, expected the lower end first"
            hint = f"write '{upper.text} to {lower.text}{behind}'" if lower.number > upper.number else ""
            raise QuantityError(message, hint)
        return cls(lower, upper, _coverage(match["coverage"], f"{lower.text} to {upper.text}"))

    @property
    def text(self) -> str:
        """The interval as an editor writes it."""
        behind = f" ({self.coverage.text} %)" if self.coverage else ""
        return f"{self.lower.text} to {self.upper.text}{behind}"

    @property
    def words(self) -> str:
        """The interval as a page shows it, without its coverage."""
        if "-" in f"{self.lower.text}{self.upper.text}":
            return pgettext("numbers", "%(lower)s to %(upper)s", lower=self.lower, upper=self.upper)
        return f"{self.lower}–{self.upper}"

    def holds(self, value: Decimal) -> bool:
        """Whether a value lies inside or on an end."""
        return self.lower.number <= value <= self.upper.number

    def score(self, value: Decimal) -> Decimal | None:
        """Return the interval score of Gneiting and Raftery (2007); None where the coverage is not known.

        It is the width of the interval and, for a value outside, 2/α times its distance from the nearer end, where α
        is the share of values that should lie outside. Less is better.
        """
        if self.coverage is None:
            return None
        lower, upper = self.lower.number, self.upper.number
        outside = max(lower - value, value - upper, Decimal(0))
        return upper - lower + 2 * outside / self.alpha

    @property
    def alpha(self) -> Decimal:
        """The share of values that should lie outside."""
        return 1 - (self.coverage.number if self.coverage else Decimal(0)) / 100

    @property
    def quantiles(self) -> tuple[tuple[Decimal, Amount], ...]:
        """The ends as quantiles, for an interval that leaves out as much below as above; none without a coverage."""
        if self.coverage is None:
            return ()
        return (self.alpha / 2, self.lower), (1 - self.alpha / 2, self.upper)


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure as the settings declare it."""

    label: str
    unit: str = ""


def with_unit(amount: str, unit: str) -> str:
    """Return a number with its unit."""
    return f"{amount} {unit}" if unit else amount


def decimals(amounts: Sequence[Amount]) -> int:
    """Return the most decimals that any of some numbers has."""
    return max((len(each.text.partition(".")[2]) for each in amounts), default=0)


def signed(number: Decimal, places: int) -> str:
    """Return a number with its sign and so many decimals; the sign stands on the left on any page."""
    rounded = round(number, places) + 0
    mark = LEFT_TO_RIGHT if right_to_left() and rounded else ""
    return mark + formats.decimal(f"{rounded:+.{places}f}".replace("-", "−") if rounded else f"{rounded:.{places}f}")


def fixed(number: Decimal, places: int) -> str:
    """Return a number with so many decimals."""
    return formats.decimal(f"{round(number, places) + 0:.{places}f}".replace("-", "−"))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).translate(MINUSES).split())


def _meant(plain: str) -> str:
    """Return the hint to a text that is a number in another form."""
    if re.fullmatch(r"[+-]?\d+,\d{1,2}", plain):
        return f"write '{plain.replace(',', '.')}'"
    if GROUPED.fullmatch(plain):
        return f"write '{re.sub('[ ,]', '', plain).replace(chr(39), '')}'"
    if match := UNITED.fullmatch(plain):
        return f"write '{match['number']}', and the unit in 'unit' or once in 'measures' of mkdocs.yml"
    return ""


def _coverage(given: str | None, ends: str) -> Amount | None:
    if given is None:
        return None
    match = COVERAGE.fullmatch(given.strip())
    if match is None:
        share = re.fullmatch(r"0?\.\d+|\d{1,2}", given.strip())
        per_cent = share and (Decimal(share[0]) * 100 if "." in share[0] else Decimal(share[0]))
        hint = f"write '{ends} ({per_cent.normalize():f} %)'" if per_cent else ""
        raise QuantityError(f"'{given}' is not a coverage, expected per cent in brackets such as (90 %)", hint)
    coverage = Amount.parse(match["number"])
    if not 0 < coverage.number < 100:
        raise QuantityError(f"'{given}' is not a coverage, expected more than 0 and less than 100 %")
    return coverage
