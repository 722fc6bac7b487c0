"""Paragraph locators, and the count of words by which the length of a quotation is limited.

Words are divided as Unicode's default rules have it (UAX #29, https://unicode.org/reports/tr29/): letters, digits and
the marks on them are one word, also with an apostrophe, full stop or colon between two letters and a comma or full
stop between two digits; a hyphen divides. Of scripts that put no spaces between words those rules say nothing, and a
dictionary for each would count differently from edition to edition. There two characters of Chinese or Japanese count
as a word, and four letters of Thai, Lao, Khmer or Burmese, marks above and below them aside.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from math import ceil

# Paragraph locators: `7`, `7-9`, `7, 12`.


RANGE = re.compile(r"([0-9]{1,5})(?:\s*[-–]\s*([0-9]{1,5}))?")


class LocatorError(ValueError):
    """A locator that is unreadable or runs backwards; its text says what was expected."""


@dataclass(frozen=True, slots=True, order=True)
class Locator:
    """Paragraphs of a brief, counted from 1, as closed ranges in the order given."""

    ranges: tuple[tuple[int, int], ...]

    @classmethod
    @lru_cache(maxsize=4096)
    def parse(cls, text: str) -> Locator:
        """Read a locator; an optional ``¶`` may stand before each part.

        Raises:
            LocatorError: where a part is not a paragraph number or range, or runs backwards.
        """
        ranges = []
        for part in text.split(","):
            match = RANGE.fullmatch(part.strip().removeprefix("¶").strip())
            if not match:
                raise LocatorError(f"'{text}' is not a paragraph locator, expected a form like 7, 7-9 or '7, 12'")
            first, last = int(match[1]), int(match[2] or match[1])
            if first < 1:
                raise LocatorError("paragraphs are counted from 1")
            if last < first:
                raise LocatorError(f"'{text}' runs backwards, expected {last}-{first}")
            ranges.append((first, last))
        return cls(tuple(ranges))

    @property
    def first(self) -> int:
        """The first paragraph named."""
        return self.ranges[0][0]

    @property
    def last(self) -> int:
        """The highest paragraph named."""
        return max(last for _, last in self.ranges)

    def paragraphs(self) -> set[int]:
        """Every paragraph the locator covers."""
        return {number for first, last in self.ranges for number in range(first, last + 1)}

    def __str__(self) -> str:
        return _words(self.ranges)


@lru_cache(10_000)
def _words(ranges: tuple[tuple[int, int], ...]) -> str:
    return "¶" + ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in ranges)


# How many words a text has, in any script: the one place where limits of words are counted.


IDEOGRAPHIC = (
    "\u3005-\u3007\u3041-\u309f\u30a0-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Chinese characters and kana."""
SYLLABIC = "\u0e01-\u0e5b\u0e81-\u0edf\u1000-\u109f\u1780-\u17f9\uaa60-\uaa7f"
"""Thai, Lao, Burmese and Khmer."""
UNSPACED = re.compile(f"[{IDEOGRAPHIC}{SYLLABIC}]")
"""A character of a script that puts no spaces between words."""
TOGETHER = {"ideographic": 2, "syllabic": 4}
"""How many characters count as a word."""
RULE = "two characters of Chinese or Japanese, or four letters of Thai, Lao, Khmer or Burmese, count as one word"
_IDEOGRAPH = re.compile(f"[{IDEOGRAPHIC}]")
ASCII = re.compile(r"\w+(?:(?<=[A-Za-z_])['.:](?=[A-Za-z_])\w+|(?<=[0-9])[',.;](?=[0-9])\w+)*", re.ASCII)
BETWEEN_LETTERS = frozenset("'’‘.․:·‧\u05f4﹕：．＇")
BETWEEN_DIGITS = frozenset("'’‘.․,;﹐﹔，；．＇")


def count_words(text: str) -> int:
    """How many words a text has."""
    if text.isascii():
        return len(ASCII.findall(text))
    count = 0
    for kind, run in groupby(_classed(text), key=lambda each: each[0]):
        if together := TOGETHER.get(kind):
            count += ceil(sum(1 for _ in run) / together)
        elif kind == "word":
            count += sum(starts for _, starts in run)
    return count


def _classed(text: str) -> list[tuple[str, bool]]:
    """Each character that counts with its kind, and whether it starts a word."""
    classed: list[tuple[str, bool]] = []
    before = ""
    kinds = [_kind(char) for char in text]
    for at, (char, kind) in enumerate(zip(text, kinds, strict=True)):
        if kind == "mark":
            continue
        if kind in TOGETHER:
            classed.append((kind, True))
        elif kind:
            classed.append(("word", before not in ("letter", "digit")))
        elif before in ("letter", "digit") and _joins(char, before, kinds, at):
            continue
        else:
            classed.append(("", False))
        before = kind
    return classed


def _kind(char: str) -> str:
    """What a character is to the division of words; empty for what stands between them."""
    category = unicodedata.category(char)
    if category in ("Mn", "Mc", "Me", "Cf"):
        return "mark"
    if UNSPACED.match(char) and category != "Nd":
        return "ideographic" if _IDEOGRAPH.match(char) else "syllabic"
    if category == "Nd":
        return "digit"
    return "letter" if category[0] == "L" or category in ("Nl", "No", "Pc") else ""


def _joins(char: str, before: str, kinds: list[str], at: int) -> bool:
    """Whether a sign stands inside a word: between two letters, or between two digits."""
    behind = next((kind for kind in kinds[at + 1 :] if kind != "mark"), "")
    return before == behind and char in (BETWEEN_LETTERS if before == "letter" else BETWEEN_DIGITS)
