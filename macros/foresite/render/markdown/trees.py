"""Parse XHTML to element trees, make tables accessible, and draw diagrams.

Markdown has no syntax for a caption, so a table takes the heading above it as a hidden caption. It stands in a region
of its own, which scrolls on narrow screens and can be reached by keyboard.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import escape, unescape
from xml.etree.ElementTree import Element, fromstring

from markdown import Markdown
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, ETX, STX, AtomicString

from foresite.parsing.diagrams import DiagramError, figure, find_diagrams

# Conversion of HTML for XML parsers, which are ten times as fast as those of HTML.

NAMED_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z][A-Za-z0-9]*;")
# XML 1.0 cannot represent these characters, escaped or not.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """Return the text with HTML's named entities as characters, and without characters that XML cannot represent."""
    return NOT_XML.sub("", NAMED_ENTITY.sub(lambda match: escape(unescape(match[0])), text))


# XHTML text to element trees, and back into a page's tree.


def parse_xhtml(text: str) -> Element:
    """Return the tree of one well-formed XHTML element, without characters that XML cannot represent.

    Raises:
        xml.etree.ElementTree.ParseError: where the text is not one well-formed element.
    """
    return fromstring(xml_text(text))


def finished(tree: Element) -> Element:
    """Return the same tree with its texts marked, so that Markdown's inline patterns skip them."""
    for element in tree.iter():
        if element.text:
            element.text = AtomicString(element.text)
        if element.tail:
            element.tail = AtomicString(element.tail)
    return tree


def with_parents(root: Element) -> Iterator[tuple[Element, Element]]:
    """Yield each element with its parent, in document order; the tree may be changed meanwhile."""
    pairs = [(parent, child) for parent in root.iter() for child in parent]
    yield from pairs


def replace(parent: Element, old: Element, new: list[Element]) -> None:
    """Replace an element by others, keeping the text after it."""
    index = list(parent).index(old)
    parent.remove(old)
    for offset, element in enumerate(new):
        parent.insert(index + offset, element)
    if old.tail:
        if new:
            new[-1].tail = (new[-1].tail or "") + old.tail
        elif index:
            parent[index - 1].tail = (parent[index - 1].tail or "") + old.tail
        else:
            parent.text = (parent.text or "") + old.tail


# Tables in Markdown, made accessible to screen readers and phones.


# After the page is filled (6), before hosts add to its headings (5).
TABLE_PRIORITY = 5.5
HEADING = re.compile("h[1-6]")
PLACEHOLDER = re.compile(f"{STX}[^{STX}{ETX}]*+{ETX}")


class TableProcessor(Treeprocessor):
    """Adds a caption to every table without one, and makes it scrollable."""

    title = "Table"
    """The caption of a table without a heading above it."""

    def run(self, root: Element) -> None:
        """Wrap each plain table; those of macros and cards are complete already."""
        title, counts = self.title, Counter[str]()
        for parent, element in with_parents(root):
            if HEADING.fullmatch(str(element.tag)):
                title = _heading_text(element) or title
            elif element.tag == "table" and "class" not in element.attrib and element.find("caption") is None:
                counts[title] += 1
                name = f"{title} ({counts[title]})" if counts[title] > 1 else title
                caption = Element("caption", {"class": "fs-hidden"})
                caption.text = name
                region = Element("div", {"class": "fs-scroll", "role": "region", "tabindex": "0", "aria-label": name})
                replace(parent, element, [region])
                element.tail = None
                element.insert(0, caption)
                region.append(element)


def _heading_text(heading: Element) -> str:
    text = "".join(heading.itertext()).replace(AMP_SUBSTITUTE, "&")
    return " ".join(PLACEHOLDER.sub("", text).split())


def register_tables(md: Markdown) -> TableProcessor:
    """Make a Markdown instance make its tables accessible, and return the processor."""
    processor = TableProcessor(md)
    md.treeprocessors.register(processor, "foresite-tables", TABLE_PRIORITY)
    return processor


# Mermaid diagrams in a text: each becomes a picture; one that cannot be drawn stays code.


# After blocks are extracted (28), before code fences (25); raw HTML stashed by then counts as generated.
DIAGRAM_PRIORITY = 27


class DiagramPreprocessor(Preprocessor):
    """Draws the diagrams of a text."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines with each diagram replaced by a placeholder of its picture."""
        for diagram in reversed(list(find_diagrams("\n".join(lines)))):
            try:
                picture = figure(diagram.source)
            except DiagramError:
                continue
            placeholder = f"{diagram.prefix}{self.md.htmlStash.store(picture)}"
            lines[diagram.start : diagram.end + 1] = [diagram.prefix.rstrip(), placeholder, diagram.prefix.rstrip()]
        return lines


def register_diagrams(md: Markdown) -> None:
    """Make a Markdown instance draw diagrams."""
    md.preprocessors.register(DiagramPreprocessor(md), "foresite-diagrams", DIAGRAM_PRIORITY)
