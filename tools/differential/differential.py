"""Compare how Foresite and the pinned Pandoc read bibliographies: ``python tools/differential/differential.py FOLDER``.

Both convert every .bib file below the folder to CSL-JSON. What differs is counted by field and kind, the most common
first, with examples: the entry, reduced to the fields that matter, and what each made of it. Typography that only
says the same in other characters is not compared: markup, case of titles, kinds of spaces and quotation marks.

Collect the files yourself and keep them outside the repository. A difference in which Pandoc is wrong belongs in
``tests/unit/judged_differences.bib``, as a small invented entry with the right value and the reason.
"""

from __future__ import annotations

import argparse
import datetime
import json
import re
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from html import unescape
from pathlib import Path
from typing import Any

import pypandoc  # type: ignore[import-untyped]
from bibtexparser.model import Entry, String

from foresite.citing.csl_json import GENRES, to_csl
from foresite.model.problems import Problem
from foresite.parsing.bibliography.files import read_file
from foresite.parsing.bibliography.syntax import split_blocks
from foresite.parsing.files import decode_utf8

PANDOC = pypandoc.get_pandoc_path()
TAG = re.compile(r"</?(?:i|b|em|strong|sub|sup|span|code|sc)\b[^<>]*>")
SAME = str.maketrans("\u2018\u2019\u201c\u201d\u00ab\u00bb\u2013\u2014\u2212\u00a0\u2009\u202f", '\'\'""""---   ')
CASELESS = ("title", "container-title", "collection-title", "event-title", "volume-title", "title-short")
"""Fields whose case Pandoc changes to a sentence's, as CSL has it."""
OURS = ("custom", "keyword", "abstract", "note", "annote", "title-short", "other-ids")
"""Fields that are for their user, for one of the two alone, or that Pandoc makes up: the title up to its colon."""
DATES = ("issued", "accessed", "event-date", "original-date", "submitted", "available-date")

Item = dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """A field of an entry that the two read differently."""

    path: Path
    key: str
    field: str
    kind: str
    """``missing`` where only Pandoc has it, ``extra`` where only we have it, ``differs``, or ``type``."""
    ours: Any
    theirs: Any
    reason: str = ""
    """Why ours is right; empty where nobody has judged it."""
    sources: tuple[str, ...] = ("",)
    """The entry as it stands in the file, and those that it inherits from by ``crossref``, the nearest first."""

    @property
    def written_type(self) -> str:
        """The entry's type as it is written, in lower case."""
        found = re.match(r"\s*@\s*(\w+)", self.sources[0])
        return found[1].lower() if found else ""

    def nearest_year(self) -> str:
        """Return the year or date as it is written in the nearest of the entries; empty where none has one."""
        dates = (re.search(r"\b(?:date|year)\s*=\s*(.*)", source, re.IGNORECASE) for source in self.sources)
        return next((date[1].strip(' {}",') for date in dates if date), "")


def _raw(value: Any) -> bool:
    """Whether LaTeX was left in a value, or an accent on a dotless letter."""
    return bool(re.search(r"\\\\|\$|\u0131\u0301|\u00ad", json.dumps(value, ensure_ascii=False)))


def _said(item: Item | None, field: str) -> str:
    return str((item or {}).get(field, ""))


NOT_PANDOCS = {"chinese": "zh", "chinese-traditional": "zh-Hant", "chinese-simplified": "zh-Hans", "sanskrit": "sa"}
"""Names of languages that Pandoc takes for tags of languages, with the tags."""
PEOPLE = ("author", "editor", "translator", "container-author")


def _parts(date: Any) -> list[list[int]]:
    ends = date.get("date-parts", []) if isinstance(date, dict) else []
    return [[int(part) for part in end] for end in ends]


def _is_less_exact(date: Any, other: Any) -> bool:
    """Whether a date is the start of another that says more."""
    one, more = _parts(date), _parts(other)
    return bool(one and more) and len(one[0]) < len(more[0]) and more[0][: len(one[0])] == one[0]


def _is_within(date: Any, interval: Any) -> bool:
    """Check whether one date is single and the other an interval."""
    return len(_parts(date)) == 1 and len(_parts(interval)) == 2


def _first_year(date: Any) -> int:
    return next((end[0] for end in _parts(date) if end), 1)


