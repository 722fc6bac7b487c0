"""``data/outcomes.atom``: the latest outcomes as a feed (Atom, RFC 4287), the newest first.

A feed tells what is new. It is not an archive: all outcomes are in ``data/claims.json``.
"""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

from foresite.citing.pandoc import ILLEGAL
from foresite.corpus import Corpus
from foresite.exporting.json_form import permalink
from foresite.model import Outcome
from foresite.reading.markdown.plain import plain
from foresite.views.addresses import Addresses

PATH = "data/outcomes.atom"
NAMESPACE = "http://www.w3.org/2005/Atom"
MOST = 100
"""How many outcomes it holds."""


def outcomes_atom(corpus: Corpus) -> str:
    """The latest outcomes of the corpus as a feed; an entry's date is that on which it was judged."""
    settings, addresses = corpus.settings, Addresses.of(corpus.settings)
    outcomes = sorted(corpus.outcomes, key=lambda outcome: (_day(outcome), outcome.id), reverse=True)
    feed = Element("feed", {"xmlns": NAMESPACE, "xml:lang": settings.language})
    _text(feed, "id", addresses.url(PATH) or _urn(corpus, PATH))
    _text(feed, "title", f"{settings.name}: outcomes" if settings.name else "Outcomes")
    _text(feed, "updated", _day(outcomes[0]) if outcomes else "1970-01-01T00:00:00Z")
    _text(SubElement(feed, "author"), "name", settings.author or settings.name or "Unknown")
    SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": addresses.link(PATH, PATH)})
    SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": addresses.link("", PATH)})
    if settings.licence:
        SubElement(feed, "link", {"rel": "license", "href": settings.licence})
    for outcome in outcomes[:MOST]:
        _entry(SubElement(feed, "entry"), corpus, outcome)
    for element in feed:
        element.tail = "\n"
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(feed, encoding="unicode")}\n'


def _entry(entry: Element, corpus: Corpus, outcome: Outcome) -> None:
    claim = corpus.claim(outcome.of)
    status = outcome.status.label.capitalize()
    address = permalink(corpus, outcome, PATH)
    _text(entry, "id", address if corpus.settings.url else _urn(corpus, outcome.id))
    status = f"Draft: {status}" if outcome.draft else status
    _text(entry, "title", f"{status}: {claim.title if claim else outcome.title}")
    _text(entry, "updated", _day(outcome))
    SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": address})
    if claim:
        related = {"rel": "related", "type": "text/html", "href": permalink(corpus, claim, PATH)}
        SubElement(entry, "link", {**related, "title": _clean(claim.title)})
        SubElement(entry, "category", {"term": claim.theme, "label": corpus.settings.theme_label(claim.theme)})
    SubElement(entry, "category", {"term": outcome.status.value, "label": status})
    _text(entry, "content", plain(outcome.body) or outcome.title)


def _day(outcome: Outcome) -> str:
    """The last day that the judgement can date from, as Atom has it."""
    return f"{outcome.as_of.last.isoformat()}T00:00:00Z"


def _urn(corpus: Corpus, name: str) -> str:
    """A permanent name for something of a site whose address is not known."""
    return uuid5(NAMESPACE_URL, f"foresite:{corpus.settings.name}:{name}").urn


def _text(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = _clean(text)


def _clean(text: str) -> str:
    return ILLEGAL.sub("", text)
