"""Convert rows of tables to entries: records to be written, with their options, titles and texts, or faults."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from foresite.model.fields import CHOICES, CLAIM_KINDS, DRAFT, KINDS, LOCATOR, OF_BRIEF, Field
from foresite.model.problems import a, nearest, one_of, one_of_some
from foresite.model.records import Brief, Record
from foresite.model.settings import Settings
from foresite.model.sources import Sources
from foresite.parsing.options import Option, OptionContext
from foresite.parsing.values import READERS
from foresite.parsing.yaml import Items, Text
from foresite.tabular.columns import OUTCOME, match_columns
from foresite.tabular.tables import Cell, Row, Table

LINE_BREAKS = re.compile(r"[\r\n]+")
"""Line breaks, which always divide the items of a list in a cell."""
COMMAS = re.compile(r"[,;\s]+")
SEMICOLON = re.compile(r";")


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A fault of a cell or a row."""

    table: str
    row: int
    column: str
    """The column's heading; empty for a fault of the row."""
    message: str
    hint: str = ""
    what: str = "row"
    """What the number counts."""

    def __str__(self) -> str:
        where = f"{self.table}: {self.what} {self.row}" + (f", column '{self.column}'" if self.column else "")
        return f"{where}: {self.message}{f'; {self.hint}' if self.hint else ''}"


@dataclass(slots=True)
class Entry:
    """A record, as read from a row."""

    table: str
    row: int
    kind: str
    columns: Mapping[str, str]
    """The heading of each option and other part of the row."""
    title: str = ""
    body: str = ""
    page: str = ""
    options: dict[str, Cell] = field(default_factory=dict)
    judges: Entry | None = None
    """For an outcome, the claim of the same row."""
    written: str = ""
    """The id under which the entry is written."""
    what: str = "row"
    """What the number counts."""
    unfinished: bool = False
    """Whether it is a draft that may still lack required options."""

    @property
    def id(self) -> str:
        """The id; empty where the row has none."""
        id_cell = self.options.get("id", "")
        return id_cell if isinstance(id_cell, str) else ""

    def fault(self, part: str, message: str, hint: str = "") -> CellProblem:
        """Return a fault of one of its parts."""
        return CellProblem(self.table, self.row, self.columns.get(part, ""), message, hint, self.what)


@dataclass(frozen=True, slots=True)
class Defaults:
    """The defaults of rows without these values."""

    kind: str = ""
    page: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


def entries_of(table: Table, defaults: Defaults, sources: Sources) -> Iterator[Entry | CellProblem]:
    """Yield the records of a table, in order, and the faults of rows that are not records."""
    targets = match_columns(table.headings, defaults.columns)
    records = {record.id: record for record in sources.records}
    for row in table.rows:
        yield from _entries(table, row, targets, defaults, sources, records)


def _entries(
    table: Table,
    row: Row,
    targets: Mapping[str, str],
    defaults: Defaults,
    sources: Sources,
    records: Mapping[str, Record],
) -> Iterator[Entry | CellProblem]:
    parts = {target: row.cells[heading] for heading, target in targets.items() if target and heading in row.cells}
    columns = {target: heading for heading, target in targets.items() if target}
    stated_kind = _line(parts.pop("kind", "")).casefold()
    record = records.get(_line(parts.get("id", "")))
    kind = stated_kind or table.kind or (record.kind if record else defaults.kind)
    if kind not in KINDS:
        fault = f"no kind '{kind}'" if kind else "the row has no kind"
        hint_of_kind = "" if kind else ", in a column 'kind' or as --kind"
        heading = columns.get("kind", "") if kind else ""
        yield CellProblem(
            table.name, row.number, heading, f"{fault}, expected {one_of(KINDS)}{hint_of_kind}", nearest(kind, KINDS)
        )
        return
    entry = Entry(table.name, row.number, kind, columns)
    entry.title = _line(parts.pop("title", ""))
    entry.body = _text(parts.pop("body", ""))
    page, brief = _line(parts.pop("page", "")), _line(parts.pop("brief", ""))
    outcome = {OUTCOME[name]: parts.pop(name) for name in OUTCOME if name in parts}
    fields = KINDS[kind].fields
    outcome_fields = KINDS["outcome"].fields
    if kind in CLAIM_KINDS:
        outcome |= {name: parts.pop(name) for name in [*parts] if name in outcome_fields and name not in fields}
    for name, cell in parts.items():
        if name in fields:
            entry.options[name] = _value(fields[name], cell)
        else:
            yield entry.fault(name, f"'{name}' is not an option of {a(kind)}, expected {one_of(fields)}")
    if record:
        entry.page = record.page
    elif kind in OF_BRIEF:
        entry.page = yield from _page(entry, page or ("" if brief else defaults.page), brief, sources)
    else:
        entry.page = page or defaults.page
    yield entry
    if outcome and {"status", "title", "value"} & outcome.keys():
        yield _outcome(entry, outcome)


