"""``foresite due``: which forecasts wait for an outcome."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from foresite.cli.common import config_option, day_option, load, problems_in_words, say
from foresite.exports.horizons import due_json, due_text, horizons_ics
from foresite.model.corpus import Corpus

FORMS = {"text": due_text, "json": due_json, "ics": horizons_ics}


@click.command()
@config_option
@day_option("The day as of which to say it.  [default: today]")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMS)),
    default="text",
    show_default=True,
    help="For a person, for a program, or the ends of horizons for a calendar.",
)
def command(config: Path, as_of: date | None, form: str) -> None:
    """List the forecasts whose horizon has passed and that nobody has judged since.

    Exits with 0, be anything due or not.
    """
    loaded = load(config)
    if number := len(loaded.problems):
        click.echo(f"{problems_in_words(number)}; what they hide is not listed", err=True)
    corpus = Corpus.build(loaded.settings, loaded.sources).as_of(as_of or date.today())
    say(FORMS[form](corpus))
