"""Import works from reference managers, as RIS, CSL-JSON and BibLaTeX, into the bibliography."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from foresite.citing.csl_json import to_csl
from foresite.citing.from_csl import from_csl
from foresite.editing import insertions
from foresite.editing.files import new_problems
from foresite.editing.insertions import kebab_case
from foresite.exports.references import SEASONS, TAGS, TYPES
from foresite.model.problems import Problem
from foresite.model.records import Reference
from foresite.model.settings import Settings
from foresite.model.sources import Sources
from foresite.parsing.bibliography.entries import KEY
from foresite.parsing.bibliography.files import read_file
from foresite.parsing.markdown.code import Lines
from foresite.tabular.batch import FileEdit
from foresite.tabular.entries import CellProblem
from foresite.tabular.tables import MAX_TABLE_BYTES, TableError

LINE = re.compile(r"([A-Z][A-Z0-9])  - ?(.*)")
DAY = re.compile(r"(\d{4})(?:/(\d{0,2}))?(?:/(\d{0,2}))?(?:/(.*))?")
ENTRY = re.compile(r"^[ \t]*@[ \t]*\w+[ \t]*[{(][ \t]*([^\s,{}=\"]+)", re.MULTILINE)
VARIABLES = {tag: variable for variable, tag in reversed(TAGS.items())} | {
    "T1": "title", "CT": "title", "JO": "container-title", "JF": "container-title", "JA": "container-title",
    "BT": "container-title", "PP": "publisher-place", "N2": "abstract",
}  # fmt: skip
"""CSL variables by RIS tags."""
KINDS = {tag: csl for csl, tag in reversed(TYPES.items())} | {
    "EJOUR": "article-journal", "EBOOK": "book", "EDBOOK": "book", "ECHAP": "chapter", "CONF": "paper-conference",
    "WEB": "webpage", "BLOG": "webpage", "GOVDOC": "report", "ICOMM": "personal_communication", "DICT": "entry",
}  # fmt: skip
"""CSL types by RIS types; others are documents."""
PEOPLE = {"AU": "author", "A1": "author", "ED": "editor", "A2": "editor", "A4": "translator"}
SERIAL = {"article-journal": "ISSN", "article-magazine": "ISSN", "article-newspaper": "ISSN", "report": "number"}
"""The CSL variable of a serial number, by type; for other types it is an ISBN."""


@dataclass(frozen=True, slots=True)
class Work:
    """A work to be imported."""

    number: int
    """The position of the work in the file, from 1."""
    key: str
    """The citation key; empty where the file has no usable one."""
    item: Mapping[str, Any]
    """The work as CSL-JSON."""
    source: str
    """The BibLaTeX entry, if the file has one; else empty."""
    lost: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """The key for a work without one."""
        first = _first(self.item.get("author")) or _first(self.item.get("editor"))
        person = first if isinstance(first, Mapping) else {}
        family = kebab_case(str(person.get("family", ""))).replace("-", "")
        word = kebab_case(str(person.get("literal") or self.item.get("title", ""))).partition("-")[0]
        issued = self.item.get("issued")
        date = str(_first(_first(issued.get("date-parts"))) if isinstance(issued, Mapping) else "")
        year = date if date.isascii() and date.isdigit() else ""
        return f"{family or word or 'work'}{year}"

    def entry(self, key: str) -> str:
        """Return the BibLaTeX entry with a key."""
        return self.source or from_csl(self.item).entry(key)


def _first(values: object) -> object:
    """Return the first of a list; nothing of what is not a list, as other programs write anything."""
    return values[0] if isinstance(values, list) and values else ""


@dataclass(slots=True)
class Works:
    """The planned import of works."""

    change: FileEdit | None = None
    keys: list[str] = field(default_factory=list)
    """The keys of new works."""
    unchanged: int = 0
    faults: list[CellProblem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def are_works(path: Path) -> bool:
    """Return whether a file holds works rather than records, by its name or, for JSON, by its content."""
    if path.suffix.lower() != ".json":
        return path.suffix.lower() in (".ris", ".bib")
    try:
        with path.open(encoding="utf-8-sig") as file:
            return file.read(200).lstrip().startswith("[")
    except UnicodeDecodeError:
        return False


def read_works(path: Path) -> list[Work]:
    """Return the works of a file.

    Raises:
        TableError: where it is not a valid file of its format.
    """
    if path.stat().st_size > MAX_TABLE_BYTES:
        raise TableError(f"{path}: larger than {MAX_TABLE_BYTES // 1_000_000} MB, expected a bibliography")
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise TableError(f"{path}: not UTF-8, expected a file exported as UTF-8") from None
    match path.suffix.lower():
        case ".bib":
            works = list(_biblatex(text, str(path)))
        case ".ris":
            works = [_work(number, item) for number, item in enumerate(read_ris(text), 1)]
        case _:
            works = [_work(number, item) for number, item in enumerate(_items(text, path), 1)]
    if not works:
        raise TableError(f"{path}: no works, expected at least one")
    return works


def _work(number: int, item: Mapping[str, Any]) -> Work:
    keys = [str(item.get(name, "")) for name in ("citation-key", "id")]
    key = next((key for key in keys if KEY.fullmatch(key) and not key.isdigit() and "://" not in key), "")
    return Work(number, key, item, "", from_csl(item).lost)


def _items(text: str, path: Path) -> list[Mapping[str, Any]]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        raise TableError(f"{path}: not JSON, expected CSL-JSON") from None
    items: list[Mapping[str, Any]] = (
        [item for item in document if isinstance(item, dict)] if isinstance(document, list) else []
    )
    if not items or len(items) != len(document):
        raise TableError(f"{path}: not CSL-JSON, expected a list of works")
    return items


def _biblatex(text: str, path: str) -> Iterator[Work]:
    references, problems = read_file(text, path)
    if problems:
        raise TableError("\n".join(map(str, problems)))
    for number, reference in enumerate(references, 1):
        yield Work(number, reference.key, to_csl(reference), reference.source)


def read_ris(text: str) -> Iterator[dict[str, Any]]:
    """Yield the works of a RIS file as CSL-JSON."""
    tags: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        field_match = LINE.match(line.strip("\ufeff"))
        if field_match is None:
            if tags and line.strip():
                tags[-1][1].append(line.strip())
        elif field_match[1] == "ER":
            if tags:
                yield _ris_item(tags)
            tags = []
        else:
            tags.append((field_match[1], [field_match[2].strip()]))
    if any(tag == "TY" for tag, _ in tags):
        yield _ris_item(tags)


def _ris_item(tagged: Sequence[tuple[str, Sequence[str]]]) -> dict[str, Any]:
    """Return a work as CSL-JSON from its tags, each with the lines of its value."""
    tags = [(tag, " ".join(lines)) for tag, lines in tagged]
    first_values = dict(reversed([(tag, value) for tag, value in tags if value]))
    kind = KINDS.get(first_values.get("TY", ""), "document")
    item: dict[str, Any] = {"type": kind}
    unknown_tags = []
    keywords = []
    for tag, value in tags:
        if not value or tag in ("TY", "SP", "EP", "PY", "Y1", "DA"):
            continue
        if tag == "ID":
            item["id"] = value
        elif tag in PEOPLE:
            item.setdefault(PEOPLE[tag], []).append(_name(value))
        elif tag == "SN":
            item[SERIAL.get(kind, "ISBN")] = value
        elif tag == "IS":
            item["issue" if kind.startswith("article") else "collection-number"] = value
        elif tag == "KW":
            keywords.append(value)
        elif tag == "Y2":
            item["accessed"] = _ris_date(value)
        elif tag in VARIABLES:
            item.setdefault(VARIABLES[tag], value)
        else:
            unknown_tags.append(tag)
    if keywords:
        item["keyword"] = ", ".join(keywords)
    if pages := "-".join(filter(None, (first_values.get("SP", ""), first_values.get("EP", "")))):
        item["page"] = pages
    dates = [first_values[tag] for tag in ("DA", "PY", "Y1") if tag in first_values]
    if dates:
        item["issued"] = _ris_date(next((date for date in dates if DAY.fullmatch(date)), dates[0]))
    return item | dict.fromkeys(unknown_tags, "lost")


def _name(text: str) -> dict[str, str]:
    family, comma, given = (part.strip() for part in text.partition(","))
    if not comma:
        return {"literal": family}
    return {"family": family, "given": " ".join(part.strip() for part in given.split(","))}


def _ris_date(text: str) -> dict[str, Any]:
    match = DAY.fullmatch(text.strip())
    if not match:
        return {"literal": text.strip("/ ")}
    parts = [int(part) for part in match.groups()[:3] if part]
    words = match[4] or ""
    date: dict[str, Any] = {"date-parts": [parts]}
    if until := re.search(r"\bto (\d{4}(?:-\d\d)*)", words):
        date["date-parts"].append([int(part) for part in until[1].split("-")])
    if "approximate" in words:
        date["circa"] = True
    season = next((number for number, name in enumerate(SEASONS, 1) if name in words), 0)
    return date | ({"season": season} if season else {})


def plan_works(
    config: Path, settings: Settings, sources: Sources, works: Iterable[Work], name: str, *, skip_bad: bool
) -> Works:
    """Plan the addition of works to the first bibliography; existing works stay unchanged."""
    references = {reference.key: reference for reference in sources.references}
    remaining, faults = list(works), list[CellProblem]()
    while True:
        plan = Works()
        entries = _entries(references, remaining, name, plan)
        owners: dict[int, Work] = {}
        if entries:
            plan.change, owners = _add_entries(settings, sources, entries)
            path = settings.relative(plan.change.path)
            for problem in new_problems(config, settings, {path: plan.change.data}):
                owner = owners.get(problem.place.line) if problem.place.path == path else None
                if owner:
                    message = f"{problem.code.slug}: {problem.message}"
                    plan.faults.append(_fault(name, owner, message, problem.hint))
                else:
                    plan.problems.append(problem)
        faults += plan.faults
        bad = {fault.row for fault in plan.faults}
        valid = [work for work in remaining if work.number not in bad]
        if not skip_bad or len(valid) == len(remaining):
            plan.faults = faults
            return plan
        remaining = valid


def _entries(
    references: Mapping[str, Reference], works: Sequence[Work], name: str, plan: Works
) -> list[tuple[str, Work]]:
    """Return the new works, each with its key."""
    identities = {identity: key for key, reference in references.items() for identity in _identities(to_csl(reference))}
    keys_by_case = {key.casefold(): key for key in references}
    entries: list[tuple[str, Work]] = []
    unused_keys: dict[str, Iterator[str]] = {}
    for work in works:
        existing_key = keys_by_case.get(work.key.casefold()) if work.key else None
        if existing_key is None and not work.key:
            existing_key = next(
                (identities[candidate] for candidate in _identities(work.item) if candidate in identities), None
            )
        if existing_key is not None and existing_key in references:
            if work.key and (differences := _differences(references[existing_key], work)):
                message = f"'{existing_key}' is in the bibliography with another {' and '.join(differences)}"
                plan.faults.append(_fault(name, work, f"{message}, expected the same work or another key"))
            else:
                plan.unchanged += 1
            continue
        key = work.key or next(
            key for key in unused_keys.setdefault(work.stem, _numbered(work.stem)) if key.casefold() not in keys_by_case
        )
        if key.casefold() in keys_by_case:
            plan.faults.append(_fault(name, work, f"the key '{key}' is given twice, expected it once"))
            continue
        keys_by_case[key.casefold()] = key
        identities |= dict.fromkeys(_identities(work.item), key)
        entries.append((key, work))
    plan.keys = [key for key, _ in entries]
    return entries


def _fault(name: str, work: Work, message: str, hint: str = "") -> CellProblem:
    return CellProblem(name, work.number, "", message, hint, "work")


def _numbered(stem: str) -> Iterator[str]:
    """Yield keys for works alike: the stem, and the stem with a letter or number."""
    yield from (f"{stem}{letter}" for letter in ("", *ascii_lowercase))
    yield from (f"{stem}-{number}" for number in count(2))


def _identities(item: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what identifies a work: its DOI, its address, or its title and date where it has neither."""
    normalised_values = [(name, " ".join(str(item.get(name, "")).casefold().split())) for name in ("DOI", "URL")]
    identifiers = [(name, value) for name, value in normalised_values if value]
    if identifiers or not item.get("title"):
        return identifiers
    title = " ".join(str(item["title"]).casefold().split())
    return [("title", f"{title} {_normalise_json(item.get('issued'))} {item.get('container-title', '')}")]


