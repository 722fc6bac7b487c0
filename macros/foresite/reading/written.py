"""The parts of a bibliography as written, and how entries that are surely plain are found without bibtexparser.

Plain is what nearly everybody writes: a field a line, each value in braces with at most one pair more inside,
nothing escaped. What stands between such entries is split by bibtexparser, stretch by stretch; where a stretch is
anything but whole, the whole file is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

PLAIN = re.compile(
    r"""^@([A-Za-z]\w*)\{([^\s,{}"=@\\()]+),[ \t]*\n"""
    r"""((?:[ \t]*+[\w-]++[ \t]*+=[ \t]*+\{[^{}@\\]*+(?:\{[^{}@\\]*+\}[^{}@\\]*+)*+\},[ \t]*+\n)++)[ \t]*+\}[ \t]*+$""",
    re.MULTILINE,
)
FIELD = re.compile(r"^[ \t]*+([\w-]++)[ \t]*+=[ \t]*+(\{[^{}]*+(?:\{[^{}]*+\}[^{}]*+)*+\}),", re.MULTILINE)
OTHERS = ("string", "preamble", "comment")
"""How what opens like an entry and is none begins."""


class Field(NamedTuple):
    """A field of an entry."""

    key: str
    value: str
    """With its braces or quotation marks."""
    line: int
    """The line of the file that it starts on."""


class Entry(NamedTuple):
    """An entry."""

    type: str
    key: str
    fields: Sequence[Field]
    source: str
    line: int


class Definition(NamedTuple):
    """A string that is defined."""

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


Part = Entry | Definition | Comment | Failure


def plain_entries(text: str, split: Callable[[str, int], list[Part] | None]) -> list[Part] | None:
    """A file's parts in order, the plain entries found here and what is between them by ``split``.

    That is given each stretch and the line it starts on, and returns None where the stretch is not whole; then
    nothing is found here.
    """
    parts: list[Part] = []
    done, line = 0, 1
    for match in PLAIN.finditer(text):
        type, key, fields = match.groups()
        if type.lower().startswith(OTHERS):
            continue
        found = split(text[done : match.start()], line)
        if found is None:
            return None
        line += text.count("\n", done, match.start())
        entry = Entry(type, key, _fields(fields, line + 1), match[0].rstrip(" \t"), line)
        parts += (*found, entry)
        done = match.end()
        line += match[0].count("\n")
    rest = split(text[done:], line)
    return None if rest is None else [*parts, *rest]


def _fields(text: str, line: int) -> list[Field]:
    fields = []
    for key, value in FIELD.findall(text):
        fields.append(Field(key, value, line))
        line += 1 + value.count("\n")
    return fields
