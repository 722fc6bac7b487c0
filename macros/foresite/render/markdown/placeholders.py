"""Fill the placeholders of a page with cards and macros, and add the references and drawings that they use.

Inserted HTML is finished. It stays out of Markdown's tree: parsing, walking and serialising it with every page costs
more than making it.
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
from markdown.util import ETX, HTML_PLACEHOLDER_RE, STX

from foresite.language import formats
from foresite.language.foreign import BEGIN, END, OFFSET, Foreign
from foresite.language.words import gettext, use
from foresite.model.dependencies import Computed
from foresite.model.records import Record
from foresite.model.settings import BODY
from foresite.parsing.calls import bind_call
from foresite.render.markdown import blocks as macros
from foresite.render.markdown import citations, notes, safety, trees
from foresite.render.markdown.blocks import MARKER, BlockPreprocessor, Placed
from foresite.render.markdown.citations import prose
from foresite.render.markdown.trees import replace, with_parents
from foresite.site.project import Project
from foresite.views.outlooks import marks

# Bodies of records: converted once, and shown on several pages.


BODY_PLACE = re.compile('<fs-body record="([^"]*)"></fs-body>')
# Links that depend on the page: neither absolute ones, nor those of citations and footnotes.
RELATIVE = re.compile(r'\b(href|src)="((?!#ref-|#fn(?:ref\d*)?:|/|[A-Za-z][A-Za-z0-9+.-]*:)[^"]*)"')
FOOTNOTE = re.compile(r'\b((?:id|href)="#?fn(?:ref\d*)?:)')
"""The ids of a body's footnotes and the links to and from them."""


class Fragments:
    """The converted bodies of a project's records."""

    def __init__(self, project: Project) -> None:
        self.records = project.corpus.records
        self._href = project.href
        self._computed = Computed(project.corpus)
        self._md = Markdown(extensions=list(BODY), output_format="xhtml")
        # A body is Markdown only: raw HTML in it is a problem, and is shown as text.
        self._md.preprocessors.deregister("html_block")
        self._md.inlinePatterns.deregister("html")
        self._md.inlinePatterns.deregister("entity")
        self._cited = citations.register(project, self._md).cited
        trees.register_diagrams(self._md)
        safety.register(self._md)
        self._tables = trees.register_tables(self._md)

    def body(self, record: Record, page: str, shown: Counter[str] | None = None) -> str:
        """Return the record's body as XHTML, with links relative to the page that shows it.

        ``shown`` counts how often the page has shown each record with footnotes, so that their ids stay unique.
        """
        body = self._computed.get(record.id, lambda: prose(record.body, self._cited) or self._convert(record))
        if FOOTNOTE.search(body):
            shown = Counter() if shown is None else shown
            shown[record.id] += 1
            suffix = f".{shown[record.id]}" if shown[record.id] > 1 else ""
            body = FOOTNOTE.sub(rf"\g<1>{record.id}{suffix}:", body)
        if not RELATIVE.search(body):
            return body
        return RELATIVE.sub(
            lambda match: f'{match[1]}="{escape(self._address(unescape(match[2]), record.page, page))}"', body
        )

    def _convert(self, record: Record) -> str:
        self._md.reset()
        self._tables.title = record.title
        return self._md.convert(record.body)

    def filled(self, html: str, page: str, shown: Counter[str] | None = None) -> str:
        """Return a template's output with each record's body in its placeholder."""
        return BODY_PLACE.sub(lambda match: self._in_language(self.records[unescape(match[1])], page, shown), html)

    def _in_language(self, record: Record, page: str, shown: Counter[str] | None) -> str:
        """Return the body, within an element that names its language where that is not the page's."""
        body = self.body(record, page, shown)
        return f'<div lang="{record.body.lang}">{body}</div>' if isinstance(record.body, Foreign) else body

    def _address(self, written: str, written_on: str, shown_on: str) -> str:
        """Return a relative link as the page that shows it must write it."""
        _, _, path, query, fragment = urlsplit(written)
        if not path and (written_on == shown_on or fragment.startswith("ref-")):
            # A citation leads to the reference list of the page that shows it.
            return written
        folder = posixpath.dirname(written_on)
        target = posixpath.normpath(posixpath.join(folder, unquote(path))) if path else written_on
        address, _, anchor = self._href(target, unquote(fragment), shown_on).partition("#")
        return address + (f"?{query}" if query else "") + (f"#{anchor}" if anchor else "")


