"""What the JSON exports share: the envelope, and how records and values are written."""

from __future__ import annotations

import json
from typing import Any

from foresite.corpus import Corpus
from foresite.model import Record
from foresite.values import Likelihood, Span
from foresite.views.addresses import Addresses

VERSION = 1
"""The version of the JSON forms; it rises when a reader of the old form would stumble."""
ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def document(corpus: Corpus, schema: str, **parts: Any) -> str:
    """One JSON document: UTF-8, a record a line, keys in the order given; ``schema`` is that of its form."""
    head = {"$schema": f"schemas/{schema}", "version": VERSION, "licence": corpus.settings.licence or None}
    return lines({**head, **parts}) + "\n"


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


def base(corpus: Corpus, record: Record, file: str) -> dict[str, Any]:
    """What every record has: its id, title, permanent address, last change and body.

    ``file`` is the path of the export, from which the address is seen where the site's own is not known.
    """
    changed = corpus.history.records.get(record.id)
    return {
        "id": record.id,
        "title": record.title,
        "url": permalink(corpus, record, file),
        "changed": changed.isoformat() if changed else None,
        "body": record.body,
    }


def permalink(corpus: Corpus, record: Record, file: str) -> str:
    """Where the record stands, as the file at that path names it."""
    addresses = Addresses.of(corpus.settings)
    return addresses.link(addresses.path(record.page, record.id), file)


def likelihood(value: Likelihood | None) -> dict[str, Any] | None:
    """A likelihood with its scale and its range in per cent: a word alone means nothing."""
    if value is None:
        return None
    return {
        "term": value.name,
        "scale": value.scale.id,
        "least": value.term.least,
        "greatest": value.term.greatest,
    }


def span(value: Span | None) -> str | None:
    """A date or interval as EDTF."""
    return value.text if value else None
