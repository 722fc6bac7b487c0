"""Works from reference managers: RIS, CSL-JSON and BibLaTeX, as entries of the bibliography."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from foresite.citing.csl_json import to_csl
from foresite.citing.from_csl import from_csl
from foresite.editing import drafts
from foresite.editing.drafts import kebab_case
from foresite.editing.files import new_problems
from foresite.exports.references import SEASONS, TAGS, TYPES
from foresite.model.problems import Problem
from foresite.model.records import Reference
from foresite.model.settings import Settings
from foresite.model.sources import Sources
from foresite.parsing.bibliography.entries import KEY
from foresite.parsing.bibliography.files import read_file
from foresite.tabular.batch import Change
from foresite.tabular.entries import Fault
from foresite.tabular.tables import LARGEST, TableError

LINE = re.compile(r"([A-Z][A-Z0-9])  - ?(.*)")
DAY = re.compile(r"(\d{4})(?:/(\d{0,2}))?(?:/(\d{0,2}))?(?:/(.*))?")
ENTRY = re.compile(r"^[ \t]*@[ \t]*\w+[ \t]*[{(][ \t]*([^\s,{}=\"]+)", re.MULTILINE)
VARIABLES = {tag: variable for variable, tag in reversed(TAGS.items())} | {
    "T1": "title", "CT": "title", "JO": "container-title", "JF": "container-title", "JA": "container-title",
    "BT": "container-title", "PP": "publisher-place", "N2": "abstract",
}  # fmt: skip
"""CSL's variables by the tags of RIS."""
KINDS = {tag: csl for csl, tag in reversed(TYPES.items())} | {
    "EJOUR": "article-journal", "EBOOK": "book", "EDBOOK": "book", "ECHAP": "chapter", "CONF": "paper-conference",
    "WEB": "webpage", "BLOG": "webpage", "GOVDOC": "report", "ICOMM": "personal_communication", "DICT": "entry",
}  # fmt: skip
"""CSL's types by those of RIS; the rest are documents."""
PEOPLE = {"AU": "author", "A1": "author", "ED": "editor", "A2": "editor", "A4": "translator"}
SERIAL = {"article-journal": "ISSN", "article-magazine": "ISSN", "article-newspaper": "ISSN", "report": "number"}
"""What a serial number is; elsewhere it is that of a book."""


@dataclass(frozen=True, slots=True)
class Work:
    """A work of a file."""

    number: int
    """Which of the file's works it is."""
    key: str
    """Empty where the file gives none that can be used."""
    item: Mapping[str, Any]
    """As CSL-JSON."""
    source: str
    """The entry where the file has it as such; else empty."""
    lost: tuple[str, ...] = ()

    @property
    def stem(self) -> str:
        """The key that a work without one gets."""
        names = self.item.get("author") or self.item.get("editor") or []
        first = names[0] if names and isinstance(names[0], Mapping) else {}
        family = kebab_case(str(first.get("family", ""))).replace("-", "")
        other = kebab_case(str(first.get("literal") or self.item.get("title", ""))).partition("-")[0]
        parts = self.item.get("issued", {})
        year = str((parts.get("date-parts") or [[""]])[0][0]) if isinstance(parts, Mapping) else ""
        return f"{family or other or 'work'}{year}"

    def entry(self, key: str) -> str:
        """The entry under a key."""
        return self.source or from_csl(self.item).entry(key)


