"""Flags where they are given, questions at a terminal, and a mistake of the command where neither is."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click


def at_terminal() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty()


def nothing_wrong(_: str) -> str:
    """What is said against an answer that may be anything."""
    return ""


def answer(
    name: str, given: str | None, expects: str, default: str = "", wrong: Callable[[str], str] = nothing_wrong
) -> str:
    """What was given, or what is answered; the default where nobody is there to ask.

    ``wrong`` says what is wrong with an answer: then the same is asked again, and nothing else.

    Raises:
        click.UsageError: where there is neither.
    """
    return _asked(name, given, expects, wrong, default=default, needed=True)


def optional(name: str, given: str | None, expects: str, wrong: Callable[[str], str] = nothing_wrong) -> str:
    """What was given, or what is answered, which may be nothing."""
    return _asked(name, given, expects, wrong, default="", needed=False)


def _asked(
    name: str, given: str | None, expects: str, wrong: Callable[[str], str], *, default: str, needed: bool
) -> str:
    if not at_terminal():
        if given is None and needed and not default:
            raise click.UsageError(f"--{name} is missing, expected {expects}")
        return default if given is None else given
    while True:
        if given is None:
            question = f"{name} ({expects})" if needed else f"{name} ({expects}; empty for none)"
            said = click.prompt(question, default=default or (None if needed else ""), show_default=needed, err=True)
            given = str(said)
        if not given or not (mistake := wrong(given)):
            return given
        click.echo(f"{name}: {mistake}", err=True)
        given = None
