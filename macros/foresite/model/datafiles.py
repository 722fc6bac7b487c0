"""Declare the data files of a site: path, title, media type, schema and writer.

A writer is imported on first use, as this module is below the views, which link to the files, and the writers are
above them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pkgutil import resolve_name
from typing import Any

from foresite.language.words import pgettext


@dataclass(frozen=True, slots=True)
class DataFile:
    """A data file."""

    path: str
    """The path from the site's root."""
    title: str
    """The content and the format."""
    media_type: str
    schema: str
    """The description of its format: the path of a published schema, or the address of a standard."""
    writer: str
    """The function that writes it, as ``module:function`` within ``foresite.exports``."""
    quantities: bool = False
    """Whether pages name it only where a brief forecasts a quantity."""

    @property
    def words(self) -> str:
        """The title in the current language."""
        return pgettext("file", self.title)

    @property
    def write(self) -> Callable[[Any], str]:
        """Return the function that writes the file's text from a corpus: the same corpus gives the same text."""
        writer: Callable[[Any], str] = resolve_name(f"foresite.exports.{self.writer}")
        return writer


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
        "data/quantity-forecasts.csv",
        "Forecasts of quantities (CSV for forecast_evaluation)",
        "text/csv",
        "https://github.com/bank-of-england/forecast_evaluation",
        "quantities:forecasts_csv",
        quantities=True,
    ),
    DataFile(
        "data/quantity-outturns.csv",
        "Values that came out (CSV for forecast_evaluation)",
        "text/csv",
        "https://github.com/bank-of-england/forecast_evaluation",
        "quantities:outturns_csv",
        quantities=True,
    ),
    DataFile(
        "data/model-output.csv",
        "Forecasts of quantities (hubverse model output)",
        "text/csv",
        "https://docs.hubverse.io/en/latest/user-guide/model-output.html",
        "quantities:model_output_csv",
        quantities=True,
    ),
    DataFile(
        "data/time-series.csv",
        "Values that came out (hubverse target data)",
        "text/csv",
        "https://docs.hubverse.io/en/latest/user-guide/target-data.html",
        "quantities:time_series_csv",
        quantities=True,
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
        "feeds:outcomes_atom",
    ),
    DataFile(
        "data/changes.atom",
        "Changes to the record (Atom feed)",
        "application/atom+xml",
        "https://www.rfc-editor.org/rfc/rfc4287",
        "feeds:changes_atom",
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


def named_files(*, quantities: bool) -> tuple[DataFile, ...]:
    """Return the data files that pages name, with or without those of quantities."""
    return tuple(file for file in DATA_FILES if quantities or not file.quantities)


DATA_FILE = {file.path: file for file in DATA_FILES}
"""Every data file, by path."""
FEEDS = tuple(file for file in DATA_FILES if file.media_type == "application/atom+xml")
"""The feeds, to which every page links."""
CITE_TYPES = {
    "BibTeX": "application/x-bibtex",
    "RIS": "application/x-research-info-systems",
    "CSL-JSON": "application/vnd.citationstyles.csl+json",
}
"""The media types of the citation formats."""
