"""The values of BibTeX: ``{…}``, ``"…"``, numbers and the names of strings, joined by ``#``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

BARE = re.compile(r"[^\s{}\"#,=]+")
SPACE = re.compile(r"\s*")


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
