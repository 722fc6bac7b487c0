"""Draw and list what happened, lane by lane: events, and the forecasts that they decided, on one axis.

The drawing is a horizon chart (``timeline_layout``); the lists say the same in words, and hold what a reader sees who
chooses a mark. ``deciding_events`` lists the events by how many claims they decide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from foresite.language.collation import collation_key
from foresite.language.formats import listed, series
from foresite.language.words import gettext, ngettext, right_to_left
from foresite.model.corpus import Corpus, ended
from foresite.model.dates import Open, Span, parse_edtf
from foresite.model.dependencies import query
from foresite.model.groupings import published
from foresite.model.records import Claim, Event, Forecast, Grouping, Scenario, Verdict
from foresite.views import references
from foresite.views.addresses import LinkTarget
from foresite.views.cards import Cards, target, when
from foresite.views.counts import counted
from foresite.views.lists import describe_filters, select_events
from foresite.views.outlooks import Group, Groups
from foresite.views.parts import Division, single_division
from foresite.views.records import EventView, Line, When
from foresite.views.timeline_layout import (
    PAPER,
    TALL,
    WIDE,
    Chart,
    DrawnEvent,
    DrawnForecast,
    chart,
    mirrored,
    starts,
)

TOLD = 200
"""Up to how many entries each says what the event's card says; of more, the card alone does."""
MOST_LISTED = 400
"""Up to how many forecasts are listed below the chart; of more, their cards alone tell."""
NAMED = 10
"""How many events are named on the chart: those that decide most."""
MOST_LANES = 12
"""The most lanes; themes beyond that share the last."""


@dataclass(frozen=True, slots=True)
class Published:
    """A brief came out."""

    group: Group
    target: LinkTarget
    when: When


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """An entry of the list: an event with its number on the chart, or a brief."""

    number: int
    """From 1; 0 for a brief."""
    event: EventView | None
    """Without the claims that it bears on where there are too many events to tell of these."""
    published: Published | None
    groups: tuple[str, ...]
    """The labels of the groups on whose claims it bears, or whose brief it is."""
    decides: int = 0
    """How many claims it decides."""
    card: Callable[[], EventView | None] = lambda: None
    """What its card says, computed where it is shown, as the claims that it bears on are looked up for it."""


@dataclass(frozen=True, slots=True)
class YearOfItems:
    """What is recorded of one year."""

    year: int
    items: tuple[TimelineItem, ...]


@dataclass(frozen=True, slots=True)
class ForecastItem:
    """A forecast on the chart, as the list below has it."""

    number: int
    line: Line
    themes: tuple[str, ...]
    """The labels of its themes."""
    events: tuple[tuple[int, EventView], ...]
    """The events that decided it, each with its number on the chart."""


@dataclass(frozen=True, slots=True)
class Leading:
    """An event that decides many claims."""

    number: int
    decides: int
    target: LinkTarget
    when: When


@dataclass(frozen=True, slots=True)
class Timeline:
    """The chart and the lists."""

    wide: Chart
    paper: Chart
    tall: Chart
    """The same upright, for narrow screens."""
    years: tuple[YearOfItems, ...]
    events: tuple[EventView, ...]
    """Those that are numbered, in the order of their numbers from 1."""
    forecasts: tuple[tuple[str, tuple[ForecastItem, ...]], ...]
    """The forecasts on the chart, by lane; empty where they are too many to list."""
    drawn: int
    """How many forecasts the chart shows."""
    leading: tuple[Leading, ...]
    """The events that decide most."""
    deciding: LinkTarget | None
    """Where all events are listed by what they decide; None where no page does."""
    chosen: str
    """The label of the outlook that the page narrowed it to; empty for all."""
    described: str
    """The chart in words."""
    finding: str
    """What it shows, in a sentence."""
    filters: str
    """What it was narrowed to by the page, in words."""
    told: bool
    """Whether its entries say what the events' cards say."""
    by: Grouping
    labels: tuple[str, ...]
    """The labels of all groups, in order."""

    @property
    def choices(self) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
        """What a reader can narrow it to: theme, actor or group, each with its label and its values."""
        items = [item for year in self.years for item in year.items]
        listed = [item for _, items in self.forecasts for item in items]
        themes = {theme for event in self.events for theme in event.themes}
        themes |= {theme for item in listed for theme in item.themes}
        actors = {actor for event in self.events for actor in event.actors}
        known = {label for item in items for label in item.groups} | {item.line.group.label for item in listed}
        groups = tuple(label for label in self.labels if label in known)
        return (
            ("theme", gettext("Theme"), _sorted(themes)),
            ("actor", gettext("Actor"), _sorted(actors)),
            (self.by.value, self.by.label, groups),
        )


