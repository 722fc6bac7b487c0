"""Write the claims as JSON, and as a table for spreadsheets and statistics."""

from __future__ import annotations

from datetime import date
from typing import Any

from foresite.exports.csv_table import csv_table
from foresite.exports.serialise import document, members, permalink, shared_members, without_empty
from foresite.model.corpus import Corpus
from foresite.model.fields import CLAIM_OPTIONS, claim_fields, common_fields, own_fields
from foresite.model.groupings import NAMED_GROUPS, grouped_by
from foresite.model.likelihood import Scale
from foresite.model.locators import COUNTED
from foresite.model.records import Brief, Claim, Correction, Forecast, Outcome, Record, Shift
from foresite.views import originals
from foresite.views.addresses import Addresses
from foresite.views.quantities import actual, error

# `data/claims.json`: the briefs, their claims with outcomes and verdicts, shifts and corrections.


CLAIMS_JSON = "data/claims.json"


def claims_json(corpus: Corpus) -> str:
    """All claims of the corpus as JSON; ``schemas/claims.json`` and docs/data.md describe the form."""
    settings, addresses = corpus.settings, Addresses.of(corpus.settings)
    others = {brief.scale.id: brief.scale for brief in corpus.briefs if brief.scale}
    return document(
        corpus,
        "claims.json",
        scale=_scale(settings.scale),
        **without_empty({"scales": [_scale(each) for id, each in sorted(others.items()) if id != settings.scale.id]}),
        **without_empty({"as_of": corpus.day.isoformat() if corpus.day > date.min else ""}),
        themes={theme: settings.theme_label(theme) for theme in corpus.themes},
        outlooks=[
            {"id": outlook.name, "label": outlook.label, "period": outlook.period.text}
            for outlook in map(settings.outlook, corpus.outlooks)
        ],
        briefs=[_brief(corpus, brief, addresses) for brief in corpus.briefs],
        claims=[_claim(corpus, claim) for claim in corpus.claims],
        shifts=[_shift(corpus, shift) for shift in corpus.shifts],
        corrections=[_correction(corpus, correction) for correction in corpus.corrections],
        **without_empty({"others": [_generic(corpus, record) for record in corpus.generic_records]}),
    )


def _counts(brief: Brief) -> dict[str, int]:
    """Return how many paragraphs, pages and so on it has, by their names in the front matter."""
    return {name: count for name, unit in COUNTED.items() if (count := brief.count(unit))}


def _scale(scale: Scale) -> dict[str, Any]:
    return {
        "id": scale.id,
        "label": scale.label,
        "source": scale.source,
        "terms": [
            {
                "term": term.name,
                "least": term.lower,
                "greatest": term.upper,
                **({"over": True} if term.lower_exclusive else {}),
                **({"synonyms": list(term.synonyms)} if term.synonyms else {}),
            }
            for term in scale.terms
        ],
        "no_degree": list(scale.no_degree),
        "confidence": list(scale.confidence),
    }


def _brief(corpus: Corpus, brief: Brief, addresses: Addresses) -> dict[str, Any]:
    work = corpus.references.get(brief.key)
    return without_empty(
        {
            "key": brief.key,
            "outlook": brief.outlook,
            "published": work.date.text if work and work.date else "",
            **{by.value: grouped_by(by, brief, work) for by in NAMED_GROUPS},
            "counts": _counts(brief),
            "scale": brief.scale.id if brief.scale else "",
            "page": brief.page,
            "url": addresses.link(addresses.path(brief.page), CLAIMS_JSON),
            **({"draft": True} if brief.draft else {}),
        }
    )


