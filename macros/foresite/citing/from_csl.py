"""Convert CSL-JSON items to entries of a bibliography: the way back from ``foresite.citing.csl_json``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foresite.citing.csl_json import CUSTOM, DATES, SUBTYPES, TYPES, VARIABLES
from foresite.model.dates import EdtfError, parse_edtf
from foresite.parsing.bibliography.latex import ADDRESSES, LISTS, encode

PREFERRED = {
    "book": "book", "chapter": "incollection", "paper-conference": "inproceedings", "thesis": "thesis",
    "webpage": "online", "post": "online", "post-weblog": "online", "article": "article", "document": "misc",
    "entry-dictionary": "inreference", "entry-encyclopedia": "inreference", "broadcast": "video",
    "speech": "unpublished", "regulation": "legislation", "bill": "legislation", "review": "review",
}  # fmt: skip
"""BibLaTeX's type for CSL types that several of BibLaTeX's types map to, or none."""
KINDS = {csl: kind for kind, csl in reversed(TYPES.items())} | PREFERRED
"""CSL's types with BibLaTeX's; the rest are ``misc``."""
NEWSPAPERS = {csl: subtype for subtype, csl in SUBTYPES.items()}
IN_BOOK = ("incollection", "inproceedings", "inreference")
PUBLISHER_FIELDS = {"report": "institution", "thesis": "institution", "online": "organization"}
"""The fields that hold the publisher for some types."""
TYPES_WITH_GENRE = ("report", "thesis", "patent")
"""The types that the field ``type`` specifies further."""
PEOPLE = {"author": "author", "editor": "editor", "translator": "translator", "container-author": "bookauthor"}
"""The roles of CSL with the fields that name who fills them."""
SEASON = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24, "1": 21, "2": 22, "3": 23, "4": 24}
IGNORED = frozenset(("id", "type", "citation-key", "citation-label", "custom", "journalAbbreviation", "source"))
"""Variables that describe the item and not the work."""
FIELDS = {variable: names[0] for variable, names in VARIABLES.items()} | {
    "container-title": "journaltitle", "collection-title": "series", "publisher": "publisher", "volume": "volume",
    "status": "pubstate", "publisher-place": "location",
}  # fmt: skip
"""CSL's variables with the field that each fills; those that depend on the type are in ``_field``."""
SPECIAL_VARIABLES = frozenset(("title", "issued", "genre", "number", "issue", "collection-number", "language", "note"))
KNOWN = SPECIAL_VARIABLES.union(FIELDS, PEOPLE, DATES)


@dataclass(frozen=True, slots=True)
class Written:
    """An item as an entry of BibLaTeX that has no key yet."""

    type: str
    fields: Mapping[str, str]
    """Its fields, encoded."""
    lost: tuple[str, ...]
    """The variables of the item that an entry has no field for, or that cannot be read."""

    def entry(self, key: str) -> str:
        """Return the entry with this key, without a final line end."""
        lines = (f"  {name} = {{{text}}}," for name, text in self.fields.items() if text)
        return "\n".join([f"@{self.type}{{{key},", *lines, "}"])


