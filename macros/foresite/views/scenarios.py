"""Scenarios, set by set: the futures that a brief puts side by side."""

from __future__ import annotations

from dataclasses import dataclass

from foresite.views.cards import Cards
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


def scenarios(cards: Cards, set: str | None = None) -> Scenarios:
    """The scenarios of one set, or of every set."""
    names = dict.fromkeys(scenario.set for scenario in cards.corpus.scenarios)
    return Scenarios(
        sets=tuple(
            ScenarioSet(
                name,
                _label(name),
                tuple(cards.claim(scenario) for scenario in cards.corpus.scenarios if scenario.set == name),
            )
            for name in names
            if set in (None, name)
        ),
        asked=_label(set) if set else "",
    )


def _label(name: str) -> str:
    return name.replace("-", " ").capitalize()
