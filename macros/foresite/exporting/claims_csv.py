"""``data/claims.csv``: the claims as one table, for spreadsheets and statistics."""

from __future__ import annotations

from foresite.corpus import Corpus
from foresite.exporting.csv_table import csv_table
from foresite.exporting.json_form import permalink
from foresite.fields import LIKELIHOOD, claim_fields, common_fields, own_fields
from foresite.model import Claim

PATH = "data/claims.csv"
SCALED = ("scale", "least", "greatest")
"""The columns that stand behind a likelihood: what it means."""
OWN = tuple(
    name
    for each in claim_fields()
    if each.column
    for name in (each.exported, *(SCALED if each.type is LIKELIHOOD else ()))
)
"""The columns that only some kinds of claim fill."""
COLUMNS = (
    *("id", "title", "url", "kind", "brief", "outlook"),
    *(each.exported for each in common_fields()),
    *OWN,
    *("status", "as_of", "events", "verdict", "shifts", "changed"),
)
EMPTY = dict.fromkeys(COLUMNS, "")


def claims_csv(corpus: Corpus) -> str:
    """Return all claims of the corpus as CSV; ``claims.csv-metadata.json`` and docs/data.md describe the columns."""
    # Only a preview has drafts, and needs a column for them.
    drafts = ("draft",) if any(claim.draft for claim in corpus.claims) else ()
    rows = (
        {**EMPTY, **_row(corpus, claim)} | dict.fromkeys(drafts, "true" if claim.draft else "")
        for claim in corpus.claims
    )
    return csv_table((*COLUMNS, *drafts), (row.values() for row in rows))


def _row(corpus: Corpus, claim: Claim) -> dict[str, str]:
    outcome, verdict = corpus.outcome(claim), corpus.verdict(claim)
    changed = corpus.history.records.get(claim.id)
    return {
        "id": claim.id,
        "title": claim.title,
        "url": permalink(corpus, claim, PATH),
        "kind": claim.kind,
        "brief": claim.brief,
        "outlook": str(claim.outlook),
        **{each.exported: each.type.cell(each.of(claim)) for each in common_fields()},
        **own_cells(claim),
        "status": outcome.status.value if outcome else "",
        "as_of": outcome.as_of.text if outcome else "",
        "events": " ".join(outcome.events) if outcome else "",
        "verdict": verdict.value if verdict else "",
        "shifts": " ".join(shift.id for shift in corpus.shifts_of(claim)),
        "changed": changed.isoformat() if changed else "",
    }


def own_cells(claim: Claim) -> dict[str, str]:
    """Return the cells that only its kind of claim fills, by column."""
    cells: dict[str, str] = {}
    for each in own_fields(claim.kind):
        if each.column:
            value = each.of(claim)
            cells[each.exported] = each.type.cell(value)
            if each.type is LIKELIHOOD and value:
                term = value.term
                cells |= zip(SCALED, (value.scale.id, str(term.least), str(term.greatest)), strict=True)
    return cells
