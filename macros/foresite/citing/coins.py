"""References as ContextObjects (ANSI/NISO Z39.88-2004), the form of COinS that Zotero and others find in pages.

Zotero reads the type of what is no book, article or thesis from ``rft.type``, by its own names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from foresite.citing.csl import to_csl
from foresite.model import Reference

BOOKS = {"book": "book", "chapter": "bookitem", "paper-conference": "proceeding", "report": "report"}
"""CSL's types that go by the format for books, with their genre there."""
PARTS = ("chapter", "paper-conference")
TYPES = {
    "article-magazine": "magazineArticle", "article-newspaper": "newspaperArticle", "dataset": "dataset",
    "entry": "encyclopediaArticle", "graphic": "artwork", "legal_case": "case", "legislation": "statute",
    "manuscript": "manuscript", "motion_picture": "film", "personal_communication": "letter",
    "software": "computerProgram", "song": "audioRecording", "standard": "standard", "webpage": "webpage",
}  # fmt: skip
"""The names of the other types; the rest are ``document``."""


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
        yield "rft.type", TYPES.get(kind, "document")
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
