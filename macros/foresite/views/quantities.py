"""Forecasts of quantities: what each edition expected of a measure, what came out, and how far they were off."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import groupby, zip_longest

from foresite.language import formats
from foresite.language.words import gettext, ngettext, pgettext
from foresite.model.corpus import Corpus
from foresite.model.dates import Span
from foresite.model.dependencies import query
from foresite.model.quantities import Amount, decimals, fixed, signed
from foresite.model.records import Condition, Forecast, Grouping, Outcome, Vintage
from foresite.views.axis import Axis, along, axis
from foresite.views.cards import Cards, outcome_line, when
from foresite.views.lists import describe_filters
from foresite.views.moments import Moment, State, through_time
from foresite.views.outlooks import Group, Groups
from foresite.views.parts import Division, address_part, named, subdivisions
from foresite.views.records import Line, OutcomeLine, When

ENOUGH = 7
"""Of how many forecasts a mean is told at least.

From 7 on, the 95 % confidence interval of the mean error (t times s over the root of n) reaches less than one standard
deviation of the errors to each side. Of fewer, even a forecaster who is always off by a standard deviation in one
direction cannot be told from one without a bias.
"""
FIRST_PRINT = Vintage.FIRST_PRINT.value
LATEST = "latest"
MONTH = 365.2425 / 12
"""Days."""
LEADS = ((0, "after the period"), (6, "up to 6 months"), (12, "6 to 12 months"), (18, "12 to 18 months"),
         (24, "18 to 24 months"), (36, "2 to 3 years"), (60, "3 to 5 years"))  # fmt: skip
"""Lead times from the publication to the end of the period: months up to which one reaches, and in words."""
LONGEST_LEAD = "more than 5 years"
HEIGHT, TOP, FOOT = 220, 14, 22
"""Heights in pixels: of the scale, of what stands above, and of the periods below."""
EDGE = 9.0
"""Where the first period begins, per cent of the width; the values of the lines stand before it."""
MARK = 12
"""The width of a mark in pixels, and how much room each has at least."""
MOST_LABELS = 12
"""How many periods are named below a drawing."""


@dataclass(frozen=True, slots=True)
class Actual:
    """What came out of what a forecast expected, and how far that was off."""

    outcome: OutcomeLine
    error: str
    """What came out less the value that was expected, with its sign; empty where no value was given."""
    absolute: str
    held: bool | None
    """Whether the interval contained it; None where there is no interval."""
    score: str
    """The interval score; empty where there is no interval, or its coverage is not known."""


@dataclass(frozen=True, slots=True)
class QuantityRow:
    """One forecast of a measure."""

    line: Line
    period: When
    published: When | None
    lead: str
    """How long before the end of the period it was published, in words; empty where that is not known."""
    condition: str
    unmet: bool
    """Whether its condition was not met, so that it said nothing of what came out."""
    actual: Actual | None
    past: tuple[State[Actual | None], ...]
    """What had come out on earlier days, up to the latest; empty where readers cannot choose a day."""


@dataclass(frozen=True, slots=True)
class Errors:
    """The errors of some forecasts in one line: of all, of an institution, or of a lead time."""

    scope: str
    """In words."""
    group: Group | None
    n: int
    """How many forecasts with a value have an error."""
    periods: int
    """Of how many periods they are."""
    bias: str
    """The mean error; empty where they are too few."""
    mae: str
    """The mean absolute error; empty where they are too few."""
    start: str = ""
    """The first day on which this holds, where readers can choose one; empty where it holds from the beginning."""
    end: str = ""


@dataclass(frozen=True, slots=True)
class Intervals:
    """How intervals of one coverage fared."""

    coverage: str
    n: int
    held: int
    share: str
    """The share that contained what came out, per cent; empty where they are too few."""
    score: str
    """The mean interval score; empty where they are too few or have no coverage."""
    start: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A forecast in the drawing."""

    group: Group
    x: float
    """Per cent of the width."""
    y: float | None
    """The height of the value in pixels; None where there is an interval alone."""
    top: float | None
    """Where the interval ends at the top; None where there is none."""
    bottom: float | None

    @property
    def middle(self) -> float:
        """The height at which the mark stands."""
        return self.y if self.y is not None else round(((self.top or 0) + (self.bottom or 0)) / 2, 1)


