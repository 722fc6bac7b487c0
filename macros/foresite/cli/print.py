"""``foresite print``: the site on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from foresite.cli.common import config_option, follow, problems_in_words, quiet_option, say_problems
from foresite.markdown.pages import Pages
from foresite.model import Brief
from foresite.printing.documents import Document, changed, documents
from foresite.printing.layout import Press, PrintingError
from foresite.printing.producing import Product, produce, produce_summary
from foresite.printing.selection import NothingSelected, select
from foresite.printing.store import Kept, keep
from foresite.printing.styles import PAPERS, stylesheet
from foresite.printing.templates import PrintTemplates
from foresite.problems import Code, nearest_name
from foresite.project import Project
from foresite.reading.host import Host, read_host
from foresite.reading.settings import read_settings
from foresite.reading.source_date import SourceDateError, source_date
from foresite.reporting.progress import Progress
from foresite.views.addresses import is_home
from foresite.views.cards import Cards

FACETS = ("outlook", "theme", "kind", "likelihood", "verdict")


def _facets(command: click.Command) -> click.Command:
    for name in reversed(FACETS):
        said = f"Only claims of this {name}; give it again for one more."
        command.params.append(click.Option([f"--{name}"], multiple=True, metavar=name.upper(), help=said))
    return command


@_facets
@click.command()
@config_option
@quiet_option
@click.option("--paper", type=click.Choice(list(PAPERS)), default="a4", show_default=True, help="The paper's size.")
@click.option("--summary", metavar="KEY", help="Only the summary of the brief KEY, on one page.")
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="The file of a summary or of chosen claims."
)
def command(
    config: Path, quiet: bool, paper: str, summary: str | None, output: Path | None, **facets: tuple[str, ...]
) -> None:
    """Print the site as PDFs: the next build publishes them and links to them.

    Printed are each brief's annotation and summary, the comparison, the ledger of forecasts, and all of it
    as a book. With --summary, or with what the claims are to have, one PDF is written here instead.
    Nothing is written where a PDF would lack something of the site.
    """
    asked = {name: facets[name] for name in FACETS if facets[name]}
    if summary and asked:
        raise click.UsageError("--summary prints a brief, and the other options choose claims: expected one of the two")
    if output and not (summary or asked):
        raise click.UsageError("--output is for a summary or for chosen claims: a build finds the site's own PDFs")
    try:
        with follow(quiet) as progress:
            progress.phase("Reading the sources")
            project = _sound(config)
            press = Press(stylesheet(paper), project.corpus.settings.docs)
            office = _Office(project, read_host(config), press, progress)
            if summary:
                said = office.write(office.summary(_brief(project, summary)), output or Path(f"{summary}-summary.pdf"))
            elif asked:
                said = office.write(office.selection(asked), output or Path("selection.pdf"))
            else:
                said = office.everything()
    except PrintingError as error:
        raise click.ClickException(str(error)) from None
    except NothingSelected as error:
        raise click.UsageError(str(error)) from None
    if not quiet:
        click.echo("\n".join(said))


class _Office:
    """Prints what it is asked for of one project."""

    def __init__(self, project: Project, host: Host, press: Press, progress: Progress) -> None:
        self.project = project
        self.corpus = project.corpus
        self.host = host
        self.press = press
        self.progress = progress

    def document(self, document: Document) -> Product:
        """A document of pages."""
        pages = self._pages(document)
        titles = {page.path: page.title for page in self.corpus.pages}
        return self._produce(document, [(page, titles[page], pages.page(page)) for page in document.pages])

    def selection(self, asked: dict[str, tuple[str, ...]]) -> Product:
        """The cards of chosen claims."""
        document, claims = select(Cards(self.corpus), asked)
        pages = self._pages(document)
        cards = "".join(pages.card(claim, 2) for claim in claims)
        return self._produce(document, [(claims[0].page, document.title, cards + pages.references(cards, 2))])

    def summary(self, brief: Brief) -> Product:
        """A brief on one page."""
        day = _day(self.corpus.history.pages.get(brief.page))
        return produce_summary(brief, self.corpus, self.project.formatted, self.press, day)

    def write(self, product: Product, path: Path) -> list[str]:
        """Write one document, and say what was written."""
        self._refuse([product])
        path.write_bytes(product.content)
        return [f"{path}: {_pages(product.pages)}"]

    def everything(self) -> list[str]:
        """Print all that is published, keep it for the next build, and say what was kept."""
        products, links = [], {}
        listed = list(documents(self.corpus, self.host.navigation))
        self.progress.phase("Printing", len(listed) + len(self.corpus.briefs))
        for document in listed:
            self.progress.step(what=document.path)
            products.append(self.document(document))
            homes = [page.path for page in self.corpus.pages if is_home(page.path)]
            links[document.path] = tuple(homes if document.whole else document.pages)
        for brief in self.corpus.briefs:
            self.progress.step(what=f"summary of {brief.key}")
            products.append(self.summary(brief))
            links[products[-1].document.path] = (brief.page,)
        self._refuse(products)
        kept = [Kept(p.document.path, p.document.label, links[p.document.path], p.pages, p.content) for p in products]
        folder = keep(kept, self.corpus)
        return [f"{folder / each.path}: {_pages(each.pages)}, {each.size}" for each in kept]

    def _refuse(self, products: Sequence[Product]) -> None:
        """End without writing anything where something is wrong."""
        self.progress.end()
        if problems := [problem for product in products for problem in product.problems]:
            say_problems(problems)
            raise click.ClickException(f"nothing is written: {problems_in_words(len(problems))}")

    def _pages(self, document: Document) -> Pages:
        templates = PrintTemplates(self.corpus, self.project.formatted, document.pages)
        return Pages(replace(self.project, templates=templates), self.host.extensions)

    def _produce(self, document: Document, parts: Sequence[tuple[str, str, str]]) -> Product:
        day = _day(changed(self.corpus, document))
        return produce(document, parts, self.corpus, self.project.formatted, self.press, day)


def _pages(number: int) -> str:
    return "1 page" if number == 1 else f"{number} pages"


def _sound(config: Path) -> Project:
    """The project, which must have no problems; what Git does not say is only told."""
    settings, problems = read_settings(config)
    project = Project.load(settings, dated=True)
    found = [*problems, *project.problems]
    say_problems(found)
    if any(problem.code is not Code.NO_HISTORY for problem in found):
        raise click.ClickException("the sources have problems, expected none before printing")
    return project


def _brief(project: Project, key: str) -> Brief:
    brief = project.corpus.brief(key)
    if brief is None:
        known = [brief.key for brief in project.corpus.briefs]
        hint = nearest_name(key, known)
        raise click.UsageError(f"no page annotates '{key}', expected {', '.join(known)}{f'; {hint}' if hint else ''}")
    return brief


def _day(known: date | None) -> date | None:
    """The day that a document bears: that of the last change, or what SOURCE_DATE_EPOCH says instead."""
    try:
        return source_date() or known
    except SourceDateError as error:
        raise click.ClickException(str(error)) from None
