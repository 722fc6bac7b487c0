"""The record as data, one module a format."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from foresite.corpus import Corpus
from foresite.exporting import claims_csv, claims_json, events_ics, events_json, outcomes_atom, web_annotations
from foresite.exporting.cite_files import cite_files, cite_paths
from foresite.exporting.references_bib import to_bibtex
from foresite.exporting.references_csl import to_csl_json
from foresite.exporting.references_ris import to_ris
from foresite.exporting.schema import schemas

__all__ = ["DATA", "cite_files", "cite_paths", "data_files", "schemas", "to_bibtex", "to_csl_json", "to_ris"]

DATA: Mapping[str, Callable[[Corpus], str]] = {
    claims_json.PATH: claims_json.claims_json,
    claims_csv.PATH: claims_csv.claims_csv,
    events_json.PATH: events_json.events_json,
    events_ics.PATH: events_ics.events_ics,
    web_annotations.PATH: web_annotations.annotations_jsonld,
    outcomes_atom.PATH: outcomes_atom.outcomes_atom,
    "data/references.bib": lambda corpus: to_bibtex(list(corpus.references.values())),
    "data/references.ris": lambda corpus: to_ris(list(corpus.references.values())),
    "data/references.json": lambda corpus: to_csl_json(list(corpus.references.values())),
}
"""The record whole, by the path of the file: the same sources give the same bytes."""


def data_files(corpus: Corpus) -> dict[str, str]:
    """Every data file of a site, by its path."""
    return {path: write(corpus) for path, write in DATA.items()} | schemas() | dict(cite_files(corpus))
