"""The bibliography as RIS, which EndNote, Zotero and most library catalogues read.

RIS has no escapes: a value is one line, and white space of any kind in it becomes a space.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from foresite.citing.csl_json import to_csl
from foresite.corpus import Corpus
from foresite.model import Reference

TYPES = {
    "article-journal": "JOUR", "article-magazine": "MGZN", "article-newspaper": "NEWS", "book": "BOOK",
    "chapter": "CHAP", "dataset": "DATA", "entry": "ENCYC", "graphic": "ART", "legal_case": "CASE",
    "legislation": "STAT", "manuscript": "UNPB", "motion_picture": "VIDEO", "pamphlet": "PAMP",
    "paper-conference": "CPAPER", "patent": "PAT", "periodical": "SER", "personal_communication": "PCOMM",
    "report": "RPRT", "software": "COMP", "song": "SOUND", "standard": "STAND", "thesis": "THES",
    "webpage": "ELEC",
}  # fmt: skip
"""CSL's types; the rest are ``GEN``."""
TAGS = {
    "title": "TI", "title-short": "ST", "original-title": "OP", "container-title": "T2", "collection-title": "T3",
    "genre": "M3", "publisher": "PB", "publisher-place": "CY", "edition": "ET", "volume": "VL", "issue": "IS",
    "collection-number": "IS", "number": "SN", "ISBN": "SN", "ISSN": "SN", "DOI": "DO", "URL": "UR",
    "language": "LA", "abstract": "AB", "note": "N1",
}  # fmt: skip
"""CSL's variables, in the order in which they are written. A report's number has the tag of serial numbers."""

SEASONS = ("spring", "summer", "autumn", "winter")


def references_ris(corpus: Corpus) -> str:
    """The whole bibliography in RIS."""
    return to_ris(list(corpus.references.values()))


def to_ris(references: Iterable[Reference]) -> str:
    """The references as a RIS file, by key, its lines ended as RIS wants them."""
    return ris(map(to_csl, sorted(references, key=lambda each: each.key)))


def ris(items: Iterable[Mapping[str, Any]]) -> str:
    """CSL-JSON items as a RIS file, in the order given."""
    return "".join(f"{tag}  - {_line(value)}\r\n" for item in items for tag, value in _entry(item))


def _entry(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "TY", TYPES.get(item["type"], "GEN")
    yield "ID", item["id"]
    for variable, tag in (("author", "AU"), ("editor", "ED")):
        for name in item.get(variable, ()):
            yield tag, name.get("literal") or ", ".join(name[part] for part in ("family", "given") if part in name)
    yield from _date(item.get("issued", {}))
    for variable, tag in TAGS.items():
        if variable in item:
            yield tag, item[variable]
    first, _, last = item.get("page", "").partition("-")
    if first:
        yield "SP", first
    if last:
        yield "EP", last
    for word in item.get("keyword", "").split(","):
        if word.strip():
            yield "KW", word
    if "accessed" in item:
        yield "Y2", _day(item["accessed"])
    yield "ER", ""


def _date(issued: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The year, and the date with as much of it as is known; what no number says stands as words."""
    if parts := issued.get("date-parts"):
        yield "PY", f"{parts[0][0]:04}"
    if day := _day(issued):
        yield "DA", day


def _day(date: Mapping[str, Any]) -> str:
    """``2024/06/19/``, each part there or not, and after the last stroke what is not a number."""
    if "date-parts" not in date:
        return f"///{date['literal']}" if date.get("literal") else ""
    start, *rest = date["date-parts"]
    known = [f"{start[0]:04}", *(f"{part:02}" for part in start[1:])]
    words = [f"to {'-'.join(f'{part:02}' for part in end)}" for end in rest]
    if "season" in date:
        words.append(SEASONS[date["season"] - 1])
    if date.get("circa"):
        words.append("approximate")
    return "/".join([*known, "", ""][:3]) + f"/{', '.join(words)}"


def _line(text: str) -> str:
    return " ".join(text.split())
