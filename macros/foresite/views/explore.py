"""Show claims in one table, with what a reader may narrow it by: all of them, or the ledger of forecasts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any, NamedTuple

from foresite.language.collation import collation_key
from foresite.language.formats import bracketed, series
from foresite.language.words import N_, gettext, pgettext
from foresite.model.corpus import Corpus
from foresite.model.dependencies import query
from foresite.model.fields import (
    CHOSEN_BY,
    CLAIM_KINDS,
    CONFIDENCE,
    KINDS,
    LIKELIHOOD,
    MEASURE,
    claim_fields,
    common_fields,
)
from foresite.model.groupings import NAMED_GROUPS
from foresite.model.likelihood import Confidence, Likelihood
from foresite.model.records import (
    ChosenBy,
    Claim,
    Forecast,
    Grouping,
    Outcome,
    Reason,
    Recommendation,
    Scenario,
    Verdict,
)
from foresite.views.bases import bases
from foresite.views.cards import Cards, judgements
from foresite.views.lists import by_group, describe_filters, given_names, select_forecasts
from foresite.views.moments import AsOf, Moment, State
from foresite.views.outlooks import Group
from foresite.views.parts import Division
from foresite.views.records import EventView, Judgement, Line, OutcomeView

SHOWN = ("title", "url")
"""What a download takes from the row's link."""
DOWNLOADED_FIELDS = tuple(each for each in claim_fields() if each.in_download or each.facet)
"""The options that only some claims have and that a download has."""
FURTHER = tuple(each for each in common_fields() if each.type.many)
"""The options with several values that every claim has."""
CHANGING = ("status", "reason", "as_of", "verdict")
"""The columns that have other values as of earlier days."""
CARRIED = (
    *("id", "kind", "brief", "outlook", *(grouping.value for grouping in NAMED_GROUPS), "theme", "at"),
    *(each.data_name for each in FURTHER),
    *(
        name
        for each in DOWNLOADED_FIELDS
        for name in (each.data_name, *(beside.name for beside in each.type.companions))
    ),
    *CHANGING,
)
"""What each row carries for it."""
COLUMNS = (*SHOWN, *CARRIED)
"""What a download has of each claim: columns of ``data/claims.csv``, with the same values."""
Value = str | float | tuple[str, ...]
"""A value of a column; a tuple where an option has several."""
BEFORE = "0"
"""Before the first day that readers can choose, as addresses have it."""
NONE = "none"
"""The value of claims that have none; an empty one could not stand in an address."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that a reader may ask for."""

    value: str
    label: str
    count: int = 0
    group: Group | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow the claims; only values that occur."""

    name: str
    """By what name an address keeps what is chosen."""
    label: str
    choices: tuple[Choice, ...]
    columns: tuple[str, ...]
    """The columns that it looks at."""

    def values(self, row: ExploreRow) -> set[str]:
        """The values that a claim has of it; ``NONE`` where it has none."""
        return _distinct(row.values[COLUMNS.index(column)] for column in self.columns)


class Evidence(NamedTuple):
    """What an outcome rests on."""

    outcome: OutcomeView
    events: tuple[EventView, ...]
    """Without the claims that they bear on; none for an outcome of an earlier day, whose own card tells them."""


class Told(NamedTuple):
    """What had become of a claim, and when a reader is told as of which day that was."""

    judgement: Judgement
    apart: tuple[State[str], ...]
    """The day of the outcome, in words, while it is another than the table's."""


@dataclass(frozen=True, slots=True)
class ExploreRow:
    """A claim as the table shows it, and as a download has it."""

    line: Line
    values: tuple[Value, ...]
    """One for each of ``COLUMNS``; what the claim lacks is empty, and so is its address, which the page knows."""
    place: int
    """Its place among the claims of the site, from 0."""
    start: str
    """The first day that readers can choose on which it was published; empty where it was on all of them."""
    told: tuple[State[Told], ...]
    """What had become of it, on each day that readers can choose; the latest last."""
    evidence: tuple[State[Evidence], ...]
    """What that rests on; empty where no outcome is recorded."""
    past: tuple[tuple[str, ...], ...]
    """From which day on which values of ``CHANGING`` hold; empty where they are the same on all days."""

    @property
    def carried(self) -> tuple[int | Value, ...]:
        """What stands beside its cells: its place, and what a download has."""
        return self.place, *self.values[len(SHOWN) :]


