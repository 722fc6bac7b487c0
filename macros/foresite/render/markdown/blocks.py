"""Replace the blocks and macro calls of a page's text by placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.util import ETX, STX

from foresite.model.corpus import Corpus
from foresite.parsing.blocks import is_draft
from foresite.parsing.calls import MAX_CALL_SOURCE_LENGTH
from foresite.parsing.markdown.comments import without_comments
from foresite.parsing.markdown.scan import RawBlock, scan
from foresite.parsing.options import read_options

# Macro calls: one Jinja expression each.

# Below `backtick` (190): code is left alone. Above `escape` (180): arguments are not Markdown.
MACRO_PRIORITY = 185
CALL = rf"\{{\{{(.{{,{MAX_CALL_SOURCE_LENGTH}}}?)\}}\}}"
TAG = "fs-macro"


class MacroProcessor(InlineProcessor):
    """Replaces each call by a marker, which is filled once the page's headings are known.

    A macro yields whole blocks, which cannot stand inside the paragraph that Markdown makes around the call. So the
    call is only marked here, and evaluated on the finished tree.
    """

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        """Return the marker, with the call's source in its ``call`` attribute."""
        marker = Element(TAG, {"call": m[1]})
        return marker, m.start(0), m.end(0)


def register_macros(md: Markdown) -> None:
    """Make a Markdown instance mark macro calls."""
    processor = MacroProcessor(CALL, md)
    processor.compiled_re = re.compile(CALL, re.DOTALL)
    md.inlinePatterns.register(processor, "foresite-macro", MACRO_PRIORITY)


# Blocks in a page's text: adjacent ones become a marker, which is filled in the finished tree.


# After white space is normalised (30), before code fences (25) and raw HTML (20) are extracted.
BLOCK_PRIORITY = 28
MARKER = re.compile(f"{STX}foresite-blocks:(\\d+)-(\\d+){ETX}")
"""Holds the index of the first block that it stands for, and of the one after the last."""
ID = re.compile(r"^    id: ([a-z0-9-]+) *$", re.MULTILINE)


class Placed(NamedTuple):
    """A block and its position; lines count from 1 within the text."""

    line: int
    end_line: int
    id: str
    """The id that the block sets; empty where it sets none."""
    raw: RawBlock | None
    """As written; None where the block is known to be the record of that id."""


class BlockPreprocessor(Preprocessor):
    """Extracts the blocks of one page from its text into ``blocks``, in order.

    It uses the scan that checks the sources, so both agree on what is a block. A text that is already scanned is not
    scanned again.
    """

    def __init__(self, md: Markdown, corpus: Corpus, page: str) -> None:
        super().__init__(md)
        self.blocks: list[Placed] = []
        self._corpus = corpus
        self._page = page

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines with each run of blocks replaced by one marker between empty lines."""
        # Some hosts pass the text with its comments.
        text = without_comments("\n".join(lines)).text
        lines = text.split("\n")
        if self._page in self._corpus.excluded_ids:
            # A host that does not know drafts publishes an empty page.
            return []
        self.blocks = self._parsed_blocks(text)
        if not self.blocks:
            scanned = scan(text).blocks
            hidden = [block for block in scanned if self._is_hidden(block)]
            for block in hidden:
                lines[block.line - 1 : block.end_line] = [""] * (block.end_line - block.line + 1)
            self.blocks = [
                Placed(block.line, block.end_line, id_of(block), block) for block in scanned if block not in hidden
            ]
        for first, end in reversed(list(self._runs(lines))):
            start, last = self.blocks[first].line - 1, self.blocks[end - 1].end_line
            marker = f"{_indent(lines[start])}{STX}foresite-blocks:{first}-{end}{ETX}"
            lines[start:last] = ["", marker, ""]
        return lines

    def _is_hidden(self, block: RawBlock) -> bool:
        """Return whether a block is a draft that is not shown, or is about nothing but such drafts."""
        id = id_of(block)
        if (record := self._corpus.records.get(id)) and record.page == self._page:
            return False
        return id in self._corpus.excluded_ids or (is_draft(block) and not self._corpus.settings.drafts)

    def _parsed_blocks(self, text: str) -> list[Placed]:
        """Return the blocks found when the text was parsed, if it is the same text and all of them became records."""
        outline = self._corpus.outlines.get(self._page)
        positions = outline.blocks_in(text) if outline else None
        blocks = [Placed(line, end_line, id, None) for line, end_line, id in positions or ()]
        records = [self._corpus.records.get(block.id) for block in blocks]
        all_on_page = all(record and record.page == self._page for record in records)
        return blocks if all_on_page and len({block.id for block in blocks}) == len(blocks) else []

    def _runs(self, lines: list[str]) -> Iterator[tuple[int, int]]:
        """Yield the runs of blocks with only empty lines between them: the first index, and the end."""
        first = 0
        for end, block in enumerate(self.blocks, 1):
            following = self.blocks[end] if end < len(self.blocks) else None
            if (
                following is None
                or _indent(lines[following.line - 1]) != _indent(lines[block.line - 1])
                or any(line.strip() for line in lines[block.end_line : following.line - 1])
            ):
                yield first, end
                first = end


def id_of(block: RawBlock) -> str:
    """Return the id that a block sets, or the empty string."""
    # Nearly every block sets its id in this form; otherwise, its options are parsed.
    match = ID.search(block.options)
    return match[1] if match else read_options(block.options, block.options_line).text("id")


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def register_blocks(md: Markdown, corpus: Corpus, page: str) -> BlockPreprocessor:
    """Make a Markdown instance extract blocks, and return the processor that holds them."""
    processor = BlockPreprocessor(md, corpus, page)
    md.preprocessors.register(processor, "foresite-blocks", BLOCK_PRIORITY)
    return processor
