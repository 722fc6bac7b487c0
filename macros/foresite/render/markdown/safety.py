"""Keeps what a page's author writes from being more than text: raw HTML, attribute lists, links.

Cleaned is what Markdown takes out of the text, at the moment it does so, never the finished page: what
the generator and the host make of it themselves is not touched.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions.toc import TocTreeprocessor
from markdown.inlinepatterns import HTML_RE, HtmlInlineProcessor
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from foresite.model.allowed_hosts import NONE, Allowed
from foresite.parsing.allowlist import unreserved
from foresite.parsing.characters import without_hidden, without_references
from foresite.parsing.markdown.nesting import flatten
from foresite.render.sanitise import clean_code, clean_html, clean_tag, clean_tree

# Just before and just after raw HTML is taken out (20); code fences have been taken out already (25).
BEFORE, EXTRACTING, AFTER = 20.5, 20, 19.5
# After white space is normalised (30), before blocks are taken out (28).
VISIBLE = 29
# After raw HTML (30) and ampersands (20) are back in their places, before finished text (1) is.
SEEN = 15
# Before and after code fences (25).
HEADERS, CODE = 26, 22
# Before that, for the search for raw HTML is among what takes long.
FLAT = 21
# In the place of Markdown's own pattern for tags: beside it, that one would read what this one has left.
INLINE = 90
# After attribute lists (8), before cards and macros are filled in (6).
TREE = 7
# Before the table of contents (5) gives headings their ids.
ANCHORS = 7.5
NAME = re.compile(r"<(?P<slash>/?)(?P<name>[a-z][a-z0-9]*)")
NOTHING = "<!---->"
"""What stands for a block of which nothing is left; Markdown would put a paragraph around an empty text."""


class _Flat(Preprocessor):
    """Takes from what nobody closed that which would keep Markdown busy for hours."""

    def run(self, lines: list[str]) -> list[str]:
        return flatten("\n".join(lines)).split("\n")


class _Visible(Preprocessor):
    """Takes out the characters that nobody sees or that turn the text round, as the reading of the sources does."""

    def run(self, lines: list[str]) -> list[str]:
        return without_hidden("\n".join(lines)).split("\n")


class _Seen(Postprocessor):
    """The same for references to them that only Markdown took for text."""

    def run(self, text: str) -> str:
        return without_references(text)


class _Headers(Preprocessor):
    """Notes whether the header of a fence holds tags, before extensions make code of what is fenced."""

    torn = False

    def run(self, lines: list[str]) -> list[str]:
        self.torn = any("{" in line and "<" in line and ("```" in line or "~~~" in line) for line in lines)
        return lines


class _Code(Preprocessor):
    """Takes from blocks of code, which extensions have made by now, what the headers of their fences may not set."""

    def __init__(self, md: Markdown, headers: _Headers) -> None:
        super().__init__(md)
        self.headers = headers

    def run(self, lines: list[str]) -> list[str]:
        pieces = self.md.htmlStash.rawHtmlBlocks
        for number, piece in enumerate(pieces):
            if isinstance(piece, str):
                pieces[number] = clean_code(piece, torn=self.headers.torn)
        return lines


class _Before(Preprocessor):
    """Remembers which pieces were there before raw HTML was looked for: those are code, made by Markdown."""

    def __init__(self, md: Markdown, opened: Counter[str]) -> None:
        super().__init__(md)
        self.first = 0
        self.opened = opened

    def run(self, lines: list[str]) -> list[str]:
        self.first = len(self.md.htmlStash.rawHtmlBlocks)
        self.opened.clear()
        return lines


class _Sparing(Preprocessor):
    """Looks for raw HTML where there can be some, with what would else look through every text letter by letter."""

    def __init__(self, md: Markdown, extracting: Preprocessor) -> None:
        super().__init__(md)
        self.extracting = extracting

    def run(self, lines: list[str]) -> list[str]:
        return self.extracting.run(lines) if any("<" in line or "&" in line for line in lines) else lines


class _After(Preprocessor):
    """Cleans the pieces of raw HTML that were taken out of the text."""

    def __init__(self, md: Markdown, before: _Before, allowed: Allowed) -> None:
        super().__init__(md)
        self.before = before
        self.allowed = allowed

    def run(self, lines: list[str]) -> list[str]:
        pieces = self.md.htmlStash.rawHtmlBlocks
        for number, piece in enumerate(pieces[self.before.first :], self.before.first):
            if isinstance(piece, Element):
                clean_tree(piece, made=())
            else:
                pieces[number] = clean_html(piece, self.allowed) or NOTHING
        return lines


class _Inline(HtmlInlineProcessor):
    """Cleans a tag inside a sentence; one that would close what the page did not open is left out."""

    def __init__(self, md: Markdown, opened: Counter[str], allowed: Allowed) -> None:
        super().__init__(HTML_RE, md)
        self.allowed = allowed
        self.opened = opened

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[str, int, int]:
        written = self.backslash_unescape(self.unescape(m[1]))
        cleaned = clean_tag(written, self.allowed)
        if name := NAME.match(cleaned):
            closing = bool(name["slash"])
            if closing and not self.opened[name["name"]]:
                cleaned = ""
            self.opened[name["name"]] += -1 if closing and cleaned else not closing
        return self.md.htmlStash.store(cleaned), m.start(0), m.end(0)


class _Tree(Treeprocessor):
    """Cleans the elements that Markdown made."""

    def run(self, root: Element) -> None:
        clean_tree(root)


class _Anchors(Treeprocessor):
    """Keeps the headings of a page from getting an id of the page's frame."""

    def run(self, root: Element) -> None:
        for toc in self.md.treeprocessors:
            if isinstance(toc, TocTreeprocessor) and not isinstance(toc.slugify, _Unreserved):
                toc.slugify = _Unreserved(toc.slugify)


class _Unreserved:
    """A way to make ids of headings that leaves the reserved ones alone."""

    def __init__(self, slugify: Callable[[str, str], str]) -> None:
        self.slugify = slugify

    def __call__(self, title: str, separator: str) -> str:
        return unreserved(self.slugify(title, separator))


def register(md: Markdown, allowed: Allowed = NONE) -> None:
    """Make a Markdown instance leave out what no page may hold; frames of the ``allowed`` hosts are among what may."""
    opened: Counter[str] = Counter()
    md.treeprocessors.register(_Tree(md), "foresite-safety", TREE)
    md.preprocessors.register(_Flat(md), "foresite-flat", FLAT)
    md.preprocessors.register(_Visible(md), "foresite-visible", VISIBLE)
    md.postprocessors.register(_Seen(md), "foresite-seen", SEEN)
    headers = _Headers(md)
    md.preprocessors.register(headers, "foresite-headers", HEADERS)
    md.preprocessors.register(_Code(md, headers), "foresite-code", CODE)
    md.treeprocessors.register(_Anchors(md), "foresite-anchors", ANCHORS)
    if "html_block" in md.preprocessors:
        md.preprocessors.register(_Sparing(md, md.preprocessors["html_block"]), "html_block", EXTRACTING)
        before = _Before(md, opened)
        md.preprocessors.register(before, "foresite-before-html", BEFORE)
        md.preprocessors.register(_After(md, before, allowed), "foresite-after-html", AFTER)
    if "html" in md.inlinePatterns:
        md.inlinePatterns.register(_Inline(md, opened, allowed), "html", INLINE)
