"""``data/cite/``: the citation of each page and claim in each format, a file each.

The pages stay light: a card links to its three files instead of holding them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from foresite.corpus import Corpus
from foresite.exporting.references_bib import to_bibtex
from foresite.exporting.references_csl import to_csl_json
from foresite.exporting.references_ris import to_ris
from foresite.model import Reference
from foresite.views import citable

WRITERS: dict[str, Callable[[Sequence[Reference]], str]] = {
    "BibTeX": to_bibtex,
    "RIS": to_ris,
    "CSL-JSON": to_csl_json,
}


def cite_files(corpus: Corpus) -> Iterator[tuple[str, str]]:
    """Path and content of every file."""
    for each in citable.every(corpus):
        for file in each.files:
            yield file.page, WRITERS[file.text]([each.reference])
