"""Measure how much of a brief its annotation quotes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foresite.model.fields import KINDS, PHRASE
from foresite.model.locators import Locator
from foresite.model.problems import Code, Place, Problem
from foresite.model.records import Brief
from foresite.model.settings import Settings
from foresite.model.sources import Sources
from foresite.parsing.files import read_text
from foresite.verify.fingerprints import GAP, NAME, FingerprintsError, Letters, read_all

# The phrases of a brief that its annotation gives.


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


# How much of a brief may be quoted, and what of that shows without a copy of it.


BUDGET = 0.05
"""The share of a brief that may be quoted in all."""


def check_budgets(sources: Sources, settings: Settings) -> list[Problem]:
    """The briefs of which the phrases given as quotations alone are more than may be quoted.

    A brief's fingerprints say how many letters it has. What pages quote beside those phrases only a copy shows.
    """
    path = settings.bibliography[0].parent / NAME
    if not path.exists():
        return []
    text = read_text(path, settings)
    if isinstance(text, Problem):
        return [text]
    try:
        known = read_all(text)
    except FingerprintsError as error:
        return [Problem(Place(settings.relative(path), 1), Code.BAD_FILE, f"the fingerprints cannot be read: {error}")]
    problems = []
    phrases = phrases_by_brief(sources)
    for brief in sources.briefs:
        whole = sum(each.letters for each in known.get(brief.key, ()))
        share = _quoted(phrases[brief.key]) / whole if whole else 0
        if share > BUDGET:
            problems.append(overquoted(brief, share, "shorten what 'quote' and 'printed' give"))
    return problems


def overquoted(brief: Brief, share: float, hint: str) -> Problem:
    """The problem of a brief of which that share is quoted."""
    message = f"{share * 100:.1f} % of '{brief.key}' is quoted in all, expected at most {BUDGET * 100:.0f} %"
    return Problem(brief.place, Code.OVERQUOTED, message, hint)


def _quoted(phrases: Iterable[Phrase]) -> int:
    """The letters of the phrases quoted, each once; a forecast's wording is a datum and no quotation."""
    given = [phrase.text for phrase in phrases if phrase.option != "wording"]
    parts = {Letters.of(part).text for text in given for part in GAP.split(text)}
    return sum(len(part) for part in parts if not any(part in other for other in parts - {part}))
