"""Probabilities in numbers: ``65 %``, ``0.65``, ``60-70 %``, ``<10 %``.

Read are the ways in which briefs print them: with a decimal point or comma, with or without a space (of any width)
before the sign, with any dash or wave between two numbers, and with full-width digits. A number is kept as it was
written; its ends are per cent. Refused is what leaves doubt, such as a bare ``65``.
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
"""What stands before a number of which only one end is known."""
SIGN = "|".join(f"(?P<{name}>{words})" for name, words in zip(("u", "um", "o", "om"), BOUNDS.values(), strict=True))
FORM = re.compile(
    rf"(?:(?:{SIGN}) ?)?(?P<low>{NUMBER}) ?(?P<unit>{PERCENT})?"
    rf"(?: ?{BETWEEN} ?(?P<high>{NUMBER}) ?(?P<last>{PERCENT})?)?"
)
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys("∼〜", "~"))
FRACTION = re.compile(r"(?:0[.,]\d+|1[.,]0+)")
ROUGHLY = re.compile(r"(?:[~≈]|about|around|approximately|roughly|circa|ca\.?|c\.|environ|etwa|약) ?", re.IGNORECASE)


class ProbabilityError(ValueError):
    """A text that is not a probability; the message says why, ``hint`` what it may be meant for."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Probability:
    """A probability as a brief printed it: a point, or a range."""

    text: str
    """As written."""
    least: float
    """Per cent."""
    greatest: float
    """Per cent; that of a point is its least."""
    over: bool = False
    """Whether the least itself is outside: ``>50 %``."""
    under: bool = False
    """Whether the greatest itself is outside: ``<10 %``."""

    @classmethod
    def parse(cls, text: str) -> Probability:
        """Read a probability.

        Raises:
            ProbabilityError: where the text is not one.
        """
        plain = " ".join(unicodedata.normalize("NFKC", text).translate(DASHES).casefold().split())
        found = FORM.fullmatch(plain)
        if found is None:
            if (rough := ROUGHLY.match(plain)) and FORM.fullmatch(plain[rough.end() :]):
                raise ProbabilityError(
                    f"'{text}' is not exact, expected {EXAMPLES}",
                    f"write '{plain[rough.end() :]}': the brief's own words stand in 'wording'",
                )
            raise ProbabilityError(f"'{text}' is not a probability, expected {EXAMPLES}")
        given = [number for number in (found["low"], found["high"]) if number]
        if not (found["unit"] or found["last"]) and not all(map(FRACTION.fullmatch, given)):
            raise ProbabilityError(f"'{text}' has no per cent sign, expected {EXAMPLES}", _with_sign(plain, given))
        scale = 1 if found["unit"] or found["last"] else 100
        ends = [_whole(Decimal(number.replace(",", ".")) * scale) for number in given]
        if max(ends) > 100 or (found["o"] and ends[0] == 100) or (found["u"] and ends[0] == 0):
            raise ProbabilityError(f"'{text}' is not between 0 and 100 per cent, expected {EXAMPLES}")
        if len(ends) == 2:
            if ends[0] > ends[1]:
                raise ProbabilityError(
                    f"'{text}' runs backwards, expected the lower end first", f"write '{_turned(text, given)}'"
                )
            if ends[0] == ends[1] or found["u"] or found["um"] or found["om"]:
                raise ProbabilityError(f"'{text}' is not a range, expected {EXAMPLES}")
            return cls(text, ends[0], ends[1], over=bool(found["o"]))
        if found["u"] or found["um"]:
            return cls(text, 0, ends[0], under=bool(found["u"]))
        if found["o"] or found["om"]:
            return cls(text, ends[0], 100, over=bool(found["o"]))
        return cls(text, ends[0], ends[0])


def _whole(number: Decimal) -> float:
    return int(number) if number == number.to_integral_value() else float(number)


def _with_sign(plain: str, given: list[str]) -> str:
    """The hint with a per cent sign, where the numbers can't be meant as parts of one."""
    if len(given) == 1 and given[0] in ("0", "1"):
        return ""
    return f"write '{plain} %'" if all(float(number.replace(",", ".")) <= 100 for number in given) else ""


def _turned(text: str, given: list[str]) -> str:
    low, high = given
    plain = " ".join(unicodedata.normalize("NFKC", text).translate(DASHES).split())
    return plain.replace(low, "\0", 1).replace(high, low, 1).replace("\0", high, 1)
