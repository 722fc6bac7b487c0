"""Run ``foresite translate``: make a translation of a page to fill in, and say what of it is in step."""

from __future__ import annotations

from codecs import BOM_UTF8
from pathlib import Path

import click

from foresite.cli.common import config_option
from foresite.editing.files import ChangedError, locked, newline_of, write_atomically
from foresite.editing.translating import PAGE, in_step, skeleton, with_missing
from foresite.model.problems import Problem, nearest, nearest_name, one_of
from foresite.model.settings import Settings
from foresite.parsing.files import decode_utf8, read_text
from foresite.parsing.settings import read_settings
from foresite.parsing.translations import SourcePage, sibling_path, siblings_of


@click.command()
@config_option
@click.option("--in-step", "marks", is_flag=True, help="Write the digests of the original as it is now; nothing else.")
@click.argument("language")
@click.argument("page", type=click.Path(dir_okay=False, path_type=Path))
@click.argument("ids", nargs=-1, metavar="[ID]...")
def command(config: Path, marks: bool, language: str, page: Path, ids: tuple[str, ...]) -> None:
    """Make the translation of PAGE into LANGUAGE, or add what it lacks, with the original in comments.

    PAGE is the original, or its translation. What stands in a translation stays as it is. With --in-step, once you
    have read the translation against the original, it says that both are in step: the whole page, or only the
    blocks with these IDs, of which 'page' is the page's own prose.
    """
    if ids and not marks:
        raise click.UsageError("ids are for --in-step")
    settings, _ = read_settings(config)
    if language not in settings.trees:
        if not settings.trees:
            raise click.UsageError("the site has one language, expected others in the setting 'languages'")
        hint = nearest(language, settings.trees)
        told = f"no language '{language}', expected {one_of(settings.trees)}"
        raise click.UsageError(f"{told}; {hint}" if hint else told)
    original = _original(settings, page, language)
    path = settings.docs / sibling_path(original, language)
    with locked(config.absolute().parent):
        text = _text(settings, settings.docs / original)
        names = settings.relative(settings.docs / original), settings.relative(path)
        if not path.exists():
            if marks:
                raise click.UsageError(f"there is no '{names[1]}' yet; 'foresite translate' without --in-step makes it")
            write_atomically(path, skeleton(text, names[0]).encode(), b"")
            click.echo(f"{names[1]}: was made; write each translation beside the comment that has the original")
            return
        translated = _text(settings, path)
        if marks:
            known = [PAGE, *SourcePage.of(translated, names[1]).by_id]
            if wrong := next((id for id in ids if id not in known), ""):
                hint = nearest_name(wrong, known)
                raise click.UsageError(f"'{names[1]}' has no '{wrong}'{f'; {hint}' if hint else ''}")
            new, changed = in_step(text, names[0], translated, names[1], language, ids)
        else:
            new, changed = with_missing(text, names[0], translated, names[1], language)
        if changed:
            _write(path, new)
    for id in changed:
        click.echo(f"{names[1]}: {id}: {'is in step' if marks else 'was added'}")
    if not changed:
        click.echo(f"{names[1]}: nothing to do")


def _original(settings: Settings, page: Path, language: str) -> str:
    """Return the page that is meant, relative to the docs folder."""
    places = [each.resolve() for each in (page.absolute(), settings.root / page, settings.docs / page)]
    docs = settings.docs.resolve()
    inside = [each for each in places if each.is_relative_to(docs)]
    path = next((each for each in inside if each.is_file()), None)
    if path is None and (not inside or any(each.is_file() for each in places)):
        raise click.UsageError(f"'{page}' is not in the folder of the pages")
    name = (path or inside[0]).relative_to(docs).as_posix()
    files = [name, *(each.relative_to(settings.docs).as_posix() for each in settings.docs.rglob("*.md"))]
    sibling = siblings_of(files, settings)[0].get(name)
    if sibling:
        if sibling.tag != language:
            raise click.UsageError(f"'{page}' is not a translation into '{language}'")
        name = sibling.original or name
    if not (settings.docs / name).is_file():
        hint = nearest_name(name, files[1:])
        raise click.UsageError(f"no page '{name}'{f'; {hint}' if hint else ''}")
    return name


def _text(settings: Settings, path: Path) -> str:
    text = read_text(path, settings)
    if isinstance(text, Problem):
        raise click.ClickException(str(text))
    return text


def _write(path: Path, text: str) -> None:
    """Write a translation with its mark and line endings as they were."""
    data = path.read_bytes()
    mark = BOM_UTF8 if data.startswith(BOM_UTF8) else b""
    assert isinstance(decode_utf8(data, path.name), str)
    try:
        write_atomically(path, mark + text.replace("\n", newline_of(data)).encode(), data)
    except ChangedError as error:
        raise click.ClickException(str(error)) from None