@dataclass(frozen=True)
class Explored:
    """Claims with what they can be narrowed by."""

    facets: tuple[Facet, ...]
    carried: tuple[str, ...]
    """The columns that rows carry, in order."""
    rows: tuple[ExploreRow, ...]
    by: Grouping
    filters: str
    """What the page narrowed it to, in words; empty where it did not."""
    days: tuple[Moment, ...]
    """The days as of which a reader can read it; empty where none can be chosen."""
    as_of: tuple[State[AsOf], ...]
    """As of which day it is, on each day that readers can choose; the latest last; empty without any outcome."""

    # Templates ask for these in each row.
    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The claims."""
        return tuple(row.line for row in self.rows)

    @cached_property
    def bases(self) -> tuple[str, ...]:
        """On what the likelihoods stand: scales, the briefs' numbers."""
        return bases(self.lines)

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of claims."""
        return tuple(dict.fromkeys(line.kind for line in self.lines))

    @cached_property
    def foretelling(self) -> frozenset[str]:
        """The kinds that look ahead, and so can have a likelihood, a horizon and a verdict."""
        return frozenset(kind for kind in self.kinds if LIKELIHOOD.name in KINDS[kind].fields)


def explore(
    cards: Cards, by: str | None = None, only: Collection[str] | None = None, *, every_facet: bool = False
) -> Explored:
    """Return all claims of the corpus, or those of one part, and the facets by which they can be narrowed.

    Those that an outcome can bear out or refute stand first.

    Of groupings that divide the briefs alike, such as outlooks of one brief each, only the first is a facet, unless
    ``every_facet`` is asked for.
    """
    claims = sorted(_shown(cards.corpus, None if only is None else frozenset(only)), key=_kind_place)
    return _explored(cards, claims, by, "", cards.days, every_facet=every_facet)


def forecasts(
    cards: Cards,
    outlook: str | None = None,
    theme: str | None = None,
    verdict: str | None = None,
    by: str | None = None,
    only: Collection[str] | None = None,
    **names: str,
) -> Explored:
    """Return the ledger of forecasts, in the order of their groups."""
    ids = None if only is None else frozenset(only)
    chosen = select_forecasts(cards.corpus, outlook, theme, verdict, ids, given_names(names))
    filters = describe_filters(cards, outlook=outlook, theme=theme, verdict=verdict, **names)
    ordered = sorted(chosen, key=cards.groups(by).place)
    # What is narrowed to a verdict is so by the latest.
    return _explored(cards, ordered, by, filters, () if verdict else cards.days)


def _explored(
    cards: Cards,
    claims: Sequence[Claim],
    by: str | None,
    filters: str,
    days: tuple[Moment, ...],
    *,
    every_facet: bool = False,
) -> Explored:
    groups = cards.groups(by)
    lines = [cards.line(claim, by) for claim in claims]
    known = [(line.past if days else ()) or (State(line.start if days else "", "", line.now),) for line in lines]
    as_of = _as_of(known, [day.value or day.day for day in reversed(days)] or [BEFORE])
    places = _places(cards.corpus, tuple(claim.id for claim in claims))

    # Most rows share few periods and days.
    @cache
    def apart(start: str, end: str, day: str) -> tuple[State[str], ...]:
        return _apart_from(as_of, start, end, day)

    def told_of(state: State[Judgement]) -> Told:
        outcome = state.value.outcome
        return Told(state.value, apart(state.start, state.end, outcome.as_of.words) if outcome else ())

    rows = tuple(
        ExploreRow(
            line=line,
            values=_values(cards, claim),
            place=place,
            start=line.start if days else "",
            told=tuple(State(state.start, state.end, told_of(state)) for state in told),
            evidence=_evidence(cards, claim, told),
            past=_past(cards, claim) if days else (),
        )
        for claim, line, told, place in zip(claims, lines, known, places, strict=True)
    )
    groupings = tuple(Grouping) if every_facet else _apart(cards.corpus, groups.by.value)
    facets = _facets(cards, rows, groupings)
    return Explored(
        facets=tuple(facet for facet in facets if _narrows(facet, every_facet)),
        carried=("place", *CARRIED),
        rows=rows,
        by=groups.by,
        filters=filters,
        days=days,
        as_of=as_of,
    )


def _narrows(facet: Facet, every: bool) -> bool:
    """Whether a facet has a value beside none; of a table of one kind, the kind narrows nothing unless ``every``."""
    if facet.name == "kind" and len(facet.choices) < 2 and not every:
        return False
    return any(each.value != NONE for each in facet.choices)


# What had become of claims, and as of which day.


def _as_of(rows: Iterable[Sequence[State[Judgement]]], moments: Sequence[str]) -> tuple[State[AsOf], ...]:
    """The day as of which most outcomes are, on each day that can be chosen; of several the latest."""
    at = {moment: Counter[tuple[str, str]]() for moment in moments}
    for told in rows:
        for state in told:
            if outcome := state.value.outcome:
                for moment, counts in at.items():
                    if state.start <= moment and (not state.end or moment < state.end):
                        counts[outcome.as_of.edtf, outcome.as_of.words] += 1
    found: list[State[AsOf]] = []
    for moment, counts in at.items():
        _, words = max(counts, key=lambda day: (counts[day], day), default=("", ""))
        value = AsOf(words, len(counts) > 1)
        if not found or found[-1].value != value:
            found.append(State(moment if found else "", "", value))
    ends = (*(state.start for state in found[1:]), "")
    states = tuple(replace(state, end=end) for state, end in zip(found, ends, strict=True))
    return states if any(state.value.day for state in states) else ()


def _apart_from(as_of: Iterable[State[AsOf]], since: str, until: str, told: str) -> tuple[State[str], ...]:
    """The day of an outcome that counts for a time, in words, while it is another than the table's."""
    found: list[State[str]] = []
    for day in as_of:
        start = max(day.start, since)
        end = min(filter(None, (day.end, until)), default="")
        if day.value.day == told or (end and start >= end):
            continue
        if found and found[-1].end == start:
            found[-1] = replace(found[-1], end=end)
        else:
            found.append(State(start, end, told))
    return tuple(found)


