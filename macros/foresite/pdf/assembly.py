"""The chapters of a document put together, and layouts out until every page number in it is right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element, SubElement

from foresite.model.corpus import Corpus
from foresite.model.dates import PartialDate
from foresite.pdf.book import contents, cover, index
from foresite.pdf.chapters import PAGE, WORK, ChapterBuilder, DocumentLinks
from foresite.pdf.documents import Document, document_permalink
from foresite.pdf.engine import Layout, LimitReached, PdfEngine
from foresite.pdf.page_numbers import NO_NUMBER, NUMBERING, PageNumbers

CITED_WORK = "data-work"
"""The attribute of what lists the pages on which a work is cited: its key."""
LONG = 13
"""Pages from which on a short last page is no matter, and laying out a chapter anew would cost a second."""
FEW_LINES = 0.1
"""The share of a page that is too little to turn to it for."""


@dataclass(frozen=True, slots=True)
class Assembly:
    """A document in three parts: what stands before the text is numbered with it, what follows from it."""

    document: Document
    root: Element
    front: Sequence[Element]
    text: Sequence[Element]
    back: Sequence[Element]
    numbers: PageNumbers


class LayoutError(Exception):
    """A page of the site that cannot be laid out: its path, and why, as the end of a sentence."""

    def __init__(self, page: str, reason: str) -> None:
        super().__init__(reason)
        self.page = page


def assemble(document: Document, corpus: Corpus, pages: Iterable[tuple[str, str, str]], day: date | None) -> Assembly:
    """Put a document together of its pages, each a path, a title and HTML made for paper.

    ``day`` is that of its last change.
    """
    last = document.bibliography(corpus)
    links = DocumentLinks(corpus, document)
    builder = ChapterBuilder(links)
    chapters = [builder.chapter(*page) for page in sorted(pages, key=lambda page: page[0] == last)]
    body = [chapter.body for chapter in chapters]
    numbers = PageNumbers()
    text, back = (body[:-1], body[-1:]) if last else (body, [])
    front: list[Element] = []
    if document.whole:
        back = [*back, index(corpus, links, numbers)]
        front = [cover(corpus, day), contents(chapters, back)]
    _cited(body, numbers)
    numbers.find([*front, *text, *back])
    return Assembly(document, _root(document, corpus, day), front, text, back, numbers)


def lay_out(assembly: Assembly, engine: PdfEngine) -> list[Layout]:
    """Lay a document out, part by part, every page number in its place.

    Parts start on pages of their own, and many small layouts are quicker than a large one.

    Raises:
        LayoutError: where one of them takes too long or too much memory, or WeasyPrint fails at it.
    """
    layouts = _layouts(assembly, engine)
    while assembly.numbers.widen(_pages(layouts)):
        layouts = _layouts(assembly, engine)
    texts = assembly.numbers.texts(_pages(layouts))
    total = sum(part.length for part in layouts)
    before = 0
    for part in layouts:
        part.write(texts, before, total)
        before += part.length
    return layouts


def _layouts(assembly: Assembly, engine: PdfEngine) -> list[Layout]:
    parts = [*assembly.front, *assembly.text]
    layouts = [_well_ended(assembly, part, engine) for part in parts]
    assembly.numbers.write_lists(_pages(layouts))
    for at, part in enumerate(parts):
        # A list of works at the end of a chapter: what stands before it has not moved.
        if part.find(f".//span[@{CITED_WORK}]") is not None:
            layouts[at] = _lay_out(assembly, part, engine)
    for part in assembly.back:
        layouts.append(_lay_out(assembly, part, engine))
        assembly.numbers.write_lists(_pages(layouts))
    return layouts


def _well_ended(assembly: Assembly, part: Element, engine: PdfEngine) -> Layout:
    """A part laid out; where its last page would have a few lines, a little tighter if that does without it."""
    layout = _lay_out(assembly, part, engine)
    if not 1 < layout.length < LONG or layout.ends_with > FEW_LINES:
        return layout
    loose = part.get("class", "")
    part.set("class", f"{loose} tight")
    tight = _lay_out(assembly, part, engine)
    if tight.length < layout.length:
        return tight
    part.set("class", loose)
    return layout


def _lay_out(assembly: Assembly, part: Element, engine: PdfEngine) -> Layout:
    """The document with one part in it, laid out.

    Raises:
        LayoutError: where that takes too long or too much memory, or WeasyPrint fails at it.
    """
    try:
        return engine.lay_out(_alone(assembly, part))
    except LimitReached as error:
        raise LayoutError(_page_of(part), f"takes {error}, expected less, such as no tables in tables") from error
    except Exception as error:
        # What a browser bears, WeasyPrint may trip over: no kind of error is excluded.
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise LayoutError(_page_of(part), f"fails ({reason}), expected HTML that WeasyPrint can lay out") from error


def _page_of(part: Element) -> str:
    """The page of a part; empty where the part is not a page."""
    return part.get(PAGE, "")


def _alone(assembly: Assembly, part: Element) -> Element:
    """The document with one part in it."""
    body = assembly.root.find("body")
    assert body is not None
    body[:] = [part]
    return assembly.root


def _pages(layouts: Sequence[Layout]) -> dict[str, int]:
    """The page on which each anchor stands."""
    found: dict[str, int] = {}
    before = 0
    for part in layouts:
        found = part.anchors(before) | found
        before += part.length
    return found


def _cited(chapters: Sequence[Element], numbers: PageNumbers) -> None:
    """Give each citation a place, and each work in a list the pages of its citations."""
    places: dict[str, list[str]] = {}
    for link in (link for chapter in chapters for link in chapter.iter("a")):
        key = link.get("href", "").removeprefix(f"#{WORK}")
        if link.get("href", "").startswith(f"#{WORK}"):
            cited = places.setdefault(key, [])
            cited.append(f"cited-{key}-{len(cited) + 1}")
            link.set("id", cited[-1])
            link.set(NUMBERING, NO_NUMBER)
    for element in (element for chapter in chapters for element in chapter.iter("span")):
        if key := element.get(CITED_WORK, ""):
            numbers.lists.append((element, "Cited on p.\u00a0", places.get(key, ())))


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
    said = {
        "site": settings.name,
        "title": document.title,
        "address": document_permalink(corpus, document),
        "version": version,
    }
    SubElement(root, "body", {f"data-{name}": text for name, text in said.items()})
    return root
