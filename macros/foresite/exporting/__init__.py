"""The record as data, one module a format."""

from __future__ import annotations

from foresite.corpus import Corpus
from foresite.datafiles import DATA_FILES
from foresite.exporting.cite_files import cite_files, cite_paths
from foresite.exporting.references_bib import to_bibtex
from foresite.exporting.references_csl import to_csl_json
from foresite.exporting.references_ris import to_ris
from foresite.exporting.schema import schemas

__all__ = ["cite_files", "cite_paths", "data_files", "schemas", "to_bibtex", "to_csl_json", "to_ris"]


def data_files(corpus: Corpus) -> dict[str, str]:
    """Every data file of a site, by its path."""
    return {file.path: file.write(corpus) for file in DATA_FILES} | schemas() | dict(cite_files(corpus))
