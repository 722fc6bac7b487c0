"""What a project can print: each document with the pages of the site that stand in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from foresite.corpus import Corpus
from foresite.site_paths import BOOK, SINGLE, printed_file
from foresite.views.addresses import Addresses


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


def documents(corpus: Corpus, order: Sequence[str]) -> Iterator[Document]:
    """Everything that is published: each brief's annotation, the comparison, the ledger, and the book.

    ``order`` is that of the site's navigation; pages that are not in it stand at the end of the book.
    """
    titles = {page.path: page.title for page in corpus.pages}
    found = [brief.page for brief in corpus.briefs]
    found += [page for macro in SINGLE if (page := corpus.page_of(macro))]
    for page in dict.fromkeys(found):
        address = Addresses.of(corpus.settings).path(page)
        yield Document(printed_file(page), titles[page], (page,), address=address)
    inside = [page for page in order if page in titles]
    rest = [page for page in titles if page not in inside]
    everything = tuple(dict.fromkeys([*inside, *rest]))
    name = corpus.settings.name or "The site"
    yield Document(BOOK, name, everything, whole=True, label="PDF of the whole site, a book")


def changed(corpus: Corpus, document: Document) -> date | None:
    """The day of the last change of what stands in a document; None where that is not known."""
    history = corpus.history
    days = [history.pages.get(page) for page in document.pages]
    days += [history.records.get(id) for id in document.records]
    if document.whole or any(page in corpus.showing for page in document.pages):
        days.append(corpus.changed)
    return max((day for day in days if day), default=None)


def permalink(corpus: Corpus, document: Document) -> str:
    """The address of what is printed, as the site serves it; empty where the site's own is not known."""
    return Addresses.of(corpus.settings).url(document.address)
