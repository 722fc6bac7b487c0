"""Split texts into search terms, and index the entries that hold them.

``assets/search.js`` folds what a reader types in the same way: no case, accents or width. Whatever else stands for a
word (inflections, spellings, synonyms, near misses) it looks up for a query, so the index does not grow with it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import pairwise
from operator import attrgetter, is_
from typing import Generic, TypeVar
from zlib import crc32

from markupsafe import Markup

from foresite.model.corpus import Corpus
from foresite.model.dependencies import Computed
from foresite.model.records import Citation
from foresite.parsing.characters import LATIN
from foresite.parsing.markdown.text import MarkdownText, Section, plain_text
from foresite.render.templating import CitationText

# Terms of texts, and the index of their entries.


Item = TypeVar("Item")

MAX_LENGTH = 20
"""The letters of a word that count: without spaces, a whole sentence would be a word."""
INSIDE = "~"
"""Marks a term that is the end of a longer word."""
PAIR = '"'
"""Marks a term that stands for two words in a row, by which phrases are found."""
PAIRS = 1 << 14
"""How many such terms there are: pairs share them, so that their number does not grow with the site."""
PAIR_TERMS = [f"{PAIR}{number:x}" for number in range(PAIRS)]
JOINED = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3"
"""Letters of scripts without spaces, in which search looks inside words as well."""
ACCENTS = re.compile("[\u0300-\u036f]+")
ELISIONS = {
    "ca": "[dlmnst]",
    "fr": "[cdjlmnst]|(?:jus|lors|puis|quoi)?qu",
    "it": "[cdlmstv]|un|gl|(?:[dns]e|a|da|co|qua|que)ll|quest|tutt|dov|com",
}
"""By language, a regular expression of the words that lose their vowel before another: ``l'accord``.

They are indexed apart from the word behind them, so only a query has to leave them out.
"""
UMLAUTS = frozenset(("de",))
"""Languages in which ``ä`` is typed as ``ae`` where it is missing; it is indexed as ``a``."""
SEGMENTED = frozenset(("ja", "zh"))
"""Languages without spaces, in which a query is divided into its words; texts are searched from each letter on."""
MAX_CHANGES = 500
"""The number of changed entries above which it is faster to index all of them."""
APOSTROPHE = "\u02bc"
"""An apostrophe that Unicode classifies as a letter."""
ASCII = bytes(code if bytes((code,)).isalnum() else 32 for code in bytes(range(256)).lower())
"""A translation table of ASCII: lower case, and a space for what is not part of a word."""
# The start of a part of a joined word: each of its letters, and the first letter of another script.
PART = re.compile(rf"(?<=.)(?:(?P<inside>[{JOINED}])|(?<=[{JOINED}]).)")
JOINT = re.compile(
    r"(?<=[^\W\d_])[-\u2010\u2011](?=[^\W_])|(?<=\d)[-\u2010\u2011](?=[^\W\d_])|(?<=\d)[.,'’](?=\d{3}(?!\d))"
)
"""A sign that people type or leave out: ``F-16`` and ``F16``, ``co-operation``, ``1,200``."""
NUMBER_SPACE = re.compile(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3}(?!\d))")
"""A space between the digits of one number."""


@dataclass(slots=True)
class Postings:
    """The entries that hold a term, as rising numbers."""

    titles: list[int] = field(default_factory=list)
    texts: list[int] = field(default_factory=list)
    """Entries that hold it in the text and not in the title."""


POSTING_LISTS = attrgetter("titles"), attrgetter("texts")


class Index(Generic[Item]):
    """The postings of each term; an update looks only at entries that changed."""

    def __init__(self, title_and_text: Callable[[Item], tuple[str, str]]) -> None:
        """``title_and_text`` returns an entry's title and its text."""
        self.postings: dict[str, Postings] = {}
        self._title_and_text = title_and_text
        self._terms = Terms()
        self._entries: list[Item] = []

    def update(self, entries: Sequence[Item]) -> AbstractSet[str] | None:
        """Take these entries, counted from 0; a changed entry is a new object.

        Returns:
            The terms whose postings changed; None where any may have.
        """
        last_entries, self._entries = self._entries, list(entries)
        changed = [number for number, same in enumerate(map(is_, last_entries, self._entries)) if not same]
        if len(last_entries) != len(self._entries) or len(changed) > MAX_CHANGES:
            self.postings = self._index_all()
            return None
        moved: set[str] = set()
        for number in changed:
            for old, new, posting_list in zip(
                self._terms_of(last_entries[number]), self._terms_of(entries[number]), POSTING_LISTS, strict=True
            ):
                for term in old - new:
                    posting_list(self.postings[term]).remove(number)
                for term in new - old:
                    insort(posting_list(self.postings.setdefault(term, Postings())), number)
                moved |= old ^ new
        for term in moved:
            if self.postings[term] == Postings():
                del self.postings[term]
        return moved

    def _index_all(self) -> dict[str, Postings]:
        titles: defaultdict[str, list[int]] = defaultdict(list)
        texts: defaultdict[str, list[int]] = defaultdict(list)
        for number, entry in enumerate(self._entries):
            title_terms, text_terms = self._terms_of(entry)
            for term in title_terms:
                titles[term].append(number)
            for term in text_terms:
                texts[term].append(number)
        return {term: Postings(titles.get(term, []), texts.get(term, [])) for term in {**titles, **texts}}

    def _terms_of(self, entry: Item) -> tuple[set[str], set[str]]:
        """Return the terms of an entry's title, and those of its text that are not in the title."""
        title, text = self._title_and_text(entry)
        title_terms = self._terms.of(title) | self._terms.pairs(title)
        return title_terms, (self._terms.of(text) | self._terms.pairs(text)) - title_terms


