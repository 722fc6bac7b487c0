"""What the commands share: where the project is, and what reading it found."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import click

from foresite.citing.pandoc import check_style
from foresite.memory import collector_paused
from foresite.permalinks import PUBLISHED
from foresite.problems import Problem, in_order
from foresite.reading import read_project
from foresite.reading.configuration import read_configuration
from foresite.reading.host_checks import check_host
from foresite.reading.published import published_text
from foresite.reading.settings import read_settings
from foresite.reading.text import decode, read_text
from foresite.reporting.progress import Progress, moving_line
from foresite.settings import Settings
from foresite.sources import Sources
from foresite.verifying.budget import check_budgets

config_option = click.option(
    "--config",
    "-f",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default="mkdocs.yml",
    show_default=True,
    help="The project's settings.",
)

quiet_option = click.option("--quiet", "-q", is_flag=True, help="Report only what is wrong.")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A project as read."""

    config: Path
    files: Mapping[str, Path]
    """``mkdocs.yml`` and what it inherits from, by the names that problems give them."""
    settings: Settings
    sources: Sources
    problems: list[Problem]
    """Everything wrong, in order."""

    def text_of(self, path: str) -> str | None:
        """The text of a file that a problem names, if it is one that the project reads."""
        if file := self.files.get(path):
            text = decode(file.read_bytes(), path)
        elif path == PUBLISHED:
            text = published_text(self.settings)
        else:
            text = read_text(self.settings.root / path, self.settings)
        return text if isinstance(text, str) else None

    @property
    def root(self) -> str:
        """The project's folder seen from here; empty where it is here, or not below."""
        here = Path.cwd().resolve()
        inside = self.settings.root.is_relative_to(here) and self.settings.root != here
        return self.settings.root.relative_to(here).as_posix() if inside else ""


@collector_paused()
def load(config: Path, *, host: bool = False, drafts: bool = False) -> Loaded:
    """Read a project, with its ``drafts`` where they are to be part of it; nothing in it raises.

    With ``host``, what the host would say of it is among the problems.
    """
    settings, problems = read_settings(config)
    settings = replace(settings, drafts=drafts)
    sources = read_project(settings)
    wrong = [*check_style(settings), *check_budgets(sources, settings)]
    # A command reads once and soon ends; to look through all of it for garbage, then and before, takes long.
    gc.freeze()
    configuration = read_configuration(config)
    problems += [*sources.problems, *wrong]
    if host:
        pages = [page.path for page in sources.pages]
        known, withheld = sources.problems, sources.withheld.pages
        found = check_host(configuration, settings, pages, known, marked=sources.marked, withheld=withheld)
        problems += [each.problem for each in found]
    return Loaded(config, configuration.files, settings, sources, in_order(problems))


def coloured() -> bool:
    """Whether the output is a terminal that wants colour (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def problems_in_words(number: int) -> str:
    """How many problems there are."""
    return {0: "no problems", 1: "1 problem"}.get(number, f"{number} problems")


def say(text: str) -> None:
    """Print a text that may hold a file name which is not UTF-8."""
    click.echo(text.encode("utf-8", "replace").decode("utf-8"), nl=False, color=True)


def say_problems(problems: Iterable[Problem]) -> None:
    """Print problems, one a line."""
    say("".join(f"{problem}\n" for problem in problems))


def follow(quiet: bool) -> Progress:
    """What tells how far a command is, on standard error; nothing where it is to be quiet."""
    return Progress(None) if quiet else Progress(partial(click.echo, err=True), moving_line(sys.stderr))
