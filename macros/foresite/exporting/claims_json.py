"""``data/claims.json``: the briefs, their claims with outcomes and verdicts, shifts and corrections."""

from __future__ import annotations

from typing import Any

from foresite.corpus import Corpus
from foresite.exporting.json_form import document, members, shared_members, without_empty
from foresite.fields import COMMON, common_fields
from foresite.model import Claim, Correction, Outcome, Record, Shift
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
        **without_empty({"others": [_other(corpus, record) for record in corpus.others]}),
    )


def _claim(corpus: Corpus, claim: Claim) -> dict[str, Any]:
    verdict, outcome = corpus.verdict(claim), corpus.outcome(claim)
    return without_empty(
        {
            **shared_members(corpus, claim, PATH, _home(corpus, claim.brief)),
            "kind": claim.kind,
            "brief": claim.brief,
            "outlook": claim.outlook,
            **_common(claim),
            **members(claim, *COMMON),
            "outcome": _outcome(corpus, outcome, claim.page) if outcome else None,
            "verdict": verdict.value if verdict else "",
            "shifts": [shift.id for shift in corpus.shifts_of(claim)],
        }
    )


def _home(corpus: Corpus, key: str) -> str:
    brief = corpus.brief(key)
    return brief.page if brief else ""


def _common(claim: Claim) -> dict[str, Any]:
    """Return what every kind of claim has, which stands before what only some have."""
    shared = members(claim)
    return {each.exported: shared[each.exported] for each in common_fields()}


def _outcome(corpus: Corpus, outcome: Outcome, home: str) -> dict[str, Any]:
    return without_empty(
        {
            **shared_members(corpus, outcome, PATH, home),
            # It stands in the claim that it judges.
            **members(outcome, "of"),
        }
    )


def _shift(corpus: Corpus, shift: Shift) -> dict[str, Any]:
    return without_empty({**shared_members(corpus, shift, PATH), **members(shift)})


def _correction(corpus: Corpus, correction: Correction) -> dict[str, Any]:
    return without_empty(
        {
            **shared_members(corpus, correction, PATH, _home(corpus, correction.brief)),
            "brief": correction.brief,
            **members(correction),
        }
    )


def _other(corpus: Corpus, record: Record) -> dict[str, Any]:
    brief = getattr(record, "brief", "")
    return without_empty(
        {**shared_members(corpus, record, PATH), "kind": record.kind, "brief": brief, **members(record)}
    )
