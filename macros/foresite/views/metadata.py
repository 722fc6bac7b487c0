"""Describe a page to machines: JSON-LD, citation software, search engines and link previews.

A page of this site is a web page. A page that annotates a brief also describes the brief as a report, as its readers
want to cite the author's work.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from foresite.citing.csl_json import csl_type, full_title, publishers, to_csl
from foresite.model.corpus import Corpus
from foresite.model.datafiles import CITE_TYPES, FEEDS, named_files
from foresite.model.records import Claim, Name, Page, Reference
from foresite.views import citable, references, share
from foresite.views.addresses import Addresses, is_home
from foresite.views.citable import Citable
from foresite.views.share import Picture

# JSON-LD in the vocabulary of schema.org: the page, its brief, its claims, the data.

TYPES = {
    "report": "Report", "article-journal": "ScholarlyArticle", "article-newspaper": "NewsArticle", "book": "Book",
    "chapter": "Chapter", "thesis": "Thesis", "webpage": "WebPage", "dataset": "Dataset",
}  # fmt: skip
"""Types of schema.org by CSL types; others are a ``CreativeWork``."""
MARKUP = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
"""Escapes for characters that could end the element that contains the text."""


def linked_data(corpus: Corpus, page: Page, own: Citable, work: Reference | None) -> str:
    """Return the page as JSON-LD, safe inside a ``script`` element; ``work`` is the brief that it annotates."""
    nodes = [_page(corpus, page, own, work)]
    if is_home(page.path):
        nodes.append(_dataset(corpus, page, own))
    if work:
        nodes.append(_work(work))
    text = json.dumps({"@context": "https://schema.org", "@graph": nodes}, ensure_ascii=False, separators=(",", ":"))
    return text.translate(MARKUP)


def _page(corpus: Corpus, page: Page, own: Citable, work: Reference | None) -> dict[str, Any]:
    settings = corpus.settings
    root = Addresses.of(settings).link("", Addresses.of(settings).path(page.path))
    return _without_empty(
        {
            "@type": "WebPage",
            "@id": own.url or "#",
            "name": own.target.text,
            "url": own.url,
            "inLanguage": settings.content_language,
            "dateModified": own.changed.datetime if own.changed else "",
            "author": _without_empty({"@type": "Organization", "name": settings.author}),
            "license": settings.licence,
            "isPartOf": _without_empty({"@type": "WebSite", "@id": root, "name": settings.name, "url": settings.url}),
            "about": {"@id": f"#{work.key}"} if work else "",
            "hasPart": [_claim(claim) for claim in corpus.claims_on(page.path)],
        }
    )


def _work(work: Reference) -> dict[str, Any]:
    item = to_csl(work)
    parts = item.get("issued", {}).get("date-parts", [[]])[0]
    published = "-".join(f"{part:0{4 if place == 0 else 2}}" for place, part in enumerate(parts))
    return _without_empty(
        {
            "@type": TYPES.get(csl_type(work), "CreativeWork"),
            "@id": f"#{work.key}",
            "name": full_title(work),
            "alternateName": work.fields.get("origtitle", ""),
            "author": [_person(name) for name in work.authors if not name.others],
            "datePublished": published,
            "publisher": _publisher(work),
            "reportNumber": item.get("number", ""),
            "isbn": item.get("ISBN", ""),
            "inLanguage": item.get("language", ""),
            "url": references.address(work),
        }
    )


def _publisher(work: Reference) -> dict[str, Any] | list[dict[str, Any]]:
    """Return the publishers of a work: one object, or a list of several."""
    organizations = [_without_empty({"@type": "Organization", "name": name}) for name in publishers(work)]
    return organizations[0] if len(organizations) == 1 else organizations


def _person(name: Name) -> dict[str, Any]:
    if name.literal:
        return {"@type": "Organization", "name": name.literal}
    parts = {
        "name": str(name),
        "familyName": name.family,
        "givenName": name.given,
        "honorificSuffix": name.suffix,
        "alternateName": name.original,
    }
    return _without_empty({"@type": "Person", **parts})


def _claim(claim: Claim) -> dict[str, Any]:
    """Return a claim on a page. The page itself is linked to the brief."""
    return {"@type": "Claim", "@id": f"#{claim.id}", "name": claim.title}


def _dataset(corpus: Corpus, page: Page, own: Citable) -> dict[str, Any]:
    settings, addresses = corpus.settings, Addresses.of(corpus.settings)
    path = addresses.path(page.path)
    return _without_empty(
        {
            "@type": "Dataset",
            "@id": "#dataset",
            "name": settings.name or own.target.text,
            "description": settings.description or own.target.text,
            "url": own.url,
            "creator": _without_empty({"@type": "Organization", "name": settings.author}),
            "license": settings.licence,
            "isAccessibleForFree": True,
            "dateModified": own.changed.datetime if own.changed else "",
            "distribution": [
                {
                    "@type": "DataDownload",
                    "name": file.words,
                    "encodingFormat": file.media_type,
                    "contentUrl": addresses.link(file.path, path),
                }
                for file in named_files(quantities=bool(corpus.measures))
            ],
        }
    )


def _without_empty(node: dict[str, Any]) -> dict[str, Any]:
    """Return the node without empty values; an empty node where only its type and id remain."""
    values = {name: value for name, value in node.items() if value not in ("", [], {}, None)}
    return values if values.keys() - {"@type", "@id"} else {}


# Metadata for citation software, search engines and link previews.


SCHEMA = "https://schema.org/"


@dataclass(frozen=True, slots=True)
class HeadLink:
    """A typed link in a page's head."""

    rel: str
    href: str
    type: str = ""
    """The media type of the target."""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Metadata:
    """The metadata of one page, for its head."""

    description: str
    names: tuple[tuple[str, str], ...]
    """The name and content of each ``meta`` element."""
    properties: tuple[tuple[str, str], ...]
    """The property and content of each Open Graph ``meta`` element."""
    links: tuple[HeadLink, ...]
    linked_data: str
    """JSON-LD that is safe in a ``script`` element."""


