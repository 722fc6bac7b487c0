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
from foresite.parsing.calls import FARTHEST
from foresite.parsing.markdown.comments import without_comments
from foresite.parsing.markdown.scan import RawBlock, scan
from foresite.parsing.options import read_options

# Macro calls: one Jinja expression, evaluated where it stands.


# Below `backtick` (190): code is left alone. Above `escape` (180): arguments are not Markdown.
MACRO_PRIORITY = 185
CALL = rf"\{{\{{(.{{,{FARTHEST}}}?)\}}\}}"
TAG = "fs-macro"


class MacroProcessor(InlineProcessor):
    """Puts a marker where a call stands; it is filled once the page's headings are known.

    A macro yields whole blocks, and a block cannot stand inside the paragraph that Markdown makes
    around the call. So the call is only marked here, and evaluated over the finished tree.
    """

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        """The marker, with the call's source in its ``call`` attribute."""
        marker = Element(TAG, {"call": m[1]})
        return marker, m.start(0), m.end(0)


def register_macros(md: Markdown) -> None:
    """Make a Markdown instance mark macro calls."""
    processor = MacroProcessor(CALL, md)
    processor.compiled_re = re.compile(CALL, re.DOTALL)
    md.inlinePatterns.register(processor, "foresite-macro", MACRO_PRIORITY)


# Blocks of the record in a page's text: those that follow each other become a marker that the finished tree fills.


# After white space is normalised (30), before code fences (25) and raw HTML (20) are taken out.
BLOCK_PRIORITY = 28
MARKER = re.compile(f"{STX}foresite-blocks:(\\d+)-(\\d+){ETX}")
"""The first block that it stands for, and the one after the last."""
ID = re.compile(r"^    id: ([a-z0-9-]+) *$", re.MULTILINE)


class Placed(NamedTuple):
    """A block where it stands; lines count from 1 within the text."""

    line: int
    end_line: int
    id: str
    """The id that it gives itself; empty where it gives none."""
    raw: RawBlock | None
    """As written; None where it is sure to be the record of that id."""


class BlockPreprocessor(Preprocessor):
    """Takes the blocks of one page out of its text and keeps them, in order, in ``blocks``.

    The scan that checks the sources is the same one: what it takes for a block is one here. Where the text is that
    which was checked, there is no need to scan it again.
    """

    def __init__(self, md: Markdown, corpus: Corpus, page: str) -> None:
        super().__init__(md)
        self.blocks: list[Placed] = []
        self._corpus = corpus
        self._page = page

    def run(self, lines: list[str]) -> list[str]:
        """The lines with each run of blocks as one marker between empty lines."""
        # Some hosts hand over what stands in the file.
        text = without_comments("\n".join(lines)).text
        lines = text.split("\n")
        if self._page in self._corpus.withheld:
            # A host that knows nothing of drafts publishes an empty page.
            return []
        self.blocks = self._known(text)
        if not self.blocks:
            found = scan(text).blocks
            hidden = [block for block in found if self._is_hidden(block)]
            for block in hidden:
                lines[block.line - 1 : block.end_line] = [""] * (block.end_line - block.line + 1)
            self.blocks = [
                Placed(block.line, block.end_line, id_of(block), block) for block in found if block not in hidden
            ]
        for first, end in reversed(list(self._runs(lines))):
            start, last = self.blocks[first].line - 1, self.blocks[end - 1].end_line
            marker = f"{_indent(lines[start])}{STX}foresite-blocks:{first}-{end}{ETX}"
            lines[start:last] = ["", marker, ""]
        return lines

    def _is_hidden(self, block: RawBlock) -> bool:
        """Whether a block is a draft that is not shown, or speaks of nothing but such."""
        id = id_of(block)
        if (record := self._corpus.records.get(id)) and record.page == self._page:
            return False
        return id in self._corpus.withheld or (is_draft(block) and not self._corpus.settings.drafts)

    def _known(self, text: str) -> list[Placed]:
        """The blocks of the text as it was read, if it was this one and all of them became records."""
        outline = self._corpus.outlines.get(self._page)
        known = outline.blocks_in(text) if outline else None
        blocks = [Placed(line, end_line, id, None) for line, end_line, id in known or ()]
        records = [self._corpus.records.get(block.id) for block in blocks]
        sound = all(record and record.page == self._page for record in records)
        return blocks if sound and len({block.id for block in blocks}) == len(blocks) else []

    def _runs(self, lines: list[str]) -> Iterator[tuple[int, int]]:
        """Blocks with nothing but empty lines between them, as Markdown treats them alike: the first and the end."""
        first = 0
        for at, block in enumerate(self.blocks, 1):
            following = self.blocks[at] if at < len(self.blocks) else None
            if (
                following is None
                or _indent(lines[following.line - 1]) != _indent(lines[block.line - 1])
                or any(line.strip() for line in lines[block.end_line : following.line - 1])
            ):
                yield first, at
                first = at


def id_of(block: RawBlock) -> str:
    """The id that a block gives itself, or the empty string."""
    # Nearly every block says it so; where it does not, its options are read in full.
    found = ID.search(block.options)
    return found[1] if found else read_options(block.options, block.options_line).text("id")


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def register_blocks(md: Markdown, corpus: Corpus, page: str) -> BlockPreprocessor:
    """Make a Markdown instance take blocks out, and return what holds them."""
    processor = BlockPreprocessor(md, corpus, page)
    md.preprocessors.register(processor, "foresite-blocks", BLOCK_PRIORITY)
    return processor
