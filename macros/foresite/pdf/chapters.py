"""Make pages of the site chapters of a document: HTML as a tree, with the document's anchors and links."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from posixpath import splitext
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element, ParseError, fromstring

from foresite.model.corpus import Corpus
from foresite.pdf.documents import Document
from foresite.render.markdown.trees import xml_text
from foresite.views.addresses import Addresses

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
WORK = "ref-"
"""The prefix of the id of a work's entry, before its key."""
PAGE = "data-page"
"""The attribute of a chapter that names its page."""
WIDE_COLUMNS = 7
"""The number of columns from which a table is printed in landscape."""
NOTES = "footnote fs-notes"
"""The classes of the list of a page's notes."""
BLOCKS = ("p", "ul", "ol", "li", "pre", "blockquote", "div")
HANGUL_WORD = re.compile(r"(?<!\S)(?=\S*?[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3])\S{1,30}(?!\S)")
"""A word with Hangul; addresses and other texts without spaces that are longer than a line may break."""
SVG = "{http://www.w3.org/2000/svg}"


def chapter_anchor(page: str) -> str:
    """Return the anchor of a page's chapter."""
    return splitext(page)[0].replace("/", "-")


@dataclass(frozen=True, slots=True)
class DocumentLinks:
    """Translates anchors and links of the site to those of one document."""

    corpus: Corpus
    document: Document

    def anchor(self, page: str, id: str) -> str:
        """Return the anchor in the document for an id on a page: the same where it is unique in the site."""
        record = self.corpus.records.get(id)
        if not id:
            return chapter_anchor(page)
        if (record and record.page == page) or id.startswith(WORK) or id in self.document.records:
            return id
        return f"{chapter_anchor(page)}--{id}"

    def resolve(self, href: str, page: str) -> str:
        """Return the target of a page's link on paper: an anchor in the document, a web address, or an empty text."""
        try:
            scheme, host, path, _, fragment = urlsplit(href)
        except ValueError:
            return ""
        if scheme or host:
            return href if scheme in ("http", "https", "mailto") else ""
        if fragment.startswith(WORK) and (not path or self.document.bibliography(self.corpus)):
            return f"#{fragment}"
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(path))) if path else page
        if target in self.document.pages or unquote(fragment) in self.document.records:
            return f"#{self.anchor(target, unquote(fragment))}"
        addresses = Addresses.of(self.corpus.settings)
        is_page = any(target == other.path for other in self.corpus.pages)
        return addresses.url(addresses.path(target, unquote(fragment)) if is_page else target)


@dataclass(frozen=True, slots=True)
class Chapter:
    """A page in a document."""

    page: str
    title: str
    body: Element
    """A ``section`` whose id is the chapter's anchor."""
    headings: tuple[tuple[int, str, str], ...]
    """The level, text and anchor of each heading, without those of records."""


@dataclass
class ChapterBuilder:
    """Builds the chapters of one document."""

    links: DocumentLinks
    anchors: set[str] = field(default_factory=set)
    """The anchors of the chapters built so far."""

    def chapter(self, page: str, title: str, html: str) -> Chapter:
        """Return the chapter of a page's content, which is HTML for print."""
        body = Element("section", {"class": "chapter", "id": chapter_anchor(page), PAGE: page})
        body.extend(parse_html(html))
        if body.find(".//h1") is None:
            heading = Element("h1")
            heading.text = title
            body.insert(0, heading)
        move_notes(body)
        if mark_wide_tables(body):
            body.set("class", "chapter wide")
        else:
            turn_opening(body)
        self._set_anchors(body, page)
        self._set_links(body, page)
        _set_pictures(body, page)
        merge_plain_spans(body)
        keep_hangul_words_whole(body)
        records = self.links.corpus.records
        headings = tuple(
            (int(element.tag[1]), " ".join("".join(element.itertext()).split()), element.get("id", ""))
            for element in body.iter()
            if element.tag in HEADINGS and element.get("id") not in records
        )
        return Chapter(page, headings[0][1] if headings else title, body, headings)

    def _set_anchors(self, body: Element, page: str) -> None:
        """Make the ids of a page unique in the document; of two equal ids the first stays."""
        for element in list(body.iter())[1:]:
            if id := element.attrib.pop("id", ""):
                anchor = self.links.anchor(page, id)
                if anchor not in self.anchors:
                    self.anchors.add(anchor)
                    element.set("id", anchor)

    def _set_links(self, body: Element, page: str) -> None:
        """Set the targets of links to the document or the web; links without a target become text."""
        for link in body.iter("a"):
            if target := self.links.resolve(link.attrib.pop("href", ""), page):
                link.set("href", target)
            else:
                link.tag = "span"