def union(all_postings: Iterable[Postings]) -> Postings:
    """Merge the postings of several terms."""
    titles: set[int] = set()
    texts: set[int] = set()
    for postings in all_postings:
        titles.update(postings.titles)
        texts.update(postings.texts)
    return Postings(sorted(titles), sorted(texts - titles))


class Terms(dict[str, tuple[str, ...]]):
    """The terms of texts, with a cache of the terms of each word that is not all ASCII."""

    def __init__(self) -> None:
        super().__init__()
        self.letters = _Letters()
        self._folded = _Folded()

    def of(self, text: str) -> set[str]:
        """Return the terms of a text."""
        if text.isascii():
            # ASCII needs one table for case and letters, and has no joined words.
            words = {*text.encode().translate(ASCII).decode().split()}
            if JOINT.search(text):
                words.update(JOINT.sub("", text).encode().translate(ASCII).decode().split())
            return words if max(map(len, words), default=0) <= MAX_LENGTH else {word[:MAX_LENGTH] for word in words}
        words = {*NUMBER_SPACE.sub(",", text).split()}
        ascii_words = {word for word in words if word.isascii()}
        return self.of(" ".join(ascii_words)).union(*map(self.__getitem__, words - ascii_words))

    def pairs(self, text: str) -> set[str]:
        """Return the terms of each two words in a row."""
        words = self.in_order(text)
        return {PAIR_TERMS[crc32(first + b" " + second) % PAIRS] for first, second in pairwise(words)}

    def in_order(self, text: str) -> list[bytes]:
        """Return the words of a text, folded and encoded, as they follow each other."""
        if not text.isascii():
            words = NUMBER_SPACE.sub(",", text).split()
            text = " ".join([word if word.isascii() else self._folded[word] for word in words])
        if text.isascii():
            encoded = text.encode().translate(ASCII).split()
            return encoded if max(map(len, encoded), default=0) <= MAX_LENGTH else [w[:MAX_LENGTH] for w in encoded]
        return [word[:MAX_LENGTH].encode() for word in self._words(text.lower())]

    def __missing__(self, word: str) -> tuple[str, ...]:
        folded = _fold(word)
        words = dict.fromkeys((*self._words(folded), *self._words(JOINT.sub("", folded))))
        self[word] = tuple(dict.fromkeys(term for part in words for term in _parts(part)))
        return self[word]

    def _words(self, folded: str) -> list[str]:
        return folded.translate(self.letters).split()


def of_queries(language: str) -> dict[str, object]:
    """Return what ``assets/search.js`` has to know of a language, beyond what holds for all; empty for most."""
    told = {
        "elisions": ELISIONS.get(language, ""),
        "umlauts": language in UMLAUTS,
        "segmented": language if language in SEGMENTED else "",
    }
    return {name: value for name, value in told.items() if value}


def pair_term(first: str, second: str) -> str:
    """Return the term that stands for two words in a row."""
    return PAIR_TERMS[crc32(f"{first[:MAX_LENGTH]} {second[:MAX_LENGTH]}".encode()) % PAIRS]


def _fold(text: str) -> str:
    bare = ACCENTS.sub("", unicodedata.normalize("NFKD", text).lower())
    return unicodedata.normalize("NFC", bare).translate(LATIN)


class _Folded(dict[str, str]):
    """Folded words, each computed once."""

    def __missing__(self, word: str) -> str:
        self[word] = _fold(word)
        return self[word]


class _Letters(dict[int, str]):
    """A translation table that leaves letters, marks and numbers, and maps the rest to a space."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        self[code] = char if unicodedata.category(char)[0] in "LMN" and char != APOSTROPHE else " "
        return self[code]


def _parts(word: str) -> Iterator[str]:
    yield word[:MAX_LENGTH]
    for match in PART.finditer(word):
        yield (INSIDE if match["inside"] else "") + word[match.start() :][:MAX_LENGTH]


# Plain words of formatted texts.


class Words:
    """Extracts the plain words of a corpus's texts."""

    def __init__(self, corpus: Corpus, formatted: CitationText) -> None:
        self._corpus, self._formatted = corpus, formatted
        self._cited = Computed(corpus)

    def of_body(self, body: str) -> str:
        """Return the words of a record's body."""
        return plain_text(body, self._mention)

    @staticmethod
    def of_html(html: str) -> str:
        """Return the words of a finished text."""
        return str(Markup(html).striptags())

    def of_page(self, prose: str, used_ids: Iterable[str]) -> list[Section]:
        """Return the sections of a page's prose; ``used_ids`` are the ids of its records."""
        return MarkdownText(prose, visible=prose).sections(used_ids, self._mention)

    def _mention(self, citation: Citation) -> str:
        """Return a citation as the page prints it within a sentence."""
        return self._cited.get(citation, lambda: self._cite(citation))

    def _cite(self, citation: Citation) -> str:
        if any(work.key not in self._corpus.references for work in citation.works):
            return "; ".join(work.key for work in citation.works)
        if self._formatted.note_distance:
            return self.of_html(self._formatted.note(citation).name)
        return self.of_html(self._formatted.citation(citation))
