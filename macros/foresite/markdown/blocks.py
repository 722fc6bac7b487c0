"""Blocks of the record in a page's text: each becomes a marker that the finished tree fills."""

from __future__ import annotations

import re

from markdown import Markdown
from markdown.preprocessors import Preprocessor
from markdown.util import ETX, STX

from foresite.reading.options import read_options
from foresite.reading.scan import RawBlock, scan

# After white space is normalised (30), before code fences (25) and raw HTML (20) are taken out.
PRIORITY = 28
MARKER = re.compile(f"{STX}foresite-block:(\\d+){ETX}")


class BlockPreprocessor(Preprocessor):
    """Takes the blocks of one page out of its text and keeps them, in order, in ``blocks``.

    The scan that checks the sources is the same one: what it takes for a block is one here.
    """

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.blocks: list[RawBlock] = []

    def run(self, lines: list[str]) -> list[str]:
        """The lines with each block as one marker between empty lines."""
        self.blocks = list(scan("\n".join(lines)).blocks)
        for number, block in reversed(list(enumerate(self.blocks))):
            indent = lines[block.line - 1][: len(lines[block.line - 1]) - len(lines[block.line - 1].lstrip())]
            marker = f"{indent}{STX}foresite-block:{number}{ETX}"
            lines[block.line - 1 : block.end_line] = ["", marker, ""]
        return lines


def id_of(block: RawBlock) -> str:
    """The id that a block gives itself, or the empty string."""
    return read_options(block.options, block.options_line).text("id")


def register(md: Markdown) -> BlockPreprocessor:
    """Make a Markdown instance take blocks out, and return what holds them."""
    processor = BlockPreprocessor(md)
    md.preprocessors.register(processor, "foresite-blocks", PRIORITY)
    return processor
