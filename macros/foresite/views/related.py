"""Find where a theme is compared, and the themes that lead to each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from foresite.language.formats import series
from foresite.language.words import ngettext
from foresite.model.corpus import Corpus
from foresite.model.dependencies import query
from foresite.views.addresses import LinkTarget
from foresite.views.cards import Cards

MOST_RELATED = 4
"""How many themes are named that the record ties to one, beside those that the settings name."""


@dataclass(frozen=True, slots=True)
class Related:
    """A theme to which another leads."""

    label: str
    place: LinkTarget | None
    """Where it is compared, if it is anywhere."""
    why: str
    """What ties the two, in words; empty where only the settings do."""


def place_of_theme(cards: Cards, theme: str) -> LinkTarget | None:
    """Return where a theme is compared: on its own page, else beside others; None where it is nowhere."""
    corpus = cards.corpus
    calls = [call for call in corpus.calls if call.name in ("theme", "comparison")]
    found = [call for call in calls if call.name == "theme" and call.arguments.get("theme") == theme]
    found += [call for call in calls if call.name == "comparison" and call.arguments.get("theme") == theme]
    found += [call for call in calls if call.name == "comparison" and not call.arguments]
    if not found:
        return None
    label = corpus.settings.theme_label(theme)
    parts = [part for part in corpus.parts_of(found[0].name, found[0].arguments) if part.group == label]
    # Of several parts, the page of the call leads to each.
    page = parts[0].page if len(parts) == 1 else found[0].page
    return LinkTarget(label, page, f"theme-{theme}")


def related(cards: Cards, theme: str) -> tuple[Related, ...]:
    """Return the themes to which one leads: those in the settings, then those that the record ties to it most."""
    label = cards.corpus.settings.theme_label
    return tuple(
        Related(label(other), place_of_theme(cards, other), series(_said(*ties)))
        for other, ties in _related(cards.corpus, theme)
    )


@query
def _related(corpus: Corpus, theme: str) -> tuple[tuple[str, tuple[int, int, int]], ...]:
    see_also, used = corpus.settings.see_also, corpus.themes
    named = [*see_also.get(theme, ()), *(other for other, others in see_also.items() if theme in others)]
    named = [other for other in dict.fromkeys(named) if other in used and other != theme]
    ties = _ties(corpus, theme)
    tied = [other for other in used if other != theme and any(ties(other)) and other not in named]
    # Claims weigh more than shifts, and shifts more than events.
    tied.sort(key=ties, reverse=True)
    return tuple((other, ties(other)) for other in [*named, *tied[: MOST_RELATED - len(named)]])


def _ties(corpus: Corpus, theme: str) -> Callable[[str], tuple[int, int, int]]:
    """Return a function that counts claims and events of both themes, and shifts that join claims of the two."""
    claims = Counter(other for claim in corpus.claims_with(theme) for other in claim.themes)
    events = Counter(other for event in corpus.events if theme in event.themes for other in event.themes)
    shifts = Counter(
        other
        for shift in corpus.shifts
        for joined in [{shift.theme, *_themes_of(corpus, (*shift.before, *shift.after))}]
        if theme in joined
        for other in joined
    )
    return lambda other: (claims[other], shifts[other], events[other])


def _themes_of(corpus: Corpus, ids: tuple[str, ...]) -> Iterator[str]:
    for id in ids:
        if claim := corpus.claim(id):
            yield from claim.themes


def _said(claims: int, shifts: int, events: int) -> Iterator[str]:
    if claims:
        yield ngettext("%(num)s claim in both", "%(num)s claims in both", claims)
    if shifts:
        yield ngettext("%(num)s shift between them", "%(num)s shifts between them", shifts)
    if events:
        yield ngettext("%(num)s event in both", "%(num)s events in both", events)
