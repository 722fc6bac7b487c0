"""The rows of tables as records to be written: each cell an option, a title or a text, or a fault."""

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

MARKS = re.compile(r"[\r\n]+")
"""What always divides the items of a list in a cell."""
COMMAS = re.compile(r"[,;\s]+")
SEMICOLON = re.compile(r";")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell, or with a row."""

    table: str
    row: int
    column: str
    """Its heading; empty where it is about the row."""
    message: str
    hint: str = ""
    what: str = "row"
    """What is numbered."""

    def __str__(self) -> str:
        where = f"{self.table}: {self.what} {self.row}" + (f", column '{self.column}'" if self.column else "")
        return f"{where}: {self.message}{f'; {self.hint}' if self.hint else ''}"


@dataclass(slots=True)
class Entry:
    """A record as a row gives it."""

    table: str
    row: int
    kind: str
    columns: Mapping[str, str]
    """The heading of each option and other part that the row has."""
    title: str = ""
    body: str = ""
    page: str = ""
    options: dict[str, Cell] = field(default_factory=dict)
    judges: Entry | None = None
    """The claim of the same row, where this is what became of it."""
    written: str = ""
    """The id under which it is written."""

    @property
    def id(self) -> str:
        """Its id; empty where the row gives none."""
        given = self.options.get("id", "")
        return given if isinstance(given, str) else ""

    def fault(self, part: str, message: str, hint: str = "") -> Fault:
        """A fault of one of its parts."""
        return Fault(self.table, self.row, self.columns.get(part, ""), message, hint)


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for rows that do not say it themselves."""

    kind: str = ""
    page: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


def entries_of(table: Table, defaults: Defaults, sources: Sources) -> Iterator[Entry | Fault]:
    """The records of a table, in its order, and what is wrong with rows that are none."""
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
) -> Iterator[Entry | Fault]:
    parts = {target: row.cells[heading] for heading, target in targets.items() if target and heading in row.cells}
    columns = {target: heading for heading, target in targets.items() if target}
    said = _line(parts.pop("kind", "")).casefold()
    record = records.get(_line(parts.get("id", "")))
    kind = said or table.kind or (record.kind if record else defaults.kind)
    if kind not in KINDS:
        what = f"no kind '{kind}'" if kind else "the row has no kind"
        more = "" if kind else ", in a column 'kind' or as --kind"
        heading = columns.get("kind", "") if kind else ""
        yield Fault(table.name, row.number, heading, f"{what}, expected {one_of(KINDS)}{more}", nearest(kind, KINDS))
        return
    entry = Entry(table.name, row.number, kind, columns)
    entry.title = _line(parts.pop("title", ""))
    entry.body = _text(parts.pop("body", ""))
    page, brief = _line(parts.pop("page", "")), _line(parts.pop("brief", ""))
    outcome = {OUTCOME[name]: parts.pop(name) for name in OUTCOME if name in parts}
    specs = KINDS[kind].fields
    judged = KINDS["outcome"].fields
    if kind in CLAIM_KINDS:
        outcome |= {name: parts.pop(name) for name in [*parts] if name in judged and name not in specs}
    for name, cell in parts.items():
        if name in specs:
            entry.options[name] = _value(specs[name], cell)
        else:
            yield entry.fault(name, f"'{name}' is not an option of {a(kind)}, expected {one_of(specs)}")
    if record:
        entry.page = record.page
    elif kind in OF_BRIEF:
        entry.page = yield from _page(entry, page or ("" if brief else defaults.page), brief, sources)
    else:
        entry.page = page or defaults.page
    yield entry
    if outcome and ("status" in outcome or "title" in outcome):
        yield _outcome(entry, outcome)


def _outcome(claim: Entry, parts: Mapping[str, Cell]) -> Entry:
    """What became of a claim, of which the claim's own row tells."""
    columns = {"of": claim.columns.get("id", ""), "title": claim.columns.get("outcome-title", "")}
    found = Entry(claim.table, claim.row, "outcome", {**claim.columns, **columns}, judges=claim)
    status = _line(parts.get("status", ""))
    words = status.replace("-", " ")
    found.title = _line(parts.get("title", "")) or words[:1].upper() + words[1:]
    found.body = _text(parts.get("body", ""))
    specs = KINDS["outcome"].fields
    found.options = {"id": _line(parts.get("id", ""))}
    found.options |= {name: _value(specs[name], cell) for name, cell in parts.items() if name in specs and name != "id"}
    found.options = {name: value for name, value in found.options.items() if value}
    return found


def _page(entry: Entry, page: str, brief: str, sources: Sources) -> Generator[Fault, None, str]:
    """The page of a record that says something of a brief: as given, that of its brief, or that of the only one."""
    annotated: Sequence[Brief] = sources.briefs
    pages, keys = [each.page for each in annotated], [each.key for each in annotated]
    if page:
        if page not in pages:
            yield entry.fault(
                "page", f"'{page}' annotates no brief, expected {one_of_some(pages)}", nearest(page, pages)
            )
        return page
    found = [each.page for each in annotated if each.key == brief] if brief else pages
    if len(found) == 1:
        return found[0]
    known = f"expected {one_of_some(keys)}" if keys else "expected one that 'foresite new brief' has written"
    if brief:
        yield entry.fault("brief", f"no page annotates '{brief}', {known}", nearest(brief, keys))
    else:
        yield entry.fault("brief", f"the row names no brief, {known}")
    return ""


def _line(cell: Cell) -> str:
    return " ".join(" ".join(cell if isinstance(cell, tuple) else (cell,)).split())


def _text(cell: Cell) -> str:
    text = "\n".join(cell) if isinstance(cell, tuple) else cell
    return MARKS.sub(lambda found: "\n" * len(found[0].replace("\r\n", "\n")), text).strip()


def _value(spec: Field, cell: Cell) -> Cell:
    """A cell as an option: a list divided, a text on one line."""
    if not spec.type.many:
        line = _line(cell)
        if spec.type is LOCATOR:
            return line.replace("¶", "")
        return "-".join(line.casefold().split()) if spec.type.name in CHOICES or spec.type is DRAFT else line
    if isinstance(cell, tuple):
        return tuple(map(_line, cell))
    divider = MARKS if MARKS.search(cell) else SEMICOLON if spec.prose else COMMAS
    return tuple(_line(part) for part in divider.split(cell) if part.strip())


def parsed(settings: Settings, brief: Brief | None, spec: Field, value: Cell) -> object:
    """What a record would hold; None where there is something wrong with it."""
    if spec.type is DRAFT:
        return {"true": True, "false": False}.get(str(value))
    texts = value if isinstance(value, tuple) else (value,)
    node = Items(tuple(Text(part, 1) for part in texts), 1) if spec.type.many else Text(texts[0], 1)
    read = READERS.get(spec.type.name)
    if read is None:
        return None
    given = OptionContext(spec, settings, brief, Option(spec.name, 1, node), read=read)
    found = read(given)
    return None if given.faults else found
