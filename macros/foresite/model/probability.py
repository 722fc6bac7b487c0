"""Parse numeric probabilities: ``65 %``, ``0.65``, ``60-70 %``, ``<10 %``.

The parser accepts the forms in which briefs print them: with a decimal point or comma, with or without a space (of any
width) before the sign, with any dash or tilde between two numbers, and with full-width digits. The text is kept as
written; the bounds are in per cent. Ambiguous texts such as a bare ``65`` are refused.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

EXAMPLES = "a probability such as 65 %, 0.65, 60-70 % or <10 %"
PERCENT = r"(?:%|per ?cent|pct|pour ?cent|prozent|퍼센트)"
NUMBER = r"\d{1,6}(?:[.,]\d{1,9})?"
BETWEEN = r"(?:[-~]|to|à|bis)"
BOUNDS = {
    "<": r"<|under|below|less than",
    "<=": r"<=|≤|at most|up to|no more than",
    ">": r">|over|above|more than",
    ">=": r">=|≥|at least|no less than",
}
"""Signs and words before a number that is only one bound."""
SIGN = "|".join(f"(?P<{name}>{words})" for name, words in zip(("u", "um", "o", "om"), BOUNDS.values(), strict=True))
PROBABILITY_PATTERN = re.compile(
    rf"(?:(?:{SIGN}) ?)?(?P<low>{NUMBER}) ?(?P<unit>{PERCENT})?"
    rf"(?: ?{BETWEEN} ?(?P<high>{NUMBER}) ?(?P<last>{PERCENT})?)?"
)
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys("∼〜", "~"))
FRACTION = re.compile(r"(?:0[.,]\d+|1[.,]0+)")
ROUGHLY = re.compile(r"(?:[~≈]|about|around|approximately|roughly|circa|ca\.?|c\.|environ|etwa|약) ?", re.IGNORECASE)


class ProbabilityError(ValueError):
    """A text that is not a probability; the message says why, ``hint`` suggests a correction."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Probability:
    """A probability as a brief printed it: a point, or a range."""

    text: str
    """As written."""
    lower: float
    """The lower bound in per cent."""
    upper: float
    """The upper bound in per cent; for a point, the same as the lower."""
    lower_exclusive: bool = False
    """Whether the lower bound is excluded: ``>50 %``."""
    upper_exclusive: bool = False
    """Whether the upper bound is excluded: ``<10 %``."""

    @classmethod
    def parse(cls, text: str) -> Probability:
        """Read a probability.

        Raises:
            ProbabilityError: where the text is not one.
        """
        plain = " ".join(unicodedata.normalize("NFKC", text).translate(DASHES).casefold().split())
        match = PROBABILITY_PATTERN.fullmatch(plain)
        if match is None:
            if (rough := ROUGHLY.match(plain)) and PROBABILITY_PATTERN.fullmatch(plain[rough.end() :]):
                raise ProbabilityError(
                    f"'{text}' is not exact, expected {EXAMPLES}",
                    f"write '{plain[rough.end() :]}': the brief's own words stand in 'wording'",
                )
            raise ProbabilityError(f"'{text}' is not a probability, expected {EXAMPLES}")
        numbers = [number for number in (match["low"], match["high"]) if number]
        if not (match["unit"] or match["last"]) and not all(map(FRACTION.fullmatch, numbers)):
            raise ProbabilityError(f"'{text}' has no per cent sign, expected {EXAMPLES}", _with_sign(plain, numbers))
        scale = 1 if match["unit"] or match["last"] else 100
        ends = [_as_number(Decimal(number.replace(",", ".")) * scale) for number in numbers]
        if max(ends) > 100 or (match["o"] and ends[0] == 100) or (match["u"] and ends[0] == 0):
            raise ProbabilityError(f"'{text}' is not between 0 and 100 per cent, expected {EXAMPLES}")
        if len(ends) == 2:
            if ends[0] > ends[1]:
                raise ProbabilityError(
                    f"'{text}' runs backwards, expected the lower end first", f"write '{_swapped(text, numbers)}'"
                )
            if ends[0] == ends[1] or match["u"] or match["um"] or match["om"]:
                raise ProbabilityError(f"'{text}' is not a range, expected {EXAMPLES}")
            return cls(text, ends[0], ends[1], lower_exclusive=bool(match["o"]))
        if match["u"] or match["um"]:
            return cls(text, 0, ends[0], upper_exclusive=bool(match["u"]))
        if match["o"] or match["om"]:
            return cls(text, ends[0], 100, lower_exclusive=bool(match["o"]))
        return cls(text, ends[0], ends[0])


def _as_number(number: Decimal) -> float:
    return int(number) if number == number.to_integral_value() else float(number)


def _with_sign(plain: str, numbers: list[str]) -> str:
    """Return the hint to add a per cent sign, where the numbers cannot be meant as fractions."""
    if len(numbers) == 1 and numbers[0] in ("0", "1"):
        return ""
    return f"write '{plain} %'" if all(float(number.replace(",", ".")) <= 100 for number in numbers) else ""


def _swapped(text: str, numbers: list[str]) -> str:
    low, high = numbers
    plain = " ".join(unicodedata.normalize("NFKC", text).translate(DASHES).split())
    return plain.replace(low, "\0", 1).replace(high, low, 1).replace("\0", high, 1)
