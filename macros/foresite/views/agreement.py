"""How far coders agree who judged the same claims, or read the same likelihoods."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from types import MappingProxyType

from foresite.language.collation import collation_key
from foresite.language.formats import bracketed
from foresite.language.words import N_, gettext, pgettext
from foresite.model import agreement as measures
from foresite.model.fields import KINDS
from foresite.model.likelihood import NUMBERS, Likelihood
from foresite.model.quantities import Amount
from foresite.model.records import Claim, Forecast, Outcome, Status
from foresite.views import references
from foresite.views.addresses import LinkTarget
from foresite.views.cards import Cards, target

Judged = tuple[Claim, measures.Unit]
"""A claim, and what each coder gave it."""
LEVELS = {"nominal": N_("nominal"), "ordinal": N_("ordinal"), "interval": N_("interval")}
"""Levels of measurement, in words."""


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
    """The agreement on one thing: outcomes, likelihoods, or the values of a measure."""

    name: str
    level: str
    """The level of measurement of alpha: nominal, ordinal or interval."""
    coders: tuple[str, ...]
    rows: tuple[Row, ...]
    confusions: tuple[Confusion, ...]
    """None of numbers, of which most differ a little."""
    differences: tuple[tuple[LinkTarget, tuple[str, ...]], ...] = ()
    """Of numbers, each claim on which coders differ, and what each coder gave it; empty where a coder gave nothing."""

    @property
    def level_name(self) -> str:
        """The level in the language of the site."""
        return gettext(LEVELS[self.level])


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement on outcomes, likelihoods and values, as far as several coders judged."""

    measured: tuple[Measured, ...]
    resamples: int = measures.RESAMPLES


def agreement(cards: Cards) -> Agreement:
    """Return how far coders agree."""
    every = [*_of_outcomes(cards), *_of_likelihoods(cards)]
    return Agreement(tuple(each for each in every if each.rows))


def _of_outcomes(cards: Cards) -> Iterator[Measured]:
    """The agreement on statuses, and on the values of each measure."""
    judged = [*_outcomes(cards)]
    statuses = [
        (claim, {each.coder: each.category for each in outcomes})
        for claim, outcomes in judged
        if any(each.status is not Status.MEASURED for each in outcomes)
    ]
    yield _measured(cards, gettext("Outcomes"), statuses, measures.NOMINAL, _values(statuses))
    settings = cards.corpus.settings
    by_measure: dict[str, list[Judged]] = {}
    for claim, outcomes in judged:
        values = {each.coder: _plain(each.value) for each in outcomes if each.value}
        if len(values) > 1 and isinstance(claim, Forecast):
            measure = settings.measure_label(claim.measure)
            measure = bracketed(measure, claim.unit) if claim.unit else measure
            name = gettext("Values: %(measure)s", measure=measure)
            by_measure.setdefault(name, []).append((claim, values))
    for name, units in by_measure.items():
        numbers = {value: float(value) for value in _values(units)}
        yield _measured(cards, name, units, measures.numeric(numbers), sorted(numbers, key=numbers.__getitem__))


def _of_likelihoods(cards: Cards) -> Iterator[Measured]:
    """The agreement on words, apart for each scale, and on numbers.

    What states no degree has no place among those that do: beside the agreement on all readings, for which it is one
    category, stands that of the readings that state a degree, with their order.
    """
    coded = _likelihoods(cards)
    for scale, forecasts in coded.items():
        title = gettext("Likelihoods") if len(coded) == 1 else gettext("Likelihoods (%(scale)s)", scale=scale)
        likely = {each.likelihood.name: each.likelihood for forecast in forecasts for each in forecast.codings}
        values = sorted(likely, key=lambda name: _place(likely[name]))
        units: list[Judged] = [
            (forecast, {each.coder: each.likelihood.name for each in forecast.codings}) for forecast in forecasts
        ]
        stated = [value for value in values if likely[value].interval]
        words = {name: each.words for name, each in likely.items()}
        level = measures.numeric(dict(_middles(likely))) if scale == NUMBERS else measures.ordinal(stated)
        if len(stated) == len(values):
            yield _measured(cards, title, units, level, values, words)
            continue
        yield _measured(cards, title, units, measures.NOMINAL, values, words)
        both = [
            (claim, read)
            for claim, unit in units
            if len(read := {coder: value for coder, value in unit.items() if value in stated}) > 1
        ]
        named = (
            gettext("Likelihoods where a degree is stated")
            if len(coded) == 1
            else gettext("Likelihoods (%(scale)s) where a degree is stated", scale=scale)
        )
        again = _measured(cards, named, both, level, stated)
        # The pairs stand in the table of all readings.
        yield replace(again, confusions=())


