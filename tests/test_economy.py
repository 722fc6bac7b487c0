"""A site with several editions a year: eight briefs of four institutions, grouped by brief."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from builds import SITES, Build, export, project_of, zensical_build
from foresite.cli import main
from test_harbours import text

PROJECT = SITES / "economy"
INSTITUTIONS = ["Northern Council", "Coastal Bank", "Inland Forum", "Union of Chambers"]


def rows(build: Build, path: str, table: int = 0, *, called: str = "") -> list[list[str]]:
    """The rows of a table as they stand without scripts, of those whose caption says so."""
    page = build.html(path)
    for parent in list(page.iter()):
        for hidden in [child for child in parent if child.get("hidden") is not None]:
            parent.remove(hidden)
    found = [each for each in page.iter("table") if called in text(each.find("caption"))][table]
    return [[text(cell) for cell in row if cell.tag in ("td", "th")] for row in found.iter("tr")]


def claims(build: Build) -> dict:
    return json.loads((build.site / "data" / "claims.json").read_text("utf-8"))


def test_it_builds_without_a_problem(economy: Build) -> None:
    assert economy.code == 0, economy.output


def test_outlooks_stand_in_order_with_their_labels(economy: Build) -> None:
    assert claims(economy)["outlooks"] == [
        {"id": "2024-spring", "label": "Spring 2024", "period": "2024-21"},
        {"id": "2024-summer", "label": "Summer 2024", "period": "2024-22"},
        {"id": "2024-autumn", "label": "Autumn 2024", "period": "2024-23"},
        {"id": "medium-term", "label": "Medium term", "period": "2025/2028"},
    ]


def test_a_page_chooses_what_it_is_grouped_by(economy: Build) -> None:
    assert [row[0] for row in rows(economy, "institutions/index.html")] == ["Institution", *INSTITUTIONS, "All"]
    by_outlook = rows(economy, "institutions/index.html", called="Forecasts by outlook and verdict")
    assert [row[0] for row in by_outlook][1:-1] == [
        "Spring 2024", "Summer 2024", "Autumn 2024", "Medium term",
    ]  # fmt: skip
    compared = text(economy.html("comparison/index.html").find(".//table"))
    assert all(name in compared for name in ("Northern Council 2024a", "Northern Council 2024b", "Coastal Bank 2024c"))


def test_horizons_are_valid_edtf_in_the_data(economy: Build) -> None:
    horizons = {claim.get("horizon") for claim in claims(economy)["claims"]} - {None}
    assert {"2024-34", "2024-35", "2025-40"} <= horizons
    schema = json.loads((economy.site / "data" / "schemas" / "claims.json").read_text("utf-8"))
    assert not list(Draft202012Validator(schema).iter_errors(claims(economy)))
    table = csv.DictReader(StringIO((economy.site / "data" / "claims.csv").read_text("utf-8").removeprefix("\ufeff")))
    quarter = next(row for row in table if row["id"] == "forum-exports")
    assert (quarter["horizon"], quarter["institution"], quarter["series"]) == (
        "2024-35",
        "Inland Forum",
        "Forum Papers",
    )


def test_what_is_due_is_listed_and_marked(economy: Build) -> None:
    assert [row[0] for row in rows(economy, "due/index.html")] == [
        "Proposition",
        "Exports fall in the third quarter ¶5",
    ]
    ledger = next(
        row
        for row in rows(economy, "institutions/index.html", called="Forecasts, how likely")
        if row[0].startswith("Exports")
    )
    assert ledger[3] == "none recorded due"


def test_a_proposition_is_followed_through_the_editions(economy: Build) -> None:
    table = rows(economy, "trails/index.html")
    assert [row[1] for row in table] == [
        "Brief", "Northern Council 2024a", "Northern Council 2024b", "Northern Council 2024c",
    ]  # fmt: skip
    assert [row[3] for row in table[1:]] == ["likely, 55–80 %", "roughly even chance, 45–55 %", "unlikely, 20–45 %"]
    assert table[-1][4:] == ["did not occur as of 30 March 2025", "held"]
    card = text(economy.html("briefs/council2024b/index.html"))
    assert card.count("Through the editions") == 2


@pytest.mark.parametrize("form", ["text", "json", "ics"])
def test_the_command_tells_what_is_due(form: str) -> None:
    done = CliRunner().invoke(
        main, ["due", "-f", str(PROJECT / "mkdocs.yml"), "--as-of", "2025-07-01", "--format", form]
    )
    assert done.exit_code == 0
    assert all(id in done.output for id in ("forum-exports", "bankb-cut", "bankc-cut"))
    assert ("chambers-growth" in done.output) is (form != "text")


def test_the_data_can_be_written_as_of_a_day(tmp_path: Path) -> None:
    folder = tmp_path / "then"
    arguments = ["export", "-f", str(PROJECT / "mkdocs.yml"), "--as-of", "2025-02-25", "-o", str(folder)]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    told = json.loads((folder / "claims.json").read_text("utf-8"))
    assert told["as_of"] == "2025-02-25"
    late = next(claim for claim in told["claims"] if claim["id"] == "bankc-growth")
    assert (late["outcome"]["status"], late["verdict"]) == ("occurred", "held")
    assert (folder / "schemas" / "claims.json").is_file()
    early = tmp_path / "early"
    arguments = ["export", "-f", str(PROJECT / "mkdocs.yml"), "--as-of", "2024-08-21", "-o", str(early)]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    later = {"council2024c", "bank2024c", "chambers2024"}
    assert later <= {work["id"] for work in json.loads((folder / "references.json").read_text("utf-8"))}
    for path in (path for path in early.iterdir() if path.is_file()):
        assert not [key for key in later if key in path.read_text("utf-8")], path
    for wrong in (["--as-of", "june"], ["--output", "x"], ["--as-of", "2025-01-01", "--site", str(tmp_path)]):
        assert CliRunner().invoke(main, ["export", "-f", str(PROJECT / "mkdocs.yml"), *wrong]).exit_code == 2


def test_another_host_shows_the_same(economy: Build, tmp_path: Path) -> None:
    project = project_of(PROJECT, tmp_path / "project")
    built = zensical_build(project, "--clean")
    assert built.code == 0, built.output
    other = export(project)
    assert other.code == 0, other.output
    for path, tables in (("institutions/index.html", (0, 1, 2)), ("trails/index.html", (0,)), ("due/index.html", (0,))):
        for table in tables:
            assert rows(other, path, table) == rows(economy, path, table), path
    assert claims(other)["outlooks"] == claims(economy)["outlooks"]
    assert claims(other)["as_of"] == claims(economy)["as_of"]


def test_the_day_of_the_site_is_that_of_its_record_or_the_one_that_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    from foresite.parsing.settings import read_settings
    from foresite.site.project import Project

    settings, _ = read_settings(PROJECT / "mkdocs.yml")
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert Project.load(settings).corpus.day.isoformat() == "2025-03-30"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    known = Project.load(settings).corpus
    assert known.day.isoformat() == "2026-01-01"
    assert [claim.id for claim in known.claims if known.due(claim)] == ["forum-exports", "bankb-cut", "bankc-cut"]
