"""The YAML that nearly all options are: ``name: value`` lines, read without a parser of YAML.

A block's options are a few short lines, and there are tens of thousands of blocks. What is not as simple as
this is left to the parser: both read the same nodes from the same lines.
"""

from __future__ import annotations

import re

from foresite.reading.nodes import Items, Node, Table, Text

LINE = (
    r"([a-z][a-z-]{0,40}): +(?:"
    r"(\w[^\s:#]*+(?:[: ][^\s:#]++)*+)"
    r"|\[ *(\w(?:[\w.-]| (?=\w))*(?: *, *\w(?:[\w.-]| (?=\w))*)*) *\]"
    r"|\"([^\"\\\n]*)\"|'([^'\n]*)') *$"
)
FLUSH = re.compile(f"^{LINE}", re.MULTILINE)
INDENTED = re.compile(f"^    {LINE}", re.MULTILINE)
# What a node is made by: as Text(value, line), without a call of Python's own for each of so many.
new = tuple.__new__


def read_simple(text: str, line: int, written: re.Pattern[str] = FLUSH) -> list[tuple[str, Node]] | None:
    """The names and values of a text that starts at ``line`` of its file; None where it is not that simple.

    ``written`` says how its lines begin. A name given twice stands there twice; each stands on its value's line.
    """
    found = written.findall(text)
    if len(found) <= text.count("\n") or not text.replace("\n", "").isprintable():
        return None
    entries: list[tuple[str, Node]] = []
    for number, (name, plain, items, double, single) in enumerate(found, line):
        if plain:
            entries.append((name, new(Text, (plain, number, ""))))
        elif items:
            listed = tuple([new(Text, (item.strip(), number, "")) for item in items.split(",")])
            entries.append((name, new(Items, (listed, number))))
        else:
            entries.append((name, new(Text, (double or single, number, ""))))
    return entries


def as_table(simple: list[tuple[str, Node]], line: int) -> Table:
    """The same as the parser of YAML gives it."""
    return Table(tuple((Text(name, node.line), node) for name, node in simple), line)
