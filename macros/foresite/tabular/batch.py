"""Plan the import of many records: files with new and changed blocks, or faults."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from foresite.editing import insertions
from foresite.editing.files import new_problems, newline_of
from foresite.editing.insertions import (
    FIRST_PAGES,
    PlacementError,
    page_for,
    page_path,
    precedes,
    siblings_of_kind,
    suggest_id,
)
from foresite.model.fields import KINDS, OF_BRIEF
from foresite.model.problems import Code, Place, Problem
from foresite.model.records import Outcome, Record
from foresite.model.settings import Settings
from foresite.model.sources import Sources
from foresite.parsing.files import decode_utf8
from foresite.parsing.front_matter import read_front_matter
from foresite.parsing.markdown.scan import RawBlock, scan
from foresite.tabular.entries import CellProblem, Entry, parsed
from foresite.tabular.tables import Cell

OPTION = re.compile(r" {4}(?P<name>[A-Za-z-]+) *:(?P<value>.*)")
BOM = "\ufeff"


@dataclass(slots=True)
class FileEdit:
    """A planned change of a file."""

    path: Path
    read: bytes
    """The old content; empty for a new file."""
    data: bytes
    new: int = 0
    changed: int = 0


@dataclass(slots=True)
class Batch:
    """The planned import of some entries."""

    changes: dict[str, FileEdit] = field(default_factory=dict)
    """Changed files, by path relative to the project."""
    unchanged: int = 0
    faults: list[CellProblem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    """Problems that the import would introduce elsewhere."""


@dataclass(slots=True)
class _Edit:
    """A replacement of lines of a page, or an insertion after ``end`` where the range is empty."""

    start: int
    """The first line to replace, counted from 0; ``end`` is the line after the last."""
    end: int
    lines: list[str]


@dataclass(slots=True)
class _Page:
    """A page that is being changed."""

    path: Path
    read: bytes
    lines: list[str]
    blocks: dict[int, RawBlock]
    edits: list[_Edit] = field(default_factory=list)
    added: dict[int, list[tuple[object, int, str]]] = field(default_factory=dict)
    """New blocks by the line after which they go, 0 for the end, each with its sort key."""
    new: int = 0
    changed: int = 0


def batch(config: Path, settings: Settings, sources: Sources, entries: Sequence[Entry], *, skip_bad: bool) -> Batch:
    """Plan the import of all entries; with ``skip_bad``, of those without faults.

    An entry with the id of an existing record, or without an id and with its title, changes that record; options that
    the entry does not set stay.
    """
    remaining, faults = list(entries), list[CellProblem]()
    while True:
        plan, owners = _plan(settings, sources, remaining)
        changes = {path: change.data for path, change in plan.changes.items()}
        if changes:
            assigned = _assign_problems(new_problems(config, settings, changes), changes, owners)
            plan.faults += assigned[0]
            plan.problems = assigned[1]
        bad = {(fault.table, fault.row) for fault in plan.faults}
        faults += plan.faults
        valid = [entry for entry in remaining if (entry.table, entry.row) not in bad]
        if not skip_bad or len(valid) == len(remaining):
            return replace(plan, faults=faults)
        remaining = valid


def _plan(settings: Settings, sources: Sources, entries: Sequence[Entry]) -> tuple[Batch, dict[str, Entry]]:
    """Return the planned changes, and the entry of each id."""
    plan, pages = Batch(), dict[str, _Page]()
    records = {record.id: record for record in sources.records}
    records_by_identity = {_record_identity(record): record for record in sources.records}
    owners: dict[str, Entry] = {}
    for order, entry in enumerate(entries):
        if entry.judges:
            if not entry.judges.written:
                # Its claim is not written, which has been reported.
                continue
            entry.options["of"] = entry.judges.written
        record = records.get(entry.id) if entry.id else records_by_identity.get(_entry_identity(entry))
        if not (entry.title or record):
            plan.faults.append(entry.fault("title", f"the {entry.kind} has no title, expected a text"))
            continue
        if record and record.kind != entry.kind:
            message = f"'{entry.id}' is the id of {record.place}, a {record.kind}, expected another or that kind"
            plan.faults.append(entry.fault("id", message))
            continue
        id = record.id if record else entry.id or _new_id(sources, entry, owners)
        if id in owners:
            owner = owners[id]
            message = f"'{id}' is in row {owner.row} already, expected each record once"
            plan.faults.append(entry.fault("id" if entry.id else "title", message))
            continue
        owners[id] = entry
        entry.written = id
        try:
            if record is None:
                _add(pages, settings, sources, entry, id, order)
            elif not _change(pages, settings, sources, entry, record):
                plan.unchanged += 1
        except PlacementError as error:
            plan.faults.append(entry.fault("page", str(error)))
    for page in pages.values():
        data = _encode_page(page)
        plan.changes[settings.relative(page.path)] = FileEdit(page.path, page.read, data, page.new, page.changed)
    return plan, owners


def _record_identity(record: Record) -> tuple[str, ...]:
    """Return what identifies a record without its id: the claim and date of an outcome, or title and page."""
    if isinstance(record, Outcome):
        return (record.kind, record.of, record.as_of.text)
    return (record.kind, record.title, record.page if record.kind in OF_BRIEF else "")


def _entry_identity(entry: Entry) -> tuple[str, ...]:
    """Return the same identity of an entry."""
    if entry.kind == Outcome.kind:
        return (entry.kind, str(entry.options.get("of", "")), str(entry.options.get("as-of", "")))
    return (entry.kind, entry.title, entry.page if entry.kind in OF_BRIEF else "")


def _new_id(sources: Sources, entry: Entry, owners: Mapping[str, Entry]) -> str:
    id = suggest_id(sources, entry.kind, entry.title, entry.options, entry.page)
    number = 2
    while id in owners:
        id = f"{id.removesuffix(f'-{number - 1}')}-{number}"
        number += 1
    return id


def _page(pages: dict[str, _Page], settings: Settings, name: str, heading: str = "") -> _Page:
    """Return a page to be changed; with a heading, create it where it is missing.

    Raises:
        PlacementError: where it is not a page, or is missing.
    """
    if name in pages:
        return pages[name]
    path = page_path(settings, name)
    if not path.exists() and heading:
        pages[name] = _Page(path, b"", [f"# {heading}", ""], {})
        return pages[name]
    if not path.is_file():
        raise PlacementError(f"there is no page '{name}' in {settings.relative(settings.docs)}/")
    data = path.read_bytes()
    text = decode_utf8(data, name)
    if not isinstance(text, str):
        raise PlacementError(str(text))
    lines = re.split(r"\r\n|\r|\n", text)
    blocks = {block.line: block for block in scan(read_front_matter(text, "", "").rest).blocks}
    pages[name] = _Page(path, data, lines, blocks)
    return pages[name]


def _add(pages: dict[str, _Page], settings: Settings, sources: Sources, entry: Entry, id: str, order: int) -> None:
    options = {"id": id, **{name: value for name, value in entry.options.items() if name != "id"}}
    kind = entry.kind
    name = entry.page or page_for(sources, kind, options) or FIRST_PAGES.get(kind, ("", ""))[0]
    if not name:
        raise PlacementError("no page fits, expected a column 'page' or --page")
    heading = FIRST_PAGES.get(kind, ("", ""))[1]
    page = _page(pages, settings, name, heading)
    similar = [record for record in siblings_of_kind(sources, kind) if record.page == name]
    block_ends = {line: block.end_line for line, block in page.blocks.items()}
    candidates = [record for record in similar if record.place.line in block_ends]
    preceding = [record for record in candidates if precedes(record, options, sources)] or candidates
    after = max((block_ends[record.place.line] for record in preceding), default=0)
    text = insertions.block(kind, entry.title, _sort_options(kind, options), entry.body)
    page.added.setdefault(after, []).append((_rank(settings, entry), order, text))
    page.new += 1


def _sort_options(kind: str, options: Mapping[str, Cell]) -> dict[str, Cell]:
    return {name: options[name] for name in KINDS[kind].fields if name in options}


def _rank(settings: Settings, entry: Entry) -> tuple[object, ...]:
    """Return the sort key of a new block among those at the same line: its paragraph or date, if valid."""
    name = {"event": "date"}.get(entry.kind, "at")
    spec = KINDS[entry.kind].fields.get(name)
    value = parsed(settings, None, spec, entry.options[name]) if spec and name in entry.options else None
    first = getattr(value, "first", None)
    return (str(type(first).__name__), first) if first is not None else ("",)


def _change(pages: dict[str, _Page], settings: Settings, sources: Sources, entry: Entry, record: Record) -> bool:
    """Change a record's block where the entry differs; return whether it does."""
    brief = next((candidate for candidate in sources.briefs if candidate.page == record.page), None)
    specs = KINDS[entry.kind].fields
    changed_options = {
        name: value
        for name, value in entry.options.items()
        if name != "id" and parsed(settings, brief, specs[name], value) != specs[name].of(record)
    }
    title = entry.title if entry.title and entry.title != record.title else ""
    body = entry.body if entry.body and entry.body != record.body.strip() else ""
    if not (changed_options or title or body):
        return False
    page = _page(pages, settings, record.page)
    block = page.blocks.get(record.place.line)
    if block is None:
        raise PlacementError(f"the block of '{record.id}' is not on '{record.page}' any more")
    first, end = block.line - 1, block.end_line - 1
    lines = page.lines[first:end]
    if title:
        lines[0] = f"{lines[0].partition('|')[0].rstrip()} | {title}"
    # The options end where the body starts, or with the block.
    options_end = (block.body_line if block.body else block.end_line) - block.line
    head, rest = lines[:options_end], lines[options_end:]
    while head and not head[-1].strip():
        head.pop()
    for name, value in changed_options.items():
        head = _with_option(head, name, f"    {name}: {insertions.value(value)}")
    text = body or "\n".join(rest).strip("\n")
    page.edits.append(_Edit(first, end, [*head, *(["", *text.split("\n")] if text else [])]))
    page.changed += 1
    return True


