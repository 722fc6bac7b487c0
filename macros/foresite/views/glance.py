"""One outlook at a glance: who spoke, and how what was said has fared."""

from __future__ import annotations

from dataclasses import dataclass

from foresite.model import Verdict
from foresite.views.briefs import BriefView, brief
from foresite.views.cards import Cards
from foresite.views.outlooks import Outlook


@dataclass(frozen=True, slots=True)
class Glance:
    """An outlook, its briefs, and its verdicts."""

    outlook: Outlook | None
    """None where nobody speaks for that year."""
    asked: int
    briefs: tuple[BriefView, ...]
    verdicts: tuple[tuple[Verdict, int], ...]
    """How its forecasts and scenarios fared; verdicts without any left out."""


def glance(cards: Cards, outlook: int) -> Glance:
    """The outlook of that year."""
    briefs = tuple(brief(cards, one.key) for one in cards.corpus.briefs if one.outlook == outlook)
    counts = {
        verdict: sum(count for view in briefs for found, count in view.verdicts if found is verdict)
        for verdict in Verdict
    }
    look = next((look for look in cards.outlooks if look.year == outlook), None)
    return Glance(look, outlook, briefs, tuple((verdict, count) for verdict, count in counts.items() if count))
