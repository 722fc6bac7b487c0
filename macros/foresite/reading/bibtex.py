"""Bibliography files: BibLaTeX in UTF-8, every failure a problem with its line.

bibtexparser splits into blocks what is not surely plain; it keeps what it cannot read as data. Everything that
it says nothing of is looked for here: undefined strings, empty keys, keys that differ by case, text that was
meant as an entry.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bibtexparser import model as bibtexparser
from bibtexparser.model import Block, DuplicateBlockKeyBlock, ImplicitComment, ParsingFailedBlock, String
from bibtexparser.splitter import Splitter

from foresite.model import Reference
from foresite.problems import Code, Problem, in_order
from foresite.reading.biblatex import MONTHS
from foresite.reading.entries import EntryReader
from foresite.reading.text import read_text
from foresite.reading.written import Entry, Field, Part, plain_entries
from foresite.settings import Settings

STRAY = re.compile(r"^[ \t]*@[ \t]*(\w+)", re.MULTILINE)
HEAD = re.compile(r"@\w*\s*[{(]\s*([^\s,{}=\"]*)")
EARLY = re.compile(r"(?:Unexpected block start:|but found) `@(\w*)")


Entries = tuple[list[Reference], list[Problem]]
"""References, and everything wrong in what they were read from."""


def read_bibliographies(settings: Settings, read: Callable[[str, str], Entries] | None = None) -> Entries:
    """All the bibliography files of a project as one: a key stands once in all of them.

    ``read`` reads a file's text, given with its path, where that is not to be read each time.
    """
    references: list[Reference] = []
    problems: list[Problem] = []
    for path in settings.bibliography:
        found, wrong = read_bibliography(path, settings, read)
        references += found
        problems += wrong
    once, wrong = _unique(references)
    return once, in_order([*problems, *wrong])


def read_bibliography(path: Path, settings: Settings, read: Callable[[str, str], Entries] | None = None) -> Entries:
    """The references of a file in their order, and everything wrong in it.

    An entry that can be read in part is a reference and a problem. Of entries with one key the first counts.
    Never raises for what stands in the file.
    """
    text = read_text(path, settings)
    if isinstance(text, Problem):
        return [], [text]
    return (read or read_file)(text, settings.relative(path))


def read_file(text: str, path: str) -> Entries:
    """The references of a file's text; its problems name the path."""
    return read_entries(text, EntryReader(path, {}))


def read_entries(text: str, reader: EntryReader) -> Entries:
    """The references of a text that stands in the reader's file."""
    parts = plain_entries(text, partial(_between, set()))
    if parts is None:
        parts = list(_written(text, 1))
    reader.strings = _strings(parts, reader)
    references: list[Reference] = []
    for line, block in parts:
        if isinstance(block, Entry):
            if reference := reader.read(block):
                references.append(reference)
        elif isinstance(block, ImplicitComment):
            for stray in STRAY.finditer(block.comment):
                at = line + block.comment.count("\n", 0, stray.start(1))
                reader.report(Code.BAD_ENTRY, at, f"'@{stray[1]}' opens no entry, expected @{stray[1]}{{key,")
        elif isinstance(block, ParsingFailedBlock) and not isinstance(block, DuplicateBlockKeyBlock):
            reader.report(Code.BAD_ENTRY, line, _reason(block))
    once, wrong = _unique(references)
    return once, in_order([*reader.problems, *wrong])


def _written(text: str, first: int) -> Iterator[Part]:
    """The parts of a text that starts on a line of its file."""
    for block in split_blocks(text):
        line = first + (block.start_line or 0)
        entry = block.ignore_error_block if isinstance(block, ParsingFailedBlock) else block
        if isinstance(entry, bibtexparser.Entry):
            fields = [Field(each.key, each.value, first + each.start_line) for each in entry.fields]
            start = first + (entry.start_line or 0)
            yield line, Entry(entry.entry_type, entry.key, fields, entry.raw or "", start)
        else:
            yield line, block


def _between(strings: set[str], text: str, line: int) -> list[Part] | None:
    """What stands between plain entries; None where it is not whole, or defines one of ``strings`` again."""
    if "@" not in text:
        return []
    parts = list(_written(text, line))
    for _, block in parts:
        if isinstance(block, ParsingFailedBlock) or (isinstance(block, ImplicitComment) and "@" in block.comment):
            return None
        if isinstance(block, String):
            if block.key in strings:
                return None
            strings.add(block.key)
    return parts


def _strings(parts: Iterable[Part], reader: EntryReader) -> dict[str, str]:
    """The defined strings; each may use those before it, as in BibTeX."""
    strings = {name: str(number) for number, name in enumerate(MONTHS, 1)}
    reader.strings = strings
    for line, block in parts:
        if isinstance(block, DuplicateBlockKeyBlock) and isinstance(block.ignore_error_block, String):
            reader.report(Code.DUPLICATE_KEY, line, f"the string '{block.key}' is defined twice")
        elif isinstance(block, String):
            strings[block.key.strip().lower()] = reader.value(block.value, line, f"string {block.key.strip()}")
    return strings


def _reason(block: ParsingFailedBlock) -> str:
    """Why an entry could not be read, in our words where they say more than the parser's."""
    head = HEAD.match(block.raw or "")
    name = f"entry '{head[1]}'" if head and head[1] else "an entry"
    reason = str(getattr(block.error, "abort_reason", "") or block.error or "no reason given")
    if "end of file" in reason:
        return f"{name} is not closed, expected }} before the end of the file"
    if early := EARLY.search(reason):
        return f"{name} is not closed, expected }} before the next '@{early[1]}'"
    return f"{name} cannot be read: {' '.join(reason.split()).rstrip('.')}"


def _unique(references: list[Reference]) -> tuple[list[Reference], list[Problem]]:
    """The first reference of each key, and the keys that stand twice or differ only by case."""
    first: dict[str, Reference] = {}
    folded: dict[str, Reference] = {}
    problems = []
    for reference in references:
        if earlier := first.get(reference.key):
            message = f"the key '{reference.key}' stands twice, first at {earlier.place}"
            problems.append(Problem(reference.place, Code.DUPLICATE_KEY, message))
            continue
        first[reference.key] = reference
        if earlier := folded.get(reference.key.casefold()):
            message = f"the keys '{reference.key}' and '{earlier.key}' ({earlier.place}) differ only in case"
            problems.append(
                Problem(reference.place, Code.SIMILAR_KEY, message, "give one of them a letter or digit more")
            )
        folded.setdefault(reference.key.casefold(), reference)
    return list(first.values()), problems


def split_blocks(text: str) -> list[Block]:
    """The parts of a file as written, in order: entries, strings, preambles, comments, and what is none of them."""
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
