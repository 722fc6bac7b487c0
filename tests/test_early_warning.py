"""An early-warning outlook in French: conditions, two coders, sources that repeat each other. Built strictly."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import pytest

from builds import SITES, Build
from foresite.exports.files import schemas
from foresite.model.fields import KINDS
from foresite.model.locators import Locator
from foresite.parsing.blocks import OnPage, read_block
from foresite.parsing.markdown.scan import RawBlock
from foresite.parsing.project import read_project
from foresite.parsing.settings import read_settings
from searched import entries, files_of


def said(build: Build, page: str, id: str = "") -> str:
    """The words of a page, or of the card whose heading has an id."""
    root = build.html(page)
    if id:
        root = next(
            e for e in root.iter("section") if any(h.get("id") == id for h in e.iter() if h.tag in ("h3", "h4"))
        )
    return " ".join("".join(root.itertext()).split())


@pytest.fixture(scope="module")
def claims(vigie: Build) -> dict[str, dict]:
    return {claim["id"]: claim for claim in json.loads(vigie.text("data/claims.json"))["claims"]}


def test_it_builds_strictly_and_its_data_are_valid(vigie: Build) -> None:
    assert (vigie.code, vigie.warnings) == (0, [])
    forms = schemas()
    for name in ("claims", "events"):
        data = json.loads(vigie.text(f"data/{name}.json"))
        jsonschema.validate(data, json.loads(forms[f"data/schemas/{name}.json"]))


def test_places_of_every_kind_are_shown_cited_and_read_back(vigie: Build, claims: dict[str, dict]) -> None:
    assert "(Vasseur 2022, 3, Tableau 1)" in said(vigie, "bulletins/2022/index.html", "vasseur-nappe")
    assert "(Vasseur 2022, Synthèse, p. 2)" in said(vigie, "bulletins/2022/index.html", "vasseur-vaccins")
    assert "(Kermadec 2023, diapositive 4)" in said(vigie, "bulletins/2023/index.html", "kermadec-orge")
    assert "Longueur 24 pages, 3 tableaux" in said(vigie, "bulletins/2022/index.html")
    assert claims["kermadec-crue"]["at"] == "min. 12:30, slide 9"
    assert all(str(Locator.parse(claim["at"])) == claim["at"] for claim in claims.values())


def test_every_option_survives_the_way_through_the_data(vigie: Build) -> None:
    settings, _ = read_settings(SITES / "vigie" / "mkdocs.yml")
    sources = read_project(settings)
    briefs = {brief.key: brief for brief in sources.briefs}
    exported = json.loads(vigie.text("data/claims.json"))["claims"]
    exported += [{**each, "kind": "outcome", "of": claim["id"]} for claim in exported for each in judged(claim)]
    exported += [{**each, "kind": "event"} for each in json.loads(vigie.text("data/events.json"))["events"]]
    records = {record.id: record for record in sources.records}
    assert {each["id"] for each in exported} == set(records)
    for each in exported:
        fields = KINDS[each["kind"]].fields.values()
        given = {field.name: each[field.data_name] for field in fields if field.data_name in each}
        options = "".join(f"    {name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in given.items())
        record = records[each["id"]]
        raw = RawBlock(each["kind"], each["title"], options, 2, each["body"], 9, 1, 12)
        brief = briefs.get(each.get("brief", ""))
        block = read_block(raw, OnPage(record.page, "docs/x.md", settings, brief, brief is not None))
        assert block
        assert block.record
        assert block.faults == ()
        read = replace(block.record, place=record.place, body=record.body, body_line=record.body_line)
        assert read == record


def judged(claim: dict) -> list[dict]:
    return [*([claim["outcome"]] if "outcome" in claim else []), *claim.get("second_outcomes", ())]


def test_a_condition_that_was_not_met_is_a_verdict_and_no_score(vigie: Build, claims: dict[str, dict]) -> None:
    card = said(vigie, "bulletins/2022/index.html", "vasseur-vaccins")
    assert "Condition la route de Sault est coupée plus de deux semaines" in card
    assert "non évaluable : condition non remplie (état au 10 janvier 2023) par Inès condition non remplie" in card
    unmet = {id for id, claim in claims.items() if claim.get("verdict") == "condition-unmet"}
    assert unmet == {"vasseur-vaccins", "vasseur-pain"}
    rows = {row[0]: row for row in table(vigie, "Prévisions par perspective et par verdict")}
    assert rows["Ensemble"] == ["Ensemble", "7", "2", "1", "0", "1", "1", "2", "3", "0,23–0,38"]


def table(build: Build, caption: str) -> list[list[str]]:
    """The rows of the table on the page of forecasts whose caption says so."""
    for found in build.html("previsions/index.html").iter("table"):
        title = found.find("caption")
        if title is not None and caption in " ".join("".join(title.itertext()).split()):
            rows = ([cell for cell in row if cell.tag in ("th", "td")] for row in found.iter("tr"))
            return [[" ".join("".join(cell.itertext()).split()) for cell in row] for row in rows]
    raise AssertionError(f"no table '{caption}'")


def test_dissent_stands_beside_the_outcome_that_counts(vigie: Build, claims: dict[str, dict]) -> None:
    card = said(vigie, "bulletins/2022/index.html", "vasseur-quais")
    dissent = "après arbitrage ; avis divergent : en partie (Malo)"
    assert f"s’est produit (état au 10 janvier 2023) par Inès, {dissent} confirmée" in card
    ledger = {row[0]: row[3] for row in table(vigie, "Prévisions : probabilité annoncée") if len(row) > 3}

    def told(title: str) -> str:
        return next(outcome for name, outcome in ledger.items() if name.startswith(title))

    assert dissent in told("Les quais de Pont-Neuf sont fermés")
    assert "par Malo et Inès" in told("L'Orle déborde à Pont-Neuf avant l'été")
    second = claims["vasseur-quais"]["second_outcomes"]
    assert [(each["coder"], each["status"]) for each in second] == [("Inès", "occurred"), ("Malo", "partly")]
    assert claims["kermadec-orge"]["outcome"]["reason"] == "disputed"


def test_agreement_is_measured_by_brief_with_its_confusion(vigie: Build) -> None:
    rows = table(vigie, "Issues : accord entre Inès, Malo")
    assert [row[:4] for row in rows[1:]] == [
        ["Ensemble", "4", "50 %", "0,33 (Cohen)"],
        ["Vasseur 2022", "2", "50 %", "0,00 (Cohen)"],
        ["Kermadec 2023", "2", "50 %", "0,33 (Cohen)"],
    ]
    confusion = table(vigie, "Probabilités : nombre de fois")
    assert confusion == [
        ["Inès / Malo", "probable", "très probable"],
        ["probable", "2", "1"],
        ["très probable", "2", "0"],
    ]


def test_sources_that_repeat_one_report_are_one(vigie: Build) -> None:
    events = {each["id"]: each for each in json.loads(vigie.text("data/events.json"))["events"]}
    assert events["crue-pont-neuf"]["independent_sources"] == 1
    assert "repose sur une seule source indépendante" in said(vigie, "registre/index.html", "crue-pont-neuf")
    assert "Même information dans Radio Orle 2022, La Gazette des rives 2022" in said(vigie, "sources/index.html")
    card = said(vigie, "registre/index.html", "recolte-orge")
    assert "affirmé par Syndicat des moulins démenti par Union des fermes" in card


def test_search_finds_claims_by_tag_condition_and_reason(vigie: Build) -> None:
    found = {entry[2].partition("#")[2]: entry[3] for entry in entries(files_of(vigie))}
    assert "quais" in found["vasseur-crue"]
    assert "la route de Sault est coupée" in found["vasseur-vaccins"]
    assert "les sources divergent" in found["kermadec-orge"]
    assert "Bas-Orle" in found["vasseur-nappe"]
    assert "Union des fermes" in found["recolte-orge"]
    assert "média d’État" in found["ref-radio2022"]
