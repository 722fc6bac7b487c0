"""What search looks through: an entry for each result that it can give."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any, NamedTuple

from markupsafe import Markup

from foresite.language.foreign import plain
from foresite.language.formats import series
from foresite.language.words import N_, NP_, current, gettext, use
from foresite.model.corpus import Corpus
from foresite.model.dependencies import QueryIds, record_reuse, track
from foresite.model.fields import KINDS, MEASURE, Field, ReferenceTarget, common_fields, own_fields
from foresite.model.likelihood import Confidence, Likelihood
from foresite.model.records import Claim, Correction, Event, Forecast, Record, Reference, Scenario, Shift, Verdict
from foresite.render.templating import CitationText, label
from foresite.search.shards import Shards
from foresite.search.terms import Index, Words, of_queries
from foresite.views import counts, references
from foresite.views.addresses import Addresses
from foresite.views.cards import Cards, told
from foresite.views.outlooks import DRAWINGS, Group

FOLDER = "search"
"""Where a site serves the files; ``assets/search.js`` looks there."""
BADGE = (
    '<span class="fs-outlook fs-outlook--{0.colour}">'
    '<svg class="fs-mark" viewBox="0 0 12 12" aria-hidden="true"><path d="{0.outline}"/></svg>{0.label}</span>'
)
VERDICT = (
    '<span class="fs-verdict fs-verdict--{value}"><svg class="fs-mark" viewBox="0 0 12 12" aria-hidden="true">'
    "{drawing}</svg>{label}</span>"
)
VERDICTS = {each.value: each for each in Verdict}
JOINT = " · "
"""Between the parts of a text, as a result shows it; no word that anything is found by."""
SHOWN = 1000
"""Of longer texts a result shows a beginning of so many characters; all of it is searched."""


KINDS_OF_TEXTS = (NP_("kind", "page"), NP_("kind", "reference"))
"""What results are called that are not records."""
DRAFT = N_("Draft")
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
    group: str
    """The label of what it is shown under, whose badge stands beside it."""
    likelihood: str = ""
    """How likely a brief calls it, in words and per cent."""
    became: str = ""
    """The value of its verdict, whose badge stands beside it; the status of its outcome where it has none."""

    @property
    def words(self) -> str:
        """The text it is found by, beside its title."""
        return f"{self.text.replace(JOINT, ' ')} {self.note} {counts.kind(self.kind)} {self.group}"

    @property
    def shown(self) -> SearchEntry:
        """As a result shows it."""
        if len(self.text) <= SHOWN:
            return self
        start = self.text[:SHOWN]
        return self._replace(text=f"{start.rpartition(' ')[0] or start} …")


class SearchBuilder:
    """Makes the files of a site's search, again and again: what reads as it did is not looked through twice."""

    def __init__(self) -> None:
        self._made = _Made()
        self._index: Index[SearchEntry] = Index(_said)
        self._shards = Shards()

    def files(self, corpus: Corpus, formatted: CitationText, changed: Collection[int] | None = None) -> dict[str, str]:
        """Every file, by path: the same sources give the same bytes.

        ``changed`` are the queries that are answered otherwise than the last time; None where any may be.

        The claims are the first entries, in the order that the corpus has them: what searches among claims alone
        counts on that. The pages of ``footer_nav`` are the last, behind all other results. A claim carries what became
        of it, so outcomes are not results of their own.
        """
        with use(corpus.settings.language):
            return self._files(corpus, formatted, changed)

    def _files(self, corpus: Corpus, formatted: CitationText, changed: Collection[int] | None) -> dict[str, str]:
        entries = _Entries(corpus, formatted, _Made() if changed is None else self._made.without(changed))
        found = list(entries.all())
        self._made = entries.made
        moved = self._index.update(found)
        settings = corpus.settings
        primary = settings.content_language.lower().partition("-")[0]
        about: dict[str, object] = {
            "outlooks": {group.label: _badge(group) for group in entries.cards.groups().all},
            "verdicts": {value: _verdict(value) for value in VERDICTS if any(value == each.became for each in found)},
            "last": len(found) - entries.in_footer,
            "english": primary == "en",
            "synonyms": settings.synonyms,
            **of_queries(primary),
        }
        if not current().english:
            about["kinds"] = {name: counts.kind(name) for name in {each.kind: None for each in found}}
        files = self._shards.files(found, self._index.postings, moved, **about)
        return {f"{FOLDER}/{name}.js": content for name, content in files.items()}


