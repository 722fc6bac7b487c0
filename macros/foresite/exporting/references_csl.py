"""The bibliography as CSL-JSON, which Zotero, Pandoc and other citation software read."""

from __future__ import annotations

import json
from collections.abc import Iterable

from foresite.citing.csl import to_csl
from foresite.model import Reference


def to_csl_json(references: Iterable[Reference]) -> str:
    """The references as a CSL-JSON array, by key; the same references give the same text."""
    items = [to_csl(reference) for reference in sorted(references, key=lambda each: each.key)]
    return json.dumps(items, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
