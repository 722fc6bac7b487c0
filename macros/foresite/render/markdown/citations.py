"""Render citations inside a text, and plain bodies of prose and citations without Markdown.

Markdown tries some thirty patterns on every piece of every text. A text without any markup needs none of them. Texts
that may contain markup are left to Markdown.
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
from foresite.render.markdown.notes import mark_text
from foresite.render.markdown.trees import finished, parse_xhtml
from foresite.site.project import Project

# Citations inside a text: Pandoc's syntax, rendered in the bibliography's style.


# Below `backtick` (190), so that code is left alone. Above `escape` (180), so that the grammar reads the
# same characters as in the source; it handles \@ itself.
PRIORITY = 182
MAX_NEW_CITATIONS = 50
"""The maximum number of citations that were not found when the project was read; each takes a run of Pandoc."""
START = r"\[(?=[^@]{0,400}@)|(?<![\w@.+-])-?@(?=[\w{])"

SUPERSCRIPT = re.compile(r"(?:<(?:span|a)\b[^<>]*>)*<sup>")
"""The start of a citation in a style that sets all of it as superscript."""


class CitationProcessor(InlineProcessor):
    """Replaces each citation by its formatted form; a citation of an unknown work stays as written."""

    def __init__(self, project: Project, md: Markdown) -> None:
        super().__init__(START, md)
        self.project = project
        self._text = ""
        self._by_offset: dict[int, FoundCitation] = {}
        """The citations of the current text, by the distance of their start from its end."""
        self._new_citations: set[Citation] = set()
        self._computed = Computed(project.corpus)

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """Return the citation that starts here, if there is one."""
        # Markdown has replaced only text before this offset, so the rest still matches the text that was read.
        remaining = len(data) - m.start(0)
        if remaining > len(self._text) or not self._text.endswith(data[m.start(0) :]):
            self._text = data
            self._by_offset = {len(data) - current.start: current for current in find_citations(data)}
        current = self._by_offset.get(remaining)
        citation = current.citation if current else None
        if current and citation and STX in data[m.start(0) : m.start(0) + current.end - current.start]:
            # Code is stashed before citations are found.
            written = data[m.start(0) : m.start(0) + current.end - current.start]
            citations = find_citations(INLINE_PLACEHOLDER_RE.sub(lambda code: f"`{self.unescape(code[0])}`", written))
            citation = citations[0].citation if len(citations) == 1 else citation
        text = self.cited(citation) if citation else ""
        if not current or not text:
            return None, None, None
        start, end = m.start(0), m.start(0) + current.end - current.start
        if SUPERSCRIPT.match(text):
            # A superscript number directly follows its word.
            start = len(data[:start].rstrip(" \n"))
        return finished(parse_xhtml(text)), start, end

    def cited(self, citation: Citation) -> str:
        """Return the citation as an XHTML element; empty where a work is unknown, or too many citations are new."""
        if any(work.key not in self.project.corpus.references for work in citation.works):
            return ""
        text = self._formatted(citation)
        if text and self.project.formatted.note_distance:
            return mark_text(citation)
        return f'<span class="fs-cite">{text}</span>' if text else ""

    def _formatted(self, citation: Citation) -> str:
        if citation in self.project.formatted.citations:
            return self.project.citation(citation)
        if citation not in self._new_citations and len(self._new_citations) >= MAX_NEW_CITATIONS:
            return ""
        self._new_citations.add(citation)
        text: str = self._computed.get(citation, lambda: self.project.citation(citation))
        return text


def register(project: Project, md: Markdown) -> CitationProcessor:
    """Make a Markdown instance read citations, and ``\\@`` as a plain at-sign; return the processor."""
    processor = CitationProcessor(project, md)
    md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, "@"]
    md.inlinePatterns.register(processor, "foresite-citation", PRIORITY)
    return processor


# Bodies of prose and citations only, which most are: they become HTML without Markdown.


# A line that starts with a letter starts no list, heading, table or code; these characters are not markup within it.
LINE = re.compile(r"[^\W\d_](?:[^\W_]++|[ .,;:'\"()!?…–—‑“”‘’«»%/¶§+=$€£°-]++)*+(?<! )")
ASCII = bytes(code for code in range(128) if LINE.fullmatch(f"x{chr(code)}x"))
"""The ASCII characters that may stand in such a line."""
PARAGRAPHS = re.compile(r"\n{2,}")


def prose(text: str, cite: Callable[[Citation], str]) -> str | None:
    """Return a text as XHTML, or None where it is more than prose.

    ``cite`` returns a citation as XHTML, or the empty string where it cannot be formatted.
    """
    paragraphs = [_paragraph(part, cite) for part in PARAGRAPHS.split(text.strip("\n"))]
    return "\n".join(f"<p>{part}</p>" for part in paragraphs) if all(paragraphs) else None


def _paragraph(text: str, cite: Callable[[Citation], str]) -> str:
    """Return the content of a paragraph; the empty string where it is more than prose."""
    html, prose_only, end = "", "", 0
    for match in find_citations(text):
        formatted = cite(match.citation) if match.citation else ""
        if not formatted:
            return ""
        html += f"{text[end : match.start]}{formatted}"
        # A letter stands for the citation.
        prose_only += f"{text[end : match.start]}x"
        end = match.end
    html, prose_only = html + text[end:], prose_only + text[end:]
    return html if all(map(is_prose, prose_only.split("\n"))) else ""


def is_prose(line: str) -> bool:
    """Return whether a line certainly contains no Markdown."""
    if line.isascii():
        return line[:1].isalpha() and line[-1] != " " and not line.encode().translate(None, ASCII)
    return LINE.fullmatch(line) is not None
