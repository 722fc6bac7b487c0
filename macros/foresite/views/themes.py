"""Show a theme on a page of its own: the outcomes, what each outlook said, the deciding events, what to read next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from foresite.language.words import ngettext
from foresite.model.corpus import Corpus
from foresite.model.dependencies import query
from foresite.views.cards import Cards
from foresite.views.comparison import Comparison, comparison
from foresite.views.headline import Chart, headline
from foresite.views.lists import Listing, recommendations
from foresite.views.records import EventLine, Line
from foresite.views.related import Related, related


@dataclass(frozen=True, slots=True)
class Deciding:
    """An event that decides claims of a theme."""

    event: EventLine
    lines: tuple[Line, ...]
    """These claims."""


@dataclass(frozen=True, slots=True)
class ThemeView:
    """A theme, or one part of its comparison."""

    id: str
    label: str
    whole: bool
    chart: Chart
    related: tuple[Related, ...]
    comparison: Comparison
    deciding: tuple[Deciding, ...]
    """Those that decide most first."""
    advice: Listing
    headed: frozenset[str]
    """The pages that show the chart above by themselves, and do not need it twice."""

    @property
    def found(self) -> str:
        """What the events show, in a sentence."""
        most = self.deciding[0]
        decided = len({line.target.anchor for each in self.deciding for line in each.lines})
        claims = ngettext("one claim", "%(num)s claims", decided)
        if len(self.deciding) == 1 or len(most.lines) == 1:
            return ngettext(
                "One event decides %(claims)s of this theme.",
                "%(num)s events decide %(claims)s of this theme.",
                len(self.deciding),
                claims=claims,
            )
        if len(most.lines) == len(self.deciding[1].lines):
            return ngettext(
                "%(num)s event decides %(claims)s of this theme; none decides more than %(most)s.",
                "%(num)s events decide %(claims)s of this theme; none decides more than %(most)s.",
                len(self.deciding),
                claims=claims,
                most=len(most.lines),
            )
        return ngettext(
            "%(num)s event decides %(claims)s of this theme; “%(event)s” decides the most: %(most)s.",
            "%(num)s events decide %(claims)s of this theme; “%(event)s” decides the most: %(most)s.",
            len(self.deciding),
            claims=claims,
            event=most.event.target.text,
            most=len(most.lines),
        )


def theme(cards: Cards, theme: str, by: str | None = None, only: Collection[str] | None = None) -> ThemeView:
    """Return everything on a theme, or one part of what was said of it."""
    corpus = cards.corpus
    return ThemeView(
        id=theme,
        label=corpus.settings.theme_label(theme),
        whole=only is None,
        chart=headline(cards, theme, by),
        related=related(cards, theme),
        comparison=comparison(cards, theme, by, only),
        deciding=tuple(
            Deciding(cards.event_line(event), cards.lines(ids, by))
            for id, ids in _deciding(corpus, theme)
            if (event := corpus.event(id))
        ),
        advice=recommendations(cards, theme=theme, by=by),
        headed=frozenset(
            call.page for call in corpus.calls if call.name == "headline" and call.arguments.get("theme") == theme
        ),
    )


@query
def _deciding(corpus: Corpus, theme: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the events that decide claims of a theme, each with these claims; what decides most first."""
    decided: dict[str, list[str]] = {}
    for claim in corpus.claims_with(theme):
        outcome = corpus.outcome(claim)
        for event in outcome.events if outcome else ():
            decided.setdefault(event, []).append(claim.id)
    order = {event.id: place for place, event in enumerate(corpus.events)}
    found = [(id, tuple(ids)) for id, ids in decided.items() if id in order]
    return tuple(sorted(found, key=lambda each: (-len(each[1]), order[each[0]])))
