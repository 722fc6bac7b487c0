"""The words of texts as search asks for them, and where each stands.

``assets/search.js`` folds what a reader types in the same way: no case, accents or width.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

LONGEST = 20
"""So many letters of a word count, lest a script without spaces makes words of whole sentences."""
INSIDE = "~"
"""Before a term that is the end of a longer word."""
JOINED = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
"""Letters of scripts that join words: these are searched inside words as well."""
ACCENTS = re.compile("[\u0300-\u036f]+")
APOSTROPHE = "\u02bc"
"""One that Unicode takes for a letter."""
# Where a part of a joined word begins: at each of its letters, and where a word of another script is stuck to it.
PART = re.compile(rf"(?<=.)(?:(?P<inside>[{JOINED}])|(?<=[{JOINED}]).)")


@dataclass(slots=True)
class Postings:
    """The entries that a term stands in, by number, rising."""

    titles: list[int] = field(default_factory=list)
    texts: list[int] = field(default_factory=list)
    """Those that have it in the text and not in the title."""


def index(entries: Iterable[tuple[str, str]]) -> dict[str, Postings]:
    """Where each term stands; ``entries`` are titles with texts, counted from 0."""
    letters, parts = _Letters(), _Parts()
    found: dict[str, Postings] = {}
    for number, entry in enumerate(entries):
        title, text = ({*_fold(part).translate(letters).split()} for part in entry)
        heads = {term for word in title for term in parts[word]}
        for term in heads:
            found.setdefault(term, Postings()).titles.append(number)
        for term in {term for word in text for term in parts[word]} - heads:
            found.setdefault(term, Postings()).texts.append(number)
    return found


def union(several: Iterable[Postings]) -> Postings:
    """Where any of them stands."""
    titles: set[int] = set()
    texts: set[int] = set()
    for each in several:
        titles.update(each.titles)
        texts.update(each.texts)
    return Postings(sorted(titles), sorted(texts - titles))


def _fold(text: str) -> str:
    if text.isascii():
        return text.lower()
    bare = ACCENTS.sub("", unicodedata.normalize("NFKD", text).lower())
    return unicodedata.normalize("NFC", bare).replace("ß", "ss")


class _Letters(dict[int, str]):
    """Each character of a word, and a space for what is no part of one."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = char if unicodedata.category(char)[0] in "LMN" and char != APOSTROPHE else " "
        return self[code]


class _Parts(dict[str, tuple[str, ...]]):
    """The terms that each word is found by, every word taken apart once."""

    def __missing__(self, word: str) -> tuple[str, ...]:
        self[word] = tuple(_parts(word))
        return self[word]


def _parts(word: str) -> Iterator[str]:
    yield word[:LONGEST]
    for match in PART.finditer(word):
        yield (INSIDE if match["inside"] else "") + word[match.start() :][:LONGEST]