def _outcome(claim: Entry, parts: Mapping[str, Cell]) -> Entry:
    """Return the outcome of a claim from the claim's own row."""
    columns = {"of": claim.columns.get("id", ""), "title": claim.columns.get("outcome-title", "")}
    entry = Entry(claim.table, claim.row, "outcome", {**claim.columns, **columns}, judges=claim)
    status = _line(parts.get("status", ""))
    words = status.replace("-", " ")
    entry.title = _line(parts.get("title", "")) or words[:1].upper() + words[1:]
    entry.body = _text(parts.get("body", ""))
    fields = KINDS["outcome"].fields
    entry.options = {"id": _line(parts.get("id", ""))}
    entry.options |= {
        name: _value(fields[name], cell) for name, cell in parts.items() if name in fields and name != "id"
    }
    entry.options = {name: value for name, value in entry.options.items() if value}
    return entry


def _page(entry: Entry, page: str, brief: str, sources: Sources) -> Generator[CellProblem, None, str]:
    """Return the page of an annotation: as given, that of its brief, or the only one; yield a fault if none."""
    annotated: Sequence[Brief] = sources.briefs
    pages, keys = [item.page for item in annotated], [item.key for item in annotated]
    if page:
        if page not in pages:
            yield entry.fault(
                "page", f"'{page}' annotates no brief, expected {one_of_some(pages)}", nearest(page, pages)
            )
        return page
    matches = [item.page for item in annotated if item.key == brief] if brief else pages
    if len(matches) == 1:
        return matches[0]
    expectation = f"expected {one_of_some(keys)}" if keys else "expected one that 'foresite new brief' has written"
    if brief:
        yield entry.fault("brief", f"no page annotates '{brief}', {expectation}", nearest(brief, keys))
    else:
        yield entry.fault("brief", f"the row names no brief, {expectation}")
    return ""


def _line(cell: Cell) -> str:
    return " ".join(" ".join(cell if isinstance(cell, tuple) else (cell,)).split())


def _text(cell: Cell) -> str:
    text = "\n".join(cell) if isinstance(cell, tuple) else cell
    return LINE_BREAKS.sub(lambda match: "\n" * len(match[0].replace("\r\n", "\n")), text).strip()


def _value(spec: Field, cell: Cell) -> Cell:
    """Return a cell as the value of an option: a list divided, a text on one line."""
    if not spec.type.many:
        line = _line(cell)
        if spec.type is LOCATOR:
            return line.replace("¶", "")
        return "-".join(line.casefold().split()) if spec.type.name in CHOICES or spec.type is DRAFT else line
    if isinstance(cell, tuple):
        return tuple(map(_line, cell))
    divider = LINE_BREAKS if LINE_BREAKS.search(cell) else SEMICOLON if spec.prose else COMMAS
    return tuple(_line(part) for part in divider.split(cell) if part.strip())


def parsed(settings: Settings, brief: Brief | None, spec: Field, value: Cell) -> object:
    """Return the value that a record would have; None where the text is invalid."""
    if spec.type is DRAFT:
        return {"true": True, "false": False}.get(str(value))
    texts = value if isinstance(value, tuple) else (value,)
    node = Items(tuple(Text(part, 1) for part in texts), 1) if spec.type.many else Text(texts[0], 1)
    read = READERS.get(spec.type.name)
    if read is None:
        return None
    context = OptionContext(spec, settings, brief, Option(spec.name, 1, node), read=read)
    result = read(context)
    return None if context.faults else result
