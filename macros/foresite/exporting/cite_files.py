"""``data/cite/``: the citations of each page and of its claims, one file a page in each format.

The pages stay light: a card links to its page's three files instead of holding its citations, and where
scripts run ``assets/cite.js`` cuts out the one that was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from foresite.corpus import Corpus
from foresite.exporting.references_bib import bibtex
from foresite.exporting.references_csl import csl_json
from foresite.exporting.references_ris import ris
from foresite.model import Reference
from foresite.views import citable

WRITERS: dict[str, Callable[[Sequence[Reference]], str]] = {
    "BibTeX": bibtex,
    "RIS": ris,
    "CSL-JSON": csl_json,
}


def cite_files(corpus: Corpus) -> Iterator[tuple[str, str]]:
    """Path and content of every file; a page's own entry is its first."""
    for page in corpus.pages:
        own, *claims = citable.together(corpus, page)
        references = [own.reference, *(claim.reference for claim in claims)]
        for file in own.files:
            yield file.page, WRITERS[file.text](references)
