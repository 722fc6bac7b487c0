"""What our theme puts below a page's content, put into the content itself where a host has a theme of its own."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from foresite.markdown.filling import FillingProcessor

# After the page is filled (6), before its finished text is looked through for headings (4.5).
PRIORITY = 5.4


class FootProcessor(Treeprocessor):
    """Ends a page with what has moved from it, its PDFs, and how to cite it."""

    def __init__(self, md: Markdown, filling: FillingProcessor) -> None:
        super().__init__(md)
        self.filling = filling

    def run(self, root: Element) -> None:
        """Add its foot to a page of the project."""
        if foot := self.filling.project.foot(self.filling.page):
            root.append(self.filling.place(foot))


def register(md: Markdown, filling: FillingProcessor) -> None:
    """Make a Markdown instance end its page so."""
    md.treeprocessors.register(FootProcessor(md, filling), "foresite-foot", PRIORITY)
