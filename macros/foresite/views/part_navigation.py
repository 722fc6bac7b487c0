"""What leads to the parts of a view: the head that stands in its place, and each part's way to the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from foresite.model.corpus import Corpus
from foresite.model.datafiles import DATA_FILE
from foresite.model.macros import MACROS
from foresite.model.records import Part
from foresite.views.addresses import LinkTarget
from foresite.views.cards import Cards
from foresite.views.comparison import Comparison, comparison

CLAIMS = DATA_FILE["data/claims.csv"]


@dataclass(frozen=True, slots=True)
class PartLine:
    """A part as its view's page lists it."""

    target: LinkTarget
    counted: str
    """How much it holds: ``212 claims``."""
    works: tuple[LinkTarget, ...]
    """Its works by name, so that whoever looks for one finds it; empty but for the bibliography."""


@dataclass(frozen=True, slots=True)
class Group:
    """The parts of one theme, or all of them."""

    label: str
    """Empty where the view is not divided by themes."""
    anchor: str
    parts: tuple[PartLine, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """What stands on a page in the place of a view that is too much for it."""

    counted: str
    groups: tuple[Group, ...]
    overview: Comparison | None
    """Themes at a glance, above a comparison of all of them."""
    data: LinkTarget | None
    """All of it as data, where a part can be narrowed and the whole cannot."""


@dataclass(frozen=True, slots=True)
class Around:
    """A part's way to the rest of its view."""

    home: LinkTarget
    label: str
    others: tuple[tuple[LinkTarget, bool], ...]
    """The parts beside it, in order, each with whether it is this one."""
    before: LinkTarget | None
    after: LinkTarget | None


def head(cards: Cards, parts: Sequence[Part], name: Callable[[str], str]) -> Head:
    """What leads to the parts of a view; ``name`` gives what a work is cited as."""
    corpus, view = cards.corpus, parts[0].view
    groups: dict[str, list[Part]] = {}
    for part in parts:
        groups.setdefault(part.group, []).append(part)
    ids = {corpus.settings.theme_label(theme): theme for theme in corpus.themes}
    return Head(
        counted=_counted(view, sum(part.count for part in parts)),
        groups=tuple(
            Group(label, f"theme-{ids[label]}" if label else "", tuple(_line(part, name) for part in members))
            for label, members in groups.items()
        ),
        overview=comparison(cards) if view == "comparison" and len(groups) > 1 else None,
        data=LinkTarget(CLAIMS.title, CLAIMS.path) if view == "explore" else None,
    )


def around(corpus: Corpus, part: Part) -> Around:
    """Where a part stands among the others."""
    parts = corpus.parts_of(part.view, part.arguments)
    home = corpus.page(part.home)
    at = parts.index(part)
    return Around(
        home=LinkTarget(home.title if home else part.view, part.home),
        label=part.label if part.group in ("", part.label) else f"{part.group}, {part.label}",
        others=tuple((LinkTarget(one.label, one.page), one is part) for one in parts if one.group == part.group),
        before=_turn(parts[at - 1]) if at else None,
        after=_turn(parts[at + 1]) if at + 1 < len(parts) else None,
    )


def _turn(part: Part) -> LinkTarget:
    return LinkTarget(part.title, part.page)


def _line(part: Part, name: Callable[[str], str]) -> PartLine:
    works = _works(part, name) if part.view == "bibliography" else ()
    return PartLine(LinkTarget(part.label, part.page), _counted(part.view, part.count), tuple(works))


def _works(part: Part, name: Callable[[str], str]) -> Iterator[LinkTarget]:
    for label, key in sorted((name(key), key) for key in part.shows):
        yield LinkTarget(label, part.page, f"ref-{key}")


def _counted(view: str, count: int) -> str:
    what = MACROS[view].shows
    several = what.removesuffix("y") + "ies" if what.endswith("y") else f"{what}s"
    return f"{count} {what if count == 1 else several}"
