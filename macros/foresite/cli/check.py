"""Run ``foresite check``: report problems of the sources."""

from __future__ import annotations

from pathlib import Path

import click

from foresite.cli.common import coloured, config_option, load, say
from foresite.model.problems import in_order
from foresite.parsing.history import check_history
from foresite.parsing.settings import read_settings
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
@click.option("--catalogue", is_flag=True, help="List what is shown in English for want of a translation, and no more.")
def command(config: Path, form: str, drafts: bool, catalogue: bool) -> None:
    """Report everything wrong in the sources, without building the site.

    What MkDocs leaves out of the site is not looked at, and neither are drafts, unless you ask for them.

    Exits with 0 where nothing is wrong, with 1 where something is, with 2 where the command is misused.
    """
    if catalogue:
        raise SystemExit(_untranslated(config))
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


def _untranslated(config: Path) -> int:
    """List the messages that the site's language lacks; return 1 where there are any."""
    from foresite.language.catalogue import missing, words_of

    settings, _ = read_settings(config)
    language = settings.language
    lacking, every = missing(language)
    say("".join(f"{text} ({context})\n" if context else f"{text}\n" for context, text in lacking))
    number = f"{len(lacking)} of {every} messages"
    if not lacking:
        click.echo(f"The language '{language.tag}' has every message.", err=True)
    elif words_of(language).english:
        click.echo(f"The site says everything in English; '{language.tag}' lacks {number}.", err=True)
    else:
        click.echo(f"The site says {number} in English, for want of a translation into '{language.tag}'.", err=True)
    return 1 if lacking else 0
