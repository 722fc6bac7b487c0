"""Trails: one proposition or measure through the editions of a brief, by date of publication, and its outcome."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from foresite.language import formats
from foresite.language.words import gettext
from foresite.model.corpus import Corpus
from foresite.model.dependencies import query
from foresite.model.likelihood import Likelihood
from foresite.model.records import Claim, Forecast, Grouping, Outcome, Scenario, Status, Verdict
from foresite.views.addresses import LinkTarget
from foresite.views.axis import Axis, along, axis
from foresite.views.bases import bases
from foresite.views.cards import Cards, outcome_line, when
from foresite.views.lists import describe_filters
from foresite.views.moments import day_in_words
from foresite.views.outlooks import LINES
from foresite.views.parts import Division, Named, named, single_division
from foresite.views.records import Line, OutcomeLine, When

HEIGHT, TOP, FOOT = 120, 18, 20
"""Heights in pixels: from 0 to 100 per cent, what stands above, and the letters below."""
EDGE = 9.0
"""How far the first and the last date stand from the edges, per cent of the width."""
CAME_OUT = "M0 6H12"
"""What is drawn for a value that came out, in a square of 12 by 12."""
RISEN = {Status.OCCURRED: 100, Status.PARTLY: 50, Status.DID_NOT_OCCUR: 0}
"""How high the outcome stands, per cent; one that decides nothing has no place in the drawing."""


@dataclass(frozen=True, slots=True)
class Point:
    """One edition of the proposition."""

    line: Line
    published: When | None
    x: float
    """Where it stands in the drawing, per cent of the width."""
    top: float
    """Where its range ends at the top, in pixels."""
    bottom: float
    drawn: bool
    """Whether it has a likelihood or value, and so a place in the drawing."""
    at: float | None = None
    """The height of its value in pixels, which need not stand in the middle."""

    @property
    def middle(self) -> float:
        """The height of its value, or of the middle of its range, in pixels."""
        return self.at if self.at is not None else round((self.top + self.bottom) / 2, 1)


@dataclass(frozen=True, slots=True)
class End:
    """What became of the proposition."""

    outcome: OutcomeLine
    verdict: Verdict | None
    x: float
    y: float | None
    """Its height in pixels: of a value, where it stands; None where it decides nothing."""
    sign: str
    """What is drawn for it, in a square of 12 by 12."""


@dataclass(frozen=True, slots=True)
class Trail:
    """A proposition and its editions, the earliest first."""

    target: LinkTarget
    """The latest edition."""
    points: tuple[Point, ...]
    end: End | None
    ticks: tuple[tuple[float, str, str], ...]
    """The dates below the drawing: place, words, and how the words stand to the place."""
    described: str
    """The drawing in a sentence."""
    values: Axis | None = None
    """The axis of the values that its editions expect; None where likelihoods are drawn."""

    @property
    def of_values(self) -> bool:
        """Whether values are drawn, not likelihoods."""
        return self.values is not None

    @property
    def heading(self) -> str:
        """What its editions give."""
        likely = any(point.line.likelihood for point in self.points)
        if not self.of_values:
            return gettext("Likelihood")
        return gettext("Likelihood and value") if likely else gettext("Value")

    @property
    def bases(self) -> tuple[str, ...]:
        """On what the likelihoods stand."""
        return bases(point.line for point in self.points)

    @property
    def drawn(self) -> tuple[Point, ...]:
        """The editions that have a place in the drawing."""
        return tuple(point for point in self.points if point.drawn)

    @property
    def height(self) -> int:
        """The height of the drawing in pixels."""
        return TOP + HEIGHT + FOOT

    @property
    def levels(self) -> tuple[tuple[str, float, bool], ...]:
        """The lines of 100, 50 and 0 per cent, or of values, each with its height and whether it is drawn thinner."""
        if self.values:
            return tuple((label, y, not nought) for label, y, nought in self.values.labels)
        return tuple((formats.per_cent(str(level)), round(_y(level)), level == 50) for level in (100, 50, 0))


@dataclass(frozen=True, slots=True)
class Trails:
    """Trails in the order of the claims with which they begin."""

    trails: tuple[Trail, ...]
    filters: str
    by: Grouping


def trails(
    cards: Cards, theme: str | None = None, by: str | None = None, only: Collection[str] | None = None
) -> Trails:
    """The trails of a theme, or all."""
    chosen = _trails(cards.corpus, theme, None if only is None else frozenset(only))
    return Trails(
        tuple(trail(cards, claims, by) for claims in chosen), describe_filters(cards, theme=theme), cards.groups(by).by
    )


def division(cards: Cards, theme: str | None = None, by: str | None = None) -> list[Division]:
    """Trails by the group in which they begin."""
    groups = cards.groups(by)
    # Trails that part from one another begin with the same claim, and stand together.
    together: dict[str, dict[str, None]] = {}
    labels: dict[str, Named] = {}
    for claims in _trails(cards.corpus, theme, None):
        labels[claims[0].id] = named(partial(groups.label, claims[0]))
        together.setdefault(claims[0].id, {}).update(dict.fromkeys(claim.id for claim in claims))
    return single_division((labels[first], tuple(ids)) for first, ids in together.items())


def trail(cards: Cards, claims: Sequence[Claim], by: str | None = None) -> Trail:
    """One trail, the earliest edition first."""
    days = [_published(cards, claim) for claim in claims]
    judged = [outcome for claim in reversed(claims) if (outcome := cards.corpus.outcome(claim))]
    # The outcome of the latest edition; it is that of all, as far as they say the same.
    outcome = judged[0] if judged else None
    first, last = min(days), max((*days, outcome.as_of.last) if outcome else days)
    days_drawn = max((last - first).days, 1)

    def x(day: date) -> float:
        return along(round(EDGE + (day - first).days / days_drawn * (100 - 2 * EDGE), 2))

    values = _axis(claims, outcome)
    points = tuple(_point(cards, claim, x(day), by, values) for claim, day in zip(claims, days, strict=True))
    end = None
    if outcome and (of := cards.corpus.claim(outcome.of)):
        verdict, height = cards.corpus.verdict(of), None if outcome.unmet else RISEN.get(outcome.status)
        sign = CAME_OUT if values else LINES[verdict] if verdict else ""
        y = None if height is None else _y(height)
        if values:
            y = values.y(outcome.value.number) if outcome.value and not outcome.unmet else None
        end = End(outcome_line(cards.corpus, outcome), verdict, x(outcome.as_of.last), y, sign)
    target = points[-1].line.target
    ticks = [(x(first), day_in_words(first), "start")]
    if last > first:
        ticks.append((x(last), day_in_words(last), "end"))
    return Trail(target, points, end, tuple(ticks), _described(points, end), values)


def _axis(claims: Sequence[Claim], outcome: Outcome | None) -> Axis | None:
    """The axis of the values that editions expect; None where they expect none."""
    amounts = [each.number for claim in claims if isinstance(claim, Forecast) for each in claim.amounts]
    if amounts and outcome and outcome.value:
        amounts.append(outcome.value.number)
    return axis(amounts, TOP, HEIGHT) if amounts else None


@query
def _trails(corpus: Corpus, theme: str | None, only: frozenset[str] | None) -> tuple[tuple[Claim, ...], ...]:
    return tuple(
        claims
        for claims in corpus.trails
        if (theme is None or any(theme in claim.themes for claim in claims)) and (only is None or claims[0].id in only)
    )


def _published(cards: Cards, claim: Claim) -> date:
    """The day by which an edition stands: that of its publication, or the first of its outlook."""
    work = cards.corpus.references.get(claim.brief)
    return work.date.first if work and work.date else cards.corpus.settings.outlook(claim.outlook).period.first


def _point(cards: Cards, claim: Claim, x: float, by: str | None, values: Axis | None) -> Point:
    work = cards.corpus.references.get(claim.brief)
    published = when(work.date) if work and work.date else None
    if values:
        value, bounds = (claim.value, claim.interval) if isinstance(claim, Forecast) else (None, None)
        at = values.y(value.number) if value else None
        top, bottom = (values.y(bounds.upper.number), values.y(bounds.lower.number)) if bounds else (at or 0, at or 0)
        return Point(cards.line(claim, by), published, x, top, bottom, bool(value or bounds), at)
    likelihood = claim.likelihood if isinstance(claim, Forecast | Scenario) else None
    interval = likelihood.interval if likelihood else None
    least, greatest = (interval.lower, interval.upper) if interval else (50, 50)
    return Point(cards.line(claim, by), published, x, _y(greatest), _y(least), interval is not None)


def _y(per_cent: float) -> float:
    return round(TOP + HEIGHT * (100 - per_cent) / 100, 1)


def _described(points: Sequence[Point], end: End | None) -> str:
    several = len(bases(point.line for point in points)) > 1
    told = []
    for line in (point.line for point in points):
        likely = _likely(line.likelihood, several) if line.likelihood else ""
        if given := formats.clauses(filter(None, (line.expected, likely))):
            told.append(f"{line.group.label}{formats.colon()}{given}")
    if end:
        told.append(
            gettext("outcome as of %(day)s: %(status)s", day=end.outcome.as_of.words, status=end.outcome.status)
        )
    return formats.clauses(told)


def _likely(likelihood: Likelihood, several: bool) -> str:
    """How likely, and of several scales on which."""
    return str(likelihood) if several else formats.series(filter(None, (likelihood.word, likelihood.range_text)))
