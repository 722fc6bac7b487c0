"""Split a bibliography into entries and comments, as bibtexparser reads it.

bibtexparser divides a file into entries, strings and comments, and returns what it cannot read as data. Values
are ``{…}``, ``"…"``, numbers and names of strings, joined by ``#``; they are parsed here, because bibtexparser
joins none and says nothing of strings that nobody defined.
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

# Comments of a bibliography: what stands behind percent signs between entries and fields.


PERCENT = re.compile(r"(?:^|[\s,}\"])%", re.MULTILINE)
BIBTEX = re.compile(r"\\.|[{}\"]|(?:(?<=[\n,])|\A)[ \t]*%|(?<=[ \t}\"])%")


def without_line_comments(text: str) -> str:
    """A bibliography without what stands behind percent signs, as Biber reads it: between entries and fields."""
    pieces, done = [], 0
    for start, end in line_comments(text):
        pieces.append(text[done:start])
        done = end
    return "".join((*pieces, text[done:]))


def line_comments(text: str) -> Iterator[tuple[int, int]]:
    """Where these comments begin and end, the ends of their lines left out."""
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
        elif sign[-1] == "%" and depth <= 1 and not quoted and (depth or _begins(text, mark.start())):
            start, end = at - 1, text.find("\n", at)
            at = end if end >= 0 else len(text)
            yield start, at


def _begins(text: str, at: int) -> bool:
    """Return whether what stands here begins a line, or follows a comma: between entries other signs are text."""
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
    """What opens as an entry and cannot be read."""

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
            fields = [ParsedField(each.key, each.value, lines[each.start_line]) for each in content.fields]
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
    """Return the blocks of a text as bibtexparser has them, their lines from 0."""
    with _silenced(logging.getLogger("bibtexparser.splitter")):
        return list(Splitter(text).split().blocks)


def _counted_lines(text: str) -> list[int]:
    """Map the lines that bibtexparser counts, from 0, to those of the text, from 1.

    It does not count a line break behind a backslash.
    """
    return [1, *(number for number, line in enumerate(text.split("\n"), 2) if not line.endswith("\\"))]


@contextmanager
def _silenced(logger: logging.Logger) -> Iterator[None]:
    """Keep the parser from logging what it also returns; a problem is told once."""
    disabled, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = disabled


@dataclass(frozen=True, slots=True)
class Value:
    """A value read: its text with braces and LaTeX as written, and what is wrong with it."""

    text: str
    undefined: tuple[str, ...] = ()
    """The strings that it names and nobody defined."""
    fault: str = ""
    """What stands where it should not; empty where the value is well formed."""
    fault_line: int = 0
    """On which line of the value the fault stands, from 0."""


def read_value(raw: str, strings: Mapping[str, str]) -> Value:
    """Read a value; ``strings`` maps the defined names, in lower case, to their text."""
    parts: list[str] = []
    undefined: list[str] = []
    at = _skip(raw, 0)
    while True:
        before = at
        if raw[at : at + 1] in ('"', "{"):
            end = _closing(raw, at)
            if end < 0:
                closer = "}" if raw[at] == "{" else '"'
                return _fault(raw, at, f"a value that is not closed, expected {closer}")
            parts.append(raw[at + 1 : end])
            at = end + 1
        elif bare := BARE.match(raw, at):
            at = bare.end()
            name = bare[0].lower()
            if bare[0].isdecimal():
                parts.append(bare[0])
            elif name in strings:
                parts.append(strings[name])
            else:
                undefined.append(bare[0])
        else:
            return _fault(raw, at, "an empty value, expected {…}" if at >= len(raw) else _stray(raw, at))
        behind = _skip(raw, at)
        if behind >= len(raw):
            return Value("".join(parts), tuple(undefined))
        if raw[behind] != "#":
            if raw[before] in '"{' and re.compile(r"[\w-]+\s*=").match(raw, behind):
                return _fault(raw, at, "no comma after the value, expected one before the next field")
            return _fault(raw, behind, _stray(raw, behind))
        at = _skip(raw, behind + 1)


def _closing(raw: str, start: int) -> int:
    """Where the value that opens at ``start`` closes, or -1."""
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


def _stray(raw: str, at: int) -> str:
    written = " ".join(raw[at : at + 30].split())
    return f"'{written}' after or instead of a value, expected {{…}}, \"…\" or a name, joined by #"


def _skip(raw: str, at: int) -> int:
    space = SPACE.match(raw, at)
    return space.end() if space else at
