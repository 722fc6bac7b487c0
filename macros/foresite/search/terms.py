"""Split texts into the words that search asks for, each with its place.

``assets/search.js`` folds what a reader types in the same way: no case, accents or width.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from operator import attrgetter, is_
from typing import Generic, TypeVar

from markupsafe import Markup

from foresite.model.corpus import Corpus
from foresite.model.dependencies import Computed
from foresite.model.records import Citation
from foresite.parsing.markdown.text import MarkdownText, Section, plain_text
from foresite.render.templating import CitationText

# The words of texts as search asks for them, and where each stands.


Item = TypeVar("Item")

LONGEST = 20
"""So many letters of a word count, lest a script without spaces makes words of whole sentences."""
INSIDE = "~"
"""Before a term that is the end of a longer word."""
JOINED = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
"""Letters of scripts that join words: these are searched inside words as well."""
ACCENTS = re.compile("[\u0300-\u036f]+")
FEW = 500
"""Entries that may change before it is as quick to look at all of them."""
APOSTROPHE = "\u02bc"
"""One that Unicode takes for a letter."""
ASCII = bytes(code if bytes((code,)).isalnum() else 32 for code in bytes(range(256)).lower())
"""What becomes of each character of ASCII: its lower case, or a space where it is not part of a word."""
# Where a part of a joined word begins: at each of its letters, and where a word of another script is stuck to it.
PART = re.compile(rf"(?<=.)(?:(?P<inside>[{JOINED}])|(?<=[{JOINED}]).)")


@dataclass(slots=True)
class Postings:
    """The entries that a term stands in, by number, rising."""

    titles: list[int] = field(default_factory=list)
    texts: list[int] = field(default_factory=list)
    """Those that have it in the text and not in the title."""


PLACES = attrgetter("titles"), attrgetter("texts")


class Index(Generic[Item]):
    """Where each term stands in entries; given others, it looks at those that changed alone."""

    def __init__(self, said: Callable[[Item], tuple[str, str]]) -> None:
        """``said`` gives an entry's title and its text."""
        self.postings: dict[str, Postings] = {}
        self._said = said
        self._terms = Terms()
        self._entries: list[Item] = []

    def update(self, entries: Sequence[Item]) -> AbstractSet[str] | None:
        """Take these entries, counted from 0; one that changed is another object.

        Returns:
            The terms that stand elsewhere than before; None where any may.
        """
        before, self._entries = self._entries, list(entries)
        changed = [at for at, same in enumerate(map(is_, before, self._entries)) if not same]
        if len(before) != len(self._entries) or len(changed) > FEW:
            self.postings = self._all()
            return None
        moved: set[str] = set()
        for at in changed:
            for old, new, place in zip(self._found(before[at]), self._found(entries[at]), PLACES, strict=True):
                for term in old - new:
                    place(self.postings[term]).remove(at)
                for term in new - old:
                    insort(place(self.postings.setdefault(term, Postings())), at)
                moved |= old ^ new
        for term in moved:
            if self.postings[term] == Postings():
                del self.postings[term]
        return moved

    def _all(self) -> dict[str, Postings]:
        titles: defaultdict[str, list[int]] = defaultdict(list)
        texts: defaultdict[str, list[int]] = defaultdict(list)
        for at, entry in enumerate(self._entries):
            heads, rest = self._found(entry)
            for term in heads:
                titles[term].append(at)
            for term in rest:
                texts[term].append(at)
        return {term: Postings(titles.get(term, []), texts.get(term, [])) for term in {**titles, **texts}}

    def _found(self, entry: Item) -> tuple[set[str], set[str]]:
        """The terms of an entry's title, and those of its text that are not among them."""
        title, text = self._said(entry)
        heads = self._terms.of(title)
        return heads, self._terms.of(text) - heads


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
    """Each character of a word, and a space for what is not part of one."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = char if unicodedata.category(char)[0] in "LMN" and char != APOSTROPHE else " "
        return self[code]


def _parts(word: str) -> Iterator[str]:
    yield word[:LONGEST]
    for match in PART.finditer(word):
        yield (INSIDE if match["inside"] else "") + word[match.start() :][:LONGEST]


# The plain words of texts, as search takes them.


class Words:
    """Finds the words of a corpus's texts."""

    def __init__(self, corpus: Corpus, formatted: CitationText) -> None:
        self._corpus, self._formatted = corpus, formatted
        self._cited = Computed(corpus)

    def of_body(self, body: str) -> str:
        """The words of a record's body."""
        return plain_text(body, self._mention)

    @staticmethod
    def of_html(html: str) -> str:
        """The words of finished text."""
        return str(Markup(html).striptags())

    def of_page(self, prose: str, taken: Iterable[str]) -> list[Section]:
        """The sections of a page's prose; ``taken`` are the ids that its records have."""
        return MarkdownText(prose, visible=prose).sections(taken, self._mention)

    def _mention(self, citation: Citation) -> str:
        """A citation in the sentence, as the page prints it."""
        return self._cited.get(citation, lambda: self._cite(citation))

    def _cite(self, citation: Citation) -> str:
        if any(work.key not in self._corpus.references for work in citation.works):
            return "; ".join(work.key for work in citation.works)
        return self.of_html(self._formatted.citation(citation))
