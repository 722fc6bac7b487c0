"""Many records at once: the files with new blocks in their places and changed ones changed, or what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from foresite.editing import drafts
from foresite.editing.drafts import FIRST_PAGES, DraftError, alike, page_for, page_path, precedes, suggest_id
from foresite.editing.files import new_problems, newline_of
from foresite.model.fields import KINDS, OF_BRIEF
from foresite.model.problems import Place, Problem
from foresite.model.records import Outcome, Record
from foresite.model.settings import Settings
from foresite.model.sources import Sources
from foresite.parsing.files import decode_utf8
from foresite.parsing.front_matter import read_front_matter
from foresite.parsing.markdown.scan import RawBlock, scan
from foresite.tabular.entries import Entry, Fault, parsed
from foresite.tabular.tables import Cell

OPTION = re.compile(r" {4}(?P<name>[A-Za-z-]+) *:(?P<value>.*)")
MARK = "\ufeff"


@dataclass(slots=True)
class Change:
    """A file as it would be."""

    path: Path
    read: bytes
    """What it held; empty where it is new."""
    data: bytes
    new: int = 0
    changed: int = 0


@dataclass(slots=True)
class Batch:
    """What importing some entries would do."""

    changes: dict[str, Change] = field(default_factory=dict)
    """By path relative to the project."""
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    """What would become wrong elsewhere."""


@dataclass(slots=True)
class _Edit:
    """Lines of a page that others replace; none where they are added behind ``end``."""

    start: int
    """Counted from 0; the lines from here to before ``end``."""
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
    """The line behind which new blocks go, 0 for the end; each with what orders it among those."""
    new: int = 0
    changed: int = 0


def batch(config: Path, settings: Settings, sources: Sources, entries: Sequence[Entry], *, skip_bad: bool) -> Batch:
    """Return what writing all entries would do; with ``skip_bad``, all that nothing is wrong with.

    An entry whose id, or whose title where it has none, a record has already changes that record; what the entry
    does not say stays.
    """
    left, faults = list(entries), list[Fault]()
    while True:
        made, owners = _written(settings, sources, left)
        changes = {path: change.data for path, change in made.changes.items()}
        if changes:
            found = _assigned(new_problems(config, settings, changes), changes, owners)
            made.faults += found[0]
            made.problems = found[1]
        bad = {(fault.table, fault.row) for fault in made.faults}
        faults += made.faults
        kept = [entry for entry in left if (entry.table, entry.row) not in bad]
        if not skip_bad or len(kept) == len(left):
            return replace(made, faults=faults)
        left = kept


def _written(settings: Settings, sources: Sources, entries: Sequence[Entry]) -> tuple[Batch, dict[str, Entry]]:
    """The files with the entries in them, and the entry of each id."""
    made, pages = Batch(), dict[str, _Page]()
    records = {record.id: record for record in sources.records}
    unnamed = {_without_id(record): record for record in sources.records}
    owners: dict[str, Entry] = {}
    for order, entry in enumerate(entries):
        if entry.judges:
            if not entry.judges.written:
                # Its claim is not written, and that has been said.
                continue
            entry.options["of"] = entry.judges.written
        record = records.get(entry.id) if entry.id else unnamed.get(_sought(entry))
        if not (entry.title or record):
            made.faults.append(entry.fault("title", f"the {entry.kind} has no title, expected a text"))
            continue
        if record and record.kind != entry.kind:
            message = f"'{entry.id}' is the id of {record.place}, a {record.kind}, expected another or that kind"
            made.faults.append(entry.fault("id", message))
            continue
        id = record.id if record else entry.id or _new_id(sources, entry, owners)
        if id in owners:
            other = owners[id]
            message = f"'{id}' is in row {other.row} already, expected each record once"
            made.faults.append(entry.fault("id" if entry.id else "title", message))
            continue
        owners[id] = entry
        entry.written = id
        try:
            if record is None:
                _add(pages, settings, sources, entry, id, order)
            elif not _change(pages, settings, sources, entry, record):
                made.unchanged += 1
        except DraftError as error:
            made.faults.append(entry.fault("page", str(error)))
    for page in pages.values():
        data = _bytes(page)
        made.changes[settings.relative(page.path)] = Change(page.path, page.read, data, page.new, page.changed)
    return made, owners


def _without_id(record: Record) -> tuple[str, ...]:
    """What tells a record from others where a row gives no id: what is judged and when, or title and brief."""
    if isinstance(record, Outcome):
        return (record.kind, record.of, record.as_of.text)
    return (record.kind, record.title, record.page if record.kind in OF_BRIEF else "")


def _sought(entry: Entry) -> tuple[str, ...]:
    """The same of an entry."""
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
    """A page to be changed; with a heading, a new one where it is not there.

    Raises:
        DraftError: where it is not a page, or is not there.
    """
    if name in pages:
        return pages[name]
    path = page_path(settings, name)
    if not path.exists() and heading:
        pages[name] = _Page(path, b"", [f"# {heading}", ""], {})
        return pages[name]
    if not path.is_file():
        raise DraftError(f"there is no page '{name}' in {settings.relative(settings.docs)}/")
    data = path.read_bytes()
    text = decode_utf8(data, name)
    if not isinstance(text, str):
        raise DraftError(str(text))
    lines = re.split(r"\r\n|\r|\n", text)
    blocks = {block.line: block for block in scan(read_front_matter(text, "", "").rest).blocks}
    pages[name] = _Page(path, data, lines, blocks)
    return pages[name]


def _add(pages: dict[str, _Page], settings: Settings, sources: Sources, entry: Entry, id: str, order: int) -> None:
    options = {"id": id, **{name: value for name, value in entry.options.items() if name != "id"}}
    kind = entry.kind
    name = entry.page or page_for(sources, kind, options) or FIRST_PAGES.get(kind, ("", ""))[0]
    if not name:
        raise DraftError("no page fits, expected a column 'page' or --page")
    heading = FIRST_PAGES.get(kind, ("", ""))[1]
    page = _page(pages, settings, name, heading)
    same = [record for record in alike(sources, kind) if record.page == name]
    ends = {line: block.end_line for line, block in page.blocks.items()}
    placed = [record for record in same if record.place.line in ends]
    fitting = [record for record in placed if precedes(record, options, sources)] or placed
    after = max((ends[record.place.line] for record in fitting), default=0)
    text = drafts.block(kind, entry.title, _in_order(kind, options), entry.body)
    page.added.setdefault(after, []).append((_rank(settings, entry), order, text))
    page.new += 1


def _in_order(kind: str, options: Mapping[str, Cell]) -> dict[str, Cell]:
    return {name: options[name] for name in KINDS[kind].fields if name in options}


def _rank(settings: Settings, entry: Entry) -> tuple[object, ...]:
    """What orders new blocks that go to one place: paragraph or date, as far as it can be read."""
    name = {"event": "date"}.get(entry.kind, "at")
    spec = KINDS[entry.kind].fields.get(name)
    value = parsed(settings, None, spec, entry.options[name]) if spec and name in entry.options else None
    first = getattr(value, "first", None)
    return (str(type(first).__name__), first) if first is not None else ("",)


def _change(pages: dict[str, _Page], settings: Settings, sources: Sources, entry: Entry, record: Record) -> bool:
    """Change a record's block where the entry says something else; tell whether it does."""
    brief = next((each for each in sources.briefs if each.page == record.page), None)
    specs = KINDS[entry.kind].fields
    other = {
        name: value
        for name, value in entry.options.items()
        if name != "id" and parsed(settings, brief, specs[name], value) != specs[name].of(record)
    }
    title = entry.title if entry.title and entry.title != record.title else ""
    body = entry.body if entry.body and entry.body != record.body.strip() else ""
    if not (other or title or body):
        return False
    page = _page(pages, settings, record.page)
    block = page.blocks.get(record.place.line)
    if block is None:
        raise DraftError(f"the block of '{record.id}' is not on '{record.page}' any more")
    first, end = block.line - 1, block.end_line - 1
    lines = page.lines[first:end]
    if title:
        lines[0] = f"{lines[0].partition('|')[0].rstrip()} | {title}"
    # The options end where the body begins, or with the block.
    stop = (block.body_line if block.body else block.end_line) - block.line
    head, rest = lines[:stop], lines[stop:]
    while head and not head[-1].strip():
        head.pop()
    for name, value in other.items():
        head = _with_option(head, name, f"    {name}: {drafts.value(value)}")
    text = body or "\n".join(rest).strip("\n")
    page.edits.append(_Edit(first, end, [*head, *(["", *text.split("\n")] if text else [])]))
    page.changed += 1
    return True


