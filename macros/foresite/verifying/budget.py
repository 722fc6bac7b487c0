"""How much of a brief may be quoted, and what of that shows without a copy of it."""

from __future__ import annotations

from collections.abc import Iterable

from foresite.model import Brief
from foresite.problems import Code, Place, Problem
from foresite.reading.text import read_text
from foresite.settings import Settings
from foresite.sources import Sources
from foresite.verifying.fingerprints import NAME, FingerprintsError, read_all
from foresite.verifying.letters import GAP, Letters
from foresite.verifying.phrases import Phrase, phrases_by_brief

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
