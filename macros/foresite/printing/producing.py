"""From the parts of a document to its PDF, checked."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from foresite.corpus import Corpus
from foresite.model import Brief
from foresite.printing.binding import TooHeavy, bind, lay_out
from foresite.printing.checking import check
from foresite.printing.documents import Document
from foresite.printing.layout import Press
from foresite.printing.reading import read_pdf
from foresite.printing.summary import document as document_of
from foresite.printing.summary import summaries
from foresite.printing.templates import PrintTemplates
from foresite.problems import Code, Place, Problem
from foresite.templates import CitationText
from foresite.views.cards import Cards


@dataclass(frozen=True, slots=True)
class Product:
    """A printed document, and everything that is wrong with it."""

    document: Document
    content: bytes
    pages: int
    problems: tuple[Problem, ...]


def produce(
    document: Document,
    parts: Sequence[tuple[str, str, str]],
    corpus: Corpus,
    formatted: CitationText,
    press: Press,
    day: date | None,
) -> Product:
    """Print a document of its parts, each a page, a title and HTML; ``day`` is that of its last change."""
    press.said.clear()
    with uncollected():
        try:
            laid = lay_out(bind(document, corpus, parts, day), press)
        except TooHeavy as error:
            return _unprintable(document, corpus, error)
        content = press.print(laid)
        problems = check(read_pdf(content), press.said, corpus, formatted, document)
    return Product(document, content, sum(part.length for part in laid), tuple(problems))


def _unprintable(document: Document, corpus: Corpus, error: TooHeavy) -> Product:
    """A document that is not there, and why."""
    place = Place(corpus.settings.relative(corpus.settings.docs / error.page), 1)
    message = f"laying the page out for {document.path} takes {error}, expected less, such as no tables in tables"
    return Product(document, b"", 0, (Problem(place, Code.UNPRINTABLE, message),))


def produce_summary(brief: Brief, corpus: Corpus, formatted: CitationText, press: Press, day: date | None) -> Product:
    """Print the summary of a brief: of what could stand in it, as much as one page holds."""
    document = document_of(corpus, brief)
    templates = PrintTemplates(corpus, formatted, ())
    for view in summaries(Cards(corpus), brief.key):
        parts = [(brief.page, document.title, templates.summary(view))]
        press.said.clear()
        try:
            laid = lay_out(bind(document, corpus, parts, day), press)
        except TooHeavy as error:
            return _unprintable(document, corpus, error)
        if sum(part.length for part in laid) == 1:
            break
    content = press.print(laid)
    problems = check(read_pdf(content), press.said, corpus, formatted, document)
    return Product(document, content, sum(part.length for part in laid), tuple(problems))


@contextmanager
def uncollected() -> Iterator[None]:
    """Let no memory be collected meanwhile: a layout keeps nearly all it makes, and looking costs half the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