def metadata(corpus: Corpus, page: Page) -> Metadata:
    """Return the metadata of a page."""
    brief = corpus.brief_on(page.path)
    work = corpus.references.get(brief.key) if brief else None
    own = citable.of_page(corpus, page)
    picture = share.of_page(corpus, page.path)
    return Metadata(
        description=described(corpus, page),
        names=(*(_highwire(work) if work else _dublin_core(corpus, page, own)), ("twitter:card", _card(picture))),
        properties=tuple(_open_graph(corpus, page, own, picture)),
        links=tuple(_links(corpus, page, own, annotated=brief is not None)),
        linked_data=linked_data(corpus, page, own, work),
    )


def _highwire(work: Reference) -> Iterator[tuple[str, str]]:
    """Yield the tags that Google Scholar and Zotero read; Zotero recognises a report by its institution."""
    item = to_csl(work)
    yield "citation_title", full_title(work) or references.short_name(work)
    for name in (name for name in work.authors if not name.others):
        yield "citation_author", inverted(name)
    if parts := item.get("issued", {}).get("date-parts"):
        yield "citation_publication_date", "/".join(f"{part:02}" for part in parts[0])
    for tag, variable in _tags(csl_type(work)).items():
        if text := item.get(variable):
            yield tag, text
    if (address := references.address(work)).startswith(("http:", "https:")):
        yield "citation_public_url", address


def _tags(kind: str) -> Mapping[str, str]:
    """Return the tags of a type of work, with their CSL variables."""
    tags_of_kind = {
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
    return tags_of_kind | common


def described(corpus: Corpus, page: Page) -> str:
    """Return the description of a page; for the home page, that of the site."""
    return (corpus.settings.description if is_home(page.path) else "") or page.description


def inverted(name: Name) -> str:
    """Return a name in catalogue order, with the family name first."""
    return name.literal or ", ".join(part for part in (name.family, name.given, name.suffix) if part)


def _dublin_core(corpus: Corpus, page: Page, own: Citable) -> Iterator[tuple[str, str]]:
    settings = corpus.settings
    terms = {
        "title": own.target.text,
        "creator": settings.author,
        "publisher": settings.name,
        "date": own.changed.datetime if own.changed else "",
        "language": settings.content_language,
        "description": described(corpus, page),
        "identifier": own.url,
        "rights": settings.licence,
    }
    yield from ((f"DC.{name}", text) for name, text in terms.items() if text)


def _open_graph(corpus: Corpus, page: Page, own: Citable, picture: Picture | None) -> Iterator[tuple[str, str]]:
    """Yield the properties of link previews."""
    terms = {
        "type": "website",
        "title": own.target.text,
        "description": described(corpus, page),
        "site_name": corpus.settings.name,
        "url": own.url,
    }
    if picture:
        terms |= {
            "image": Addresses.of(corpus.settings).url(picture.path),
            "image:alt": picture.alt,
            "image:width": str(share.WIDTH),
            "image:height": str(share.HEIGHT),
        }
    yield from ((f"og:{name}", text) for name, text in terms.items() if text)


def _card(picture: Picture | None) -> str:
    return "summary_large_image" if picture else "summary"


def _links(corpus: Corpus, page: Page, own: Citable, *, annotated: bool) -> Iterator[HeadLink]:
    """Yield the links of FAIR Signposting (https://signposting.org/FAIR/), and the feeds."""
    settings, addresses = corpus.settings, Addresses.of(corpus.settings)
    path = addresses.path(page.path)
    if own.url:
        yield HeadLink("cite-as", own.url)
    kinds = ("AboutPage", "Dataset") if is_home(page.path) else ("WebPage",)
    yield from (HeadLink("type", f"{SCHEMA}{kind}") for kind in kinds)
    if settings.licence:
        yield HeadLink("license", settings.licence)
    for file in own.files:
        yield HeadLink("describedby", addresses.link(addresses.served(file.page), path), CITE_TYPES[file.text])
    for data in named_files(quantities=bool(corpus.measures)):
        if is_home(page.path) or (annotated and data.path.endswith(".jsonld")):
            yield HeadLink("item", addresses.link(data.path, path), data.media_type, data.words)
    for feed in FEEDS:
        yield HeadLink("alternate", addresses.link(feed.path, path), feed.media_type, feed.words)
