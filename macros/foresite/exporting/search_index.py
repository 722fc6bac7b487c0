"""What search looks through: an entry for each result that it can give."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup

from foresite.corpus import Corpus
from foresite.exporting import search_terms
from foresite.exporting.search_shards import shards
from foresite.exporting.search_words import Words
from foresite.model import Claim, Forecast, Outcome, Recommendation, Record, Scenario
from foresite.templates import CitationText, named
from foresite.views import references
from foresite.views.addresses import Addresses
from foresite.views.cards import Cards
from foresite.views.outlooks import Outlook

FOLDER = "search"
"""Where a site serves the files; ``assets/search.js`` looks there."""
BADGE = (
    '<span class="fs-outlook fs-outlook--{0.colour}">'
    '<svg class="fs-mark" viewBox="0 0 12 12" aria-hidden="true"><path d="{0.outline}"/></svg>{0.year}</span>'
)
JOINT = " · "
"""Between the parts of a text, as a result shows it; no word that anything is found by."""
SHOWN = 1000
"""Of longer texts a result shows a beginning of so many characters; all of it is searched."""


class Entry(NamedTuple):
    """One result that search can give; every text is plain."""

    kind: str
    title: str
    address: str
    """Relative to the site's root."""
    text: str
    note: str
    """What tells it from others of its name: a theme, a date, the page a section stands on."""
    outlook: int

    @property
    def words(self) -> str:
        """The text it is found by, beside its title."""
        return f"{self.text.replace(JOINT, ' ')} {self.note} {self.kind} {self.outlook or ''}"

    @property
    def shown(self) -> Entry:
        """As a result shows it."""
        if len(self.text) <= SHOWN:
            return self
        start = self.text[:SHOWN]
        return self._replace(text=f"{start.rpartition(' ')[0] or start} …")


def search_files(corpus: Corpus, formatted: CitationText, words: Words | None = None) -> dict[str, str]:
    """Every file of the search of a site, by path: the same sources give the same bytes.

    ``words`` keeps what was found in texts for the next time.

    The claims are the first entries, in the order that the corpus has them: what searches among claims alone
    counts on that. A claim carries what became of it, so outcomes are no results of their own.
    """
    words = words or Words()
    words.begin(corpus, formatted)
    index = _Index(corpus, formatted, words)
    entries = list(index.entries())
    terms = search_terms.index(((entry.title, entry.words) for entry in entries), words.terms)
    looks = {str(outlook.year): _badge(outlook) for outlook in index.cards.outlooks}
    files = shards([entry.shown for entry in entries], terms, words.packed, outlooks=looks)
    return {f"{FOLDER}/{name}.js": content for name, content in files.items()}


class _Index:
    def __init__(self, corpus: Corpus, formatted: CitationText, words: Words) -> None:
        self.corpus = corpus
        self.words = words
        self.cards = Cards(corpus)
        self.formatted = formatted
        self.addresses = Addresses.of(corpus.settings)
        self.outcomes: defaultdict[str, list[Outcome]] = defaultdict(list)
        for outcome in corpus.outcomes:
            self.outcomes[outcome.of].append(outcome)
        self.ids: defaultdict[str, list[str]] = defaultdict(list)
        for record in corpus.records.values():
            self.ids[record.page].append(record.id)

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
        text = _joined(self.words.of_body(record.body), *more)
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
        for outcome in self.outcomes[claim.id]:
            yield from (outcome.title, self.words.of_body(outcome.body))
        if verdict := self.corpus.verdict(claim):
            yield verdict.label

    def references(self) -> Iterator[Entry]:
        home = self.corpus.page_of("bibliography")
        for key in self.formatted.order if home else ():
            if work := self.corpus.references.get(key):
                cited = self.words.of_html(self.formatted.citation(references.of_work(key)))
                name = named(cited, work)
                text = self.words.of_html(self.formatted.entry(key))
                annotated = self.corpus.brief(key)
                outlook = annotated.outlook if annotated else 0
                title = references.title(work) or work.fields.get("titleaddon", "")
                page = self.corpus.standing("bibliography", home or "", key)
                yield self.at(page, f"ref-{key}", "reference", title, text, name, outlook)

    def page(self, path: str, title: str) -> Iterator[Entry]:
        if self.corpus.part(path):
            yield self.at(path, "", "page", title, "", "", 0)
            return
        outline = self.corpus.outlines.get(path)
        for section in self.words.of_page(outline.prose, self.ids[path]) if outline else ():
            name = section.title or title
            note = "" if name == title else title
            yield self.at(path, section.anchor, "page", name, section.text, note, 0)

    def at(self, page: str, anchor: str, kind: str, title: str, text: str, note: str, outlook: int) -> Entry:
        return Entry(kind, title or note, self.addresses.path(page, anchor), text, note if title else "", outlook)


def _joined(*parts: str) -> str:
    return JOINT.join(filter(None, parts))


def _badge(outlook: Outlook) -> str:
    return Markup(BADGE).format(outlook)
