"""The words of texts as search asks for them, and where each stands.

``assets/search.js`` folds what a reader types in the same way: no case, accents or width.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
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
ASCII = bytes(code if bytes((code,)).isalnum() else 32 for code in bytes(range(256)).lower())
"""What becomes of each character of ASCII: its lower case, or a space where it is no part of a word."""
# Where a part of a joined word begins: at each of its letters, and where a word of another script is stuck to it.
PART = re.compile(rf"(?<=.)(?:(?P<inside>[{JOINED}])|(?<=[{JOINED}]).)")


@dataclass(slots=True)
class Postings:
    """The entries that a term stands in, by number, rising."""

    titles: list[int] = field(default_factory=list)
    texts: list[int] = field(default_factory=list)
    """Those that have it in the text and not in the title."""


def index(
    entries: Iterable[tuple[str, str]], terms: Callable[[str], AbstractSet[str]] | None = None
) -> dict[str, Postings]:
    """Where each term stands; ``entries`` are titles with texts, counted from 0; ``terms`` finds those of a text."""
    terms = terms or Terms().of
    titles: defaultdict[str, list[int]] = defaultdict(list)
    texts: defaultdict[str, list[int]] = defaultdict(list)
    for number, (title, text) in enumerate(entries):
        heads = terms(title)
        for term in heads:
            titles[term].append(number)
        for term in terms(text) - heads:
            texts[term].append(number)
    return {term: Postings(titles.get(term, []), texts.get(term, [])) for term in {**titles, **texts}}


def union(several: Iterable[Postings]) -> Postings:
    """Where any of them stands."""
    titles: set[int] = set()
    texts: set[int] = set()
    for each in several:
        titles.update(each.titles)
        texts.update(each.texts)
    return Postings(sorted(titles), sorted(texts - titles))


class Terms(dict[str, tuple[str, ...]]):
    """The terms of texts; of each word that is not all ASCII, taken apart once."""

    def __init__(self) -> None:
        super().__init__()
        self.letters = _Letters()

    def of(self, text: str) -> set[str]:
        """The terms of a text."""
        if text.isascii():
            # One table for case and letters alike, and nothing joined to take apart.
            words = {*text.encode().translate(ASCII).decode().split()}
            return words if max(map(len, words), default=0) <= LONGEST else {word[:LONGEST] for word in words}
        words = {*text.split()}
        plain = {word for word in words if word.isascii()}
        return self.of(" ".join(plain)).union(*map(self.__getitem__, words - plain))

    def __missing__(self, word: str) -> tuple[str, ...]:
        folded = _fold(word).translate(self.letters).split()
        self[word] = tuple(term for each in folded for term in _parts(each))
        return self[word]


def _fold(text: str) -> str:
    bare = ACCENTS.sub("", unicodedata.normalize("NFKD", text).lower())
    return unicodedata.normalize("NFC", bare).replace("ß", "ss")


class _Letters(dict[int, str]):
    """Each character of a word, and a space for what is no part of one."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = char if unicodedata.category(char)[0] in "LMN" and char != APOSTROPHE else " "
        return self[code]


def _parts(word: str) -> Iterator[str]:
    yield word[:LONGEST]
    for match in PART.finditer(word):
        yield (INSIDE if match["inside"] else "") + word[match.start() :][:LONGEST]
