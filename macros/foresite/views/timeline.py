"""What happened, year by year, and when the briefs came out: a drawing and the list that says the same."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from foresite.model.corpus import Corpus
from foresite.model.dates import Span, parse_edtf
from foresite.model.dependencies import query
from foresite.model.records import Event, Grouping
from foresite.views import references
from foresite.views.addresses import LinkTarget
from foresite.views.cards import Cards, when
from foresite.views.lists import describe_filters, select_events
from foresite.views.outlooks import Group, Groups
from foresite.views.parts import Division, single_division
from foresite.views.records import EventView, When
from foresite.views.timeline_layout import Strip, starts, strip

TOLD = 200
"""Up to how many entries each says what the event's card says; of more, the card alone does."""


@dataclass(frozen=True, slots=True)
class Published:
    """A brief came out."""

    group: Group
    target: LinkTarget
    when: When


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """An entry of the list: an event with its number in the drawing, or a brief."""

    number: int
    """From 1; 0 for a brief."""
    event: EventView | None
    """Without the claims that it bears on where there are too many events to tell of these."""
    published: Published | None
    groups: tuple[str, ...]
    """The labels of the groups on whose claims it bears, or whose brief it is."""
    card: Callable[[], EventView | None] = lambda: None
    """What its card says, computed where it is shown, as the claims that it bears on are looked up for it."""


@dataclass(frozen=True, slots=True)
class YearOfItems:
    """What is recorded of one year."""

    year: int
    items: tuple[TimelineItem, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The drawing and the list."""

    strip: Strip
    years: tuple[YearOfItems, ...]
    events: tuple[EventView, ...]
    """Those that are numbered, in the order of their numbers from 1."""
    described: str
    """The drawing in words."""
    filters: str
    """What it was narrowed to by the page, in words."""
    told: bool
    """Whether its entries say what the events' cards say."""
    by: Grouping
    labels: tuple[str, ...]
    """The labels of all groups, in order."""

    @property
    def choices(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """What a reader can narrow it to: theme, actor or group, each with its values."""
        items = [item for year in self.years for item in year.items]
        themes = {theme for event in self.events for theme in event.themes}
        actors = {actor for event in self.events for actor in event.actors}
        groups = tuple(label for label in self.labels if any(label in item.groups for item in items))
        return ("theme", _sorted(themes)), ("actor", _sorted(actors)), (self.by.value, groups)


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
    years: dict[int, list[TimelineItem]] = {}
    numbered: list[tuple[int, Span]] = []
    for span, thing in dated:
        if isinstance(thing, Event):
            numbered.append((len(numbered) + 1, span))
            bearing = _bearing_on(cards.corpus, thing.id, groups.by.value)
            event = cards.event(thing) if told else cards.event_facts(thing)
            labels = tuple(groups.all[place].label for place in bearing)
            item = TimelineItem(len(numbered), event, None, labels, _later(cards, thing))
        else:
            item = TimelineItem(0, None, thing, (thing.group.label,))
        years.setdefault(starts(span).year, []).append(item)
    return Timeline(
        strip=strip(numbered, [(published.group, span) for span, published in briefs]),
        years=tuple(YearOfItems(year, tuple(items)) for year, items in sorted(years.items())),
        events=tuple(item.event for year in sorted(years) for item in years[year] if item.event),
        described=_described(chosen, briefs),
        filters=describe_filters(cards, start=start, end=end, theme=theme, actor=actor, outlook=outlook),
        told=told,
        by=groups.by,
        labels=tuple(group.label for group in groups.all),
    )


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


def _described(events: list[Event], briefs: list[tuple[Span, Published]]) -> str:
    """What the drawing shows, in a sentence or two; the list beside it says the rest."""
    told = []
    if events:
        count = "One event" if len(events) == 1 else f"{len(events)} events"
        told.append(f"{count}, one row a year, numbered as in the list that follows.")
    told += [f"The brief of {brief.group.label} was published: {brief.when.words}." for _, brief in briefs]
    return " ".join(told)


def _sorted(values: set[str]) -> tuple[str, ...]:
    return tuple(sorted(values, key=str.casefold))