def _last_part(date: Any) -> int:
    return next((end[-1] for end in _parts(date) if end), 0)


def _is_real(date: Any) -> bool:
    try:
        return all(datetime.date(*[*end, 1, 1][:3]) for end in _parts(date))
    except ValueError:
        return False


def _same(one: str, other: str) -> bool:
    return str(normal("medium", one)) in str(normal("medium", other))


def _letters(value: Any) -> list[list[str]]:
    """The letters of each name, in any order."""
    names = value if isinstance(value, list) else []
    said = (" ".join(str(part) for part in name.values() if isinstance(part, str)) for name in names)
    return [sorted(letter for letter in name.casefold() if letter.isalnum()) for name in said]


JUDGED: dict[str, Callable[[Difference, Item, Item], bool]] = {
    "Pandoc leaves LaTeX in the text": lambda each, _, __: _raw(each.theirs) and not _raw(each.ours),
    "Pandoc has no type for @misc, @set and others": lambda each, _, __: each.field == "type" and each.theirs == "",
    "@periodical is CSL's periodical, its title its own": lambda each, ours, _: _said(ours, "type") == "periodical",
    "styles of CSL 1.0 do not print a volume-title, so the volume's own title would be lost": lambda each, _, theirs: (
        "volume-title" in theirs and each.field in ("volume-title", "title", "container-title")
    ),
    "a description (titleaddon) is not part of a title": lambda each, ours, _: (
        each.field in ("title", "container-title", "genre")
        and (each.kind == "extra" or str(normal("title", each.ours)) in str(normal("title", each.theirs)))
    ),
    "howpublished says how, not by whom": lambda each, ours, theirs: (
        each.field in ("medium", "publisher")
        and (each.kind == "extra" or _same(_said(ours, "medium"), _said(theirs, "publisher")))
    ),
    "Pandoc reads no language, only langid": lambda each, _, __: (each.field, each.kind) == ("language", "extra"),
    "a DOI is not an address": lambda each, _, __: (
        each.field == "DOI" and _said({"": each.theirs}, "").startswith("http")
    ),
    "Chicago calls it a PhD diss.": lambda each, ours, _: (
        each.field == "genre" and _said(ours, "genre") in GENRES.values()
    ),
    "an mvbook's author is the book's own, not its container's": lambda each, ours, _: (
        (each.field, each.kind) == ("container-author", "missing") and each.theirs == ours.get("author")
    ),
    "an issue counts without a number beside it": lambda each, _, __: (each.field, each.kind) == ("issue", "extra"),
    "the one of two places that is not the publisher's is the event's": lambda each, _, __: (
        (each.field, each.kind) == ("event-place", "extra")
    ),
    "editors of other kinds are contributors": lambda each, _, __: each.field == "contributor",
    "a year that says nothing is not a date": lambda each, _, __: (
        each.field in DATES and isinstance(each.theirs, dict) and each.theirs.get("date-parts") == []
    ),
    "Pandoc leaves out a month or day that it cannot read": lambda each, _, __: (
        each.field in DATES and _is_less_exact(each.theirs, each.ours)
    ),
    "a volume has its own year, not those of the whole work": lambda each, _, __: (
        (each.field, each.kind) == ("issued", "differs")
        and len(each.sources) > 1
        and each.nearest_year() == str(_first_year(each.ours))
        and _is_within(each.ours, each.theirs)
    ),
    "a season is not a month": lambda each, _, __: (
        each.field in DATES and "season" in (each.ours or {}) and _last_part(each.theirs) > 20
    ),
    "the marks ~, % and 'circa' say about": lambda each, _, __: (
        each.field in DATES and (each.ours or {}).get("circa") is True and not (each.theirs or {}).get("circa")
    ),
    "an interval with an open end, a decade and a century are dates": lambda each, _, __: (
        each.field in DATES
        and (each.kind == "extra" or "literal" in (each.ours or {}))
        and bool((each.ours or {}).get("literal") or _last_part(each.ours) == 1999)
    ),
    "a date before the year 1 is a problem that says so": lambda each, _, __: (
        each.field in DATES and each.kind == "missing" and _first_year(each.theirs) < 1
    ),
    "there is no month 13 and no 35 October": lambda each, _, __: (
        each.field in DATES and each.kind in ("missing", "differs") and not _is_real(each.theirs)
    ),
    "Pandoc does not know this name of a language": lambda each, _, __: (
        (each.field, each.kind) == ("language", "differs") and NOT_PANDOCS.get(str(each.theirs)) == each.ours
    ),
    "Pandoc takes no single values from an @xdata": lambda each, _, __: (
        (each.theirs in (None, []) or each.kind == "differs")
        and bool(re.search(r"\bxdata\s*=\s*[^\s{\"]", each.sources[0], re.IGNORECASE))
    ),
    "an empty line does not end a list of names": lambda each, _, __: (
        each.field in PEOPLE and each.kind == "extra" and bool(re.search(r"\n\s*\n", each.sources[0]))
    ),
    "an empty list of people is none": lambda each, _, __: each.kind == "missing" and each.theirs == [],
    "names are joined by 'and' in any case": lambda each, _, __: " AND " in json.dumps(each.theirs, ensure_ascii=False),
    "a particle belongs to the family name, or to a given name where the entry puts it there": lambda each, _, __: (
        each.field in PEOPLE and each.kind == "differs" and _letters(each.ours) == _letters(each.theirs)
    ),
    "an @set has what its first member has": lambda each, _, __: (each.written_type, each.kind) == ("set", "extra"),
    "a DOI begins with 10. and what follows a slash": lambda each, _, __: (
        (each.field, each.kind) == ("DOI", "missing") and not str(each.theirs).startswith("10.")
    ),
    "what is no address is not linked": lambda each, _, __: (
        (each.field, each.kind) == ("URL", "missing") and "://" not in str(each.theirs)
    ),
    "PubMed has moved, and a query keeps its path": lambda each, _, __: (
        (each.field, each.kind) == ("URL", "differs") and bool(re.search("pubmed|books.google", str(each.ours)))
    ),
    "a territory of a patent is written by its code": lambda each, _, __: (
        each.field == "jurisdiction" and "country" in str(each.theirs)
    ),
    "a page and those that follow it": lambda each, _, __: each.field == "page" and str(each.ours).endswith("ff."),
    "an open interval has no year 0": lambda each, _, __: (
        each.field in DATES and "[0]" in json.dumps((each.theirs or {}).get("date-parts", ""))
    ),
}
"""Where Pandoc is wrong, or means something else; invented entries with the right values stand in the tests."""


