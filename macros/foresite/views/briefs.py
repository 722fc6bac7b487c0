"""Show a brief, an outlook at a glance, and the scenarios that a brief puts side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial

from foresite.citing.csl_json import language_tag
from foresite.language.formats import series
from foresite.language.words import gettext
from foresite.model.corpus import Corpus
from foresite.model.dependencies import query
from foresite.model.fields import KINDS, OF_BRIEF
from foresite.model.locators import UNITS
from foresite.model.records import Brief, Grouping, Scenario
from foresite.views import references
from foresite.views.addresses import LinkTarget
from foresite.views.cards import Cards, annotations_of, set_label, when
from foresite.views.counts import counted
from foresite.views.lists import as_of
from foresite.views.moments import AsOf
from foresite.views.outlooks import Group
from foresite.views.parts import Division, named, single_division
from foresite.views.records import Fact, Line, When
from foresite.views.tally import Tally, tally, total

# A brief at a glance: what it is, and what the record holds of it.


@dataclass(frozen=True, slots=True)
class Person:
    """An author or institution, with the name in its own script where there is one."""

    name: str
    original: str


@dataclass(frozen=True, slots=True)
class BriefView:
    """The head of a brief's page."""

    key: str
    title: str
    original_title: str
    original_language: str
    """The BCP 47 tag of what stands beside titles and names in their own script; empty where it is not known."""
    authors: tuple[Person, ...]
    institution: Person | None
    number: str
    """Type and number: ``Issue Brief 2025-14(S)``."""
    date: When | None
    url: str
    archived: str
    """The address of an archived copy; empty where none is given."""
    outlook: Group | None
    """None for a work that nobody annotated."""
    page: LinkTarget | None
    """Its annotations."""
    length: str
    """How many paragraphs, pages and so on it has, in words; empty where nobody counted them."""
    counts: tuple[tuple[str, int], ...]
    """How many records of each kind, in a fixed order; kinds without any left out."""
    tally: Tally
    """The verdicts of its forecasts, and of its scenarios."""


def brief(cards: Cards, key: str) -> BriefView:
    """The head of one brief."""
    corpus = cards.corpus
    work = corpus.references.get(key)
    annotated = corpus.brief(key)
    claims = corpus.claims_of(key)
    records = (*claims, *corpus.corrections_of(key), *corpus.generic_records_of(key))
    kinds = Counter(record.kind for record in records)
    fields = work.fields if work else {}
    return BriefView(
        key=key,
        title=references.title(work) if work else key,
        original_title=fields.get("origtitle", "") or fields.get("titletranslation", ""),
        original_language=language_tag(fields.get("origlanguage", "")),
        authors=tuple(Person(str(name), name.original) for name in work.authors) if work else (),
        institution=_institution(fields.get("institution", ""), fields.get("institutionorig", "")),
        number=" ".join(part for part in (fields.get("type", ""), fields.get("number", "")) if part),
        date=when(work.date) if work and work.date else None,
        url=references.address(work) if work else "",
        archived=references.archived(work) if work else "",
        outlook=cards.groups(Grouping.OUTLOOK).of_brief(key) if annotated else None,
        page=annotations_of(corpus, annotated) if annotated else None,
        length=_length(annotated) if annotated else "",
        counts=tuple((kind, kinds[kind]) for kind in OF_BRIEF if kinds[kind]),
        tally=tally(corpus, claims),
    )


def _length(brief: Brief) -> str:
    counts = ((unit, brief.count(unit.name)) for unit in UNITS.values())
    return series(counted(unit.name, count) for unit, count in counts if count)


def _institution(name: str, original: str) -> Person | None:
    return Person(name, original) if name else None


# One outlook at a glance: who spoke, and how what was said has fared.


@dataclass(frozen=True, slots=True)
class Glance:
    """An outlook, its briefs, and the verdicts of its forecasts."""

    outlook: Group | None
    """None where nobody speaks for it."""
    asked: str
    briefs: tuple[BriefView, ...]
    tally: Tally
    claims: LinkTarget | None
    """The table in which a reader can narrow all claims down to these; None where no page shows it whole."""


