"""Convert references to CSL-JSON, the form that citation software shares, and to COinS, which Zotero finds in pages.

https://docs.citationstyles.org/en/stable/specification.html, appendices III and IV; ANSI/NISO Z39.88-2004.
Zotero reads the type of what is not a book, article or thesis from ``rft.type``, by its own names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from foresite.model.dates import Interval, PartialDate, Span, parse_edtf
from foresite.model.records import Name, Reference

TYPES = {
    "article": "article-journal", "review": "article-journal", "suppperiodical": "article-journal",
    "artwork": "graphic", "image": "graphic", "audio": "song", "music": "song", "movie": "motion_picture",
    "video": "motion_picture", "booklet": "pamphlet", "bookinbook": "chapter", "inbook": "chapter",
    "incollection": "chapter", "suppbook": "chapter", "suppcollection": "chapter", "inreference": "entry",
    "conference": "paper-conference", "inproceedings": "paper-conference", "dataset": "dataset",
    "jurisdiction": "legal_case", "legal": "treaty", "legislation": "legislation", "commentary": "book",
    "letter": "personal_communication", "electronic": "webpage", "online": "webpage", "www": "webpage",
    "patent": "patent", "performance": "performance", "periodical": "periodical", "report": "report",
    "techreport": "report", "software": "software", "standard": "standard", "mastersthesis": "thesis",
    "phdthesis": "thesis", "thesis": "thesis", "unpublished": "manuscript", "misc": "document",
    "bibnote": "document",
}  # fmt: skip
"""BibLaTeX's types; the rest are books."""
SUBTYPES = {"newspaper": "article-newspaper", "magazine": "article-magazine"}
GENRES = {"phdthesis": "PhD diss.", "mathesis": "Master’s thesis", "mastersthesis": "Master’s thesis",
          "techreport": "Technical report", "resreport": "Research report"}  # fmt: skip
VARIABLES = {
    "container-title": ("journaltitle", "journal", "maintitle"),
    "container-title-short": ("shortjournal",),
    "collection-title": ("series",),
    "publisher": ("publisher", "institution", "school", "organization"),
    "publisher-place": ("location", "address"),
    "event-title": ("eventtitle",),
    "event-place": ("venue",),
    "volume": ("volume",),
    "number-of-volumes": ("volumes",),
    "edition": ("edition",),
    "version": ("version",),
    "chapter-number": ("chapter",),
    "page": ("pages",),
    "number-of-pages": ("pagetotal",),
    "title-short": ("shorttitle",),
    "original-title": ("origtitle",),
    "original-publisher": ("origpublisher",),
    "original-publisher-place": ("origlocation",),
    "medium": ("howpublished",),
    "status": ("pubstate",),
    "DOI": ("doi",),
    "ISBN": ("isbn",),
    "ISSN": ("issn",),
    "URL": ("url",),
    "abstract": ("abstract",),
    "keyword": ("keywords",),
}
"""CSL's variables with the fields that fill them, the first that is there."""
DATES = {"accessed": "urldate", "event-date": "eventdate", "original-date": "origdate"}
CUSTOM = ("titletranslation", "institutionorig", "publisherorig", "affiliation", "affiliationorig")
"""What CSL has no variable for; kept in the item's own ``custom``."""
TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*", re.IGNORECASE)
LANGUAGES = {
    "arabic": "ar", "bulgarian": "bg", "chinese": "zh", "croatian": "hr", "czech": "cs", "danish": "da",
    "dutch": "nl", "english": "en", "american": "en-US", "usenglish": "en-US", "british": "en-GB",
    "ukenglish": "en-GB", "estonian": "et", "finnish": "fi", "french": "fr", "german": "de", "ngerman": "de",
    "greek": "el", "hebrew": "he", "hindi": "hi", "hungarian": "hu", "indonesian": "id", "italian": "it",
    "japanese": "ja", "korean": "ko", "latin": "la", "latvian": "lv", "lithuanian": "lt", "mongolian": "mn",
    "norwegian": "no", "persian": "fa", "polish": "pl", "portuguese": "pt", "romanian": "ro", "russian": "ru",
    "serbian": "sr", "slovak": "sk", "slovene": "sl", "spanish": "es", "swedish": "sv", "thai": "th",
    "turkish": "tr", "ukrainian": "uk", "vietnamese": "vi",
}  # fmt: skip
BOOKS = {"book": "book", "chapter": "bookitem", "paper-conference": "proceeding", "report": "report"}
"""CSL's types that go by the format for books, with their genre there."""
PARTS = ("chapter", "paper-conference")
ZOTERO_TYPES = {
    "article-magazine": "magazineArticle", "article-newspaper": "newspaperArticle", "dataset": "dataset",
    "entry": "encyclopediaArticle", "graphic": "artwork", "legal_case": "case", "legislation": "statute",
    "manuscript": "manuscript", "motion_picture": "film", "personal_communication": "letter",
    "software": "computerProgram", "song": "audioRecording", "standard": "standard", "webpage": "webpage",
}  # fmt: skip
"""The names of the other types; the rest are ``document``."""


