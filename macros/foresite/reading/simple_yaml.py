"""The YAML that nearly all options are: ``name: value`` lines, read without a parser of YAML.

A block's options are a few short lines, and there are tens of thousands of blocks. What is not as simple as
this is left to the parser: both read the same nodes from the same lines.
"""

from __future__ import annotations

import re

from foresite.reading.nodes import Items, Node, Table, Text

LINE = re.compile(
    r"(?P<name>[a-z][a-z-]{0,40}): +(?:"
    r"(?P<plain>\w(?:[^\s:#]|:(?=[^\s:#])| (?=[^\s:#]))*)"
    r"|\[ *(?P<items>\w(?:[\w.-]| (?=\w))*(?: *, *\w(?:[\w.-]| (?=\w))*)*) *\]"
    r"|\"(?P<double>[^\"\\]*)\"|'(?P<single>[^']*)') *"
)


def read_simple(lines: list[str], line: int) -> Table | None:
    """The options of lines that start at ``line`` of their file; None where they are not that simple."""
    entries: list[tuple[Text, Node]] = []
    for number, written in enumerate(lines, line):
        match = LINE.fullmatch(written) if written.isprintable() else None
        if match is None:
            return None
        name, plain, items, double, single = match.groups()
        value: Node
        if plain is not None:
            value = Text(plain, number)
        elif items is not None:
            value = Items(tuple(Text(item.strip(), number) for item in items.split(",")), number)
        else:
            value = Text(single if double is None else double, number)
        entries.append((Text(name, number), value))
    return Table(tuple(entries), line) if entries else None
