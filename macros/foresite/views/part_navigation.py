"""Link the parts of a divided view: the head in place of the view, and the navigation on each part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from foresite.language.formats import series
from foresite.model.corpus import Corpus
from foresite.model.datafiles import DATA_FILE
from foresite.model.macros import MACROS
from foresite.model.records import Part
from foresite.views.addresses import LinkTarget
from foresite.views.cards import Cards
from foresite.views.comparison import Overview, overview
from foresite.views.counts import counted
from foresite.views.headline import Chart, headline
from foresite.views.related import Related, related

CLAIMS = DATA_FILE["data/claims.csv"]


@dataclass(frozen=True, slots=True)
class PartLine:
    """A part in the list on its view's page."""

    target: LinkTarget
    counted: str
    """The number of its items: ``212 claims``."""
    works: tuple[LinkTarget, ...]
    """Its works by name, for readers who look for one; empty for views other than the bibliography."""


@dataclass(frozen=True, slots=True)
class Group:
    """The parts of one theme, or all of them."""

    label: str
    """The label; empty where the view is not divided by themes."""
    anchor: str
    parts: tuple[PartLine, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """The content of a page in place of a view that is too large for it."""

    counted: str
    groups: tuple[Group, ...]
    overview: Overview | None
    """An overview of themes, above a comparison of all themes."""
    theme: Chart | None
    """The verdicts of the forecasts on a theme, above the parts of its page."""
    related: tuple[Related, ...]
    """The themes to which it leads."""
    data: LinkTarget | None
    """The data of the whole view, where only its parts can be filtered."""


@dataclass(frozen=True, slots=True)
class Around:
    """The navigation from a part to the rest of its view."""

    home: LinkTarget
    label: str
    others: tuple[tuple[LinkTarget, bool], ...]
    """The parts of the same group, in order, each with whether it is the current one."""
    before: LinkTarget | None
    after: LinkTarget | None


def head(cards: Cards, parts: Sequence[Part], name: Callable[[str], str]) -> Head:
    """Return the head of a divided view; ``name`` returns the short name of a work."""
    corpus, view = cards.corpus, parts[0].view
    groups: dict[str, list[Part]] = {}
    for part in parts:
        groups.setdefault(part.group, []).append(part)
    theme = str(parts[0].arguments["theme"]) if view == "theme" else ""
    ids = {corpus.settings.theme_label(theme): theme for theme in corpus.themes}
    return Head(
        counted=_counted(view, sum(part.count for part in parts)),
        groups=tuple(
            Group(label, f"theme-{ids[label]}" if label else "", tuple(_part_line(part, name) for part in members))
            for label, members in groups.items()
        ),
        overview=overview(cards) if view == "comparison" and len(groups) > 1 else None,
        theme=headline(cards, theme) if theme else None,
        related=related(cards, theme) if theme else (),
        data=LinkTarget(CLAIMS.words, CLAIMS.path) if view == "explore" else None,
    )


def around(corpus: Corpus, part: Part) -> Around:
    """Return the navigation of a part."""
    parts = corpus.parts_of(part.view, part.arguments)
    home = corpus.page(part.home)
    index = parts.index(part)
    return Around(
        home=LinkTarget(home.title if home else part.view, part.home),
        label=part.label if part.group in ("", part.label) else series((part.group, part.label)),
        others=tuple(
            (LinkTarget(other.label, other.page), other is part) for other in parts if other.group == part.group
        ),
        before=_part_link(parts[index - 1]) if index else None,
        after=_part_link(parts[index + 1]) if index + 1 < len(parts) else None,
    )


def _part_link(part: Part) -> LinkTarget:
    return LinkTarget(part.title, part.page)


def _part_line(part: Part, name: Callable[[str], str]) -> PartLine:
    works = _works(part, name) if part.view == "bibliography" else ()
    return PartLine(LinkTarget(part.label, part.page), _counted(part.view, part.count), tuple(works))


def _works(part: Part, name: Callable[[str], str]) -> Iterator[LinkTarget]:
    for label, key in sorted((name(key), key) for key in part.ids):
        yield LinkTarget(label, part.page, f"ref-{key}")


def _counted(view: str, count: int) -> str:
    return counted(MACROS[view].item_noun, count)
