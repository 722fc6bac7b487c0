"""Run ``foresite fmt``: format bibliographies, or rename a key."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import click

from foresite.cli.common import Loaded, config_option, load, problems_in_words, say_problems
from foresite.editing.bibtex import FormatError, format_bibtex
from foresite.editing.files import ChangedError, locked, new_problems, newline_of, write_all, write_atomically
from foresite.editing.renaming import renamed_in_bibliography, renamed_in_page
from foresite.editing.tracking import without_tracking
from foresite.model.addresses import MARKDOWN
from foresite.model.problems import Problem, nearest_name
from foresite.model.records import Reference
from foresite.model.settings import Settings
from foresite.parsing.bibliography.entries import KEY, EntryReader
from foresite.parsing.bibliography.files import read_entries
from foresite.parsing.files import RealFolders, decode_utf8, read_text


@click.command()
@config_option
@click.option(
    "--rename", metavar="OLD=NEW", default="", help="Rename a key in the bibliography and in all pages, and do no more."
)
@click.option("--check", "only_check", is_flag=True, help="Change nothing; exit with 1 if something would change.")
def command(config: Path, only_check: bool, rename: str) -> None:
    """Put the bibliography in order: entries by key, fields in one order, two spaces before each.

    Comments, strings and preambles stay, and divide the file: entries are put in order between two of
    them. Values stay as they are written, but addresses lose parameters that track readers, such as
    utm_source. A file with problems is not touched.
    """
    with locked(config.absolute().parent):
        loaded = load(config, drafts=True)
        failed = _rename_key(loaded, config, rename, only_check) if rename else _format_files(loaded, only_check)
    raise SystemExit(1 if failed else 0)


def _rename_key(loaded: Loaded, config: Path, rename: str, only_check: bool) -> bool:
    """Rename a key everywhere; return whether that fails, or remains to be done."""
    old, equals, new = (part.strip() for part in rename.rpartition("="))
    if not (equals and old and KEY.fullmatch(new)):
        raise click.UsageError(f"--rename takes OLD=NEW, NEW of letters, digits and . : + / -; got '{rename}'")
    changes = dict(_renamed_files(loaded, old, new))
    settings = loaded.settings
    if not any(settings.root / path in settings.bibliography for path in changes):
        hint = nearest_name(old, [reference.key for reference in loaded.sources.references])
        raise click.UsageError(f"no entry '{old}' in the bibliography{f'; {hint}' if hint else ''}")
    if any(reference.key == new for reference in loaded.sources.references):
        raise click.UsageError(f"the bibliography has an entry '{new}' already, expected another key")
    if problems := new_problems(config, settings, {path: data for path, (_, data) in changes.items()}):
        say_problems(problems)
        click.echo(f"nothing was renamed, because of {problems_in_words(len(problems))} that it would make", err=True)
        return True
    if not only_check:
        try:
            write_all((settings.root / path, data, before) for path, (before, data) in changes.items())
        except OSError as error:
            click.echo(f"nothing was renamed: {error}", err=True)
            return True
    for path in changes:
        click.echo(f"{path}: {'would be' if only_check else 'was'} changed")
    return only_check


def _renamed_files(loaded: Loaded, old: str, new: str) -> Iterator[tuple[str, tuple[bytes, bytes]]]:
    """Yield each file that a renaming changes: its path, its content, and its new content."""
    settings, sources = loaded.settings, loaded.sources
    folders = RealFolders(settings)
    for path in settings.bibliography:
        yield from _changed_file(settings, path, folders, partial(renamed_in_bibliography, old=old, new=new))
    places = [reference.place for reference in sources.option_references if reference.name == old]
    places += [brief.place for brief in sources.briefs if brief.key == old]
    lines: dict[str, set[int]] = {}
    for place in places:
        lines.setdefault(place.path, set()).add(place.line)
    for path in sorted(path for path in settings.docs.rglob("*") if path.suffix in MARKDOWN):
        option_lines = lines.get(settings.relative(path), set())
        change = partial(renamed_in_page, old=old, new=new, lines=option_lines)
        yield from _changed_file(settings, path, folders, change)


def _changed_file(
    settings: Settings, path: Path, folders: RealFolders, change: Callable[[str], str]
) -> Iterator[tuple[str, tuple[bytes, bytes]]]:
    # What a link leads to in the project is changed itself; a pipe or a file outside is never read.
    if path.is_symlink() or isinstance(read_text(path, settings, folders), Problem):
        return
    data = path.read_bytes()
    name = settings.relative(path)
    text = decode_utf8(data, name)
    if isinstance(text, str) and (new_text := change(text)) != text:
        mark = BOM_UTF8 if data.startswith(BOM_UTF8) else b""
        yield name, (data, mark + new_text.replace("\n", newline_of(data)).encode())


def _format_files(loaded: Loaded, only_check: bool) -> bool:
    """Format the bibliographies; return whether one remains to be formatted, or could not be."""
    failed = False
    for path in loaded.settings.bibliography:
        name = loaded.settings.relative(path)
        if problems := [problem for problem in loaded.problems if problem.place.path == name]:
            say_problems(problems)
            click.echo(f"{name}: not touched, because it has problems", err=True)
            failed = True
            continue
        data = path.read_bytes()
        text = decode_utf8(data, name)
        assert isinstance(text, str), "a file that cannot be read is a problem"
        try:
            formatted = _require_same_meaning(text, format_bibtex(text))
            # The line endings of the file stay.
            result = formatted.replace("\n", "\r\n" if b"\r\n" in data else "\n").encode()
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


def _require_same_meaning(before: str, after: str) -> str:
    """Return the text after formatting, if it means the same as before."""
    if _meaning(before) != _meaning(after):
        raise FormatError("it would not say the same as before")
    return after


def _meaning(text: str) -> list[tuple[object, ...]]:
    references, _ = read_entries(text, EntryReader("", {}))
    return sorted(map(_meaning_of, references), key=repr)


def _meaning_of(reference: Reference) -> tuple[object, ...]:
    # Formatting takes tracking parameters away, and nothing else.
    cleaned = {name: without_tracking(text) if name == "url" else text for name, text in reference.fields.items()}
    fields = sorted(cleaned.items())
    people, markup = sorted(reference.people.items()), sorted(reference.markup.items())
    return reference.key, reference.type, reference.authors, reference.editors, people, reference.date, fields, markup