@dataclass(frozen=True, slots=True)
class Level:
    """What came out of a period, as a line across it."""

    start: float
    end: float
    """Per cent of the width."""
    y: float
    latest: bool
    """Whether it is the latest vintage."""
    since: str
    """The day on which it became known."""
    until: str
    """The day on which the next vintage did; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Hedgehog:
    """The drawing: what each edition expected of each period, and what came out."""

    axis: Axis
    marks: tuple[Mark, ...]
    spines: tuple[tuple[Mark, ...], ...]
    """The marks of each edition that expects something of several periods, joined by a line."""
    levels: tuple[Level, ...]
    slots: tuple[tuple[float, str], ...]
    """The middle of each period that is named, and its name."""
    borders: tuple[float, ...]
    """Where one period ends and the next begins."""
    width: int
    """How many pixels it needs at least."""

    @property
    def height(self) -> int:
        """The height of the drawing in pixels."""
        return TOP + HEIGHT + FOOT


@dataclass(frozen=True, slots=True)
class MeasureView:
    """A measure."""

    id: str
    label: str
    unit: str
    rows: tuple[QuantityRow, ...]
    """By period, then day of publication."""
    drawing: Hedgehog
    described: str
    """The drawing in words."""
    errors: tuple[Errors, ...]
    intervals: tuple[Intervals, ...]
    groups: tuple[Group, ...]
    """Those whose marks are drawn."""

    @property
    def anchor(self) -> str:
        """The id of its section."""
        return f"measure-{self.id}"


@dataclass(frozen=True, slots=True)
class Quantities:
    """Measures in the project's order."""

    measures: tuple[MeasureView, ...]
    filters: str
    by: Grouping
    vintage: str
    """Which value counts, where several were published: in words."""
    enough: int
    days: tuple[Moment, ...]
    """The days as of which a reader can read it; empty where none can be chosen."""


@dataclass(frozen=True, slots=True)
class MeasureErrors:
    """The errors of a measure on the scorecard."""

    label: str
    unit: str
    errors: tuple[Errors, ...]


def quantities(
    cards: Cards,
    measure: str | None = None,
    theme: str | None = None,
    vintage: str | None = None,
    by: str | None = None,
    only: Collection[str] | None = None,
) -> Quantities:
    """The forecasts of a measure, or of every measure of a theme or of all; ``only`` names those of one part."""
    first = vintage == FIRST_PRINT
    groups = cards.groups(by)
    every = (
        _measure(cards, groups, id, theme, first, None if only is None else frozenset(only))
        for id in cards.corpus.measures
        if measure in (None, id)
    )
    label = cards.corpus.settings.measure_label(measure) if measure else None
    return Quantities(
        measures=tuple(each for each in every if each),
        filters=describe_filters(cards, measure=label, theme=theme),
        by=groups.by,
        vintage="first print" if first else "latest value",
        enough=ENOUGH,
        days=cards.days,
    )


def division(
    cards: Cards,
    measure: str | None = None,
    theme: str | None = None,
    vintage: str | None = None,
    by: str | None = None,
) -> list[Division]:
    """Each measure by period."""
    corpus = cards.corpus
    found = []
    for id in corpus.measures:
        if measure in (None, id) and (forecasts := _ordered(corpus, corpus.quantities(id, theme))):
            label = corpus.settings.measure_label(id)
            of_periods = ((named(partial(str, each.period)), (each.id,)) for each in forecasts)
            found.append(Division(address_part(id), label, subdivisions(of_periods)))
    return found


def actual(corpus: Corpus, claim: Forecast, *, first: bool = False) -> Outcome | None:
    """Return the outcome with the value that counts for a forecast: the latest, or the first print; or None.

    Where a forecast depends on a condition, it says something of the value only if that was met.
    """
    if claim.condition:
        own = corpus.outcome(claim)
        if own is None or own.condition is not Condition.MET:
            return None
    values = corpus.values_of(claim)
    if first:
        values = tuple(each for each in values if each.vintage is Vintage.FIRST_PRINT)
    return values[-1] if values else None


def error(claim: Forecast, outcome: Outcome | None) -> Decimal | None:
    """Return what came out less what was expected; None where either is missing."""
    return outcome.value.number - claim.value.number if outcome and outcome.value and claim.value else None


def errors_by_measure(cards: Cards, outlook: str | None, by: str | None) -> tuple[MeasureErrors, ...]:
    """The errors of each measure in which a group has some, for the scorecard."""
    groups = cards.groups(by)
    found = _errors_by_measure(cards.corpus, outlook, groups.by.value)
    return tuple(each for each in found if any(row.n for row in each.errors))


@query
def _errors_by_measure(corpus: Corpus, outlook: str | None, by: str) -> tuple[MeasureErrors, ...]:
    groups = Groups(corpus, Grouping(by))
    found = []
    for id in corpus.measures:
        if chosen := [each for each in corpus.quantities(id) if outlook in (None, each.outlook)]:
            label = corpus.settings.measure_label(id)
            found.append(MeasureErrors(label, chosen[0].unit, tuple(_by_group(corpus, groups, chosen, first=False))))
    return tuple(found)


