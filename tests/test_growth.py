"""A site of an economic outlook in numbers: values with intervals, prints of figures, and what programs read of it."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from builds import SITES, Build, project_of
from foresite.cli import main
from foresite.model.records import Forecast, Outcome, Status
from foresite.parsing.project import read_project
from foresite.parsing.settings import read_settings
from searched import entries, files_of
from test_economy import rows
from test_harbours import text

PROJECT = SITES / "growth"


def table(built: Build, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(built.text(f"data/{name}").removeprefix("\ufeff"))))


def test_a_measure_is_drawn_and_told_with_its_errors(growth: Build) -> None:
    assert growth.code == 0, growth.output
    assert growth.text("quantities/index.html").count('<svg class="fs-strip"') == 3
    told = {row[0]: row for row in rows(growth, "quantities/index.html")}
    assert told["Output grows by 2.4 per cent in 2023 p. 5, Table 1.1"][3:] == [
        "12 April 2023 (8 months ahead)", "2.4 per cent, 1.2–3.6 (90 % interval)",
        "1.4 per cent (revision) as of 18 September 2024", "−1.0", "1.0", "yes", "2.40",
    ]  # fmt: skip
    assert told["Output shrinks in 2024 if the canal stays shut p. 9, Figure 2"][5] == "condition unmet"
    means = rows(growth, "quantities/index.html", called="Rise of prices on the year before (per cent): mean errors")
    assert means[1:4] == [
        ["All", "16", "6", "+0.14", "0.34"],
        ["Northern Council", "8", "6", "+0.48", "0.48"],
        ["Coastal Bank", "8", "6", "−0.20", "0.20"],
    ]
    first = {row[0]: row for row in rows(growth, "first-prints/index.html")}
    assert first["Output grows by 2.4 per cent in 2023 p. 5, Table 1.1"][6] == "−1.3"


def test_a_value_with_a_likelihood_is_judged_and_a_value_alone_is_not(growth: Build) -> None:
    score = rows(growth, "scorecard/index.html")
    assert score[-1][:2] == ["All", "1"]
    ledger = {row[0]: row for row in rows(growth, "scorecard/index.html", called="Forecasts, how likely")}
    ranged = next(row for title, row in ledger.items() if title.startswith("Prices rise by three to four"))
    assert ranged[1].startswith("likely, 70 %")
    assert "3–4 per cent (no coverage stated)" in ranged[1]
    assert ranged[-1] == "held"
    assert [row[0] for row in rows(growth, "scorecard/index.html", called="Forecasts whose horizon")][1:] == [
        "More than 400,000 tourists come in 2024 Table 5.2"
    ]


def test_the_data_is_valid_and_search_finds_a_measure(growth: Build) -> None:
    document = json.loads(growth.text("data/claims.json"))
    schema = json.loads(growth.text("data/schemas/claims.json"))
    assert not list(Draft202012Validator(schema).iter_errors(document))
    wrong = json.loads(json.dumps(document))
    for claim in wrong["claims"]:
        claim.pop("measure", None)
    assert list(Draft202012Validator(schema).iter_errors(wrong))
    words = " ".join(str(part) for entry in entries(files_of(growth)) for part in entry)
    assert "Growth of output" in words
    assert "1.4 per cent (revision)" in words
    sources = text(growth.html("bibliography/index.html"))
    assert "Output grew by 1.4 per cent in 2023" in sources


FORECASTS = {
    "date": date.fromisoformat, "vintage_date": date.fromisoformat, "variable": str, "frequency": str,
    "forecast_horizon": int, "source": str, "value": float, "metric": str,
}  # fmt: skip
"""The columns that forecast_evaluation 0.1.13 requires of forecasts, with their types.

