"""Markdown to the words a reader sees, for what shows text without its form: search, feeds, summaries."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from html import unescape

from foresite.citing.grammar import find_citations
from foresite.model import Citation
from foresite.reading.markdown.code import mask_blocks, mask_code

CALL = re.compile(r"\{\{.{,2000}?\}\}", re.DOTALL)
LINES = re.compile(
    r"^ {0,3}\[\^[^\[\]\n]+\]:[ \t]*"  # the mark of a footnote's text, which is read
    r"|^ {0,3}\[[^\[\]\n]+\]:.*$"  # the definition of a link
    r"|^[ \t]*/{3,}.*$"  # the fence of a block
    r"|^[ \t]*[!?]{3}\+?[ \t]+[\w -]*"  # the mark of an admonition
    r"|^[ \t|]*:?-{2,}[-:| \t]*$|^[ \t]*(?:=+|(?:[*_][ \t]*){3,})$"  # a rule, a line under heads
    r"|^(?:[ \t]*>)+|^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+|^ {0,3}#{1,6}[ \t]+|[ \t]#+[ \t]*$",
    re.MULTILINE,
)
# How a line begins that any of these stands on, a heading's closing marks aside.
STARTS = re.compile(r"\n[ \t]*[\[/!?|:=*_>+#\d-]")
ROW = re.compile(r"^[ \t]*\|(.*)\|[ \t]*$", re.MULTILINE)
CODE = re.compile(r"(?<!`)(`+)(?!`)(.{1,1000}?)(?<!`)\1(?!`)", re.DOTALL)
ATTRIBUTES = re.compile(r"\{:[^{}\n]*\}|\{[ ]*(?:[#.]|[\w-]+=)[^{}\n]*\}")
TAG = re.compile(r"<(?:([a-z][a-z0-9+.-]*:[^<>\s]+)|[A-Za-z/!?][^<>]*)>", re.IGNORECASE)
FOOTNOTE = re.compile(r"\[\^[^\[\]\n]+\]")
LINK = re.compile(
    r"!?\[((?:[^\[\]]|\[[^\[\]]{,500}\]){,500})\]"
    r"(?:\([ ]*(?:<[^<>\n]*>|(?:[^()\s]|\([^()\s]{,500}\)){,2000})(?:\s+(?:\"[^\"]{,500}\"|'[^']{,500}'))?[ ]*\)"
    r"|\[[^\[\]]{,500}\])?"
)
STRONG = re.compile(r"(\*{1,3}|~~|==)(?=[^\s,.;:!?)])(.{1,400}?)(?<=\S)\1", re.DOTALL)
UNDERSCORED = re.compile(r"(?<!\w)(_{1,3})(?=\S)(.{1,400}?)(?<=\S)\1(?!\w)", re.DOTALL)
MARKED = (
    (("[",), LINK, r"\1"),
    (("[",), LINK, r"\1"),
    (("*", "~~", "=="), STRONG, r"\2"),
    (("*", "~~", "=="), STRONG, r"\2"),
    (("_",), UNDERSCORED, r"\2"),
)
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
# What is literal waits in the private use area until the marks around it are gone.
SHELTER = 0xE000
LITERAL = re.compile("[\ue021-\ue07e]")


def plain(markdown: str, mention: Callable[[Citation], str] = lambda _: "") -> str:
    """The words of a Markdown text in one line: no marks, no tags, NFC.

    Fenced code, comments, macro calls and bracketed citations are left out; ``mention`` says what a
    citation in the sentence itself reads, as in ``@rivera2024 says``.
    """
    # Most texts hold none of a kind, and looking for a mark is far quicker than trying a pattern everywhere.
    text = _uncited(mask_blocks(markdown), mention)
    if "`" in text:
        text = CODE.sub(_code, text)
    if "\\" in text:
        text = ESCAPED.sub(lambda match: _sheltered(match[1]), text)
    if "#" in text or STARTS.search(f"\n{text}"):
        text = LINES.sub("", text)
    if "{" in text:
        text = ATTRIBUTES.sub("", text)
    if "|" in text:
        text = ROW.sub(_row, text)
    if "[^" in text:
        text = FOOTNOTE.sub("", text)
    if "<" in text:
        text = TAG.sub(lambda match: match[1] or "", text)
    for marks, marked, words in MARKED:
        if any(mark in text for mark in marks):
            text = marked.sub(words, text)
    text = LITERAL.sub(lambda match: chr(ord(match[0]) - SHELTER), unescape(text))
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _uncited(text: str, mention: Callable[[Citation], str]) -> str:
    """The text with citations in words or gone, and macro calls gone; code spans are left alone."""
    masked = mask_code(text)
    gaps = [(match.start(), match.end(), "") for match in CALL.finditer(masked)] if "{{" in text else []
    for found in find_citations(masked):
        if found.citation:
            gaps.append((found.start, found.end, mention(found.citation) if found.citation.narrative else ""))
    pieces, done = [], 0
    for start, end, words in sorted(gaps):
        if start < done:
            continue
        before = text[done:start]
        pieces += [before if words else before.rstrip(" "), words]
        done = end
    return "".join((*pieces, text[done:]))


def _row(match: re.Match[str]) -> str:
    return ", ".join(cell.strip() for cell in match[1].split("|") if cell.strip()) + "."


def _code(match: re.Match[str]) -> str:
    """A code span's words: the marks in it are what it speaks about, not marks of its own."""
    words = re.sub(r"[*`\[\]{}<>|@#]+", " ", match[2]).strip()
    return re.sub(r"[!-/:-@\[-`{-~]", lambda mark: _sheltered(mark[0]), words)


def _sheltered(literal: str) -> str:
    return chr(SHELTER + ord(literal))
