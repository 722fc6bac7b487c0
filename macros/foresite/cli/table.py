"""Run ``foresite table``: write the record as a spreadsheet, which ``foresite import`` reads."""

from __future__ import annotations

from pathlib import Path

import click

from foresite.cli.common import config_option, load
from foresite.editing.files import write_atomically
from foresite.tabular.records import tables_of
from foresite.tabular.tables import TableError, write_tables


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@config_option
@click.option("--drafts", is_flag=True, help="Include drafts.")
def command(file: Path, config: Path, drafts: bool) -> None:
    """Write the record to FILE: .xlsx with a sheet for each kind, or .csv with a row for each record.

    It holds all that blocks hold: titles, options and bodies, as editors write them.
    """
    if file.suffix.lower() not in (".xlsx", ".csv"):
        raise click.UsageError(f"'{file}': expected a name that ends in .xlsx or .csv")
    loaded = load(config, drafts=drafts)
    try:
        data = write_tables(file, tables_of(loaded.sources, one=file.suffix.lower() == ".csv"))
    except TableError as error:
        raise click.ClickException(str(error)) from None
    write_atomically(file, data)
    number = len(loaded.sources.records)
    click.echo(f"{file}: {number} {'record' if number == 1 else 'records'}")
    if loaded.problems:
        click.echo(f"what has a problem may be missing: {len(loaded.problems)} found by 'foresite check'", err=True)
