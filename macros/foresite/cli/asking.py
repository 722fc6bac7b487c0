"""Flags where they are given, questions at a terminal, and a mistake of the command where neither is."""

from __future__ import annotations

import sys

import click


def at_terminal() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty()


def answer(name: str, given: str | None, expects: str, default: str = "") -> str:
    """What was given, or what is answered; the default where nobody is there to ask.

    Raises:
        click.UsageError: where there is neither.
    """
    if given is not None:
        return given
    if at_terminal():
        return str(click.prompt(f"{name} ({expects})", default=default or None, err=True))
    if default:
        return default
    raise click.UsageError(f"--{name} is missing, expected {expects}")


def optional(name: str, given: str | None, expects: str) -> str:
    """What was given, or what is answered, which may be nothing."""
    if given is not None or not at_terminal():
        return given or ""
    return str(click.prompt(f"{name} ({expects}; empty for none)", default="", show_default=False, err=True))
