"""Run ``foresite check``: report problems of the sources."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import click

from foresite.cli.common import Loaded, coloured, config_option, load, say
from foresite.model.problems import Code, Problem, in_order
from foresite.parsing.history import check_history
from foresite.parsing.project import translation_lacks
from foresite.parsing.settings import read_settings
from foresite.parsing.translations import Lack
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
@click.option(
    "--translations",
    is_flag=True,
    help="Report what of the site has no translation, and what changed since it was translated, and no more.",
)
def command(config: Path, form: str, drafts: bool, catalogue: bool, translations: bool) -> None:
    """Report everything wrong in the sources, without building the site.

    What MkDocs leaves out of the site is not looked at, and neither are drafts, unless you ask for them.

    Exits with 0 where nothing is wrong, with 1 where something is, with 2 where the command is misused.
    """
    if catalogue and translations:
        raise click.UsageError("--catalogue and --translations are checks of their own: expected one of the two")
    if catalogue:
        raise SystemExit(_untranslated(config))
    loaded = load(config, host=not translations, drafts=drafts)
    if translations:
        problems, counts = _translations(loaded)
    else:
        problems, counts = in_order([*loaded.problems, *check_history(loaded.settings)]), ""
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
    click.echo(counts, nl=False, err=True)
    click.echo(report.summary, err=True)
    raise SystemExit(1 if report.found else 0)


def _translations(loaded: Loaded) -> tuple[list[Problem], str]:
    """Return what of the translations is missing or out of step, and the same in numbers, a line for each page."""
    settings = loaded.settings
    if not settings.trees:
        raise click.UsageError("the site has one language, expected others in the setting 'languages'")
    problems: list[Problem] = []
    lines = []
    for language in settings.trees:
        lacks = translation_lacks(settings, loaded.sources, language)
        problems += [lack.problem for lack in lacks]
        lines += list(_counts(lacks, language))
        wanted = len(loaded.sources.records)
        missing = len({lack.id for lack in lacks if lack.id and lack.code is Code.UNTRANSLATED and not lack.partly})
        lines.append(f"{language}: {wanted - missing} of {wanted} records have a translation\n")
    return in_order(problems), "".join(lines)


def _counts(lacks: list[Lack], language: str) -> Iterator[str]:
    by_page: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for lack in lacks:
        state = "missing" if lack.code is Code.UNTRANSLATED else "out of step"
        by_page[lack.page][state, lack.kind] += 1
    for page, counts in sorted(by_page.items()):
        told = (f"{number} {kind} {state}" for (state, kind), number in sorted(counts.items()))
        yield f"{language}: {page}: {', '.join(told)}\n"


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