def _evidence(cards: Cards, claim: Claim, told: Iterable[State[Judgement]]) -> tuple[State[Evidence], ...]:
    """What each outcome rests on, while it is the one that counts."""
    outcomes = {outcome.id: outcome for outcome in cards.corpus.judged(claim)}
    found: dict[str, State[Evidence]] = {}
    for state in told:
        line = state.value.outcome
        outcome = outcomes.get(line.target.anchor) if line else None
        if outcome is None:
            continue
        if outcome.id in found:
            found[outcome.id] = replace(found[outcome.id], end=state.end)
            continue
        events = (cards.corpus.event(id) for id in (() if state.end else outcome.events))
        evidence = Evidence(cards.outcome(outcome), tuple(cards.event_facts(event) for event in events if event))
        found[outcome.id] = State(state.start, state.end, evidence)
    return tuple(found.values())


def _past(cards: Cards, claim: Claim) -> tuple[tuple[str, ...], ...]:
    states = (state for state in judgements(cards.corpus, claim.id) if state.value)
    found = tuple((state.start, *_outcome_values(*state.value[:2])) for state in states if state.value)
    return found if len(found) > 1 else ()


def _outcome_values(outcome: Outcome | None, verdict: Verdict | None) -> tuple[str, ...]:
    """The values of ``CHANGING``."""
    return (
        outcome.status.value if outcome else "",
        outcome.reason.value if outcome and outcome.reason else "",
        outcome.as_of.text if outcome else "",
        verdict.value if verdict else "",
    )


