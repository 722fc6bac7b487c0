"""Theme by theme, what each outlook said and how one stands to the other.

The claims that shifts tie together, directly or through a third outlook, make one thread. A thread
belongs to the theme of its shifts; a claim of another theme that stands in it is shown there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, partial
from typing import NamedTuple

from foresite.model.corpus import Corpus
from foresite.model.dependencies import query
from foresite.model.records import Change, Claim, Forecast, Grouping, Shift
from foresite.views.addresses import LinkTarget
from foresite.views.bases import bases
from foresite.views.cards import Cards
from foresite.views.headline import Chart, chart
from foresite.views.moments import Moment, State, shown_from, through_time
from foresite.views.outlooks import Group, Groups
from foresite.views.parts import Division, address_part, named, subdivisions
from foresite.views.records import Line, ShiftView
from foresite.views.related import Related, place_of_theme, related
from foresite.views.tally import Counts, Tally, counted, tally, total

ABREAST = 5
"""How many outlooks a page can show side by side; more stand below each other."""


ClaimCounts = tuple[int, Counts]
"""How many claims there are, and the verdicts of the forecasts among them."""
Changes = tuple[tuple[Change, int], ...]
"""How many shifts there are of each kind, in the order of the kinds."""
Starts = Mapping[str, str]
"""By group: the first day that readers can choose on which it has a brief; empty where it has one on all of them."""


@dataclass(frozen=True, slots=True)
class Column:
    """What one group said."""

    group: Group
    lines: tuple[Line, ...]
    start: str = ""
    """The first day that readers can choose on which the group has a brief; empty where it has one on all of them."""
    past: tuple[State[ClaimCounts], ...] = ()
    """How many there were on earlier days, up to the latest, and how they fared; empty where it is the same on all."""
    tally: Tally = Tally()  # noqa: RUF009 (it is frozen)
    """The verdicts of its forecasts, where these are counted."""

    @property
    def count(self) -> int:
        """How many they are."""
        return len(self.lines)


@dataclass(frozen=True, slots=True)
class GlanceColumn:
    """How many claims of a theme one group makes, and the verdicts of the forecasts among them."""

    group: Group
    count: int
    tally: Tally
    start: str
    """The first day that readers can choose on which the group has a brief; empty where it has one on all of them."""
    past: tuple[State[ClaimCounts], ...]
    """How many there were on earlier days, up to the latest, and how they fared; empty where it is the same on all."""


@dataclass(frozen=True, slots=True)
class ThemeGlance:
    """One theme in a row."""

    id: str
    label: str
    claims: tuple[GlanceColumn, ...]
    """One column a group."""
    changes: Changes
    alone: int
    """How many claims stand in no shift."""
    past: tuple[State[tuple[Changes, int]], ...]
    """Both on earlier days, up to the latest; empty where they are the same on all of them."""
    place: LinkTarget | None
    """Where the theme is compared, if it is anywhere."""

    @property
    def anchor(self) -> str:
        """The id of its section, or of a heading that an editor gave it."""
        return f"theme-{self.id}"


@dataclass(frozen=True, slots=True)
class Overview:
    """Themes at a glance, in the project's order."""

    themes: tuple[ThemeGlance, ...]
    groups: tuple[Group, ...]
    starts: Starts
    by: Grouping
    chart: Chart
    """The verdicts of the forecasts on each theme."""


@dataclass(frozen=True, slots=True)
class Thread:
    """Claims of several outlooks on one matter, one column an outlook, and the shifts between them."""

    shifts: tuple[ShiftView, ...]
    columns: tuple[Column, ...]

    @property
    def start(self) -> str:
        """The first day that readers can choose on which a shift of it can be seen; empty where one can on all."""
        return min(shift.start for shift in self.shifts)


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A claim that is compared under another theme."""

    line: Line
    theme: str
    """That theme's label."""
    shifts: tuple[ShiftView, ...]
    """The shifts because of which it is compared there; none where it belongs to that theme in the first place."""


