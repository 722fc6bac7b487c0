"""Scale values to a drawing: round steps, and where each value stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import ceil, floor, log10

from foresite.language.words import right_to_left
from foresite.model.quantities import fixed

STEPS = (1, 2, 2.5, 5, 10)
LINES = 4
"""About how many lines are drawn across."""


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis from the lowest to the highest of its lines, as high as it is drawn."""

    lines: tuple[Decimal, ...]
    """The values at which lines are drawn, from the lowest."""
    top: float
    height: float

    def y(self, value: Decimal) -> float:
        """Return how far below the top of the drawing a value stands."""
        low, high = self.lines[0], self.lines[-1]
        return round(self.top + self.height * float((high - value) / (high - low)), 1)

    @property
    def labels(self) -> tuple[tuple[str, float, bool], ...]:
        """The value of each line in words, its place, and whether it is nought."""
        places = max(-int(line.normalize().as_tuple().exponent) for line in self.lines)
        return tuple((fixed(line, max(places, 0)), self.y(line), not line) for line in self.lines)


def along(share: float) -> float:
    """Return where a place of an axis from 0 to 100 stands from the left: the axis runs as the page does."""
    return round(100 - share, 2) if right_to_left() else share


def axis(values: Iterable[Decimal], top: float, height: float) -> Axis:
    """Return the axis on which some values stand."""
    known = list(values) or [Decimal(0)]
    low, high = min(known), max(known)
    if low == high:
        # A single value stands in the middle.
        low, high = low - (abs(low) / 10 or 1), high + (abs(high) / 10 or 1)
    size = float(high - low) / LINES
    power = Decimal(f"1e{floor(log10(size))}")
    # A step that differs from the size by rounding alone is wide enough.
    step = next(step for each in STEPS if float(step := Decimal(str(each)) * power) >= size * (1 - 1e-9))
    first, last = floor(low / step), ceil(high / step)
    return Axis(tuple(step * place for place in range(first, last + 1)), top, height)
