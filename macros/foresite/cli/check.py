"""Run ``foresite check``: report problems of the sources."""

from __future__ import annotations

from pathlib import Path

import click

from foresite.cli.common import coloured, config_option, load, say
from foresite.model.problems import in_order
from foresite.parsing.history import check_history
from foresite.reporting.formats import Report, problems_json, sarif, terminal, workflow_commands


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
@click.option("--drafts", is_flag=True, help="Check drafts as well, as a preview shows them.")
def command(config: Path, form: str, drafts: bool) -> None:
    """Report everything wrong in the sources, without building the site.

    What MkDocs leaves out of the site is not looked at, and neither are drafts, unless you ask for them.

    Exits with 0 where nothing is wrong, with 1 where something is, with 2 where the command is misused.
    """
    loaded = load(config, host=True, drafts=drafts)
    problems = in_order([*loaded.problems, *check_history(loaded.settings)])
    report = Report.of(problems, loaded.sources, loaded.text_of, loaded.notices)
    match form:
        case "github":
            import secrets

            output = workflow_commands(report, secrets.token_hex(16), loaded.root)
        case "sarif":
            from importlib.metadata import version

            output = sarif(report, version("foresite"), loaded.root)
        case "json":
            output = problems_json(report)
        case _:
            output = terminal(report, colour=coloured())
    say(output)
    click.echo(report.summary, err=True)
    raise SystemExit(1 if report.found else 0)