def _with_option(head: list[str], name: str, line: str) -> list[str]:
    """The lines of a fence and its options with one option as said; its comment lines stay."""
    for number, given in enumerate(head):
        found = OPTION.fullmatch(given)
        if found and found["name"].casefold() == name:
            end = number + 1
            while end < len(head) and re.match(r" {5,}\S| {4}-", head[end]):
                end += 1
            return [*head[:number], line, *head[end:]]
    return [*head, line]


def _bytes(page: _Page) -> bytes:
    lines = list(page.lines)
    ends: list[tuple[int, int, list[str]]] = [(edit.start, edit.end, edit.lines) for edit in page.edits]
    for after, texts in page.added.items():
        new = [text for *_, text in sorted(texts, key=lambda each: (each[0], each[1]))]
        if after == 0:
            continue
        inserted = [line for text in new for line in ("", *text.split("\n"))]
        if after < len(lines) and lines[after].strip():
            inserted.append("")
        ends.append((after, after, inserted))
    for start, end, others in sorted(ends, key=lambda each: -each[0]):
        lines[start:end] = others
    while lines and not lines[-1].strip():
        lines.pop()
    for *_, text in sorted(page.added.get(0, ()), key=lambda each: (each[0], each[1])):
        lines += ["", *text.split("\n")]
    mark = MARK if page.read.startswith(MARK.encode()) else ""
    return (mark + newline_of(page.read).join([*lines, ""])).encode()