def _kind_place(claim: Claim) -> int:
    """Where the kind of a claim stands: what can have a verdict, what can have an outcome, what has neither."""
    kinds = (Forecast.kind, Scenario.kind, Recommendation.kind)
    return kinds.index(claim.kind) if claim.kind in kinds else len(kinds)


@query
def _shown(corpus: Corpus, only: frozenset[str] | None) -> tuple[Claim, ...]:
    """The claims, or those of one part."""
    return tuple(claim for claim in corpus.claims if only is None or claim.id in only)


@query
def _places(corpus: Corpus, ids: tuple[str, ...]) -> tuple[int, ...]:
    """The places of claims among all of the site; one that is gone has none, for whoever asks again after an edit."""
    return tuple(corpus.order.get(id, -1) for id in ids)


def division(cards: Cards, by: str | None = None) -> list[Division]:
    """All claims by outlook."""
    return by_group(cards, lambda corpus: corpus.claims, Grouping.OUTLOOK)


@query
def _apart(corpus: Corpus, asked: str) -> tuple[Grouping, ...]:
    """The grouping that is asked for, and each that divides the briefs otherwise than those before it."""
    by, known = Grouping(asked), dict[tuple[int | None, ...], Grouping]()
    for grouping in dict.fromkeys((by, *Grouping)):
        name = grouping.value
        places = (corpus.group_place(name, corpus.group_of(name, brief.key)) for brief in corpus.briefs)
        known.setdefault(tuple(places), grouping)

    def named(grouping: Grouping) -> int:
        return sum(bool(id) for id in corpus.group_ids(grouping.value))

    return tuple(grouping for grouping in known.values() if grouping is by or named(grouping) > 1)


def _values(cards: Cards, claim: Claim) -> tuple[Value, ...]:
    line, outcome = cards.line(claim), cards.corpus.outcome(claim)
    return (
        claim.title,
        "",
        claim.id,
        claim.kind,
        claim.brief,
        claim.outlook,
        *(cards.groups(grouping).id_of(claim) for grouping in NAMED_GROUPS),
        claim.theme,
        str(claim.at),
        *(each.of(claim) for each in FURTHER),
        *_own(claim),
        *_outcome_values(outcome, line.verdict),
    )


def _own(claim: Claim) -> Iterator[str | float]:
    fields = KINDS[claim.kind].fields
    for each in DOWNLOADED_FIELDS:
        value = each.of(claim) if each.name in fields else None
        yield each.type.cell(value) if each.name in fields else ""
        for told in (beside.of(value) for beside in each.type.companions):
            yield "" if told is None else told


def _scales(rows: Iterable[ExploreRow]) -> list[str]:
    at = COLUMNS.index("scale")
    return sorted({str(row.values[at]) for row in rows} - {""})


def _likelihoods(given: Iterable[Likelihood]) -> list[Choice]:
    """Each word and each number, from the least likely; a word of several scales says what it is on each."""
    ranges: dict[str, dict[str, str]] = {}
    words: dict[str, str] = {}
    for each in sorted(given, key=lambda each: (each.interval is None, _middle(each), each.name)):
        words.setdefault(each.name, each.words)
        ranges.setdefault(each.name, {})[each.basis] = "" if each.number else each.range_text
    choices = []
    for name, known in ranges.items():
        said = [range for range in known.values() if range]
        if len(said) > 1:
            said = [bracketed(range, basis) for basis, range in known.items() if range]
        choices.append(Choice(name, series((words[name], *said))))
    return choices


def _middle(likelihood: Likelihood) -> float:
    interval = likelihood.interval
    return interval.lower + interval.upper if interval else 0


def _levels(given: Iterable[Confidence]) -> list[Choice]:
    """Each level of confidence, from the lowest."""
    levels = {each.level: each for each in given}
    ordered = sorted(levels.items(), key=lambda level: (level[1].rank, level[0]))
    return [Choice(level, each.scale.shown(level)) for level, each in ordered]