def from_csl(item: Mapping[str, Any]) -> Written:
    """Return an item of CSL-JSON as an entry; never raises, whatever the item contains."""
    csl = _text(item.get("type"))
    subtype = NEWSPAPERS.get(csl, "")
    kind = "article" if subtype else KINDS.get(csl, "misc")
    lost = [name for name in item if name not in KNOWN and name not in IGNORED and item[name]]
    fields: dict[str, str] = {}
    for role, name in PEOPLE.items():
        fields[name] = " and ".join(_people(item.get(role)))
    if any(isinstance(name, Mapping) and name.get("static-ordering") for name in _as_list(item.get("author"))):
        fields["nameorder"] = "family-first"
    fields["title"] = encode(_text(item.get("title")))
    genre = encode(_text(item.get("genre")))
    fields["type" if kind in TYPES_WITH_GENRE and fields["title"] else "titleaddon"] = genre
    fields["entrysubtype"] = subtype
    for variable in FIELDS:
        if text := _text(item.get(variable)):
            name = _field(kind, variable)
            fields[name] = _encoded(name, text)
    numbers = [_text(item.get(name)) for name in ("number", "collection-number", "issue")]
    fields["number"] = encode(next(filter(None, numbers), ""))
    if numbers[2] and fields["number"] != encode(numbers[2]):
        fields["issue"] = encode(numbers[2])
    fields["language"] = encode(_text(item.get("language")))
    fields["note"] = encode(_text(item.get("note")))
    for variable, name in {"issued": "date", **DATES}.items():
        if item.get(variable):
            fields[name] = _date(item[variable])
            lost += [] if fields[name] else [variable]
    custom = item.get("custom")
    for name in (*CUSTOM, "authororig"):
        if isinstance(custom, Mapping) and (text := _text(custom.get(name))):
            fields[name] = encode(text) if name == "authororig" else _encoded(name, text)
    return Written(kind, {name: text for name, text in fields.items() if text}, tuple(dict.fromkeys(lost)))


def _field(kind: str, variable: str) -> str:
    if variable == "container-title" and kind in IN_BOOK:
        return "booktitle"
    return PUBLISHER_FIELDS.get(kind, FIELDS[variable]) if variable == "publisher" else FIELDS[variable]


def _encoded(name: str, text: str) -> str:
    if name in ADDRESSES:
        return re.sub(r"[{}\s]", "", text)
    # One variable holds several items, separated by semicolons.
    items = text.split("; ") if name in LISTS else [text]
    return " and ".join(f"{{{encode(item)}}}" if re.search(r"\band\b", item) and name in LISTS else encode(item)
                        for item in items)  # fmt: skip


def _people(names: object) -> Iterator[str]:
    for name in _as_list(names):
        if not isinstance(name, Mapping):
            continue
        if literal := _text(name.get("literal")):
            yield f"{{{encode(literal)}}}"
            continue
        particles = [_text(name.get(part)) for part in ("dropping-particle", "non-dropping-particle")]
        family = " ".join(filter(None, [*particles, _text(name.get("family"))]))
        first, suffix = _text(name.get("given")), _text(name.get("suffix"))
        if family and first:
            yield ", ".join(_part(part) for part in (family, suffix, first) if part)
        elif family or first:
            # A single word is not split, whichever part it is; several words would be.
            only = family or first
            yield _part(only) if " " not in only else f"{_part(only)},"


def _part(text: str) -> str:
    """Return a part of a name in BibTeX; in braces if a comma or an "and" in it would divide it."""
    encoded = encode(text)
    return f"{{{encoded}}}" if "," in text or re.search(r"\band\b", text, re.IGNORECASE) else encoded


def _date(value: object) -> str:
    """Return a date of CSL as EDTF; the empty string if it cannot be read."""
    if not isinstance(value, Mapping):
        return ""
    ends = [_edtf_date(parts) for parts in _as_list(value.get("date-parts")) if isinstance(parts, list)]
    text = "/".join(ends) if ends and all(ends) else _text(value.get("raw") or value.get("literal"))
    season = SEASON.get(_text(value.get("season")).casefold())
    if season and len(ends) == 1 and re.fullmatch(r"\d{4}", text):
        text = f"{text}-{season}"
    if value.get("circa") and text and "/" not in text:
        text = f"{text}~"
    try:
        parse_edtf(text)
    except EdtfError:
        return ""
    return text


def _edtf_date(parts: Sequence[object]) -> str:
    numbers = [_text(part) for part in parts[:3]]
    if not numbers or not all(re.fullmatch(r"\d{1,4}", number) for number in numbers):
        return ""
    return "-".join(number.zfill(4 if place == 0 else 2) for place, number in enumerate(numbers))


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    """Return a variable as text on one line."""
    return " ".join(str(value).split()) if isinstance(value, str | int | float) and value is not True else ""
