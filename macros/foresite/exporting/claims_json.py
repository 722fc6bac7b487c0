"""``data/claims.json``: the briefs, their claims with outcomes and verdicts, shifts and corrections."""

from __future__ import annotations

from typing import Any

from foresite.corpus import Corpus
from foresite.exporting.form import base, document, likelihood, span
from foresite.model import Claim, Forecast, Outcome, Recommendation, Scenario


def claims_json(corpus: Corpus) -> str:
    """All claims of the corpus as JSON; the form is described in docs/data.md."""
    settings = corpus.settings
    return document(
        scale={"id": settings.scale.id, "label": settings.scale.label, "source": settings.scale.source},
        themes={theme: settings.theme_label(theme) for theme in corpus.themes},
        briefs=[
            {"key": b.key, "outlook": b.outlook, "paragraphs": b.paragraphs, "page": b.page} for b in corpus.briefs
        ],
        claims=[_claim(corpus, claim) for claim in corpus.claims],
        shifts=[
            {**base(s), "change": s.change.value, "theme": s.theme, "from": list(s.before), "to": list(s.after)}
            for s in corpus.shifts
        ],
        corrections=[
            {**base(c), "brief": c.brief, "paragraphs": str(c.at), "printed": c.printed, "reading": c.reading}
            for c in corpus.corrections
        ],
    )


def _claim(corpus: Corpus, claim: Claim) -> dict[str, Any]:
    verdict, outcome = corpus.verdict(claim), corpus.outcome(claim)
    return {
        **base(claim),
        "kind": claim.kind,
        "brief": claim.brief,
        "outlook": claim.outlook,
        "theme": claim.theme,
        "paragraphs": str(claim.at),
        "quote": claim.quote or None,
        **_own(claim),
        "outcome": _outcome(outcome) if outcome else None,
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


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return {
        **base(outcome),
        "status": outcome.status.value,
        "as_of": outcome.as_of.text,
        "events": list(outcome.events),
    }
