"""Two states of a project, set against each other record by record and field by field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

from foresite.comparing.fields import brief_fields, record_fields, reference_fields, settings_fields, title_of
from foresite.corpus import Corpus
from foresite.permalinks import Permalink, redirected, redirections
from foresite.views.addresses import Addresses
from foresite.views.scorecard import brier

Thing = TypeVar("Thing")


class Kind(Enum):
    """What happened to a thing."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after; empty where it was not, or is no longer, given."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Item:
    """A record, reference, brief or setting that is not what it was."""

    change: Kind
    kind: str
    """``forecast``, ``event``, ``reference``, ``brief``, ``settings``, …"""
    id: str
    title: str
    fields: tuple[FieldChange, ...]
    """Those that differ; of something added or removed, those that hold something."""


@dataclass(frozen=True, slots=True)
class Flip:
    """A claim whose verdict is another."""

    claim: str
    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ScoreChange:
    """The mean interval Brier score of an outlook; empty where nothing is decided."""

    outlook: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Broken:
    """A permanent address that leads nowhere any more."""

    address: str
    now: str
    """Where its id stands instead; empty where it is gone."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that is different, and what follows from it."""

    items: tuple[Item, ...]
    flips: tuple[Flip, ...]
    scores: tuple[ScoreChange, ...]
    broken: tuple[Broken, ...]

    def __bool__(self) -> bool:
        return bool(self.items or self.flips or self.scores or self.broken)


def compare(before: Corpus, after: Corpus) -> Changes:
    """What turns the one state into the other; nothing else enters, so equal states give no changes."""
    items = [
        *_settings(before, after),
        *_items({b.key: b for b in before.briefs}, {b.key: b for b in after.briefs}, brief_fields, "brief"),
        *_items(before.records, after.records, record_fields, "", lambda record: record.title),
        *_items(before.references, after.references, reference_fields, "reference", title_of),
    ]
    return Changes(tuple(items), tuple(_flips(before, after)), tuple(_scores(before, after)), _broken(before, after))


def _items(
    before: Mapping[str, Thing],
    after: Mapping[str, Thing],
    fields: Callable[[Thing], Mapping[str, str]],
    kind: str,
    title: Callable[[Thing], str] = lambda thing: "",
) -> Iterator[Item]:
    """What was added, removed and changed, in the order of the ids; a thing of another kind is another thing."""

    def kind_of(thing: Thing) -> str:
        return kind or str(getattr(thing, "kind", ""))

    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        if old is not None and new is not None and kind_of(old) == kind_of(new):
            if changed := _differences(fields(old), fields(new)):
                yield Item(Kind.CHANGED, kind_of(new), key, title(new), changed)
            continue
        if old is not None:
            yield Item(Kind.REMOVED, kind_of(old), key, title(old), _differences(fields(old), {}))
        if new is not None:
            yield Item(Kind.ADDED, kind_of(new), key, title(new), _differences({}, fields(new)))


def _differences(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[FieldChange, ...]:
    names = dict.fromkeys([*after, *before])
    pairs = ((name, before.get(name, ""), after.get(name, "")) for name in names)
    return tuple(FieldChange(name, old, new) for name, old, new in pairs if old != new)


def _settings(before: Corpus, after: Corpus) -> Iterator[Item]:
    if changed := _differences(settings_fields(before.settings), settings_fields(after.settings)):
        yield Item(Kind.CHANGED, "settings", "mkdocs.yml", "", changed)


def _flips(before: Corpus, after: Corpus) -> Iterator[Flip]:
    for claim in after.claims:
        earlier = before.claim(claim.id)
        old, new = before.verdict(earlier) if earlier else None, after.verdict(claim)
        if old and new and old is not new:
            yield Flip(claim.id, claim.title, old.label, new.label)


def _scores(before: Corpus, after: Corpus) -> Iterator[ScoreChange]:
    for outlook in sorted({*before.outlooks, *after.outlooks}):
        old, new = (
            brier(corpus, [forecast for forecast in corpus.forecasts if forecast.outlook == outlook])
            for corpus in (before, after)
        )
        texts = [f"{score} ({score.decided} decided)" if score else "" for score in (old, new)]
        if texts[0] != texts[1]:
            yield ScoreChange(outlook, *texts)


def _broken(before: Corpus, after: Corpus) -> tuple[Broken, ...]:
    there = after.permalinks
    standing = set(there)
    now: dict[str, Permalink] = {link.anchor: link for link in there if link.anchor}
    old, new = Addresses.of(before.settings), Addresses.of(after.settings)
    redirects = redirections(after.settings.redirects)
    return tuple(
        Broken(
            old.path(link.page, link.anchor),
            new.path(now[link.anchor].page, link.anchor) if link.anchor in now else "",
        )
        for link in before.permalinks
        if link not in standing and redirected(link, redirects) not in standing
    )
