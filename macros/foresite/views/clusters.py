"""Forecasts that are not independent of each other: those that one event decides count as one cluster."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from foresite.model.corpus import Corpus
from foresite.model.records import Event, Forecast
from foresite.views.cards import Cards
from foresite.views.records import EventLine, Line


@dataclass(frozen=True, slots=True)
class Cluster:
    """Forecasts that one event decides."""

    event: EventLine
    lines: tuple[Line, ...]


Together = tuple[Event | None, list[Forecast]]
"""Forecasts that count as one, and the event that decides them; no event where it is one forecast alone."""


def clusters(corpus: Corpus, forecasts: Sequence[Forecast]) -> list[Together]:
    """Put together the forecasts whose latest outcomes rest on one event.

    The event that decides most forecasts comes first, of several the earliest, and each forecast belongs to the first
    cluster that takes it: were everything joined that is linked by any chain of events, all would be one cluster.
    """
    decided: dict[str, list[Forecast]] = {}
    for forecast in forecasts:
        outcome = corpus.outcome(forecast)
        for id in dict.fromkeys(outcome.events if outcome else ()):
            decided.setdefault(id, []).append(forecast)
    groups: list[Together] = []
    taken: set[str] = set()
    for event in _by_size(corpus, decided, taken):
        own = [forecast for forecast in decided[event.id] if forecast.id not in taken]
        groups.append((event, own))
        taken.update(forecast.id for forecast in own)
    return [*groups, *((None, [forecast]) for forecast in forecasts if forecast.id not in taken)]


def _by_size(corpus: Corpus, decided: Mapping[str, Sequence[Forecast]], taken: Collection[str]) -> Iterator[Event]:
    """The events that decide several forecasts, those with most that are not ``taken`` yet first, then the earliest."""
    events = (event for id in decided if (event := corpus.event(id)))
    queue = [(-len(decided[event.id]), event.date.first, event.id, event) for event in events]
    heapify(queue)
    while queue:
        known, day, id, event = heappop(queue)
        size = sum(forecast.id not in taken for forecast in decided[id])
        if size == -known > 1:
            yield event
        elif size > 1:
            heappush(queue, (-size, day, id, event))


def shown(cards: Cards, together: Iterable[tuple[str, tuple[str, ...]]], by: str | None = None) -> tuple[Cluster, ...]:
    """Return clusters, given by the ids of their events and forecasts, as a page shows them."""
    found = ((cards.corpus.event(id), cards.lines(ids, by)) for id, ids in together)
    return tuple(Cluster(cards.event_line(event), lines) for event, lines in found if event)


def mean_by_cluster(groups: Sequence[Together], scores: Mapping[str, tuple[float, float]]) -> tuple[float, float]:
    """Return the mean over clusters of the mean score in each: every cluster counts once."""
    means = [_mean([scores[forecast.id] for forecast in group]) for _, group in groups]
    return _mean(means)


def _mean(intervals: Sequence[tuple[float, float]]) -> tuple[float, float]:
    least, greatest = (sum(ends) / len(intervals) for ends in zip(*intervals, strict=True))
    return least, greatest
