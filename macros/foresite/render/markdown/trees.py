"""Parse XHTML to element trees, and make tables and diagrams of a page fit to be read.

Markdown has no form for a caption, so a table takes the heading that it stands under, unseen; and it
stands in a region of its own, which scrolls where the screen is narrow and can be reached by keyboard.
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

# HTML text made readable for XML parsers, which are ten times as fast as those of HTML.


NAMED_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z][A-Za-z0-9]*;")
# XML 1.0 has no form for these characters, escaped or not.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_text(text: str) -> str:
    """The text with the characters that only HTML has names for as themselves, and without those XML cannot hold."""
    return NOT_XML.sub("", NAMED_ENTITY.sub(lambda match: escape(unescape(match[0])), text))


# XHTML text to element trees, and back into a page's tree.


def parse_xhtml(text: str) -> Element:
    """The tree of one well-formed XHTML element; characters that XML cannot hold are left out.

    Raises:
        xml.etree.ElementTree.ParseError: where the text is not one well-formed element.
    """
    return fromstring(xml_text(text))


def finished(tree: Element) -> Element:
    """The same tree, its texts marked so that Markdown's inline patterns leave them alone."""
    for element in tree.iter():
        if element.text:
            element.text = AtomicString(element.text)
        if element.tail:
            element.tail = AtomicString(element.tail)
    return tree


def with_parents(root: Element) -> Iterator[tuple[Element, Element]]:
    """Each element with its parent, in document order; the tree may be changed while it is read."""
    pairs = [(parent, child) for parent in root.iter() for child in parent]
    yield from pairs


def replace(parent: Element, old: Element, new: list[Element]) -> None:
    """Put elements where one was, keeping what followed it."""
    at = list(parent).index(old)
    parent.remove(old)
    for offset, element in enumerate(new):
        parent.insert(at + offset, element)
    if old.tail:
        if new:
            new[-1].tail = (new[-1].tail or "") + old.tail
        elif at:
            parent[at - 1].tail = (parent[at - 1].tail or "") + old.tail
        else:
            parent.text = (parent.text or "") + old.tail


# Tables that an editor writes in Markdown, made fit for screen readers and phones.


# After the page is filled (6), before hosts add to its headings (5).
TABLE_PRIORITY = 5.5
HEADING = re.compile("h[1-6]")
PLACEHOLDER = re.compile(f"{STX}[^{STX}{ETX}]*+{ETX}")


class TableProcessor(Treeprocessor):
    """Names every table that has no caption, and lets it scroll."""

    title = "Table"
    """What a table is called that stands under no heading."""

    def run(self, root: Element) -> None:
        """Wrap each plain table; those of macros and cards bring all of it."""
        title, named = self.title, Counter[str]()
        for parent, element in with_parents(root):
            if HEADING.fullmatch(str(element.tag)):
                title = _said(element) or title
            elif element.tag == "table" and "class" not in element.attrib and element.find("caption") is None:
                named[title] += 1
                name = f"{title} ({named[title]})" if named[title] > 1 else title
                caption = Element("caption", {"class": "fs-hidden"})
                caption.text = name
                region = Element("div", {"class": "fs-scroll", "role": "region", "tabindex": "0", "aria-label": name})
                replace(parent, element, [region])
                element.tail = None
                element.insert(0, caption)
                region.append(element)


def _said(heading: Element) -> str:
    text = "".join(heading.itertext()).replace(AMP_SUBSTITUTE, "&")
    return " ".join(PLACEHOLDER.sub("", text).split())


def register_tables(md: Markdown) -> TableProcessor:
    """Make a Markdown instance treat the tables of its pages so, and return what does."""
    processor = TableProcessor(md)
    md.treeprocessors.register(processor, "foresite-tables", TABLE_PRIORITY)
    return processor


# Mermaid diagrams in a text: each becomes the picture of it; one that cannot be drawn stays code.


# After blocks are taken out (28), before code fences (25); raw HTML that is stored by then is taken for made.
DIAGRAM_PRIORITY = 27


class DiagramPreprocessor(Preprocessor):
    """Draws the diagrams of a text."""

    def run(self, lines: list[str]) -> list[str]:
        """The lines with a place where each drawing stands."""
        for diagram in reversed(list(find_diagrams("\n".join(lines)))):
            try:
                drawn = figure(diagram.source)
            except DiagramError:
                continue
            place = f"{diagram.prefix}{self.md.htmlStash.store(drawn)}"
            lines[diagram.start : diagram.end + 1] = [diagram.prefix.rstrip(), place, diagram.prefix.rstrip()]
        return lines


def register_diagrams(md: Markdown) -> None:
    """Make a Markdown instance draw diagrams."""
    md.preprocessors.register(DiagramPreprocessor(md), "foresite-diagrams", DIAGRAM_PRIORITY)
