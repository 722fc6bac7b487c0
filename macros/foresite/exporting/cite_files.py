"""``data/cite/``: the citations of each page and of its claims, one file a page in each format.

The pages stay light: a card links to its page's three files instead of holding its citations, and where
scripts run ``assets/cite.js`` cuts out the one that was asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from foresite.citing.csl_json import to_csl
from foresite.corpus import Corpus
from foresite.exporting.references_bib import bibtex
from foresite.exporting.references_csl import csl_json
from foresite.exporting.references_ris import ris
from foresite.views import citable


def cite_paths(corpus: Corpus) -> Iterator[str]:
    """The path of every file."""
    return (file.page for page in corpus.pages for file in citable.files(page.path))


def cite_files(corpus: Corpus, there: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """Path and content of every file, a page's own entry first; none for the pages whose files are ``there``."""
    for page in (page for page in corpus.pages if page.path not in there):
        entries = citable.entries(corpus, page)
        items = [to_csl(entry) for entry in entries]
        made = {"BibTeX": bibtex(entries), "RIS": ris(items), "CSL-JSON": csl_json(items)}
        for file in citable.files(page.path):
            yield file.page, made[file.text]
