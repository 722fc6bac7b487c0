"""``foresite import``: records from a spreadsheet, or from the data that a site publishes."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click

from foresite.cli.common import Loaded, config_option, load, say, say_problems
from foresite.editing.files import ChangedError, locked, write_atomically
from foresite.model.fields import KINDS
from foresite.model.problems import one_of_some
from foresite.tabular.batch import Batch, Change, batch, page_of
from foresite.tabular.columns import TARGETS, hint, match_columns, twice
from foresite.tabular.entries import Defaults, Entry, Fault, entries_of
from foresite.tabular.tables import Table, TableError, read_tables
from foresite.tabular.works import Works, are_works, plan_works, read_works


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@config_option
@click.option("--write", is_flag=True, help="Write what the preview shows.")
@click.option("--skip-bad", is_flag=True, help="Leave out rows with mistakes, and write the others.")
@click.option(
    "--column",
    "assigned",
    multiple=True,
    metavar="HEADING=OPTION",
    help="What a column goes to; nothing behind the equals sign leaves it out. May be given more than once.",
)
@click.option("--kind", type=click.Choice(list(KINDS)), help="The kind of rows that do not name one.")
@click.option("--page", help="The page of rows that name neither a page nor a brief.")
def command(
    file: Path, config: Path, write: bool, skip_bad: bool, assigned: tuple[str, ...], kind: str | None, page: str | None
) -> None:
    """Read records from FILE: a table (.csv, .xlsx), or claims.json or events.json as a site publishes them.

    Works are read from RIS, CSL-JSON and BibLaTeX (.ris, .json, .bib), as reference managers export them, and
    keep their keys.

    Without --write it only shows what would go where, and what is wrong. A row whose id the record has already
    changes that record. Nothing is written where something is wrong, unless --skip-bad leaves those rows out.
    """
    if are_works(file):
        _import_works(file, config, write=write, skip_bad=skip_bad)
        return
    columns = _assigned(assigned)
    try:
        tables = read_tables(file)
    except TableError as error:
        raise click.ClickException(str(error)) from None
    _show(tables, columns)
    defaults = Defaults(kind or "", page or "", columns)
    while True:
        with locked(config.absolute().parent):
            loaded = load(config, drafts=True)
            made = _made(config, loaded, tables, defaults, skip_bad=skip_bad)
            stops = bool(made.problems or (made.faults and not skip_bad))
            if not write or stops:
                break
            with suppress(ChangedError):
                _write(list(made.changes.values()))
                break
    _report(made, written=write and not stops, skip_bad=skip_bad)
    if stops:
        raise SystemExit(1)


def _made(config: Path, loaded: Loaded, tables: list[Table], defaults: Defaults, *, skip_bad: bool) -> Batch:
    """What writing the tables would do to the project as it is now."""
    found = [each for table in tables for each in entries_of(table, defaults, loaded.sources)]
    faults = [each for each in found if isinstance(each, Fault)]
    bad = {(fault.table, fault.row) for fault in faults}
    entries = [each for each in found if isinstance(each, Entry) and (each.table, each.row) not in bad]
    made = batch(config, loaded.settings, loaded.sources, entries, skip_bad=skip_bad)
    made.faults = sorted([*faults, *made.faults], key=lambda fault: (fault.table, fault.row))
    return made


def _assigned(given: tuple[str, ...]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for text in given:
        heading, equals, target = text.rpartition("=")
        if not equals or not heading:
            raise click.UsageError(f"--column '{text}': expected HEADING=OPTION")
        if target and target not in TARGETS.values():
            close = hint(target)
            raise click.UsageError(f"--column '{text}': no option '{target}'{f'; {close}' if close else ''}")
        columns[heading] = target
    return columns


def _show(tables: list[Table], assigned: dict[str, str]) -> None:
    """Say what each column goes to."""
    known = {heading for table in tables for heading in table.headings}
    if stray := next((heading for heading in assigned if heading not in known), ""):
        raise click.UsageError(f"--column '{stray}': no such column, expected {one_of_some(sorted(known))}")
    for table in tables:
        columns = match_columns(table.headings, assigned)
        if found := twice(columns):
            one, other, target = found
            message = f"{table.name}: the columns '{one}' and '{other}' both go to '{target}', expected one"
            raise click.ClickException(f"{message}; leave one out with --column '{other}='")
        number = len(table.rows)
        say(f"{table.name}: {number} {'row' if number == 1 else 'rows'}\n")
        width = max(map(len, columns), default=0)
        for heading, target in columns.items():
            close = "" if target or heading in assigned else hint(heading)
            what = f"-> {target}" if target else f"   not used{f'; {close}' if close else ''}"
            say(f"  {heading:{width}} {what}\n")


def _report(made: Batch, *, written: bool, skip_bad: bool) -> None:
    for path, change in made.changes.items():
        say(f"{path}: {page_of(change)}{' (a new page: add it to nav in mkdocs.yml)' if not change.read else ''}\n")
    if made.unchanged:
        say(f"unchanged: {made.unchanged}\n")
    _conclude(made, changes=bool(made.changes), written=written, skip_bad=skip_bad)


def _conclude(made: Batch | Works, *, changes: bool, written: bool, skip_bad: bool) -> None:
    """Say what is wrong, and whether anything is written."""
    say("".join(f"{fault}\n" for fault in made.faults))
    say_problems(made.problems)
    number = len(made.faults) + len(made.problems)
    mistakes = "1 mistake" if number == 1 else f"{number} mistakes"
    if written and changes:
        said = f"written, without the rows of {mistakes}" if number else "written"
    elif number and not written and not (skip_bad and not made.problems):
        said = f"nothing is written: {mistakes}"
        said += "" if made.problems else "; --skip-bad leaves out their rows"
    else:
        said = "nothing is written yet: run it again with --write" if changes else "nothing to write"
    click.echo(said, err=True)


def _import_works(file: Path, config: Path, *, write: bool, skip_bad: bool) -> None:
    try:
        works = read_works(file)
    except TableError as error:
        raise click.ClickException(str(error)) from None
    say(f"{file}: {len(works)} {'work' if len(works) == 1 else 'works'}\n")
    while True:
        with locked(config.absolute().parent):
            loaded = load(config, drafts=True)
            made = plan_works(config, loaded.settings, loaded.sources, works, str(file), skip_bad=skip_bad)
            stops = bool(made.problems or (made.faults and not skip_bad))
            if not write or stops or made.change is None:
                break
            with suppress(ChangedError):
                _write([made.change])
                break
    if made.change:
        say(f"{loaded.settings.relative(made.change.path)}: {made.change.new} new: {', '.join(made.keys)}\n")
    if made.unchanged:
        say(f"unchanged: {made.unchanged}\n")
    for lost in sorted({name for work in works for name in work.lost}):
        number = sum(lost in work.lost for work in works)
        say(f"not kept: {lost} of {number} {'work' if number == 1 else 'works'}\n")
    _conclude(made, changes=made.change is not None, written=write and not stops, skip_bad=skip_bad)
    if stops:
        raise SystemExit(1)


def _write(changes: list[Change]) -> None:
    """Write all files; where one cannot be written, those before it are as they were."""
    done: list[Change] = []
    try:
        for change in changes:
            write_atomically(change.path, change.data, change.read)
            done.append(change)
    except BaseException:
        for change in reversed(done):
            if change.read:
                write_atomically(change.path, change.read)
            else:
                change.path.unlink(missing_ok=True)
        raise