def _place(likelihood: Likelihood) -> tuple[bool, float, float]:
    interval = likelihood.interval
    return interval is None, interval.lower if interval else 0, interval.upper if interval else 0


def _middles(likely: Mapping[str, Likelihood]) -> Iterator[tuple[str, float]]:
    """The middle of each range, in per cent."""
    for name, likelihood in likely.items():
        if interval := likelihood.interval:
            yield name, (interval.lower + interval.upper) / 2


def _plain(value: Amount) -> str:
    """A number without what does not change it: ``2.9`` of ``2.90``."""
    return f"{value.number.normalize():f}"


def _printed(value: str) -> str:
    return f"−{value[1:]}" if value.startswith("-") else value


def _values(judged: Iterable[Judged]) -> list[str]:
    return sorted({value for _, unit in judged for value in unit.values()})


def _outcomes(cards: Cards) -> Iterator[tuple[Claim, list[Outcome]]]:
    """The claims that several coders judged as of the day that counts; what they were brought to is not a judgement."""
    for claim in cards.corpus.claims:
        if outcome := cards.corpus.outcome(claim):
            every = [each for each in (outcome, *cards.corpus.peers(outcome)) if each.coder]
            if len({each.coder for each in every}) > 1:
                yield claim, every


def _likelihoods(cards: Cards) -> dict[str, list[Forecast]]:
    """The forecasts that several coders read, by the scale of their brief: a word is another on another scale.

    Where a coder read a number, the forecast stands among numbers, whatever the scale.
    """
    found: dict[str, list[Forecast]] = {}
    for forecast in cards.corpus.forecasts:
        if len(forecast.codings) > 1:
            brief = cards.corpus.brief(forecast.brief)
            scale = (brief and brief.scale) or cards.corpus.settings.scale
            numbers = any(each.likelihood.number for each in forecast.codings)
            found.setdefault(NUMBERS if numbers else scale.label, []).append(forecast)
    return found


def _measured(
    cards: Cards,
    name: str,
    judged: Sequence[Judged],
    level: measures.Level,
    values: Sequence[str],
    words: Mapping[str, str] = MappingProxyType({}),
) -> Measured:
    """Measure the agreement on some values, which tables show in other ``words`` where they have any."""
    units = [unit for _, unit in judged]
    coders = sorted({coder for unit in units for coder in unit}, key=collation_key)
    rows = [_row(pgettext("row of all", "All"), units, level)] if units else []
    groupings: tuple[Callable[[Claim], str], ...] = (
        lambda claim: pgettext("kind", f"{KINDS[claim.kind].label}s"),
        lambda claim: _brief(cards, claim.brief),
    )
    for label_of in groupings:
        groups: dict[str, list[measures.Unit]] = {}
        for claim, unit in judged:
            groups.setdefault(label_of(claim), []).append(unit)
        rows += [_row(label, group, level) for label, group in groups.items() if len(groups) > 1]
    if level.numbers:
        differ = [(claim, unit) for claim, unit in judged if len(set(unit.values())) > 1]
        given = ((target(claim), tuple(_printed(unit.get(coder, "")) for coder in coders)) for claim, unit in differ)
        return Measured(name, level.name, tuple(coders), tuple(rows), (), tuple(given))
    pairs = combinations(coders, 2)
    confusions = tuple(_confusion(units, first, second, values, words) for first, second in pairs)
    return Measured(name, level.name, tuple(coders), tuple(rows), tuple(each for each in confusions if each.counts))


def _brief(cards: Cards, key: str) -> str:
    work = cards.corpus.references.get(key)
    return references.cited_name(cards.corpus, work) if work else key


def _row(label: str, units: Sequence[measures.Unit], level: measures.Level) -> Row:
    two = {frozenset(unit) for unit in units}
    if level.numbers:
        # Kappa takes numbers that are close together for as different as any.
        kappa, name = None, ""
    elif len(two) == 1 and len(units[0]) == 2:
        kappa, name = measures.cohen(units), "Cohen"
    elif len({len(unit) for unit in units}) == 1:
        kappa, name = measures.fleiss(units), "Fleiss"
    else:
        kappa, name = None, ""
    alpha = measures.alpha(units, level)
    return Row(
        label,
        len(units),
        measures.raw(units),
        kappa,
        name,
        alpha,
        None if alpha is None else measures.interval(units, level),
    )


def _confusion(
    units: Sequence[measures.Unit], first: str, second: str, values: Sequence[str], words: Mapping[str, str]
) -> Confusion:
    counts = measures.confusion(units, first, second)
    given = [value for value in values if any(value in pair for pair in counts)]
    shown = tuple(words.get(value, value) for value in given)
    return Confusion(first, second, shown, tuple(tuple(counts[one, other] for other in given) for one in given))
