"""Run ``foresite ids``: compare a site's permanent addresses with those published."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import click

from foresite.cli.common import config_option, load, say_problems
from foresite.editing.files import locked, write_atomically
from foresite.model.addresses import PUBLISHED, permalinks_text, read_published
from foresite.model.corpus import Corpus
from foresite.model.problems import Code, Problem
from foresite.parsing.links import published_text


@click.command()
@click.option("--write", is_flag=True, help="Add what is new to the list of what is published.")
@config_option
def command(write: bool, config: Path) -> None:
    """Compare the site's permanent addresses with those published so far.

    They are kept in permalinks.txt. What is listed there stays listed: if it vanishes without a
    redirect, that is a problem, here and in every check.
    """
    # Another command that adds to the list must not read it before this one has written it.
    with locked(config.absolute().parent) if write else nullcontext():
        loaded = load(config)
        text = published_text(loaded.settings)
        if isinstance(text, Problem):
            raise click.UsageError(str(text))
        published = {link for link, _ in read_published(text)}
        current = set(Corpus.build(loaded.settings, loaded.sources).permalinks)
        new = current - published
        if write and new:
            write_atomically(loaded.settings.root / PUBLISHED, permalinks_text(published | current).encode())
    problems = [problem for problem in loaded.problems if problem.code in (Code.BROKEN_PERMALINK, Code.BAD_REDIRECT)]
    say_problems(problems)
    status = "added" if write else "not yet published"
    click.echo(f"{PUBLISHED}: {len(published)} published, {len(new)} {status}, {len(problems)} broken")
    raise SystemExit(1 if problems else 0)
