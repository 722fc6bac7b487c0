"""Citations inside a text: Pandoc's forms, rendered as the bibliography's style has them."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor

from foresite.citing.grammar import find_citations
from foresite.markdown.trees import finished, parse_xhtml
from foresite.project import Project

# Above Python-Markdown's `reference` (170), so that [@key] is no link; below `backtick` (190) and
# `escape` (180), so that code and \@ are left alone.
PRIORITY = 175
START = r"\[[^\[\]]*@|(?<![\w@.+-])-?@(?=[\w{])"


class CitationProcessor(InlineProcessor):
    """Replaces each citation by its formatted form; one that names an unknown work stays as written."""

    def __init__(self, project: Project, md: Markdown) -> None:
        super().__init__(START, md)
        self.project = project

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """The citation that starts here, if one does."""
        found = next((f for f in find_citations(data) if f.start == m.start(0)), None)
        known = self.project.corpus.references
        if not found or not found.citation or any(w.key not in known for w in found.citation.works):
            return None, None, None
        text = self.project.formatted.citation(found.citation)
        return finished(parse_xhtml(f'<span class="fs-cite">{text}</span>')), found.start, found.end


def register(project: Project, md: Markdown) -> None:
    """Make a Markdown instance read citations, and ``\\@`` as an at-sign that is none."""
    md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, "@"]
    md.inlinePatterns.register(CitationProcessor(project, md), "foresite-citation", PRIORITY)
