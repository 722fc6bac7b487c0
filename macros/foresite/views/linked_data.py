"""A page in the vocabulary of schema.org, as JSON-LD: the page, the brief it is about, its claims, the data."""

from __future__ import annotations

import json
from typing import Any

from foresite.citing.csl_json import VARIABLES, csl_type, full_title, to_csl
from foresite.corpus import Corpus
from foresite.datafiles import DATA_FILES
from foresite.model import Claim, Name, Page, Reference
from foresite.views import references
from foresite.views.addresses import Addresses, is_home
from foresite.views.citable import Citable

TYPES = {
    "report": "Report", "article-journal": "ScholarlyArticle", "article-newspaper": "NewsArticle", "book": "Book",
    "chapter": "Chapter", "thesis": "Thesis", "webpage": "WebPage", "dataset": "Dataset",
}  # fmt: skip
"""CSL's types in schema.org's words; the rest are a ``CreativeWork``."""
MARKUP = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
"""What could end the element that the text stands in."""


def linked_data(corpus: Corpus, page: Page, own: Citable, work: Reference | None) -> str:
    """The page as JSON-LD, safe inside a ``script`` element; ``work`` is the brief that it annotates."""
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
    return _given(
        {
            "@type": "WebPage",
            "@id": own.url or "#",
            "name": own.target.text,
            "url": own.url,
            "inLanguage": settings.language,
            "dateModified": own.changed.datetime if own.changed else "",
            "author": _given({"@type": "Organization", "name": settings.author}),
            "license": settings.licence,
            "isPartOf": _given({"@type": "WebSite", "@id": root, "name": settings.name, "url": settings.url}),
            "about": {"@id": f"#{work.key}"} if work else "",
            "hasPart": [_claim(claim) for claim in corpus.claims_on(page.path)],
        }
    )


def _work(work: Reference) -> dict[str, Any]:
    item = to_csl(work)
    parts = item.get("issued", {}).get("date-parts", [[]])[0]
    published = "-".join(f"{part:0{4 if place == 0 else 2}}" for place, part in enumerate(parts))
    return _given(
        {
            "@type": TYPES.get(csl_type(work), "CreativeWork"),
            "@id": f"#{work.key}",
            "name": full_title(work),
            "alternateName": work.fields.get("origtitle", ""),
            "author": [_person(name) for name in work.authors],
            "datePublished": published,
            "publisher": _publisher(work, item.get("publisher", "")),
            "reportNumber": item.get("number", ""),
            "isbn": item.get("ISBN", ""),
            "inLanguage": item.get("language", ""),
            "url": references.address(work),
        }
    )


def _publisher(work: Reference, named: str) -> dict[str, Any] | list[dict[str, Any]]:
    """Who brought a work out: several where a list says so."""
    names = next((work.lists[name] for name in VARIABLES["publisher"] if name in work.lists), ())
    several = names if names and "; ".join(names) == named else (named,)
    given = [_given({"@type": "Organization", "name": name}) for name in several]
    return given if len(given) > 1 else given[0]


def _person(name: Name) -> dict[str, Any]:
    if name.literal:
        return {"@type": "Organization", "name": name.literal}
    parts = {"name": str(name), "familyName": name.family, "givenName": name.given, "alternateName": name.original}
    return _given({"@type": "Person", **parts})


def _claim(claim: Claim) -> dict[str, Any]:
    """A claim that stands on a page. That it is the brief's, the page says that is about the brief."""
    return {"@type": "Claim", "@id": f"#{claim.id}", "name": claim.title}


def _dataset(corpus: Corpus, page: Page, own: Citable) -> dict[str, Any]:
    settings, addresses = corpus.settings, Addresses.of(corpus.settings)
    here = addresses.path(page.path)
    return _given(
        {
            "@type": "Dataset",
            "@id": "#dataset",
            "name": settings.name or own.target.text,
            "description": settings.description or own.target.text,
            "url": own.url,
            "creator": _given({"@type": "Organization", "name": settings.author}),
            "license": settings.licence,
            "isAccessibleForFree": True,
            "dateModified": own.changed.datetime if own.changed else "",
            "distribution": [
                {
                    "@type": "DataDownload",
                    "name": file.title,
                    "encodingFormat": file.media_type,
                    "contentUrl": addresses.link(file.path, here),
                }
                for file in DATA_FILES
            ],
        }
    )


def _given(node: dict[str, Any]) -> dict[str, Any]:
    """The node without what is empty, and nothing where no more than its type is left."""
    full = {name: value for name, value in node.items() if value not in ("", [], {}, None)}
    return full if full.keys() - {"@type", "@id"} else {}
