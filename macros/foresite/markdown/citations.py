"""Citations inside a text: Pandoc's forms, rendered as the bibliography's style has them."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor

from foresite.citing.grammar import Found, find_citations
from foresite.markdown.trees import finished, parse_xhtml
from foresite.project import Project

# Below `backtick` (190), so that code is left alone. Above `escape` (180), so that the grammar reads the
# same characters as when it read the source; it knows \@ itself.
PRIORITY = 182
START = r"\[[^\[\]]*@|(?<![\w@.+-])-?@(?=[\w{])"


class CitationProcessor(InlineProcessor):
    """Replaces each citation by its formatted form; one that names an unknown work stays as written."""

    def __init__(self, project: Project, md: Markdown) -> None:
        super().__init__(START, md)
        self.project = project
        self._found: tuple[str, dict[int, Found]] = ("", {})

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        """The citation that starts here, if one does."""
        if self._found[0] != data:
            self._found = data, {found.start: found for found in find_citations(data)}
        found = self._found[1].get(m.start(0))
        known = self.project.corpus.references
        if not found or not found.citation or any(w.key not in known for w in found.citation.works):
            return None, None, None
        text = self.project.citation(found.citation)
        return finished(parse_xhtml(f'<span class="fs-cite">{text}</span>')), found.start, found.end


def register(project: Project, md: Markdown) -> None:
    """Make a Markdown instance read citations, and ``\\@`` as an at-sign that is none."""
    md.ESCAPED_CHARS = [*md.ESCAPED_CHARS, "@"]
    md.inlinePatterns.register(CitationProcessor(project, md), "foresite-citation", PRIORITY)
