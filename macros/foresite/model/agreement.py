"""How far coders agree: raw agreement, kappa, and Krippendorff's alpha with an interval.

A unit is what several coders judged: the value that each gave it. Sources of the formulas:

* Cohen's kappa: Jacob Cohen, "A Coefficient of Agreement for Nominal Scales", *Educational and Psychological
  Measurement* 20 (1960); for two coders who both judged every unit.
* Fleiss's kappa: Joseph L. Fleiss, "Measuring Nominal Scale Agreement among Many Raters", *Psychological Bulletin* 76
  (1971); for any coders, as many for each unit.
* Krippendorff's alpha, by coincidences: Klaus Krippendorff, *Content Analysis*, chapter on reliability; for any
  number of coders, of whom some may be missing. Values are nominal, or ordinal where an order of them is given.

The interval of alpha is a percentile bootstrap over units. It is drawn from a fixed seed: the same record gives the
same interval.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import permutations
from random import Random

Unit = Mapping[str, str]
"""The value that each coder gave."""
Pairs = Mapping[tuple[str, str], float]
RESAMPLES = 1_000
SEED = 20_110_125


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


def alpha(units: Sequence[Unit], order: Sequence[str] = ()) -> float | None:
    """Return Krippendorff's alpha, ordinal where an order of the values is given; None where all have one value."""
    return _alpha([_coincidences(unit) for unit in units], order)


def interval(units: Sequence[Unit], order: Sequence[str] = ()) -> tuple[float, float] | None:
    """Return the 95 per cent interval of alpha; None where too many samples of the units leave it undefined."""
    coincidences = [_coincidences(unit) for unit in units]
    draw = Random(SEED)
    samples = (draw.choices(coincidences, k=len(coincidences)) for _ in range(RESAMPLES))
    found = sorted(value for sample in samples if (value := _alpha(sample, order)) is not None)
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


def _alpha(sample: Sequence[Pairs], order: Sequence[str]) -> float | None:
    together: dict[tuple[str, str], float] = {}
    for pairs in sample:
        for pair, count in pairs.items():
            together[pair] = together.get(pair, 0) + count
    counts: dict[str, float] = {}
    for (value, _), count in together.items():
        counts[value] = counts.get(value, 0) + count
    distance = _distances(counts, order)
    observed = sum(count * distance[pair] for pair, count in together.items())
    expected = sum(counts[one] * counts[other] * apart for (one, other), apart in distance.items())
    total = sum(counts.values())
    return None if not expected else 1 - (total - 1) * observed / expected


def _distances(counts: Mapping[str, float], order: Sequence[str]) -> dict[tuple[str, str], float]:
    """How far two values are apart: all alike where they have no order, else by how many values lie between them."""
    if not order:
        return {(one, other): float(one != other) for one in counts for other in counts}
    present = [value for value in order if value in counts]
    below, total = {}, 0.0
    for value in present:
        below[value] = total + counts[value] / 2
        total += counts[value]
    return {(one, other): (below[one] - below[other]) ** 2 for one in present for other in present}
