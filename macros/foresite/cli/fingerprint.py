"""``foresite fingerprint``: the paragraphs of a brief, known again without their text."""

from __future__ import annotations

from pathlib import Path

import click

from foresite.cli.common import brief_of, config_option, copy_argument, fingerprints_of, load, text_of
from foresite.editing.files import locked, write_atomically
from foresite.verify.copies import paragraphs
from foresite.verify.fingerprints import fingerprint, fingerprints_text


@click.command()
@click.argument("key")
@copy_argument
@click.option("--skip", type=int, multiple=True, help="The number of a paragraph that is not body text.")
@config_option
def command(key: str, copy: Path, skip: tuple[int, ...], config: Path) -> None:
    """Keep the fingerprints of the brief KEY, whose text is FILE.

    Fingerprints are SHA-256 sums of the paragraphs' letters; no text of the brief is kept or shown.
    """
    loaded = load(config, drafts=True)
    brief = brief_of(loaded, key)
    found = list(enumerate(paragraphs(text_of(copy)), 1))
    chosen = [paragraph for number, paragraph in found if number not in skip]
    if brief.paragraphs and len(chosen) != brief.paragraphs:
        for number, paragraph in found:
            mark = "skipped" if number in skip else f"{paragraph.words} words"
            click.echo(f"{number:>3}  line {paragraph.line}, {mark}", err=True)
        said = f"{len(chosen)} paragraphs of body text found, expected {brief.paragraphs}, as {brief.place} says"
        raise click.UsageError(f"{said}; leave out the others with --skip NUMBER, numbered as above")
    with locked(config.absolute().parent):
        path, known = fingerprints_of(loaded)
        known[key] = tuple(fingerprint(paragraph.text) for paragraph in chosen)
        write_atomically(path, fingerprints_text(known).encode())
    click.echo(f"{loaded.settings.relative(path)}: {len(chosen)} paragraphs of '{key}'")