# Filling of a page's markers with cards and macros.


# After inline patterns (20) and attribute lists (8); before the table of contents (5), to which the
# headings of inserted HTML are added later.
FILLING_PRIORITY = 6
# After everything else that Markdown and hosts do with the text of a page.
LAST = 1
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# Elements that may not contain blocks: a macro's result stands after or between them, not inside.
NO_BLOCKS = ("p", *HEADINGS)
CITED = "ref-"
ANCHORS = re.compile(r' id="((?:theme|timeline|fs-term|fs-changes|measure|ref)-[^"]*)"')
LINKS = re.compile(rf'href="#{CITED}([^"]*)"')
ENTRIES = re.compile(rf' id="{CITED}([^"]*)"')
USES = re.compile(r'(?:<use href="#|fill="url\(#)([^")]*)')
SCALE = re.compile(r'<span class="fs-scale">(.*?)</span>')
"""The name of a scale."""
PLACE = f"{STX}foresite-fragment:"
FRAGMENT_PLACE = re.compile(f"<p>{PLACE}(\\d+){ETX}</p>")


class FillingProcessor(Treeprocessor):
    """Renders the HTML for the markers of one page, and puts a placeholder for each into the tree."""

    inserted_html: list[str]
    """The HTML of the placeholders, in order; ``HeadingProcessor`` completes their headings."""
    outline: list[Element | int]
    """The page's headings and the indexes of its placeholders, in order."""

    def __init__(self, md: Markdown, project: Project, fragments: Fragments, blocks: BlockPreprocessor, page: str):
        super().__init__(md)
        self.project = project
        self.fragments = fragments
        self.blocks = blocks
        self.page = page
        self.shown: Counter[str] = Counter()
        """How often the page has shown each record whose body has footnotes."""

    def run(self, root: Element) -> None:
        """Fill every marker; add the list of cited works at the end."""
        self.inserted_html, self.outline = [], []
        self.shown.clear()
        level = 1 + self._base_offset()
        for parent, element in with_parents(root):
            if element.tag in HEADINGS:
                level = int(element.tag[1]) + self._base_offset()
                self.outline.append(element)
            elif element.tag == "p" and (match := MARKER.fullmatch((element.text or "").strip())):
                page_blocks = self.blocks.blocks[int(match[1]) : int(match[2])]
                cards = [self._card(block, min(level + 1, 6)) for block in page_blocks]
                for card in cards[:-1]:
                    card.tail = "\n"
                replace(parent, element, cards)
            elif element.tag in NO_BLOCKS and any(child.tag == macros.TAG for child in element):
                replace(parent, element, self._around_macros(element, min(level + 1, 6)))
            elif element.tag == macros.TAG and parent.tag not in NO_BLOCKS:
                replace(parent, element, [self._macro(element.get("call", ""), min(level + 1, 6))])
        self._drop_repeated_anchors(root)
        self._explain_scales()
        self._add_references(root)
        self._add_drawings(root)

    def _base_offset(self) -> int:
        """Return by how many levels the page's headings will be lowered."""
        toc = "toc" in self.md.treeprocessors and self.md.treeprocessors["toc"]
        return int(getattr(toc, "base_level", 0))

    def place(self, html: str) -> Element:
        """Return the placeholder in the tree for finished HTML."""
        place = Element("p")
        place.text = f"{STX}foresite-fragment:{len(self.inserted_html)}{ETX}"
        self.outline.append(len(self.inserted_html))
        self.inserted_html.append(html)
        return place

    def _card(self, block: Placed, level: int) -> Element:
        """Return a block's card; a faulty block becomes a plain section, so that nothing is lost."""
        record, raw = self.project.corpus.records.get(block.id), block.raw
        if record and record.page == self.page and (raw is None or record.kind == raw.name):
            return self._insert(self.project.templates.card(record, self.page, level))
        assert raw, "a block that was known is a record"
        title = escape(raw.title or raw.name, quote=False)
        body = "".join(f"<p>{escape(text.strip(), quote=False)}</p>" for text in raw.body.split("\n\n"))
        return self.place(f'<section class="fs-unread"><h{level}>{title}</h{level}>{body}</section>')

    def _around_macros(self, element: Element, level: int) -> list[Element]:
        """Return an element with macro calls, split so that each result stands between its parts."""
        pieces: list[Element] = [_empty_copy(element)]
        pieces[0].text = element.text
        results = []
        for child in list(element):
            if child.tag != macros.TAG:
                pieces[-1].append(child)
                continue
            results.append(self._macro(child.get("call", ""), level))
            pieces += [results[-1], _empty_copy(element)]
            pieces[-1].text, child.tail = child.tail, None
        return [piece for piece in pieces if piece in results or len(piece) or (piece.text or "").strip()]

    def _macro(self, call: str, level: int) -> Element:
        """Return the result of a call; a faulty call is shown as written."""
        bound = bind_call(call, self.project.corpus.settings.macros)
        if bound is None:
            written = escape(f"{{{{{call}}}}}", quote=False)
            return self.place(f'<p class="fs-unread"><code>{written}</code></p>')
        result = self.project.templates.macro(bound.name, bound.arguments, self.page, level)
        return self._insert(result)

    def _insert(self, html: str) -> Element:
        return self.place(self.fragments.filled(html, self.page, self.shown))

    def _drop_repeated_anchors(self, root: Element) -> None:
        """Remove anchors that views repeat, so that the first on the page has the id."""
        seen = {element.get("id", "") for element in root.iter()}

        def once(match: re.Match[str]) -> str:
            if match[1] in seen:
                return ""
            seen.add(match[1])
            return match[0]

        self.inserted_html = [ANCHORS.sub(once, part) for part in self.inserted_html]

    def _explain_scales(self) -> None:
        """Say what a scale is where its name first stands on a page, with a link to what explains it, or its source."""
        settings = self.project.corpus.settings
        explained: set[str] = set()
        with use(settings.language):
            sources = {each.label: each.shown(each.source) for each in settings.known_scales.values()}
            said = formats.comma() + gettext("a scale of words for likelihood")
            colon = formats.colon()

        def once(match: re.Match[str]) -> str:
            label = unescape(match[1])
            if label in explained or label not in sources:
                return match[1]
            explained.add(label)
            name = self.project.templates.scale(label, self.page)
            # The page that a name leads to gives the source as well: in a line of facts that would be too long.
            source = "" if name.startswith("<a ") else f"{colon}{escape(sources[label])}"
            return f'{name}<span class="fs-explained">{escape(said)}{source}</span>'

        self.inserted_html = [SCALE.sub(once, part) for part in self.inserted_html]

    def _add_drawings(self, root: Element) -> None:
        """Define the drawings that the page uses."""
        if definitions := marks(id for part in self.inserted_html for id in USES.findall(part)):
            root.append(self.place(definitions))

    def _add_references(self, root: Element) -> None:
        links = (element.get("href", "") for element in root.iter("a"))
        cited = {link.removeprefix(f"#{CITED}"): None for link in links if link.startswith(f"#{CITED}")}
        cited |= {unescape(key): None for part in self.inserted_html for key in LINKS.findall(part)}
        marks_of_notes = (notes.marked(element.get(notes.WORKS, "")) for element in root.iter(notes.TAG))
        cited |= {work.key: None for citation in marks_of_notes for work in citation.works}
        cited |= {key: None for part in self.inserted_html for key in notes.marked_keys(part)}
        ids = (element.get("id", "") for element in root.iter())
        listed = {id.removeprefix(CITED) for id in ids if id.startswith(CITED)}
        listed |= {unescape(key) for part in self.inserted_html for key in ENTRIES.findall(part)}
        if missing := [key for key in cited if key not in listed]:
            level = min(2 + self._base_offset(), 6)
            root.append(self.place(self.project.templates.references(missing, self.page, level)))


