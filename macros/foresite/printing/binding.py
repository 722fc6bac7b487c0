"""Chapters bound to a document, and laid out until every page number in it is right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element, SubElement

from foresite.corpus import Corpus
from foresite.printing.back import index
from foresite.printing.chapters import WORK, Binder, chapter_anchor
from foresite.printing.documents import Document, permalink
from foresite.printing.front import contents, cover
from foresite.printing.layout import Laid, Press
from foresite.printing.limits import LimitReached
from foresite.printing.numbers import Numbers
from foresite.printing.parsing import parse_html
from foresite.values import PartialDate

LONG = 13
"""Pages from which on a short last page is no matter, and laying out a chapter anew would cost a second."""
FEW_LINES = 0.1
"""The share of a page that is too little to turn to it for."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A document in three parts: what stands before the text is numbered with it, what follows from it."""

    document: Document
    root: Element
    front: Sequence[Element]
    text: Sequence[Element]
    back: Sequence[Element]
    numbers: Numbers


class TooHeavy(Exception):
    """A page of the site that reaches a limit when it is laid out: its path, and which limit."""

    def __init__(self, page: str, limit: str) -> None:
        super().__init__(limit)
        self.page = page


def bind(document: Document, corpus: Corpus, contents_of: Iterable[tuple[str, str, str]], day: date | None) -> Bound:
    """Put a document together of its parts, each a page, a title and HTML; ``day`` is that of its last change."""
    parts = list(contents_of)
    home = corpus.page_of("bibliography") or ""
    last = home if document.whole and home in document.pages else ""
    parts.sort(key=lambda part: part[0] == last)
    binder = Binder(corpus, document.pages, document.records, last)
    chapters = [binder.chapter(page, title, parse_html(html)) for page, title, html in parts]
    body = [chapter.body for chapter in chapters]
    numbers = Numbers()
    text, back = (body[:-1], body[-1:]) if last else (body, [])
    front: list[Element] = []
    if document.whole:
        back = [*back, index(corpus, binder, numbers)]
        front = [cover(corpus, day), contents(chapters, back)]
    _cited(body, numbers)
    numbers.find([*front, *text, *back])
    return Bound(document, _root(document, corpus, day), front, text, back, numbers)


def lay_out(bound: Bound, press: Press) -> list[Laid]:
    """Lay a document out, part by part, every page number in its place.

    Parts start on pages of their own, and many small layouts are quicker than a large one.

    Raises:
        TooHeavy: where one of them takes too long or too much memory.
    """
    laid = _laid(bound, press)
    while bound.numbers.widen(_pages(laid)):
        laid = _laid(bound, press)
    texts = bound.numbers.texts(_pages(laid))
    total = sum(part.length for part in laid)
    before = 0
    for part in laid:
        part.write(texts, before, total)
        before += part.length
    return laid


def _laid(bound: Bound, press: Press) -> list[Laid]:
    parts = [*bound.front, *bound.text]
    laid = [_well_ended(bound, part, press) for part in parts]
    bound.numbers.list(_pages(laid))
    for at, part in enumerate(parts):
        # A list of works at the end of a chapter: what stands before it has not moved.
        if part.find(".//span[@class='cited']") is not None:
            laid[at] = _lay_out(bound, part, press)
    for part in bound.back:
        laid.append(_lay_out(bound, part, press))
        bound.numbers.list(_pages(laid))
    return laid


def _well_ended(bound: Bound, part: Element, press: Press) -> Laid:
    """A part laid out; where its last page would have a few lines, a little tighter if that does without it."""
    laid = _lay_out(bound, part, press)
    if not 1 < laid.length < LONG or laid.ends_with > FEW_LINES:
        return laid
    loose = part.get("class", "")
    part.set("class", f"{loose} tight")
    tight = _lay_out(bound, part, press)
    if tight.length < laid.length:
        return tight
    part.set("class", loose)
    return laid


def _lay_out(bound: Bound, part: Element, press: Press) -> Laid:
    """The document with one part in it, laid out.

    Raises:
        TooHeavy: where that takes too long or too much memory.
    """
    try:
        return press.lay_out(_alone(bound, part))
    except LimitReached as error:
        pages = bound.document.pages
        page = next((page for page in pages if chapter_anchor(page) == part.get("id")), pages[0])
        raise TooHeavy(page, str(error)) from error


def _alone(bound: Bound, part: Element) -> Element:
    """The document with one part in it."""
    body = bound.root.find("body")
    assert body is not None
    body[:] = [part]
    return bound.root


def _pages(laid: Sequence[Laid]) -> dict[str, int]:
    """The page on which each anchor stands."""
    found: dict[str, int] = {}
    before = 0
    for part in laid:
        found = part.anchors(before) | found
        before += part.length
    return found


def _cited(chapters: Sequence[Element], numbers: Numbers) -> None:
    """Give each citation a place, and each work in a list the pages of its citations."""
    places: dict[str, list[str]] = {}
    for link in (link for chapter in chapters for link in chapter.iter("a")):
        key = link.get("href", "").removeprefix(f"#{WORK}")
        if link.get("href", "").startswith(f"#{WORK}"):
            cited = places.setdefault(key, [])
            cited.append(f"cited-{key}-{len(cited) + 1}")
            link.set("id", cited[-1])
            link.set("class", "plain")
    for element in (element for chapter in chapters for element in chapter.iter("fs-cited")):
        element.tag = "span"
        element.set("class", "cited")
        numbers.several.append((element, "Cited on p.\u00a0", places.get(element.attrib.pop("key"), ())))


def _root(document: Document, corpus: Corpus, day: date | None) -> Element:
    settings = corpus.settings
    root = Element("html", {"lang": settings.language})
    head = SubElement(root, "head")
    SubElement(head, "meta", {"charset": "utf-8"})
    SubElement(head, "title").text = document.title
    given = {"author": settings.author, "description": settings.description, "generator": "Foresite"}
    if day:
        given |= {"dcterms.created": day.isoformat(), "dcterms.modified": day.isoformat()}
    for name, value in given.items():
        if value:
            SubElement(head, "meta", {"name": name, "content": value})
    version = f"Version of {PartialDate.parse(day.isoformat())}" if day else ""
    said = {"site": settings.name, "title": document.title, "address": permalink(corpus, document), "version": version}
    SubElement(root, "body", {f"data-{name}": text for name, text in said.items()})
    return root
