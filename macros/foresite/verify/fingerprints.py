"""Fingerprint the paragraphs of a brief: enough to identify a copy, without storing its text."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256

from foresite.model.locators import UNSPACED

# A text without features that differ between copies: case, accents, punctuation, spaces and line ends.

GAP = re.compile(r"(?:(?<!\s)\s++)?(?:\[?(?:…|\.\.\.)\]?)\s*")
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters and digits of a text, and their offsets in it."""

    text: str
    """The letters and digits, in lower case and without accents."""
    at: tuple[int, ...]
    """The offset of each in the source."""
    source: str

    @classmethod
    def of(cls, source: str) -> Letters:
        """Return the letters of a text."""
        letters: list[str] = []
        offsets: list[int] = []
        for offset, char in enumerate(source):
            for letter in unicodedata.normalize("NFKD", char).casefold():
                if letter.isalnum():
                    letters.append(letter)
                    offsets.append(offset)
        return cls("".join(letters), tuple(offsets), source)

    def starts(self, first: int = 0) -> Iterator[int]:
        """Return the indexes at which words start, from ``first`` on."""
        return (n for n in range(first, len(self.text)) if n == 0 or self._may_start_word(n))

    def find(self, phrase: str, within: Span | None = None) -> tuple[Span, ...]:
        """Return the spans of a phrase, which must start and end at word boundaries; empty where it is not found.

        An ellipsis in it stands for any text, so each part of the phrase has a span of its own.
        """
        first, last = within or (0, len(self.text))
        spans = []
        for part in GAP.split(phrase):
            if part_letters := Letters.of(part).text:
                start = self._find(part_letters, first, last)
                if start < 0:
                    return ()
                first = start + len(part_letters)
                spans.append((start, first))
        return tuple(spans)

    def _find(self, letters: str, first: int, last: int) -> int:
        start = self.text.find(letters, first, last)
        while start >= 0:
            end = start + len(letters)
            if (start == 0 or self._may_start_word(start)) and (end == len(self.text) or self._may_start_word(end)):
                return start
            start = self.text.find(letters, start + 1, last)
        return -1

    def _may_start_word(self, index: int) -> bool:
        """Return whether a word may start at an index: after a non-letter, or anywhere in scripts without spaces."""
        before, current = self.at[index - 1], self.at[index]
        if any(not unicodedata.combining(char) for char in self.source[before + 1 : current]):
            return True
        return before != current and any(UNSPACED.match(self.source[n]) for n in (before, current))


# Fingerprints of a brief's paragraphs.


VERSION = 1
"""The version of the file format and of the normalisation of texts."""
NAME = "fingerprints.json"
"""The name of the file, which lies beside the first bibliography."""


class FingerprintsError(ValueError):
    """A file of fingerprints that cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The fingerprint of a paragraph."""

    letters: int
    """The number of letters and digits."""
    sha256: str
    """The SHA-256 of the letters and digits, as in ``Letters.text``."""


def fingerprint(paragraph: str) -> Fingerprint:
    """Return the fingerprint of a paragraph."""
    return _fingerprint_of(Letters.of(paragraph).text)


def locate(copy: Letters, prints: Sequence[Fingerprint]) -> list[Span | None]:
    """Return the span of each paragraph in a copy, whatever its layout; None where it is not found."""
    spans: list[Span | None] = []
    first = 0
    for fingerprint in prints:
        for start in copy.starts(first):
            end = start + fingerprint.letters
            if end <= len(copy.text) and _fingerprint_of(copy.text[start:end]) == fingerprint:
                spans.append((start, end))
                first = end
                break
        else:
            spans.append(None)
    return spans


def read_all(text: str) -> dict[str, tuple[Fingerprint, ...]]:
    """Return the fingerprints of every brief, by its key.

    Raises:
        FingerprintsError: where the text has another format.
    """
    try:
        document = json.loads(text)
        if document["version"] != VERSION:
            raise FingerprintsError(f"version {document['version']}, expected {VERSION}")
        return {
            str(key): tuple(Fingerprint(int(item["letters"]), str(item["sha256"])) for item in prints)
            for key, prints in document["briefs"].items()
        }
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        if isinstance(error, FingerprintsError):
            raise
        raise FingerprintsError("not what `foresite fingerprint` writes") from None


def fingerprints_text(briefs: Mapping[str, Sequence[Fingerprint]]) -> str:
    """Return the text of the file."""
    items = {key: [asdict(fingerprint) for fingerprint in briefs[key]] for key in sorted(briefs)}
    return json.dumps({"version": VERSION, "briefs": items}, ensure_ascii=False, indent=1) + "\n"


def _fingerprint_of(letters: str) -> Fingerprint:
    return Fingerprint(len(letters), sha256(letters.encode()).hexdigest())