@dataclass(frozen=True)
class ThemeComparison:
    """One theme across the outlooks."""

    id: str
    label: str
    claims: tuple[Column, ...]
    """Every claim of the theme, one column an outlook."""
    changes: Changes
    past: tuple[State[tuple[Changes, int]], ...]
    """The changes, and how many claims stand in no shift, on earlier days; empty where they are the same on all."""
    likelihoods: tuple[tuple[Line, ...], ...]
    """The claims that have a likelihood, those of one thread together."""
    threads: tuple[Thread, ...]
    unanswered: tuple[Column, ...]
    """The claims that stand in no shift; empty where there are none."""
    elsewhere: tuple[Elsewhere, ...]
    place: LinkTarget | None
    """Where the theme is compared, if it is anywhere."""
    related: tuple[Related, ...]
    """The themes that a reader may look for as well."""

    # Templates ask for it in each row.
    @cached_property
    def bases(self) -> tuple[str, ...]:
        """On what the likelihoods stand."""
        return bases(line for group in self.likelihoods for line in group)

    @property
    def anchor(self) -> str:
        """The id of its section, or of a heading that an editor gave it."""
        return f"theme-{self.id}"

    @property
    def alone(self) -> int:
        """How many claims stand in no shift."""
        return sum(len(column.lines) for column in self.unanswered)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Themes in the project's order."""

    themes: tuple[ThemeComparison, ...]
    groups: tuple[Group, ...]
    """What is compared: outlooks, unless something else was asked for."""
    starts: Starts
    by: Grouping
    days: tuple[Moment, ...]
    """The days as of which a reader can read it; empty where none can be chosen."""
    whole: bool
    """Whether every theme was asked for."""
    asked: str
    """The label of the theme that was asked for."""
    chart: Chart | None
    """The verdicts of the forecasts on each theme, where every theme was asked for."""

    @property
    def abreast(self) -> bool:
        """Whether the groups stand side by side."""
        return len(self.groups) <= ABREAST


def comparison(
    cards: Cards, theme: str | None = None, by: str | None = None, only: Collection[str] | None = None
) -> Comparison:
    """The comparison of one theme, of every theme on which there is a claim or shift, or one part of it."""
    chosen = cards.corpus.themes if theme is None else (theme,)
    groups = cards.groups(by)
    compared = (_theme(cards, groups, id, only) for id in chosen)
    shown = tuple(one for one in compared if _is_shown(one))
    whole = theme is None and only is None
    return Comparison(
        themes=shown,
        groups=groups.all,
        starts=starts(cards.corpus, groups.by.value),
        by=groups.by,
        days=cards.days,
        whole=whole,
        asked=cards.corpus.settings.theme_label(theme) if theme else "",
        chart=_chart(cards, shown) if whole else None,
    )


def _is_shown(theme: ThemeComparison) -> bool:
    return bool(theme.threads or theme.elsewhere or any(column.lines for column in theme.claims))


def overview(cards: Cards, by: str | None = None) -> Overview:
    """Every theme on which there is a claim or shift, at a glance."""
    groups = cards.groups(by)
    found = ((theme, _at_a_glance(cards.corpus, theme, groups.by.value)) for theme in cards.corpus.themes)
    themes = tuple(_row(cards, groups, theme, counts) for theme, counts in found if counts)
    return Overview(themes, groups.all, starts(cards.corpus, groups.by.value), groups.by, _chart(cards, themes))


def _chart(cards: Cards, themes: Sequence[ThemeGlance | ThemeComparison]) -> Chart:
    return chart(
        cards.corpus,
        ((theme.label, None, theme.place, total(column.tally for column in theme.claims)) for theme in themes),
    )


class _Counted(NamedTuple):
    """What a row of the overview says of a theme."""

    claims: Mapping[str, tuple[int, Tally, tuple[State[ClaimCounts], ...]]]
    """By group: how many, their verdicts, and both on earlier days."""
    changes: Changes
    alone: int
    past: tuple[State[tuple[Changes, int]], ...]


def _row(cards: Cards, groups: Groups, theme: str, counts: _Counted) -> ThemeGlance:
    since = starts(cards.corpus, groups.by.value)

    def column(group: Group) -> GlanceColumn:
        count, tally, past = counts.claims.get(group.id, (0, Tally(), ()))
        return GlanceColumn(group, count, tally, since[group.id], past)

    return ThemeGlance(
        id=theme,
        label=cards.corpus.settings.theme_label(theme),
        claims=tuple(map(column, groups.all)),
        changes=counts.changes,
        alone=counts.alone,
        past=counts.past,
        place=place_of_theme(cards, theme),
    )


