"""Assemble the chapters of a document, and lay it out until every page number is right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element, SubElement

from foresite.language import formats
from foresite.language.foreign import plain
from foresite.language.words import gettext
from foresite.model.corpus import Corpus
from foresite.pdf.book import contents, cover, index
from foresite.pdf.cache import PrintingError
from foresite.pdf.chapters import PAGE, SVG, TURNED, WORK, ChapterBuilder, DocumentLinks, add_class, turn
from foresite.pdf.documents import Document, document_permalink
from foresite.pdf.engine import Layout, Misfit, PdfEngine
from foresite.pdf.lettering import letter_drawings
from foresite.pdf.page_numbers import NO_NUMBER, NUMBERING, PageNumbers
from foresite.runtime.guard import LimitReached

CITED_WORK = "data-work"
"""The attribute of an element that lists the pages on which a work is cited: the work's key."""
LONG = 13
"""The number of pages from which a short last page is acceptable, as a new layout would take a second."""
FEW_LINES = 0.1
"""The share of a page below which a last page is too short."""


@dataclass(frozen=True, slots=True)
class Assembly:
    """A document in three parts; the back matter depends on the page numbers of the text."""

    document: Document
    root: Element
    front: Sequence[Element]
    text: Sequence[Element]
    back: Sequence[Element]
    numbers: PageNumbers


class LayoutError(Exception):
    """A page of the site that cannot be printed: its path, and the reason."""

    def __init__(self, page: str, reason: str) -> None:
        super().__init__(reason)
        self.page = page


