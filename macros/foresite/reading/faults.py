"""A fault: a problem before it is known which file the text came from."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from foresite.problems import Code, Place, Problem


class Fault(NamedTuple):
    """Something wrong on a line of a text."""

    line: int
    """From 1."""
    code: Code
    message: str
    hint: str = ""

    def within(self, path: str) -> Problem:
        """The problem, once the file is known."""
        return Problem(Place(path, self.line), self.code, self.message, self.hint)


def a(noun: str) -> str:
    """The noun with its indefinite article."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def one_of(names: Iterable[str]) -> str:
    """Names as a sentence lists the choices: ``a, b or c``."""
    *others, last = names
    return f"{', '.join(others)} or {last}" if others else last


MOST = 12
"""How many choices a message lists where editors may give any number."""


def one_of_some(names: Collection[str]) -> str:
    """The same of names that editors give: of many only how many there are, lest each message be as long as all."""
    return one_of(names) if len(names) <= MOST else f"one of the {len(names)} that there are"
