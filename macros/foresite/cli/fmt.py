"""``foresite fmt``: bibliographies in order."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import click

from foresite.cli.common import Loaded, config_option, load, problems_in_words, say_problems
from foresite.editing.bibtex import FormatError, format_bibtex
from foresite.editing.files import ChangedError, locked, new_problems, newline_of, write_atomically
from foresite.editing.renaming import renamed_in_bibliography, renamed_in_page
from foresite.model.problems import nearest_name
from foresite.model.records import Reference
from foresite.model.settings import Settings
from foresite.parsing.bibliography.entries import KEY, EntryReader
from foresite.parsing.bibliography.files import read_entries
from foresite.parsing.files import decode_utf8


@click.command()
@config_option
@click.option(
    "--rename", metavar="OLD=NEW", default="", help="Rename a key in the bibliography and in all pages, and do no more."
)
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit with 1 if something would change.")
def command(config: Path, only_check: bool, rename: str) -> None:
    """Put the bibliography in order: entries by key, fields in one order, two spaces before each.

    Comments, strings and preambles stay, and divide the file: entries are put in order between two of
    them. Values stay as they are written. A file with problems is not touched.
    """
    with locked(config.absolute().parent):
        loaded = load(config, drafts=True)
        failed = _renamed(loaded, config, rename, only_check) if rename else _put_in_order(loaded, only_check)
    raise SystemExit(1 if failed else 0)


def _renamed(loaded: Loaded, config: Path, rename: str, only_check: bool) -> bool:
    """Rename a key everywhere; whether that would go wrong, or is still to be done."""
    old, equals, new = (part.strip() for part in rename.rpartition("="))
    if not (equals and old and KEY.fullmatch(new)):
        raise click.UsageError(f"--rename takes OLD=NEW, NEW of letters, digits and . : + / -; got '{rename}'")
    changes = dict(_renamings(loaded, old, new))
    settings = loaded.settings
    if not any(settings.root / path in settings.bibliography for path in changes):
        hint = nearest_name(old, [reference.key for reference in loaded.sources.references])
        raise click.UsageError(f"no entry '{old}' in the bibliography{f'; {hint}' if hint else ''}")
    if any(reference.key == new for reference in loaded.sources.references):
        raise click.UsageError(f"the bibliography has an entry '{new}' already, expected another key")
    if wrong := new_problems(config, settings, {path: data for path, (_, data) in changes.items()}):
        say_problems(wrong)
        click.echo(f"nothing was renamed, because of {problems_in_words(len(wrong))} that it would make", err=True)
        return True
    for path, (before, data) in changes.items():
        if not only_check:
            write_atomically(settings.root / path, data, before)
        click.echo(f"{path}: {'would be' if only_check else 'was'} changed")
    return only_check


def _renamings(loaded: Loaded, old: str, new: str) -> Iterator[tuple[str, tuple[bytes, bytes]]]:
    """Each file that a renaming changes, by path: what it holds, and would hold."""
    settings, sources = loaded.settings, loaded.sources
    for path in settings.bibliography:
        if path.is_file():
            yield from _changed(settings, path, partial(renamed_in_bibliography, old=old, new=new))
    places = [mention.place for mention in sources.mentions if mention.name == old]
    places += [brief.place for brief in sources.briefs if brief.key == old]
    lines: dict[str, set[int]] = {}
    for place in places:
        lines.setdefault(place.path, set()).add(place.line)
    for path in sorted(settings.docs.rglob("*.md")):
        known = lines.get(settings.relative(path), set())
        yield from _changed(settings, path, partial(renamed_in_page, old=old, new=new, lines=known))


def _changed(settings: Settings, path: Path, change: Callable[[str], str]) -> Iterator[tuple[str, tuple[bytes, bytes]]]:
    data = path.read_bytes()
    name = settings.relative(path)
    text = decode_utf8(data, name)
    if isinstance(text, str) and (after := change(text)) != text:
        mark = BOM_UTF8 if data.startswith(BOM_UTF8) else b""
        yield name, (data, mark + after.replace("\n", newline_of(data)).encode())


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
    people, markup = sorted(reference.people.items()), sorted(reference.markup.items())
    return reference.key, reference.type, reference.authors, reference.editors, people, reference.date, fields, markup
