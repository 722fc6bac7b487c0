"""What the JSON exports share: the envelope, and how values are written."""

from __future__ import annotations

import json
from typing import Any

from foresite.model import Record
from foresite.values import Likelihood, Span

VERSION = 1
"""The version of the JSON forms; it rises when a reader of the old form would stumble."""


def document(**parts: Any) -> str:
    """One JSON document: UTF-8, indented, keys in the order given."""
    return json.dumps({"version": VERSION, **parts}, ensure_ascii=False, indent=2) + "\n"


def base(record: Record) -> dict[str, Any]:
    """What every record has: its id, title, permanent address and body."""
    return {
        "id": record.id,
        "title": record.title,
        "page": record.page,
        "anchor": f"#{record.id}",
        "body": record.body,
    }


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