def _claim(corpus: Corpus, claim: Claim) -> dict[str, Any]:
    verdict, outcome = corpus.verdict(claim), _own_outcome(corpus, claim)
    return without_empty(
        {
            **shared_members(corpus, claim, CLAIMS_JSON, _home(corpus, claim.brief)),
            "kind": claim.kind,
            "brief": claim.brief,
            "outlook": claim.outlook,
            **_common(claim),
            **members(claim, *CLAIM_OPTIONS),
            "original": originals.of_claim(corpus, claim),
            "outcome": _outcome(corpus, outcome, claim.page) if outcome else None,
            "second_outcomes": [_outcome(corpus, each, claim.page) for each in corpus.peers(outcome)]
            if outcome
            else [],
            "earlier": [_outcome(corpus, each, claim.page) for each in _earlier(corpus, claim, outcome)],
            "actual": _actual(corpus, claim),
            "verdict": verdict.value if verdict else "",
            "due": corpus.due(claim) or None,
            "shifts": [shift.id for shift in corpus.shifts_of(claim)],
        }
    )


def _own_outcome(corpus: Corpus, claim: Claim) -> Outcome | None:
    """Return the latest outcome that judges the claim itself; a value may be recorded for another one."""
    judged = [outcome for outcome in corpus.judged(claim) if outcome.of == claim.id]
    return judged[-1] if judged else None


def _earlier(corpus: Corpus, claim: Claim, latest: Outcome | None) -> list[Outcome]:
    judged = (outcome for outcome in corpus.judged(claim) if outcome.of == claim.id)
    return [each for each in judged if latest and each.as_of.text != latest.as_of.text]


def _actual(corpus: Corpus, claim: Claim) -> dict[str, Any] | None:
    """Return what came out of a quantity that the claim forecasts, and how far that was off."""
    outcome = actual(corpus, claim) if isinstance(claim, Forecast) else None
    if not isinstance(claim, Forecast) or outcome is None or outcome.value is None:
        return None
    off, bounds, value = error(claim, outcome), claim.interval, outcome.value
    score = bounds.score(value.number) if bounds else None
    return without_empty(
        {
            "outcome": outcome.id,
            "value": value.exported,
            "vintage": outcome.vintage.value if outcome.vintage else "",
            "as_of": outcome.as_of.text,
            "error": None if off is None else float(off),
            "absolute_error": None if off is None else float(abs(off)),
            "in_interval": bounds.holds(value.number) if bounds else None,
            "interval_score": None if score is None else round(float(score), 6),
        }
    )


def _home(corpus: Corpus, key: str) -> str:
    brief = corpus.brief(key)
    return brief.page if brief else ""


def _common(claim: Claim) -> dict[str, Any]:
    """Return what every kind of claim has, which stands before what only some have."""
    return {each.data_name: each.type.export(each.of(claim)) for each in common_fields()}


def _outcome(corpus: Corpus, outcome: Outcome, home: str) -> dict[str, Any]:
    return without_empty(
        {
            **shared_members(corpus, outcome, CLAIMS_JSON, home),
            # It stands in the claim that it judges.
            **members(outcome, "of"),
        }
    )


def _shift(corpus: Corpus, shift: Shift) -> dict[str, Any]:
    return without_empty({**shared_members(corpus, shift, CLAIMS_JSON), **members(shift)})


def _correction(corpus: Corpus, correction: Correction) -> dict[str, Any]:
    return without_empty(
        {
            **shared_members(corpus, correction, CLAIMS_JSON, _home(corpus, correction.brief)),
            "brief": correction.brief,
            **members(correction),
        }
    )


def _generic(corpus: Corpus, record: Record) -> dict[str, Any]:
    brief = getattr(record, "brief", "")
    return without_empty(
        {**shared_members(corpus, record, CLAIMS_JSON), "kind": record.kind, "brief": brief, **members(record)}
    )


# `data/claims.csv`: the claims as one table, for spreadsheets and statistics.


