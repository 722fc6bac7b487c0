"""Give headings their anchors, and complete those in cards and macros as Markdown's table of contents does the page's.

That extension sees only the page's tree. Here the headings of inserted HTML get the same ids and permanent links, and
their place in the table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from html import escape, unescape
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.toc import (
    TocTreeprocessor,
    nest_toc_tokens,
    remove_fnrefs,
    render_inner_html,
    slugify,
    strip_tags,
    unique,
)
from markdown.treeprocessors import Treeprocessor

from foresite.parsing.allowlist import unreserved
from foresite.parsing.markdown.text import cited_words, heading_anchor
from foresite.render.markdown.placeholders import CITED, HEADINGS, FillingProcessor
from foresite.render.markdown.trees import parse_xhtml, replace, with_parents

# After attribute lists (8), before the table of contents (5) gives headings their ids.
ANCHORS = 7.5
# After the table of contents, before hosts resolve links (0).
PRIORITY = 4.5
CITED_CLASS = "fs-cite"
"""The class of a citation."""
HEADING = re.compile(r"<h([1-6])((?:\s[^>]*)?)>(.*?)</h\1>", re.DOTALL)
# Finished HTML has a single space before an attribute; patterns that start with literal text are faster.
ID = re.compile(r' id="([^"]*)"')
OMITTED = ' data-toc-omit=""'
"""On a heading of a list: it gets no id, no permanent link and no place in the table of contents."""

FOR_THE_MOUSE = ' tabindex="-1" aria-hidden="true"'
"""Marks a heading's link to itself: a page has one a heading, all called "¶", and its contents lead to the same."""

Token = dict[str, Any]


class AnchorProcessor(Treeprocessor):
    """Gives headings their anchors where the table of contents would make others of them.

    That makes them of all words, also of those of citations, and knows no reserved ids.
    """

    def run(self, root: Element) -> None:
        """Set how anchors are made, and those of a page whose headings cite."""
        tocs = [processor for processor in self.md.treeprocessors if isinstance(processor, TocTreeprocessor)]
        for toc in tocs:
            if not isinstance(toc.slugify, _Unreserved):
                own = toc.slugify is not slugify
                toc.slugify = _Unreserved(toc.slugify if own else heading_anchor)
        headings = [element for element in root.iter() if element.tag in HEADINGS]
        if tocs and any(element.get("class") == CITED_CLASS for each in headings for element in each.iter()):
            used_ids = {element.get("id", "") for element in root.iter()}
            for heading in headings:
                if "id" not in heading.attrib:
                    inner = render_inner_html(remove_fnrefs(_without_citations(heading)), self.md)
                    words = unescape(strip_tags(inner)).strip() or cited_words(_cited(heading))
                    heading.set("id", unique(tocs[0].slugify(words, tocs[0].sep), used_ids))


def _without_citations(heading: Element) -> Element:
    """Return a copy of a heading without its citations."""
    copy = deepcopy(heading)
    for parent, element in with_parents(copy):
        if element.get("class") == CITED_CLASS:
            replace(parent, element, [])
    return copy


def _cited(heading: Element) -> Iterator[str]:
    """Yield the keys of the works that a heading cites."""
    for link in heading.iter("a"):
        if link.get("href", "").startswith(f"#{CITED}"):
            yield link.get("href", "").removeprefix(f"#{CITED}")


class _Unreserved:
    """Makes ids of headings that avoid the reserved ones."""

    def __init__(self, slugify: Callable[[str, str], str]) -> None:
        self.slugify = slugify

    def __call__(self, title: str, separator: str) -> str:
        return unreserved(self.slugify(title, separator))


