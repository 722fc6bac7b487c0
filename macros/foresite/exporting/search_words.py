"""The plain words of texts, as search takes them."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from foresite.corpus import Corpus
from foresite.model import Citation
from foresite.reading.markdown import MarkdownText
from foresite.reading.markdown.plain import plain
from foresite.reading.markdown.structure import Section
from foresite.templates import CitationText


class Words:
    """Finds the words of a corpus's texts."""

    def __init__(self, corpus: Corpus, formatted: CitationText) -> None:
        self._corpus, self._formatted = corpus, formatted
        self._cited: dict[Citation, str] = {}

    def of_body(self, body: str) -> str:
        """The words of a record's body."""
        return plain(body, self._mention)

    @staticmethod
    def of_html(html: str) -> str:
        """The words of finished text."""
        return str(Markup(html).striptags())

    def of_page(self, prose: str, taken: Iterable[str]) -> list[Section]:
        """The sections of a page's prose; ``taken`` are the ids that its records have."""
        return MarkdownText(prose, visible=prose).sections(taken, self._mention)

    def _mention(self, citation: Citation) -> str:
        """A citation in the sentence, as the page prints it."""
        if citation not in self._cited:
            if any(work.key not in self._corpus.references for work in citation.works):
                self._cited[citation] = "; ".join(work.key for work in citation.works)
            else:
                self._cited[citation] = self.of_html(self._formatted.citation(citation))
        return self._cited[citation]
