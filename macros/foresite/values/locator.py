"""Paragraph locators: ``7``, ``7-9``, ``7, 12``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

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
