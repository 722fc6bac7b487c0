"""What search looks through: an entry for each result that it can give."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import NamedTuple, Protocol

from markupsafe import Markup

from foresite.model.corpus import Corpus
from foresite.model.fields import KINDS, Field, Target, own_fields
from foresite.model.records import Claim, Correction, Event, Outcome, Record, Reference, Shift
from foresite.render.templating import CitationText, named_by_citation
from foresite.search.shards import Shards
from foresite.search.terms import Index, Words
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


DRAFT = "Draft"
"""How the note of a result begins that only a preview has."""


class SearchEntry(NamedTuple):
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
    def shown(self) -> SearchEntry:
        """As a result shows it."""
        if len(self.text) <= SHOWN:
            return self
        start = self.text[:SHOWN]
        return self._replace(text=f"{start.rpartition(' ')[0] or start} …")


class Alike(Protocol):
    """What reads as it did when search was last made."""

    @property
    def records(self) -> Collection[str]:
        """Records, by id."""

    @property
    def works(self) -> Collection[str]:
        """Works of the bibliography, by key."""

    @property
    def pages(self) -> Collection[str]:
        """Pages, by path."""


class SearchBuilder:
    """Makes the files of a site's search, again and again: what reads as it did is not looked through twice."""

    def __init__(self) -> None:
        self._made = _Made()
        self._index: Index[SearchEntry] = Index(lambda entry: (entry.title, entry.words))
        self._shards = Shards()

    def files(self, corpus: Corpus, formatted: CitationText, same: Alike | None = None) -> dict[str, str]:
        """Every file, by path: the same sources give the same bytes.

        ``same`` tells what reads as it did the last time. The claims are the first entries, in the order that the
        corpus has them: what searches among claims alone counts on that. A claim carries what became of it, so
        outcomes are not results of their own.
        """
        entries = _Entries(corpus, formatted, self._made.among(same) if same else _Made())
        found = list(entries.all())
        self._made = entries.made
        moved = self._index.update(found)
        looks = {str(outlook.year): _badge(outlook) for outlook in entries.cards.outlooks}
        files = self._shards.files(found, self._index.postings, moved, outlooks=looks)
        return {f"{FOLDER}/{name}.js": content for name, content in files.items()}


def search_files(corpus: Corpus, formatted: CitationText) -> dict[str, str]:
    """Every file of the search of a site, by path."""
    return SearchBuilder().files(corpus, formatted)


@dataclass(frozen=True, slots=True)
class _Made:
    """Entries by what they are of."""

    records: dict[str, SearchEntry] = field(default_factory=dict)
    works: dict[str, SearchEntry] = field(default_factory=dict)
    pages: dict[str, tuple[SearchEntry, ...]] = field(default_factory=dict)

    def among(self, same: Alike) -> _Made:
        """Those of what reads as it did."""
        return _Made(
            {id: entry for id, entry in self.records.items() if id in same.records},
            {key: entry for key, entry in self.works.items() if key in same.works},
            {path: entries for path, entries in self.pages.items() if path in same.pages},
        )