class FragmentPostprocessor(Postprocessor):
    """Puts the finished HTML into its placeholders."""

    def __init__(self, md: Markdown, filling: FillingProcessor) -> None:
        super().__init__(md)
        self.filling = filling

    def run(self, text: str) -> str:
        """Return the page with its placeholders filled."""
        return FRAGMENT_PLACE.sub(lambda match: self.filling.inserted_html[int(match[1])], text)


def register_filling(
    md: Markdown, project: Project, fragments: Fragments, blocks: BlockPreprocessor, page: str
) -> FillingProcessor:
    """Make a Markdown instance fill its pages, and return the processor."""
    filling = FillingProcessor(md, project, fragments, blocks, page)
    md.treeprocessors.register(filling, "foresite", FILLING_PRIORITY)
    shown = project.corpus.page(page)
    if shown and shown.language:
        md.treeprocessors.register(LanguageProcessor(md, shown.language), "foresite-language", LANGUAGE_PRIORITY)
    md.postprocessors.register(FragmentPostprocessor(md, filling), "foresite-fragments", LAST)
    return filling


# A page whose prose has no translation.

# After the page is filled (6), before the table of contents (5) takes the words of headings.
LANGUAGE_PRIORITY = 5.9


class LanguageProcessor(Treeprocessor):
    """Marks the prose of a page that is in another language than the site, but nothing of what fills its places."""

    def __init__(self, md: Markdown, lang: str) -> None:
        super().__init__(md)
        self._lang = lang

    def run(self, root: Element) -> None:
        """Mark each element that holds prose alone."""
        for element in root:
            if not any(PLACE in (each.text or "") for each in element.iter()):
                if element.tag in HEADINGS and not len(element) and element.text:
                    # The table of contents shows it, too.
                    signs = "".join(chr(OFFSET + ord(sign)) for sign in self._lang)
                    element.text = f"{BEGIN}{signs}{element.text}{END}"
                elif not HTML_PLACEHOLDER_RE.fullmatch(element.text or "") or len(element):
                    # A block of code stands in a paragraph until the end, which goes away if it has no attribute.
                    element.set("lang", element.get("lang", self._lang))
            elif PLACE not in (element.text or ""):
                self.run(element)


def _empty_copy(element: Element) -> Element:
    return Element(element.tag, element.attrib)


# The foot that our theme adds below a page, as part of the content for hosts with other themes.

# After the page is filled (6), before the headings of its HTML are completed (4.5).
FOOT_PRIORITY = 5.4


class FootProcessor(Treeprocessor):
    """Adds to the end of a page what has moved from it, its PDFs, and how to cite it."""

    def __init__(self, md: Markdown, filling: FillingProcessor) -> None:
        super().__init__(md)
        self.filling = filling

    def run(self, root: Element) -> None:
        """Add the foot to a page of the project."""
        if foot := self.filling.project.foot(self.filling.page):
            root.append(self.filling.place(foot))


def register_foot(md: Markdown, filling: FillingProcessor) -> None:
    """Make a Markdown instance add the foot to its page."""
    md.treeprocessors.register(FootProcessor(md, filling), "foresite-foot", FOOT_PRIORITY)
