"""Fills a page's markers with cards and macros, and adds the works it cites and the drawings it uses.

What fills a page is finished text. It stays out of Markdown's tree: to read it, walk through it and write it again
with every page costs more than to make it.
"""

from __future__ import annotations

import re
from collections import Counter
from html import escape, unescape
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, STX

from foresite.markdown import macros
from foresite.markdown.blocks import MARKER, BlockPreprocessor, Placed
from foresite.markdown.fragments import Fragments
from foresite.markdown.trees import replace, with_parents
from foresite.project import Project
from foresite.reading.calls import bind_call
from foresite.views.marks import marks

# After inline patterns (20) and attribute lists (8); before the table of contents (5), which hears of the
# headings in what is filled in afterwards.
PRIORITY = 6
# After all that Markdown and hosts do with the text of a page.
LAST = 1
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# What HTML lets hold no blocks: a macro's result stands after or between, not inside.
NO_BLOCKS = ("p", *HEADINGS)
CITED = "ref-"
ANCHORS = re.compile(r' id="((?:theme|timeline)-[^"]*)"')
LINKS = re.compile(rf'href="#{CITED}([^"]*)"')
ENTRIES = re.compile(rf' id="{CITED}([^"]*)"')
USES = re.compile(r'<use href="#([^"]*)"')
PLACE = re.compile(f"<p>{STX}foresite-part:(\\d+){ETX}</p>")


class FillingProcessor(Treeprocessor):
    """Makes what fills the markers of one page, and leaves a place for each in the tree."""

    parts: list[str]
    """What fills the page's places, in order; ``HeadingProcessor`` completes their headings."""
    outline: list[Element | int]
    """The page's headings and places, in order."""

    def __init__(self, md: Markdown, project: Project, fragments: Fragments, blocks: BlockPreprocessor, page: str):
        super().__init__(md)
        self.project = project
        self.fragments = fragments
        self.blocks = blocks
        self.page = page
        self.shown: Counter[str] = Counter()
        """How often the page has shown each record whose body has footnotes."""

    def run(self, root: Element) -> None:
        """Fill every marker; end the page with the works it cites."""
        self.parts, self.outline = [], []
        self.shown.clear()
        level = 1 + self._lowered()
        for parent, element in with_parents(root):
            if element.tag in HEADINGS:
                level = int(element.tag[1]) + self._lowered()
                self.outline.append(element)
            elif element.tag == "p" and (match := MARKER.fullmatch((element.text or "").strip())):
                found = self.blocks.blocks[int(match[1]) : int(match[2])]
                cards = [self._block(block, min(level + 1, 6)) for block in found]
                for card in cards[:-1]:
                    card.tail = "\n"
                replace(parent, element, cards)
            elif element.tag in NO_BLOCKS and any(child.tag == macros.TAG for child in element):
                replace(parent, element, self._around_macros(element, min(level + 1, 6)))
            elif element.tag == macros.TAG and parent.tag not in NO_BLOCKS:
                replace(parent, element, [self._macro(element.get("call", ""), min(level + 1, 6))])
        self._drop_repeated_anchors(root)
        self._references(root)
        self._marks(root)

    def _lowered(self) -> int:
        """By how many levels the page's headings will be lowered."""
        toc = "toc" in self.md.treeprocessors and self.md.treeprocessors["toc"]
        return int(getattr(toc, "base_level", 0))

    def place(self, html: str) -> Element:
        """What stands in the tree for finished text."""
        place = Element("p")
        place.text = f"{STX}foresite-part:{len(self.parts)}{ETX}"
        self.outline.append(len(self.parts))
        self.parts.append(html)
        return place

    def _block(self, block: Placed, level: int) -> Element:
        """A block's card; what is not a record, because it is wrong, as a plain section: nothing is lost."""
        record, raw = self.project.corpus.records.get(block.id), block.raw
        if record and record.page == self.page and (raw is None or record.kind == raw.name):
            return self._filled(self.project.templates.card(record, self.page, level))
        assert raw, "a block that was known is a record"
        title = escape(raw.title or raw.name, quote=False)
        body = "".join(f"<p>{escape(text.strip(), quote=False)}</p>" for text in raw.body.split("\n\n"))
        return self.place(f'<section class="fs-unread"><h{level}>{title}</h{level}>{body}</section>')

    def _around_macros(self, element: Element, level: int) -> list[Element]:
        """An element that holds macro calls, split so that each result stands between its parts."""
        pieces: list[Element] = [_like(element)]
        pieces[0].text = element.text
        results = []
        for child in list(element):
            if child.tag != macros.TAG:
                pieces[-1].append(child)
                continue
            results.append(self._macro(child.get("call", ""), level))
            pieces += [results[-1], _like(element)]
            pieces[-1].text, child.tail = child.tail, None
        return [piece for piece in pieces if piece in results or len(piece) or (piece.text or "").strip()]

    def _macro(self, call: str, level: int) -> Element:
        """What a call yields; one that is wrong shows as it was written."""
        bound = bind_call(call)
        if bound is None:
            written = escape(f"{{{{{call}}}}}", quote=False)
            return self.place(f'<p class="fs-unread"><code>{written}</code></p>')
        result = self.project.templates.macro(bound.name, bound.arguments, self.page, level)
        return self._filled(result)

    def _filled(self, html: str) -> Element:
        return self.place(self.fragments.filled(html, self.page, self.shown))

    def _drop_repeated_anchors(self, root: Element) -> None:
        """Of the places that an overview or a timeline leads to, the first on the page keeps its id."""
        seen = {element.get("id", "") for element in root.iter()}

        def once(match: re.Match[str]) -> str:
            if match[1] in seen:
                return ""
            seen.add(match[1])
            return match[0]

        self.parts = [ANCHORS.sub(once, part) for part in self.parts]

    def _marks(self, root: Element) -> None:
        """Define the drawings that the page uses, whatever its host."""
        if defined := marks(id for part in self.parts for id in USES.findall(part)):
            root.append(self.place(defined))

    def _references(self, root: Element) -> None:
        links = (element.get("href", "") for element in root.iter("a"))
        cited = {link.removeprefix(f"#{CITED}"): None for link in links if link.startswith(f"#{CITED}")}
        cited |= {unescape(key): None for part in self.parts for key in LINKS.findall(part)}
        listed = {element.get("id", "").removeprefix(CITED) for element in root.iter()}
        listed |= {unescape(key) for part in self.parts for key in ENTRIES.findall(part)}
        if missing := [key for key in cited if key not in listed]:
            level = min(2 + self._lowered(), 6)
            root.append(self.place(self.project.templates.references(missing, self.page, level)))


class PartPostprocessor(Postprocessor):
    """Puts the finished text into its places."""

    def __init__(self, md: Markdown, filling: FillingProcessor) -> None:
        super().__init__(md)
        self.filling = filling

    def run(self, text: str) -> str:
        """The page, whole."""
        return PLACE.sub(lambda match: self.filling.parts[int(match[1])], text)


def register(
    md: Markdown, project: Project, fragments: Fragments, blocks: BlockPreprocessor, page: str
) -> FillingProcessor:
    """Make a Markdown instance fill its pages, and return what does."""
    filling = FillingProcessor(md, project, fragments, blocks, page)
    md.treeprocessors.register(filling, "foresite", PRIORITY)
    md.postprocessors.register(PartPostprocessor(md, filling), "foresite-parts", LAST)
    return filling


def _like(element: Element) -> Element:
    return Element(element.tag, element.attrib)