def _differences(reference: Reference, work: Work) -> list[str]:
    """Return the fields in which a work differs from the reference of the same key, in words."""
    existing = to_csl(reference)
    references, _ = read_file(work.entry(reference.key), "")
    imported = to_csl(references[0]) if references else {}
    names = {"title": "title", "author": "author", "issued": "date", "URL": "address", "DOI": "DOI"}
    return [
        word
        for name, word in names.items()
        if imported.get(name) and _normalise_json(existing.get(name)) != _normalise_json(imported.get(name))
    ]


def _normalise_json(value: object) -> str:
    """Return a value as JSON without features that other formats lack: the order in which a name is printed."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False).replace(', "static-ordering": true', "")


def _add_entries(
    settings: Settings, sources: Sources, entries: Sequence[tuple[str, Work]]
) -> tuple[FileEdit, dict[int, Work]]:
    """Return the bibliography with the entries added, and the work of each of its new lines."""
    path = settings.bibliography[0]
    old_data = path.read_bytes() if path.is_file() else b""
    own_references = [item for item in sources.references if item.place.path == settings.relative(path)]
    lines = insertions.behind_references(own_references, [key for key, _ in entries])
    # Those for which no line suggests itself go to the end.
    positioned = sorted(
        (after, key.casefold(), work.entry(key)) for after, (key, work) in zip(lines, entries, strict=True)
    )
    data = insertions.insert_all(old_data, [(after, text) for after, _, text in positioned])
    works = dict(entries)
    text = data.decode("utf-8", "replace")
    lines_of = Lines(text)
    starts = [(lines_of.at(match.start()), match[1]) for match in ENTRY.finditer(text)]
    owners: dict[int, Work] = {}
    for number, (line, key) in enumerate(starts):
        end = starts[number + 1][0] if number + 1 < len(starts) else text.count("\n") + 2
        if key in works:
            owners |= dict.fromkeys(range(line, end), works[key])
    return FileEdit(path, old_data, data, new=len(entries)), owners
