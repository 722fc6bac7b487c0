"""The bibliography as CSL-JSON, which Zotero, Pandoc and other citation software read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from foresite.citing.csl_json import to_csl
from foresite.corpus import Corpus
from foresite.exporting.json_form import compact
from foresite.model import Reference


def references_json(corpus: Corpus) -> str:
    """The whole bibliography in CSL-JSON."""
    return to_csl_json(list(corpus.references.values()))


def to_csl_json(references: Iterable[Reference]) -> str:
    """The references as a CSL-JSON array, by key; the same references give the same text."""
    return csl_json(map(to_csl, sorted(references, key=lambda each: each.key)))


def csl_json(items: Iterable[Mapping[str, Any]]) -> str:
    """CSL-JSON items as an array, in the order given, a line each."""
    return "[" + ",\n".join(map(compact, items)) + "]\n"