@query
def _chosen(corpus: Corpus, measure: str, theme: str | None, only: frozenset[str] | None) -> tuple[Forecast, ...]:
    """The forecasts of a measure, or those of them that one part shows."""
    every = _ordered(corpus, corpus.quantities(measure, theme))
    return tuple(each for each in every if only is None or each.id in only)


def _ordered(corpus: Corpus, forecasts: Iterable[Forecast]) -> tuple[Forecast, ...]:
    def place(claim: Forecast) -> tuple[date, date, date, int]:
        period = _period(claim)
        return period.first, period.last, _published(corpus, claim) or date.max, corpus.order[claim.id]

    return tuple(sorted(forecasts, key=place))


def _measure(
    cards: Cards, groups: Groups, id: str, theme: str | None, first: bool, only: frozenset[str] | None
) -> MeasureView | None:
    corpus = cards.corpus
    chosen = _chosen(corpus, id, theme, only)
    if not chosen:
        return None
    rows = tuple(_row(cards, groups, claim, first) for claim in chosen)
    told = _told(corpus, id, theme, groups.by.value, first)
    return MeasureView(
        id=id,
        label=corpus.settings.measure_label(id),
        unit=chosen[0].unit,
        rows=rows,
        drawing=_drawing(cards, groups, chosen),
        described=_described(rows),
        errors=told[0],
        intervals=told[1],
        groups=tuple(dict.fromkeys(groups.of(claim) for claim in chosen)),
    )


def _row(cards: Cards, groups: Groups, claim: Forecast, first: bool) -> QuantityRow:
    corpus = cards.corpus
    work = corpus.references.get(claim.brief)
    months = lead(corpus, claim)
    return QuantityRow(
        line=cards.line(claim, groups.by),
        period=when(_period(claim)),
        published=when(work.date) if work and work.date else None,
        lead="" if months is None else lead_in_words(months),
        condition=claim.condition,
        unmet=_is_unmet(corpus, claim),
        actual=_actual(corpus, claim, first),
        past=_past(corpus, claim.id, first),
    )


def _is_unmet(corpus: Corpus, claim: Forecast) -> bool:
    outcome = corpus.outcome(claim) if claim.condition else None
    return bool(outcome and outcome.unmet)


@query
def _past(corpus: Corpus, id: str, first: bool) -> tuple[State[Actual | None], ...]:
    """What had come out on earlier days; the outcomes of others tell of it as well."""
    claim = corpus.claim(id)
    if not isinstance(claim, Forecast):
        return ()
    return through_time(corpus, _telling(corpus, (claim,)), lambda then: _actual(then, claim, first))


def _telling(corpus: Corpus, forecasts: Iterable[Forecast]) -> list[Forecast]:
    """Forecasts, and those whose outcomes tell what came out of the same."""
    found = {claim.id: claim for claim in forecasts}
    for claim in (*found.values(),):
        for outcome in corpus.values_of(claim):
            other = corpus.claim(outcome.of)
            if isinstance(other, Forecast):
                found[other.id] = other
    return list(found.values())


def _actual(corpus: Corpus, claim: Forecast, first: bool) -> Actual | None:
    outcome = actual(corpus, claim, first=first)
    if outcome is None or outcome.value is None:
        return None
    off, bounds, places = error(claim, outcome), claim.interval, decimals((*claim.amounts, outcome.value))
    score = bounds.score(outcome.value.number) if bounds else None
    return Actual(
        outcome=outcome_line(corpus, outcome),
        error="" if off is None else signed(off, places),
        absolute="" if off is None else fixed(abs(off), places),
        held=bounds.holds(outcome.value.number) if bounds else None,
        score="" if score is None else fixed(score, places + 1),
    )


# Means: by institution and lead time, and of intervals by their coverage.


@query
def _told(
    corpus: Corpus, measure: str, theme: str | None, by: str, first: bool
) -> tuple[tuple[Errors, ...], tuple[Intervals, ...]]:
    forecasts = corpus.quantities(measure, theme)
    institutions = Groups(corpus, Grouping.INSTITUTION)
    own = Groups(corpus, Grouping(by))
    rows = [*_by_group(corpus, institutions, forecasts, first=first)]
    if own.by not in (Grouping.INSTITUTION, Grouping.BRIEF):
        rows += [row for row in _by_group(corpus, own, forecasts, first=first) if row.group]
    return (*rows, *_by_lead(corpus, forecasts, first)), tuple(_by_coverage(corpus, forecasts, first))


