"""Scenarios, set by set: the futures that a brief puts side by side."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from foresite.model import Scenario
from foresite.views.cards import Cards
from foresite.views.division import Division, whole
from foresite.views.records import ClaimView


@dataclass(frozen=True, slots=True)
class ScenarioSet:
    """The scenarios of one set, in the order of the outlooks and paragraphs."""

    id: str
    label: str
    scenarios: tuple[ClaimView, ...]


@dataclass(frozen=True, slots=True)
class Scenarios:
    """The sets, in the order in which the briefs bring them up."""

    sets: tuple[ScenarioSet, ...]
    asked: str
    """The label of the set that was asked for; empty where all were."""


def scenarios(cards: Cards, set: str | None = None, shows: Collection[str] | None = None) -> Scenarios:
    """The scenarios of one set, of every set, or of the sets of one part."""
    return Scenarios(
        sets=tuple(
            ScenarioSet(name, _label(name), tuple(map(cards.claim, members)))
            for name, members in _sets(cards, set).items()
            if shows is None or members[0].id in shows
        ),
        asked=_label(set) if set else "",
    )


def division(cards: Cards, set: str | None = None) -> list[Division]:
    """The sets by the outlook that brings each up."""
    sets = _sets(cards, set).values()
    return whole((members[0].outlook, tuple(scenario.id for scenario in members)) for members in sets)


def _sets(cards: Cards, asked: str | None) -> dict[str, list[Scenario]]:
    sets: dict[str, list[Scenario]] = {}
    for scenario in cards.corpus.scenarios:
        if asked in (None, scenario.set):
            sets.setdefault(scenario.set, []).append(scenario)
    return sets


def _label(name: str) -> str:
    return name.replace("-", " ").capitalize()
