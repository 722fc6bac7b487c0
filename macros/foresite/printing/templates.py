"""The templates of a printed document: the site's, but for those that paper needs otherwise."""

from __future__ import annotations

from collections.abc import Collection

from jinja2 import PackageLoader

from foresite.corpus import Corpus
from foresite.printing.summary import Summary, short
from foresite.templates import CitationText, Templates


class PrintTemplates(Templates):
    """The templates of one document, which knows the pages that stand in it.

    What is printed elsewhere in the document is referred to; what is not is printed where it is shown.
    """

    def __init__(self, corpus: Corpus, formatted: CitationText, pages: Collection[str]) -> None:
        super().__init__(corpus, formatted, PackageLoader("foresite.printing"))
        self._environment.globals["printed"] = frozenset(pages).__contains__
        self._environment.filters["short"] = short
        self._environment.globals["scale"] = corpus.settings.scale.label

    def summary(self, view: Summary) -> str:
        """A brief on one page."""
        return self._render("summary", view.brief.page.page if view.brief.page else "", 2, view=view)
