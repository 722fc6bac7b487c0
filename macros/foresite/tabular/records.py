"""Convert records to tables: a sheet for each kind, or one for all."""

from __future__ import annotations

from collections.abc import Sequence

from foresite.model.fields import KINDS, OF_BRIEF
from foresite.model.records import Record
from foresite.model.sources import Sources
from foresite.tabular.tables import Cell, Row, Table


def tables_of(sources: Sources, *, one: bool) -> list[Table]:
    """Return all records as tables."""
    records = sources.records
    if one:
        options = list(dict.fromkeys(name for kind in KINDS.values() for name in kind.fields if name != "id"))
        return [_table("records", ("kind", "brief", "page", "id", "title", *options, "body"), records)]
    tables = []
    for name, kind in KINDS.items():
        brief = ("brief",) if name in OF_BRIEF else ()
        options = [option for option in kind.fields if option != "id"]
        headings = (*brief, "page", "id", "title", *options, "body")
        tables.append(_table(f"{kind.label}s", headings, [record for record in records if record.kind == name]))
    return tables


def _table(name: str, headings: tuple[str, ...], records: Sequence[Record]) -> Table:
    rows = tuple(Row(number, _cells(record)) for number, record in enumerate(records, 2))
    return Table(name, headings, rows)


def _cells(record: Record) -> dict[str, Cell]:
    cells = {
        "kind": record.kind,
        "brief": getattr(record, "brief", ""),
        "page": record.page,
        "title": record.title,
        "body": record.body.strip(),
    }
    return {**cells, **{name: field.type.cell(field.of(record)) for name, field in KINDS[record.kind].fields.items()}}
