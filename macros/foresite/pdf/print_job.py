"""Make the PDFs of a project from print templates; each is laid out, checked and cached for the next build."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from foresite.language.catalogue import Language
from foresite.language.foreign import plain, with_elements
from foresite.language.words import in_language
from foresite.model.problems import Code, Place, Problem
from foresite.model.records import Brief
from foresite.parsing.configuration import Host
from foresite.pdf import summary
from foresite.pdf.assembly import LayoutError, assemble, lay_out, print_layouts
from foresite.pdf.cache import CachedPdf, PrintingError, save
from foresite.pdf.chapters import DocumentLinks
from foresite.pdf.content_check import check, pictures_not_drawn, read_pdf
from foresite.pdf.documents import Document, document_changed, documents, selection
from foresite.pdf.engine import Layout, PdfEngine
from foresite.pdf.summary import Summary, short
from foresite.render.markdown.extension import PageRenderer
from foresite.render.templating import PAPER, CitationText, Templates
from foresite.runtime.pool import collector_paused
from foresite.site.project import Project
from foresite.views import addresses
from foresite.views.addresses import is_home
from foresite.views.cards import Cards

# Print templates for views, and Markdown without features for screens.

TOC = {"permalink": False, "anchorlink": False}
"""The options of the table of contents: headings in print have no links to themselves."""
HIGHLIGHTING = {"use_pygments": False}
"""The options of code highlighting: code in print has no colours, as each token would be an element."""


class PaperTemplates(Templates):
    """The print templates of one document.

    Content that is printed elsewhere in the document is referenced; other content is printed where it is shown.
    """

    def __init__(self, document: Document, links_of: DocumentLinks, formatted: CitationText) -> None:
        corpus = links_of.corpus
        super().__init__(corpus, formatted, package=PAPER, href=self._paper_href)
        self._links = links_of
        self._lists_works = not document.bibliography(corpus)
        self._environment.globals["printed"] = frozenset(document.pages).__contains__
        self._environment.filters["short"] = short
        self._environment.globals["scale"] = corpus.settings.scale.label
        self._environment.globals["site"] = corpus.settings

    def references(self, keys: Sequence[str], page: str, level: int) -> str:
        """Return the list of works that a page cites; empty where the document ends with all of them."""
        return super().references(keys, page, level) if self._lists_works else ""

    def summary(self, view: Summary) -> str:
        """Return a brief on one page."""
        return self._render("summary", view.brief.page.page if view.brief.page else "", 2, view=view)

    def _paper_href(self, page: str, anchor: str, asking: str) -> str:
        """Return a link as editors write it; empty where it leads neither into the document nor to the web."""
        href = addresses.href(page, anchor, asking)
        return href if self._links.resolve(href, asking) else ""


def paper_templates(document: Document, project: Project) -> PaperTemplates:
    """Return the templates of a document."""
    return PaperTemplates(document, DocumentLinks(project.corpus, document), project.formatted)


def paper_pages(document: Document, project: Project, extensions: Mapping[str, Mapping[str, Any]]) -> PageRenderer:
    """Return a renderer for the pages of a document, with the host's configured extensions."""
    configured = dict(extensions)
    configured = _with_options(configured, ("toc", "markdown.extensions.toc"), TOC)
    configured = _with_options(configured, ("pymdownx.highlight",), HIGHLIGHTING)
    for name in ("codehilite", "markdown.extensions.codehilite"):
        if name in configured:
            configured[name] = {**configured[name], **HIGHLIGHTING}
    return PageRenderer(replace(project, templates=paper_templates(document, project)), configured)


def _with_options(
    extensions: Mapping[str, Mapping[str, Any]], names: Collection[str], options: Mapping[str, Any]
) -> dict[str, Mapping[str, Any]]:
    """Return the extensions with options added to one, under the name in use or the first of its names."""
    names_in_use = [name for name in names if name in extensions] or list(names)[:1]
    return {**extensions, **{name: {**extensions.get(name, {}), **options} for name in names_in_use}}


# Printing of a project's documents to checked PDFs.


Contents = Sequence[tuple[str, str, str]]
"""The pages of a document, each a path, a title and HTML for print."""
Step = Callable[[str], None]
"""Called with the name of each document before it is printed."""


@dataclass(frozen=True, slots=True)
class PrintedDocument:
    """A document with its PDF and its problems."""

    document: Document
    content: bytes
    pages: int
    problems: tuple[Problem, ...]


def _of_job(job: PrintJob) -> Language:
    return job.corpus.settings.language


_in_language = in_language(_of_job)