NONE_GIVEN = N_("none given")
LACKS = {CHOSEN_BY.name: N_("no term of a scale"), MEASURE.name: N_("no measure")}
"""What is said of claims that have none, where an editor could not give one."""
ORDERED: Mapping[str, Callable[[Any], list[Choice]]] = {
    LIKELIHOOD.name: _likelihoods,
    CONFIDENCE.name: _levels,
}
"""The types whose values have an order of their own."""


def _distinct(values: Iterable[Value]) -> set[str]:
    """The values that a claim has in some columns, each once; ``NONE`` where it has none."""
    every = (each for value in values for each in (value if isinstance(value, tuple) else (str(value),)))
    return {each for each in every if each} or {NONE}


def _facets(cards: Cards, rows: tuple[ExploreRow, ...], groupings: Iterable[Grouping]) -> Iterator[Facet]:
    settings = cards.corpus.settings
    claims = [claim for row in rows if (claim := cards.corpus.claim(str(row.values[COLUMNS.index("id")])))]

    def facet(name: str, label: str, choices: Iterable[Choice], *columns: str) -> Facet:
        found = Facet(name, label, (), columns or (name,))
        counts = Counter(value for row in rows for value in found.values(row))
        counted = (replace(choice, count=counts[choice.value]) for choice in choices)
        return replace(found, choices=tuple(choice for choice in counted if choice.count))

    themes = [Choice(theme, settings.theme_label(theme)) for theme in cards.corpus.themes]
    verdicts = [Choice(verdict.value, verdict.label, verdict=verdict) for verdict in Verdict]
    for grouping in groupings:
        groups = cards.groups(grouping).all
        yield facet(
            grouping.value, grouping.label, [Choice(each.id or NONE, each.label, group=each) for each in groups]
        )
    yield facet("theme", gettext("Theme"), themes, "theme", "further_themes")
    yield facet("kind", gettext("Kind"), [Choice(kind, pgettext("kind", KINDS[kind].label)) for kind in CLAIM_KINDS])
    for each in (*DOWNLOADED_FIELDS, *FURTHER):
        if each.facet:
            at = COLUMNS.index(each.data_name)
            found = sorted({value for row in rows for value in _distinct([row.values[at]])} - {NONE}, key=collation_key)
            if each.type.many and not found:
                continue
            if each.type is MEASURE and not found:
                # A site without quantities need not ask for them.
                continue
            if each.type.name in ORDERED:
                values = [each.of(claim) for claim in claims if each.name in KINDS[claim.kind].fields]
                choices = ORDERED[each.type.name]([value for value in values if value])
            elif each.type is MEASURE:
                choices = [Choice(id, settings.measure_label(id)) for id in cards.corpus.measures]
            elif each.type is CHOSEN_BY:
                choices = [Choice(value, ChosenBy(value).label) for value in found]
            else:
                choices = [Choice(value, value) for value in found]
            name = each.facet.lower() if each.type.many else each.data_name
            lacking = Choice(NONE, gettext(LACKS.get(each.type.name, NONE_GIVEN)))
            yield facet(name, pgettext("option", each.facet), (*choices, lacking), each.data_name)
            if each.type is LIKELIHOOD and len(scales := _scales(rows)) > 1:
                named = settings.known_scales
                labels = (Choice(id, named[id].label if id in named else id) for id in scales)
                yield facet("scale", gettext("Scale"), (*labels, Choice(NONE, gettext("no word of a scale"))))
    yield facet("verdict", gettext("Verdict"), (*verdicts, Choice(NONE, gettext("no verdict"))))
    reasons = [Choice(reason.value, reason.label) for reason in Reason]
    given = facet("reason", gettext("Why undecided"), reasons)
    # Of a site that gives no reasons, all would have none.
    yield facet("reason", given.label, (*reasons, Choice(NONE, gettext("no reason given")))) if given.choices else given
