"""Lists and tables of records, narrowed by what a macro was asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import Any

from foresite.language.formats import series
from foresite.language.words import pgettext
from foresite.model.corpus import Corpus, ended
from foresite.model.dates import parse_edtf
from foresite.model.dependencies import query
from foresite.model.records import Claim, Correction, Event, Forecast, Grouping, Recommendation, Verdict
from foresite.views import counts
from foresite.views.bases import bases
from foresite.views.cards import Cards
from foresite.views.moments import AsOf, day_in_words
from foresite.views.parts import Division, named, single_division
from foresite.views.records import CorrectionView, EventView, Line
from foresite.views.timeline_layout import starts

NAMED = ("actor", "place", "tag")
"""The arguments that are a name which claims have, of several."""
Names = tuple[tuple[str, str], ...]
"""Such arguments, each with its name."""


def as_of(lines: Iterable[Line]) -> AsOf:
    """Return the day as of which most outcomes of a table are; of several days with as many the latest."""
    days = Counter((line.outcome.as_of.edtf, line.outcome.as_of.words) for line in lines if line.outcome)
    _, words = max(days, key=lambda day: (days[day], day), default=("", ""))
    return AsOf(words, len(days) > 1)


@dataclass(frozen=True)
class Listing:
    """Claims in the order of their groups, then of the briefs and paragraphs."""

    lines: tuple[Line, ...]
    filters: str
    """What it was narrowed to, in words; empty where it was not."""
    by: Grouping = Grouping.OUTLOOK
    """What they are grouped by."""

    # Templates ask for these in each row.
    @cached_property
    def bases(self) -> tuple[str, ...]:
        """On what the likelihoods stand."""
        return bases(self.lines)

    @cached_property
    def as_of(self) -> AsOf:
        """As of which day most outcomes are."""
        return as_of(self.lines)


@dataclass(frozen=True)
class DueListing:
    """Forecasts whose horizon has passed and that nobody has judged since, by the end of the horizon."""

    lines: tuple[Line, ...]
    filters: str
    by: Grouping
    day: str
    """The day as of which they are due, in words."""

    # Templates ask for these in each row.
    @cached_property
    def bases(self) -> tuple[str, ...]:
        """On what the likelihoods stand."""
        return bases(self.lines)

    @cached_property
    def as_of(self) -> AsOf:
        """As of which day most outcomes are."""
        return as_of(self.lines)


@dataclass(frozen=True, slots=True)
class EventListing:
    """Events in order of time."""

    events: tuple[EventView, ...]
    filters: str


@dataclass(frozen=True, slots=True)
class CorrectionListing:
    """Corrections in the order of the outlooks and paragraphs."""

    corrections: tuple[CorrectionView, ...]
    filters: str


def claims(
    cards: Cards,
    outlook: str | None = None,
    theme: str | None = None,
    kind: str | None = None,
    by: str | None = None,
    only: Collection[str] | None = None,
    **names: str,
) -> Listing:
    """Claims of any kind; ``only`` names those of one part, here and in what follows.

    ``names`` narrow it to claims with an ``actor``, ``place`` or ``tag``.
    """
    chosen = _claims(cards.corpus, outlook, theme, kind, _ids(only), given_names(names))
    return _listing(cards, chosen, describe_filters(cards, kind=kind, outlook=outlook, theme=theme, **names), by)


def due(
    cards: Cards,
    outlook: str | None = None,
    theme: str | None = None,
    by: str | None = None,
    only: Collection[str] | None = None,
    **names: str,
) -> DueListing:
    """Forecasts that are due, as of the day of the site."""
    chosen = _due(cards.corpus, outlook, theme, _ids(only), given_names(names))
    lines = tuple(cards.line(claim, by) for claim in chosen)
    filters = describe_filters(cards, outlook=outlook, theme=theme, **names)
    return DueListing(lines, filters, cards.groups(by).by, day_in_words(cards.corpus.day))


def recommendations(
    cards: Cards,
    outlook: str | None = None,
    theme: str | None = None,
    addressee: str | None = None,
    by: str | None = None,
    only: Collection[str] | None = None,
    **names: str,
) -> Listing:
    """Recommendations, with whom they address."""
    chosen = _recommendations(cards.corpus, outlook, theme, addressee, _ids(only), given_names(names))
    return _listing(
        cards, chosen, describe_filters(cards, outlook=outlook, theme=theme, addressee=addressee, **names), by
    )


def events(
    cards: Cards,
    actor: str | None = None,
    theme: str | None = None,
    start: str | None = None,
    end: str | None = None,
    only: Collection[str] | None = None,
) -> EventListing:
    """Events in order of time."""
    chosen = select_events(cards.corpus, actor, theme, start, end, _ids(only))
    return EventListing(
        tuple(cards.event(event) for event in chosen),
        describe_filters(cards, actor=actor, theme=theme, start=start, end=end),
    )


def corrections(cards: Cards, brief: str | None = None, only: Collection[str] | None = None) -> CorrectionListing:
    """Slips of the briefs."""
    chosen = _corrections(cards.corpus, brief, _ids(only))
    return CorrectionListing(tuple(map(cards.correction, chosen)), describe_filters(cards, brief=brief))


def claims_division(cards: Cards, **arguments: Any) -> list[Division]:
    """Claims by outlook."""
    return by_group(cards, _claims, **_apart(arguments))


def forecasts_division(cards: Cards, **arguments: Any) -> list[Division]:
    """Forecasts by outlook."""
    return by_group(cards, select_forecasts, **_apart(arguments))


def recommendations_division(cards: Cards, **arguments: Any) -> list[Division]:
    """Recommendations by outlook."""
    return by_group(cards, _recommendations, **_apart(arguments))


def due_division(cards: Cards, **arguments: Any) -> list[Division]:
    """Forecasts that are due, by the year in which their horizon ended."""
    arguments.pop("by", None)
    found = ((ended(claim), claim.id) for claim in _due(cards.corpus, **_apart(arguments)))
    return single_division((end.year, (id,)) for end, id in found if end)


def events_division(cards: Cards, **arguments: Any) -> list[Division]:
    """Events by year."""
    return single_division((starts(event.date).year, (event.id,)) for event in select_events(cards.corpus, **arguments))


def corrections_division(cards: Cards, **arguments: Any) -> list[Division]:
    """Corrections by outlook."""
    return by_group(cards, _corrections, Grouping.OUTLOOK, **arguments)


def by_group(
    cards: Cards, find: Callable[..., Sequence[Claim | Correction]], by: str | Grouping | None = None, **arguments: Any
) -> list[Division]:
    """What is found, by the group that it belongs to."""
    groups = cards.groups(by)
    found = sorted(find(cards.corpus, **arguments), key=groups.place)
    return single_division((named(partial(groups.label, record)), (record.id,)) for record in found)


@query
def select_events(
    corpus: Corpus,
    actor: str | None = None,
    theme: str | None = None,
    start: str | None = None,
    end: str | None = None,
    only: frozenset[str] | None = None,
) -> tuple[Event, ...]:
    """The events of an actor and a theme that can have happened between two dates, both included."""
    first, last = parse_edtf(start).first if start else None, parse_edtf(end).last if end else None
    return tuple(
        event
        for event in corpus.events
        if (only is None or event.id in only)
        and (actor is None or any(_matches_name(actor, name) for name in event.actors))
        and (theme is None or theme in event.themes)
        and (first is None or event.date.last >= first)
        and (last is None or event.date.first <= last)
    )


FILTERS = {
    "actor": "actor %(value)s",
    "addressee": "addressee %(value)s",
    "author": "author %(value)s",
    "brief": "brief %(value)s",
    "confidence": "confidence %(value)s",
    "end": "until %(value)s",
    "institution": "institution %(value)s",
    "kind": "kind %(value)s",
    "likelihood": "likelihood %(value)s",
    "measure": "measure %(value)s",
    "outlook": "outlook %(value)s",
    "place": "place %(value)s",
    "reason": "reason %(value)s",
    "series": "series %(value)s",
    "start": "from %(value)s",
    "tag": "tag %(value)s",
    "theme": "theme %(value)s",
    "verdict": "verdict %(value)s",
}
"""What says that a list was narrowed, by the argument that narrowed it."""


def describe_filters(cards: Cards, **filters: str | None) -> str:
    """The filters that were given, in words: ``theme Security, from June 2024``."""
    words = []
    for name, value in filters.items():
        if value is None:
            continue
        match name:
            case "theme":
                value = cards.corpus.settings.theme_label(value)
            case "outlook":
                value = cards.corpus.settings.outlook_label(value)
            case "verdict":
                value = Verdict(value).label
            case "start" | "end":
                value = str(parse_edtf(value))
            case "kind":
                value = counts.kind(value)
        words.append(pgettext("filter", FILTERS[name], value=value) if name in FILTERS else f"{name} {value}")
    return series(words)


@query
def _claims(
    corpus: Corpus,
    outlook: str | None = None,
    theme: str | None = None,
    kind: str | None = None,
    only: frozenset[str] | None = None,
    names: Names = (),
) -> tuple[Claim, ...]:
    return tuple(
        claim
        for claim in (corpus.claims if theme is None else corpus.claims_with(theme))
        if outlook in (None, claim.outlook)
        and kind in (None, claim.kind)
        and (only is None or claim.id in only)
        and _has(claim, names)
    )


def _has(claim: Claim, names: Names) -> bool:
    """Whether a claim has the actor, place and tag that are asked for."""
    return all(any(_matches_name(name, own) for own in getattr(claim, f"{what}s")) for what, name in names)


@query
def select_forecasts(
    corpus: Corpus,
    outlook: str | None = None,
    theme: str | None = None,
    verdict: str | None = None,
    only: frozenset[str] | None = None,
    names: Names = (),
) -> tuple[Claim, ...]:
    """The forecasts of an outlook, a theme, a verdict, or with names, in the order of the claims."""
    chosen = _claims(corpus, outlook, theme, Forecast.kind, only, names)
    return tuple(claim for claim in chosen if _judged(corpus, claim, verdict))


@query
def _due(
    corpus: Corpus,
    outlook: str | None = None,
    theme: str | None = None,
    only: frozenset[str] | None = None,
    names: Names = (),
) -> tuple[Forecast, ...]:
    chosen = _claims(corpus, outlook, theme, Forecast.kind, only, names)
    found = (claim for claim in chosen if isinstance(claim, Forecast))
    return tuple(sorted(filter(corpus.due, found), key=lambda claim: ended(claim) or date.max))


@query
def _recommendations(
    corpus: Corpus,
    outlook: str | None = None,
    theme: str | None = None,
    addressee: str | None = None,
    only: frozenset[str] | None = None,
    names: Names = (),
) -> tuple[Claim, ...]:
    return tuple(
        claim
        for claim in _claims(corpus, outlook, theme, Recommendation.kind, only, names)
        if isinstance(claim, Recommendation) and (addressee is None or _matches_name(claim.addressee, addressee))
    )


@query
def _corrections(
    corpus: Corpus, brief: str | None = None, only: frozenset[str] | None = None
) -> tuple[Correction, ...]:
    chosen = corpus.corrections if brief is None else corpus.corrections_of(brief)
    return tuple(correction for correction in chosen if only is None or correction.id in only)


def _listing(cards: Cards, claims: Sequence[Claim], filters: str, by: str | None) -> Listing:
    groups = cards.groups(by)
    chosen = sorted(claims, key=groups.place)
    return Listing(tuple(cards.line(claim, by) for claim in chosen), filters, groups.by)


def given_names(names: Mapping[str, str]) -> Names:
    """Return arguments that are names of claims, as a query takes them."""
    return tuple(sorted(names.items()))


def _apart(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments with those apart that are names of claims."""
    names = {what: name for what, name in arguments.items() if what in NAMED}
    return {**{what: each for what, each in arguments.items() if what not in NAMED}, "names": given_names(names)}


def _ids(only: Collection[str] | None) -> frozenset[str] | None:
    return None if only is None else frozenset(only)


def _judged(corpus: Corpus, claim: Claim, verdict: str | None) -> bool:
    reached = corpus.verdict(claim) if verdict else None
    return verdict is None or (reached is not None and reached.value == verdict)


def _matches_name(one: str, other: str) -> bool:
    return one.casefold().strip() == other.casefold().strip()
