"""``foresite fmt``: bibliographies in order."""

from __future__ import annotations

from pathlib import Path

import click

from foresite.cli.common import Loaded, config_option, load, say_problems
from foresite.editing.bibtex import FormatError, format_bibtex
from foresite.editing.files import ChangedError, locked, write_atomically
from foresite.model.records import Reference
from foresite.parsing.bibliography.entries import EntryReader
from foresite.parsing.bibliography.files import read_entries
from foresite.parsing.files import decode_utf8


@click.command()
@config_option
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit with 1 if something would change.")
def command(config: Path, only_check: bool) -> None:
    """Put the bibliography in order: entries by key, fields in one order, two spaces before each.

    Comments, strings and preambles stay, and divide the file: entries are put in order between two of
    them. Values stay as they are written. A file with problems is not touched.
    """
    with locked(config.absolute().parent):
        failed = _put_in_order(load(config, drafts=True), only_check)
    raise SystemExit(1 if failed else 0)


def _put_in_order(loaded: Loaded, only_check: bool) -> bool:
    """Put the bibliographies in order; whether one is not, or could not be."""
    failed = False
    for path in loaded.settings.bibliography:
        name = loaded.settings.relative(path)
        if wrong := [problem for problem in loaded.problems if problem.place.path == name]:
            say_problems(wrong)
            click.echo(f"{name}: not touched, because it has problems", err=True)
            failed = True
            continue
        data = path.read_bytes()
        text = decode_utf8(data, name)
        assert isinstance(text, str), "a file that cannot be read is a problem"
        try:
            ordered = _same(text, format_bibtex(text))
            # The line ends of the file stay; only its order is ours.
            result = ordered.replace("\n", "\r\n" if b"\r\n" in data else "\n").encode()
            if result == data:
                continue
            if not only_check:
                write_atomically(path, result, data)
        except (FormatError, ChangedError) as error:
            click.echo(f"{name}: not touched: {error}", err=True)
            failed = True
            continue
        failed |= only_check
        click.echo(f"{name}: {'would be' if only_check else 'was'} put in order")
    return failed


def _same(before: str, after: str) -> str:
    """The text after, if it says what the text before says."""
    if _meaning(before) != _meaning(after):
        raise FormatError("it would not say the same as before")
    return after


def _meaning(text: str) -> list[tuple[object, ...]]:
    references, _ = read_entries(text, EntryReader("", {}))
    return sorted(map(_said, references), key=repr)


def _said(reference: Reference) -> tuple[object, ...]:
    fields = sorted(reference.fields.items())
    return reference.key, reference.type, reference.authors, reference.editors, reference.date, fields
