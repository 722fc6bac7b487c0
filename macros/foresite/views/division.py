"""What a view can be divided by: its themes, and in them outlooks, years or letters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """An outlook, a year or a letter, with what belongs to it."""

    slug: str
    label: str
    items: tuple[tuple[str, ...], ...]
    """What never stands on two pages, such as the claims of one thread: the ids of each, in order."""

    @property
    def size(self) -> int:
        """How many records or works it has."""
        return sum(map(len, self.items))


@dataclass(frozen=True, slots=True)
class Division:
    """A theme, or all of a view that has none."""

    slug: str
    label: str
    """Empty for all of a view."""
    units: list[Unit]

    @property
    def size(self) -> int:
        """How many records or works it has."""
        return sum(unit.size for unit in self.units)


def whole(items: Iterable[tuple[str | int, tuple[str, ...]]]) -> list[Division]:
    """A view without themes: its items, each with the outlook, year or letter that it belongs to, in order."""
    return [Division("", "", units(items))]


def units(items: Iterable[tuple[str | int, tuple[str, ...]]]) -> list[Unit]:
    """Items put together by what they belong to, in the order in which that first comes up."""
    groups: dict[str, list[tuple[str, ...]]] = {}
    for label, ids in items:
        groups.setdefault(str(label), []).append(ids)
    return [Unit(slug(label), label, tuple(found)) for label, found in groups.items()]


def slug(label: str) -> str:
    """A label as a part of an address."""
    return re.sub(r"[\W_]+", "-", label.casefold()).strip("-") or "other"
