"""``data/claims.json``: the briefs, their claims with outcomes and verdicts, shifts and corrections."""

from __future__ import annotations

from typing import Any

from foresite.corpus import Corpus
from foresite.exporting.form import base, document, likelihood, span
from foresite.model import Claim, Forecast, Outcome, Recommendation, Record, Scenario
from foresite.views.addresses import Addresses

PATH = "data/claims.json"


def claims_json(corpus: Corpus) -> str:
    """All claims of the corpus as JSON; ``schemas/claims.json`` and docs/data.md describe the form."""
    settings, addresses = corpus.settings, Addresses.of(corpus.settings)
    return document(
        corpus,
        "claims.json",
        scale={"id": settings.scale.id, "label": settings.scale.label, "source": settings.scale.source},
        themes={theme: settings.theme_label(theme) for theme in corpus.themes},
        briefs=[
            {
                "key": brief.key,
                "outlook": brief.outlook,
                "paragraphs": brief.paragraphs,
                "page": brief.page,
                "url": addresses.link(addresses.path(brief.page), PATH),
            }
            for brief in corpus.briefs
        ],
        claims=[_claim(corpus, claim) for claim in corpus.claims],
        shifts=[
            {
                **_base(corpus, shift),
                "change": shift.change.value,
                "theme": shift.theme,
                "from": list(shift.before),
                "to": list(shift.after),
            }
            for shift in corpus.shifts
        ],
        corrections=[
            {
                **_base(corpus, correction),
                "brief": correction.brief,
                "paragraphs": str(correction.at),
                "printed": correction.printed,
                "reading": correction.reading,
            }
            for correction in corpus.corrections
        ],
    )


def _base(corpus: Corpus, record: Record) -> dict[str, Any]:
    return base(corpus, record, PATH)


def _claim(corpus: Corpus, claim: Claim) -> dict[str, Any]:
    verdict, outcome = corpus.verdict(claim), corpus.outcome(claim)
    return {
        **_base(corpus, claim),
        "kind": claim.kind,
        "brief": claim.brief,
        "outlook": claim.outlook,
        "theme": claim.theme,
        "paragraphs": str(claim.at),
        "quote": claim.quote or None,
        **_own(claim),
        "outcome": _outcome(corpus, outcome) if outcome else None,
        "verdict": verdict.value if verdict else None,
        "shifts": [shift.id for shift in corpus.shifts_of(claim)],
    }


def _own(claim: Claim) -> dict[str, Any]:
    """What only one kind of claim has."""
    match claim:
        case Forecast():
            return {
                "wording": claim.wording,
                "likelihood": likelihood(claim.likelihood),
                "horizon": span(claim.horizon),
                "criterion": claim.criterion or None,
            }
        case Recommendation():
            return {"addressee": claim.addressee or None}
        case Scenario():
            return {
                "set": claim.set,
                "wording": claim.wording or None,
                "likelihood": likelihood(claim.likelihood),
                "horizon": span(claim.horizon),
                "drivers": list(claim.drivers),
                "assumptions": list(claim.assumptions),
                "signposts": list(claim.signposts),
                "impact": claim.impact or None,
            }
    return {}


def _outcome(corpus: Corpus, outcome: Outcome) -> dict[str, Any]:
    return {
        **_base(corpus, outcome),
        "status": outcome.status.value,
        "as_of": outcome.as_of.text,
        "events": list(outcome.events),
    }
