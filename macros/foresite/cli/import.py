"""Run ``foresite import``: read records from a spreadsheet, from published data, or from highlights."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import click

from foresite.cli.common import Loaded, config_option, load, say, say_problems
from foresite.editing.files import ChangedError, locked, write_all
from foresite.model.fields import KINDS
from foresite.model.problems import one_of_some
from foresite.tabular.batch import Batch, FileEdit, batch, page_of
from foresite.tabular.columns import TARGETS, hint, match_columns, twice
from foresite.tabular.entries import CellProblem, Defaults, Entry, entries_of
from foresite.tabular.highlights import are_highlights, check_names, drafts_of, read_highlights
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
@click.option("--brief", metavar="KEY", help="The brief of highlights whose document no brief has as its address.")
@click.option("--theme", help="The theme of highlights without a tag that names one.")
def command(
    file: Path,
    config: Path,
    write: bool,
    skip_bad: bool,
    assigned: tuple[str, ...],
    kind: str | None,
    page: str | None,
    brief: str | None,
    theme: str | None,
) -> None:
    """Read records from FILE: a table (.csv, .xlsx), or claims.json or events.json as a site publishes them.

    Works are read from RIS, CSL-JSON and BibLaTeX (.ris, .json, .bib), as reference managers export them, and
    keep their keys. Highlights are read from Web Annotations and exports of Hypothes.is (.json, .jsonld), and become
    draft findings.

    Without --write it only shows what would go where, and what is wrong. A row whose id the record has already
    changes that record. Nothing is written where something is wrong, unless --skip-bad leaves those rows out.
    """
    if are_highlights(file):
        if assigned or kind or page:
            raise click.UsageError("--column, --kind and --page are for tables, expected --brief or --theme")
        _import_highlights(file, config, brief or "", theme or "", write=write, skip_bad=skip_bad)
        return
    if brief or theme:
        raise click.UsageError("--brief and --theme are for highlights, expected --page or --column")
    if are_works(file):
        _import_works(file, config, write=write, skip_bad=skip_bad)
        return
    columns = _parse_columns(assigned)
    try:
        tables = read_tables(file)
    except TableError as error:
        raise click.ClickException(str(error)) from None
    _show(tables, columns)
    defaults = Defaults(kind or "", page or "", columns)
    while True:
        with locked(config.absolute().parent):
            loaded = load(config, drafts=True)
            plan = _plan_batch(config, loaded, tables, defaults, skip_bad=skip_bad)
            fails = bool(plan.problems or (plan.faults and not skip_bad))
            if not write or fails:
                break
            with suppress(ChangedError):
                _write(list(plan.changes.values()))
                break
    _report(plan, written=write and not fails, skip_bad=skip_bad)
    if fails:
        raise SystemExit(1)


def _plan_batch(config: Path, loaded: Loaded, tables: list[Table], defaults: Defaults, *, skip_bad: bool) -> Batch:
    """Return the changes that writing the tables would make to the project."""
    results = [result for table in tables for result in entries_of(table, defaults, loaded.sources)]
    faults = [result for result in results if isinstance(result, CellProblem)]
    bad = {(fault.table, fault.row) for fault in faults}
    entries = [result for result in results if isinstance(result, Entry) and (result.table, result.row) not in bad]
    plan = batch(config, loaded.settings, loaded.sources, entries, skip_bad=skip_bad)
    plan.faults = sorted([*faults, *plan.faults], key=lambda fault: (fault.table, fault.row))
    return plan


def _parse_columns(assignments: tuple[str, ...]) -> dict[str, str]:
    columns: dict[str, str] = {}
    for text in assignments:
        heading, equals, target = text.rpartition("=")
        if not equals or not heading:
            raise click.UsageError(f"--column '{text}': expected HEADING=OPTION")
        if target and target not in TARGETS.values():
            suggestion = hint(target)
            raise click.UsageError(f"--column '{text}': no option '{target}'{f'; {suggestion}' if suggestion else ''}")
        columns[heading] = target
    return columns


def _show(tables: list[Table], assigned: dict[str, str]) -> None:
    """Print the target of each column."""
    headings = {heading for table in tables for heading in table.headings}
    if stray := next((heading for heading in assigned if heading not in headings), ""):
        raise click.UsageError(f"--column '{stray}': no such column, expected {one_of_some(sorted(headings))}")
    for table in tables:
        columns = match_columns(table.headings, assigned)
        if duplicate := twice(columns):
            first, second, target = duplicate
            message = f"{table.name}: the columns '{first}' and '{second}' both go to '{target}', expected one"
            raise click.ClickException(f"{message}; leave one out with --column '{second}='")
        number = len(table.rows)
        say(f"{table.name}: {number} {'row' if number == 1 else 'rows'}\n")
        width = max(map(len, columns), default=0)
        for heading, target in columns.items():
            suggestion = "" if target or heading in assigned else hint(heading)
            description = f"-> {target}" if target else f"   not used{f'; {suggestion}' if suggestion else ''}"
            say(f"  {heading:{width}} {description}\n")


def _report(plan: Batch, *, written: bool, skip_bad: bool) -> None:
    for path, change in plan.changes.items():
        say(f"{path}: {page_of(change)}{' (a new page: add it to nav in mkdocs.yml)' if not change.read else ''}\n")
    if plan.unchanged:
        say(f"unchanged: {plan.unchanged}\n")
    _conclude(plan, changes=bool(plan.changes), written=written, skip_bad=skip_bad)


def _conclude(plan: Batch | Works, *, changes: bool, written: bool, skip_bad: bool) -> None:
    """Print faults and problems, and whether anything is written."""
    say("".join(f"{fault}\n" for fault in plan.faults))
    say_problems(plan.problems)
    number = len(plan.faults) + len(plan.problems)
    mistakes = "1 mistake" if number == 1 else f"{number} mistakes"
    entries = f"{plan.faults[0].what}s" if plan.faults else "rows"
    if written and changes:
        status = f"written, without the {entries} of {mistakes}" if number else "written"
    elif number and not written and not (skip_bad and not plan.problems):
        status = f"nothing is written: {mistakes}"
        status += "" if plan.problems else f"; --skip-bad leaves out their {entries}"
    else:
        status = "nothing is written yet: run it again with --write" if changes else "nothing to write"
    click.echo(status, err=True)


def _import_works(file: Path, config: Path, *, write: bool, skip_bad: bool) -> None:
    try:
        works = read_works(file)
    except TableError as error:
        raise click.ClickException(str(error)) from None
    say(f"{file}: {len(works)} {'work' if len(works) == 1 else 'works'}\n")
    while True:
        with locked(config.absolute().parent):
            loaded = load(config, drafts=True)
            plan = plan_works(config, loaded.settings, loaded.sources, works, str(file), skip_bad=skip_bad)
            fails = bool(plan.problems or (plan.faults and not skip_bad))
            if not write or fails or plan.change is None:
                break
            with suppress(ChangedError):
                _write([plan.change])
                break
    if plan.change:
        say(f"{loaded.settings.relative(plan.change.path)}: {plan.change.new} new: {', '.join(plan.keys)}\n")
    if plan.unchanged:
        say(f"unchanged: {plan.unchanged}\n")
    for lost in sorted({name for work in works for name in work.lost}):
        number = sum(lost in work.lost for work in works)
        say(f"not kept: {lost} of {number} {'work' if number == 1 else 'works'}\n")
    _conclude(plan, changes=plan.change is not None, written=write and not fails, skip_bad=skip_bad)
    if fails:
        raise SystemExit(1)


def _import_highlights(file: Path, config: Path, brief: str, theme: str, *, write: bool, skip_bad: bool) -> None:
    try:
        highlights = read_highlights(file)
    except TableError as error:
        raise click.ClickException(str(error)) from None
    number = len(highlights.items)
    say(f"{file}: {number} {'highlight' if number == 1 else 'highlights'}\n")
    while True:
        with locked(config.absolute().parent):
            loaded = load(config, drafts=True)
            if wrong := check_names(loaded.settings, loaded.sources, brief=brief, theme=theme):
                raise click.UsageError(wrong)
            drafts = drafts_of(loaded.settings, loaded.sources, highlights.items, str(file), brief=brief, theme=theme)
            plan = batch(config, loaded.settings, loaded.sources, drafts.entries, skip_bad=skip_bad)
            plan.faults = sorted([*drafts.faults, *plan.faults], key=lambda fault: fault.row)
            plan.unchanged += drafts.unchanged
            fails = bool(plan.problems or (plan.faults and not skip_bad))
            if not write or fails or not plan.changes:
                break
            with suppress(ChangedError):
                _write(list(plan.changes.values()))
                break
    for reason, times in highlights.not_kept.items():
        say(f"not kept: {reason}{f' ({times})' if times > 1 or reason == 'replies' else ''}\n")
    bad = {fault.row for fault in plan.faults}
    written = [entry for entry in drafts.entries if entry.row not in bad]
    for option in ("theme", "at"):
        if lacking := sum(option not in entry.options for entry in written):
            say(f"without '{option}': {lacking} {'draft' if lacking == 1 else 'drafts'}, to be completed by hand\n")
    _report(plan, written=write and not fails, skip_bad=skip_bad)
    if fails:
        raise SystemExit(1)


def _write(changes: list[FileEdit]) -> None:
    write_all((change.path, change.data, change.read) for change in changes)