def _by_group(corpus: Corpus, groups: Groups, forecasts: Sequence[Forecast], *, first: bool) -> Iterator[Errors]:
    """The errors of all, and where there are several groups of each."""
    yield from _errors(corpus, pgettext("row of all", "All"), None, forecasts, first)
    members: dict[str, list[Forecast]] = {}
    for claim in forecasts:
        members.setdefault(groups.id_of(claim), []).append(claim)
    for group in groups.all if len(members) > 1 else ():
        if group.id in members:
            yield from _errors(corpus, group.label, group, members[group.id], first)


def _by_lead(corpus: Corpus, forecasts: Sequence[Forecast], first: bool) -> Iterator[Errors]:
    members: dict[str, list[Forecast]] = {words: [] for words in (*(words for _, words in LEADS), LONGEST_LEAD)}
    for claim in forecasts:
        if (months := lead(corpus, claim)) is not None:
            members[lead_group(months)].append(claim)
    for words, chosen in members.items():
        if chosen:
            yield from _errors(corpus, pgettext("lead", published_ahead(words)), None, chosen, first)


def published_ahead(words: str) -> str:
    """Return the message that says of forecasts how long ahead they were published."""
    return f"published {words}" + (" ahead" if words != LEADS[0][1] else "")


def _errors(
    corpus: Corpus, scope: str, group: Group | None, forecasts: Sequence[Forecast], first: bool
) -> Iterator[Errors]:
    """One line for each state in which a reader can see it, the latest last."""

    def told(then: Corpus) -> Errors:
        pairs = [(claim, actual(then, claim, first=first)) for claim in forecasts]
        off = [(claim, each, outcome) for claim, outcome in pairs if (each := error(claim, outcome)) is not None]
        enough, errors = len(off) >= ENOUGH, [each for _, each, _ in off]
        places = _places(*((claim, outcome) for claim, _, outcome in off)) + 1
        return Errors(
            scope=scope,
            group=group,
            n=len(off),
            periods=len({claim.quantity for claim, _, _ in off}),
            bias=signed(_mean(errors), places) if enough else "",
            mae=fixed(_mean([abs(each) for each in errors]), places) if enough else "",
        )

    past = through_time(corpus, _telling(corpus, forecasts), told)
    yield from [replace(state.value, start=state.start, end=state.end) for state in past] or [told(corpus)]


def _by_coverage(corpus: Corpus, forecasts: Sequence[Forecast], first: bool) -> Iterator[Intervals]:
    members: dict[Decimal | None, list[Forecast]] = {}
    for claim in forecasts:
        if claim.interval:
            members.setdefault(claim.interval.coverage.number if claim.interval.coverage else None, []).append(claim)
    for coverage in sorted(members, key=lambda known: known or Decimal(101)):
        yield from _intervals(corpus, coverage, members[coverage], first)


def _intervals(
    corpus: Corpus, coverage: Decimal | None, forecasts: Sequence[Forecast], first: bool
) -> Iterator[Intervals]:
    """One line for each state in which a reader can see it, the latest last."""

    def told(then: Corpus) -> Intervals:
        pairs = [(claim, actual(then, claim, first=first)) for claim in forecasts]
        cases = [
            (claim.interval, outcome.value.number)
            for claim, outcome in pairs
            if claim.interval and outcome and outcome.value
        ]
        held = sum(bounds.holds(value) for bounds, value in cases)
        scores = [score for bounds, value in cases if (score := bounds.score(value)) is not None]
        enough = len(cases) >= ENOUGH
        return Intervals(
            coverage=gettext("coverage not stated")
            if coverage is None
            else formats.per_cent(formats.decimal(f"{coverage.normalize():f}")),
            n=len(cases),
            held=held,
            share=formats.per_cent(fixed(Decimal(100 * held) / len(cases), 0)) if enough else "",
            score=fixed(_mean(scores), _places(*pairs) + 1) if enough and scores else "",
        )

    past = through_time(corpus, _telling(corpus, forecasts), told)
    yield from [replace(state.value, start=state.start, end=state.end) for state in past] or [told(corpus)]


def _places(*pairs: tuple[Forecast, Outcome | None]) -> int:
    """The decimals of the numbers from which an error is computed."""
    amounts: list[Amount] = []
    for claim, outcome in pairs:
        amounts += (*claim.amounts, *((outcome.value,) if outcome and outcome.value else ()))
    return decimals(amounts)


def _mean(numbers: Sequence[Decimal]) -> Decimal:
    return sum(numbers, Decimal(0)) / len(numbers)


# Lead time: from the publication to the end of the period.


