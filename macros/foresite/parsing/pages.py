"""Parse a page's text into its records, citations, links and macro calls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from types import MappingProxyType

from foresite.citing.grammar import find_citations
from foresite.model.macros import CallError
from foresite.model.problems import Code, Fault, Place, Problem, a
from foresite.model.records import Brief, MacroCall, Outline, Page, PlacedCitation, Record, text_digest
from foresite.model.settings import Settings
from foresite.model.sources import Declaration, Link, OptionReference
from foresite.parsing.blocks import OnPage, ReadBlock, read_block
from foresite.parsing.calls import check_call, find_calls, parse_call
from foresite.parsing.characters import hidden_faults, with_plain_lines, without_hidden
from foresite.parsing.diagrams import check_diagrams
from foresite.parsing.front_matter import read_front_matter
from foresite.parsing.markdown.code import mask_spans
from foresite.parsing.markdown.literal import find_literal, find_literal_in_line
from foresite.parsing.markdown.nesting import deep_faults
from foresite.parsing.markdown.scan import RawBlock, Scan, scan
from foresite.parsing.markdown.text import MarkdownText, plain_text
from foresite.parsing.other_plugins import calls_of
from foresite.parsing.page_source import page_without_comments
from foresite.parsing.unsafe import find_remote, find_unsafe, find_unsafe_block

LEADING_EMPTY_LINES = re.compile(r"\A(?: *\n)++")
"""Empty lines before a page's content, which a host removes."""


@dataclass(slots=True)
class ReadPage:
    """The content of one page."""

    page: Page
    brief: Brief | None
    records: list[Record] = field(default_factory=list)
    citations: list[PlacedCitation] = field(default_factory=list)
    calls: list[MacroCall] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    declarations: list[Declaration] = field(default_factory=list)
    option_references: list[OptionReference] = field(default_factory=list)
    anchors: frozenset[str] = frozenset()
    problems: list[Problem] = field(default_factory=list)
    outline: Outline | None = None
    draft: bool = False
    """Whether the page marks itself as a draft."""
    drafts: ReadPage | None = None
    """The content of its draft blocks, if the page itself is not a draft."""


def read_page(text: str, page: str, settings: Settings) -> ReadPage:
    """Parse a page's text; ``page`` is its path relative to the docs folder. Never raises."""
    path = settings.relative(settings.docs / page)
    if hidden_characters := hidden_faults(text):
        text = without_hidden(with_plain_lines(text))
    comments = page_without_comments(text)
    front = read_front_matter(comments.text, page, path, settings)
    scanned = scan(front.rest, comments.noted)
    prose = MarkdownText(scanned.outside, visible=scanned.prose)
    title = front.meta.get("title")
    if not isinstance(title, str) or not title:
        # A citation in the heading is reduced to its key in the title.
        title = prose.title
        title = plain_text(title, lambda citation: f"@{citation.works[0].key}") if "@" in title else title
        title = title or PurePosixPath(page).stem.replace("-", " ").capitalize()
    meta_description = front.meta.get("description")
    description = " ".join(meta_description.split()) if isinstance(meta_description, str) else ""
    description = description or prose.first_paragraph
    page_entry = Page(page, title, MappingProxyType(dict(front.meta)), Place(path, 1), description)
    content = ReadPage(page_entry, front.brief, draft=front.draft)
    content.anchors = prose.anchors
    reader = _PageReader(content, path, settings)
    reader.add((*hidden_characters, *comments.faults, *front.faults, *scanned.faults))
    reader.add(find_unsafe(scanned.outside, allowed=settings.allow))
    reader.add(check_diagrams(front.rest))
    reader.add((*deep_faults(mask_spans(scanned.visible)),))
    for raw in scanned.foreign:
        reader.add(find_unsafe_block(raw.name, raw.title, raw.options, raw.line))
    reader.add(find_literal(scanned.outside, prose.masked, settings.extensions))
    reader.add(find_remote(prose.masked, settings.allow, settings.url))
    reader.text(prose)
    reader.macros(prose)
    reader.blocks(scanned, OnPage(page, path, settings, front.brief, front.annotates))
    content.outline = _outline(front.rest, scanned, content.records)
    content.drafts = reader.drafts
    return content