def glance(cards: Cards, outlook: str) -> Glance:
    """The outlook of that name."""
    briefs = tuple(brief(cards, one.key) for one in cards.corpus.briefs if one.outlook == outlook)
    look = cards.groups(Grouping.OUTLOOK).get(outlook)
    page = table_of_claims(cards.corpus)
    table = LinkTarget(gettext("Explore"), page) if page else None
    return Glance(look, outlook, briefs, total(view.tally for view in briefs), table)


@query
def table_of_claims(corpus: Corpus) -> str:
    """Return the page on which a reader can narrow all claims; empty where none shows them whole."""
    page = corpus.whole_page_of("explore")
    return page if page and not corpus.parts_of("explore", {}) else ""


# Scenarios, set by set: the futures that a brief puts side by side.


COLUMNS = tuple(each for each in KINDS["scenario"].fields.values() if each.compared)
"""The options that have a column of their own."""


@dataclass(frozen=True, slots=True)
class ScenarioRow:
    """A scenario in the table of its set."""

    line: Line
    facts: tuple[Fact, ...]
    """One a column; false where the option is not given."""


@dataclass(frozen=True, slots=True)
class SharedDriver:
    """A driver that several scenarios of a set have."""

    driver: str
    scenarios: tuple[bool, ...]
    """Whether each has it, in their order."""


@dataclass(frozen=True, slots=True)
class ScenarioSet:
    """The scenarios of one set, in the order of the outlooks and paragraphs."""

    id: str
    label: str
    scenarios: tuple[ScenarioRow, ...]
    exclusive: bool
    """Whether one of them comes true and no other."""
    drivers: tuple[SharedDriver, ...]

    @property
    def as_of(self) -> AsOf:
        """As of which day most outcomes are."""
        return as_of(row.line for row in self.scenarios)


@dataclass(frozen=True, slots=True)
class Scenarios:
    """The sets, in the order in which the briefs bring them up."""

    sets: tuple[ScenarioSet, ...]
    columns: tuple[str, ...]
    """What the columns are called, but for those that every table of claims has."""
    asked: str
    """The label of the set that was asked for; empty where all were."""


def scenarios(
    cards: Cards, set: str | None = None, by: str | None = None, only: Collection[str] | None = None
) -> Scenarios:
    """The scenarios of one set, of every set, or of the sets of one part."""
    return Scenarios(
        sets=tuple(
            ScenarioSet(
                name,
                set_label(name),
                tuple(_row(cards, scenario, by) for scenario in members),
                any(scenario.exclusive for scenario in members),
                _shared(members),
            )
            for name, members in _sets(cards.corpus, set, None if only is None else frozenset(only))
        ),
        columns=tuple(column.shown_label for column in COLUMNS),
        asked=set_label(set) if set else "",
    )


def division(cards: Cards, set: str | None = None, by: str | None = None) -> list[Division]:
    """The sets by the outlook that brings each up."""
    sets = _sets(cards.corpus, set, None)
    label = cards.corpus.settings.outlook_label
    return single_division(
        (named(partial(label, members[0].outlook)), tuple(scenario.id for scenario in members)) for _, members in sets
    )


@query
def _sets(
    corpus: Corpus, asked: str | None, only: frozenset[str] | None
) -> tuple[tuple[str, tuple[Scenario, ...]], ...]:
    """The sets by name, all of them, one, or those of one part, each with its scenarios."""
    sets: dict[str, list[Scenario]] = {}
    for scenario in corpus.scenarios:
        if asked in (None, scenario.set):
            sets.setdefault(scenario.set, []).append(scenario)
    return tuple((name, tuple(each)) for name, each in sets.items() if only is None or each[0].id in only)


def _shared(scenarios: Sequence[Scenario]) -> tuple[SharedDriver, ...]:
    """The drivers that several scenarios have, in the order in which they come up, as they are first written."""
    named = [{driver.casefold(): driver for driver in scenario.drivers} for scenario in scenarios]
    first: dict[str, str] = {}
    for drivers in named:
        first = drivers | first
    shared = [key for drivers in named for key in drivers if sum(key in others for others in named) > 1]
    return tuple(SharedDriver(first[key], tuple(key in has for has in named)) for key in dict.fromkeys(shared))


def _row(cards: Cards, scenario: Scenario, by: str | None) -> ScenarioRow:
    return ScenarioRow(cards.line(scenario, by), tuple(cards.fact(scenario, column) for column in COLUMNS))
