"""What a project can print: the documents that are published, and one of chosen claims."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from foresite.language.formats import alternatives, clauses
from foresite.language.words import gettext, pgettext
from foresite.model.addresses import BOOK, SINGLE, THEME_PAGE, printed_file
from foresite.model.corpus import Corpus
from foresite.model.problems import nearest
from foresite.model.records import Claim
from foresite.views.addresses import Addresses, is_home
from foresite.views.cards import Cards
from foresite.views.explore import Facet, explore
from foresite.views.lists import FILTERS

SELECTION = "selection.pdf"
"""The name of a document of chosen claims."""


@dataclass(frozen=True, slots=True)
class Document:
    """Something to print."""

    path: str
    """Where a site serves it: ``briefs/2024-rivera.pdf``."""
    title: str
    pages: tuple[str, ...]
    """The pages of the docs folder that stand in it, in order."""
    whole: bool = False
    """Whether it is the book: with a cover, contents, bibliography and index."""
    records: tuple[str, ...] = ()
    """The ids of records that stand in it by themselves."""
    address: str = ""
    """The address of what is printed, from the site's root."""
    label: str = "PDF of this page"
    """What a link to it says."""

    def bibliography(self, corpus: Corpus) -> str:
        """The page whose entries every citation leads to; empty where each page has a list of its own."""
        home = corpus.page_of("bibliography") or ""
        return home if self.whole and home in self.pages else ""


def documents(corpus: Corpus, order: Sequence[str], apart: Collection[str] = ()) -> Iterator[Document]:
    """Everything that is published: each brief's annotation, the comparison, the ledger, each theme, and the book.

    ``order`` is that of the site's navigation; pages that are not in it stand at the end of the book. Pages ``apart``,
    which most readers do not need, are not part of it unless they hold records.
    """
    titles = {page.path: page.title for page in corpus.pages}
    single = [brief.page for brief in corpus.briefs]
    single += [page for macro in SINGLE if (page := corpus.page_of(macro) or _compared_by_links(corpus, macro))]
    single += corpus.pages_of(THEME_PAGE)
    for page in dict.fromkeys(single):
        address = Addresses.of(corpus.settings).path(page)
        yield Document(printed_file(page), titles[page], (page,), address=address, label=gettext("PDF of this page"))
    inside = [page for page in order if page in titles]
    rest = [page for page in titles if page not in inside]
    left_out = {page for page in apart if not corpus.ids_on(page) and not corpus.brief_on(page)}
    everything = tuple(page for page in dict.fromkeys([*inside, *rest]) if page not in left_out)
    name = corpus.settings.name or gettext("The site")
    yield Document(BOOK, name, everything, whole=True, label=gettext("PDF of the whole site, a book"))


def _compared_by_links(corpus: Corpus, macro: str) -> str | None:
    """The page that leads to what is compared on the themes' own pages, where no page compares all."""
    overviews = corpus.pages_of("overview") if macro == "comparison" and corpus.pages_of(THEME_PAGE) else ()
    return next((page for page in overviews if not is_home(page)), None)


def document_changed(corpus: Corpus, document: Document) -> date | None:
    """The day of the last change of what stands in a document; None where that is not known."""
    history = corpus.history
    days = [history.pages.get(page) for page in document.pages]
    days += [history.records.get(id) for id in document.records]
    if document.whole or any(page in corpus.showing for page in document.pages):
        days.append(corpus.changed)
    return max((day for day in days if day), default=None)


def document_permalink(corpus: Corpus, document: Document) -> str:
    """The address of what is printed, as the site serves it; empty where the site's own is not known."""
    return Addresses.of(corpus.settings).url(document.address)


class NothingSelected(ValueError):
    """A choice that no claim has; the message says what was expected."""


def selection(cards: Cards, facet_values: Mapping[str, Sequence[str]]) -> tuple[Document, tuple[Claim, ...]]:
    """The claims that have one of the values asked for of each facet, and the document of them.

    Raises:
        NothingSelected: where a value occurs nowhere, or no claim has all.
    """
    explored = explore(cards, every_facet=True)
    # Explore has forecasts first; a document keeps the order of the site.
    rows = sorted(explored.rows, key=lambda row: row.place)
    facets = {facet.name: facet for facet in explored.facets}
    wanted = {name: tuple(values) for name, values in facet_values.items() if values}
    labels = {name: _labels(facets, name, values) for name, values in wanted.items()}
    chosen = [
        claim
        for claim, row in zip(cards.corpus.claims, rows, strict=True)
        if all(not facets[name].values(row).isdisjoint(values) for name, values in wanted.items())
    ]
    if not chosen:
        asked = ", ".join(f"{name} {' or '.join(values)}" for name, values in labels.items())
        raise NothingSelected(f"no claim has {asked}")
    words = [pgettext("filter", FILTERS[name], value=alternatives(values)) for name, values in labels.items()]
    title = gettext("Claims: %(choice)s", choice=clauses(words))
    ids = tuple(claim.id for claim in chosen)
    return Document(SELECTION, title, (), records=ids, address=_address(cards.corpus, wanted)), tuple(chosen)


def _labels(facets: Mapping[str, Facet], name: str, values: Sequence[str]) -> list[str]:
    choices = {choice.value: choice.label for choice in facets[name].choices} if name in facets else {}
    for value in values:
        if value not in choices:
            hint = nearest(value, choices)
            expected = ", ".join(choices) or "claims, of which there are none"
            raise NothingSelected(f"no {name} '{value}', expected {expected}{f'; {hint}' if hint else ''}")
    return [choices[value] for value in values]


def _address(corpus: Corpus, wanted: Mapping[str, Sequence[str]]) -> str:
    """Where the site shows the same claims; the site itself where it has no page that explores them."""
    page = corpus.page_of("explore")
    query = urlencode([(name, value) for name, values in wanted.items() for value in values])
    return f"{Addresses.of(corpus.settings).path(page)}?{query}" if page else ""
