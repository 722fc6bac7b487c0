"""Scenarios, set by set: the futures that a brief puts side by side."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from foresite.fields import KINDS
from foresite.model import Scenario
from foresite.views.cards import Cards, set_label
from foresite.views.division import Division, whole
from foresite.views.records import ClaimView, Fact

COLUMNS = tuple(each for each in KINDS["scenario"].fields.values() if each.compared)
"""The options that have a column of their own."""


@dataclass(frozen=True, slots=True)
class ScenarioRow:
    """A scenario in the table of its set."""

    claim: ClaimView
    facts: tuple[Fact, ...]
    """One a column; false where the option is not given."""


@dataclass(frozen=True, slots=True)
class ScenarioSet:
    """The scenarios of one set, in the order of the outlooks and paragraphs."""

    id: str
    label: str
    scenarios: tuple[ScenarioRow, ...]


@dataclass(frozen=True, slots=True)
class Scenarios:
    """The sets, in the order in which the briefs bring them up."""

    sets: tuple[ScenarioSet, ...]
    columns: tuple[str, ...]
    """What the columns are called, but for those that every table of claims has."""
    asked: str
    """The label of the set that was asked for; empty where all were."""


def scenarios(cards: Cards, set: str | None = None, shows: Collection[str] | None = None) -> Scenarios:
    """The scenarios of one set, of every set, or of the sets of one part."""
    return Scenarios(
        sets=tuple(
            ScenarioSet(name, set_label(name), tuple(_row(cards, scenario) for scenario in members))
            for name, members in _sets(cards, set).items()
            if shows is None or members[0].id in shows
        ),
        columns=tuple(column.label for column in COLUMNS),
        asked=set_label(set) if set else "",
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


def _row(cards: Cards, scenario: Scenario) -> ScenarioRow:
    return ScenarioRow(cards.claim(scenario), tuple(cards.fact(scenario, column) for column in COLUMNS))