@dataclass(slots=True)
class Works:
    """What importing works would do."""

    change: Change | None = None
    keys: list[str] = field(default_factory=list)
    """Those that are new."""
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def are_works(path: Path) -> bool:
    """Whether a file holds works and no records, by its name or, of JSON, by its form."""
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
        TableError: where it is none of its kind.
    """
    if path.stat().st_size > LARGEST:
        raise TableError(f"{path}: larger than {LARGEST // 1_000_000} MB, expected a bibliography")
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
        read = json.loads(text)
    except (ValueError, RecursionError):
        raise TableError(f"{path}: not JSON, expected CSL-JSON") from None
    items: list[Mapping[str, Any]] = [item for item in read if isinstance(item, dict)] if isinstance(read, list) else []
    if not items or len(items) != len(read):
        raise TableError(f"{path}: not CSL-JSON, expected a list of works")
    return items


def _biblatex(text: str, path: str) -> Iterator[Work]:
    references, problems = read_file(text, path)
    if problems:
        raise TableError("\n".join(map(str, problems)))
    for number, reference in enumerate(references, 1):
        yield Work(number, reference.key, to_csl(reference), reference.source)


def read_ris(text: str) -> Iterator[dict[str, Any]]:
    """The works of a RIS file as CSL-JSON."""
    tags: list[tuple[str, str]] = []
    for line in text.splitlines():
        found = LINE.match(line.strip("\ufeff"))
        if found is None:
            if tags and line.strip():
                tags[-1] = (tags[-1][0], f"{tags[-1][1]} {line.strip()}")
        elif found[1] == "ER":
            if tags:
                yield _ris_item(tags)
            tags = []
        else:
            tags.append((found[1], found[2].strip()))
    if any(tag == "TY" for tag, _ in tags):
        yield _ris_item(tags)


def _ris_item(tags: Sequence[tuple[str, str]]) -> dict[str, Any]:
    given = dict(reversed([(tag, value) for tag, value in tags if value]))
    kind = KINDS.get(given.get("TY", ""), "document")
    item: dict[str, Any] = {"type": kind}
    lost = []
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
            item["keyword"] = f"{item['keyword']}, {value}" if "keyword" in item else value
        elif tag == "Y2":
            item["accessed"] = _ris_date(value)
        elif tag in VARIABLES:
            item.setdefault(VARIABLES[tag], value)
        else:
            lost.append(tag)
    if pages := "-".join(filter(None, (given.get("SP", ""), given.get("EP", "")))):
        item["page"] = pages
    dates = [given[tag] for tag in ("DA", "PY", "Y1") if tag in given]
    if dates:
        item["issued"] = _ris_date(next((date for date in dates if DAY.fullmatch(date)), dates[0]))
    return item | dict.fromkeys(lost, "lost")


def _name(text: str) -> dict[str, str]:
    family, comma, given = (part.strip() for part in text.partition(","))
    if not comma:
        return {"literal": family}
    return {"family": family, "given": " ".join(part.strip() for part in given.split(","))}


def _ris_date(text: str) -> dict[str, Any]:
    found = DAY.fullmatch(text.strip())
    if not found:
        return {"literal": text.strip("/ ")}
    parts = [int(part) for part in found.groups()[:3] if part]
    words = found[4] or ""
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
    """Return what adding the works to the first bibliography would do; a work that is there already is left alone."""
    known = {reference.key: reference for reference in sources.references}
    left, faults = list(works), list[Fault]()
    while True:
        made = Works()
        entries = _entries(known, left, name, made)
        owners: dict[int, Work] = {}
        if entries:
            made.change, owners = _added(settings, sources, entries)
            path = settings.relative(made.change.path)
            for problem in new_problems(config, settings, {path: made.change.data}):
                owner = owners.get(problem.place.line) if problem.place.path == path else None
                if owner:
                    message = f"{problem.code.slug}: {problem.message}"
                    made.faults.append(_fault(name, owner, message, problem.hint))
                else:
                    made.problems.append(problem)
        faults += made.faults
        bad = {fault.row for fault in made.faults}
        kept = [work for work in left if work.number not in bad]
        if not skip_bad or len(kept) == len(left):
            made.faults = faults
            return made
        left = kept


def _entries(known: Mapping[str, Reference], works: Sequence[Work], name: str, made: Works) -> list[tuple[str, Work]]:
    """The works that are new, each with its key."""
    identities = {identity: key for key, reference in known.items() for identity in _identities(to_csl(reference))}
    folded = {key.casefold(): key for key in known}
    entries: list[tuple[str, Work]] = []
    for work in works:
        same = folded.get(work.key.casefold()) if work.key else None
        if same is None and not work.key:
            same = next((identities[each] for each in _identities(work.item) if each in identities), None)
        if same is not None and same in known:
            if work.key and (differing := _differing(known[same], work)):
                message = f"'{same}' is in the bibliography with another {' and '.join(differing)}"
                made.faults.append(_fault(name, work, f"{message}, expected the same work or another key"))
            else:
                made.unchanged += 1
            continue
        key = work.key or _free(work.stem, folded)
        if key.casefold() in folded:
            made.faults.append(_fault(name, work, f"the key '{key}' is given twice, expected it once"))
            continue
        folded[key.casefold()] = key
        identities |= dict.fromkeys(_identities(work.item), key)
        entries.append((key, work))
    made.keys = [key for key, _ in entries]
    return entries


def _fault(name: str, work: Work, message: str, hint: str = "") -> Fault:
    return Fault(name, work.number, "", message, hint, "work")


def _free(stem: str, taken: Mapping[str, str]) -> str:
    """A key that nothing has: the stem, or with a letter behind it."""
    letters = ["", *"abcdefghijklmnopqrstuvwxyz"]
    return next(key for key in _numbered(stem, letters) if key.casefold() not in taken)


def _numbered(stem: str, letters: Sequence[str]) -> Iterator[str]:
    yield from (f"{stem}{letter}" for letter in letters)
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1


def _identities(item: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What tells a work from others: its DOI, its address, or its title and date where it has neither."""
    said = [(name, " ".join(str(item.get(name, "")).casefold().split())) for name in ("DOI", "URL")]
    found = [(name, value) for name, value in said if value]
    if found or not item.get("title"):
        return found
    title = " ".join(str(item["title"]).casefold().split())
    return [("title", f"{title} {_bare(item.get('issued'))} {item.get('container-title', '')}")]


