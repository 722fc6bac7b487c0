"""The phrases of a brief that its annotation gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from foresite.model import Claim, Correction, Forecast, Scenario
from foresite.problems import Place
from foresite.sources import Sources
from foresite.values import Locator


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that an editor says are the brief's."""

    option: str
    """``quote``, ``wording`` or ``printed``."""
    text: str
    at: Locator
    """The paragraph in which it should stand."""
    place: Place


def phrases_by_brief(sources: Sources) -> Mapping[str, Sequence[Phrase]]:
    """The phrases that the record gives as the briefs' own, by the briefs' keys."""
    declared = {declaration.id: declaration for declaration in reversed(sources.declarations)}
    phrases: dict[str, list[Phrase]] = {brief.key: [] for brief in sources.briefs}
    records: tuple[Claim | Correction, ...] = (*sources.claims, *sources.corrections)
    for record in records:
        for option, text in _given(record).items():
            if text:
                place = declared[record.id].place_of(option) or record.place
                phrases.setdefault(record.brief, []).append(Phrase(option, text, record.at, place))
    return phrases


def _given(record: Claim | Correction) -> dict[str, str]:
    match record:
        case Forecast() | Scenario():
            return {"quote": record.quote, "wording": record.wording}
        case Claim():
            return {"quote": record.quote}
        case Correction():
            return {"printed": record.printed}