def lead(corpus: Corpus, claim: Forecast) -> float | None:
    """Return how many months before the end of the period a forecast was published; negative after it."""
    published = _published(corpus, claim)
    return None if published is None else (_period(claim).last - published).days / MONTH


def lead_in_words(months: float) -> str:
    """Return a lead time in words: ``8 months ahead``, ``2 months after``."""
    whole = int(abs(months))
    if whole == 0:
        return gettext("less than a month after") if months < 0 else gettext("less than a month ahead")
    if months < 0:
        return ngettext("%(num)s month after", "%(num)s months after", whole)
    return ngettext("%(num)s month ahead", "%(num)s months ahead", whole)


def lead_group(months: float) -> str:
    """Return the group of lead times to which one belongs, in words."""
    if months < 0:
        return LEADS[0][1]
    return next((words for most, words in LEADS if most and months < most), LONGEST_LEAD)


def _published(corpus: Corpus, claim: Forecast) -> date | None:
    work = corpus.references.get(claim.brief)
    return work.date.first if work and work.date else None


def _period(claim: Forecast) -> Span:
    if claim.period is None:
        raise TypeError(f"'{claim.id}' is not a forecast of a quantity")
    return claim.period


# The drawing.


def _drawing(cards: Cards, groups: Groups, forecasts: Sequence[Forecast]) -> Hedgehog:
    """The hedgehog plot; each period has as much room as it has forecasts, in the order of publication."""
    corpus = cards.corpus
    slots = [(span, list(members)) for span, members in groupby(forecasts, key=lambda claim: _period(claim))]
    # At a width of a phone, few marks need not be squeezed.
    shares = [max(len(members), 2) for _, members in slots]
    values = [_levels_of(corpus, members) for _, members in slots]
    amounts = [each.number for claim in forecasts for each in claim.amounts]
    amounts += [each.value.number for found in values for each in found if each.value]
    scale = axis(amounts, TOP, HEIGHT)
    unit = (100 - EDGE) / sum(shares)
    marks: list[Mark] = []
    editions: dict[str, list[Mark]] = {}
    levels: list[Level] = []
    places: list[tuple[float, str]] = []
    at, every = EDGE, -(-len(slots) // MOST_LABELS)
    borders = []
    for number, ((span, members), share, found) in enumerate(zip(slots, shares, values, strict=True)):
        width = share * unit
        for place, claim in enumerate(members):
            x = along(round(at + width * (place + 0.5) / len(members), 2))
            mark = _mark(groups, claim, scale, x)
            marks.append(mark)
            if not claim.condition:
                editions.setdefault(claim.brief, []).append(mark)
        pairs = zip_longest(found, found[1:])
        levels += (
            Level(
                start=along(round(at + unit * 0.1, 2)),
                end=along(round(at + width - unit * 0.1, 2)),
                y=scale.y(outcome.value.number),
                latest=after is None,
                since=outcome.as_of.last.isoformat() if corpus.moments else "",
                until=after.as_of.last.isoformat() if after and corpus.moments else "",
            )
            for outcome, after in pairs
            if outcome and outcome.value
        )
        if number % every == 0:
            places.append((along(round(at + width / 2, 2)), span.typed))
        at += width
        borders.append(along(round(at, 2)))
    return Hedgehog(
        axis=scale,
        marks=tuple(marks),
        spines=tuple(tuple(edition) for edition in editions.values() if len(edition) > 1),
        levels=tuple(levels),
        slots=tuple(places),
        borders=tuple(borders[:-1]),
        width=round(sum(shares) * MARK * 100 / (100 - EDGE)),
    )


def _levels_of(corpus: Corpus, forecasts: Sequence[Forecast]) -> list[Outcome]:
    return list(corpus.values_of(forecasts[0]))


def _mark(groups: Groups, claim: Forecast, scale: Axis, x: float) -> Mark:
    bounds = claim.interval
    return Mark(
        group=groups.of(claim),
        x=x,
        y=scale.y(claim.value.number) if claim.value else None,
        top=scale.y(bounds.upper.number) if bounds else None,
        bottom=scale.y(bounds.lower.number) if bounds else None,
    )


def _described(rows: Sequence[QuantityRow]) -> str:
    told = []
    for period, members in groupby(rows, key=lambda row: row.period.words):
        every = list(members)
        expected = formats.series(f"{row.line.group.label} {row.line.expected}" for row in every)
        out = next((row.actual.outcome.status for row in every if row.actual), "")
        came_out = gettext("came out %(value)s", value=out) if out else ""
        told.append(f"{period}{formats.colon()}{formats.clauses(filter(None, (expected, came_out)))}")
    return f"{formats.full_stop()} ".join(told)
