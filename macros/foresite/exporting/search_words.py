"""The plain words of texts, as search takes them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from functools import partial
from typing import Any, TypeVar

from markupsafe import Markup

from foresite.corpus import Corpus
from foresite.exporting.search_shards import packed
from foresite.exporting.search_terms import Terms
from foresite.model import Citation
from foresite.reading.plain import plain
from foresite.reading.sections import Section, find_sections
from foresite.templates import CitationText

Found = TypeVar("Found")


class Words:
    """Finds the words of texts; ``lasting``, it keeps them: a preview looks through the same texts each time.

    ``begin`` starts each time; what is not looked for twice in a row is forgotten.
    """

    def __init__(self, *, lasting: bool = False) -> None:
        self._lasting = lasting
        self._before: dict[Hashable, Any] = {}
        self._now: dict[Hashable, Any] = {}
        self._cited: dict[Citation, str] = {}
        self._terms = Terms()
        self._mention: Callable[[Citation], str] = lambda _: ""

    def begin(self, corpus: Corpus, formatted: CitationText) -> None:
        """Look through the texts of a corpus from now on."""
        cited, self._cited = self._cited, {}
        self._before, self._now = self._now, {}
        self._mention = partial(self._mentioned, corpus, formatted)
        # Words hold what citations in a sentence read, so they last as long as all of those read the same.
        if not all(self._reads(citation, words) for citation, words in cited.items()):
            self._before = {}

    def terms(self, text: str) -> frozenset[str]:
        """What a text is found by."""
        return self._kept(("terms", text), lambda: frozenset(self._terms.of(text)))

    def packed(self, part: bytes) -> str:
        """A part of the index, packed."""
        return self._kept(("packed", part), lambda: packed(part))

    def of_body(self, body: str) -> str:
        """The words of a record's body."""
        return self._kept(("body", body), lambda: plain(body, self._mention))

    def of_html(self, html: str) -> str:
        """The words of finished text."""
        return self._kept(("html", html), lambda: str(Markup(html).striptags()))

    def of_page(self, prose: str, taken: Iterable[str]) -> list[Section]:
        """The sections of a page's prose; ``taken`` are the ids that its records have."""
        ids = tuple(taken)
        return self._kept(("page", prose, ids), lambda: find_sections(prose, ids, self._mention))

    def _reads(self, citation: Citation, words: str) -> bool:
        """Whether a citation reads so; one that is nowhere any more reads as it did."""
        try:
            return self._mention(citation) == words
        except KeyError:
            return True

    def _kept(self, key: Hashable, find: Callable[[], Found]) -> Found:
        if not self._lasting:
            return find()
        if key not in self._now:
            self._now[key] = self._before[key] if key in self._before else find()
        found: Found = self._now[key]
        return found

    def _mentioned(self, corpus: Corpus, formatted: CitationText, citation: Citation) -> str:
        """A citation in the sentence, as the page prints it."""
        if citation not in self._cited:
            if any(work.key not in corpus.references for work in citation.works):
                self._cited[citation] = "; ".join(work.key for work in citation.works)
            else:
                self._cited[citation] = str(Markup(formatted.citation(citation)).striptags())
        return self._cited[citation]
