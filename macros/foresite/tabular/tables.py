"""Read and write tables as CSV and XLSX, and read the JSON that a site publishes, regardless of what columns mean."""

from __future__ import annotations

import codecs
import csv
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import StringIO
from pathlib import Path
from typing import Any

from foresite.exports.csv_table import csv_table, unescaped
from foresite.model.fields import KINDS
from foresite.runtime.origin import how_to_install

MAX_TABLE_BYTES = 50_000_000
"""The maximum size of a file in bytes."""
MOST_ROWS = 20_000
"""The maximum number of rows, empty ones aside: many more than an outlook has claims."""
LARGEST_UNPACKED = 400_000_000
"""The maximum size of an unpacked workbook in bytes."""
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Characters that no cell of a workbook can hold."""

Cell = str | tuple[str, ...]


class TableError(ValueError):
    """A file that is not a table; the message says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table."""

    number: int
    """The number in a spreadsheet: the heading is row 1."""
    cells: Mapping[str, Cell]
    """Non-empty cells, by the heading of their column. A tuple is a list that the file itself marks as one."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of records."""

    name: str
    """The file, and the sheet where it has several."""
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    kind: str = ""
    """The kind of all its records; empty where rows may differ."""


def read_tables(path: Path) -> list[Table]:
    """Return the tables of a file.

    Raises:
        TableError: where it is not a table.
        OSError: where it cannot be read.
    """
    if path.stat().st_size > MAX_TABLE_BYTES:
        raise TableError(f"{path}: larger than {MAX_TABLE_BYTES // 1_000_000} MB, expected a table of the record")
    match path.suffix.lower():
        case ".csv" | ".tsv" | ".txt":
            return [_read_csv(path)]
        case ".xlsx" | ".xlsm":
            return _read_workbook(path)
        case ".json":
            return _read_json(path)
    raise TableError(f"{path}: expected a .csv, .xlsx or .json file")


def write_tables(path: Path, tables: Sequence[Table]) -> bytes:
    """Return the content of a file with the tables: a sheet each, or the only one as CSV."""
    if path.suffix.lower() == ".csv":
        (table,) = tables
        return _write_csv(table).encode("utf-8")
    return _write_workbook(tables)


# --- CSV ---------------------------------------------------------------------------------------------------------


def _read_csv(path: Path) -> Table:
    data = path.read_bytes()
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text = data.decode("utf-16")
        else:
            text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TableError(f"{path}: not UTF-8, expected a file saved as 'CSV UTF-8'") from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        lines = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise TableError(f"{path}: not a table ({error}), expected one row for each record") from None
    return _table(str(path), (map(unescaped, line) for line in lines))


def _write_csv(table: Table) -> str:
    rows = ([str(row.cells.get(heading, "")) for heading in table.headings] for row in table.rows)
    return csv_table(table.headings, rows)


# --- workbooks ---------------------------------------------------------------------------------------------------


def _import_openpyxl() -> Any:
    try:
        import openpyxl
    except ImportError:
        raise TableError(f"spreadsheets need openpyxl: {how_to_install('sheets')}; or use CSV") from None
    return openpyxl


def _read_workbook(path: Path) -> list[Table]:
    openpyxl = _import_openpyxl()
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
                raise TableError(f"{path}: unpacks to more than {LARGEST_UNPACKED // 1_000_000} MB, expected less")
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except TableError:
        raise
    except Exception:
        # openpyxl raises many kinds of exceptions for files that are not workbooks.
        raise TableError(f"{path}: not a workbook, expected one saved as .xlsx") from None
    try:
        sheets = [(sheet.title, _rows(sheet, path)) for sheet in book.worksheets]
    except TableError:
        raise
    except Exception:
        raise TableError(f"{path}: the workbook is damaged, expected one that a spreadsheet opens") from None
    finally:
        book.close()
    full = [(title, rows) for title, rows in sheets if any(map(any, rows))]
    names = [f"{path}, sheet '{title}'" if len(full) > 1 else str(path) for title, _ in full]
    return [_table(name, rows, _kind_of(title)) for name, (title, rows) in zip(names, full, strict=True)]


def _rows(sheet: Any, path: Path) -> list[list[str]]:
    """Return the texts of a sheet's rows, up to the last that has one."""
    # The extent that a sheet states may be false: it would be filled up with empty cells.
    sheet.reset_dimensions()
    rows: list[list[str]] = []
    empty = full = 0
    for row in sheet.values:
        texts = [_cell_text(cell) for cell in row]
        if not any(texts):
            empty += 1
            continue
        rows += [[] for _ in range(empty)]
        empty, full = 0, full + 1
        if full > MOST_ROWS:
            raise _too_many_rows(path)
        rows.append(texts)
    return rows


def _too_many_rows(path: object) -> TableError:
    return TableError(f"{path}: more than {MOST_ROWS:,} rows, expected fewer; divide the file")