def to_csl(reference: Reference) -> dict[str, Any]:
    """The reference as a CSL-JSON item.

    A source without a title has its description as ``genre``: styles print that without quotation marks,
    so that our words never look like a headline. A family-first name has ``static-ordering``.
    """
    fields = reference.fields
    item: dict[str, Any] = {"id": reference.key, "type": csl_type(reference)}
    if reference.authors:
        item["author"] = [csl_name(name) for name in reference.authors]
    if reference.editors:
        item["editor"] = [csl_name(name) for name in reference.editors]
    if title := full_title(reference):
        item["title"] = title
    for variable, names in VARIABLES.items():
        for name in names:
            if text := fields.get(name):
                # CSL has one text here; readers of BibLaTeX put a semicolon between two publishers, as Chicago does.
                item[variable] = "; ".join(reference.lists.get(name, (text,)))
                break
    if book := ": ".join(fields[name] for name in ("booktitle", "booksubtitle") if name in fields):
        item["container-title"] = book
    kind = fields.get("type", GENRES.get(reference.type, ""))
    if genre := ", ".join(part for part in (fields.get("titleaddon"), GENRES.get(kind, kind)) if part):
        item["genre"] = genre
    if number := fields.get("number"):
        item[_number_variable(item["type"])] = number
    if issue := fields.get("issue"):
        item["issue"] = issue
    if language := language_tag(fields.get("language") or fields.get("langid", "")):
        item["language"] = language
    if note := ". ".join(fields[name].rstrip(".") for name in ("note", "addendum") if name in fields):
        item["note"] = note
    if "page" in item:
        item["page"] = item["page"].replace("–", "-")
    if reference.date:
        item["issued"] = csl_date(reference.date)
    for variable, name in DATES.items():
        if name in fields:
            item[variable] = csl_date(parse_edtf(fields[name]))
    if custom := _custom(reference):
        item["custom"] = custom
    return item


def csl_type(reference: Reference) -> str:
    """The CSL type of a reference."""
    if reference.type == "article":
        return SUBTYPES.get(reference.fields.get("entrysubtype", ""), "article-journal")
    return TYPES.get(reference.type, "book")


def csl_name(name: Name) -> dict[str, Any]:
    """A name as CSL has it."""
    if name.literal:
        return {"literal": name.literal}
    parts: dict[str, Any] = {"family": name.family, "given": name.given}
    return {key: part for key, part in parts.items() if part} | ({"static-ordering": True} if name.family_first else {})


def csl_date(span: Span) -> dict[str, Any]:
    """A date as CSL has it: date-parts where it has years, words where it has not."""
    ends = (span.start, span.end) if isinstance(span, Interval) else (span,)
    parts = [_date_parts(end) for end in ends]
    if not all(parts):
        return {"literal": str(span) if span.certain else str(span).partition(" (")[0]}
    date: dict[str, Any] = {"date-parts": parts}
    if isinstance(span, PartialDate) and span.precision == "season":
        date["season"] = int(span.text[5:7]) - 20
    if not span.certain:
        date["circa"] = True
    return date