class _Forecast(NamedTuple):
    """What the chart shows of a forecast."""

    id: str
    scenario: bool
    theme: str
    brief: str
    start: date
    end: date | None
    decided: date | None
    strength: float | None
    verdict: str
    events: tuple[str, ...]


def timeline(
    cards: Cards,
    start: str | None = None,
    end: str | None = None,
    theme: str | None = None,
    actor: str | None = None,
    outlook: str | None = None,
    by: str | None = None,
    only: Collection[str] | None = None,
) -> Timeline:
    """The events of a time, theme or actor, or those that bear on the claims of one outlook; or one part of it."""
    groups = cards.groups(by)
    every = _dated(cards, start, end, theme, actor, outlook, by)
    dated = [pair for pair in every if only is None or _id(pair[1]) in only]
    chosen = [thing for _, thing in dated if isinstance(thing, Event)]
    briefs = [(span, thing) for span, thing in dated if isinstance(thing, Published)]
    told = len(every) <= TOLD
    decides = {event.id: len(_decided(cards.corpus, event.id)) for event in chosen}
    years: dict[int, list[TimelineItem]] = {}
    numbers: dict[str, int] = {}
    views: list[EventView] = []
    for span, thing in dated:
        if isinstance(thing, Event):
            numbers[thing.id] = len(numbers) + 1
            bearing = _bearing_on(cards.corpus, thing.id, groups.by.value)
            views.append(cards.event(thing) if told else cards.event_facts(thing))
            labels = tuple(groups.all[place].label for place in bearing)
            item = TimelineItem(len(numbers), views[-1], None, labels, decides[thing.id], _later(cards, thing))
        else:
            item = TimelineItem(0, None, thing, (thing.group.label,))
        years.setdefault(starts(span).year, []).append(item)
    drawn = _forecasts(
        cards.corpus, outlook, theme, None if actor is None and only is None else frozenset(numbers), start, end
    )
    lanes = _lanes(cards, [*(_lane(event, theme) for event in chosen), *(theme or each.theme for each in drawn)])
    ranked = sorted((event for event in chosen if decides[event.id]), key=lambda e: (-decides[e.id], numbers[e.id]))
    leading = {event.id: event for event in ranked[:NAMED]}
    listed = [
        ForecastItem(
            number,
            cards.line(claim, by),
            tuple(map(cards.corpus.settings.theme_label, claim.themes)),
            tuple((numbers[id], views[numbers[id] - 1]) for id in each.events if id in numbers),
        )
        for number, each in enumerate(drawn, 1)
        if len(drawn) <= MOST_LISTED and (claim := cards.corpus.claim(each.id))
    ]
    charts = (
        chart(
            tuple(dict.fromkeys(label for _, label in lanes.values())),
            [
                DrawnEvent(
                    numbers[event.id],
                    lanes[_lane(event, theme)][0],
                    event.date,
                    decides[event.id],
                    event.title if event.id in leading else "",
                )
                for event in chosen
            ],
            [
                DrawnForecast(
                    number,
                    lanes[theme or each.theme][0],
                    groups.of_brief(each.brief),
                    *(each.start, each.end, each.decided, each.strength, each.verdict),
                )
                for number, each in enumerate(drawn, 1)
            ],
            [(published.group, span) for span, published in briefs],
            cards.corpus.day,
            form,
        )
        for form in (WIDE, PAPER, TALL)
    )
    wide, paper, tall = map(mirrored, charts) if right_to_left() else charts
    by_lane: dict[str, list[ForecastItem]] = {label: [] for _, label in lanes.values()}
    for entry in listed:
        by_lane[lanes[theme or drawn[entry.number - 1].theme][1]].append(entry)
    page = cards.corpus.page_of("deciding_events")
    return Timeline(
        wide=wide,
        paper=paper,
        tall=tall,
        years=tuple(YearOfItems(year, tuple(items)) for year, items in sorted(years.items())),
        events=tuple(views),
        forecasts=tuple((label, tuple(items)) for label, items in by_lane.items() if items),
        drawn=len(drawn),
        leading=tuple(
            Leading(numbers[event.id], decides[event.id], target(event), when(event.date)) for event in leading.values()
        ),
        deciding=LinkTarget(gettext("All events by what they decide"), page) if page else None,
        chosen=cards.corpus.settings.outlook_label(outlook) if outlook and groups.by is Grouping.OUTLOOK else "",
        described=_described(
            chosen,
            briefs,
            [each.verdict for each in drawn],
            sum(each.scenario for each in drawn),
        ),
        finding=_finding(list(decides.values())),
        filters=describe_filters(cards, start=start, end=end, theme=theme, actor=actor, outlook=outlook),
        told=told,
        by=groups.by,
        labels=tuple(group.label for group in groups.all),
    )


