"""Show a headline: what the record says in one sentence, and a bar for each group or theme.

All bars of a chart have one scale, so that their lengths can be compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from foresite.model.corpus import Corpus
from foresite.model.dependencies import query
from foresite.model.records import Claim, Grouping, Verdict
from foresite.views.addresses import LinkTarget
from foresite.views.cards import Cards
from foresite.views.outlooks import Group, Groups
from foresite.views.tally import Counts, Tally, tally, total

LEAST = 6
"""How many forecasts the scale holds at least: a bar over the whole width would make one forecast look like many."""
NUMBERED = 5.0
"""From which width on, per cent, a part of a bar has its number in it."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar."""

    verdict: Verdict
    count: int
    start: float
    """Where it begins, per cent of the chart's width."""
    width: float

    @property
    def middle(self) -> float:
        """Where its number stands."""
        return round(self.start + self.width / 2, 2)

    @property
    def numbered(self) -> bool:
        """Whether it has room for its number."""
        return self.width >= NUMBERED


@dataclass(frozen=True, slots=True)
class Bar:
    """A group or theme, with the verdicts of its forecasts."""

    label: str
    group: Group | None
    """None for a theme."""
    place: LinkTarget | None
    """Where it is told of, if it is anywhere."""
    tally: Tally
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars under a title that says what they show."""

    title: str
    bars: tuple[Bar, ...]
    whole: Tally
    """All that the bars show."""
    latest: str = ""
    """The latest day that readers can choose: as of earlier ones the chart does not hold. Empty without a choice."""

    @property
    def counts(self) -> Counts:
        """The verdicts in the chart, with how many forecasts have each."""
        return self.whole.verdicts


Row = tuple[str, Group | None, LinkTarget | None, Tally]
"""What a bar is made of: its label, its group or None, where it is told of, and its counts."""


def chart(corpus: Corpus, rows: Iterable[Row], about: str = "") -> Chart:
    """Return the bars of some rows; the title says what they are ``about``, where that is not the whole record."""
    rows = list(rows)
    whole = total(counts for *_, counts in rows)
    most = max((counts.forecasts for *_, counts in rows), default=0)
    most = max(most, LEAST)
    bars = tuple(
        Bar(label, group, place, counts, tuple(_segments(counts, most)))
        for label, group, place, counts in rows
        if counts.forecasts or counts.values
    )
    latest = corpus.moments[-1].isoformat() if corpus.moments else ""
    return Chart(whole.about(about) if about else whole.sentence, bars, whole, latest)


def _segments(counts: Tally, most: int) -> Iterator[Segment]:
    before = 0
    for verdict, count in counts.verdicts:
        start, end = round(before * 100 / most, 2), round((before + count) * 100 / most, 2)
        yield Segment(verdict, count, start, round(end - start, 2))
        before += count


def headline(cards: Cards, theme: str | None = None, by: str | None = None) -> Chart:
    """Return the verdicts of the forecasts of each group, or of those on a theme."""
    groups = cards.groups(by)
    rows = by_group(cards, groups, theme)
    return chart(cards.corpus, rows, cards.corpus.settings.theme_label(theme) if theme else "")


def by_group(cards: Cards, groups: Groups, theme: str | None = None) -> list[Row]:
    """Return the groups of a grouping that forecast anything, with their counts."""
    counts = dict(_tallies(cards.corpus, theme, groups.by.value))
    return [(group.label, group, None, counts[group.id]) for group in groups.all if group.id in counts]


@query
def _tallies(corpus: Corpus, theme: str | None, by: str) -> tuple[tuple[str, Tally], ...]:
    """Return the counts of each group: of all its claims, or of those that belong to a theme first of all."""
    groups = Groups(corpus, Grouping(by))
    members: dict[str, list[Claim]] = {}
    for claim in _of_theme(corpus, theme):
        members.setdefault(groups.id_of(claim), []).append(claim)
    return tuple((id, tally(corpus, claims)) for id, claims in members.items())


def _of_theme(corpus: Corpus, theme: str | None) -> Sequence[Claim]:
    if theme is None:
        return corpus.claims
    return [claim for claim in corpus.claims_with(theme) if claim.theme == theme]
