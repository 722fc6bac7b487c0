"""The form that the JSON exports share: the envelope, the members of every record, a record a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any
from urllib.parse import quote

from foresite.model.corpus import Corpus
from foresite.model.fields import KINDS, RECORD_OPTIONS, Field
from foresite.model.records import Record
from foresite.views.addresses import Addresses

VERSION = 3
"""The version of the JSON forms; it rises when a reader of the old form would stumble."""
ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def document(corpus: Corpus, schema: str, **parts: Any) -> str:
    """One JSON document: UTF-8, a record a line, keys in the order given; ``schema`` is that of its form."""
    head = {"$schema": f"schemas/{schema}", "version": VERSION, "licence": corpus.settings.licence}
    return lines({**without_empty(head), **parts}) + "\n"


def without_empty(members: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members without None, empty texts and empty lists; ``False`` and nought stay."""
    return {name: value for name, value in members.items() if value or isinstance(value, int | float)}


def compact(value: object) -> str:
    """A value as JSON on one line."""
    return ENCODER.encode(value)


def lines(value: Any) -> str:
    """A value as JSON that reads and streams by line: each member, and each record of a list, has its own."""
    match value:
        case {**members}:
            return "{\n" + ",\n".join(f"{compact(name)}:{lines(each)}" for name, each in members.items()) + "\n}"
        case [{}, *_]:
            return "[\n" + ",\n".join(map(compact, value)) + "\n]"
    return compact(value)


def shared_members(corpus: Corpus, record: Record, file: str, home: str = "") -> dict[str, Any]:
    """Return what every record has: its id, title, permanent address, last change and body.

    ``file`` is the path of the export, from which the address is seen where the site's own is not known. A record
    that stands on ``home``, a page whose address the export gives elsewhere, has none of its own.
    """
    changed = corpus.history.records.get(record.id)
    return {
        "id": record.id,
        "title": record.title,
        "url": "" if record.page == home else permalink(corpus, record, file),
        "changed": changed.isoformat() if changed else "",
        "body": record.body,
        **({"draft": True} if record.draft else {}),
    }


def members(record: Record, *without: str) -> dict[str, Any]:
    """Return the options of a record by their names in the data, but for its id and those named."""
    found: dict[str, Any] = {}
    for each in _exported_fields(record.kind, without):
        value = each.of(record)
        found[each.data_name] = each.type.export(value)
        for beside in each.type.companions:
            found[beside.name] = beside.of(value)
    return found


@cache
def _exported_fields(kind: str, without: tuple[str, ...]) -> tuple[Field, ...]:
    """Return the fields of a kind whose values are exported, but for those named."""
    return tuple(each for each in KINDS[kind].fields.values() if each.name not in (*RECORD_OPTIONS, *without))


def permalink(corpus: Corpus, record: Record, file: str) -> str:
    """Where the record stands, as the file at that path names it."""
    settings = corpus.settings
    return f"{_page(settings.url, settings.directory_urls, record.page, file)}#{quote(record.id)}"


@lru_cache(20_000)
def _page(url: str, directories: bool, page: str, file: str) -> str:
    addresses = Addresses(url, directories)
    return addresses.link(addresses.path(page), file)
