"""``data/claims.json``: the briefs, their claims with outcomes and verdicts, shifts and corrections."""

from __future__ import annotations

from typing import Any

from foresite.corpus import Corpus
from foresite.exporting.form import base, document, span, told
from foresite.model import Claim, Correction, Forecast, Outcome, Recommendation, Scenario, Shift
from foresite.views.addresses import Addresses

PATH = "data/claims.json"


def claims_json(corpus: Corpus) -> str:
    """All claims of the corpus as JSON; ``schemas/claims.json`` and docs/data.md describe the form."""
    settings, addresses = corpus.settings, Addresses.of(corpus.settings)
    scale = settings.scale
    return document(
        corpus,
        "claims.json",
        scale={
            "id": scale.id,
            "label": scale.label,
            "source": scale.source,
            "terms": [{"term": term.name, "least": term.least, "greatest": term.greatest} for term in scale.terms],
        },
        themes={theme: settings.theme_label(theme) for theme in corpus.themes},
        briefs=[
            {
                "key": brief.key,
                "outlook": brief.outlook,
                "paragraphs": brief.paragraphs,
                "page": brief.page,
                "url": addresses.link(addresses.path(brief.page), PATH),
                **({"draft": True} if brief.draft else {}),
            }
            for brief in corpus.briefs
        ],
        claims=[_claim(corpus, claim) for claim in corpus.claims],
        shifts=[_shift(corpus, shift) for shift in corpus.shifts],
        corrections=[_correction(corpus, correction) for correction in corpus.corrections],
    )


def _claim(corpus: Corpus, claim: Claim) -> dict[str, Any]:
    verdict, outcome = corpus.verdict(claim), corpus.outcome(claim)
    return told(
        {
            **base(corpus, claim, PATH, _home(corpus, claim.brief)),
            "kind": claim.kind,
            "brief": claim.brief,
            "outlook": claim.outlook,
            "theme": claim.theme,
            "paragraphs": str(claim.at),
            "quote": claim.quote,
            **_own(claim),
            "outcome": _outcome(corpus, outcome, claim.page) if outcome else None,
            "verdict": verdict.value if verdict else "",
            "shifts": [shift.id for shift in corpus.shifts_of(claim)],
        }
    )


def _home(corpus: Corpus, key: str) -> str:
    brief = corpus.brief(key)
    return brief.page if brief else ""


def _own(claim: Claim) -> dict[str, Any]:
    """What only one kind of claim has."""
    match claim:
        case Forecast():
            return {
                "wording": claim.wording,
                "likelihood": claim.likelihood.name,
                "horizon": span(claim.horizon),
                "criterion": claim.criterion,
            }
        case Recommendation():
            return {"addressee": claim.addressee}
        case Scenario():
            return {
                "set": claim.set,
                "wording": claim.wording,
                "likelihood": claim.likelihood.name if claim.likelihood else "",
                "horizon": span(claim.horizon),
                "drivers": claim.drivers,
                "assumptions": claim.assumptions,
                "signposts": claim.signposts,
                "impact": claim.impact,
            }
    return {}


def _outcome(corpus: Corpus, outcome: Outcome, home: str) -> dict[str, Any]:
    return told(
        {
            **base(corpus, outcome, PATH, home),
            "status": outcome.status.value,
            "as_of": outcome.as_of.text,
            "events": outcome.events,
        }
    )


def _shift(corpus: Corpus, shift: Shift) -> dict[str, Any]:
    return told(
        {
            **base(corpus, shift, PATH),
            "change": shift.change.value,
            "theme": shift.theme,
            "from": shift.before,
            "to": shift.after,
        }
    )


def _correction(corpus: Corpus, correction: Correction) -> dict[str, Any]:
    return told(
        {
            **base(corpus, correction, PATH, _home(corpus, correction.brief)),
            "brief": correction.brief,
            "paragraphs": str(correction.at),
            "printed": correction.printed,
            "reading": correction.reading,
        }
    )
