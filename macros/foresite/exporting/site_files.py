"""Everything that a site holds beside its pages, whatever host makes those."""

from __future__ import annotations

from collections.abc import Iterable

from foresite.assets import PICTURES, SCRIPTS, STYLESHEETS
from foresite.citing.citeproc import Formatted
from foresite.corpus import Corpus
from foresite.exporting import data_files
from foresite.exporting.search_index import PATH, search_index
from foresite.printing.store import Kept
from foresite.redirects import redirect_pages


def site_files(corpus: Corpus, formatted: Formatted, printed: Iterable[Kept]) -> dict[str, str | bytes]:
    """The files by the path at which a site serves them.

    They are the stylesheets, scripts and pictures, the data, what search looks through, the pages that stand where
    pages are gone, and the documents that were printed.
    """
    return {
        **STYLESHEETS,
        **SCRIPTS,
        **PICTURES,
        **data_files(corpus),
        PATH: search_index(corpus, formatted),
        **redirect_pages(corpus),
        **{document.path: document.content for document in printed},
    }
