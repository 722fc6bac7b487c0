"""How far coders agree: raw agreement, kappa, and Krippendorff's alpha with an interval.

A unit is what several coders judged: the value that each gave it. Sources of the formulas:

* Cohen's kappa: Jacob Cohen, "A Coefficient of Agreement for Nominal Scales", *Educational and Psychological
  Measurement* 20 (1960); for two coders who both judged every unit.
* Fleiss's kappa: Joseph L. Fleiss, "Measuring Nominal Scale Agreement among Many Raters", *Psychological Bulletin* 76
  (1971); for any coders, as many for each unit.
* Krippendorff's alpha, by coincidences: Klaus Krippendorff, *Content Analysis*, chapter on reliability; for any
  number of coders, of whom some may be missing. The level of measurement says how far two values are apart.

Libraries that compute alpha bring NumPy, which is larger than all of Foresite, and the best kept is under the GPL; the
tests compare with published figures.

The interval of alpha is a percentile bootstrap over units. It is drawn from a fixed seed: the same record gives the
same interval.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from random import Random

Unit = Mapping[str, str]
"""The value that each coder gave."""
Pairs = Mapping[tuple[str, str], float]
RESAMPLES = 1_000
SEED = 20_110_125


@dataclass(frozen=True, slots=True)
class Level:
    """A level of measurement: how far two values are apart."""

    name: str
    order: Sequence[str] = ()
    """The values of an ordinal level, the least first."""
    numbers: Mapping[str, float] = field(default_factory=dict)
    """The number of each value of an interval level."""


NOMINAL = Level("nominal")
"""Two values are the same or not."""


def ordinal(order: Sequence[str]) -> Level:
    """Return the level of values in an order: the more values lie between two, the farther they are apart."""
    return Level("ordinal", order=order)


def numeric(numbers: Mapping[str, float]) -> Level:
    """Return the interval level: the square of the difference says how far two numbers are apart."""
    return Level("interval", numbers=numbers)


def raw(units: Sequence[Unit]) -> float:
    """Return the share of pairs of coders that agree, as the mean over units."""
    return sum(_agreeing(list(unit.values())) for unit in units) / len(units)


def cohen(units: Sequence[Unit]) -> float | None:
    """Return Cohen's kappa; None where the same two did not judge every unit, or both gave one value to all."""
    coders = sorted({coder for unit in units for coder in unit})
    if len(coders) != 2 or any(len(unit) != 2 for unit in units):
        return None
    first, second = (Counter(unit[coder] for unit in units) for coder in coders)
    expected = sum(count * second[value] for value, count in first.items()) / len(units) ** 2
    return None if expected == 1 else (raw(units) - expected) / (1 - expected)


def fleiss(units: Sequence[Unit]) -> float | None:
    """Return Fleiss's kappa; None where some units have more coders than others, or all have one value."""
    if len({len(unit) for unit in units}) != 1:
        return None
    counts = Counter(value for unit in units for value in unit.values())
    expected = sum((count / counts.total()) ** 2 for count in counts.values())
    return None if expected == 1 else (raw(units) - expected) / (1 - expected)


def alpha(units: Sequence[Unit], level: Level = NOMINAL) -> float | None:
    """Return Krippendorff's alpha; None where all have one value."""
    return _alpha([_coincidences(unit) for unit in units], level)


def interval(units: Sequence[Unit], level: Level = NOMINAL) -> tuple[float, float] | None:
    """Return the 95 per cent interval of alpha; None where too many samples of the units leave it undefined."""
    coincidences = [_coincidences(unit) for unit in units]
    draw = Random(SEED)
    samples = (draw.choices(coincidences, k=len(coincidences)) for _ in range(RESAMPLES))
    found = sorted(value for sample in samples if (value := _alpha(sample, level)) is not None)
    if len(found) < RESAMPLES * 0.9:
        return None
    return found[round(0.025 * (len(found) - 1))], found[round(0.975 * (len(found) - 1))]


def confusion(units: Sequence[Unit], first: str, second: str) -> Counter[tuple[str, str]]:
    """Count how often two coders gave each pair of values to one unit."""
    return Counter((unit[first], unit[second]) for unit in units if first in unit and second in unit)


def _agreeing(values: Sequence[str]) -> float:
    pairs = len(values) * (len(values) - 1)
    return sum(count * (count - 1) for count in Counter(values).values()) / pairs


def _coincidences(unit: Unit) -> Pairs:
    """The pairs of values of a unit, each counted so that every value counts once in all."""
    pairs = Counter(permutations(unit.values(), 2))
    return {pair: count / (len(unit) - 1) for pair, count in pairs.items()}


def _alpha(sample: Sequence[Pairs], level: Level) -> float | None:
    together: dict[tuple[str, str], float] = {}
    for pairs in sample:
        for pair, count in pairs.items():
            together[pair] = together.get(pair, 0) + count
    counts: dict[str, float] = {}
    for (value, _), count in together.items():
        counts[value] = counts.get(value, 0) + count
    distance = _distances(counts, level)
    observed = sum(count * distance[pair] for pair, count in together.items())
    expected = sum(counts[one] * counts[other] * apart for (one, other), apart in distance.items())
    total = sum(counts.values())
    return None if not expected else 1 - (total - 1) * observed / expected


def _distances(counts: Mapping[str, float], level: Level) -> dict[tuple[str, str], float]:
    """How far each two values are apart on a level."""
    if level.numbers:
        places: Mapping[str, float] = level.numbers
    elif level.order:
        places, total = {}, 0.0
        for value in (value for value in level.order if value in counts):
            places[value] = total + counts[value] / 2
            total += counts[value]
    else:
        return {(one, other): float(one != other) for one in counts for other in counts}
    return {(one, other): (places[one] - places[other]) ** 2 for one in counts for other in counts}
