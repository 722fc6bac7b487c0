"""``foresite check``: what is wrong in the sources."""

from __future__ import annotations

from pathlib import Path

import click

from foresite.cli.common import coloured, config_option, load, say
from foresite.problems import in_order
from foresite.reading.history import check_history
from foresite.reporting import Report, problems_json, sarif, terminal, workflow_commands


@click.command()
@config_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github", "sarif", "json"]),
    default="text",
    show_default=True,
    help="For a person, for GitHub Actions, for code scanning, or for a program.",
)
def command(config: Path, form: str) -> None:
    """Report everything wrong in the sources, without building the site.

    Exits with 0 where nothing is wrong, with 1 where something is, with 2 where the command is misused.
    """
    loaded = load(config)
    problems = in_order([*loaded.problems, *check_history(loaded.settings)])
    report = Report.of(problems, loaded.sources, loaded.text_of)
    match form:
        case "github":
            import secrets

            said = workflow_commands(report, secrets.token_hex(16), loaded.root)
        case "sarif":
            from importlib.metadata import version

            said = sarif(report, version("foresite"), loaded.root)
        case "json":
            said = problems_json(report)
        case _:
            said = terminal(report, colour=coloured())
    say(said)
    click.echo(report.summary, err=True)
    raise SystemExit(1 if report.found else 0)
