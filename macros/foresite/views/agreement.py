"""How far coders agree who judged the same claims, or read the same likelihoods."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from foresite.language.words import gettext, pgettext
from foresite.model import agreement as measures
from foresite.model.fields import KINDS
from foresite.model.likelihood import Likelihood
from foresite.model.records import Claim, Forecast
from foresite.views import references
from foresite.views.cards import Cards

Judged = tuple[Claim, measures.Unit]
"""A claim, and what each coder gave it."""


@dataclass(frozen=True, slots=True)
class Row:
    """The agreement on all claims, or on those of a kind or brief."""

    label: str
    units: int
    """On how many claims at least two coders judged."""
    raw: float
    kappa: float | None
    """None where it is not defined."""
    kappa_name: str
    """Whose it is; empty where the coders are neither the same two nor as many for each claim."""
    alpha: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often two coders gave each pair of values to one claim."""

    first: str
    second: str
    values: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    """A row for each value of the first, a column for each of the second."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The agreement on one thing: outcomes, or likelihoods."""

    name: str
    level: str
    """The level of measurement of alpha: nominal or ordinal."""
    coders: tuple[str, ...]
    rows: tuple[Row, ...]
    confusions: tuple[Confusion, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement on outcomes and on likelihoods, as far as several coders judged."""

    measured: tuple[Measured, ...]
    resamples: int = measures.RESAMPLES


def agreement(cards: Cards) -> Agreement:
    """Return how far coders agree."""
    judged = [*_outcomes(cards)]
    values = sorted({value for _, unit in judged for value in unit.values()})
    every = [_measured(cards, gettext("Outcomes"), judged, (), values)]
    coded = _likelihoods(cards)
    for scale, forecasts in coded.items():
        name = gettext("Likelihoods") if len(coded) == 1 else gettext("Likelihoods (%(scale)s)", scale=scale)
        units = [(forecast, {each.coder: each.likelihood.name for each in forecast.codings}) for forecast in forecasts]
        likely = {each.likelihood.name: each.likelihood for forecast in forecasts for each in forecast.codings}
        values = sorted(likely, key=lambda name: _place(likely[name]))
        # What states no degree stands nowhere in an order.
        ordered = all(each.interval for each in likely.values())
        every.append(_measured(cards, name, units, values if ordered else (), values))
    return Agreement(tuple(each for each in every if each.rows))


def _place(likelihood: Likelihood) -> tuple[bool, float, float]:
    interval = likelihood.interval
    return interval is None, interval.lower if interval else 0, interval.upper if interval else 0


def _outcomes(cards: Cards) -> Iterable[Judged]:
    """The claims that several coders judged as of the day that counts; what they were brought to is not a judgement."""
    for claim in cards.corpus.claims:
        if outcome := cards.corpus.outcome(claim):
            every = (outcome, *cards.corpus.peers(outcome))
            unit = {each.coder: each.judgement for each in every if each.coder}
            if len(unit) > 1:
                yield claim, unit


def _likelihoods(cards: Cards) -> dict[str, list[Forecast]]:
    """The forecasts that several coders read, by the scale of their brief: a word is another on another scale."""
    found: dict[str, list[Forecast]] = {}
    for forecast in cards.corpus.forecasts:
        if len(forecast.codings) > 1:
            brief = cards.corpus.brief(forecast.brief)
            scale = (brief and brief.scale) or cards.corpus.settings.scale
            found.setdefault(scale.label, []).append(forecast)
    return found


def _measured(
    cards: Cards, name: str, judged: Sequence[Judged], order: Sequence[str], values: Sequence[str]
) -> Measured:
    units = [unit for _, unit in judged]
    coders = sorted({coder for unit in units for coder in unit}, key=str.casefold)
    rows = [_row(gettext("All"), units, order)] if units else []
    groupings: tuple[Callable[[Claim], str], ...] = (
        lambda claim: pgettext("kind", f"{KINDS[claim.kind].label}s"),
        lambda claim: _brief(cards, claim.brief),
    )
    for label_of in groupings:
        groups: dict[str, list[measures.Unit]] = {}
        for claim, unit in judged:
            groups.setdefault(label_of(claim), []).append(unit)
        rows += [_row(label, group, order) for label, group in groups.items() if len(groups) > 1]
    pairs = combinations(coders, 2)
    confusions = (_confusion(units, first, second, values) for first, second in pairs)
    level = gettext("ordinal") if order else gettext("nominal")
    return Measured(name, level, tuple(coders), tuple(rows), tuple(each for each in confusions if any(each.counts)))


def _brief(cards: Cards, key: str) -> str:
    work = cards.corpus.references.get(key)
    return references.cited_name(cards.corpus, work) if work else key


def _row(label: str, units: Sequence[measures.Unit], order: Sequence[str]) -> Row:
    two = {frozenset(unit) for unit in units}
    if len(two) == 1 and len(units[0]) == 2:
        kappa, name = measures.cohen(units), "Cohen"
    elif len({len(unit) for unit in units}) == 1:
        kappa, name = measures.fleiss(units), "Fleiss"
    else:
        kappa, name = None, ""
    alpha = measures.alpha(units, order)
    return Row(
        label,
        len(units),
        measures.raw(units),
        kappa,
        name,
        alpha,
        None if alpha is None else measures.interval(units, order),
    )


def _confusion(units: Sequence[measures.Unit], first: str, second: str, values: Sequence[str]) -> Confusion:
    counts = measures.confusion(units, first, second)
    given = [value for value in values if any(value in pair for pair in counts)]
    return Confusion(first, second, tuple(given), tuple(tuple(counts[one, other] for other in given) for one in given))
