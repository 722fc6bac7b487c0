"""The record as data, one module a format."""

from __future__ import annotations

from importlib.resources import files

from foresite.corpus import Corpus
from foresite.exporting import claims_csv, claims_json, events_ics, events_json, outcomes_atom, web_annotations
from foresite.exporting.cite_files import cite_files
from foresite.exporting.references_bib import to_bibtex
from foresite.exporting.references_csl import to_csl_json
from foresite.exporting.references_ris import to_ris

__all__ = ["data_files", "schemas", "to_bibtex", "to_csl_json", "to_ris"]

TABLES = "-metadata.json"
"""How the description of a table ends: it stands beside the table, where its readers look for it."""


def data_files(corpus: Corpus) -> dict[str, str]:
    """Every data file of a site, by its path: the same sources give the same bytes."""
    references = list(corpus.references.values())
    return {
        claims_json.PATH: claims_json.claims_json(corpus),
        claims_csv.PATH: claims_csv.claims_csv(corpus),
        events_json.PATH: events_json.events_json(corpus),
        events_ics.PATH: events_ics.events_ics(corpus),
        web_annotations.PATH: web_annotations.annotations_jsonld(corpus),
        outcomes_atom.PATH: outcomes_atom.outcomes_atom(corpus),
        "data/references.bib": to_bibtex(references),
        "data/references.ris": to_ris(references),
        "data/references.json": to_csl_json(references),
        **schemas(),
        **dict(cite_files(corpus)),
    }


def schemas() -> dict[str, str]:
    """What describes the forms of the data files, by path."""
    found = sorted((item.name, item.read_text("utf-8")) for item in (files(__package__) / "schemas").iterdir())
    return {f"data/{name}" if name.endswith(TABLES) else f"data/schemas/{name}": text for name, text in found}