def judged(each: Difference, ours: Item, theirs: Item) -> str:
    """Return why a difference is right; empty where nobody has judged it."""
    return next((reason for reason, applies in JUDGED.items() if applies(each, ours, theirs)), "")


def pandoc(text: str) -> dict[str, Item] | None:
    """Return what Pandoc reads, by key; None where it cannot read the text."""
    command = [PANDOC, "--sandbox", "-f", "biblatex", "-t", "csljson"]
    try:
        done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=60, check=False)
    except subprocess.TimeoutExpired:
        return None
    return None if done.returncode else {item["id"]: item for item in json.loads(done.stdout)}


def pandoc_in_parts(text: str, budget: int = 30) -> tuple[dict[str, Item], int]:
    """Return what Pandoc reads, and how many entries it cannot read: the text is halved around them."""
    blocks = split_blocks(text)
    head = "\n".join(block.raw or "" for block in blocks if isinstance(block, String))
    found: dict[str, Item] = {}
    refused = 0
    queue = [[block.raw or "" for block in blocks if isinstance(block, Entry)]]
    while queue and budget:
        budget -= 1
        entries = queue.pop()
        items = pandoc("\n".join([head, *entries]))
        if items is not None:
            found |= items
        elif len(entries) > 1:
            middle = len(entries) // 2
            queue += [entries[:middle], entries[middle:]]
        else:
            refused += len(entries)
    return found, refused + sum(map(len, queue))


def foresite(text: str) -> tuple[dict[str, Item], dict[str, str], list[str]]:
    """Return what Foresite reads, and the entries as they are written, by key, and its problems."""
    references, problems = read_file(text, "x.bib")
    items = {each.key: to_csl(each, markup=True) for each in references}
    sources = {each.key: each.source for each in references}
    return items, sources, [f"{each.place.line}: {each.message}; {each.hint}".removesuffix("; ") for each in problems]


