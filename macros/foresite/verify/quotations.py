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

# Phrases of a brief that its annotation quotes.


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that an editor attributes to the brief."""

    option: str
    """The option that holds them: any whose type is ``fields.PHRASE``, such as ``quote``."""
    text: str
    at: Locator
    """The paragraph in which it should stand."""
    place: Place


def phrases_by_brief(sources: Sources) -> Mapping[str, Sequence[Phrase]]:
    """Return the phrases that records attribute to briefs, by the briefs' keys.

    These are the values of all options of the type ``fields.PHRASE`` of kinds that annotate a brief.
    """
    declared = {declaration.id: declaration for declaration in reversed(sources.declarations)}
    phrases: dict[str, list[Phrase]] = {brief.key: [] for brief in sources.briefs}
    for record in sources.records:
        kind = KINDS[record.kind]
        if not kind.of_brief or "at" not in kind.fields:
            continue
        annotated: Any = record
        for phrase_field in kind.fields.values():
            if phrase_field.type is PHRASE and (text := phrase_field.of(record)):
                place = declared[record.id].place_of(phrase_field.name) or record.place
                phrases.setdefault(annotated.brief, []).append(Phrase(phrase_field.name, text, annotated.at, place))
    return phrases


# Limits of quotation that can be checked without a copy.


BUDGET = 0.05
"""The share of a brief that may be quoted in all."""


def check_budgets(sources: Sources, settings: Settings) -> list[Problem]:
    """Return a problem for each brief of which quoted phrases exceed the permitted share.

    The length of a brief follows from its fingerprints. Quotations in pages can be checked only with a copy.
    """
    path = settings.bibliography[0].parent / NAME
    if not path.exists():
        return []
    text = read_text(path, settings)
    if isinstance(text, Problem):
        return [text]
    try:
        fingerprints = read_all(text)
    except FingerprintsError as error:
        return [Problem(Place(settings.relative(path), 1), Code.BAD_FILE, f"the fingerprints cannot be read: {error}")]
    problems = []
    phrases = phrases_by_brief(sources)
    for brief in sources.briefs:
        length = sum(fingerprint.letters for fingerprint in fingerprints.get(brief.key, ()))
        share = _quoted_length(phrases[brief.key]) / length if length else 0
        if share > BUDGET:
            problems.append(overquoted(brief, share, "shorten what 'quote' and 'printed' give"))
    return problems


def overquoted(brief: Brief, share: float, hint: str) -> Problem:
    """Return the problem of a brief of which too large a share is quoted."""
    message = f"{share * 100:.1f} % of '{brief.key}' is quoted in all, expected at most {BUDGET * 100:.0f} %"
    return Problem(brief.place, Code.OVERQUOTED, message, hint)


def _quoted_length(phrases: Iterable[Phrase]) -> int:
    """Return the number of letters of the phrases, each counted once; a forecast's wording does not count."""
    texts = [phrase.text for phrase in phrases if phrase.option != "wording"]
    parts = {Letters.of(part).text for text in texts for part in GAP.split(text)}
    return sum(len(part) for part in parts if not any(part in longer for longer in parts - {part}))
