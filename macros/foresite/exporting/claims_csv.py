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
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would run."""


def claims_csv(corpus: Corpus) -> str:
    """All claims of the corpus as CSV; ``claims.csv-metadata.json`` and docs/data.md describe the columns."""
    out = StringIO(newline="")
    writer = csv.DictWriter(out, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    for claim in corpus.claims:
        writer.writerow({name: harmless(value) for name, value in _row(corpus, claim).items()})
    return "\ufeff" + out.getvalue()


def harmless(value: str | int) -> str | int:
    """A text that a spreadsheet would take for a formula, with an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _row(corpus: Corpus, claim: Claim) -> dict[str, str | int]:
    outcome, verdict = corpus.outcome(claim), corpus.verdict(claim)
    changed = corpus.history.records.get(claim.id)
    return {
        "id": claim.id,
        "title": claim.title,
        "url": permalink(corpus, claim, PATH),
        "kind": claim.kind,
        "brief": claim.brief,
        "outlook": claim.outlook,
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


def _own(claim: Claim) -> dict[str, str | int]:
    match claim:
        case Recommendation():
            return {"addressee": claim.addressee}
        case Forecast() | Scenario():
            likelihood = claim.likelihood
            own: dict[str, str | int] = {
                "wording": claim.wording,
                "horizon": claim.horizon.text if claim.horizon else "",
                "criterion": claim.criterion if isinstance(claim, Forecast) else "",
                "set": claim.set if isinstance(claim, Scenario) else "",
            }
            if likelihood:
                term = likelihood.term
                scale = likelihood.scale.id
                own |= {"likelihood": term.name, "scale": scale, "least": term.least, "greatest": term.greatest}
            return own
    return {}
