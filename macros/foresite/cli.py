"""The ``foresite`` command."""

from __future__ import annotations

from pathlib import Path

import click

from foresite.problems import in_order
from foresite.reading import read_project
from foresite.reading.settings import read_settings


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="foresite")
def main() -> None:
    """Compare forward-looking policy briefs year by year."""


@main.command()
@click.option(
    "--config",
    "-f",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default="mkdocs.yml",
    show_default=True,
    help="The project's settings.",
)
def check(config: Path) -> None:
    """Report everything wrong in the sources, without building the site.

    Exits with 0 where nothing is wrong, with 1 where something is, with 2 where the command is misused.
    """
    settings, problems = read_settings(config)
    sources = read_project(settings)
    found = in_order([*problems, *sources.problems])
    for problem in found:
        click.echo(str(problem))
    records = sum(
        len(group)
        for group in (sources.claims, sources.corrections, sources.events, sources.outcomes, sources.shifts)
    )
    summary = f"{len(sources.pages)} pages, {records} records, {len(sources.references)} references"
    click.echo(f"{summary}: {_count(len(found))}", err=True)
    raise SystemExit(1 if found else 0)


def _count(number: int) -> str:
    return {0: "no problems", 1: "1 problem"}.get(number, f"{number} problems")
