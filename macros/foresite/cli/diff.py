"""Run ``foresite diff``: compare two revisions of the record."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from foresite.cli.common import config_option, load, problems_in_words, say
from foresite.diff.changes import RevisionError, compare, write_revision
from foresite.diff.formats import changes_json, changes_markdown, changes_text
from foresite.model.corpus import Corpus

FORMS = {"text": changes_text, "markdown": changes_markdown, "json": changes_json}


@click.command()
@click.argument("before", metavar="REV")
@click.argument("after", metavar="[REV2]", required=False)
@config_option
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMS)),
    default="text",
    show_default=True,
    help="For a person, for a comment on GitHub, or for a program.",
)
def command(before: str, after: str | None, config: Path, form: str) -> None:
    """Say what changed in the record since a Git revision REV.

    Compares with REV2, or with the files as they stand. Nothing is checked out.
    """
    old, new = _corpus(config, before), _corpus(config, after)
    say(FORMS[form](compare(old, new)))


def _corpus(config: Path, revision: str | None) -> Corpus:
    if revision is None:
        return _read(config, "the files as they stand")
    with tempfile.TemporaryDirectory(prefix="foresite-") as folder:
        try:
            write_revision(config.resolve().parent, revision, Path(folder))
        except RevisionError as error:
            raise click.UsageError(f"{revision}: {error}") from None
        return _read(Path(folder, config.name), revision)


def _read(config: Path, name: str) -> Corpus:
    loaded = load(config)
    if number := len(loaded.problems):
        click.echo(f"{name}: {problems_in_words(number)}; what they hide is not compared", err=True)
    return Corpus.build(loaded.settings, loaded.sources)