def _lane(event: Event, theme: str | None) -> str:
    """The theme in whose lane an event stands: the one that was asked for, else its first."""
    return theme or (event.themes[0] if event.themes else "")


def _lanes(cards: Cards, used: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Each theme's lane, from 0, with its label; in the order of the settings, what has no theme last."""
    counts = Counter(used)
    order = [theme for theme in (*cards.corpus.themes, "") if theme in counts]
    order += sorted(counts.keys() - set(order))
    alone = order
    if len(order) > MOST_LANES:
        largest = {theme for theme, _ in counts.most_common(MOST_LANES - 1)}
        alone = [theme for theme in order if theme in largest]
    lanes: dict[str, tuple[int, str]] = {}
    for theme in [*alone, *(theme for theme in order if theme not in alone)]:
        if theme in alone:
            label = cards.corpus.settings.theme_label(theme) if theme else gettext("No theme")
            lanes[theme] = (len(lanes), label)
        else:
            lanes[theme] = (len(alone), gettext("Other themes"))
    return lanes


def _later(cards: Cards, event: Event) -> Callable[[], EventView]:
    # Templates of a project can look into a partial function, but not into this one.
    return lambda: cards.event(event)


def division(cards: Cards, **arguments: Any) -> list[Division]:
    """Events and publications by year."""
    return single_division((starts(span).year, (_id(thing),)) for span, thing in _dated(cards, **arguments))


def _dated(
    cards: Cards,
    start: str | None = None,
    end: str | None = None,
    theme: str | None = None,
    actor: str | None = None,
    outlook: str | None = None,
    by: str | None = None,
) -> list[tuple[Span, Event | Published]]:
    """What the timeline has, in order."""
    outlooks = cards.groups(Grouping.OUTLOOK)
    asked = cards.corpus.group_place(outlooks.by.value, outlook or "")
    chosen = [
        event
        for event in select_events(cards.corpus, actor, theme, start, end)
        if outlook is None or asked in _bearing_on(cards.corpus, event.id, outlooks.by.value)
    ]
    dated: list[tuple[Span, Event | Published]] = [
        *((event.date, event) for event in chosen),
        *_published(cards, start, end, outlook, by),
    ]
    return sorted(dated, key=lambda pair: (starts(pair[0]), pair[0].last))


def _id(thing: Event | Published) -> str:
    """The event's id, or the page of the brief: no id has a dot."""
    return thing.id if isinstance(thing, Event) else thing.target.page


@query
def _decided(corpus: Corpus, id: str) -> tuple[str, ...]:
    """The ids of the claims whose outcomes rest on an event."""
    event = corpus.event(id)
    found = corpus.outcomes_of(event) if event else ()
    return tuple(dict.fromkeys(outcome.of for outcome in found if corpus.claim(outcome.of)))


@query
def _forecasts(
    corpus: Corpus,
    outlook: str | None,
    theme: str | None,
    events: frozenset[str] | None,
    start: str | None,
    end: str | None,
) -> tuple[_Forecast, ...]:
    """The forecasts and scenarios with a likelihood of briefs that have a date; of ``events``, those they decided."""
    first, last = parse_edtf(start).first if start else date.min, parse_edtf(end).last if end else date.max
    found = []
    for claim in corpus.claims if theme is None else corpus.claims_with(theme):
        if outlook not in (None, claim.outlook) or not _is_drawn(claim):
            continue
        each = _drawn(corpus, claim)
        if each is None or (events is not None and events.isdisjoint(each.events)):
            continue
        if each.start <= last and (each.decided or each.end or date.max) >= first:
            found.append(each)
    return tuple(found)


def _is_drawn(claim: Claim) -> bool:
    return isinstance(claim, Forecast) or (isinstance(claim, Scenario) and claim.likelihood is not None)


def _drawn(corpus: Corpus, claim: Claim) -> _Forecast | None:
    brief = corpus.brief(claim.brief)
    begins = published(brief, corpus.references) if brief else None
    if begins is None or not isinstance(claim, Forecast | Scenario):
        return None
    until = ended(claim) if claim.horizon and not isinstance(claim.horizon, Open) else None  # type: ignore[arg-type]
    outcome = corpus.outcome(claim)
    verdict = corpus.verdict(claim) or (Verdict.NOT_ASSESSABLE if outcome else Verdict.OPEN)
    if isinstance(claim, Forecast) and not claim.likelihood and outcome is not None:
        # A value came out; how far off the forecast was has no verdict.
        verdict = Verdict.NO_DEGREE
    events = [event for id in (outcome.events if outcome else ()) if (event := corpus.event(id))]
    decided = None
    if outcome and verdict is not Verdict.OPEN:
        # What is evidence after the horizon tells of it, but decides it no later than that.
        days = sorted(starts(event.date) for event in events if starts(event.date) >= begins)
        within = [day for day in days if until is None or day <= until]
        decided = within[-1] if within else min(until or outcome.as_of.last, outcome.as_of.last)
    interval = claim.likelihood.interval if claim.likelihood else None
    return _Forecast(
        claim.id,
        isinstance(claim, Scenario),
        claim.theme,
        claim.brief,
        begins,
        until,
        decided,
        (interval.lower + interval.upper) / 2 if interval else None,
        "" if verdict is Verdict.OPEN else verdict.value,
        tuple(event.id for event in events),
    )


@query
def _bearing_on(corpus: Corpus, id: str, by: str) -> tuple[int, ...]:
    """The places of the groups whose claims an event decides or whose scenarios it is a signpost of."""
    event, groups = corpus.event(id), Groups(corpus, Grouping(by))
    if event is None:
        return ()
    decided = (corpus.claim(outcome.of) for outcome in corpus.outcomes_of(event))
    claims = (*(claim for claim in decided if claim), *corpus.scenarios_of(event))
    return tuple(sorted(set(map(groups.place, claims))))


def _published(
    cards: Cards, start: str | None, end: str | None, outlook: str | None, by: str | None
) -> list[tuple[Span, Published]]:
    found = []
    for brief in cards.corpus.briefs:
        work = cards.corpus.references.get(brief.key)
        if not work or not work.date or outlook not in (None, brief.outlook):
            continue
        if start and work.date.last < parse_edtf(start).first:
            continue
        if end and work.date.first > parse_edtf(end).last:
            continue
        target = LinkTarget(references.title(work), brief.page, draft=brief.draft)
        found.append((work.date, Published(cards.groups(by).of_brief(brief.key), target, when(work.date))))
    return found


def _described(
    events: list[Event], briefs: list[tuple[Span, Published]], verdicts: Sequence[str], scenarios: int
) -> str:
    """What the chart shows, in some sentences; the lists below it say the rest. Scenarios are among the verdicts."""
    counts = ((len(verdicts) - scenarios, "forecast"), (scenarios, "scenario"))
    claims = listed(counted(noun, number) for number, noun in counts if number)
    things = series(filter(None, (counted("event", len(events)), claims)))
    told = [gettext("%(things)s, in a lane for each theme.", things=things)]
    decided = sum(map(bool, verdicts))
    if verdicts and scenarios:
        told.append(
            ngettext(
                "Of the forecasts and scenarios, %(num)s has a verdict.",
                "Of the forecasts and scenarios, %(num)s have a verdict.",
                decided,
            )
            if decided
            else gettext("Of the forecasts and scenarios, none has a verdict.")
        )
    elif verdicts:
        told.append(
            ngettext("Of the forecasts, %(num)s has a verdict.", "Of the forecasts, %(num)s have a verdict.", decided)
            if decided
            else gettext("Of the forecasts, none has a verdict.")
        )
    if len(briefs) <= NAMED:
        told += [
            gettext("The brief of %(outlook)s was published: %(day)s.", outlook=brief.group.label, day=brief.when.words)
            for _, brief in briefs
        ]
    else:
        told.append(ngettext("%(num)s brief was published.", "%(num)s briefs were published.", len(briefs)))
    return " ".join(told)


def _finding(decides: Sequence[int]) -> str:
    """How many events decide claims, and how many claims at most; empty where none decides any."""
    total, deciding = len(decides), sum(map(bool, decides))
    if not deciding:
        return ""
    most = max(decides)
    events = counted("event", total)
    if deciding == 1:
        return gettext(
            "%(number)s of %(events)s decides %(claims)s.", number=1, events=events, claims=counted("claim", most)
        )
    if most == 1:
        return ngettext(
            "%(num)s of %(events)s decide one claim each.",
            "%(num)s of %(events)s decide one claim each.",
            deciding,
            events=events,
        )
    return ngettext(
        "%(num)s of %(events)s decide at least one claim; none decides more than %(most)s.",
        "%(num)s of %(events)s decide at least one claim; none decides more than %(most)s.",
        deciding,
        events=events,
        most=most,
    )


def _sorted(values: set[str]) -> tuple[str, ...]:
    return tuple(sorted(values, key=collation_key))


# Deciding events.


@dataclass(frozen=True, slots=True)
class Deciding:
    """An event, with the verdicts of the claims that it decides."""

    event: EventView
    verdicts: tuple[tuple[Verdict, int], ...]
    """How many of them have which verdict, in the order of the verdicts."""
    others: int
    """How many have none: findings, recommendations, and what no likelihood judges."""


@dataclass(frozen=True, slots=True)
class DecidingEvents:
    """Events by how many claims they decide."""

    deciding: tuple[Deciding, ...]
    """Those that decide any, the one with the most first."""
    idle: tuple[EventView, ...]
    """Those that decide none, in order of time."""
    finding: str
    """What the list shows, in a sentence."""
    filters: str


def deciding_events(
    cards: Cards,
    actor: str | None = None,
    theme: str | None = None,
    start: str | None = None,
    end: str | None = None,
    only: Collection[str] | None = None,
) -> DecidingEvents:
    """Return events by the number of claims whose outcomes rest on them."""
    chosen = select_events(cards.corpus, actor, theme, start, end, None if only is None else frozenset(only))
    count = {event.id: len(_decided(cards.corpus, event.id)) for event in chosen}
    # Sorting is stable: of events that decide as many, the earlier is first.
    ranked = sorted((event for event in chosen if count[event.id]), key=lambda event: -count[event.id])
    deciding = []
    for event in ranked:
        view = cards.event(event)
        reached = Counter(line.judged for line in view.decides if line.judged)
        verdicts = tuple((verdict, reached[verdict]) for verdict in Verdict if reached[verdict])
        deciding.append(Deciding(view, verdicts, len(view.decides) - sum(reached.values())))
    return DecidingEvents(
        tuple(deciding),
        tuple(cards.event_facts(event) for event in chosen if not count[event.id]),
        _finding(list(count.values())),
        describe_filters(cards, actor=actor, theme=theme, start=start, end=end),
    )


def deciding_division(cards: Cards, **arguments: Any) -> list[Division]:
    """Events by year."""
    return single_division((starts(event.date).year, (event.id,)) for event in select_events(cards.corpus, **arguments))
