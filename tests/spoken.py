"""What a site says to readers, node by node: for tests of its language.

A pseudo-language marks every message of the catalogues. What stands outside of the marks comes from no catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import html5lib
from babel.messages import Catalog
from babel.messages.pofile import write_po

from foresite.language.catalogue import template

OPEN, CLOSE = "⟦", "⟧"
ATTRIBUTES = ("aria-label", "aria-description", "title", "alt", "placeholder", "data-label", "abbr", "label")
DESCRIBED = ("description", "og:title", "og:description", "og:image:alt")
SILENT = frozenset(("script", "style", "code", "template", "var"))
BLOCKS = frozenset("p li dt dd th td h1 h2 h3 h4 h5 h6 div caption figcaption summary section option label".split())
ADDRESS = re.compile(r"https?://\S+|\b[\w/.-]+\.(?:json|csv|bib|atom|ris|xlsx|ics|pdf|md|html)\b")


class Said(NamedTuple):
    """A text, with where it stands and the language that it is marked with."""

    page: str
    place: str
    text: str
    lang: str


VALUE = re.compile(r"(%\(\w+\)[a-z](?![^<>]*>))")


def marked(text: str) -> str:
    """Return a message with its own words between marks, and its values outside."""
    return "".join(part if VALUE.fullmatch(part) else f"{OPEN}{part}{CLOSE}" for part in VALUE.split(text) if part)


def pseudo(tag: str) -> str:
    """Return a catalogue in which every message stands between marks."""
    catalogue = Catalog(locale=tag)
    for message in template():
        if not message.id:
            continue
        several = isinstance(message.id, list | tuple)
        text = marked(message.id if isinstance(message.id, str) else message.id[-1])
        catalogue.add(message.id, [text] * catalogue.num_plurals if several else text, context=message.context)
    written = BytesIO()
    write_po(written, catalogue)
    return written.getvalue().decode("utf-8")


class Unmarked:
    """Takes out what stands between marks, which can open in one text and close in another."""

    def __init__(self) -> None:
        self.depth = 0

    def of(self, text: str) -> str:
        """Return what stands outside."""
        outside = []
        for sign in text:
            if sign == OPEN:
                self.depth += 1
            elif sign == CLOSE:
                self.depth = max(self.depth - 1, 0)
                outside.append(" ")
            elif not self.depth:
                outside.append(sign)
        return "".join(outside)


def said(file: Path, page: str = "") -> Iterator[Said]:
    """Yield what a page says: its texts without those in marks, and the attributes that are read out."""
    page = page or file.name
    outside = Unmarked()

    def look(text: str, place: str, lang: str, *, apart: bool = False) -> Iterator[Said]:
        # An attribute stands in a text that may still be open.
        rest = (Unmarked() if apart else outside).of(text)
        if rest.strip():
            yield Said(page, place, ADDRESS.sub("", rest).strip(), lang)

    def walk(element: Any, lang: str) -> Iterator[Said]:
        if not isinstance(element.tag, str):
            return
        lang = element.get("lang", lang)
        place = f"{element.tag}.{element.get('class', '')}"
        for name in ATTRIBUTES:
            if "Z3988" not in place and (value := element.get(name)):
                yield from look(value, f"{place}[{name}]", lang, apart=True)
        if element.tag == "meta" and (element.get("name") or element.get("property")) in DESCRIBED:
            yield from look(element.get("content", ""), "meta", lang, apart=True)
        if element.text and element.tag not in SILENT:
            yield from look(element.text, place, lang)
        for child in element:
            yield from walk(child, lang)
            if child.tail and element.tag not in SILENT:
                yield from look(child.tail, place, lang)

    yield from walk(html5lib.parse(file.read_text("utf-8"), namespaceHTMLElements=False), "")


def pages(site: Path) -> Iterator[Said]:
    """Yield what all pages of a site say."""
    for file in sorted(site.rglob("*.html")):
        yield from said(file, file.relative_to(site).as_posix())