@query
def _at_a_glance(corpus: Corpus, theme: str, by: str) -> _Counted | None:
    """The counts of a theme; None where there is no claim or shift on it."""
    every, shifts = _of_theme(corpus, theme, None)
    if not every and not shifts:
        return None
    own = [claim for claim in every if claim.theme == theme]
    counts = {
        id: (len(claims), tally(corpus, claims), _through_time(corpus, claims))
        for id, claims in _by_group(Groups(corpus, Grouping(by)), own).items()
    }
    alone = sum(not corpus.shifts_of(claim) for claim in own)
    return _Counted(counts, _changes(shifts), alone, _changed(corpus, own, shifts))


def division(cards: Cards, theme: str | None = None, by: str | None = None) -> list[Division]:
    """Each theme's claims by group; what shifts tie together stands under the group in which it begins."""
    corpus = cards.corpus
    chosen = corpus.themes if theme is None else (theme,)
    label = corpus.settings.theme_label
    groups = cards.groups(by)
    called = [named(partial(groups.label_of, group.id)) for group in groups.all]
    divisions = []
    for id in chosen:
        items = sorted(_items(corpus, groups, id), key=lambda item: item[0])
        divisions.append(
            Division(address_part(id), label(id), subdivisions((called[place], ids) for place, ids in items))
        )
    return divisions


