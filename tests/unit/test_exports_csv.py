"""The claims as a table: as its description has it, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from io import StringIO

from harbour import corpus, forecast, recommendation

from foresite.exports.claims import COLUMNS, claims_csv
from foresite.exports.files import schemas

DESCRIPTION = json.loads(schemas()["data/claims.csv-metadata.json"])


def rows(**changes) -> dict[str, dict[str, str]]:
    text = claims_csv(corpus(**changes))
    assert text.startswith("\ufeff")
    return {row["id"]: row for row in csv.DictReader(StringIO(text[1:], newline=""), strict=True)}


def test_the_columns_are_those_of_the_description() -> None:
    assert [column["name"] for column in DESCRIPTION["tableSchema"]["columns"]] == list(COLUMNS)


def test_a_row_is_a_claim() -> None:
    row = rows()["moor-second-berth"]
    known = corpus()
    claim = next(claim for claim in known.claims if claim.id == "moor-second-berth")
    outcome = known.outcome(claim)
    assert outcome
    assert {name: value for name, value in row.items() if value} == {
        "id": "moor-second-berth",
        "title": "The second berth opens",
        "url": "../briefs/2021-moor/#moor-second-berth",
        "kind": "forecast",
        "brief": "moor2021",
        "outlook": "2021",
        "institution": "Harbour Institute",
        "author": "Ada Moor",
        "theme": "berths",
        "at": "¶3–4",
        "quote": "a berth within two summers",
        "wording": "probable",
        "likelihood": "likely",
        "scale": "icd203",
        "least": "55",
        "greatest": "80",
        "chosen_by": "brief",
        "horizon": "2022",
        "criterion": "A ship moors there.",
        "status": "occurred",
        "as_of": "2024-03-01",
        "events": "berth-opens",
        "verdict": "held",
        "shifts": "shift-berth",
        "body": claim.body,
        "outcome": outcome.id,
        "outcome_title": outcome.title,
        "outcome_body": outcome.body,
    }
    assert rows()["moor-train"]["addressee"] == "the port authority"
    assert rows()["moor-canal-shut"]["set"] == "canal-closure"


def test_quotes_commas_and_lines_come_back() -> None:
    claim = replace(forecast("a", 'He said "no", then; yes', 2021, "likely"), criterion='One,\n\n"two"\r\nthree')
    row = rows(claims=(claim,))["a"]
    assert row["title"] == claim.title
    assert row["criterion"] == claim.criterion


def test_a_spreadsheet_runs_nothing() -> None:
    for start in ("=", "+", "-", "@", "\t", "\r"):
        claim = recommendation("a", f'{start}HYPERLINK("http://evil.example")', 2021, f"{start}1+1")
        row = rows(claims=(claim,))["a"]
        assert row["title"] == f"'{claim.title}"
        assert row["addressee"] == f"'{start}1+1"


def test_a_negative_number_stays_one() -> None:
    assert rows(claims=(recommendation("a", "-0.4", 2021, "-1"),))["a"]["title"] == "-0.4"
