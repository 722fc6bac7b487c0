"""What paper shows: templates of its own for views, and Markdown without what only a screen has a use for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from jinja2 import PackageLoader

from foresite.markdown.pages import Pages
from foresite.pdf.chapters import DocumentLinks
from foresite.pdf.documents import Document
from foresite.pdf.summary import Summary, short
from foresite.project import Project
from foresite.templates import CitationText, Templates
from foresite.views import links

TOC = {"permalink": False, "anchorlink": False}
"""A heading on paper has no link to itself."""
HIGHLIGHTING = {"use_pygments": False}
"""Code on paper has no colours: each name in it would be an element of its own."""


class PaperTemplates(Templates):
    """The templates of one document, which knows what stands in it.

    What is printed elsewhere in the document is referred to; what is not is printed where it is shown.
    """

    def __init__(self, document: Document, links_of: DocumentLinks, formatted: CitationText) -> None:
        corpus = links_of.corpus
        super().__init__(corpus, formatted, loader=PackageLoader("foresite.pdf"), href=self._paper_href)
        self._links = links_of
        self._lists_works = not document.bibliography(corpus)
        self._environment.globals["printed"] = frozenset(document.pages).__contains__
        self._environment.filters["short"] = short
        self._environment.globals["scale"] = corpus.settings.scale.label

    def references(self, keys: Sequence[str], page: str, level: int) -> str:
        """The works that a page cites; nothing where the document ends with all of them."""
        return super().references(keys, page, level) if self._lists_works else ""

    def summary(self, view: Summary) -> str:
        """A brief on one page."""
        return self._render("summary", view.brief.page.page if view.brief.page else "", 2, view=view)

    def _paper_href(self, page: str, anchor: str, asking: str) -> str:
        """A link as editors write it; empty where it leads neither into the document nor to the web."""
        href = links.href(page, anchor, asking)
        return href if self._links.resolve(href, asking) else ""


def paper_templates(document: Document, project: Project) -> PaperTemplates:
    """The templates of a document."""
    return PaperTemplates(document, DocumentLinks(project.corpus, document), project.formatted)


def paper_pages(document: Document, project: Project, extensions: Mapping[str, Mapping[str, Any]]) -> Pages:
    """What renders the pages of a document with the extensions that the host is told to use."""
    configured = dict(extensions)
    configured = _with(configured, ("toc", "markdown.extensions.toc"), TOC)
    configured = _with(configured, ("pymdownx.highlight",), HIGHLIGHTING)
    for name in ("codehilite", "markdown.extensions.codehilite"):
        if name in configured:
            configured[name] = {**configured[name], **HIGHLIGHTING}
    return Pages(replace(project, templates=paper_templates(document, project)), configured)


def _with(
    extensions: Mapping[str, Mapping[str, Any]], names: Collection[str], options: Mapping[str, Any]
) -> dict[str, Mapping[str, Any]]:
    """Extensions with options for one of them, under the name by which they have it or the first of its names."""
    found = [name for name in names if name in extensions] or list(names)[:1]
    return {**extensions, **{name: {**extensions.get(name, {}), **options} for name in found}}
