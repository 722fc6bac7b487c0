"""Blocks, front matter and entries as text that reads back to what was given."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from foresite.reading.biblatex import ADDRESSES
from foresite.reading.latex import encode
from foresite.reading.nodes import Items, Node, Table, Text, YamlError, parse_yaml

PEOPLE = ("author", "editor", "authororig")
"""Fields whose braces and commas mean something, so that they are written as given."""


def block(kind: str, title: str, options: Mapping[str, str | Sequence[str]], body: str) -> str:
    """A block with its fences, without a line end behind it."""
    lines = [f"/// {kind} | {_one_line(title)}"]
    lines += [f"    {name}: {value(given)}" for name, given in options.items() if given]
    return "\n".join([*lines, *(["", body.strip("\n")] if body.strip() else []), "///"])


def value(given: str | Sequence[str]) -> str:
    """A text or a list of texts as YAML on one line, in quotes only where it needs them."""
    if isinstance(given, str):
        return _scalar(_one_line(given), "{}")
    return f"[{', '.join(_scalar(_one_line(item), '[{}]') for item in given)}]"


def entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    """An entry of a bibliography, without a line end behind it."""
    lines = [
        f"  {name} = {{{text if name in (*ADDRESSES, *PEOPLE) else encode(_one_line(text))}}},"
        for name, text in fields.items()
        if text.strip()
    ]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])


def _scalar(text: str, around: str) -> str:
    """The text plain where YAML reads it back, else in quotes."""
    for form in (text, "'" + text.replace("'", "''") + "'"):
        try:
            node = parse_yaml("name: " + around.replace("{}", form))
        except YamlError:
            continue
        if _read(node) == text:
            return form
    return json.dumps(text)


def _read(node: Node | None) -> str | None:
    """The text of the only entry of a table, be it in a list."""
    found = node.entries[0][1] if isinstance(node, Table) and len(node.entries) == 1 else None
    if isinstance(found, Items) and len(found.items) == 1:
        found = found.items[0]
    return found.value if isinstance(found, Text) else None


def _one_line(text: str) -> str:
    return " ".join(text.split())
