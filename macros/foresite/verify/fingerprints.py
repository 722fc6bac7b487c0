"""Fingerprint the paragraphs of a brief: enough to know a copy by, and nothing of its text."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256

from foresite.model.locators import UNSPACED

# A text without what differs between copies of it: case, accents, punctuation, spaces and line ends.


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


# Fingerprints of a brief's paragraphs: enough to know a copy by, and nothing of its text.


VERSION = 1
"""The version of the file's form and of what is taken from a text before it is hashed."""
NAME = "fingerprints.json"
"""The file, beside the first bibliography."""


class FingerprintsError(ValueError):
    """A file of fingerprints that cannot be read; its message says why."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """One paragraph."""

    letters: int
    """How many letters and digits it has."""
    sha256: str
    """The SHA-256 of those, as ``Letters`` gives them."""


def fingerprint(paragraph: str) -> Fingerprint:
    """The fingerprint of a paragraph."""
    return _of(Letters.of(paragraph).text)


def locate(copy: Letters, prints: Sequence[Fingerprint]) -> list[Span | None]:
    """Where each paragraph stands in a copy, whatever its layout; None where it does not."""
    spans: list[Span | None] = []
    first = 0
    for wanted in prints:
        for start in copy.starts(first):
            end = start + wanted.letters
            if end <= len(copy.text) and _of(copy.text[start:end]) == wanted:
                spans.append((start, end))
                first = end
                break
        else:
            spans.append(None)
    return spans


def read_all(text: str) -> dict[str, tuple[Fingerprint, ...]]:
    """The fingerprints of every brief, by its key.

    Raises:
        FingerprintsError: where the text is none of ours.
    """
    try:
        document = json.loads(text)
        if document["version"] != VERSION:
            raise FingerprintsError(f"version {document['version']}, expected {VERSION}")
        return {
            str(key): tuple(Fingerprint(int(each["letters"]), str(each["sha256"])) for each in prints)
            for key, prints in document["briefs"].items()
        }
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        if isinstance(error, FingerprintsError):
            raise
        raise FingerprintsError("not what `foresite fingerprint` writes") from None


def fingerprints_text(briefs: Mapping[str, Sequence[Fingerprint]]) -> str:
    """The text of the file."""
    listed = {key: [asdict(each) for each in briefs[key]] for key in sorted(briefs)}
    return json.dumps({"version": VERSION, "briefs": listed}, ensure_ascii=False, indent=1) + "\n"


def _of(letters: str) -> Fingerprint:
    return Fingerprint(len(letters), sha256(letters.encode()).hexdigest())
