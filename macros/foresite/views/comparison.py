"""Theme by theme, what each outlook said and how one stands to the other.

The claims that shifts tie together, directly or through a third outlook, make one thread. A thread
belongs to the theme of its shifts; a claim of another theme that stands in it is shown there.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from foresite.model import Change, Claim, Shift, Verdict
from foresite.views.cards import Cards
from foresite.views.links import Target
from foresite.views.outlooks import Outlook
from foresite.views.records import Line, ShiftView


@dataclass(frozen=True, slots=True)
class Column:
    """What one outlook said."""

    outlook: Outlook
    lines: tuple[Line, ...]

    @property
    def verdicts(self) -> tuple[tuple[Verdict, int], ...]:
        """How many of them have each verdict; verdicts without any left out."""
        counts = Counter(line.verdict for line in self.lines)
        return tuple((verdict, counts[verdict]) for verdict in Verdict if counts[verdict])


@dataclass(frozen=True, slots=True)
class Thread:
    """Claims of several outlooks on one matter, one column an outlook, and the shifts between them."""

    shifts: tuple[ShiftView, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A claim that is compared under another theme."""

    line: Line
    shifts: tuple[ShiftView, ...]


@dataclass(frozen=True, slots=True)
class ThemeComparison:
    """One theme across the outlooks."""

    id: str
    label: str
    claims: tuple[Column, ...]
    """Every claim of the theme, one column an outlook."""
    changes: tuple[tuple[Change, int], ...]
    """How many shifts of each kind, in the order of the kinds."""
    likelihoods: tuple[tuple[Line, ...], ...]
    """The claims that have a likelihood, those of one thread together."""
    threads: tuple[Thread, ...]
    unanswered: tuple[Column, ...]
    """The claims that stand in no shift; empty where there are none."""
    elsewhere: tuple[Elsewhere, ...]
    place: Target | None
    """Where the theme is compared, if it is anywhere."""

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
    outlooks: tuple[Outlook, ...]
    whole: bool
    """Whether every theme was asked for."""
    asked: str
    """The label of the theme that was asked for."""


def comparison(cards: Cards, theme: str | None = None) -> Comparison:
    """The comparison of one theme, or of every theme on which there is a claim or shift."""
    chosen = cards.corpus.themes if theme is None else (theme,)
    compared = (_theme(cards, id) for id in chosen)
    return Comparison(
        themes=tuple(one for one in compared if one.threads or any(column.lines for column in one.claims)),
        outlooks=cards.outlooks,
        whole=theme is None,
        asked=cards.corpus.settings.theme_label(theme) if theme else "",
    )


def _theme(cards: Cards, theme: str) -> ThemeComparison:
    corpus = cards.corpus
    own = [claim for claim in corpus.claims if claim.theme == theme]
    shifts = corpus.between(theme)
    threads = _threads(cards, shifts)
    shown = {claim for shift in shifts for claim in (*shift.before, *shift.after)}
    alone = corpus.unanswered(theme)
    changes = Counter(shift.change for shift in shifts)
    groups = [[line for column in thread.columns for line in column.lines] for thread in threads]
    tied = {line for group in groups for line in group}
    groups.append([line for line in map(cards.line, own) if line not in tied])
    likelihoods = (tuple(line for line in group if line.likelihood) for group in groups)
    return ThemeComparison(
        id=theme,
        label=corpus.settings.theme_label(theme),
        claims=_columns(cards, own),
        changes=tuple((change, changes[change]) for change in Change if changes[change]),
        likelihoods=tuple(filter(None, likelihoods)),
        threads=threads,
        unanswered=_columns(cards, alone) if alone else (),
        elsewhere=tuple(
            Elsewhere(cards.line(claim), tuple(map(cards.shift, corpus.shifts_of(claim))))
            for claim in own
            if claim.id not in shown and claim not in alone
        ),
        place=_place(cards, theme),
    )


def _place(cards: Cards, theme: str) -> Target | None:
    calls = [call for call in cards.corpus.calls if call.name == "comparison"]
    found = [call for call in calls if call.arguments.get("theme") == theme]
    found += [call for call in calls if not call.arguments]
    label = cards.corpus.settings.theme_label(theme)
    return Target(label, found[0].page, f"theme-{theme}") if found else None


def _threads(cards: Cards, shifts: tuple[Shift, ...]) -> tuple[Thread, ...]:
    groups: list[tuple[list[Shift], set[str]]] = []
    for shift in shifts:
        tied = {*shift.before, *shift.after}
        together = [shift]
        for group in [group for group in groups if group[1] & tied]:
            groups.remove(group)
            together, tied = [*group[0], *together], tied | group[1]
        groups.append((together, tied))
    order = {shift.id: number for number, shift in enumerate(shifts)}
    groups.sort(key=lambda group: min(order[shift.id] for shift in group[0]))
    return tuple(
        Thread(
            shifts=tuple(cards.shift(shift) for shift in sorted(together, key=lambda shift: order[shift.id])),
            columns=_columns(cards, [claim for claim in cards.corpus.claims if claim.id in tied]),
        )
        for together, tied in groups
    )


def _columns(cards: Cards, claims: list[Claim] | tuple[Claim, ...]) -> tuple[Column, ...]:
    return tuple(
        Column(look, tuple(cards.line(claim) for claim in claims if claim.outlook == look.year))
        for look in cards.outlooks
    )