def parse_html(text: str) -> Element:
    """Return the ``body`` of a piece of HTML; SVG elements get their namespace, as in a browser.

    Most pages are well-formed XML, which is parsed ten times as fast.
    """
    try:
        body = fromstring(f"<body>{xml_text(text)}</body>")
    except ParseError:
        body = _parse_html5(text)
    for element in body.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
    for drawing in list(body.iter("svg")):
        for element in drawing.iter():
            element.tag = f"{SVG}{element.tag}"
    return body


def _parse_html5(text: str) -> Element:
    """Return the ``body`` of HTML that is not XML."""
    import tinyhtml5

    root: Element = tinyhtml5.parse(text, namespace_html_elements=False)
    body = root.find("body")
    assert body is not None
    return body


def move_notes(body: Element) -> None:
    """Move the notes of a citation style from their list to where the text refers to them first.

    There the engine takes them to the foot of the sheet. They keep the numbers that they have on screen.
    """
    lists = [(parent, child) for parent in body.iter() for child in parent if child.get("class") == NOTES]
    notes = {item.get("id", ""): item for _, child in lists for item in child.iter("li") if item.get("id")}
    for parent, child in lists:
        _remove(parent, child)
    for sign in [element for element in body.iter("sup") if len(element) == 1]:
        link = sign[0]
        note = notes.pop(link.get("href", "")[1:], None) if link.get("class") == "footnote-ref" else None
        if note is None:
            continue
        number, tail = link.text or "", sign.tail
        sign.clear()
        sign.tag, sign.tail = "span", tail
        sign.attrib.update({"class": "fs-note", "data-number": number, "id": note.get("id", "")})
        sign.extend(note)
        sign.text = ""
        for element in list(sign.iter()):
            if element.tag in BLOCKS and not (element.tail or "").strip(" \n"):
                # Line breaks between blocks would become lines of their own.
                element.tail = ""
            if element.tag == "p":
                element.tag = "span"
                element.set("class", "fs-note__part")
            for back in [each for each in element if each.get("class") == "footnote-backref"]:
                _remove(element, back)


def _remove(parent: Element, child: Element) -> None:
    """Remove an element, but not the text after it."""
    index = list(parent).index(child)
    parent.remove(child)
    if index:
        parent[index - 1].tail = (parent[index - 1].tail or "") + (child.tail or "")
    else:
        parent.text = (parent.text or "") + (child.tail or "")


def mark_wide_tables(body: Element) -> bool:
    """Mark the tables that are too wide for portrait; return whether they are most of the chapter."""
    table_length = 0
    for table in body.iter("table"):
        row = table.find(".//tr")
        if row is not None and len(row) >= WIDE_COLUMNS:
            turn(table, body)
            table_length += len("".join(table.itertext()))
    return table_length > len("".join(body.itertext())) / 2


TURNED = "wide"
"""The class of what is printed in landscape."""
HORIZON = "fs-horizon"
"""The class of the chart of the timeline, which the stylesheet turns."""
OPENING = 500
"""Characters before the first turned element that would leave their own page almost empty."""


