"""Claims chosen as on the page that explores them, printed as a document of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from foresite.corpus import Corpus
from foresite.model import Claim
from foresite.printing.documents import Document
from foresite.problems import nearest
from foresite.views.addresses import Addresses
from foresite.views.cards import Cards
from foresite.views.explore import COLUMNS, NONE, Facet, explore

PATH = "selection.pdf"


class NothingSelected(ValueError):
    """A choice that no claim has; the message says what was expected."""


def select(cards: Cards, asked: Mapping[str, Sequence[str]]) -> tuple[Document, tuple[Claim, ...]]:
    """The claims that have one of the values asked for of each facet, and the document of them.

    Raises:
        NothingSelected: where a value occurs nowhere, or no claim has all.
    """
    explored = explore(cards)
    facets = {facet.name: facet for facet in explored.facets}
    given = {name: tuple(values) for name, values in asked.items() if values}
    words = [_words(facets, name, values) for name, values in given.items()]
    chosen = [
        claim
        for claim, row in zip(cards.corpus.claims, explored.rows, strict=True)
        if all((str(row.values[COLUMNS.index(name)]) or NONE) in values for name, values in given.items())
    ]
    if not chosen:
        raise NothingSelected(f"no claim has {', '.join(words)}")
    title = f"Claims: {'; '.join(words)}"
    ids = tuple(claim.id for claim in chosen)
    return Document(PATH, title, (), records=ids, address=_address(cards.corpus, given)), tuple(chosen)


def _words(facets: Mapping[str, Facet], name: str, values: Sequence[str]) -> str:
    choices = {choice.value: choice.label for choice in facets[name].choices} if name in facets else {}
    for value in values:
        if value not in choices:
            hint = nearest(value, choices)
            expected = ", ".join(choices) or "claims, of which there are none"
            raise NothingSelected(f"no {name} '{value}', expected {expected}{f'; {hint}' if hint else ''}")
    return f"{name} {' or '.join(choices[value] for value in values)}"


def _address(corpus: Corpus, given: Mapping[str, Sequence[str]]) -> str:
    """Where the site shows the same claims; the site itself where it has no page that explores them."""
    page = corpus.page_of("explore")
    query = urlencode([(name, value) for name, values in given.items() for value in values])
    return f"{Addresses.of(corpus.settings).path(page)}?{query}" if page else ""