def assemble(document: Document, corpus: Corpus, pages: Iterable[tuple[str, str, str]], day: date | None) -> Assembly:
    """Assemble a document from its pages, each a path, a title and HTML for print.

    ``day`` is the day of its last change.
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
    if corpus.settings.tree:
        _remove_signs([*front, *text, *back])
    _number_citations(body, numbers)
    numbers.find([*front, *text, *back])
    return Assembly(document, _root(document, corpus, day), front, text, back, numbers)


def _remove_signs(parts: Sequence[Element]) -> None:
    """Remove the signs of languages from what is put together from texts alone, such as lists of contents."""
    for part in parts:
        for element in part.iter():
            element.text, element.tail = element.text and plain(element.text), element.tail and plain(element.tail)


def lay_out(assembly: Assembly, engine: PdfEngine) -> list[Layout]:
    """Lay out a document part by part, with every page number in its place.

    Parts start on new pages, and many small layouts are faster than a large one.

    Raises:
        LayoutError: where one of them takes too long or too much memory, or WeasyPrint fails at it.
    """
    if assembly.root.get("dir") == "rtl":
        for chapter in assembly.text:
            letter_drawings(chapter)
    layouts = _layouts(assembly, engine)
    while assembly.numbers.widen(_anchor_pages(layouts)):
        layouts = _layouts(assembly, engine)
    texts = assembly.numbers.texts(_anchor_pages(layouts))
    total = sum(part.length for part in layouts)
    offset = 0
    for part in layouts:
        part.write(texts, offset, total)
        offset += part.length
    return layouts


def _layouts(assembly: Assembly, engine: PdfEngine) -> list[Layout]:
    parts = [*assembly.front, *assembly.text]
    layouts = [_lay_out_well(assembly, part, engine) for part in parts]
    assembly.numbers.write_lists(_anchor_pages(layouts))
    for number, part in enumerate(parts):
        # A list of works ends its chapter, so nothing before it has moved.
        if part.find(f".//span[@{CITED_WORK}]") is not None:
            layouts[number] = _lay_out(assembly, part, engine)
    for part in assembly.back:
        layouts.append(_lay_out(assembly, part, engine))
        assembly.numbers.write_lists(_anchor_pages(layouts))
    return layouts


def _lay_out_well(assembly: Assembly, part: Element, engine: PdfEngine) -> Layout:
    """Lay out a part; where its last page would have only a few lines, use a tighter layout if that avoids it."""
    layout = _lay_out(assembly, part, engine)
    if not 1 < layout.length < LONG or layout.ends_with > FEW_LINES:
        return layout
    class_names = part.get("class", "")
    part.set("class", f"{class_names} tight")
    tight = _lay_out(assembly, part, engine)
    if tight.length < layout.length:
        return tight
    part.set("class", class_names)
    return layout


def _lay_out(assembly: Assembly, part: Element, engine: PdfEngine) -> Layout:
    """Lay out the document with only one part in it.

    Raises:
        LayoutError: where it takes too long or too much memory, or WeasyPrint fails.
    """
    page = _page_of(part)
    try:
        layout = engine.lay_out(_with_only(assembly, part), page)
        while make_room(layout.misfits(), part):
            layout = engine.lay_out(_with_only(assembly, part), page)
        return layout
    except LimitReached as error:
        reason = f"laying the page out takes {error}, expected less, such as no tables in tables"
        raise LayoutError(page, reason) from error
    except Exception as error:
        # WeasyPrint may raise any error on HTML that browsers accept.
        reason = f"laying the page out fails ({_in_words(error)}), expected HTML that WeasyPrint can lay out"
        raise LayoutError(page, reason) from error


def print_layouts(layouts: Sequence[Layout], engine: PdfEngine) -> bytes:
    """Return the PDF of a document's layouts.

    Raises:
        LayoutError: where drawing one of them takes too long or too much memory, or WeasyPrint fails at it.
        PrintingError: where the fonts are missing.
    """
    try:
        return engine.print(layouts)
    except PrintingError:
        raise
    except Exception as error:
        if isinstance(error, LimitReached):
            reason = f"drawing the page takes {error}, expected less, such as simpler pictures"
        else:
            # WeasyPrint may raise any error on pictures that browsers accept.
            reason = f"drawing the page fails ({_in_words(error)}), expected pictures that WeasyPrint can draw"
        # Where WeasyPrint gave up a picture, its message names it.
        page = "" if any("SVG image" in message for message in engine.messages) else _culprit(layouts, engine)
        raise LayoutError(page, reason) from error


def _culprit(layouts: Sequence[Layout], engine: PdfEngine) -> str:
    """Return the page that cannot be drawn by itself; empty where each can."""
    for layout in layouts:
        try:
            engine.print([layout])
        except PrintingError:
            continue
        except Exception:
            return layout.page
    return ""


def _in_words(error: Exception) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())


SMALL, BROKEN, DIVIDED = "small", "broken", "divided"
"""Classes of tables that do not fit, which the stylesheet knows: small print, broken words, divided rows."""


def make_room(misfits: Iterable[Misfit], part: Element) -> bool:
    """Take the next step to make room for what does not fit; return whether there was one.

    A table is turned, set in small print, its words are broken; of one with rows longer than a page, these are
    divided. A picture is scaled to the room that it has.
    """
    changed = False
    treated: list[Element] = []
    for misfit in misfits:
        if not misfit.text and misfit.element.tag in ("img", f"{SVG}svg"):
            style = (
                f"max-width: {misfit.width:.0f}px; max-height: {0.9 * misfit.height:.0f}px; width: auto; height: auto"
            )
            changed |= misfit.element.get("style") != style
            misfit.element.set("style", style)
        elif (table := misfit.table) is not None and not any(table is other for other in treated):
            treated.append(table)
            done = [*table.get("class", "").split(), *part.get("class", "").split()]
            steps = (DIVIDED,) if misfit.too_tall else (TURNED, SMALL, BROKEN)
            if step := next((step for step in steps if step not in done), ""):
                turn(table, part) if step == TURNED else add_class(table, step)
                changed = True
    return changed


def _page_of(part: Element) -> str:
    """Return the page of a part; empty where the part is not a page."""
    return part.get(PAGE, "")


def _with_only(assembly: Assembly, part: Element) -> Element:
    """Return the document with only one part in it."""
    body = assembly.root.find("body")
    assert body is not None
    body[:] = [part]
    return assembly.root


def _anchor_pages(layouts: Sequence[Layout]) -> dict[str, int]:
    """Return the page number of each anchor."""
    numbers: dict[str, int] = {}
    offset = 0
    for part in layouts:
        numbers = part.anchors(offset) | numbers
        offset += part.length
    return numbers


def _number_citations(chapters: Sequence[Element], numbers: PageNumbers) -> None:
    """Give each citation an anchor, and each work in a list the pages of its citations."""
    places: dict[str, list[str]] = {}
    for link in (link for chapter in chapters for link in chapter.iter("a")):
        key = link.get("href", "").removeprefix(f"#{WORK}")
        if link.get("href", "").startswith(f"#{WORK}"):
            anchors = places.setdefault(key, [])
            anchors.append(f"cited-{key}-{len(anchors) + 1}")
            link.set("id", anchors[-1])
            link.set(NUMBERING, NO_NUMBER)
    for element in (element for chapter in chapters for element in chapter.iter("span")):
        if key := element.get(CITED_WORK, ""):
            numbers.lists.append((element, gettext("Cited on p.\u00a0"), places.get(key, ())))


def _root(document: Document, corpus: Corpus, day: date | None) -> Element:
    settings = corpus.settings
    root = Element("html", {"lang": settings.content_language})
    if settings.language.right_to_left:
        root.set("dir", "rtl")
    head = SubElement(root, "head")
    SubElement(head, "meta", {"charset": "utf-8"})
    SubElement(head, "title").text = document.title
    metadata = {"author": settings.author, "description": settings.description, "generator": "Foresite"}
    if day:
        metadata |= {"dcterms.created": day.isoformat(), "dcterms.modified": day.isoformat()}
    for name, value in metadata.items():
        if value:
            SubElement(head, "meta", {"name": name, "content": value})
    version = gettext("Version of %(day)s", day=formats.day(day)) if day else ""
    texts = {
        "site": settings.name,
        "title": document.title,
        "address": document_permalink(corpus, document),
        "version": version,
    }
    SubElement(root, "body", {f"data-{name}": text for name, text in texts.items()})
    return root
