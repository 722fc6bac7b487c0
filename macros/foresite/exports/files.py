"""Write everything that a site holds beside its pages, whatever host makes those."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from foresite.assets import PICTURES, SCRIPTS, stylesheets
from foresite.citing.format import Formatted
from foresite.exports.json_schemas import schemas
from foresite.exports.references import cite_files, files_of, to_bibtex, to_csl_json, to_ris
from foresite.model.corpus import Corpus
from foresite.model.datafiles import DATA_FILES, DataFile
from foresite.pdf.cache import CachedPdf
from foresite.search.index import search_files
from foresite.site.redirects import redirect_pages

# The record as data, one module a format.


__all__ = ["cite_files", "data_files", "files_of", "schemas", "to_bibtex", "to_csl_json", "to_ris"]


def data_files(corpus: Corpus) -> dict[str, str]:
    """Every data file of a site, by its path."""
    return {file.path: file.write(corpus) for file in DATA_FILES} | schemas() | cite_files(corpus)


# Everything that a site holds beside its pages, whatever host makes those.


Content = str | bytes
SEARCH = "search"
"""The task that makes what search looks through."""
CITATIONS = "citations"
"""The task that makes the files by which pages and claims are cited."""


def site_files(corpus: Corpus, formatted: Formatted, printed: Iterable[CachedPdf]) -> dict[str, Content]:
    """The files by the path at which a site serves them."""
    made = small_files(corpus, printed)
    for make in large_files(corpus, formatted).values():
        made |= make()
    return made


def small_files(corpus: Corpus, printed: Iterable[CachedPdf]) -> dict[str, Content]:
    """What is there or quickly made.

    The stylesheets, scripts and pictures, what describes the data, the pages that stand where pages are gone, and the
    documents that were printed.
    """
    return {
        **stylesheets(corpus.settings),
        **SCRIPTS,
        **PICTURES,
        **schemas(),
        **redirect_pages(corpus),
        **{document.path: document.content for document in printed},
    }


def large_files(corpus: Corpus, formatted: Formatted) -> dict[str, Callable[[], Mapping[str, Content]]]:
    """What grows with the record, to be made side by side: the data, the citations, and what search looks through."""
    return {
        SEARCH: lambda: search_files(corpus, formatted),
        CITATIONS: lambda: cite_files(corpus),
        **{file.path: partial(_written, file, corpus) for file in DATA_FILES},
    }


def _written(file: DataFile, corpus: Corpus) -> Mapping[str, Content]:
    return {file.path: file.write(corpus)}