def search_files(corpus: Corpus, formatted: CitationText) -> dict[str, str]:
    """Every file of the search of a site, by path."""
    return SearchBuilder().files(corpus, formatted)


class _Known(NamedTuple):
    """What was found of a record, a work or a page."""

    entries: tuple[SearchEntry, ...]
    asked: QueryIds
    """What it was made of."""


@dataclass(frozen=True, slots=True)
class _Made:
    """Entries by what they are of."""

    records: dict[str, _Known] = field(default_factory=dict)
    works: dict[str, _Known] = field(default_factory=dict)
    pages: dict[str, _Known] = field(default_factory=dict)

    def without(self, changed: Collection[int]) -> _Made:
        """Return those that asked for nothing that changed."""
        groups = (self.records, self.works, self.pages)
        return _Made(
            *({name: known for name, known in group.items() if known.asked.isdisjoint(changed)} for group in groups)
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
        self.in_footer = 0
        """The number of entries of pages that only the foot of pages leads to."""

    def all(self) -> Iterator[SearchEntry]:
        """Every entry, in order."""
        corpus, made, known = self.corpus, self.made, self.known
        for record in chain[Record](
            corpus.claims, corpus.shifts, corpus.events, corpus.corrections, corpus.generic_records
        ):
            made.records[record.id] = self.found(known.records.get(record.id), self.record, record)
        for key in self.formatted.order if corpus.page_of("bibliography") else ():
            made.works[key] = self.found(known.works.get(key), self.work, key)
        footer = corpus.settings.footer_pages
        for page in sorted(corpus.pages, key=lambda page: page.path in footer):
            made.pages[page.path] = self.found(known.pages.get(page.path), self.page, page.path)
        self.in_footer = sum(len(known.entries) for path, known in made.pages.items() if path in footer)
        for group in (made.records, made.works, made.pages):
            for each in group.values():
                yield from each.entries

    def found(self, known: _Known | None, make: Callable[[Any], Iterable[SearchEntry]], of: Record | str) -> _Known:
        """The entries of a record, a work or a page, unless they are known."""
        # A second record of one id is not an answer to any query.
        if known and (isinstance(of, str) or self.corpus.records.get(of.id) is of):
            record_reuse(self.corpus, known.asked)
            return known
        return _Known(*track(self.corpus, lambda: tuple(make(of))))

    def record(self, record: Record) -> Iterator[SearchEntry]:
        """The entry of a record, which is made of it and of what its card says."""
        self.corpus.records.get(record.id)
        note, more = self.told(record)
        of_brief = isinstance(record, Claim | Correction) or KINDS[record.kind].of_brief
        group = self.cards.groups().of(record).label if of_brief else ""  # type: ignore[arg-type]
        note = series((gettext(DRAFT), note)) if record.draft else note
        text = _joined(self.words.of_body(record.body), *more, *record.other_titles)
        entry = self.at(record.page, record.id, record.kind, record.title, text, note, group)
        yield self.with_outcome(entry, record) if isinstance(record, Claim) else entry

    def with_outcome(self, entry: SearchEntry, claim: Claim) -> SearchEntry:
        """The entry of a claim, with how likely it was called and what became of it."""
        likelihood = claim.likelihood if isinstance(claim, Forecast | Scenario) else None
        called = series(filter(None, (likelihood.word, likelihood.range_text))) if likelihood else ""
        verdict, outcome = self.corpus.verdict(claim), self.corpus.outcome(claim)
        called = "" if verdict is Verdict.NO_DEGREE else called
        became = verdict.value if verdict else told(self.corpus, outcome) if outcome else ""
        return entry._replace(likelihood=called, became=became)

    def told(self, record: Record) -> tuple[str, Iterable[str]]:
        """What tells a record from others of its name, and what its card says beside its body."""
        theme = self.corpus.settings.theme_label
        match record:
            case Claim():
                return series(map(theme, record.themes)), self.claim(record)
            case Event():
                return str(record.date), (*_people(record), *map(theme, record.themes))
            case Shift():
                return series((record.change.label, theme(record.theme))), ()
        searched = (each for each in KINDS[record.kind].fields.values() if each.searched)
        more = [text for each in searched for text in self.found_by(record, each)]
        note = record.at.words if isinstance(record, Correction) else KINDS[record.kind].words
        return note, more

    def claim(self, claim: Claim) -> Iterator[str]:
        """What a claim's card says beside its body."""
        for each in (*own_fields(claim.kind), *common_fields()):
            if each.searched:
                yield from self.found_by(claim, each)
        yield claim.quote
        if isinstance(claim, Forecast):
            yield claim.expected
        for outcome in self.corpus.judged(claim):
            yield from (outcome.title, self.words.of_body(outcome.body))
            if outcome.reason or outcome.condition or outcome.value:
                yield told(self.corpus, outcome)
        if verdict := self.corpus.verdict(claim):
            yield verdict.label
        if self.corpus.due(claim):
            yield gettext("due")

    def found_by(self, record: Record, declared: Field) -> Iterator[str]:
        """What an option's value is found by: of an event its title."""
        value = declared.of(record)
        if declared.target is ReferenceTarget.SIGNPOST:
            yield from (event.title if (event := self.corpus.event(sign)) else sign for sign in value)
        elif declared.type.many:
            yield from value
        elif declared.type is MEASURE:
            yield self.corpus.settings.measure_label(value) if value else ""
        elif isinstance(value, Confidence):
            yield value.scale.shown(value.level)
        elif isinstance(value, Likelihood):
            yield value.words
        else:
            yield declared.type.write(value)

    def work(self, key: str) -> Iterator[SearchEntry]:
        """The entry of a work of the bibliography; none where it is not a work."""
        home, work = self.corpus.page_of("bibliography") or "", self.corpus.references.get(key)
        if work:
            yield self.reference(work, home)

    def reference(self, work: Reference, home: str) -> SearchEntry:
        """The entry of a work that stands on the page ``home``."""
        annotated = self.corpus.brief(work.key)
        return self.at(
            self.corpus.page_showing("bibliography", home, work.key),
            f"ref-{work.key}",
            "reference",
            references.title(work) or work.fields.get("titleaddon", ""),
            _joined(self.words.of_html(self.formatted.entry(work.key)), work.voice.label if work.voice else ""),
            label(self.corpus, self.formatted, work.key),
            self.cards.groups().of_brief(work.key).label if annotated else "",
        )

    def page(self, path: str) -> Iterator[SearchEntry]:
        shown = self.corpus.page(path)
        title = shown.title if shown else ""
        if self.corpus.part(path):
            yield self.at(path, "", "page", title, "", "", "")
            return
        outline = self.corpus.outlines.get(path)
        mark = gettext(DRAFT) if shown and shown.draft else ""
        for section in self.words.of_page(outline.prose, self.corpus.ids_on(path)) if outline else ():
            name = section.title or title
            note = series(filter(None, (mark, "" if name == title else title)))
            yield self.at(path, section.anchor, "page", name, section.text, note, "")

    def at(self, page: str, anchor: str, kind: str, title: str, text: str, note: str, group: str) -> SearchEntry:
        address, note = self.addresses.path(page, anchor), plain(note)
        return SearchEntry(kind, plain(title or note)[:], address, plain(text), note if title else "", plain(group))


def _said(entry: SearchEntry) -> tuple[str, str]:
    return entry.title, entry.words


def _people(event: Event) -> Iterable[str]:
    """Who acted, and who asserts or denies it."""
    return dict.fromkeys((*event.actors, *event.asserted_by, *event.denied_by))


def _joined(*parts: str) -> str:
    return JOINT.join(filter(None, parts))


def _verdict(value: str) -> str:
    drawing = Markup(DRAWINGS[value])
    return Markup(VERDICT).format(value=value, drawing=drawing, label=VERDICTS[value].label)


def _badge(group: Group) -> str:
    return Markup(BADGE).format(group)
