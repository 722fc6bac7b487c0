"""Write Atom feeds (RFC 4287): the outcomes, and the changes to the record.

A feed tells what is new and counts. It is not an archive: all outcomes are in ``data/claims.json``. The day of an
entry is that on which it changed, never that of the build.
"""

from __future__ import annotations

from datetime import date
from itertools import islice
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, tostring

from foresite.citing.pandoc import ILLEGAL
from foresite.exports.serialise import permalink
from foresite.language.formats import colon
from foresite.language.words import gettext, in_language, of_corpus, pgettext
from foresite.model.corpus import Corpus
from foresite.model.records import Outcome
from foresite.parsing.markdown.text import words_and_code
from foresite.views.addresses import Addresses
from foresite.views.cards import Cards, told
from foresite.views.changes import ChangeDay, ChangeGroup, ChangeItem, changes, items_of, sentence

OUTCOMES_ATOM, CHANGES_ATOM = "data/outcomes.atom", "data/changes.atom"
NAMESPACE = "http://www.w3.org/2005/Atom"
MAX_ENTRIES = 100
"""How many entries a feed holds."""


# `data/outcomes.atom`: the latest outcomes that count.


@in_language(of_corpus)
def outcomes_atom(corpus: Corpus) -> str:
    """The latest outcomes that count as a feed; an entry's day is that on which it last changed, where that is known.

    Without Git, it is that on which the outcome was judged.
    """
    outcomes = sorted(corpus.counted_outcomes, key=lambda each: (_changed(corpus, each), each.id), reverse=True)
    updated = _changed(corpus, outcomes[0]) if outcomes else None
    name = corpus.settings.name
    title = gettext("%(site)s: outcomes", site=name) if name else gettext("Outcomes")
    feed = _feed(corpus, OUTCOMES_ATOM, title, "", updated)
    for outcome in outcomes[:MAX_ENTRIES]:
        _entry(SubElement(feed, "entry"), corpus, outcome)
    return _text_of(feed)


def _changed(corpus: Corpus, outcome: Outcome) -> date:
    """The day of the last change, which is not before that of the judgement."""
    changed = corpus.history.records.get(outcome.id)
    return max(changed, outcome.as_of.last) if changed else outcome.as_of.last


def _entry(entry: Element, corpus: Corpus, outcome: Outcome) -> None:
    claim = corpus.claim(outcome.of)
    status = told(corpus, outcome).capitalize() if outcome.value else outcome.status.label.capitalize()
    address = permalink(corpus, outcome, OUTCOMES_ATOM)
    _text(entry, "id", address if corpus.settings.url else _urn(corpus, outcome.id))
    status = gettext("Draft: %(title)s", title=status) if outcome.draft else status
    _text(entry, "title", f"{status}{colon()}{claim.title if claim else outcome.title}")
    _text(entry, "updated", _stamp(_changed(corpus, outcome)))
    _text(entry, "published", _stamp(outcome.as_of.last))
    SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": address})
    if claim:
        related = {"rel": "related", "type": "text/html", "href": permalink(corpus, claim, OUTCOMES_ATOM)}
        SubElement(entry, "link", {**related, "title": _clean(claim.title)})
        for theme in claim.themes:
            SubElement(entry, "category", {"term": theme, "label": corpus.settings.theme_label(theme)})
    SubElement(entry, "category", {"term": outcome.status.value, "label": status})
    if outcome.reason:
        SubElement(entry, "category", {"term": outcome.reason.value, "label": outcome.reason.label})
    _text(entry, "content", words_and_code(outcome.body) or outcome.title)


# `data/changes.atom`: what changed in the record, in the order of the page that shows it.


@in_language(of_corpus)
def changes_atom(corpus: Corpus) -> str:
    """The latest changes to the record as a feed."""
    view = changes(Cards(corpus))
    updated = date.fromisoformat(view.days[0].day.datetime) if view.days else None
    page = corpus.page_of("changes") or ""
    name = corpus.settings.name
    title = gettext("%(site)s: changes to the record", site=name) if name else gettext("Changes to the record")
    feed = _feed(corpus, CHANGES_ATOM, title, page, updated)
    for day, group, item in islice(items_of(view), MAX_ENTRIES):
        _change(SubElement(feed, "entry"), corpus, day, group, item)
    return _text_of(feed)


def _change(entry: Element, corpus: Corpus, day: ChangeDay, group: ChangeGroup, item: ChangeItem) -> None:
    target, addresses = item.outcome or item.target, Addresses.of(corpus.settings)
    _text(entry, "id", _urn(corpus, f"{day.day.datetime} {group.label} {target.page}#{target.anchor}"))
    _text(entry, "title", sentence(group, item))
    _text(entry, "updated", _stamp(date.fromisoformat(day.day.datetime)))
    address = addresses.link(addresses.path(target.page, target.anchor), CHANGES_ATOM)
    SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": address})
    SubElement(entry, "category", {"term": group.label})
    _text(entry, "content", sentence(group, item))


# What both share.


def _feed(corpus: Corpus, path: str, title: str, page: str, updated: date | None) -> Element:
    """A feed without entries; ``page`` is the page that shows the same, or empty for the home page."""
    settings, addresses = corpus.settings, Addresses.of(corpus.settings)
    feed = Element("feed", {"xmlns": NAMESPACE, "xml:lang": settings.content_language})
    _text(feed, "id", addresses.url(path) or _urn(corpus, path))
    _text(feed, "title", title)
    _text(feed, "updated", _stamp(updated) if updated else "1970-01-01T00:00:00Z")
    _text(SubElement(feed, "author"), "name", settings.author or settings.name or pgettext("author", "Unknown"))
    SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": addresses.link(path, path)})
    shown = addresses.path(page) if page else ""
    SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": addresses.link(shown, path)})
    if settings.licence:
        SubElement(feed, "link", {"rel": "license", "href": settings.licence})
    return feed


def _text_of(feed: Element) -> str:
    for element in feed:
        element.tail = "\n"
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(feed, encoding="unicode")}\n'


def _stamp(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _urn(corpus: Corpus, name: str) -> str:
    """A permanent name for something of a site whose address is not known."""
    return uuid5(NAMESPACE_URL, f"foresite:{corpus.settings.name}:{name}").urn


def _text(parent: Element, tag: str, text: str) -> None:
    SubElement(parent, tag).text = _clean(text)


def _clean(text: str) -> str:
    return ILLEGAL.sub("", text)
