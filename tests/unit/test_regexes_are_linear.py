"""No pattern of the package takes more than its share of time, whatever text it is run over.

Each is run over texts made of its own characters: the pieces that its repeats can take, over and over, and
then something that fits nowhere. Four times the text may take four times the time, with room for chance, not 16 times.
"""

from __future__ import annotations

import ast
import importlib
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import foresite
from examples import nightly

pytestmark = pytest.mark.slow

PACKAGE = Path(foresite.__file__).parent
SMALL, MIDDLE, LARGE = 1_000, 4_000, 16_000
# Four times the text: a linear pattern takes 4 times as long, a quadratic one 16 times.
MOST = 9
QUICK = 0.1
"""Seconds of the processor for the large text, below which nothing is wrong and clocks are not exact."""
TRIES = 4
"""What disturbs a measurement makes it longer, and does not come back each time."""


WAYS = "finditer|findall|sub|search|split|match|fullmatch"


@dataclass(frozen=True)
class Used:
    """A pattern, and the ways in which it is used."""

    pattern: re.Pattern[str]
    ways: frozenset[str]


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


SOURCES = {
    module_name(path): path.read_text("utf-8") for path in sorted(PACKAGE.rglob("*.py")) if path.stem != "__main__"
}
IMPORT = re.compile(r"^from (\S+) import (\([^)]*\)|.*)", re.MULTILINE)


@cache
def importers() -> dict[tuple[str, str], set[str]]:
    """Return the modules that take a name from a module."""
    found: dict[tuple[str, str], set[str]] = {}
    for importer, source in SOURCES.items():
        for module, names in IMPORT.findall(source):
            for name in re.findall(r"\w+", names):
                found.setdefault((module, name), set()).add(importer)
    return found


def patterns(name: str) -> Iterator[tuple[str, Used]]:
    """Yield the patterns of a module, with the names under which a failure tells of them."""
    source = SOURCES[name]
    for attribute, value in sorted(vars(importlib.import_module(name)).items()):
        if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
            if f"\n{attribute} = " not in source:
                continue  # imported from where it is looked at
            users = {name, *importers().get((name, attribute), ())}
            ways = re.findall(rf"\b{attribute}\.({WAYS})\(", "\n".join(SOURCES[user] for user in users))
            yield f"{name}.{attribute}", Used(value, frozenset(ways))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called, given = ast.unparse(node.func), str(node.args[0].value)
            if re.fullmatch(rf"re\.({WAYS})", called):
                yield f"{name}:{node.lineno}", Used(re.compile(given), frozenset((called.removeprefix("re."),)))


def letters(tree: Any, found: dict[str, None]) -> None:
    """One character for each thing that the pattern can match."""
    for op, argument in tree:
        name = str(op)
        if name in ("LITERAL", "NOT_LITERAL"):
            found[chr(argument)] = None
        elif name == "IN":
            for kind, each in argument:
                if str(kind) == "LITERAL":
                    found[chr(each)] = None
                elif str(kind) == "RANGE":
                    found[chr(each[0])] = None
                elif str(kind) == "CATEGORY":
                    found[{"SPACE": " ", "DIGIT": "1", "WORD": "a"}.get(str(each).rpartition("_")[2], "a")] = None
        elif name == "CATEGORY" or name == "ANY":
            found["a"] = None
        elif name == "SUBPATTERN":
            letters(argument[-1], found)
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            letters(argument[2], found)
        elif name == "BRANCH":
            for branch in argument[1]:
                letters(branch, found)
        elif name in ("ASSERT", "ASSERT_NOT"):
            letters(argument[1], found)
        elif name == "ATOMIC_GROUP":
            letters(argument, found)


def texts(pattern: re.Pattern[str]) -> Iterator[tuple[str, str, str]]:
    found: dict[str, None] = dict.fromkeys("a ")
    letters(_parser.parse(pattern.pattern, pattern.flags), found)
    alphabet = list(found)[: 11 if nightly() else 5]
    pieces = [*alphabet, *("".join(pair) for pair in product(alphabet, repeat=2) if pair[0] != pair[1])]
    for piece in pieces:
        for head in ("", alphabet[2] if len(alphabet) > 2 else ""):
            for tail in ("", "\n\x00"):
                yield head, piece, tail


def seconds(used: Used, head: str, piece: str, tail: str, length: int) -> float:
    text = head + piece * (length // len(piece)) + tail
    start = time.process_time()
    for way in used.ways:
        if way in ("match", "fullmatch"):
            getattr(used.pattern, way)(text)
        else:
            used.pattern.findall(text)
    return time.process_time() - start


@pytest.mark.parametrize(
    "module", [name for name, source in SOURCES.items() if re.search(r"^(import|from) re\b", source, re.MULTILINE)]
)
def test_time_grows_with_the_text(module: str) -> None:
    for name, used in patterns(module):
        slowest = sorted(texts(used.pattern), key=lambda text: seconds(used, text[0], text[1], text[2], SMALL))[-4:]
        for text in slowest:
            told: list[str] = []
            while len(told) < TRIES and (slow := too_slow(used, *text)):
                told.append(slow)
            assert len(told) < TRIES, f"{name}, {used.pattern.pattern!r}: {told} for {text!r}"


def too_slow(used: Used, head: str, piece: str, tail: str) -> str:
    """What was measured, where that is too much; the empty string where all is well."""
    large = seconds(used, head, piece, tail, LARGE)
    if large < QUICK:
        return ""
    middle = min(seconds(used, head, piece, tail, MIDDLE) for _ in range(3))
    return f"{middle:.5f} s, {large:.5f} s" if large / middle >= MOST else ""