class HeadingProcessor(Treeprocessor):
    """Completes the headings of a page's inserted parts."""

    def __init__(self, md: Markdown, filling: FillingProcessor) -> None:
        super().__init__(md)
        self.filling = filling

    def run(self, root: Element) -> None:
        """Add ids and permanent links; merge the two tables of contents."""
        toc = next((processor for processor in self.md.treeprocessors if isinstance(processor, TocTreeprocessor)), None)
        if toc is None:
            return
        for link in root.iter("a"):
            if link.get("class") == toc.permalink_class and toc.use_permalinks not in {False, None}:
                link.attrib |= {"tabindex": "-1", "aria-hidden": "true"}
        if not self.filling.inserted_html:
            return
        part_ids = {unescape(id) for part in self.filling.inserted_html for id in ID.findall(part)}
        self._rename_headings(root, part_ids, toc)
        used_ids = part_ids | {element.get("id", "") for element in root.iter()}
        tokens = {token["id"]: token for token in _flat(getattr(self.md, "toc_tokens", []))}
        ordered: list[Token] = []
        for entry in self.filling.outline:
            if isinstance(entry, Element):
                if token := tokens.get(entry.get("id", "")):
                    ordered.append(token)
            else:
                part, part_tokens = completed(self.filling.inserted_html[entry], toc, used_ids)
                self.filling.inserted_html[entry] = part
                ordered += part_tokens
        self.md.toc_tokens = nest_toc_tokens(ordered)  # type: ignore[attr-defined, arg-type]
        for element in root.iter("div"):
            if element.get("class") == toc.toc_class:
                element[:] = list(toc.build_toc_div(self.md.toc_tokens))  # type: ignore[attr-defined]

    def _rename_headings(self, root: Element, part_ids: set[str], toc: TocTreeprocessor) -> None:
        """Rename headings of the page that have the id of a record."""
        used_ids = part_ids | {element.get("id", "") for element in root.iter()}
        for entry in self.filling.outline:
            if isinstance(entry, Element) and (old := entry.get("id", "")) in part_ids:
                new = unique(old, used_ids)
                entry.set("id", new)
                for link in entry.iter("a"):
                    if link.get("href") == f"#{old}":
                        link.set("href", f"#{new}")
                for token in _flat(getattr(self.md, "toc_tokens", [])):
                    if token["id"] == old:
                        token["id"] = new


def completed(part: str, toc: TocTreeprocessor, used_ids: set[str]) -> tuple[str, list[Token]]:
    """Return a part with its headings completed, and their entries of the table of contents."""
    tokens: list[Token] = []

    def complete(match: re.Match[str]) -> str:
        if OMITTED in match[2]:
            return match[0].replace(OMITTED, "", 1)
        level, attributes, inner = int(match[1]), match[2], match[3]
        name = strip_tags(inner)
        if match_id := ID.search(attributes):
            id = unescape(match_id[1])
        else:
            id = unique(toc.slugify(_own_words(inner), toc.sep), used_ids)
            attributes += f' id="{escape(id)}"'
        if toc.toc_top <= level <= toc.toc_bottom:
            tokens.append({"level": level, "id": id, "name": name, "html": inner, "data-toc-label": ""})
        return f"<h{level}{attributes}>{_with_links(inner, id, toc)}</h{level}>"

    return HEADING.sub(complete, part), tokens


def _own_words(inner: str) -> str:
    """Return the words of a heading in HTML without its citations; the keys of its citations if it has no others."""
    if CITED_CLASS not in inner:
        return unescape(strip_tags(inner))
    heading = parse_xhtml(f"<h1>{inner}</h1>")
    return "".join(_without_citations(heading).itertext()).strip() or cited_words(_cited(heading))


def _with_links(inner: str, id: str, toc: TocTreeprocessor) -> str:
    """Return a heading with the links to itself that the settings ask for."""
    href = f'href="#{escape(id)}"'
    if toc.use_anchors:
        inner = f'<a class="{escape(toc.anchorlink_class)}" {href}>{inner}</a>'
    if toc.use_permalinks not in {False, None}:
        sign = "¶" if toc.use_permalinks is True else escape(str(toc.use_permalinks))
        title = f' title="{escape(toc.permalink_title)}"' if toc.permalink_title else ""
        link = f'<a class="{escape(toc.permalink_class)}" {href}{title}{FOR_THE_MOUSE}>{sign}</a>'
        inner = link + inner if toc.permalink_leading else inner + link
    return inner


def _flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _flat(token["children"])


def register(md: Markdown, filling: FillingProcessor) -> None:
    """Make a Markdown instance give headings their anchors, and complete those of inserted HTML."""
    md.treeprocessors.register(AnchorProcessor(md), "foresite-anchors", ANCHORS)
    md.treeprocessors.register(HeadingProcessor(md, filling), "foresite-headings", PRIORITY)
