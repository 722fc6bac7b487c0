"""The phrases of a brief that its annotation gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foresite.fields import KINDS, PHRASE
from foresite.problems import Place
from foresite.sources import Sources
from foresite.values import Locator


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that an editor says are the brief's."""

    option: str
    """The option that gives them: any whose type is ``fields.PHRASE``, such as ``quote``."""
    text: str
    at: Locator
    """The paragraph in which it should stand."""
    place: Place


def phrases_by_brief(sources: Sources) -> Mapping[str, Sequence[Phrase]]:
    """Return the phrases that the record gives as the briefs' own, by the briefs' keys.

    Every option of the type ``fields.PHRASE`` of every kind that says something of a brief gives one.
    """
    declared = {declaration.id: declaration for declaration in reversed(sources.declarations)}
    phrases: dict[str, list[Phrase]] = {brief.key: [] for brief in sources.briefs}
    for record in sources.records:
        kind = KINDS[record.kind]
        if not kind.of_brief or "at" not in kind.fields:
            continue
        annotated: Any = record
        for each in kind.fields.values():
            if each.type is PHRASE and (text := each.of(record)):
                place = declared[record.id].place_of(each.name) or record.place
                phrases.setdefault(annotated.brief, []).append(Phrase(each.name, text, annotated.at, place))
    return phrases