class _Entries:
    def __init__(self, corpus: Corpus, formatted: CitationText, known: _Made) -> None:
        self.corpus = corpus
        self.formatted = formatted
        self.known = known
        self.made = _Made()
        self.words = Words(corpus, formatted)
        self.cards = Cards(corpus)
        self.addresses = Addresses.of(corpus.settings)

    @cached_property
    def outcomes(self) -> Mapping[str, list[Outcome]]:
        """The outcomes of each claim."""
        found: defaultdict[str, list[Outcome]] = defaultdict(list)
        for outcome in self.corpus.outcomes:
            found[outcome.of].append(outcome)
        return found

    @cached_property
    def ids(self) -> Mapping[str, list[str]]:
        """The records of each page."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for record in self.corpus.records.values():
            found[record.page].append(record.id)
        return found

    def all(self) -> Iterator[SearchEntry]:
        """Every entry, in order."""
        corpus, made, known = self.corpus, self.made, self.known
        for record in chain[Record](corpus.claims, corpus.events, corpus.shifts, corpus.corrections, corpus.others):
            made.records[record.id] = known.records.get(record.id) or self.record(record)
        yield from made.records.values()
        home = corpus.page_of("bibliography")
        for key in self.formatted.order if home else ():
            if work := corpus.references.get(key):
                made.works[key] = known.works.get(key) or self.work(work, home or "")
        yield from made.works.values()
        for page in corpus.pages:
            made.pages[page.path] = entries = known.pages.get(page.path) or tuple(self.page(page.path, page.title))
            yield from entries

    def record(self, record: Record) -> SearchEntry:
        """The entry of a record."""
        note, more, outlook = self.told(record)
        note = f"{DRAFT}, {note}" if record.draft else note
        text = _joined(self.words.of_body(record.body), *more)
        return self.at(record.page, record.id, record.kind, record.title, text, note, outlook)

    def told(self, record: Record) -> tuple[str, Iterable[str], int]:
        """What tells a record from others of its name, what its card says beside its body, and its outlook."""
        theme = self.corpus.settings.theme_label
        match record:
            case Claim():
                return theme(record.theme), self.claim(record), record.outlook
            case Event():
                return str(record.date), (*record.actors, *map(theme, record.themes)), 0
            case Shift():
                return f"{record.change.label}, {theme(record.theme)}", (), 0
        searched = (each for each in KINDS[record.kind].fields.values() if each.searched)
        more = [text for each in searched for text in self.found_by(record, each)]
        note = str(record.at) if isinstance(record, Correction) else KINDS[record.kind].label
        return note, more, getattr(record, "outlook", 0)

    def claim(self, claim: Claim) -> Iterator[str]:
        """What a claim's card says beside its body."""
        for each in own_fields(claim.kind):
            if each.searched:
                yield from self.found_by(claim, each)
        yield claim.quote
        for outcome in self.outcomes[claim.id]:
            yield from (outcome.title, self.words.of_body(outcome.body))
        if verdict := self.corpus.verdict(claim):
            yield verdict.label

    def found_by(self, record: Record, declared: Field) -> Iterator[str]:
        """What an option's value is found by: of an event its title."""
        value = declared.of(record)
        if declared.target is Target.SIGNPOST:
            yield from (event.title if (event := self.corpus.event(sign)) else sign for sign in value)
        elif declared.type.many:
            yield from value
        else:
            yield declared.type.write(value)

    def work(self, work: Reference, home: str) -> SearchEntry:
        """The entry of a work of the bibliography, which stands on the page ``home``."""
        cited = self.words.of_html(self.formatted.citation(references.work_citation(work.key)))
        annotated = self.corpus.brief(work.key)
        return self.at(
            self.corpus.standing("bibliography", home, work.key),
            f"ref-{work.key}",
            "reference",
            references.title(work) or work.fields.get("titleaddon", ""),
            self.words.of_html(self.formatted.entry(work.key)),
            named_by_citation(cited, work),
            annotated.outlook if annotated else 0,
        )

    def page(self, path: str, title: str) -> Iterator[SearchEntry]:
        if self.corpus.part(path):
            yield self.at(path, "", "page", title, "", "", 0)
            return
        outline = self.corpus.outlines.get(path)
        shown = self.corpus.page(path)
        mark = DRAFT if shown and shown.draft else ""
        for section in self.words.of_page(outline.prose, self.ids[path]) if outline else ():
            name = section.title or title
            note = ", ".join(filter(None, (mark, "" if name == title else title)))
            yield self.at(path, section.anchor, "page", name, section.text, note, 0)

    def at(self, page: str, anchor: str, kind: str, title: str, text: str, note: str, outlook: int) -> SearchEntry:
        return SearchEntry(kind, title or note, self.addresses.path(page, anchor), text, note if title else "", outlook)


def _joined(*parts: str) -> str:
    return JOINT.join(filter(None, parts))


def _badge(outlook: Outlook) -> str:
    return Markup(BADGE).format(outlook)
