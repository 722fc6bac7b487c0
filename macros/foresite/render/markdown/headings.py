"""Headings in cards and macros, as Markdown's own table of contents treats those of the page.

That extension sees the page's tree only. Here the headings of what fills the page get the ids and the permanent
links that it would give them, and their place in the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.toc import TocTreeprocessor, nest_toc_tokens, strip_tags, unique
from markdown.treeprocessors import Treeprocessor

from foresite.render.markdown.placeholders import FillingProcessor

# After the table of contents (5), before hosts resolve links (0).
PRIORITY = 4.5
HEADING = re.compile(r"<h([1-6])((?:\s[^>]*)?)>(.*?)</h\1>", re.DOTALL)
# Finished text has a single space before an attribute; patterns that begin with a text are the quick ones.
ID = re.compile(r' id="([^"]*)"')

Token = dict[str, Any]


class HeadingProcessor(Treeprocessor):
    """Completes the headings of a page's parts."""

    def __init__(self, md: Markdown, filling: FillingProcessor) -> None:
        super().__init__(md)
        self.filling = filling

    def run(self, root: Element) -> None:
        """Give ids and permanent links; merge the two tables of contents."""
        toc = next((each for each in self.md.treeprocessors if isinstance(each, TocTreeprocessor)), None)
        if toc is None or not self.filling.parts:
            return
        given = {unescape(id) for part in self.filling.parts for id in ID.findall(part)}
        self._make_room(root, given, toc)
        used = given | {element.get("id", "") for element in root.iter()}
        tokens = {token["id"]: token for token in _flat(getattr(self.md, "toc_tokens", []))}
        ordered: list[Token] = []
        for entry in self.filling.outline:
            if isinstance(entry, Element):
                if token := tokens.get(entry.get("id", "")):
                    ordered.append(token)
            else:
                part, found = completed(self.filling.parts[entry], toc, used)
                self.filling.parts[entry] = part
                ordered += found
        self.md.toc_tokens = nest_toc_tokens(ordered)  # type: ignore[attr-defined, arg-type]
        for element in root.iter("div"):
            if element.get("class") == toc.toc_class:
                element[:] = list(toc.build_toc_div(self.md.toc_tokens))  # type: ignore[attr-defined]

    def _make_room(self, root: Element, given: set[str], toc: TocTreeprocessor) -> None:
        """Rename headings of the page that were named like a record."""
        used = given | {element.get("id", "") for element in root.iter()}
        for entry in self.filling.outline:
            if isinstance(entry, Element) and (old := entry.get("id", "")) in given:
                new = unique(old, used)
                entry.set("id", new)
                for link in entry.iter("a"):
                    if link.get("href") == f"#{old}":
                        link.set("href", f"#{new}")
                for token in _flat(getattr(self.md, "toc_tokens", [])):
                    if token["id"] == old:
                        token["id"] = new


def completed(part: str, toc: TocTreeprocessor, used: set[str]) -> tuple[str, list[Token]]:
    """A part with its headings completed, and their entries of the table of contents."""
    tokens: list[Token] = []

    def complete(match: re.Match[str]) -> str:
        level, attributes, inner = int(match[1]), match[2], match[3]
        name = strip_tags(inner)
        if found := ID.search(attributes):
            id = unescape(found[1])
        else:
            id = unique(toc.slugify(unescape(name), toc.sep), used)
            attributes += f' id="{escape(id)}"'
        if toc.toc_top <= level <= toc.toc_bottom:
            tokens.append({"level": level, "id": id, "name": name, "html": inner, "data-toc-label": ""})
        return f"<h{level}{attributes}>{_linked(inner, id, toc)}</h{level}>"

    return HEADING.sub(complete, part), tokens


def _linked(inner: str, id: str, toc: TocTreeprocessor) -> str:
    """A heading with the links to itself that the settings ask for."""
    to = f'href="#{escape(id)}"'
    if toc.use_anchors:
        inner = f'<a class="{escape(toc.anchorlink_class)}" {to}>{inner}</a>'
    if toc.use_permalinks not in {False, None}:
        sign = "¶" if toc.use_permalinks is True else escape(str(toc.use_permalinks))
        title = f' title="{escape(toc.permalink_title)}"' if toc.permalink_title else ""
        link = f'<a class="{escape(toc.permalink_class)}" {to}{title}>{sign}</a>'
        inner = link + inner if toc.permalink_leading else inner + link
    return inner


def _flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _flat(token["children"])


def register(md: Markdown, filling: FillingProcessor) -> None:
    """Make a Markdown instance complete the headings of what fills its pages."""
    md.treeprocessors.register(HeadingProcessor(md, filling), "foresite-headings", PRIORITY)