CLAIMS_CSV = "data/claims.csv"
KIND_COLUMNS = tuple(
    name
    for each in claim_fields()
    if each.early_column
    for name in (each.data_name, *(beside.name for beside in each.type.companions))
)
"""The columns that only some kinds of claim fill."""
TRAILING_COLUMNS = (*(each.data_name for each in claim_fields() if not each.early_column), "body")
"""Those at the end, with the text of the claim."""
COLUMNS = (
    *("id", "title", "url", "kind", "brief", "outlook", *(by.value for by in NAMED_GROUPS)),
    *(each.data_name for each in common_fields()),
    *KIND_COLUMNS,
    *("status", "reason", "as_of", "coder", "dissents", "events", "verdict", "shifts", "changed"),
    *TRAILING_COLUMNS,
    *("outcome", "outcome_title", "outcome_body"),
    *("outcome_condition", "adjudicated", "outcome_value", "vintage", "sources", "actual", "error"),
)
EMPTY_ROW = dict.fromkeys(COLUMNS, "")


def claims_csv(corpus: Corpus) -> str:
    """Return all claims of the corpus as CSV; ``claims.csv-metadata.json`` and docs/data.md describe the columns."""
    # Only a preview has drafts, and needs a column for them.
    drafts = ("draft",) if any(claim.draft for claim in corpus.claims) else ()
    rows = (
        {**EMPTY_ROW, **_row(corpus, claim)} | dict.fromkeys(drafts, "true" if claim.draft else "")
        for claim in corpus.claims
    )
    return csv_table((*COLUMNS, *drafts), (row.values() for row in rows))


def _row(corpus: Corpus, claim: Claim) -> dict[str, str]:
    outcome, verdict, came_out = _own_outcome(corpus, claim), corpus.verdict(claim), _actual(corpus, claim) or {}
    changed = corpus.history.records.get(claim.id)
    return {
        "id": claim.id,
        "title": claim.title,
        "url": permalink(corpus, claim, CLAIMS_CSV),
        "kind": claim.kind,
        "brief": claim.brief,
        "outlook": claim.outlook,
        **_groups(corpus, claim),
        **{each.data_name: each.type.cell(each.of(claim)) for each in common_fields()},
        **own_cells(claim),
        "status": outcome.status.value if outcome else "",
        "reason": outcome.reason.value if outcome and outcome.reason else "",
        "as_of": outcome.as_of.text if outcome else "",
        "coder": outcome.coder if outcome else "",
        "dissents": " ".join(each.id for each in corpus.dissents(outcome)) if outcome else "",
        "events": " ".join(outcome.events) if outcome else "",
        "verdict": verdict.value if verdict else "",
        "shifts": " ".join(shift.id for shift in corpus.shifts_of(claim)),
        "changed": changed.isoformat() if changed else "",
        "body": claim.body,
        "outcome": outcome.id if outcome else "",
        "outcome_title": outcome.title if outcome else "",
        "outcome_body": outcome.body if outcome else "",
        "outcome_condition": outcome.condition.value if outcome and outcome.condition else "",
        "adjudicated": "true" if outcome and outcome.adjudicated else "",
        "outcome_value": outcome.value.text if outcome and outcome.value else "",
        "vintage": outcome.vintage.value if outcome and outcome.vintage else "",
        "sources": "\n".join(outcome.sources) if outcome else "",
        "actual": str(came_out.get("value", "")),
        "error": str(came_out.get("error", "")),
    }


def _groups(corpus: Corpus, claim: Claim) -> dict[str, str]:
    brief, work = corpus.brief(claim.brief), corpus.references.get(claim.brief)
    return {by.value: grouped_by(by, brief, work) if brief else "" for by in NAMED_GROUPS}


def own_cells(claim: Claim) -> dict[str, str]:
    """Return the cells that only its kind of claim fills, by column."""
    cells: dict[str, str] = {}
    for each in own_fields(claim.kind):
        value = each.of(claim)
        cells[each.data_name] = each.type.cell(value)
        for beside in each.type.companions:
            told = beside.of(value)
            cells[beside.name] = "" if told is None else str(told)
    return cells
