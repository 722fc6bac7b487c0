"""A bibliography split into its parts by bibtexparser, which keeps what it cannot read as data."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from bibtexparser import model
from bibtexparser.model import Block, DuplicateBlockKeyBlock, ImplicitComment, ParsingFailedBlock, String
from bibtexparser.splitter import Splitter

from foresite.reading.written import Comment, Definition, Entry, Failure, Field, Part


def split_parts(text: str, first: int = 1) -> Iterator[Part]:
    """The parts of a text that starts on a line of its file, in order; comments and preambles in braces left out."""
    for block in split_blocks(text):
        line = first + (block.start_line or 0)
        kept = block.ignore_error_block if isinstance(block, ParsingFailedBlock) else block
        if isinstance(kept, model.Entry):
            fields = [Field(each.key, each.value, first + each.start_line) for each in kept.fields]
            start = first + (kept.start_line or 0)
            yield Entry(kept.entry_type, kept.key, fields, kept.raw or "", start)
        elif isinstance(kept, String):
            yield Definition(kept.key, kept.value, line, isinstance(block, DuplicateBlockKeyBlock))
        elif isinstance(block, ImplicitComment):
            yield Comment(block.comment, line)
        elif isinstance(block, ParsingFailedBlock):
            reason = getattr(block.error, "abort_reason", "") or block.error or "no reason given"
            yield Failure(block.raw or "", str(reason), line)


def split_blocks(text: str) -> list[Block]:
    """The blocks of a text as bibtexparser has them."""
    with _quiet(logging.getLogger("bibtexparser.splitter")):
        return list(Splitter(text).split().blocks)


@contextmanager
def _quiet(logger: logging.Logger) -> Iterator[None]:
    """The parser logs what it also returns; a problem is told once."""
    disabled, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = disabled
