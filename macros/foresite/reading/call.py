"""A macro call as parsed, before anything of it is checked."""

from __future__ import annotations

from dataclasses import dataclass

FORM = 'expected one macro with literal arguments such as {{ comparison(theme="trade") }}'


class CallError(ValueError):
    """An expression that is not a call; its text says what is wrong."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call as parsed: any name, any literals."""

    name: str
    positional: tuple[object, ...]
    keyword: tuple[tuple[str, object], ...]
