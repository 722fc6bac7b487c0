"""A Markdown text, understood once: its code masked, its links, headings, sections and plain words, with lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

from foresite.model import Citation
from foresite.reading.markdown.code import mask_blocks, mask_spans
from foresite.reading.markdown.inline import ATTRIBUTES, FoundLink, find_ids, find_links
from foresite.reading.markdown.structure import (
    Heading,
    Section,
    divide,
    find_headings,
    first_paragraph,
    heading_anchors,
)


class MarkdownText:
    """Understands a text; what it is asked for is computed once. Offsets are the same in all its forms."""

    def __init__(self, written: str, first_line: int = 1, *, visible: str | None = None) -> None:
        """Take a text and the line on which it begins; ``visible`` where that is known already."""
        self.written = written
        self._first_line = first_line
        self._known = 0, first_line
        if visible is not None:
            self.visible = visible

    @cached_property
    def visible(self) -> str:
        """The text with fenced and indented code and comments as spaces; code spans are still in it."""
        return mask_blocks(self.written)

    @cached_property
    def masked(self) -> str:
        """The same with code spans as spaces, too."""
        return mask_spans(self.visible)

    def line(self, offset: int) -> int:
        """Return the line of an offset in its file; quick for offsets in order."""
        known, line = self._known if self._known[0] <= offset else (0, self._first_line)
        self._known = offset, line + self.written.count("\n", known, offset)
        return self._known[1]

    @cached_property
    def links(self) -> list[FoundLink]:
        """The links, in order."""
        return find_links(self.masked)

    @cached_property
    def headings(self) -> list[Heading]:
        """The headings, in order; their lines count from 1 within the text."""
        return find_headings(self.visible)

    @cached_property
    def title(self) -> str:
        """The first heading of the first level, without its attributes; empty where there is none."""
        titles = (each.text for each in self.headings if each.level == 1 and not each.underlined)
        return ATTRIBUTES.sub("", next(titles, "")).strip()

    @cached_property
    def anchors(self) -> frozenset[str]:
        """The anchors that links can lead to: of headings, and ids that attribute lists give."""
        return frozenset({*heading_anchors(self.headings), *find_ids(self.masked)})

    @cached_property
    def first_paragraph(self) -> str:
        """The first paragraph in plain words, cut after a sentence; empty where there is none."""
        return first_paragraph(self.visible)

    def sections(self, taken: Iterable[str] = (), mention: Callable[[Citation], str] = lambda _: "") -> list[Section]:
        """Return the sections in plain words; ``taken`` are the ids that its records have."""
        return divide(self.visible, self.headings, taken, mention)
