"""The record as data, one module a format."""

from __future__ import annotations

from foresite.corpus import Corpus
from foresite.exporting.claims_json import claims_json
from foresite.exporting.events_json import events_json
from foresite.exporting.references_bib import to_bibtex
from foresite.exporting.references_csl import to_csl_json

__all__ = ["claims_json", "data_files", "events_json", "to_bibtex", "to_csl_json"]


def data_files(corpus: Corpus) -> dict[str, str]:
    """Every data file of a site, by its path: the same sources give the same bytes."""
    references = list(corpus.references.values())
    return {
        "data/claims.json": claims_json(corpus),
        "data/events.json": events_json(corpus),
        "data/references.bib": to_bibtex(references),
        "data/references.json": to_csl_json(references),
    }
