"""XHTML text to element trees, and back into a page's tree."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, fromstring

from markdown.util import AtomicString

from foresite.xml_text import xml_text


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
