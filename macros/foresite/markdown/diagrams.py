"""Mermaid diagrams in a text: each becomes the picture of it; one that cannot be drawn stays code."""

from __future__ import annotations

from markdown import Markdown
from markdown.preprocessors import Preprocessor

from foresite.reading.diagrams import DiagramError, figure, find_diagrams

# After blocks are taken out (28), before code fences (25); raw HTML that is stored by then is taken for made.
PRIORITY = 27


class DiagramPreprocessor(Preprocessor):
    """Draws the diagrams of a text."""

    def run(self, lines: list[str]) -> list[str]:
        """The lines with a place where each drawing stands."""
        for diagram in reversed(list(find_diagrams("\n".join(lines)))):
            try:
                drawn = figure(diagram.source)
            except DiagramError:
                continue
            place = f"{diagram.prefix}{self.md.htmlStash.store(drawn)}"
            lines[diagram.start : diagram.end + 1] = [diagram.prefix.rstrip(), place, diagram.prefix.rstrip()]
        return lines


def register(md: Markdown) -> None:
    """Make a Markdown instance draw diagrams."""
    md.preprocessors.register(DiagramPreprocessor(md), "foresite-diagrams", PRIORITY)
