"""The data files of a site: where each is, what it is, and what describes its form."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file of data."""

    path: str
    """From the site's root."""
    name: str
    """What it holds and in which form."""
    type: str
    """Its media type."""
    form: str
    """What describes its form: a schema published beside it, from the site's root, or a standard's address."""


FILES = (
    DataFile("data/claims.json", "Claims, shifts and corrections (JSON)", "application/json",
             "data/schemas/claims.json"),
    DataFile("data/claims.csv", "Claims (CSV)", "text/csv", "data/claims.csv-metadata.json"),
    DataFile("data/events.json", "Events (JSON)", "application/json", "data/schemas/events.json"),
    DataFile("data/events.ics", "Events (iCalendar)", "text/calendar", "https://www.rfc-editor.org/rfc/rfc5545"),
    DataFile("data/annotations.jsonld", "Claims and corrections (Web Annotations)", "application/ld+json",
             "data/schemas/annotations.json"),
    DataFile("data/outcomes.atom", "Outcomes (Atom feed)", "application/atom+xml",
             "https://www.rfc-editor.org/rfc/rfc4287"),
    DataFile("data/references.bib", "Bibliography (BibLaTeX)", "application/x-bibtex",
             "https://ctan.org/pkg/biblatex"),
    DataFile("data/references.ris", "Bibliography (RIS)", "application/x-research-info-systems",
             "https://en.wikipedia.org/wiki/RIS_(file_format)"),
    DataFile("data/references.json", "Bibliography (CSL-JSON)", "application/vnd.citationstyles.csl+json",
             "https://docs.citationstyles.org/en/stable/specification.html"),
)  # fmt: skip
FEED = next(file for file in FILES if file.type == "application/atom+xml")
CITE_TYPES = {
    "BibTeX": "application/x-bibtex",
    "RIS": "application/x-research-info-systems",
    "CSL-JSON": "application/vnd.citationstyles.csl+json",
}
"""The media types of the forms in which pages and claims are cited."""