def _items(corpus: Corpus, groups: Groups, theme: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The threads of a theme and its other claims, each with the place of the group in which it begins."""

    threaded: set[str] = set()
    for shifts, tied in _tied(corpus.shifts_between(theme)):
        members = _claims(corpus, tied)
        own = tuple(claim.id for claim in members if claim.theme == theme)
        threaded.update(own)
        yield min(map(groups.place, members), default=0), (*own, *(shift.id for shift in shifts))
    yield from ((groups.place(claim), (claim.id,)) for claim in corpus.claims_with(theme) if claim.id not in threaded)


def _theme(cards: Cards, groups: Groups, theme: str, only: Collection[str] | None) -> ThemeComparison:
    corpus = cards.corpus
    every, shifts = _of_theme(corpus, theme, None if only is None else frozenset(only))
    own = [claim for claim in every if claim.theme == theme]
    threaded = _tied(shifts)
    tied = {id for _, ids in threaded for id in ids}
    alone = [claim for claim in own if not corpus.shifts_of(claim)]
    threads = tuple(
        Thread(tuple(map(cards.shift, together)), _columns(cards, groups, _claims(corpus, ids)))
        for together, ids in threaded
    )
    likely = [[line for column in thread.columns for line in column.lines] for thread in threads]
    likely.append([cards.line(claim, groups.by) for claim in own if claim.id not in tied])
    likelihoods = (tuple(line for line in group if line.likelihood) for group in likely)
    return ThemeComparison(
        id=theme,
        label=corpus.settings.theme_label(theme),
        claims=_columns(cards, groups, own, through_time=True),
        changes=_changes(shifts),
        past=_changes_past(corpus, theme, None if only is None else frozenset(only)),
        likelihoods=tuple(filter(None, likelihoods)),
        threads=threads,
        unanswered=_columns(cards, groups, alone) if alone else (),
        elsewhere=tuple(
            Elsewhere(
                cards.line(claim, groups.by),
                corpus.settings.theme_label(claim.theme),
                tuple(map(cards.shift, corpus.shifts_of(claim))),
            )
            for claim in every
            if claim.id not in tied and (claim.theme != theme or corpus.shifts_of(claim))
        ),
        place=place_of_theme(cards, theme),
        related=related(cards, theme),
    )


@query
def _of_theme(corpus: Corpus, theme: str, only: frozenset[str] | None) -> tuple[tuple[Claim, ...], tuple[Shift, ...]]:
    """The claims and shifts of a theme, or those of one part."""
    claims = tuple(claim for claim in corpus.claims_with(theme) if only is None or claim.id in only)
    return claims, tuple(shift for shift in corpus.shifts_between(theme) if only is None or shift.id in only)


def _changes(shifts: Iterable[Shift]) -> tuple[tuple[Change, int], ...]:
    counts = Counter(shift.change for shift in shifts)
    return tuple((change, counts[change]) for change in Change if counts[change])


def _tied(shifts: Sequence[Shift]) -> list[tuple[list[Shift], set[str]]]:
    """The shifts that have claims in common, directly or through others, with the ids of those claims; in order."""
    groups: list[tuple[list[Shift], set[str]]] = []
    for shift in shifts:
        tied = {*shift.before, *shift.after}
        together = [shift]
        for group in [group for group in groups if group[1] & tied]:
            groups.remove(group)
            together, tied = [*group[0], *together], tied | group[1]
        groups.append((together, tied))
    order = {shift.id: number for number, shift in enumerate(shifts)}
    ordered = [(sorted(together, key=lambda shift: order[shift.id]), tied) for together, tied in groups]
    return sorted(ordered, key=lambda group: order[group[0][0].id])


def _claims(corpus: Corpus, ids: Iterable[str]) -> list[Claim]:
    """The claims with these ids, in the order of the claims."""
    return list(_in_order(corpus, frozenset(ids)))


@query
def _in_order(corpus: Corpus, ids: frozenset[str]) -> tuple[Claim, ...]:
    found = [claim for id in ids if (claim := corpus.claim(id))]
    return tuple(sorted(found, key=lambda claim: corpus.order[claim.id]))


def _columns(
    cards: Cards, groups: Groups, claims: Iterable[Claim], *, through_time: bool = False
) -> tuple[Column, ...]:
    members = _by_group(groups, claims)
    since = starts(cards.corpus, groups.by.value)

    def column(group: Group) -> Column:
        own = members.get(group.id, [])
        lines = tuple(cards.line(claim, groups.by) for claim in own)
        if not through_time:
            return Column(group, lines, since[group.id])
        past, counts = _claim_counts(cards.corpus, tuple(claim.id for claim in own))
        return Column(group, lines, since[group.id], past, counts)

    return tuple(map(column, groups.all))


def _by_group(groups: Groups, claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    members: dict[str, list[Claim]] = {}
    for claim in claims:
        members.setdefault(groups.id_of(claim), []).append(claim)
    return members


@query
def _claim_counts(corpus: Corpus, ids: tuple[str, ...]) -> tuple[tuple[State[ClaimCounts], ...], Tally]:
    """Count some claims and their verdicts: on earlier days, and by now."""
    claims = [claim for id in ids if (claim := corpus.claim(id))]
    return _through_time(corpus, claims), tally(corpus, claims)


def _through_time(corpus: Corpus, claims: Sequence[Claim]) -> tuple[State[ClaimCounts], ...]:
    """Count some claims on earlier days, and the verdicts of the forecasts among them."""

    def told(then: Corpus) -> ClaimCounts:
        there = [claim for claim in claims if then is corpus or corpus.published_on(claim.brief) <= then.day]
        likely = (claim for claim in there if isinstance(claim, Forecast) and claim.likelihood)
        return len(there), counted(map(then.verdict, likely))

    return through_time(corpus, claims, told)


@query
def _changes_past(corpus: Corpus, theme: str, only: frozenset[str] | None) -> tuple[State[tuple[Changes, int]], ...]:
    """The changes of a theme, and how many of its claims stood in no shift, on earlier days."""
    claims, shifts = _of_theme(corpus, theme, only)
    return _changed(corpus, [claim for claim in claims if claim.theme == theme], shifts)


def _changed(
    corpus: Corpus, claims: Sequence[Claim], shifts: Sequence[Shift]
) -> tuple[State[tuple[Changes, int]], ...]:
    def told(then: Corpus) -> tuple[Changes, int]:
        there = [claim for claim in claims if then is corpus or corpus.published_on(claim.brief) <= then.day]
        seen = (shift for shift in shifts if then is corpus or corpus.compared_from(shift) <= then.day)
        return _changes(seen), sum(not then.shifts_of(claim) for claim in there)

    every = {shift.id: shift for shift in (*shifts, *(each for claim in claims for each in corpus.shifts_of(claim)))}
    return through_time(corpus, claims, told, shifts=every.values())


@query
def starts(corpus: Corpus, by: str) -> Starts:
    """The first day that readers can choose on which each group has a brief."""
    first: dict[str, date] = {}
    for brief in corpus.briefs:
        group = corpus.group_of(by, brief.key)
        first[group] = min(first.get(group, date.max), corpus.published_on(brief.key))
    return {id: shown_from(corpus, first.get(id, date.min)) for id in corpus.group_ids(by)}
