"""What a page says of itself to machines: for citation software, search engines and link previews.

A page of this site is a web page. One with the annotations of a brief also describes that brief as a report,
for this is what its readers want to cite: its author's work, not ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from foresite.citing.csl_json import csl_type, full_title, to_csl
from foresite.corpus import Corpus
from foresite.datafiles import CITE_TYPES, DATA_FILES, FEED
from foresite.model import Name, Page, Reference
from foresite.views import citable, references
from foresite.views.addresses import Addresses, is_home
from foresite.views.citable import Citable
from foresite.views.linked_data import linked_data

SCHEMA = "https://schema.org/"


@dataclass(frozen=True, slots=True)
class Link:
    """A typed link of a page's head."""

    rel: str
    href: str
    type: str = ""
    """The media type of what it leads to."""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """The metadata of one page, for its head."""

    description: str
    names: tuple[tuple[str, str], ...]
    """Name and content of each ``meta``."""
    properties: tuple[tuple[str, str], ...]
    """Property and content of each ``meta`` of the Open Graph."""
    links: tuple[Link, ...]
    linked_data: str
    """JSON-LD that can stand in a ``script`` element."""


def metadata(corpus: Corpus, page: Page) -> Metadata:
    """The metadata of a page."""
    brief = corpus.brief_on(page.path)
    work = corpus.references.get(brief.key) if brief else None
    own = citable.of_page(corpus, page)
    return Metadata(
        description=described(corpus, page),
        names=tuple(_highwire(work) if work else _dublin_core(corpus, page, own)),
        properties=tuple(_open_graph(corpus, own)),
        links=tuple(_links(corpus, page, own, annotated=brief is not None)),
        linked_data=linked_data(corpus, page, own, work),
    )


def _highwire(work: Reference) -> Iterator[tuple[str, str]]:
    """The tags that Google Scholar and Zotero read; the institution of a report makes it one to Zotero."""
    item = to_csl(work)
    yield "citation_title", full_title(work) or references.short_name(work)
    for name in work.authors:
        yield "citation_author", inverted(name)
    if parts := item.get("issued", {}).get("date-parts"):
        yield "citation_publication_date", "/".join(f"{part:02}" for part in parts[0])
    for tag, variable in _tags(csl_type(work)).items():
        if text := item.get(variable):
            yield tag, text
    if (address := references.address(work)).startswith(("http:", "https:")):
        yield "citation_public_url", address


def _tags(kind: str) -> Mapping[str, str]:
    """The tags of a kind of work, with CSL's variables."""
    own = {
        "report": {
            "citation_technical_report_institution": "publisher",
            "citation_technical_report_number": "number",
        },
        "thesis": {"citation_dissertation_institution": "publisher"},
        "article-journal": {
            "citation_journal_title": "container-title",
            "citation_volume": "volume",
            "citation_issue": "issue",
        },
    }.get(kind, {"citation_publisher": "publisher"})
    common = {"citation_language": "language", "citation_isbn": "ISBN", "citation_issn": "ISSN", "citation_doi": "DOI"}
    return own | common


def described(corpus: Corpus, page: Page) -> str:
    """What a page is about; of the first page, what the site is about."""
    return (corpus.settings.description if is_home(page.path) else "") or page.description


def inverted(name: Name) -> str:
    """A name as catalogues have it, the family's first."""
    return name.literal or ", ".join(part for part in (name.family, name.given) if part)


def _dublin_core(corpus: Corpus, page: Page, own: Citable) -> Iterator[tuple[str, str]]:
    settings = corpus.settings
    terms = {
        "title": own.target.text,
        "creator": settings.author,
        "publisher": settings.name,
        "date": own.changed.datetime if own.changed else "",
        "language": settings.language,
        "description": described(corpus, page),
        "identifier": own.url,
        "rights": settings.licence,
    }
    yield from ((f"DC.{name}", text) for name, text in terms.items() if text)


def _open_graph(corpus: Corpus, own: Citable) -> Iterator[tuple[str, str]]:
    """What previews of a link show; they take the description from the page's own."""
    terms = {
        "type": "website",
        "title": own.target.text,
        "site_name": corpus.settings.name,
        "url": own.url,
    }
    yield from ((f"og:{name}", text) for name, text in terms.items() if text)


def _links(corpus: Corpus, page: Page, own: Citable, *, annotated: bool) -> Iterator[Link]:
    """The links of FAIR Signposting (https://signposting.org/FAIR/), and the feed."""
    settings, addresses = corpus.settings, Addresses.of(corpus.settings)
    here = addresses.path(page.path)
    if own.url:
        yield Link("cite-as", own.url)
    kinds = ("AboutPage", "Dataset") if is_home(page.path) else ("WebPage",)
    yield from (Link("type", f"{SCHEMA}{kind}") for kind in kinds)
    if settings.licence:
        yield Link("license", settings.licence)
    for file in own.files:
        yield Link("describedby", addresses.link(addresses.served(file.page), here), CITE_TYPES[file.text])
    for data in DATA_FILES:
        if is_home(page.path) or (annotated and data.path.endswith(".jsonld")):
            yield Link("item", addresses.link(data.path, here), data.media_type, data.title)
    yield Link("alternate", addresses.link(FEED.path, here), FEED.media_type, FEED.title)
