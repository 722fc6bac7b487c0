"""Split a bibliography into entries and comments, as bibtexparser reads it.

bibtexparser divides a file into entries, strings and comments, and returns what it cannot read as data. Values
are ``{…}``, ``"…"``, numbers and names of strings, joined by ``#``; they are parsed here, because bibtexparser
does not join them and does not report undefined strings.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

from bibtexparser import model
from bibtexparser.model import Block, DuplicateBlockKeyBlock, ImplicitComment, ParsingFailedBlock, String
from bibtexparser.splitter import Splitter

# Line comments of a bibliography: text after percent signs between entries and fields.


PERCENT = re.compile(r"(?:^|[\s,}\"])%", re.MULTILINE)
BIBTEX = re.compile(r"\\.|[{}\"]|(?:(?<=[\n,])|\A)[ \t]*%|(?<=[ \t}\"])%")


def without_line_comments(text: str) -> str:
    """Remove what follows percent signs, as Biber does: between entries and fields."""
    pieces, last_end = [], 0
    for start, end in line_comments(text):
        pieces.append(text[last_end:start])
        last_end = end
    return "".join((*pieces, text[last_end:]))


def line_comments(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each of these comments, without its line end."""
    if not PERCENT.search(text):
        return
    at, depth, quoted = 0, 0, False
    while mark := BIBTEX.search(text, at):
        sign, at = mark[0], mark.end()
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth = max(depth - 1, 0)
            quoted = quoted and depth > 0
        elif sign == '"':
            quoted = (not quoted) if depth == 1 else quoted
        elif sign[-1] == "%" and depth <= 1 and not quoted and (depth or _at_line_start(text, mark.start())):
            start, end = at - 1, text.find("\n", at)
            at = end if end >= 0 else len(text)
            yield start, at


def _at_line_start(text: str, at: int) -> bool:
    """Check whether an offset is at the start of a line or after a comma: elsewhere between entries, signs are text."""
    return at == 0 or text[at - 1] in "\n,"


# Parse the syntax of BibTeX: the parts of a file by bibtexparser, and values joined from their pieces.


BARE = re.compile(r"[^\s{}\"#,=]+")
SPACE = re.compile(r"\s*")


class ParsedField(NamedTuple):
    """A field of an entry."""

    key: str
    value: str
    """With its braces or quotation marks."""
    line: int
    """The line of the file that its equals sign stands on, from 1."""


class ParsedEntry(NamedTuple):
    """An entry."""

    type: str
    key: str
    fields: Sequence[ParsedField]
    source: str
    line: int


class Definition(NamedTuple):
    """An ``@string``."""

    name: str
    value: str
    line: int
    again: bool
    """Whether it was defined before."""


class Comment(NamedTuple):
    """Text between the parts."""

    text: str
    line: int


class Failure(NamedTuple):
    """Text that opens like an entry and cannot be parsed."""

    source: str
    reason: str
    line: int


ValuePart = ParsedEntry | Definition | Comment | Failure


def parse_bibtex(text: str) -> Iterator[ValuePart]:
    """Yield the parts of a text in order, their lines from 1; ``@comment`` and ``@preamble`` are left out."""
    lines = _counted_lines(text)
    for block in split_blocks(text):
        line = lines[block.start_line or 0]
        content = block.ignore_error_block if isinstance(block, ParsingFailedBlock) else block
        if isinstance(content, model.Entry):
            fields = [ParsedField(item.key, item.value, lines[item.start_line]) for item in content.fields]
            yield ParsedEntry(
                content.entry_type, content.key, fields, content.raw or "", lines[content.start_line or 0]
            )
        elif isinstance(content, String):
            yield Definition(content.key, content.value, line, isinstance(block, DuplicateBlockKeyBlock))
        elif isinstance(block, ImplicitComment):
            yield Comment(block.comment, line)
        elif isinstance(block, ParsingFailedBlock):
            reason = getattr(block.error, "abort_reason", "") or block.error or "no reason given"
            yield Failure(block.raw or "", str(reason), line)


def split_blocks(text: str) -> list[Block]:
    """Return the blocks of a text as bibtexparser splits it, their lines counted from 0."""
    with _silenced(logging.getLogger("bibtexparser.splitter")):
        return list(Splitter(text).split().blocks)


def _counted_lines(text: str) -> list[int]:
    """Map the lines that bibtexparser counts, from 0, to those of the text, from 1.

    bibtexparser does not count a line break after a backslash.
    """
    return [1, *(number for number, line in enumerate(text.split("\n"), 2) if not line.endswith("\\"))]


@contextmanager
def _silenced(logger: logging.Logger) -> Iterator[None]:
    """Keep the parser from logging what it also returns, so that a problem is reported once."""
    disabled, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = disabled


@dataclass(frozen=True, slots=True)
class Value:
    """A parsed value: its text with braces and LaTeX as written, and what is wrong with it."""

    text: str
    undefined: tuple[str, ...] = ()
    """The names of undefined strings in it."""
    fault: str = ""
    """The syntax error; empty if the value is well formed."""
    fault_line: int = 0
    """The line of the fault within the value, from 0."""


def read_value(raw: str, strings: Mapping[str, str]) -> Value:
    """Parse a value; ``strings`` maps the defined names, in lower case, to their text."""
    parts: list[str] = []
    undefined: list[str] = []
    at = _skip_space(raw, 0)
    while True:
        value_start = at
        if raw[at : at + 1] in ('"', "{"):
            end = _closing(raw, at)
            if end < 0:
                closer = "}" if raw[at] == "{" else '"'
                return _fault(raw, at, f"a value that is not closed, expected {closer}")
            parts.append(raw[at + 1 : end])
            at = end + 1
        elif token := BARE.match(raw, at):
            at = token.end()
            name = token[0].lower()
            if token[0].isdecimal():
                parts.append(token[0])
            elif name in strings:
                parts.append(strings[name])
            else:
                undefined.append(token[0])
        else:
            return _fault(raw, at, "an empty value, expected {…}" if at >= len(raw) else _stray_text_message(raw, at))
        next_offset = _skip_space(raw, at)
        if next_offset >= len(raw):
            return Value("".join(parts), tuple(undefined))
        if raw[next_offset] != "#":
            if raw[value_start] in '"{' and re.compile(r"[\w-]+\s*=").match(raw, next_offset):
                return _fault(raw, at, "no comma after the value, expected one before the next field")
            return _fault(raw, next_offset, _stray_text_message(raw, next_offset))
        at = _skip_space(raw, next_offset + 1)


def _closing(raw: str, start: int) -> int:
    """Return the offset at which the value that opens at ``start`` closes, or -1."""
    depth = 0
    quoted = raw[start] == '"'
    for mark in re.compile(r'(?<!\\)[{}"]').finditer(raw, start + 1):
        if mark[0] == "{":
            depth += 1
        elif mark[0] == "}":
            if not depth and not quoted:
                return mark.start()
            depth -= 1
        elif quoted and depth <= 0:
            return mark.start()
    return -1


def _fault(raw: str, at: int, message: str) -> Value:
    return Value("", fault=message, fault_line=raw.count("\n", 0, at))


def _stray_text_message(raw: str, at: int) -> str:
    excerpt = " ".join(raw[at : at + 30].split())
    return f"'{excerpt}' after or instead of a value, expected {{…}}, \"…\" or a name, joined by #"


def _skip_space(raw: str, at: int) -> int:
    space = SPACE.match(raw, at)
    return space.end() if space else at