The package with what it needs takes nearly 800 MB, so that the tests hold the files against its schema
(``forecast_evaluation.data.schema.create_data_schema``) instead of installing it.
"""
OUTTURNS = {name: FORECASTS[name] for name in FORECASTS if name not in ("forecast_horizon", "source")}


@pytest.mark.parametrize(
    ("name", "columns"), [("quantity-forecasts.csv", FORECASTS), ("quantity-outturns.csv", OUTTURNS)]
)
def test_the_package_of_the_bank_of_england_can_read_the_tables(growth: Build, name: str, columns: dict) -> None:
    found = table(growth, name)
    assert found
    assert set(found[0]) == set(columns)
    for row in found:
        assert all(row.values())
        read = {column: convert(row[column]) for column, convert in columns.items()}
        assert read["frequency"] in ("Q", "M")
        assert read["metric"] in ("levels", "pop", "yoy")
    # What the package takes for the same record must stand once.
    keys = [tuple(row[column] for column in columns if column != "value") for row in found]
    assert len(set(keys)) == len(keys)
    if name == "quantity-forecasts.csv":
        # No frequencies are mixed, and each forecast has the value that came out.
        assert {row["frequency"] for row in found} == {"Q"}
        out = {(row["variable"], row["date"]) for row in table(growth, "quantity-outturns.csv")}
        assert {(row["variable"], row["date"]) for row in found} <= out
        by_distance = {(row["date"], row["vintage_date"]): row["forecast_horizon"] for row in found}
        assert by_distance["2024-03-31", "2023-04-12"] == "3"


def test_a_hub_gets_a_row_for_each_quantile(growth: Build) -> None:
    found = table(growth, "model-output.csv")
    levels = {(row["output_type"], row["output_type_id"]) for row in found}
    assert levels == {("median", "NA"), *(("quantile", each) for each in ("0.05", "0.95", "0.1", "0.9"))}
    assert {row["model_id"] for row in found} == {"Northern_Council-Island_Economy", "Coastal_Bank-Bank_Outlook"}
    # What depends on a condition is not an expectation.
    assert "-0.4" not in {row["value"] for row in found}
    known = [row["as_of"] for row in table(growth, "time-series.csv") if row["target_period"] == "2023"]
    assert known == ["2024-02-20", "2024-09-18"]


def test_the_published_data_restore_quantities(growth: Build, tmp_path: Path) -> None:
    project = project_of(PROJECT, tmp_path / "project")
    known = {each.id: each for each in read_project(read_settings(project / "mkdocs.yml")[0]).records}
    for page in (project / "docs").rglob("*.md"):
        page.write_text(page.read_text("utf-8").partition("\n///")[0] + "\n", "utf-8")
    arguments = ["import", "-f", str(project / "mkdocs.yml"), str(growth.site / "data" / "claims.json")]
    done = CliRunner().invoke(main, [*arguments, "--write", "--page", "record.md"])
    assert done.exit_code == 0, done.output
    restored = {each.id: each for each in read_project(read_settings(project / "mkdocs.yml")[0]).records}
    assert set(restored) == set(known)
    for id, record in restored.items():
        then = known[id]
        assert record == replace(then, page=record.page, place=record.place, body_line=record.body_line), id


def test_the_site_can_be_exported_as_of_a_day(tmp_path: Path) -> None:
    arguments = ["export", "-f", str(PROJECT / "mkdocs.yml"), "--as-of", "2024-03-01", "-o", str(tmp_path / "then")]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    claims = {each["id"]: each for each in json.loads((tmp_path / "then" / "claims.json").read_text("utf-8"))["claims"]}
    assert claims["bank-2023b-growth-2023"]["actual"]["vintage"] == "first-print"
    assert "actual" not in claims["bank-2023b-growth-2024"]


def test_a_forecast_of_a_quantity_and_its_value_are_written_by_flags(tmp_path: Path) -> None:
    project = project_of(PROJECT, tmp_path / "project")
    settings = ["-f", str(project / "mkdocs.yml")]
    given = {
        "title": "Prices rise by three per cent to 2024-Q4", "page": "briefs/bank2023b.md", "theme": "prices",
        "at": "Table 2.4", "measure": "inflation", "value": "3.0", "interval": "2.0 to 4.0 (80 %)", "period": "2024-Q4",
        "id": "bank-2023b-inflation-2024-q4", "body": "A line of the table.",
    }  # fmt: skip
    flags = [part for name, value in given.items() for part in (f"--{name}", value)]
    done = CliRunner().invoke(main, ["new", "claim", *settings, "--kind", "forecast", *flags])
    assert done.exit_code == 0, done.output
    told = {
        "title": "Prices rose by 2.9 per cent", "page": "record.md", "of": given["id"], "as-of": "2025-01-15",
        "value": "2.9", "vintage": "first-print", "sources": "prices2024", "id": "prices-2024-q4", "body": "So it is.",
    }  # fmt: skip
    flags = [part for name, value in told.items() for part in (f"--{name}", value)]
    done = CliRunner().invoke(main, ["new", "outcome", *settings, *flags])
    assert done.exit_code == 0, done.output
    records = {each.id: each for each in read_project(read_settings(project / "mkdocs.yml")[0]).records}
    written, value = records["bank-2023b-inflation-2024-q4"], records["prices-2024-q4"]
    assert isinstance(written, Forecast)
    assert written.expected == "3.0 per cent, 2.0–4.0 (80 % interval)"
    assert isinstance(value, Outcome)
    assert value.status is Status.MEASURED