def _with_option(head: list[str], name: str, line: str) -> list[str]:
    """Return the lines of a block's head with one option set; its comment lines stay."""
    for number, head_line in enumerate(head):
        option = OPTION.fullmatch(head_line)
        if option and option["name"].casefold() == name:
            end = number + 1
            while end < len(head) and re.match(r" {5,}\S| {4}-", head[end]):
                end += 1
            return [*head[:number], line, *head[end:]]
    return [*head, line]


def _encode_page(page: _Page) -> bytes:
    lines = list(page.lines)
    ends: list[tuple[int, int, list[str]]] = [(edit.start, edit.end, edit.lines) for edit in page.edits]
    for after, texts in page.added.items():
        new = [text for *_, text in sorted(texts, key=lambda item: (item[0], item[1]))]
        if after == 0:
            continue
        inserted = [line for text in new for line in ("", *text.split("\n"))]
        if after < len(lines) and lines[after].strip():
            inserted.append("")
        ends.append((after, after, inserted))
    for start, end, replacement in sorted(ends, key=lambda item: -item[0]):
        lines[start:end] = replacement
    while lines and not lines[-1].strip():
        lines.pop()
    for *_, text in sorted(page.added.get(0, ()), key=lambda item: (item[0], item[1])):
        lines += ["", *text.split("\n")]
    mark = BOM if page.read.startswith(BOM.encode()) else ""
    return (mark + newline_of(page.read).join([*lines, ""])).encode()


