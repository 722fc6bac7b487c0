"""Sanitise what a page's author writes: raw HTML, attribute lists, links.

It is sanitised when Markdown extracts it from the text, never in the finished page, so HTML from the generator and the
host is not touched.
"""

from __future__ import annotations

import re
from collections import Counter
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import HTML_RE, HtmlInlineProcessor
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from foresite.model.allowed_hosts import NONE, Allowed
from foresite.parsing.characters import without_hidden, without_references
from foresite.parsing.markdown.nesting import flatten
from foresite.render.sanitise import clean_code, clean_html, clean_tag, clean_tree

# Just before and just after raw HTML is extracted (20); code fences have been extracted already (25).
BEFORE, EXTRACTING, AFTER = 20.5, 20, 19.5
# After white space is normalised (30), before blocks are extracted (28).
VISIBLE = 29
# After raw HTML (30) and ampersands (20) are restored, before finished HTML (1) is inserted.
SEEN = 15
# Before and after code fences (25).
HEADERS, CODE = 26, 22
# Before that, as unclosed markup slows down the search for raw HTML.
FLAT = 21
# Replaces Markdown's own pattern for tags, which would otherwise read what this one leaves.
INLINE = 90
# After attribute lists (8), before cards and macros are filled in (6).
TREE = 7
NAME = re.compile(r"<(?P<slash>/?)(?P<name>[a-z][a-z0-9]*)")
EMPTY_BLOCK = "<!---->"
"""Replaces a block of which nothing remains; Markdown would wrap an empty text in a paragraph."""


class _Flatten(Preprocessor):
    """Removes unclosed nested markup, which would take Markdown hours."""

    def run(self, lines: list[str]) -> list[str]:
        return flatten("\n".join(lines)).split("\n")


class _RemoveInvisible(Preprocessor):
    """Removes invisible and bidirectional control characters, as the parser of the sources does."""

    def run(self, lines: list[str]) -> list[str]:
        return without_hidden("\n".join(lines)).split("\n")


class _RemoveInvisibleReferences(Postprocessor):
    """Removes references to such characters that only Markdown took for text."""

    def run(self, text: str) -> str:
        return without_references(text)


class _DetectTags(Preprocessor):
    """Detects tags in the header of a code fence, before extensions convert the code."""

    torn = False

    def run(self, lines: list[str]) -> list[str]:
        self.torn = any("{" in line and "<" in line and ("```" in line or "~~~" in line) for line in lines)
        return lines


class _CleanCode(Preprocessor):
    """Removes forbidden attributes that headers of code fences set, from the blocks that extensions made."""

    def __init__(self, md: Markdown, headers: _DetectTags) -> None:
        super().__init__(md)
        self.headers = headers

    def run(self, lines: list[str]) -> list[str]:
        pieces = self.md.htmlStash.rawHtmlBlocks
        for number, piece in enumerate(pieces):
            if isinstance(piece, str):
                pieces[number] = clean_code(piece, torn=self.headers.torn)
        return lines


class _RecordCode(Preprocessor):
    """Records the stashed pieces before raw HTML is extracted: those are code, made by Markdown."""

    def __init__(self, md: Markdown, opened: Counter[str]) -> None:
        super().__init__(md)
        self.first = 0
        self.opened = opened

    def run(self, lines: list[str]) -> list[str]:
        self.first = len(self.md.htmlStash.rawHtmlBlocks)
        self.opened.clear()
        return lines


class _ExtractIfNeeded(Preprocessor):
    """Runs the slow extraction of raw HTML only on texts that may contain some."""

    def __init__(self, md: Markdown, extracting: Preprocessor) -> None:
        super().__init__(md)
        self.extracting = extracting

    def run(self, lines: list[str]) -> list[str]:
        return self.extracting.run(lines) if any("<" in line or "&" in line for line in lines) else lines


class _CleanRawHtml(Preprocessor):
    """Sanitises the extracted pieces of raw HTML."""

    def __init__(self, md: Markdown, before: _RecordCode, allowed: Allowed) -> None:
        super().__init__(md)
        self.before = before
        self.allowed = allowed

    def run(self, lines: list[str]) -> list[str]:
        pieces = self.md.htmlStash.rawHtmlBlocks
        for number, piece in enumerate(pieces[self.before.first :], self.before.first):
            if isinstance(piece, Element):
                clean_tree(piece, made=())
            else:
                pieces[number] = clean_html(piece, self.allowed) or EMPTY_BLOCK
        return lines


class _CleanInlineTag(HtmlInlineProcessor):
    """Sanitises an inline tag; a closing tag without an opening one is removed."""

    def __init__(self, md: Markdown, opened: Counter[str], allowed: Allowed) -> None:
        super().__init__(HTML_RE, md)
        self.allowed = allowed
        self.opened = opened

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[str, int, int]:
        tag = self.backslash_unescape(self.unescape(m[1]))
        cleaned = clean_tag(tag, self.allowed)
        if name := NAME.match(cleaned):
            closing = bool(name["slash"])
            if closing and not self.opened[name["name"]]:
                cleaned = ""
            self.opened[name["name"]] += -1 if closing and cleaned else not closing
        return self.md.htmlStash.store(cleaned), m.start(0), m.end(0)


class _CleanTree(Treeprocessor):
    """Sanitises the elements that Markdown made."""

    def run(self, root: Element) -> None:
        clean_tree(root)


def register(md: Markdown, allowed: Allowed = NONE) -> None:
    """Make a Markdown instance remove forbidden HTML; frames of the ``allowed`` hosts may stay."""
    opened: Counter[str] = Counter()
    md.treeprocessors.register(_CleanTree(md), "foresite-safety", TREE)
    md.preprocessors.register(_Flatten(md), "foresite-flat", FLAT)
    md.preprocessors.register(_RemoveInvisible(md), "foresite-visible", VISIBLE)
    md.postprocessors.register(_RemoveInvisibleReferences(md), "foresite-seen", SEEN)
    headers = _DetectTags(md)
    md.preprocessors.register(headers, "foresite-headers", HEADERS)
    md.preprocessors.register(_CleanCode(md, headers), "foresite-code", CODE)
    if "html_block" in md.preprocessors:
        md.preprocessors.register(_ExtractIfNeeded(md, md.preprocessors["html_block"]), "html_block", EXTRACTING)
        before = _RecordCode(md, opened)
        md.preprocessors.register(before, "foresite-before-html", BEFORE)
        md.preprocessors.register(_CleanRawHtml(md, before, allowed), "foresite-after-html", AFTER)
    if "html" in md.inlinePatterns:
        md.inlinePatterns.register(_CleanInlineTag(md, opened, allowed), "html", INLINE)
