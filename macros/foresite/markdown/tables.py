"""Tables that an editor writes in Markdown, made fit for screen readers and phones.

Markdown has no form for a caption, so a table takes the heading that it stands under, unseen; and it
stands in a region of its own, which scrolls where the screen is narrow and can be reached by keyboard.
"""

from __future__ import annotations

import re
from collections import Counter
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, ETX, STX

from foresite.markdown.trees import replace, with_parents

# After the page is filled (6), before hosts add to its headings (5).
PRIORITY = 5.5
HEADING = re.compile("h[1-6]")
PLACEHOLDER = re.compile(f"{STX}[^{STX}{ETX}]*+{ETX}")


class TableProcessor(Treeprocessor):
    """Names every table that has no caption, and lets it scroll."""

    title = "Table"
    """What a table is called that stands under no heading."""

    def run(self, root: Element) -> None:
        """Wrap each plain table; those of macros and cards bring all of it."""
        title, named = self.title, Counter[str]()
        for parent, element in with_parents(root):
            if HEADING.fullmatch(str(element.tag)):
                title = _said(element) or title
            elif element.tag == "table" and "class" not in element.attrib and element.find("caption") is None:
                named[title] += 1
                name = f"{title} ({named[title]})" if named[title] > 1 else title
                caption = Element("caption", {"class": "fs-hidden"})
                caption.text = name
                region = Element("div", {"class": "fs-scroll", "role": "region", "tabindex": "0", "aria-label": name})
                replace(parent, element, [region])
                element.tail = None
                element.insert(0, caption)
                region.append(element)


def _said(heading: Element) -> str:
    text = "".join(heading.itertext()).replace(AMP_SUBSTITUTE, "&")
    return " ".join(PLACEHOLDER.sub("", text).split())


def register(md: Markdown) -> TableProcessor:
    """Make a Markdown instance treat the tables of its pages so, and return what does."""
    processor = TableProcessor(md)
    md.treeprocessors.register(processor, "foresite-tables", PRIORITY)
    return processor
