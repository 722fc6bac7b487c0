"""Write all files of a site besides its pages, for any host."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from foresite.assets import PICTURES, SCRIPTS, stylesheets
from foresite.citing.format import Formatted
from foresite.exports.embeds import chart_files, claim_files
from foresite.exports.json_schemas import schemas
from foresite.exports.pictures import picture_files
from foresite.exports.references import cite_files, files_of, to_bibtex, to_csl_json, to_ris
from foresite.language.foreign import plain
from foresite.model.addresses import OF_TREES
from foresite.model.corpus import Corpus
from foresite.model.datafiles import DATA_FILES, FEEDS, DataFile
from foresite.pdf.cache import CachedPdf
from foresite.search.index import search_files
from foresite.site.redirects import redirect_pages

# The record as data, one module for each format.

__all__ = ["cite_files", "data_files", "files_of", "schemas", "to_bibtex", "to_csl_json", "to_ris"]


def data_files(corpus: Corpus) -> dict[str, str]:
    """Return all data files of a site, by path."""
    return {file.path: file.write(corpus) for file in DATA_FILES} | schemas() | cite_files(corpus)


# All files of a site besides its pages, for any host.


Content = str | bytes
SEARCH = "search"
"""The task that makes the search index."""
CITATIONS = "citations"
"""The task that makes the files of each page: those by which it and its claims are cited, and the claims to embed."""
CHARTS, PICTURES_OF_LINKS = "charts", "pictures"
"""The tasks that make the charts to embed and the pictures of link previews."""


def site_files(corpus: Corpus, formatted: Formatted, printed: Iterable[CachedPdf]) -> dict[str, Content]:
    """Return all files by the path at which a site serves them."""
    contents = small_files(corpus, printed)
    for make in large_files(corpus, formatted).values():
        contents |= make()
    return contents


def small_files(corpus: Corpus, printed: Iterable[CachedPdf]) -> dict[str, Content]:
    """Return the files that exist already or are made quickly.

    These are stylesheets, scripts, pictures, schemas of the data, redirects of removed pages, and printed documents.
    """
    if corpus.settings.tree:
        own = {path: text for path, text in SCRIPTS.items() if path in OF_TREES}
        return own | {document.path: document.content for document in printed}
    return {
        **stylesheets(corpus.settings),
        **SCRIPTS,
        **PICTURES,
        **schemas(),
        **redirect_pages(corpus),
        **{document.path: document.content for document in printed},
    }


def large_files(corpus: Corpus, formatted: Formatted) -> dict[str, Callable[[], Mapping[str, Content]]]:
    """Return functions for the files that grow with the record, to run in parallel: data, citations, search index."""
    if corpus.settings.tree:
        # The original has the data for all languages.
        return {
            SEARCH: lambda: search_files(corpus, formatted),
            **{file.path: partial(_write_file, file, corpus) for file in FEEDS},
        }
    return {
        SEARCH: lambda: search_files(corpus, formatted),
        CITATIONS: lambda: {k: text for page in corpus.pages for k, text in page_files(corpus, page.path).items()},
        CHARTS: lambda: chart_files(corpus),
        PICTURES_OF_LINKS: lambda: picture_files(corpus),
        **{file.path: partial(_write_file, file, corpus) for file in DATA_FILES},
    }


def page_files(corpus: Corpus, page: str) -> dict[str, str]:
    """Return the files of a page: those by which it and its claims are cited, and its claims to embed."""
    return {} if corpus.settings.tree else files_of(corpus, page) | claim_files(corpus, page)


def _write_file(file: DataFile, corpus: Corpus) -> Mapping[str, Content]:
    return {file.path: plain(file.write(corpus))}
