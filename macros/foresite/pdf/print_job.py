"""Everything that is printed of a project: from its pages to PDFs that are checked, and written or kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from foresite.memory import collector_paused
from foresite.model import Brief
from foresite.pdf import summary
from foresite.pdf.assembly import LayoutError, assemble, lay_out
from foresite.pdf.content_check import check, read_pdf
from foresite.pdf.documents import Document, changed, documents, selection
from foresite.pdf.engine import Layout, PdfEngine
from foresite.pdf.templates import paper_pages, paper_templates
from foresite.pdf_cache import CachedPdf, PrintingError, save
from foresite.problems import Code, Place, Problem
from foresite.project import Project
from foresite.reading.host import Host
from foresite.views.addresses import is_home
from foresite.views.cards import Cards

Contents = Sequence[tuple[str, str, str]]
"""The pages of a document, each a path, a title and HTML made for paper."""
Step = Callable[[str], None]
"""Hears of each document, by its name, before it is printed."""


@dataclass(frozen=True, slots=True)
class PrintedDocument:
    """A document with its PDF, and everything that is wrong with it."""

    document: Document
    content: bytes
    pages: int
    problems: tuple[Problem, ...]


class PrintJob:
    """Prints documents of one project.

    ``day`` says which day a document bears that last changed on another, or on none that is known.
    """

    def __init__(self, project: Project, host: Host, engine: PdfEngine, day: Callable[[date | None], date | None]):
        self.project = project
        self.corpus = project.corpus
        self._host = host
        self._engine = engine
        self._day = day

    @property
    def size(self) -> int:
        """How many documents are published."""
        return sum(1 for _ in documents(self.corpus, self._host.navigation)) + len(self.corpus.briefs)

    def document(self, document: Document) -> PrintedDocument:
        """Print a document of pages."""
        pages = paper_pages(document, self.project, self._host.extensions)
        titles = {page.path: page.title for page in self.corpus.pages}
        contents = [(page, titles[page], pages.page(page)) for page in document.pages]
        return self._print(document, changed(self.corpus, document), contents)

    def selection(self, facet_values: Mapping[str, Sequence[str]]) -> PrintedDocument:
        """Print the cards of chosen claims.

        Raises:
            NothingSelected: where no claim is chosen.
        """
        document, claims = selection(Cards(self.corpus), facet_values)
        pages = paper_pages(document, self.project, self._host.extensions)
        cards = "".join(pages.card(claim, 2) for claim in claims)
        contents = [(claims[0].page, document.title, cards + pages.references(cards, 2))]
        return self._print(document, changed(self.corpus, document), contents)

    def summary(self, brief: Brief) -> PrintedDocument:
        """Print a brief on one page: of what could stand on it, as much as there is room for."""
        document = summary.document(self.corpus, brief)
        templates = paper_templates(document, self.project)
        views = summary.summaries(Cards(self.corpus), brief.key)
        versions = ([(brief.page, document.title, templates.summary(view))] for view in views)
        return self._print(document, self.corpus.history.pages.get(brief.page), *versions)

    def everything(self, step: Step) -> list[tuple[PrintedDocument, tuple[str, ...]]]:
        """Print all that is published, each document with the pages that link to it."""
        homes = tuple(page.path for page in self.corpus.pages if is_home(page.path))
        printed = []
        for document in documents(self.corpus, self._host.navigation):
            step(document.path)
            printed.append((self.document(document), homes if document.whole else document.pages))
        for brief in self.corpus.briefs:
            step(f"summary of {brief.key}")
            printed.append((self.summary(brief), (brief.page,)))
        return printed

    def keep(self, printed: Sequence[tuple[PrintedDocument, tuple[str, ...]]]) -> tuple[Path, list[CachedPdf]]:
        """Keep documents for the next build; return the folder that they are in, and how they are kept.

        Raises:
            PrintingError: where they cannot be kept.
        """
        kept = [
            CachedPdf(each.document.path, each.document.label, links, each.pages, each.content)
            for each, links in printed
        ]
        return save(kept, self.corpus), kept

    def _print(self, document: Document, changed_on: date | None, *versions: Contents) -> PrintedDocument:
        """Print the first version of a document that has one page, or the last, and check it."""
        day = self._day(changed_on)
        self._engine.messages.clear()
        with collector_paused():
            try:
                layouts = self._lay_out(document, versions, day)
            except LayoutError as error:
                return self._unprintable(document, error)
            content = self._engine.print(layouts)
            problems = check(read_pdf(content), self._engine.messages, self.corpus, self.project.formatted, document)
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
        """A document that is not there, and why."""
        settings = self.corpus.settings
        place = Place(settings.relative(settings.docs / error.page), 1)
        message = f"laying the page out for {document.path} {error}"
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