def _outline(text: str, scanned: Scan, records: list[Record]) -> Outline:
    ids = {record.place.line: record.id for record in records}
    blocks = tuple([(block.line, block.end_line, ids.get(block.line, "")) for block in scanned.blocks])
    content = LEADING_EMPTY_LINES.sub("", text)
    line = 1 + text.count("\n", 0, len(text) - len(content))
    return Outline(text_digest(content.rstrip("\n")), line, blocks, scanned.prose)


class _PageReader:
    """Adds to the content of one page; offsets and lines are those of the file."""

    def __init__(self, content: ReadPage, path: str, settings: Settings) -> None:
        self.settings = settings
        self.content = content
        self.drafts: ReadPage | None = None
        self.path = path
        self.page = content.page.path

    def add(self, faults: tuple[Fault, ...] | list[Fault]) -> None:
        if faults:
            self.content.problems += [fault.within(self.path) for fault in faults]

    def text(self, text: MarkdownText, record: str = "") -> None:
        """Add the citations and links of a text."""
        for occurrence in find_citations(text.masked):
            place = Place(self.path, text.line(occurrence.start))
            if occurrence.citation:
                self.content.citations.append(PlacedCitation(occurrence.citation, self.page, place, record))
            if occurrence.error:
                self.content.problems.append(Problem(place, Code.BAD_CITATION, occurrence.error))
        for link in text.links:
            self.content.links.append(Link(link.target, self.page, Place(self.path, text.line(link.start))))

    def macros(self, prose: MarkdownText) -> None:
        for occurrence in find_calls(prose.masked):
            line = prose.line(occurrence.start)
            try:
                if occurrence.error:
                    raise CallError(occurrence.error)
                call = parse_call(occurrence.expression)
            except CallError as error:
                self.add([Fault(line, Code.BAD_MACRO, str(error))])
                continue
            if call.name in calls_of(self.settings.extensions):
                continue
            arguments, faults = check_call(call, line, self.settings.macros)
            self.add(faults)
            if not faults:
                self.content.calls.append(MacroCall(call.name, arguments, self.page, Place(self.path, line)))

    def blocks(self, scanned: Scan, on: OnPage) -> None:
        for raw in scanned.blocks:
            if block := read_block(raw, on):
                with self.aside(block.draft):
                    self.block(block)
                    if block.record:
                        self.content.records.append(block.record)
        for raw in scanned.strays:
            if block := read_block(raw, on):
                with self.aside(block.draft):
                    self.block(block)
            else:
                self.body(raw, "")

    @contextmanager
    def aside(self, draft: bool) -> Iterator[None]:
        """Collect the content of a draft separately."""
        own = self.content
        if draft:
            self.drafts = self.content = self.drafts or ReadPage(own.page, None)
        try:
            yield
        finally:
            self.content = own

    def block(self, block: ReadBlock) -> None:
        self.add(block.faults)
        self.content.option_references += [
            OptionReference(target, name, Place(self.path, line)) for target, name, line in block.named
        ]
        id = block.id
        if id:
            place = Place(self.path, block.options.by_name["id"].line)
            options = block.options
            lines = tuple([(name, option.line) for name, option in options.by_name.items()])
            self.content.declarations.append(
                Declaration(id, block.kind, self.page, place, lines, options.text("theme"), options.text("set"))
            )
        self.add(find_literal_in_line(block.raw.title, block.raw.line, "a title"))
        self.body(block.raw, id)

    def body(self, raw: RawBlock, record: str) -> None:
        text = MarkdownText(raw.body, raw.body_line)
        self.text(text, record)
        self.add(find_unsafe(raw.body, raw.body_line, in_body=True))
        self.add(find_remote(text.masked, self.settings.allow, self.settings.url, raw.body_line))
        self.add(find_literal(raw.body, text.masked, frozenset(), raw.body_line, in_body=raw.name))
        for occurrence in find_calls(text.masked):
            message = f"a macro call inside {a(raw.name)}, expected it on the page itself"
            self.add([Fault(text.line(occurrence.start), Code.BAD_MACRO, message)])
