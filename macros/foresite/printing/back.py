"""What follows the text of the book: the index of themes and actors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement

from foresite.corpus import Corpus
from foresite.model import Record
from foresite.printing.chapters import Binder
from foresite.printing.hangul import keep_words
from foresite.printing.numbers import Numbers


def index(corpus: Corpus, binder: Binder, numbers: Numbers) -> Element:
    """The themes with the claims of each outlook, the events and the shifts; the actors with their events."""
    page = Element("section", {"class": "chapter index", "id": "index-of-themes-and-actors"})
    SubElement(page, "h1").text = "Index"
    SubElement(page, "h2").text = "Themes"
    themes = SubElement(page, "div", {"class": "index__columns"})
    for theme in corpus.themes:
        _term(themes, corpus.settings.theme_label(theme))
        for year in corpus.outlooks:
            said = [claim for claim in corpus.claims if (claim.theme, claim.outlook) == (theme, year)]
            _places(themes, f"claims of {year}", said, binder, numbers)
        happened = [event for event in corpus.events if theme in event.themes]
        _places(themes, "events", happened, binder, numbers)
        _places(themes, "shifts", corpus.between(theme), binder, numbers)
    actors = sorted({actor for event in corpus.events for actor in event.actors}, key=str.casefold)
    if actors:
        SubElement(page, "h2").text = "Actors"
        columns = SubElement(page, "div", {"class": "index__columns"})
        for actor in actors:
            present = [event for event in corpus.events if actor in event.actors]
            _places(columns, actor, present, binder, numbers, "index__actor")
    keep_words(page)
    return page


def _term(parent: Element, term: str) -> None:
    SubElement(parent, "p", {"class": "index__term"}).text = term


def _places(
    parent: Element,
    words: str,
    records: Iterable[Record] | Sequence[Record],
    binder: Binder,
    numbers: Numbers,
    kind: str = "index__places",
) -> None:
    anchors = [binder.anchor(record.page, record.id) for record in records]
    if anchors:
        line = SubElement(parent, "p", {"class": kind})
        line.text = f"{words} "
        numbers.several.append((SubElement(line, "span"), "", anchors))
