"""Changes as JSON; the form is described in docs/commands.md."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from foresite.comparing.changes import Changes, Item

VERSION = 1
"""The version of the form; it rises when a reader of the old form would stumble."""


def changes_json(changes: Changes) -> str:
    """One JSON document; what is not given is null."""
    document = {
        "version": VERSION,
        "changes": [_item(item) for item in changes.items],
        "verdicts": [asdict(flip) for flip in changes.flips],
        "scores": [_nulls(asdict(score)) for score in changes.scores],
        "broken_permalinks": [_nulls(asdict(broken)) for broken in changes.broken],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _item(item: Item) -> dict[str, Any]:
    return {
        "change": item.change.value,
        "kind": item.kind,
        "id": item.id,
        "title": item.title or None,
        "fields": [_nulls(asdict(field)) for field in item.fields],
    }


def _nulls(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: None if value == "" else value for name, value in fields.items()}
