"""Where a new block or entry belongs: the file, and the line behind which it goes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from foresite.model import Record, Reference
from foresite.reading.front_matter import read_front_matter
from foresite.reading.markdown.scan import scan

LINE_END = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file."""

    path: str
    """Relative to the docs folder."""
    after: int
    """The line behind which something goes; 0 for the end of the file."""


def busiest(records: Sequence[Record]) -> str:
    """The page on which most of the records stand; empty where there are none."""
    pages = Counter(record.page for record in records)
    return min(pages, key=lambda page: (-pages[page], page)) if pages else ""


def behind(records: Sequence[Record], text: str, fits: Callable[[Record], bool]) -> int:
    """The closing line of the last record on a page that ``fits``, else of the last of them, else 0."""
    ends = {block.line: block.end_line for block in scan(read_front_matter(text, "", "").rest).blocks}
    placed = [record for record in records if record.place.line in ends]
    chosen = [record for record in placed if fits(record)] or placed
    return max((ends[record.place.line] for record in chosen), default=0)


def behind_reference(references: Sequence[Reference], key: str) -> int:
    """The closing line of the last entry of a file whose key comes before ``key``, or 0.

    A file that is in order stays so; of one that is not, the end is as good a place as any.
    """
    earlier = [each for each in references if each.key.casefold() < key.casefold()]
    if not earlier or len(earlier) == len(references):
        return 0
    last = max(earlier, key=lambda each: each.place.line)
    return last.place.line + last.source.count("\n")


def insert(data: bytes, after: int, text: str) -> bytes:
    """The file with ``text`` behind the line ``after``, or at its end; every other byte stays.

    An empty line is kept between the text and what stands before and behind it.
    """
    newline = b"\r\n" if b"\r\n" in data else b"\n"
    ends = [match.end() for match in LINE_END.finditer(data)]
    at = ends[after - 1] if 0 < after <= len(ends) else len(data)
    before, rest = data[:at], data[at:]
    added = text.encode().replace(b"\n", newline) + newline
    if before:
        gap = 0 if _ends_blank(before) else 1 if before.endswith((b"\n", b"\r")) else 2
        added = newline * gap + added
    if rest and LINE_END.match(rest) is None:
        added += newline
    return before + added + rest


def _ends_blank(data: bytes) -> bool:
    """Whether the last line is empty and ended."""
    return data.endswith((b"\n\n", b"\r\n\r\n", b"\r\r"))
