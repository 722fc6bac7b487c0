"""A text without what differs between copies of it: case, accents, punctuation, spaces and line ends."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from foresite.values.words import UNSPACED

GAP = re.compile(r"(?:(?<!\s)\s++)?(?:\[?(?:…|\.\.\.)\]?)\s*")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters and digits of a text, and where in the text each of them stands."""

    text: str
    """The letters and digits, small and without accents."""
    at: tuple[int, ...]
    """The offset in the source of each."""
    source: str

    @classmethod
    def of(cls, source: str) -> Letters:
        """The letters of a text."""
        found: list[str] = []
        at: list[int] = []
        for offset, char in enumerate(source):
            for letter in unicodedata.normalize("NFKD", char).casefold():
                if letter.isalnum():
                    found.append(letter)
                    at.append(offset)
        return cls("".join(found), tuple(at), source)

    def starts(self, first: int = 0) -> Iterator[int]:
        """Where words start, from a letter on."""
        return (n for n in range(first, len(self.text)) if n == 0 or self._divided(n))

    def find(self, phrase: str, within: Span | None = None) -> tuple[Span, ...]:
        """Where a phrase stands, its ends at ends of words; nothing where it does not.

        An ellipsis in it stands for anything, so that each part has a place of its own.
        """
        first, last = within or (0, len(self.text))
        spans = []
        for part in GAP.split(phrase):
            if wanted := Letters.of(part).text:
                found = self._find(wanted, first, last)
                if found < 0:
                    return ()
                first = found + len(wanted)
                spans.append((found, first))
        return tuple(spans)

    def _find(self, wanted: str, first: int, last: int) -> int:
        at = self.text.find(wanted, first, last)
        while at >= 0:
            end = at + len(wanted)
            if (at == 0 or self._divided(at)) and (end == len(self.text) or self._divided(end)):
                return at
            at = self.text.find(wanted, at + 1, last)
        return -1

    def _divided(self, at: int) -> bool:
        """Whether a word may start here: behind anything but a letter, and anywhere where words are not spaced."""
        before, here = self.at[at - 1], self.at[at]
        if any(not unicodedata.combining(char) for char in self.source[before + 1 : here]):
            return True
        return before != here and any(UNSPACED.match(self.source[n]) for n in (before, here))