def _kind_of(title: str) -> str:
    """Return the kind that a sheet is named after: ``Forecasts``."""
    name = title.strip().casefold()
    return name if name in KINDS else name.removesuffix("s") if name.removesuffix("s") in KINDS else ""


def _cell_text(cell: object) -> str:
    """Return a cell as somebody would type it."""
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
    return str(cell)


def _write_workbook(tables: Sequence[Table]) -> bytes:
    openpyxl = _import_openpyxl()
    from io import BytesIO

    book = openpyxl.Workbook()
    book.remove(book.active)
    for table in tables:
        sheet = book.create_sheet(table.name)
        sheet.freeze_panes = "A2"
        for number, values in enumerate(
            (table.headings, *([row.cells.get(name, "") for name in table.headings] for row in table.rows)), 1
        ):
            for column, value in enumerate(values, 1):
                if value:
                    cell = sheet.cell(number, column, ILLEGAL.sub("", str(value)))
                    # Always text, even if it looks like a formula, a number or a date.
                    cell.data_type = "s"
                    cell.number_format = "@"
                    cell.alignment = openpyxl.styles.Alignment(wrap_text=True, vertical="top")
                    cell.font = openpyxl.styles.Font(bold=number == 1)
        for column, name in enumerate(table.headings, 1):
            letter = openpyxl.utils.get_column_letter(column)
            sheet.column_dimensions[letter].width = 60 if name in ("title", "body") else 20
    out = BytesIO()
    book.save(out)
    return out.getvalue()


# --- the published data ------------------------------------------------------------------------------------------


def _read_json(path: Path) -> list[Table]:
    """Return the records of ``claims.json`` and ``events.json``, a table for each list of them."""
    try:
        document = json.loads(path.read_text("utf-8-sig"))
    except (ValueError, RecursionError):
        raise TableError(f"{path}: not JSON, expected data/claims.json or data/events.json of a site") from None
    lists = {"claims": "", "others": "", "corrections": "correction", "shifts": "shift", "events": "event"}
    lists_found = [
        (name, document[name]) for name in lists if isinstance(document, dict) and isinstance(document.get(name), list)
    ]
    if not lists_found:
        raise TableError(f"{path}: no claims or events, expected data/claims.json or data/events.json of a site")
    tables = [_record_table(f"{path}, {name}", lists[name], records) for name, records in lists_found]
    claims = document.get("claims", [])
    outcomes = [
        {**outcome, "of": claim.get("id", "")}
        for claim in (claims if isinstance(claims, list) else [])
        if isinstance(claim, dict)
        for outcome in _judgements(claim)
    ]
    return [*tables, *([_record_table(f"{path}, outcomes", "outcome", outcomes)] if outcomes else [])]


def _judgements(claim: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield every outcome of a claim, the earliest first."""
    for name in ("earlier", "second_outcomes"):
        several = claim.get(name)
        yield from (each for each in (several if isinstance(several, list) else ()) if isinstance(each, dict))
    if isinstance(claim.get("outcome"), dict):
        yield claim["outcome"]


def _record_table(name: str, kind: str, records: Iterable[Any]) -> Table:
    rows = []
    headings: dict[str, None] = {}
    for number, record in enumerate(records, 1):
        members = record if isinstance(record, dict) else {}
        cells = {key: cell for key, value in members.items() if (cell := _json_cell(value))}
        headings |= dict.fromkeys(cells)
        rows.append(Row(number, cells))
    return Table(name, tuple(headings), tuple(rows), kind)


def _json_cell(value: object) -> Cell:
    match value:
        case bool():
            return "true" if value else "false"
        case str() | int() | float():
            return str(value)
        case list():
            return tuple(str(item) for item in value if isinstance(item, str | int | float))
    return ""


def _table(name: str, lines: Iterable[Iterable[str]], kind: str = "") -> Table:
    """Return the table of lines; the first that is not empty holds the headings.

    Raises:
        TableError: where two columns have the same heading, or there are no headings.
    """
    numbered: Iterator[tuple[int, Iterable[str]]] = enumerate(lines, 1)
    headings: list[str] = []
    for _, line in numbered:
        headings = [" ".join(cell.split()) for cell in line]
        if any(headings):
            break
    if not any(headings):
        raise TableError(f"{name}: empty, expected a row of headings")
    names = [heading for heading in headings if heading]
    if twice := next((heading for heading, number in Counter(names).items() if number > 1), ""):
        raise TableError(f"{name}: two columns are called '{twice}', expected each name once")
    rows = []
    for number, line in numbered:
        pairs = zip(headings, line, strict=False)
        cells: dict[str, Cell] = {heading: cell for heading, cell in pairs if heading and cell.strip()}
        if cells:
            rows.append(Row(number, cells))
        if len(rows) > MOST_ROWS:
            raise _too_many_rows(name)
    return Table(name, tuple(names), tuple(rows), kind)
