"""What commands share: the project and its problems, questions at a terminal, copies of briefs."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import click

from foresite.citing.pandoc import check_style
from foresite.model.addresses import PUBLISHED
from foresite.model.corpus import Corpus
from foresite.model.problems import Notice, Problem, in_order, nearest_name
from foresite.model.records import Brief
from foresite.model.settings import Settings
from foresite.model.sources import Sources
from foresite.parsing.configuration import read_configuration
from foresite.parsing.files import decode_utf8, read_regular, read_text
from foresite.parsing.host_settings import missing_address, unused_settings
from foresite.parsing.links import published_text
from foresite.parsing.navigation import check_host
from foresite.parsing.project import read_project
from foresite.parsing.settings import read_settings
from foresite.reporting.progress import Progress, moving_line
from foresite.runtime.pool import collector_paused
from foresite.verify.copies import CopyError, read_copy
from foresite.verify.fingerprints import NAME, Fingerprint, FingerprintsError, read_all
from foresite.verify.quotations import check_budgets

# Flags where they are given, questions at a terminal, and a mistake of the command where neither is.


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


# What the commands share: where the project is, and what reading it found.


config_option = click.option(
    "--config",
    "-f",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default="mkdocs.yml",
    show_default=True,
    help="The project's settings.",
)

quiet_option = click.option("--quiet", "-q", is_flag=True, help="Report only what is wrong.")


def _day(ctx: click.Context, param: click.Parameter, value: str | None) -> date | None:
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        message = f"'{value}' is not a day, expected one such as 2024-06-19"
        raise click.BadParameter(message, ctx, param) from None


def day_option(said: str) -> Callable[[Any], Any]:
    """The option ``--as-of``, which takes a day."""
    return click.option("--as-of", callback=_day, metavar="DATE", help=said)


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
    notices: tuple[Notice, ...] = ()
    """What there is to know of the settings besides; only where the host is asked."""

    def text_of(self, path: str) -> str | None:
        """The text of a file that a problem names, if it is one that the project reads."""
        if file := self.files.get(path):
            try:
                text = decode_utf8(read_regular(file), path)
            except OSError:
                return None
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
    if sources.overrides:
        # Jinja takes longer to load than most projects to check.
        from foresite.render.overrides import without_faulty_overrides

        problems += without_faulty_overrides(Corpus.build(settings, sources))[1]
    notices: list[Notice] = []
    if host:
        notices = [*missing_address(configuration, settings.root), *unused_settings(configuration, settings.root)]
        pages = [page.path for page in sources.pages]
        known, excluded = sources.problems, sources.excluded.pages
        found = check_host(configuration, settings, pages, known, marked=sources.marked, excluded=excluded)
        problems += [each.problem for each in found]
    return Loaded(config, configuration.files, settings, sources, in_order(problems), tuple(notices))


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


# What the commands that take a copy of a brief share.


copy_argument = click.argument("copy", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))


def brief_of(loaded: Loaded, key: str) -> Brief:
    """The annotated brief with that key."""
    for brief in loaded.sources.briefs:
        if brief.key == key:
            return brief
    known = [brief.key for brief in loaded.sources.briefs]
    hint = nearest_name(key, known)
    raise click.UsageError(f"no page annotates '{key}', expected {', '.join(known)}{f'; {hint}' if hint else ''}")


def text_of(copy: Path) -> str:
    """The copy's text."""
    try:
        return read_copy(copy)
    except CopyError as error:
        raise click.UsageError(f"{copy}: {error}") from None


def fingerprints_of(loaded: Loaded) -> tuple[Path, dict[str, tuple[Fingerprint, ...]]]:
    """The project's file of fingerprints, and what it holds."""
    path = loaded.settings.bibliography[0].parent / NAME
    try:
        return path, read_all(path.read_text("utf-8")) if path.is_file() else {}
    except (FingerprintsError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{loaded.settings.relative(path)}: {error}") from None
