"""A brief at a glance: what it is, and what the record holds of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from foresite.citing.csl_json import language_tag
from foresite.fields import OF_BRIEF
from foresite.model import Verdict
from foresite.views import references
from foresite.views.cards import Cards, annotations_of, when
from foresite.views.links import Target
from foresite.views.outlooks import Outlook
from foresite.views.records import When


@dataclass(frozen=True, slots=True)
class Person:
    """An author or institution, with the name in its own script where there is one."""

    name: str
    original: str


@dataclass(frozen=True, slots=True)
class BriefView:
    """The head of a brief's page."""

    key: str
    title: str
    original_title: str
    original_language: str
    """The BCP 47 tag of what stands beside titles and names in their own script; empty where it is not known."""
    authors: tuple[Person, ...]
    institution: Person | None
    number: str
    """Type and number: ``Issue Brief 2025-14(S)``."""
    date: When | None
    url: str
    outlook: Outlook | None
    """None for a work that nobody annotated."""
    page: Target | None
    """Its annotations."""
    paragraphs: int
    counts: tuple[tuple[str, int], ...]
    """How many records of each kind, in a fixed order; kinds without any left out."""
    verdicts: tuple[tuple[Verdict, int], ...]
    """How its forecasts and scenarios fared; verdicts without any left out."""


def brief(cards: Cards, key: str) -> BriefView:
    """The head of one brief."""
    corpus = cards.corpus
    work = corpus.references.get(key)
    annotated = corpus.brief(key)
    claims = corpus.claims_of(key)
    kinds = Counter(claim.kind for claim in claims)
    kinds["correction"] = sum(correction.brief == key for correction in corpus.corrections)
    verdicts = Counter(corpus.verdict(claim) for claim in claims)
    fields = work.fields if work else {}
    return BriefView(
        key=key,
        title=references.title(work) if work else key,
        original_title=fields.get("origtitle", "") or fields.get("titletranslation", ""),
        original_language=language_tag(fields.get("origlanguage", "")),
        authors=tuple(Person(str(name), name.original) for name in work.authors) if work else (),
        institution=_institution(fields.get("institution", ""), fields.get("institutionorig", "")),
        number=" ".join(part for part in (fields.get("type", ""), fields.get("number", "")) if part),
        date=when(work.date) if work and work.date else None,
        url=references.address(work) if work else "",
        outlook=cards.outlook(annotated.outlook) if annotated else None,
        page=annotations_of(annotated) if annotated else None,
        paragraphs=annotated.paragraphs if annotated else 0,
        counts=tuple((kind, kinds[kind]) for kind in OF_BRIEF if kinds[kind]),
        verdicts=tuple((verdict, verdicts[verdict]) for verdict in Verdict if verdicts[verdict]),
    )


def _institution(name: str, original: str) -> Person | None:
    return Person(name, original) if name else None
