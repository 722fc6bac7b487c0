"""From the parts of a document to its PDF, checked."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from foresite.corpus import Corpus
from foresite.model import Brief
from foresite.printing.binding import bind, lay_out
from foresite.printing.checking import check
from foresite.printing.documents import Document
from foresite.printing.layout import Press
from foresite.printing.reading import read_pdf
from foresite.printing.summary import document as document_of
from foresite.printing.summary import summaries
from foresite.printing.templates import PrintTemplates
from foresite.problems import Problem
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
        laid = lay_out(bind(document, corpus, parts, day), press)
        content = press.print(laid)
        problems = check(read_pdf(content), press.said, corpus, formatted, document)
    return Product(document, content, sum(part.length for part in laid), tuple(problems))


def produce_summary(
    brief: Brief, corpus: Corpus, formatted: CitationText, press: Press, day: date | None
) -> Product:
    """Print the summary of a brief: of what could stand in it, as much as one page holds."""
    document = document_of(corpus, brief)
    templates = PrintTemplates(corpus, formatted, ())
    for view in summaries(Cards(corpus), brief.key):
        parts = [(brief.page, document.title, templates.summary(view))]
        press.said.clear()
        laid = lay_out(bind(document, corpus, parts, day), press)
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
