"""Show which places of a brief claims rest on, and which have none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from foresite.model.fields import OF_BRIEF
from foresite.model.locators import MINUTE, PART, UNITS, LocatorPart
from foresite.model.records import Brief, Claim, Grouping
from foresite.views.cards import Cards
from foresite.views.counts import counted
from foresite.views.outlooks import Group
from foresite.views.records import Line

RUN = 12
"""How many places in a row that say the same stand in cells of their own; more share one."""
DIVIDED = ("section", "chapter")
"""The units whose parts have numbers that begin with theirs: §3.2 stands in §3."""


@dataclass(frozen=True, slots=True)
class MapRow:
    """The claims of one kind that begin at a place."""

    label: str
    """Their number and kind: ``2 forecasts``."""
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class MapCell:
    """A place of a brief, or several in a row that say the same."""

    label: str
    """As cards have it: ``¶17``, ``¶21–60``."""
    rows: tuple[MapRow, ...]
    continued: int
    """How many claims rest on it that began at an earlier place."""


@dataclass(frozen=True, slots=True)
class BriefMap:
    """The places of a brief in order, with the claims that rest on them."""

    group: Group | None
    """The outlook of the brief; None for a work that nobody annotated."""
    unit: str
    """What is counted, in words; empty where no claim names a numbered place."""
    count: int
    """How many there are; 0 where nobody counted them."""
    used: int
    """How many of them claims rest on."""
    cells: tuple[MapCell, ...]
    elsewhere: tuple[MapCell, ...]
    """Places that are numbered otherwise or have names, such as a table or an executive summary."""


@dataclass(frozen=True, slots=True)
class _Span:
    """A claim at places without a gap, both ends included."""

    first: int
    last: int
    claim: Claim


def brief_map(cards: Cards, key: str) -> BriefMap:
    """The map of one brief."""
    annotated = cards.corpus.brief(key)
    if annotated is None:
        return BriefMap(None, "", 0, 0, (), ())
    claims = cards.corpus.claims_of(key)
    unit = _unit(annotated, claims)
    spans = {claim.id: tuple(_spans(claim, unit)) for claim in claims}
    placed = [span for each in spans.values() for span in each]
    count = annotated.count(unit) if unit else 0
    covered = {place for span in placed for place in (span.first, span.last)}
    least, greatest = min((1, *covered)), max((count, *covered))
    others: dict[str, list[Claim]] = {}
    for claim in claims:
        if not spans[claim.id]:
            others.setdefault(claim.at.words, []).append(claim)
    used = _length(placed)
    alone = (count or used) == 1
    return BriefMap(
        group=cards.groups(Grouping.OUTLOOK).of_brief(key),
        unit=(unit if alone else UNITS[unit].plural) if unit else "",
        count=count,
        used=used,
        cells=tuple(_cells(cards, unit, placed, least, greatest)) if unit else (),
        elsewhere=tuple(MapCell(label, _rows(cards, those), 0) for label, those in others.items()),
    )


def _unit(brief: Brief, claims: Sequence[Claim]) -> str:
    """Return what the map counts: what the brief counts, and claims name if possible; else what most claims name."""
    named = Counter(part.unit for claim in claims for part in claim.at.parts if part.unit != PART)
    counted = [unit for unit in UNITS if brief.count(unit)]
    return next((unit for unit in counted if named[unit]), "") or next(
        iter(counted or sorted(named, key=lambda unit: (-named[unit], list(UNITS).index(unit)))), ""
    )


def _spans(claim: Claim, unit: str) -> Iterator[_Span]:
    """Yield where a claim stands among the places of a unit, places that touch as one."""
    places = sorted(
        (first, last)
        for start, end in claim.at.of(unit)
        if (first := _number(unit, start)) is not None and (last := _number(unit, end)) is not None
    )
    merged: list[tuple[int, int]] = []
    for first, last in places:
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = merged[-1][0], max(last, merged[-1][1])
        else:
            merged.append((first, last))
    return (_Span(first, last, claim) for first, last in merged)


def _number(unit: str, text: str) -> int | None:
    """Return the place of a number among those of its unit; None where it is numbered otherwise."""
    if unit == MINUTE and ":" in text:
        # Hours, minutes and seconds, or minutes and seconds.
        *hours, minutes, _ = map(int, text.split(":"))
        return minutes + 60 * sum(hours)
    found = re.match("[0-9]+", text) if unit in DIVIDED else re.fullmatch("[0-9]+", text)
    return int(found[0]) if found else None


def _length(spans: Iterable[_Span]) -> int:
    """Return how many places the spans cover."""
    covered = end = 0
    for span in sorted(spans, key=lambda span: span.first):
        covered += max(span.last - max(span.first, end) + 1, 0)
        end = max(end, span.last + 1)
    return covered


def _cells(cards: Cards, unit: str, spans: Sequence[_Span], least: int, greatest: int) -> Iterator[MapCell]:
    """Yield the cells in order. Between two places at which a claim begins or ends, all say the same."""
    starting: dict[int, list[_Span]] = {}
    for span in spans:
        starting.setdefault(span.first, []).append(span)
    edges = sorted({least, greatest + 1, *starting, *(span.last + 1 for span in spans)})
    active: list[_Span] = []
    for edge, after in pairwise(edges):
        active = [span for span in active if span.last >= edge]
        start = edge
        if begun := starting.get(edge):
            yield MapCell(_label(unit, edge, edge), _rows(cards, [span.claim for span in begun]), len(active))
            active += begun
            start += 1
        step = after - start if after - start > RUN else 1
        for place in range(start, after, step):
            yield MapCell(_label(unit, place, place + step - 1), (), len(active))


def _label(unit: str, first: int, last: int) -> str:
    return LocatorPart(unit, ((str(first), str(last)),)).words


def _rows(cards: Cards, claims: Sequence[Claim]) -> tuple[MapRow, ...]:
    """Return the claims by their kinds, in the order in which kinds are declared."""
    rows = []
    for kind in OF_BRIEF:
        if lines := tuple(cards.line(claim) for claim in claims if claim.kind == kind):
            rows.append(MapRow(counted(kind, len(lines)), lines))
    return tuple(rows)
