"""Blocks, front matter and entries as text that reads back to what was given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from foresite.reading.bibliography.biblatex import ADDRESSES
from foresite.reading.bibliography.latex import encode
from foresite.reading.scalars import scalar

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
        return scalar(_one_line(given), "{}")
    return f"[{', '.join(scalar(_one_line(item), '[{}]') for item in given)}]"


def entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    """An entry of a bibliography, without a line end behind it."""
    lines = [
        f"  {name} = {{{text if name in (*ADDRESSES, *PEOPLE) else encode(_one_line(text))}}},"
        for name, text in fields.items()
        if text.strip()
    ]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])


def _one_line(text: str) -> str:
    return " ".join(text.split())