def _assign_problems(
    problems: Iterable[Problem], changes: Mapping[str, bytes], owners: Mapping[str, Entry]
) -> tuple[list[CellProblem], list[Problem]]:
    """Return the problems of the entries' blocks as faults of their cells, and the remaining problems."""
    parts: dict[Place, tuple[Entry, str]] = {}
    for path, data in changes.items():
        text = data.decode("utf-8-sig")
        for block in scan(read_front_matter(text, "", "").rest).blocks:
            parts |= _parts(path, block, owners)
    faults: dict[tuple[str, int, str], CellProblem] = {}
    remaining = []
    for problem in problems:
        place = Place(problem.place.path, problem.place.line)
        if place not in parts:
            remaining.append(problem)
            continue
        entry, part = parts[place]
        if entry.unfinished and problem.code is Code.MISSING_OPTION:
            continue
        fault = entry.fault(part, f"{problem.code.slug}: {problem.message}", problem.hint)
        # Report one fault per cell: others follow from it.
        faults.setdefault((fault.table, fault.row, part), fault)
    return list(faults.values()), remaining


def _parts(path: str, block: RawBlock, owners: Mapping[str, Entry]) -> dict[Place, tuple[Entry, str]]:
    """Return the lines of an entry's block, each with the part of the entry that it holds."""
    part_of_line: dict[int, str] = {block.line: "title"}
    part, id = "", ""
    for number, line in enumerate(block.options.split("\n"), block.options_line):
        if option := OPTION.fullmatch(line):
            part = option["name"]
            id = option["value"].strip().strip("'\"") if part == "id" else id
        part_of_line[number] = part
    part_of_line |= dict.fromkeys(range(block.body_line if block.body else block.end_line, block.end_line + 1), "body")
    entry = owners.get(id)
    return {Place(path, line): (entry, part) for line, part in part_of_line.items()} if entry else {}


def page_of(change: FileEdit) -> str:
    """Return the numbers of new and changed records of a file, in words."""
    counts = [f"{number} {word}" for number, word in ((change.new, "new"), (change.changed, "changed")) if number]
    return ", ".join(counts)
