"""Show scales of verbal probability with their terms."""

from __future__ import annotations

from dataclasses import dataclass

from foresite.language.words import gettext, ngettext
from foresite.model.likelihood import Scale
from foresite.views.cards import Cards


@dataclass(frozen=True, slots=True)
class ShownScale:
    """A scale with its use."""

    scale: Scale
    use: str
    """The use in words; empty where the scale is not used."""


@dataclass(frozen=True, slots=True)
class Scales:
    """Scales, starting with that of the site."""

    scales: tuple[ShownScale, ...]
    asked: str
    """The id of the requested scale, or the empty string."""


def scales(cards: Cards, scale: str | None = None) -> Scales:
    """Return one scale, or all known to the site: its own, those that briefs use, then the others."""
    settings = cards.corpus.settings
    briefs: dict[str, int] = {}
    for brief in cards.corpus.briefs:
        id_of_scale = (brief.scale or settings.scale).id
        briefs[id_of_scale] = briefs.get(id_of_scale, 0) + 1
    candidates = [known_scale for known_scale in settings.known_scales.values() if scale in (None, known_scale.id)]
    ordered = sorted(
        candidates, key=lambda known_scale: (known_scale.id != settings.scale.id, known_scale.id not in briefs)
    )
    return Scales(
        tuple(ShownScale(known_scale, _use(briefs, known_scale, settings.scale)) for known_scale in ordered),
        scale or "",
    )


def _use(briefs: dict[str, int], scale: Scale, main: Scale) -> str:
    if scale.id == main.id:
        return gettext("the scale of this site")
    number = briefs.get(scale.id, 0)
    return ngettext("used by %(num)s brief", "used by %(num)s briefs", number) if number else ""
