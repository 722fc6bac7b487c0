"""The data files of a site, each declared once: where it is, what it is, what describes and what writes it.

A writer is named and looked up when it is first asked for: the table stands below the views, which link to the
files, and the writers stand above them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pkgutil import resolve_name
from typing import Any


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file of data."""

    path: str
    """From the site's root."""
    title: str
    """What it holds and in which form."""
    media_type: str
    schema: str
    """What describes its form: a schema published beside it, from the site's root, or a standard's address."""
    writer: str
    """``module:function`` of what writes it, within ``foresite.exports``."""

    @property
    def write(self) -> Callable[[Any], str]:
        """Return the function that writes the file's text from a corpus: the same corpus gives the same text."""
        found: Callable[[Any], str] = resolve_name(f"foresite.exports.{self.writer}")
        return found


DATA_FILES = (
    DataFile(
        "data/claims.json",
        "Claims, shifts and corrections (JSON)",
        "application/json",
        "data/schemas/claims.json",
        "claims:claims_json",
    ),
    DataFile(
        "data/claims.csv",
        "Claims (CSV)",
        "text/csv",
        "data/claims.csv-metadata.json",
        "claims:claims_csv",
    ),
    DataFile(
        "data/events.json",
        "Events (JSON)",
        "application/json",
        "data/schemas/events.json",
        "events:events_json",
    ),
    DataFile(
        "data/events.ics",
        "Events (iCalendar)",
        "text/calendar",
        "https://www.rfc-editor.org/rfc/rfc5545",
        "events:events_ics",
    ),
    DataFile(
        "data/annotations.jsonld",
        "Claims and corrections (Web Annotations)",
        "application/ld+json",
        "data/schemas/annotations.json",
        "annotations:annotations_jsonld",
    ),
    DataFile(
        "data/outcomes.atom",
        "Outcomes (Atom feed)",
        "application/atom+xml",
        "https://www.rfc-editor.org/rfc/rfc4287",
        "events:outcomes_atom",
    ),
    DataFile(
        "data/references.bib",
        "Bibliography (BibLaTeX)",
        "application/x-bibtex",
        "https://ctan.org/pkg/biblatex",
        "references:references_bib",
    ),
    DataFile(
        "data/references.ris",
        "Bibliography (RIS)",
        "application/x-research-info-systems",
        "https://en.wikipedia.org/wiki/RIS_(file_format)",
        "references:references_ris",
    ),
    DataFile(
        "data/references.json",
        "Bibliography (CSL-JSON)",
        "application/vnd.citationstyles.csl+json",
        "https://docs.citationstyles.org/en/stable/specification.html",
        "references:references_json",
    ),
)
"""Every data file, in the order in which pages list them."""
DATA_FILE = {file.path: file for file in DATA_FILES}
"""The same by path."""
FEED = next(file for file in DATA_FILES if file.media_type == "application/atom+xml")
CITE_TYPES = {
    "BibTeX": "application/x-bibtex",
    "RIS": "application/x-research-info-systems",
    "CSL-JSON": "application/vnd.citationstyles.csl+json",
}
"""The media types of the forms in which pages and claims are cited."""
