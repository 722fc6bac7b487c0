"""Lists and tables of records, narrowed by what a macro was asked for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from foresite.model.dates import parse_edtf
from foresite.model.records import Claim, Correction, Event, Forecast, Recommendation
from foresite.views.bases import bases
from foresite.views.cards import Cards
from foresite.views.parts import Division, whole
from foresite.views.records import CorrectionView, EventView, Line
from foresite.views.timeline_layout import starts


@dataclass(frozen=True, slots=True)
class Listing:
    """Claims in the order of the outlooks and paragraphs."""

    lines: tuple[Line, ...]
    filters: str
    """What it was narrowed to, in words; empty where it was not."""

    @property
    def bases(self) -> tuple[str, ...]:
        """On what the likelihoods stand."""
        return bases(self.lines)


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
    outlook: int | None = None,
    theme: str | None = None,
    kind: str | None = None,
    shows: Collection[str] | None = None,
) -> Listing:
    """Claims of any kind; ``shows`` names those of one part, here and in what follows."""
    chosen = _claims(cards, outlook, theme, kind)
    return _listing(cards, chosen, said(cards, kind=kind, outlook=outlook, theme=theme), shows)


def forecasts(
    cards: Cards,
    outlook: int | None = None,
    theme: str | None = None,
    verdict: str | None = None,
    shows: Collection[str] | None = None,
) -> Listing:
    """The ledger of forecasts."""
    chosen = _forecasts(cards, outlook, theme, verdict)
    return _listing(cards, chosen, said(cards, outlook=outlook, theme=theme, verdict=verdict), shows)


def recommendations(
    cards: Cards,
    outlook: int | None = None,
    theme: str | None = None,
    addressee: str | None = None,
    shows: Collection[str] | None = None,
) -> Listing:
    """Recommendations, with whom they address."""
    chosen = _recommendations(cards, outlook, theme, addressee)
    return _listing(cards, chosen, said(cards, outlook=outlook, theme=theme, addressee=addressee), shows)


def events(
    cards: Cards,
    actor: str | None = None,
    theme: str | None = None,
    start: str | None = None,
    end: str | None = None,
    shows: Collection[str] | None = None,
) -> EventListing:
    """Events in order of time."""
    chosen = [
        event
        for event in narrowed(cards, actor=actor, theme=theme, start=start, end=end)
        if shows is None or event.id in shows
    ]
    return EventListing(
        tuple(cards.event(event) for event in chosen),
        said(cards, actor=actor, theme=theme, start=start, end=end),
    )


def corrections(cards: Cards, brief: str | None = None, shows: Collection[str] | None = None) -> CorrectionListing:
    """Slips of the briefs."""
    chosen = [slip for slip in _corrections(cards, brief) if shows is None or slip.id in shows]
    return CorrectionListing(tuple(map(cards.correction, chosen)), said(cards, brief=brief))


def claims_division(cards: Cards, **arguments: Any) -> list[Division]:
    """Claims by outlook."""
    return by_outlook(_claims(cards, **arguments))


def forecasts_division(cards: Cards, **arguments: Any) -> list[Division]:
    """Forecasts by outlook."""
    return by_outlook(_forecasts(cards, **arguments))


def recommendations_division(cards: Cards, **arguments: Any) -> list[Division]:
    """Recommendations by outlook."""
    return by_outlook(_recommendations(cards, **arguments))


def events_division(cards: Cards, **arguments: Any) -> list[Division]:
    """Events by year."""
    return whole((starts(event.date).year, (event.id,)) for event in narrowed(cards, **arguments))


def corrections_division(cards: Cards, **arguments: Any) -> list[Division]:
    """Corrections by outlook."""
    return by_outlook(_corrections(cards, **arguments))


def by_outlook(records: Iterable[Claim | Correction]) -> list[Division]:
    """Records by the outlook that they belong to."""
    return whole((record.outlook, (record.id,)) for record in records)


def narrowed(
    cards: Cards,
    actor: str | None = None,
    theme: str | None = None,
    start: str | None = None,
    end: str | None = None,
) -> list[Event]:
    """The events of an actor and a theme that can have happened between two dates, both included."""
    first, last = parse_edtf(start).first if start else None, parse_edtf(end).last if end else None
    return [
        event
        for event in cards.corpus.events
        if (actor is None or any(_same(actor, name) for name in event.actors))
        and (theme is None or theme in event.themes)
        and (first is None or event.date.last >= first)
        and (last is None or event.date.first <= last)
    ]


def said(cards: Cards, **filters: str | int | None) -> str:
    """The filters that were given, in words: ``theme Security, from June 2024``."""
    words = []
    for name, value in filters.items():
        if value is None:
            continue
        match name:
            case "theme":
                value = cards.corpus.settings.theme_label(str(value))
            case "verdict":
                value = str(value).replace("-", " ")
            case "start" | "end":
                name, value = {"start": "from", "end": "until"}[name], str(parse_edtf(str(value)))
        words.append(f"{name} {value}")
    return ", ".join(words)


def _claims(cards: Cards, outlook: int | None = None, theme: str | None = None, kind: str | None = None) -> list[Claim]:
    return [
        claim
        for claim in (cards.corpus.claims if theme is None else cards.corpus.claims_with(theme))
        if outlook in (None, claim.outlook) and kind in (None, claim.kind)
    ]


def _forecasts(
    cards: Cards, outlook: int | None = None, theme: str | None = None, verdict: str | None = None
) -> list[Claim]:
    return [claim for claim in _claims(cards, outlook, theme, Forecast.kind) if _judged(cards, claim, verdict)]


def _recommendations(
    cards: Cards, outlook: int | None = None, theme: str | None = None, addressee: str | None = None
) -> list[Claim]:
    return [
        claim
        for claim in _claims(cards, outlook, theme)
        if isinstance(claim, Recommendation) and (addressee is None or _same(claim.addressee, addressee))
    ]


def _corrections(cards: Cards, brief: str | None = None) -> list[Correction]:
    return [correction for correction in cards.corpus.corrections if brief in (None, correction.brief)]


def _listing(cards: Cards, claims: Sequence[Claim], filters: str, shows: Collection[str] | None) -> Listing:
    return Listing(tuple(cards.line(claim) for claim in claims if shows is None or claim.id in shows), filters)


def _judged(cards: Cards, claim: Claim, verdict: str | None) -> bool:
    reached = cards.corpus.verdict(claim) if verdict else None
    return verdict is None or (reached is not None and reached.value == verdict)


def _same(one: str, other: str) -> bool:
    return one.casefold().strip() == other.casefold().strip()
