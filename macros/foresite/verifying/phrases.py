"""The phrases of a brief that its annotation gives."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from foresite.model import Brief, Claim, Correction, Forecast, Scenario
from foresite.problems import Place
from foresite.reading import Sources
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


def phrases_of(sources: Sources, brief: Brief) -> Iterator[Phrase]:
    """The phrases that the record gives as the brief's own."""
    places = {declared.id: declared.options for declared in sources.declarations}
    records: tuple[Claim | Correction, ...] = (*sources.claims, *sources.corrections)
    for record in records:
        if record.brief != brief.key:
            continue
        given = {}
        match record:
            case Forecast() | Scenario():
                given = {"quote": record.quote, "wording": record.wording}
            case Claim():
                given = {"quote": record.quote}
            case Correction():
                given = {"printed": record.printed}
        for option, text in given.items():
            if text:
                yield Phrase(option, text, record.at, places[record.id][option].place)
