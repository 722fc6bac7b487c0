"""Lists and tables of records, narrowed by what a macro was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foresite.model import Claim, Event, Forecast, Recommendation
from foresite.values import parse_edtf
from foresite.views.cards import Cards
from foresite.views.records import CorrectionView, EventView, Line


@dataclass(frozen=True, slots=True)
class Listing:
    """Claims in the order of the outlooks and paragraphs."""

    lines: tuple[Line, ...]
    filters: str
    """What it was narrowed to, in words; empty where it was not."""


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


def claims(cards: Cards, outlook: int | None = None, theme: str | None = None, kind: str | None = None) -> Listing:
    """Claims of any kind."""
    chosen = [claim for claim in _claims(cards, outlook, theme) if kind in (None, claim.kind)]
    return _listing(cards, chosen, said(cards, kind=kind, outlook=outlook, theme=theme))


def forecasts(
    cards: Cards, outlook: int | None = None, theme: str | None = None, verdict: str | None = None
) -> Listing:
    """The ledger of forecasts."""
    chosen = [
        claim
        for claim in _claims(cards, outlook, theme)
        if isinstance(claim, Forecast) and _judged(cards, claim, verdict)
    ]
    return _listing(cards, chosen, said(cards, outlook=outlook, theme=theme, verdict=verdict))


def recommendations(
    cards: Cards, outlook: int | None = None, theme: str | None = None, addressee: str | None = None
) -> Listing:
    """Recommendations, with whom they address."""
    chosen = [
        claim
        for claim in _claims(cards, outlook, theme)
        if isinstance(claim, Recommendation) and (addressee is None or _same(claim.addressee, addressee))
    ]
    return _listing(cards, chosen, said(cards, outlook=outlook, theme=theme, addressee=addressee))


def events(
    cards: Cards,
    actor: str | None = None,
    theme: str | None = None,
    start: str | None = None,
    end: str | None = None,
) -> EventListing:
    """Events in order of time."""
    chosen = narrowed(cards, actor=actor, theme=theme, start=start, end=end)
    return EventListing(
        tuple(cards.event(event) for event in chosen),
        said(cards, actor=actor, theme=theme, start=start, end=end),
    )


def corrections(cards: Cards, brief: str | None = None) -> CorrectionListing:
    """Slips of the briefs."""
    chosen = [correction for correction in cards.corpus.corrections if brief in (None, correction.brief)]
    return CorrectionListing(tuple(map(cards.correction, chosen)), said(cards, brief=brief))


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


def _claims(cards: Cards, outlook: int | None, theme: str | None) -> list[Claim]:
    return [claim for claim in cards.corpus.claims if outlook in (None, claim.outlook) and theme in (None, claim.theme)]


def _listing(cards: Cards, claims: Sequence[Claim], filters: str) -> Listing:
    return Listing(tuple(cards.line(claim) for claim in claims), filters)


def _judged(cards: Cards, claim: Claim, verdict: str | None) -> bool:
    reached = cards.corpus.verdict(claim)
    return verdict is None or (reached is not None and reached.value == verdict)


def _same(one: str, other: str) -> bool:
    return one.casefold().strip() == other.casefold().strip()