def _differing(reference: Reference, work: Work) -> list[str]:
    """In what a work differs from that of the same key: title, authors, date or address."""
    there = to_csl(reference)
    read, _ = read_file(work.entry(reference.key), "")
    said = to_csl(read[0]) if read else {}
    names = {"title": "title", "author": "author", "issued": "date", "URL": "address", "DOI": "DOI"}
    return [word for name, word in names.items() if said.get(name) and _bare(there.get(name)) != _bare(said.get(name))]


def _bare(value: object) -> str:
    """A value without what no other format has: which part of a name is printed first."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False).replace(', "static-ordering": true', "")


def _added(settings: Settings, sources: Sources, entries: Sequence[tuple[str, Work]]) -> tuple[Change, dict[int, Work]]:
    """The bibliography with the entries in it, and the work of each of its lines."""
    path = settings.bibliography[0]
    read = path.read_bytes() if path.is_file() else b""
    own = [each for each in sources.references if each.place.path == settings.relative(path)]
    placed = sorted(((drafts.behind_reference(own, key), key.casefold(), work.entry(key)) for key, work in entries))
    data = read
    ends = [text for after, _, text in placed if after == 0]
    for text in ends:
        data = drafts.insert(data, 0, text)
    for after, _, text in reversed([each for each in placed if each[0]]):
        data = drafts.insert(data, after, text)
    works = dict(entries)
    text = data.decode("utf-8", "replace")
    starts = [(text.count("\n", 0, found.start()) + 1, found[1]) for found in ENTRY.finditer(text)]
    owners: dict[int, Work] = {}
    for number, (line, key) in enumerate(starts):
        end = starts[number + 1][0] if number + 1 < len(starts) else text.count("\n") + 2
        if key in works:
            owners |= dict.fromkeys(range(line, end), works[key])
    return Change(path, read, data, new=len(entries)), owners
