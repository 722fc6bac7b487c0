"""``data/claims.csv``: the claims as one table (RFC 4180), for spreadsheets and statistics.

It begins with a byte order mark, without which Excel takes UTF-8 for something else.
"""

from __future__ import annotations

import csv
from io import StringIO

from foresite.corpus import Corpus
from foresite.exporting.form import permalink
from foresite.model import Claim, Forecast, Recommendation, Scenario

PATH = "data/claims.csv"
COLUMNS = (
    "id", "title", "url", "kind", "brief", "outlook", "theme", "paragraphs", "quote", "wording", "likelihood",
    "scale", "least", "greatest", "horizon", "criterion", "addressee", "set", "status", "as_of", "events",
    "verdict", "shifts", "changed",
)  # fmt: skip
EMPTY = dict.fromkeys(COLUMNS, "")
FORMULA = frozenset("=+-@\t\r")
"""What a spreadsheet would run, and does not with an apostrophe before it."""


def claims_csv(corpus: Corpus) -> str:
    """All claims of the corpus as CSV; ``claims.csv-metadata.json`` and docs/data.md describe the columns."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    # Only a preview has drafts, and needs a column for them.
    drafts = ("draft",) if any(claim.draft for claim in corpus.claims) else ()
    writer.writerow((*COLUMNS, *drafts))
    for claim in corpus.claims:
        row = {**EMPTY, **_row(corpus, claim)} | dict.fromkeys(drafts, "true" if claim.draft else "")
        writer.writerow([f"'{value}" if value[:1] in FORMULA else value for value in row.values()])
    return "\ufeff" + out.getvalue()


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
        "theme": claim.theme,
        "paragraphs": str(claim.at).removeprefix("¶"),
        "quote": claim.quote,
        **_own(claim),
        "status": outcome.status.value if outcome else "",
        "as_of": outcome.as_of.text if outcome else "",
        "events": " ".join(outcome.events) if outcome else "",
        "verdict": verdict.value if verdict else "",
        "shifts": " ".join(shift.id for shift in corpus.shifts_of(claim)),
        "changed": changed.isoformat() if changed else "",
    }


def _own(claim: Claim) -> dict[str, str]:
    match claim:
        case Recommendation():
            return {"addressee": claim.addressee}
        case Forecast() | Scenario():
            likelihood = claim.likelihood
            own = {
                "wording": claim.wording,
                "horizon": claim.horizon.text if claim.horizon else "",
                "criterion": claim.criterion if isinstance(claim, Forecast) else "",
                "set": claim.set if isinstance(claim, Scenario) else "",
            }
            if likelihood:
                term = likelihood.term
                own |= {"likelihood": term.name, "scale": likelihood.scale.id}
                own |= {"least": str(term.least), "greatest": str(term.greatest)}
            return own
    return {}