class PrintJob:
    """Prints documents of one project.

    ``day`` returns the date to print on a document, given the date of its last change, or None.
    """

    def __init__(self, project: Project, host: Host, engine: PdfEngine, day: Callable[[date | None], date | None]):
        self.project = project
        self.corpus = project.corpus
        self._host = host
        self._engine = engine
        self._day = day

    @property
    def size(self) -> int:
        """The number of published documents."""
        return sum(1 for _ in self._documents()) + len(self.corpus.briefs)

    def _documents(self) -> Iterator[Document]:
        """Return all that is published, but for the summaries."""
        sections, settings = self._host.sections, self.corpus.settings
        footer = (settings.original or settings).footer_nav
        apart = {page for title in footer for page in sections.get(title, ())}
        return documents(self.corpus, self._host.navigation, apart)

    @_in_language
    def document(self, document: Document) -> PrintedDocument:
        """Print a document of pages."""
        pages = paper_pages(document, self.project, self._host.extensions)
        titles = {page.path: page.title for page in self.corpus.pages}
        contents = [(page, plain(titles[page]), with_elements(pages.page(page))) for page in document.pages]
        return self._print(document, document_changed(self.corpus, document), contents)

    @_in_language
    def selection(self, facet_values: Mapping[str, Sequence[str]]) -> PrintedDocument:
        """Print the cards of chosen claims.

        Raises:
            NothingSelected: where no claim is chosen.
        """
        document, claims = selection(Cards(self.corpus), facet_values)
        pages = paper_pages(document, self.project, self._host.extensions)
        cards = with_elements(pages.with_notes("".join(pages.card(claim, 2) for claim in claims)))
        contents = [(claims[0].page, document.title, cards + with_elements(pages.references(cards, 2)))]
        return self._print(document, document_changed(self.corpus, document), contents)

    @_in_language
    def summary(self, brief: Brief) -> PrintedDocument:
        """Print a brief on one page, with as much content as fits."""
        document = summary.summary_document(self.corpus, brief)
        templates = paper_templates(document, self.project)
        views = summary.summaries(Cards(self.corpus), brief.key)
        versions = ([(brief.page, document.title, with_elements(templates.summary(view)))] for view in views)
        return self._print(document, self.corpus.history.pages.get(brief.page), *versions)

    @_in_language
    def everything(self, step: Step) -> list[tuple[PrintedDocument, tuple[str, ...]]]:
        """Print all published documents, each with the pages that link to it."""
        homes = tuple(page.path for page in self.corpus.pages if is_home(page.path))
        printed = []
        for document in self._documents():
            step(document.path)
            printed.append((self.document(document), homes if document.whole else document.pages))
        for brief in self.corpus.briefs:
            step(f"summary of {brief.key}")
            printed.append((self.summary(brief), (brief.page,)))
        return printed

    def keep(self, printed: Sequence[tuple[PrintedDocument, tuple[str, ...]]]) -> tuple[Path, list[CachedPdf]]:
        """Cache documents for the next build; return their folder, and the cached documents.

        Raises:
            PrintingError: where they cannot be written.
        """
        cached = [
            CachedPdf(document.document.path, document.document.label, links, document.pages, document.content)
            for document, links in printed
        ]
        return save(cached, self.corpus), cached

    def _print(self, document: Document, changed_on: date | None, *versions: Contents) -> PrintedDocument:
        """Print and check the first version of a document that fits on one page, or the last version."""
        day = self._day(changed_on)
        self._engine.messages.clear()
        with collector_paused():
            try:
                layouts = self._lay_out(document, versions, day)
                content = print_layouts(layouts, self._engine)
            except LayoutError as error:
                return self._unprintable(document, error)
            problems = check(
                read_pdf(content, layouts),
                self._engine.messages,
                self.corpus,
                self.project.formatted,
                document,
                self.project.texts,
            )
        return PrintedDocument(document, content, sum(layout.length for layout in layouts), tuple(problems))

    def _lay_out(self, document: Document, versions: Sequence[Contents], day: date | None) -> list[Layout]:
        layouts: list[Layout] = []
        for contents in versions:
            self._engine.messages.clear()
            layouts = lay_out(assemble(document, self.corpus, contents, day), self._engine)
            if sum(layout.length for layout in layouts) == 1:
                break
        return layouts

    def _unprintable(self, document: Document, error: LayoutError) -> PrintedDocument:
        """Return a document without content, and the problem that prevents printing it."""
        if pictures := pictures_not_drawn(self._engine.messages, self.corpus, document.path):
            return PrintedDocument(document, b"", 0, tuple(pictures))
        settings = self.corpus.settings
        place = Place(settings.relative(settings.docs / error.page), 1)
        message = f"{document.path} cannot be printed: {error}"
        return PrintedDocument(document, b"", 0, (Problem(place, Code.UNPRINTABLE, message),))


def write(printed: PrintedDocument, path: Path) -> None:
    """Write one document to a file.

    Raises:
        PrintingError: where it cannot be written.
    """
    try:
        path.write_bytes(printed.content)
    except OSError as error:
        raise PrintingError(f"{path} cannot be written: {error.strerror or error}") from None
