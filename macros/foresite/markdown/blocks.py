"""Blocks of the record in a page's text: those that follow each other become a marker that the finished tree fills."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown import Markdown
from markdown.preprocessors import Preprocessor
from markdown.util import ETX, STX

from foresite.reading.options import read_options
from foresite.reading.scan import RawBlock, scan

# After white space is normalised (30), before code fences (25) and raw HTML (20) are taken out.
PRIORITY = 28
MARKER = re.compile(f"{STX}foresite-blocks:(\\d+)-(\\d+){ETX}")
"""The first block that it stands for, and the one after the last."""
ID = re.compile(r"^    id: ([a-z0-9-]+) *$", re.MULTILINE)


class BlockPreprocessor(Preprocessor):
    """Takes the blocks of one page out of its text and keeps them, in order, in ``blocks``.

    The scan that checks the sources is the same one: what it takes for a block is one here.
    """

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.blocks: list[RawBlock] = []

    def run(self, lines: list[str]) -> list[str]:
        """The lines with each run of blocks as one marker between empty lines."""
        self.blocks = list(scan("\n".join(lines)).blocks)
        for first, end in reversed(list(self._runs(lines))):
            start, last = self.blocks[first].line - 1, self.blocks[end - 1].end_line
            marker = f"{_indent(lines[start])}{STX}foresite-blocks:{first}-{end}{ETX}"
            lines[start:last] = ["", marker, ""]
        return lines

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


def register(md: Markdown) -> BlockPreprocessor:
    """Make a Markdown instance take blocks out, and return what holds them."""
    processor = BlockPreprocessor(md)
    md.preprocessors.register(processor, "foresite-blocks", PRIORITY)
    return processor
