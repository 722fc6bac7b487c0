"""A site of a scenario report on 2040: chapters and figures, an exclusive set, drivers that scenarios share."""

from __future__ import annotations

import json
from pathlib import Path

from builds import SITES, Build, project_of
from foresite.model.problems import Code
from foresite.parsing.project import read_project
from foresite.parsing.settings import read_settings
from test_economy import rows
from test_harbours import text

PROJECT = SITES / "coast2040"


def test_a_report_on_2040_stands_where_it_was_published(coast: Build) -> None:
    assert coast.code == 0, coast.output
    told = json.loads(coast.text("data/claims.json"))
    assert [(outlook["id"], outlook["label"]) for outlook in told["outlooks"]] == [
        ("2040", "The coast in 2040"), ("2024", "2024"),
    ]  # fmt: skip
    places = {claim["id"]: claim["at"] for claim in told["claims"]}
    assert places["foresight-walled"] == "ch. 3, Figure 5"


def test_scenarios_stand_side_by_side_with_the_drivers_that_they_share(coast: Build) -> None:
    page = coast.html("scenarios/index.html")
    said = text(page)
    assert all(name in said for name in ("Walled coast", "Living coast", "Emptied coast", "30-35 %"))
    drivers = rows(coast, "scenarios/index.html", 1)
    assert [row[0] for row in drivers[1:]] == ["the sea rises fast", "money for building"]


def test_a_set_that_cannot_add_up_is_a_problem_and_so_is_a_chapter_that_is_not_there(tmp_path: Path) -> None:
    project = project_of(PROJECT, tmp_path / "project")
    page = project / "docs" / "briefs" / "foresight2021.md"
    text_of = page.read_text("utf-8")
    wrong = text_of.replace("15-20 %", "30-40 %").replace("Chapter 4, Figure 6", "Chapter 6, Figure 6")
    page.write_text(wrong, "utf-8")
    problems = read_project(read_settings(project / "mkdocs.yml")[0]).problems
    assert [problem.code for problem in problems] == [Code.BAD_VALUE, Code.BAD_LOCATOR]
    assert "'coast-2040'" in problems[0].message
    assert "110–125 %" in problems[0].message
