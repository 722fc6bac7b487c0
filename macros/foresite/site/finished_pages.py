"""Read finished pages: their ids, links, and text that was never rendered.

Such a parser takes ten times as long. Whatever is not surely read the same by both is left to it.
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

# A finished page, as far as it is checked: its ids, its links, and text that was never rendered.


HIDES = frozenset({"code", "kbd", "pre", "samp", "script", "style", "textarea"})
"""The elements whose text says what it says: code, or what nobody reads."""
UNREAD = "fs-unread"
"""The class of what the generator shows as it was written, and has reported already."""
ADDRESSES = {
    "a": ("href",), "area": ("href",), "link": ("href",), "use": ("href", "xlink:href"), "img": ("src", "srcset"),
    "script": ("src",), "source": ("src", "srcset"), "video": ("src", "poster"), "audio": ("src",),
    "track": ("src",), "iframe": ("src",), "embed": ("src",), "object": ("data",), "form": ("action",),
}  # fmt: skip
"""Where elements lead, or what they load."""
SPOKEN = frozenset({"alt", "title", "aria-label", "placeholder"})
"""The attributes that somebody reads or hears."""


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """What a check wants to know of one page."""

    ids: Counter[str] = field(default_factory=Counter)
    """How often each stands in the page."""
    names: set[str] = field(default_factory=set)
    """The anchors of the older form, ``<a name>``."""
    links: list[str] = field(default_factory=list)
    """Every address, as written, in order."""
    loads: list[tuple[str, str]] = field(default_factory=list)
    """What the page takes from other hosts: the kind of content, and its address."""
    leftovers: list[tuple[str, str]] = field(default_factory=list)
    """Markup that stands there as text, each with what to do about it, if that is known."""


def foreign_stylesheet_kind(tag: str, given: Mapping[str, str]) -> str:
    """The kind of what a ``link`` loads from another host; empty where it loads nothing of the kind."""
    return "styles" if tag == "link" and "stylesheet" in given.get("rel", "") and foreign(given.get("href", "")) else ""


def loaded(name: str, value: str) -> Iterator[str]:
    """The addresses on other hosts in an attribute."""
    for each in value.split(",") if name == "srcset" else (value,):
        address = (each.split() or [""])[0]
        if foreign(address):
            yield address


def read_html(text: str) -> HtmlPage:
    """Read a page; never raises."""
    parser = _Parser()
    # Behind the last '>' no tag can end, and the parser would look for its end at every '<'.
    parser.feed(text[: text.rfind(">") + 1])
    parser.close()
    parser.handle_data(text[text.rfind(">") + 1 :])
    return parser.page


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = HtmlPage()
        self.hidden = ""
        """The element that hides what is inside it; empty outside of one."""
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._take(tag, given)
        if self.hidden:
            self.depth += tag == self.hidden
        elif tag in HIDES or UNREAD in given.get("class", "").split():
            self.hidden, self.depth = tag, 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # Only in SVG does the slash close an element; elsewhere a browser overlooks it, and so do we.
        self._take(tag, {name: value or "" for name, value in attrs})

    def handle_endtag(self, tag: str) -> None:
        if tag == self.hidden:
            self.depth -= 1
            self.hidden = self.hidden if self.depth else ""

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.page.leftovers.extend(leftovers(data))

    def _take(self, tag: str, given: dict[str, str]) -> None:
        if "id" in given:
            self.page.ids[given["id"]] += 1
        if tag == "a" and "name" in given:
            self.page.names.add(given["name"])
        if tag == "meta" and given.get("http-equiv", "").lower() == "refresh":
            self.page.links.append(given.get("content", "").partition("=")[2].strip("'\" "))
        if kind := foreign_stylesheet_kind(tag, given):
            self.page.loads.append((kind, given.get("href", "").strip()))
        for name in ADDRESSES.get(tag, ()):
            if name in given and (kind := LOADS.get((tag, name), "")):
                self.page.loads.extend((kind, address) for address in loaded(name, given[name]))
            if name == "srcset":
                self.page.links.extend(one.split()[0] for one in given.get(name, "").split(",") if one.strip())
            elif name in given:
                self.page.links.append(given[name].strip())
        for name in SPOKEN & given.keys():
            self.page.leftovers.extend(found for found in leftovers(given[name]) if found[0][0] in "[{")


# The reading of finished pages that are as plain as generators write them: tag by tag, without a parser of HTML.


GIVEN = r"""(?:[ \n][a-zA-Z:-]+(?:="[^"<>]*"|='[^'<>]*')?)*"""
TAG = re.compile(
    r"<(?:/[a-z][a-z0-9-]*>"
    rf"|(?P<code>script|style)(?P<given>{GIVEN})>[^<]*</(?P=code)>"
    rf"|(?P<name>(?!(?:script|style)\b)[a-z][a-z0-9-]*)(?P<attributes>{GIVEN})[ \n]?/?>"
    r"|!doctype html>)"
)
ATTRIBUTE = re.compile(r"[ \n]([a-zA-Z:-]+)(?:=\"([^\"]*)\"|='([^']*)')?")
# A character reference could be a part of markup that was left as text.
REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot|para|nbsp|copy);|#3[49];)")
LEADS = frozenset(ADDRESSES) | {"meta"}


def read_plain(text: str) -> HtmlPage | None:
    """What is to be known of a page, as ``read_html`` would say it; None where it takes a parser to tell."""
    # Newer parsers take a textarea for text alone.
    if SUSPECT.search(text) or REFERENCE.search(text) or "<textarea" in text:
        return None
    page = HtmlPage()
    found = 0
    for match in TAG.finditer(text):
        found += 1
        name = match["name"] or match["code"]
        if name is None:
            continue
        if match["code"]:
            found += 1
        attributes = match["attributes"] if match["name"] else match["given"]
        if not attributes or (name not in LEADS and "id" not in attributes):
            continue
        given: dict[str, str] = {}
        for attribute in ATTRIBUTE.finditer(attributes):
            key = attribute[1].lower()
            if key in given:
                return None
            given[key] = unescape(attribute[2] or attribute[3] or "")
        if "srcset" in given or given.get("http-equiv", "").lower() == "refresh":
            # Only a part of these is an address.
            return None
        if "id" in given:
            page.ids[given["id"]] += 1
        if name == "a" and "name" in given:
            page.names.add(given["name"])
        if kind := foreign_stylesheet_kind(name, given):
            page.loads.append((kind, given.get("href", "").strip()))
        for key in ADDRESSES.get(name, ()):
            if key in given and (kind := LOADS.get((name, key), "")):
                page.loads.extend((kind, address) for address in loaded(key, given[key]))
        page.links.extend(given[key].strip() for key in ADDRESSES.get(name, ()) if key in given)
    # Every sign that could open a tag was part of one.
    return page if found == text.count("<") else None
