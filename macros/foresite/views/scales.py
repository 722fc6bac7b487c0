"""Scales of verbal probability with their terms, as the code has them."""

from __future__ import annotations

from dataclasses import dataclass

from foresite.model.likelihood import Scale
from foresite.views.cards import Cards


@dataclass(frozen=True, slots=True)
class ShownScale:
    """A scale, and who uses it."""

    scale: Scale
    use: str
    """In words; empty where nobody uses it."""


@dataclass(frozen=True, slots=True)
class Scales:
    """Scales, that of the site first."""

    scales: tuple[ShownScale, ...]
    asked: str
    """The id of the scale that was asked for, or the empty string."""


def scales(cards: Cards, scale: str | None = None) -> Scales:
    """One scale, or all that the site knows: its own, those that briefs have for their own, then the others."""
    settings = cards.corpus.settings
    briefs: dict[str, int] = {}
    for brief in cards.corpus.briefs:
        used = (brief.scale or settings.scale).id
        briefs[used] = briefs.get(used, 0) + 1
    known = [each for each in settings.known_scales.values() if scale in (None, each.id)]
    ordered = sorted(known, key=lambda each: (each.id != settings.scale.id, each.id not in briefs))
    return Scales(tuple(ShownScale(each, _use(briefs, each, settings.scale)) for each in ordered), scale or "")


def _use(briefs: dict[str, int], scale: Scale, main: Scale) -> str:
    if scale.id == main.id:
        return "the scale of this site"
    number = briefs.get(scale.id, 0)
    return f"used by {number} {'brief' if number == 1 else 'briefs'}" if number else ""