def _assigned(
    problems: Iterable[Problem], changes: Mapping[str, bytes], owners: Mapping[str, Entry]
) -> tuple[list[Fault], list[Problem]]:
    """The problems of the entries' blocks, each at its cell, and those that stand elsewhere."""
    parts: dict[Place, tuple[Entry, str]] = {}
    for path, data in changes.items():
        text = data.decode("utf-8-sig")
        for block in scan(read_front_matter(text, "", "").rest).blocks:
            parts |= _parts(path, block, owners)
    faults: dict[tuple[str, int, str], Fault] = {}
    others = []
    for problem in problems:
        at = Place(problem.place.path, problem.place.line)
        if at not in parts:
            others.append(problem)
            continue
        entry, part = parts[at]
        fault = entry.fault(part, f"{problem.code.slug}: {problem.message}", problem.hint)
        # One mistake a cell; what follows from it is not another.
        faults.setdefault((fault.table, fault.row, part), fault)
    return list(faults.values()), others


def _parts(path: str, block: RawBlock, owners: Mapping[str, Entry]) -> dict[Place, tuple[Entry, str]]:
    """The lines of a block that an entry has made, each with the part that it holds."""
    found: dict[int, str] = {block.line: "title"}
    part, id = "", ""
    for number, line in enumerate(block.options.split("\n"), block.options_line):
        if option := OPTION.fullmatch(line):
            part = option["name"]
            id = option["value"].strip().strip("'\"") if part == "id" else id
        found[number] = part
    found |= dict.fromkeys(range(block.body_line if block.body else block.end_line, block.end_line + 1), "body")
    entry = owners.get(id)
    return {Place(path, line): (entry, part) for line, part in found.items()} if entry else {}


def page_of(change: Change) -> str:
    """What a file gets, in words."""
    said = [f"{number} {word}" for number, word in ((change.new, "new"), (change.changed, "changed")) if number]
    return ", ".join(said)
