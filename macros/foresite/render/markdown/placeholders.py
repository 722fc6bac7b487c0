"""Fill the placeholders of a page with cards and macros, whose bodies are converted once, and add what they use.

What fills a page is finished text. It stays out of Markdown's tree: to read it, walk through it and write it again
with every page costs more than to make it.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from html import escape, unescape
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, STX

from foresite.model.dependencies import Computed
from foresite.model.records import Record
from foresite.model.settings import BODY
from foresite.parsing.calls import bind_call
from foresite.render.markdown import blocks as macros
from foresite.render.markdown import citations, safety, trees
from foresite.render.markdown.blocks import MARKER, BlockPreprocessor, Placed
from foresite.render.markdown.citations import prose
from foresite.render.markdown.trees import replace, with_parents
from foresite.site.project import Project
from foresite.views.outlooks import marks

# Bodies of records: converted once, shown on several pages.


BODY_PLACE = re.compile('<fs-body record="([^"]*)"></fs-body>')
# Links that depend on the page: neither to another site, nor from the root, nor to where citations lead.
RELATIVE = re.compile(r'\b(href|src)="((?!#ref-|#fn(?:ref\d*)?:|/|[A-Za-z][A-Za-z0-9+.-]*:)[^"]*)"')
FOOTNOTE = re.compile(r'\b((?:id|href)="#?fn(?:ref\d*)?:)')
"""The addresses of a body's footnotes and of what refers to them."""


class Fragments:
    """The converted bodies of a project's records."""

    def __init__(self, project: Project) -> None:
        self.records = project.corpus.records
        self._href = project.href
        self._computed = Computed(project.corpus)
        self._md = Markdown(extensions=list(BODY), output_format="xhtml")
        # A body is Markdown alone: raw HTML in it is a problem, and shows as the text it is.
        self._md.preprocessors.deregister("html_block")
        self._md.inlinePatterns.deregister("html")
        self._md.inlinePatterns.deregister("entity")
        self._cited = citations.register(project, self._md).cited
        trees.register_diagrams(self._md)
        safety.register(self._md)
        self._tables = trees.register_tables(self._md)

    def body(self, record: Record, page: str, shown: Counter[str] | None = None) -> str:
        """The record's body as XHTML, its links set for the page that shows it.

        ``shown`` counts how often the page has shown each record with footnotes, so that no id of one stands twice.
        """
        body = self._computed.get(record.id, lambda: prose(record.body, self._cited) or self._converted(record))
        if FOOTNOTE.search(body):
            shown = Counter() if shown is None else shown
            shown[record.id] += 1
            time = f".{shown[record.id]}" if shown[record.id] > 1 else ""
            body = FOOTNOTE.sub(rf"\g<1>{record.id}{time}:", body)
        if not RELATIVE.search(body):
            return body
        return RELATIVE.sub(
            lambda match: f'{match[1]}="{escape(self._address(unescape(match[2]), record.page, page))}"', body
        )

    def _converted(self, record: Record) -> str:
        self._md.reset()
        self._tables.title = record.title
        return self._md.convert(record.body)

    def filled(self, html: str, page: str, shown: Counter[str] | None = None) -> str:
        """A template's text with each record's body where the template has left its place."""
        return BODY_PLACE.sub(lambda match: self.body(self.records[unescape(match[1])], page, shown), html)

    def _address(self, written: str, written_on: str, shown_on: str) -> str:
        """A relative link as the page that shows it must write it."""
        _, _, path, query, fragment = urlsplit(written)
        if not path and (written_on == shown_on or fragment.startswith("ref-")):
            # A citation leads to the reference list of the page that shows it.
            return written
        folder = posixpath.dirname(written_on)
        target = posixpath.normpath(posixpath.join(folder, unquote(path))) if path else written_on
        address, _, anchor = self._href(target, unquote(fragment), shown_on).partition("#")
        return address + (f"?{query}" if query else "") + (f"#{anchor}" if anchor else "")


# Fills a page's markers with cards and macros, and adds the works it cites and the drawings it uses.


# After inline patterns (20) and attribute lists (8); before the table of contents (5), which hears of the
# headings in what is filled in afterwards.
FILLING_PRIORITY = 6
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
PART_PLACE = re.compile(f"<p>{STX}foresite-part:(\\d+){ETX}</p>")


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
        return PART_PLACE.sub(lambda match: self.filling.parts[int(match[1])], text)


def register_filling(
    md: Markdown, project: Project, fragments: Fragments, blocks: BlockPreprocessor, page: str
) -> FillingProcessor:
    """Make a Markdown instance fill its pages, and return what does."""
    filling = FillingProcessor(md, project, fragments, blocks, page)
    md.treeprocessors.register(filling, "foresite", FILLING_PRIORITY)
    md.postprocessors.register(PartPostprocessor(md, filling), "foresite-parts", LAST)
    return filling


def _like(element: Element) -> Element:
    return Element(element.tag, element.attrib)


# What our theme puts below a page's content, put into the content itself where a host has a theme of its own.


# After the page is filled (6), before its finished text is looked through for headings (4.5).
FOOT_PRIORITY = 5.4


class FootProcessor(Treeprocessor):
    """Ends a page with what has moved from it, its PDFs, and how to cite it."""

    def __init__(self, md: Markdown, filling: FillingProcessor) -> None:
        super().__init__(md)
        self.filling = filling

    def run(self, root: Element) -> None:
        """Add its foot to a page of the project."""
        if foot := self.filling.project.foot(self.filling.page):
            root.append(self.filling.place(foot))


def register_foot(md: Markdown, filling: FillingProcessor) -> None:
    """Make a Markdown instance end its page so."""
    md.treeprocessors.register(FootProcessor(md, filling), "foresite-foot", FOOT_PRIORITY)