def turn_opening(body: Element) -> None:
    """Turn what a chapter begins with where it is short and the next element is turned."""
    before: list[Element] = []
    for element in body:
        first = element
        while not _is_turned(first) and len(first) and not (first.text or "").strip():
            first = first[0]
        if _is_turned(first):
            for each in before:
                add_class(each, TURNED)
            return
        before.append(element)
        if sum(len("".join(each.itertext())) for each in before) > OPENING or element.find(".//table") is not None:
            return


def _is_turned(element: Element) -> bool:
    return not {TURNED, HORIZON}.isdisjoint(element.get("class", "").split())


def turn(table: Element, body: Element) -> None:
    """Turn a table to landscape, with the headings directly above it, which would stay behind alone."""
    add_class(table, TURNED)
    parents = {child: parent for parent in body.iter() for child in parent}
    element = table
    while element in parents:
        siblings = list(parents[element])
        above = siblings[: siblings.index(element)]
        while above and above[-1].tag in HEADINGS and not (above[-1].tail or "").strip():
            add_class(above.pop(), TURNED)
        if above or element is body:
            break
        element = parents[element]


def add_class(element: Element, name: str) -> None:
    """Add a class to an element that may have it already."""
    names = element.get("class", "").split()
    element.set("class", " ".join((*names, name) if name not in names else names))


def merge_plain_spans(body: Element) -> None:
    """Replace the spans of citations, and plain spans in them, by their content.

    Markdown and Pandoc need these spans only as wrappers. WeasyPrint breaks lines in nested inline boxes at the wrong
    places.
    """
    for parent in reversed(list(body.iter())):
        if not any(_is_plain_span(child) for child in parent):
            continue
        children = list(parent)
        parent[:] = []
        for child in children:
            if not _is_plain_span(child):
                parent.append(child)
                continue
            _append_text(parent, child.text)
            parent.extend(child)
            _append_text(parent, child.tail)


def _is_plain_span(element: Element) -> bool:
    return element.tag == "span" and (not element.attrib or element.attrib == {"class": "fs-cite"})


def _append_text(parent: Element, text: str | None) -> None:
    """Append a text to the content of an element."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + (text or "")
    else:
        parent.text = (parent.text or "") + (text or "")


def keep_hangul_words_whole(root: Element) -> None:
    """Put each word with Hangul into a span of the class ``w``, which the stylesheet does not let break.

    WeasyPrint ignores ``word-break: keep-all`` and breaks between any two syllables.
    """
    for element in list(root.iter()):
        if element.get("class") == "w" or not isinstance(element.tag, str) or "}svg" in element.tag:
            continue
        for child in list(element):
            if child.tail and HANGUL_WORD.search(child.tail):
                child.tail, spans = _word_spans(child.tail)
                index = list(element).index(child) + 1
                element[index:index] = spans
        if element.text and HANGUL_WORD.search(element.text):
            element.text, element[:0] = _word_spans(element.text)


def _word_spans(text: str) -> tuple[str, list[Element]]:
    """Return the text before the first word with Hangul, and a span for each such word with the text after it."""
    spans: list[Element] = []
    words = list(HANGUL_WORD.finditer(text))
    for word, after in zip(words, [*words[1:], None], strict=True):
        span = Element("span", {"class": "w"})
        span.text = word[0]
        span.tail = text[word.end() : after.start() if after else len(text)]
        spans.append(span)
    return text[: words[0].start()], spans


def _set_pictures(body: Element, page: str) -> None:
    """Set the file paths of pictures from the docs folder; those of other hosts become links.

    Nothing is loaded from the network.
    """
    for parent in list(body.iter()):
        for index, picture in enumerate(parent):
            if picture.tag != "img":
                continue
            source = picture.get("src", "")
            if source.startswith(("http://", "https://", "//")):
                link = Element("a", {"href": f"https:{source}" if source.startswith("//") else source})
                link.text, link.tail = picture.get("alt") or source, picture.tail
                parent[index] = link
            elif not source.startswith("data:"):
                picture.set("src", posixpath.join(posixpath.dirname(page), source))
            elif width := picture.get("width"):
                picture.set("style", f"width: {int(width)}px")