def normal(field: str, value: Any) -> Any:
    """Return a value so that what says the same is the same."""
    if isinstance(value, str):
        text = " ".join(unescape(TAG.sub("", value)).translate(SAME).split())
        if field == "language":
            # Pandoc adds territories that nobody named.
            return text.partition("-")[0].casefold()
        return text.casefold() if field in CASELESS else text
    if isinstance(value, list):
        return [normal(field, each) for each in value]
    if isinstance(value, Mapping):
        return _name(value) if field not in DATES else _date(value)
    return str(value)


def _item(item: Item) -> Item:
    """An item with the names of fields that CSL-JSON has now."""
    return {{"event": "event-title"}.get(field, field): value for field, value in item.items()}


def _name(name: Mapping[str, Any]) -> str:
    parts = [name.get(part, "") for part in ("non-dropping-particle", "dropping-particle", "family")]
    family = " ".join(part for part in parts if part)
    whole = name.get("literal") or " / ".join(
        part for part in (family, name.get("given", ""), name.get("suffix", "")) if part
    )
    # Pandoc puts a space between initials.
    return str(normal("", whole)).replace("et al.", "others").replace(". ", ".")


def _date(date: Mapping[str, Any]) -> str:
    parts = [[int(part) for part in end] for end in date.get("date-parts", ()) if end]
    return f"{parts or date.get('literal', '')} {date.get('season', '')} {bool(date.get('circa'))}"


def compare(path: Path, text: str, theirs: Mapping[str, Item]) -> Iterator[Difference]:
    """Yield what differs in a file."""
    ours, sources, _ = foresite(text)
    for key in theirs.keys() | ours.keys():
        if key not in ours or key not in theirs:
            kind = "missing" if key not in ours else "extra"
            yield Difference(path, key, "(entry)", kind, ours.get(key), theirs.get(key))
            continue
        yield from differing(path, key, ours[key], theirs[key], tuple(_chain(key, sources)))


def _chain(key: str, sources: Mapping[str, str]) -> Iterator[str]:
    """Yield the source of an entry, and of those that it inherits from by ``crossref``."""
    for _ in range(5):
        yield sources.get(key, "")
        found = re.search(r"\bcrossref\s*=\s*[{\"]([^{}\",]*)", sources.get(key, ""), re.IGNORECASE)
        if not found:
            return
        key = found[1].strip()


def differing(path: Path, key: str, ours: Item, theirs: Item, sources: tuple[str, ...]) -> Iterator[Difference]:
    """Yield what differs in an entry."""
    theirs = _item(theirs)
    found = (replace(each, sources=sources) for each in _differing(path, key, ours, theirs))
    yield from (replace(each, reason=judged(each, ours, theirs)) for each in found)


def _differing(path: Path, key: str, ours: Item, theirs: Item) -> Iterator[Difference]:
    for field in sorted((theirs.keys() | ours.keys()) - {"id", *OURS}):
        one, other = ours.get(field), theirs.get(field)
        if one is None or other is None:
            yield Difference(path, key, field, "missing" if one is None else "extra", one, other)
        elif normal(field, one) != normal(field, other):
            yield Difference(path, key, field, "differs", one, other)


def reduced(difference: Difference) -> str:
    """Return the entry without the fields that make no difference, with the entries that it inherits from."""
    text = difference.path.read_text("utf-8", "replace")
    blocks = split_blocks(text)
    entries = {block.key: block for block in blocks if isinstance(block, Entry)}
    strings = "\n".join(block.raw or "" for block in blocks if isinstance(block, String))
    entry = entries.get(difference.key)
    if entry is None:
        return "(not found)"
    wanted, around = [difference.key], []
    for key in wanted:
        for field in entries[key].fields:
            if field.key.lower() in ("crossref", "xdata", "xref", "entryset"):
                names = [name.strip() for name in str(field.value).strip('{}"').split(",")]
                wanted += [name for name in names if name in entries and name not in wanted]
    around = [entries[key].raw or "" for key in wanted[1:]]
    fields = list(entry.fields)
    tries = {f"{difference.key}": fields}
    for left_out in fields:
        tries[f"try{len(tries)}"] = [field for field in fields if field is not left_out]
    written = {key: _written(entry.entry_type, key, some) for key, some in tries.items()}
    still = _still(difference, "\n".join([strings, *written.values(), *around]))
    needed = [field for number, field in enumerate(fields, 1) if f"try{number}" not in still]
    small = _written(entry.entry_type, difference.key, needed)
    if difference.key not in _still(difference, "\n".join([strings, small, *around])):
        small = written[difference.key]
    return "\n".join([small, *around])


