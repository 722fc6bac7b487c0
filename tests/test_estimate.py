"""An invented estimate in percentages with confidence, beside briefs on the IPCC's scale and on one of their own."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from builds import SITES, Build, mkdocs_build, project_of
from foresite.model.fields import KINDS
from foresite.model.records import Forecast
from foresite.parsing.project import read_project
from foresite.parsing.settings import read_settings
from searched import entries, files_of
from sharing import Shared

PROJECT = SITES / "estimate"


@pytest.fixture(scope="session")
def estimate(shared: Shared) -> Build:
    """The site, built strictly once a run."""
    return shared.built("estimate", lambda folder: mkdocs_build(PROJECT, folder / "site", "--strict"))


def text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def card(built: Build, page: str, id: str) -> str:
    sections = built.html(page).iter("section")
    return next(text(section) for section in sections if any(e.get("id") == id for e in section.iter()))


def document(built: Build) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(built.text("data/claims.json"))
    return read


def claim(built: Build, id: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in document(built)["claims"] if each["id"] == id)
    return found


@pytest.mark.parametrize(
    ("page", "id", "said"),
    [
        (2019, "staff-timetable", "65 %, the brief’s number; moderate confidence; the brief’s word: “a 65 per cent"),
        (2019, "staff-hull-sold", "likely, 60–70 %, the brief’s number; high confidence"),
        (2019, "staff-fares", "very likely, 80–95 %, ICD 203"),
        (2019, "staff-wardens", "“are expected to”, for which the editors chose the term"),
        (2019, "staff-pier-light", "no degree stated; the brief’s word: “may”"),
        (2019, "staff-pier-light", "Outcome occurred as of 10 January 2022, not scored"),
        (2019, "staff-late", "high confidence"),
        (2020, "panel-colony", "more likely than not, >50–100 %, IPCC; low confidence"),
        (2021, "vigie-fares", "improbable, 0–30 %, Vigie"),
        (2021, "vigie-charter", "70 %, the brief’s number; confidence: élevée"),
    ],
)
def test_a_card_says_how_likely_in_the_briefs_own_terms(estimate: Build, page: int, id: str, said: str) -> None:
    assert said in card(estimate, f"briefs/{page}/index.html", id)


def test_the_scorecard_scores_each_scale_apart(estimate: Build) -> None:
    said = text(estimate.html("scorecard/index.html"))
    # 65 %, true; 60–70 %, false; <10 %, false; 12,5 %, false.
    assert "0.12–0.16 (4 decided)" in said
    assert "Likelihoods stand on the briefs’ numbers, ICD 203" in said
    assert "What became of them: 1 occurred, 1 did not occur, 1 not assessable, 2 without an outcome." in said


def test_the_overview_counts_what_states_no_degree_apart(estimate: Build) -> None:
    said = text(estimate.html("index.html"))
    assert "1 not assessable 1 no degree stated" in said


def test_explore_offers_scales_confidence_and_numbers(estimate: Build) -> None:
    page = estimate.html("explore/index.html")
    legends = {text(set.find("legend")): text(set) for set in page.iter("fieldset")}
    assert {"Likelihood", "Scale", "Confidence", "Term chosen by"} <= set(legends)
    assert "likely, 55–80 % (ICD 203), 66–100 % (IPCC)" in legends["Likelihood"]
    assert "65 %" in legends["Likelihood"]


def test_the_data_give_the_range_and_what_it_stands_on(estimate: Build) -> None:
    kept = ("likelihood", "scale", "least", "greatest", "confidence", "confidence_scale", "chosen_by", "verdict")
    told = {id: {name: claim(estimate, id).get(name) for name in kept} for id in ("staff-rats", "staff-pier-light")}
    assert told["staff-rats"] == {
        "likelihood": "12,5 %", "scale": None, "least": 12.5, "greatest": 12.5, "confidence": "moderate",
        "confidence_scale": "icd203", "chosen_by": None, "verdict": "held",
    }  # fmt: skip
    assert set(told["staff-pier-light"].values()) == {"no degree stated", "no-degree", None}
    # Nought is a value.
    assert claim(estimate, "staff-second-crew")["least"] == 0
    read = document(estimate)
    assert [brief.get("scale") for brief in read["briefs"]] == [None, "ipcc", "vigie"]
    assert [scale["id"] for scale in read["scales"]] == ["ipcc", "vigie"]
    schema = json.loads(estimate.text("data/schemas/claims.json"))
    jsonschema.Draft202012Validator(schema).validate(read)
    rows = {row["id"]: row for row in csv.DictReader(StringIO(estimate.text("data/claims.csv").removeprefix("\ufeff")))}
    assert (rows["panel-colony"]["scale"], rows["panel-colony"]["least"]) == ("ipcc", "50")
    assert (rows["staff-rats"]["scale"], rows["staff-rats"]["least"]) == ("", "12.5")


def test_a_claim_is_found_by_its_number_and_by_its_confidence(estimate: Build) -> None:
    found = {address.partition("#")[2]: said for _, _, address, said, *_ in entries(files_of(estimate))}
    assert "12,5 %" in found["staff-rats"]
    assert "moderate" in found["staff-rats"]


def test_likelihood_and_confidence_survive_the_round_trip_through_the_data(estimate: Build, tmp_path: Path) -> None:
    """Blocks that are written anew from ``claims.json`` alone read as the same records."""
    project = project_of(PROJECT, tmp_path / "project")
    settings, problems = read_settings(project / "mkdocs.yml")
    assert problems == []
    before = {each.id: each for each in read_project(settings).claims}
    for brief in document(estimate)["briefs"]:
        front = [f"{name}: {brief[name]}\n" for name in ("outlook", "paragraphs", "scale") if name in brief]
        blocks = []
        for each in document(estimate)["claims"]:
            if each["brief"] == brief["key"]:
                options = [
                    f"    {field.name}: {_yaml(each[field.data_name])}\n"
                    for field in KINDS[each["kind"]].fields.values()
                    if field.data_name in each
                ]
                blocks.append(f"/// {each['kind']} | {each['title']}\n{''.join(options)}\n{each['body']}\n///\n")
        (project / "docs" / brief["page"]).write_text(
            f"---\nbrief: {brief['key']}\n{''.join(front)}---\n\n" + "\n".join(blocks), "utf-8"
        )
    sources = read_project(settings)
    assert [str(problem) for problem in sources.problems] == []
    assert len(sources.claims) == len(before)
    for again in sources.claims:
        once = before[again.id]
        assert again == replace(once, place=again.place, body_line=again.body_line)
    assert sum(isinstance(each, Forecast) for each in sources.claims) == 20


def _yaml(value: Any) -> str:
    return json.dumps(value.removeprefix("¶") if isinstance(value, str) else value, ensure_ascii=False)
