"""Fills a page's markers with cards and macros, and adds the list of the works it cites."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from foresite.markdown import macros
from foresite.markdown.blocks import MARKER, BlockPreprocessor, id_of
from foresite.markdown.fragments import Fragments
from foresite.markdown.trees import parse_xhtml, replace, with_parents
from foresite.project import Project
from foresite.reading.calls import bind_call
from foresite.reading.scan import RawBlock

# After inline patterns (20) and attribute lists (8), which must not read finished text again; before
# the table of contents (5), so that cards stand in it, and before hosts resolve links (0).
PRIORITY = 6
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# What HTML lets hold no blocks: a macro's result stands after or between, not inside.
NO_BLOCKS = ("p", *HEADINGS)
CITED = "ref-"
ANCHORS = ("theme-", "timeline-")


class FillingProcessor(Treeprocessor):
    """The last step over a page's tree."""

    def __init__(self, md: Markdown, project: Project, fragments: Fragments, blocks: BlockPreprocessor, page: str):
        super().__init__(md)
        self.project = project
        self.fragments = fragments
        self.blocks = blocks
        self.page = page

    def run(self, root: Element) -> None:
        """Fill every marker; end the page with the works it cites."""
        level = 1
        for parent, element in with_parents(root):
            if element.tag in HEADINGS:
                level = int(element.tag[1])
            elif element.tag == "p" and (match := MARKER.fullmatch((element.text or "").strip())):
                replace(parent, element, [self._block(self.blocks.blocks[int(match[1])], min(level + 1, 6))])
            elif element.tag in NO_BLOCKS and any(child.tag == macros.TAG for child in element):
                replace(parent, element, self._around_macros(element, min(level + 1, 6)))
            elif element.tag == macros.TAG and parent.tag not in NO_BLOCKS:
                replace(parent, element, [self._macro(element.get("call", ""), min(level + 1, 6))])
        self.fragments.fill(root, self.page)
        self._references(root)
        _drop_repeated_anchors(root)

    def _block(self, block: RawBlock, level: int) -> Element:
        """A block's card; what is no record, because it is wrong, as a plain section: nothing is lost."""
        record = self.project.corpus.records.get(id_of(block))
        if record and record.page == self.page and record.kind == block.name:
            return parse_xhtml(self.project.templates.card(record, self.page, level))
        section = Element("section", {"class": "fs-unread"})
        SubElement(section, f"h{level}").text = block.title or block.name
        for paragraph in block.body.split("\n\n"):
            SubElement(section, "p").text = paragraph.strip()
        return section

    def _around_macros(self, element: Element, level: int) -> list[Element]:
        """An element that holds macro calls, split so that each result stands between its parts."""
        parts: list[Element] = [_like(element)]
        parts[0].text = element.text
        for child in list(element):
            if child.tag != macros.TAG:
                parts[-1].append(child)
                continue
            parts.append(self._macro(child.get("call", ""), level))
            parts.append(_like(element))
            parts[-1].text, child.tail = child.tail, None
        return [part for part in parts if part.tag != element.tag or len(part) or (part.text or "").strip()]

    def _macro(self, call: str, level: int) -> Element:
        """What a call yields; one that is wrong shows as it was written."""
        bound = bind_call(call)
        if bound is None:
            unread = Element("p", {"class": "fs-unread"})
            SubElement(unread, "code").text = f"{{{{{call}}}}}"
            return unread
        return parse_xhtml(self.project.templates.macro(bound.name, bound.arguments, self.page, level))

    def _references(self, root: Element) -> None:
        present = {element.get("id") for element in root.iter()}
        links = (element.get("href", "") for element in root.iter("a"))
        cited = {link[1:]: None for link in links if link.startswith(f"#{CITED}")}
        missing = [anchor.removeprefix(CITED) for anchor in cited if anchor not in present]
        if missing:
            root.append(parse_xhtml(self.project.templates.references(missing, self.page, 2)))


def _drop_repeated_anchors(root: Element) -> None:
    """Of the places that an overview or a timeline leads to, the first on the page keeps its id."""
    seen: set[str] = set()
    for element in root.iter():
        anchor = element.get("id", "")
        if anchor in seen and anchor.startswith(ANCHORS):
            del element.attrib["id"]
        seen.add(anchor)


def _like(element: Element) -> Element:
    return Element(element.tag, element.attrib)