def full_title(reference: Reference) -> str:
    """Title and subtitle in one; empty where the source has none."""
    fields = reference.fields
    title, subtitle = fields.get("title", ""), fields.get("subtitle", "")
    separator = " " if title.endswith(("?", "!", ":", "—")) else ": "
    return f"{title}{separator}{subtitle}" if title and subtitle else title or subtitle


def _date_parts(end: PartialDate | None) -> list[int]:
    """Year, month and day as far as they are known; empty without a year."""
    if end is None or end.precision in ("decade", "century"):
        return []
    known = {"day": 3, "month": 2}.get(end.precision, 1)
    return [end.first.year, end.first.month, end.first.day][:known]


def _number_variable(csl_kind: str) -> str:
    if csl_kind.startswith("article"):
        return "issue"
    return "collection-number" if csl_kind in ("book", "chapter", "paper-conference") else "number"


def _custom(reference: Reference) -> dict[str, str]:
    custom = {name: reference.fields[name] for name in CUSTOM if name in reference.fields}
    if any(name.original for name in reference.authors):
        custom["authororig"] = " and ".join(name.original for name in reference.authors)
    return custom


def language_tag(text: str) -> str:
    """The BCP 47 tag of a language as a field names it; empty where it is neither tag nor known name."""
    name = text.strip().lower()
    if name in LANGUAGES:
        return LANGUAGES[name]
    return text.strip() if TAG.fullmatch(name) else ""


def context_object(reference: Reference) -> str:
    """The reference as keys and values, encoded as a query is."""
    pairs = (("ctx_ver", "Z39.88-2004"), *_pairs(to_csl(reference)))
    return "&".join(f"{key}={quote(value, safe='')}" for key, value in pairs if value)


def _pairs(item: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    kind = item["type"]
    title, container = item.get("title") or item.get("genre", ""), item.get("container-title", "")
    if kind in BOOKS:
        yield "rft_val_fmt", "info:ofi/fmt:kev:mtx:book"
        yield "rft.genre", BOOKS[kind]
        yield "rft.atitle" if kind in PARTS else "rft.btitle", title
        yield "rft.btitle", container if kind in PARTS else ""
        yield "rft.pub", item.get("publisher", "")
        yield "rft.place", item.get("publisher-place", "")
        yield "rft.series", item.get("collection-title", "")
        yield "rft.edition", item.get("edition", "")
    elif kind == "article-journal":
        yield "rft_val_fmt", "info:ofi/fmt:kev:mtx:journal"
        yield "rft.genre", "article"
        yield "rft.atitle", title
        yield "rft.jtitle", container
        yield "rft.volume", item.get("volume", "")
        yield "rft.issue", item.get("issue", "")
    elif kind == "thesis":
        yield "rft_val_fmt", "info:ofi/fmt:kev:mtx:dissertation"
        yield "rft.title", title
        yield "rft.inst", item.get("publisher", "")
    else:
        yield "rft_val_fmt", "info:ofi/fmt:kev:mtx:dc"
        yield "rft.type", ZOTERO_TYPES.get(kind, "document")
        yield "rft.title", title
        yield "rft.source", container
        yield "rft.publisher", item.get("publisher", "")
        yield "rft.identifier", item.get("URL", "")
    yield from _authors(item.get("author", ()))
    yield "rft.date", _date(item)
    yield "rft.pages", item.get("page", "")
    yield "rft.isbn", item.get("ISBN", "")
    yield "rft.issn", item.get("ISSN", "")
    yield "rft.language", item.get("language", "")
    yield "rft_id", f"info:doi/{item['DOI']}" if "DOI" in item else item.get("URL", "")


def _authors(names: Any) -> Iterator[tuple[str, str]]:
    for number, name in enumerate(names):
        if literal := name.get("literal"):
            yield "rft.aucorp", literal
        elif number:
            yield "rft.au", ", ".join(name[part] for part in ("family", "given") if part in name)
        else:
            yield "rft.aulast", name.get("family", "")
            yield "rft.aufirst", name.get("given", "")


def _date(item: Mapping[str, Any]) -> str:
    """The date as far as it is known, of an interval its start."""
    parts = item.get("issued", {}).get("date-parts", [[]])[0]
    return "-".join(f"{part:0{4 if place == 0 else 2}}" for place, part in enumerate(parts))