def _still(difference: Difference, text: str) -> set[str]:
    """Return the keys whose entries still differ in that field and kind."""
    theirs = pandoc(text)
    if theirs is None:
        return set()
    found = compare(difference.path, text, theirs)
    return {each.key for each in found if (each.field, each.kind) == (difference.field, difference.kind)}


def _written(kind: str, key: str, fields: Iterable[Any]) -> str:
    lines = "".join(f"  {field.key} = {field.value},\n" for field in fields)
    return f"@{kind}{{{key},\n{lines}}}"


def main() -> None:
    """Compare all files of a folder and print what differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--examples", type=int, default=2, metavar="N", help="examples of each kind")
    parser.add_argument("--kind", default="", help="only differences such as 'title differs'")
    parser.add_argument("--problems", action="store_true", help="print Foresite's problems, counted by their words")
    parser.add_argument("--whole", action="store_true", help="do not reduce the entries of examples")
    options = parser.parse_args()
    counts: Counter[tuple[str, str]] = Counter()
    reasons: Counter[str] = Counter()
    examples: dict[tuple[str, str], list[Difference]] = defaultdict(list)
    told: dict[str, list[str]] = defaultdict(list)
    entries = refused = wrong = unreadable = 0
    spent = 0.0
    differs: set[tuple[Path, str]] = set()
    paths = sorted(options.folder.rglob("*.bib"))
    cache = options.folder / f"pandoc-{pypandoc.get_pandoc_version()}.json"
    known: dict[str, dict[str, Item]] = json.loads(cache.read_text("utf-8")) if cache.is_file() else {}
    for path in paths:
        decoded = decode_utf8(path.read_bytes(), "x.bib")
        if isinstance(decoded, Problem):
            unreadable += 1
            continue
        text = decoded
        name = str(path.relative_to(options.folder))
        if name not in known:
            items = pandoc(text)
            known[name], unread = (items, 0) if items is not None else pandoc_in_parts(text)
            refused += unread
            # Pandoc takes most of the time, so what it read is kept for the next run, and for one that is ended.
            cache.write_text(json.dumps(known, ensure_ascii=False), "utf-8")
        start = time.perf_counter()
        ours, _, problems = foresite(text)
        spent += time.perf_counter() - start
        entries += len(ours)
        wrong += len(problems)
        for problem in problems:
            told[re.sub(r"'[^']*'", "'…'", problem.partition(": ")[2])].append(f"{name}:{problem}")
        for difference in compare(path, text, known[name]):
            if difference.reason:
                reasons[difference.reason] += 1
                continue
            named = difference.field, difference.kind
            counts[named] += 1
            differs.add((path, difference.key))
            examples[named].append(difference)
    if options.problems:
        for words, where in sorted(told.items(), key=lambda each: -len(each[1])):
            print(f"{len(where):6} {words}")
            for each in where[:: max(1, len(where) // options.examples)][: options.examples]:
                print(f"           {each}")
        return
    for named, count in counts.most_common():
        if options.kind and " ".join(named) != options.kind:
            continue
        print(f"{count:6} {' '.join(named)}")
        some = examples[named]
        for difference in some[:: max(1, len(some) // max(1, options.examples))][: options.examples]:
            print(f"  {difference.path.name}, {difference.key}")
            if not options.whole:
                print("    " + reduced(difference).replace("\n", "\n    "))
            print(f"    ours:   {json.dumps(difference.ours, ensure_ascii=False)}")
            print(f"    Pandoc: {json.dumps(difference.theirs, ensure_ascii=False)}")
    for reason, count in reasons.most_common():
        print(f"{count:6} judged: {reason}")
    print(f"{len(paths)} files, of which {unreadable} are not in UTF-8")
    print(f"{entries} entries read in {spent:.1f} s with {wrong} problems")
    print(f"{len(differs)} entries and {sum(counts.values())} fields differ; Pandoc refused {refused} entries")


if __name__ == "__main__":
    sys.exit(main())
