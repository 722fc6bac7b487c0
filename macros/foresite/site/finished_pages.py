"""Read finished pages: their ids, links, and text that was never rendered.

An HTML parser takes ten times as long as patterns. It reads only pages that patterns may read otherwise.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

from foresite.model.allowed_hosts import LOADS, foreign
from foresite.parsing.markdown.markup import SUSPECT, leftovers

UNCHECKED_ELEMENTS = frozenset({"code", "kbd", "pre", "samp", "script", "style", "textarea"})
"""The elements whose text is code, or is not shown."""
UNRENDERED_CLASS = "fs-unread"
"""The class of source text that is shown unrendered and already reported."""
ADDRESSES = {
    "a": ("href",), "area": ("href",), "link": ("href",), "use": ("href", "xlink:href"), "img": ("src", "srcset"),
    "script": ("src",), "source": ("src", "srcset"), "video": ("src", "poster"), "audio": ("src",),
    "track": ("src",), "iframe": ("src",), "embed": ("src",), "object": ("data",), "form": ("action",),
}  # fmt: skip
"""The attributes that hold addresses, by element."""
TEXT_ATTRIBUTES = frozenset({"alt", "title", "aria-label", "placeholder"})
"""The attributes whose text readers see or hear."""


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """What the checks need of a finished page."""

    ids: Counter[str] = field(default_factory=Counter)
    """The number of uses of each id."""
    names: set[str] = field(default_factory=set)
    """The anchors of the older form ``<a name>``."""
    links: list[str] = field(default_factory=list)
    """Every address, as written, in order."""
    loads: list[tuple[str, str]] = field(default_factory=list)
    """Content that the page loads from other hosts: its kind and address."""
    leftovers: list[tuple[str, str]] = field(default_factory=list)
    """Markup that is shown as text, each with a hint, or an empty text."""


def foreign_stylesheet_kind(tag: str, attributes: Mapping[str, str]) -> str:
    """Return the kind of content that a ``link`` loads from another host; empty where it loads no stylesheet."""
    return (
        "styles"
        if tag == "link" and "stylesheet" in attributes.get("rel", "") and foreign(attributes.get("href", ""))
        else ""
    )


def loaded(name: str, value: str) -> Iterator[str]:
    """Yield the addresses on other hosts in the value of an attribute."""
    for candidate in value.split(",") if name == "srcset" else (value,):
        address = (candidate.split() or [""])[0]
        if foreign(address):
            yield address


def read_html(text: str) -> HtmlPage:
    """Read a page with an HTML parser; never raises."""
    parser = _Parser()
    # No tag ends after the last '>', and the parser would look for an end at every '<'.
    parser.feed(text[: text.rfind(">") + 1])
    parser.close()
    parser.handle_data(text[text.rfind(">") + 1 :])
    return parser.page


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = HtmlPage()
        self.hidden = ""
        """The element whose content is not checked; empty outside of one."""
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self._add_element(tag, attributes)
        if self.hidden:
            self.depth += tag == self.hidden
        elif tag in UNCHECKED_ELEMENTS or UNRENDERED_CLASS in attributes.get("class", "").split():
            self.hidden, self.depth = tag, 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # The slash closes an element only in SVG; browsers ignore it elsewhere.
        self._add_element(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        if tag == self.hidden:
            self.depth -= 1
            self.hidden = self.hidden if self.depth else ""

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.page.leftovers.extend(leftovers(data))

    def _add_element(self, tag: str, attributes: dict[str, str]) -> None:
        if "id" in attributes:
            self.page.ids[attributes["id"]] += 1
        if tag == "a" and "name" in attributes:
            self.page.names.add(attributes["name"])
        if tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
            self.page.links.append(attributes.get("content", "").partition("=")[2].strip("'\" "))
        if kind := foreign_stylesheet_kind(tag, attributes):
            self.page.loads.append((kind, attributes.get("href", "").strip()))
        for name in ADDRESSES.get(tag, ()):
            if name in attributes and (kind := LOADS.get((tag, name), "")):
                self.page.loads.extend((kind, address) for address in loaded(name, attributes[name]))
            if name == "srcset":
                self.page.links.extend(
                    candidate.split()[0] for candidate in attributes.get(name, "").split(",") if candidate.strip()
                )
            elif name in attributes:
                self.page.links.append(attributes[name].strip())
        for name in TEXT_ATTRIBUTES & attributes.keys():
            self.page.leftovers.extend(leftover for leftover in leftovers(attributes[name]) if leftover[0][0] in "[{")


# Reading of plain pages by patterns, without an HTML parser.


ATTRIBUTES = r"""(?:[ \n][a-zA-Z:-]+(?:="[^"<>]*"|='[^'<>]*')?)*"""
TAG = re.compile(
    r"<(?:/[a-z][a-z0-9-]*>"
    rf"|(?P<code>script|style)(?P<code_attributes>{ATTRIBUTES})>[^<]*</(?P=code)>"
    rf"|(?P<name>(?!(?:script|style)\b)[a-z][a-z0-9-]*)(?P<attributes>{ATTRIBUTES})[ \n]?/?>"
    r"|!doctype html>)"
)
ATTRIBUTE = re.compile(r"[ \n]([a-zA-Z:-]+)(?:=\"([^\"]*)\"|='([^']*)')?")
# A character reference could be a part of markup that was left as text.
REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot|para|nbsp|copy);|#3[49];)")
ADDRESS_ELEMENTS = frozenset(ADDRESSES) | {"meta"}


def read_plain(text: str) -> HtmlPage | None:
    """Read a page like ``read_html``, by patterns; None where only a parser reads it reliably."""
    # Parsers differ in what a textarea may contain.
    if SUSPECT.search(text) or REFERENCE.search(text) or "<textarea" in text:
        return None
    page = HtmlPage()
    tags = 0
    for match in TAG.finditer(text):
        tags += 1
        name = match["name"] or match["code"]
        if name is None:
            continue
        if match["code"]:
            tags += 1
        attributes = match["attributes"] if match["name"] else match["code_attributes"]
        if not attributes or (name not in ADDRESS_ELEMENTS and "id" not in attributes):
            continue
        values: dict[str, str] = {}
        for attribute in ATTRIBUTE.finditer(attributes):
            key = attribute[1].lower()
            if key in values:
                return None
            values[key] = unescape(attribute[2] or attribute[3] or "")
        if "srcset" in values or values.get("http-equiv", "").lower() == "refresh":
            # Only a part of these is an address.
            return None
        if "id" in values:
            page.ids[values["id"]] += 1
        if name == "a" and "name" in values:
            page.names.add(values["name"])
        if kind := foreign_stylesheet_kind(name, values):
            page.loads.append((kind, values.get("href", "").strip()))
        for key in ADDRESSES.get(name, ()):
            if key in values and (kind := LOADS.get((name, key), "")):
                page.loads.extend((kind, address) for address in loaded(key, values[key]))
        page.links.extend(values[key].strip() for key in ADDRESSES.get(name, ()) if key in values)
    # A '<' outside of a tag would be read otherwise by a parser.
    return page if tags == text.count("<") else None
