"""The bibliography, each work with everything that rests on it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from foresite.language.collation import Key, collation_key
from foresite.language.words import pgettext
from foresite.model.corpus import Corpus
from foresite.model.dependencies import query
from foresite.model.records import Reference
from foresite.views import references
from foresite.views.addresses import LinkTarget
from foresite.views.cards import Cards, annotations_of, target
from foresite.views.outlooks import Group
from foresite.views.parts import Division, Named, single_division

TOLD = 200
"""Up to how many works each names what cites it on the page of its own annotations; of more, that page does."""
OTHER = "Other"
"""What stands for the letter of a name that starts with no Latin one, in addresses."""


@dataclass(frozen=True, slots=True)
class Citing:
    """One place that cites a work."""

    kind: str
    """The record's kind, or ``page``."""
    target: LinkTarget


@dataclass(frozen=True, slots=True)
class BibliographyEntry:
    """A work and what cites it."""

    key: str
    group: Group | None
    """What it is shown under, where it is an annotated brief."""
    annotations: LinkTarget | None
    claims: int
    """How many claims are tied to its paragraphs."""
    cited: tuple[Citing, ...]
    """Records and pages, each once, in the order of the site."""
    home: LinkTarget | None
    """Its entry on the page of the bibliography, where there is one."""
    archived: str
    """The address of an archived copy; empty where none is given."""
    voice: str
    """Who speaks, in words; empty where that is not given."""
    read_at: str
    """Where it was read, in words; empty where that is not given."""
    rests_on: Source | None
    """The report that it repeats."""
    same: tuple[Source, ...]
    """The other works that rest on the same report."""

    @property
    def told(self) -> bool:
        """Whether anything is said of it as a source."""
        return bool(self.voice or self.read_at or self.rests_on or self.same)


@dataclass(frozen=True, slots=True)
class Source:
    """A report: a work of the bibliography, or what is said of one that has no entry."""

    text: str
    target: LinkTarget | None


def division(cards: Cards) -> list[Division]:
    """The works by the first letter of what they are cited as."""
    works = sorted(cards.corpus.references.values(), key=_name)
    return single_division((_label(work), (work.key,)) for work in works)


def _name(work: Reference) -> tuple[bool, Key, str]:
    return _letter(work) == OTHER, collation_key(references.short_name(work)), work.key


def _label(work: Reference) -> Named:
    letter = _letter(work)
    return Named(letter, pgettext("letter", "Other") if letter == OTHER else letter)


def _letter(work: Reference) -> str:
    """A Latin letter, accents left out; what starts with none stands together."""
    first = unicodedata.normalize("NFKD", references.short_name(work))[:1].upper()
    return first if "A" <= first <= "Z" else OTHER


def entry(cards: Cards, key: str) -> BibliographyEntry:
    """A work and what cites it."""
    corpus = cards.corpus
    annotated = corpus.brief(key)
    told = annotated.page if annotated and not _tells_all(corpus) else None
    home = corpus.page_of("bibliography")
    events = [Citing("event", target(event)) for event in corpus.events_citing(key)]
    events += [Citing("outcome", target(outcome)) for outcome in corpus.outcomes_citing(key)]
    texts = []
    for placed in corpus.citations_of(key):
        if record := _heading(corpus, placed.record):
            texts.append(record)
        else:
            page = corpus.page(placed.page)
            texts.append(Citing("page", LinkTarget((page.title if page else "") or placed.page, placed.page)))
    work = corpus.references[key]
    rests_on = work.rests_on
    same = (other for other in corpus.same_origin(key) if other != rests_on)
    return BibliographyEntry(
        key=key,
        group=cards.groups().of_brief(key) if annotated else None,
        annotations=annotations_of(corpus, annotated) if annotated else None,
        claims=_number_of_claims(corpus, key),
        cited=tuple(dict.fromkeys(one for one in (*events, *texts) if one.target.page != told)),
        home=LinkTarget(key, corpus.page_showing("bibliography", home, key), f"ref-{key}") if home else None,
        archived=references.archived(work),
        voice=work.voice.label if work.voice else "",
        read_at=work.read_at.label if work.read_at else "",
        rests_on=_source(cards, rests_on, home) if rests_on else None,
        same=tuple(_source(cards, other, home) for other in same),
    )


@query
def _tells_all(corpus: Corpus) -> bool:
    """Whether there are so few works that each names all that cites it."""
    return len(corpus.references) <= TOLD


@query
def _number_of_claims(corpus: Corpus, brief: str) -> int:
    return len(corpus.claims_of(brief))


@query
def _heading(corpus: Corpus, id: str) -> Citing | None:
    """What is named of a record that cites a work."""
    record = corpus.records.get(id)
    return Citing(record.kind, target(record)) if record else None


def _source(cards: Cards, key: str, home: str | None) -> Source:
    """A report by the key of its work, or by what it is called."""
    corpus = cards.corpus
    work = corpus.references.get(key)
    if work is None:
        return Source(key, None)
    text = references.cited_name(corpus, work)
    place = LinkTarget(text, corpus.page_showing("bibliography", home, key), f"ref-{key}") if home else None
    return Source(text, place)
