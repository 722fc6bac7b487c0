"""``search/index.js``: what search looks through. A script, since a page opened from a folder may load no data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import astuple, dataclass

from markupsafe import Markup

from foresite.corpus import Corpus
from foresite.model import Citation, Claim, Forecast, Recommendation, Record, Scenario
from foresite.problems import Problem
from foresite.reading.plain import plain
from foresite.reading.sections import read_sections
from foresite.reading.text import read_text
from foresite.templates import CitationText, label
from foresite.views import references
from foresite.views.addresses import Addresses
from foresite.views.cards import Cards

PATH = "search/index.js"
"""Where a site serves it; ``assets/search.js`` looks there."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One result that search can give; every text is plain."""

    kind: str
    title: str
    address: str
    """Relative to the site's root."""
    text: str
    note: str
    """What tells it from others of its name: a theme, a date, the page a section stands on."""
    outlook: int


def search_index(corpus: Corpus, formatted: CitationText) -> str:
    """The index of a site. A claim carries what became of it, so outcomes are no results of their own."""
    found = _Index(corpus, formatted)
    looks = {outlook.year: [outlook.colour, outlook.outline] for outlook in found.cards.outlooks}
    entries = ",\n".join(_json(astuple(entry)) for entry in found.entries())
    return f'window.foresiteIndex = {{"outlooks": {_json(looks)}, "entries": [\n{entries}\n]}};\n'


class _Index:
    def __init__(self, corpus: Corpus, formatted: CitationText) -> None:
        self.corpus = corpus
        self.cards = Cards(corpus)
        self.formatted = formatted
        self.addresses = Addresses.of(corpus.settings)

    def entries(self) -> Iterator[Entry]:
        theme = self.corpus.settings.theme_label
        for claim in self.corpus.claims:
            yield from self.record(claim, theme(claim.theme), *self.claim(claim), outlook=claim.outlook)
        for event in self.corpus.events:
            yield from self.record(event, str(event.date), *event.actors, *map(theme, event.themes))
        for shift in self.corpus.shifts:
            yield from self.record(shift, f"{shift.change.label}, {theme(shift.theme)}")
        for slip in self.corpus.corrections:
            yield from self.record(slip, str(slip.at), slip.printed, slip.reading, outlook=slip.outlook)
        yield from self.references()
        for page in self.corpus.pages:
            yield from self.page(page.path, page.title)

    def record(self, record: Record, note: str, *more: str, outlook: int = 0) -> Iterator[Entry]:
        text = _joined(plain(record.body, self.mention), *more)
        yield self.at(record.page, record.id, record.kind, record.title, text, note, outlook)

    def claim(self, claim: Claim) -> Iterator[str]:
        """What a claim's card says beside its body."""
        match claim:
            case Forecast():
                yield from (claim.wording, str(claim.likelihood.name), claim.criterion)
            case Recommendation():
                yield claim.addressee
            case Scenario():
                signs = [event.title if (event := self.corpus.event(sign)) else sign for sign in claim.signposts]
                yield from (claim.wording, *claim.drivers, *claim.assumptions, *signs, claim.impact)
        yield claim.quote
        for outcome in self.corpus.outcomes:
            if outcome.of == claim.id:
                yield from (outcome.title, plain(outcome.body, self.mention))

    def references(self) -> Iterator[Entry]:
        home = self.corpus.page_of("bibliography")
        for key in self.formatted.order if home else ():
            if work := self.corpus.references.get(key):
                name = label(self.formatted, work)
                text = str(Markup(self.formatted.entry(key)).striptags())
                annotated = self.corpus.brief(key)
                outlook = annotated.outlook if annotated else 0
                title = references.title(work) or work.fields.get("titleaddon", "")
                page = self.corpus.standing("bibliography", home or "", key)
                yield self.at(page, f"ref-{key}", "reference", title, text, name, outlook)

    def page(self, path: str, title: str) -> Iterator[Entry]:
        if self.corpus.part(path):
            yield self.at(path, "", "page", title, "", "", 0)
            return
        text = read_text(self.corpus.settings.docs / path, self.corpus.settings)
        if isinstance(text, Problem):
            return
        taken = [record.id for record in self.corpus.records.values() if record.page == path]
        for section in read_sections(text, path, taken, self.mention):
            name = section.title or title
            note = "" if name == title else title
            yield self.at(path, section.anchor, "page", name, section.text, note, 0)

    def at(self, page: str, anchor: str, kind: str, title: str, text: str, note: str, outlook: int) -> Entry:
        return Entry(kind, title or note, self.addresses.path(page, anchor), text, note if title else "", outlook)

    def mention(self, citation: Citation) -> str:
        """A citation in the sentence, as the page prints it."""
        if any(work.key not in self.corpus.references for work in citation.works):
            return "; ".join(work.key for work in citation.works)
        return str(Markup(self.formatted.citation(citation)).striptags())


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
