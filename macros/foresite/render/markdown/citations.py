"""Render citations inside a text, and bodies that are prose and citations alone without Markdown.

Markdown tries some thirty patterns on every piece of every text. Where none of its signs stands, there is nothing for
it to find. Whatever is not surely prose is left to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.util import INLINE_PLACEHOLDER_RE, STX

from foresite.citing.grammar import FoundCitation, find_citations
from foresite.model.dependencies import Computed
from foresite.model.records import Citation
from foresite.render.markdown.trees import finished, parse_xhtml
from foresite.site.project import Project

# Citations inside a text: Pandoc's forms, rendered as the bibliography's style has them.


# Below `backtick` (190), so that code is left alone. Above `escape` (180), so that the grammar reads the
# same characters as when it read the source; it knows \@ itself.
PRIORITY = 182
MOST_UNFORESEEN = 50
"""Citations that the project did not know of when it was read; each takes a run of Pandoc by itself."""
START = r"\[(?=[^@]{0,400}@)|(?<![\w@.+-])-?@(?=[\w{])"

RAISED = re.compile(r"(?:<(?:span|a)\b[^<>]*>)*<sup>")
"""The start of a citation in a style that raises all of it."""


class CitationProcessor(InlineProcessor):
    """Replaces each citation by its formatted form; one that names an unknown work stays as written."""

    def __init__(self, project: Project, md: Markdown) -> None:
        super().__init__(START, md)
        self.project = project
        self._text = ""
        self._found: dict[int, FoundCitation] = {}
        """The citations of the text that is being replaced, by how far before its end they start."""
        self._unforeseen: set[Citation] = set()
        self._computed = Computed(project.corpus)

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """The citation that starts here, if one does."""
        # What is replaced stands before this place, so that the rest is as it was when it was read.
        left = len(data) - m.start(0)
        if left > len(self._text) or not self._text.endswith(data[m.start(0) :]):
            self._text = data
            self._found = {len(data) - found.start: found for found in find_citations(data)}
        found = self._found.get(left)
        citation = found.citation if found else None
        if found and citation and STX in data[m.start(0) : m.start(0) + found.end - found.start]:
            # Code is stashed before citations are looked for.
            written = data[m.start(0) : m.start(0) + found.end - found.start]
            again = find_citations(INLINE_PLACEHOLDER_RE.sub(lambda code: f"`{self.unescape(code[0])}`", written))
            citation = again[0].citation if len(again) == 1 else citation
        text = self.cited(citation) if citation else ""
        if not found or not text:
            return None, None, None
        start, end = m.start(0), m.start(0) + found.end - found.start
        if RAISED.match(text):
            # A raised number stands directly behind its word.
            start = len(data[:start].rstrip(" \n"))
        return finished(parse_xhtml(text)), start, end

    def cited(self, citation: Citation) -> str:
        """The citation as an XHTML element; empty where a work is unknown, or too many are new to the project."""
        if any(work.key not in self.project.corpus.references for work in citation.works):
            return ""
        text = self._formatted(citation)
        return f'<span class="fs-cite">{text}</span>' if text else ""

    def _formatted(self, citation: Citation) -> str:
        if citation in self.project.formatted.citations:
            return self.project.citation(citation)
        if citation not in self._unforeseen and len(self._unforeseen) >= MOST_UNFORESEEN:
            return ""
        self._unforeseen.add(citation)
        text: str = self._computed.get(citation, lambda: self.project.citation(citation))
        return text


def register(project: Project, md: Markdown) -> CitationProcessor:
    """Make a Markdown instance read citations, and ``\\@`` as an at-sign that is none; return what does."""
    processor = CitationProcessor(project, md)
    md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, "@"]
    md.inlinePatterns.register(processor, "foresite-citation", PRIORITY)
    return processor


# Bodies that are prose and citations alone, which most are: they become HTML without Markdown.


# A line that starts with a letter starts no list, heading, table or code; none of these signs means anything within.
LINE = re.compile(r"[^\W\d_](?:[^\W_]++|[ .,;:'\"()!?…–—‑“”‘’«»%/¶§+=$€£°-]++)*+(?<! )")
ASCII = bytes(code for code in range(128) if LINE.fullmatch(f"x{chr(code)}x"))
"""What of ASCII may stand in such a line."""
PARAGRAPHS = re.compile(r"\n{2,}")


def prose(text: str, cite: Callable[[Citation], str]) -> str | None:
    """A text as XHTML, or None where it is more than prose.

    ``cite`` gives a citation as XHTML, or the empty string where there is none to give.
    """
    done = [_paragraph(part, cite) for part in PARAGRAPHS.split(text.strip("\n"))]
    return "\n".join(f"<p>{part}</p>" for part in done) if all(done) else None


def _paragraph(text: str, cite: Callable[[Citation], str]) -> str:
    """A paragraph's inside; the empty string where it is more than prose."""
    shown, rest, at = "", "", 0
    for found in find_citations(text):
        formatted = cite(found.citation) if found.citation else ""
        if not formatted:
            return ""
        shown += f"{text[at : found.start]}{formatted}"
        # A letter holds its place.
        rest += f"{text[at : found.start]}x"
        at = found.end
    shown, rest = shown + text[at:], rest + text[at:]
    return shown if all(map(is_prose, rest.split("\n"))) else ""


def is_prose(line: str) -> bool:
    """Whether Markdown surely finds nothing in a line."""
    if line.isascii():
        return line[:1].isalpha() and line[-1] != " " and not line.encode().translate(None, ASCII)
    return LINE.fullmatch(line) is not None
