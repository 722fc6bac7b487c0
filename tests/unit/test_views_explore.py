"""All claims in one table, and what they can be narrowed by."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from io import StringIO
from typing import Any

import harbour
from harbour import forecast
from pages import shown, text

from foresite.exports.claims import claims_csv
from foresite.model.likelihood import NO_DEGREE, SCALES, Confidence
from foresite.views.cards import Cards
from foresite.views.explore import COLUMNS, explore
from foresite.views.lists import claims


def test_facets_have_the_values_that_occur_with_their_counts() -> None:
    view = explore(Cards(harbour.corpus()))
    facets = {facet.name: [(choice.value, choice.count) for choice in facet.choices] for facet in view.facets}
    assert facets == {
        "outlook": [("2021", 6), ("2022", 2), ("2023", 2)],
        "theme": [("berths", 5), ("fuel", 3), ("labour", 2)],
        "kind": [("finding", 2), ("forecast", 5), ("recommendation", 1), ("scenario", 2)],
        "likelihood": [
            ("very unlikely", 1), ("unlikely", 2), ("roughly even chance", 1), ("likely", 1), ("almost certain", 1),
            ("none", 4),
        ],
        "chosen_by": [("brief", 6), ("none", 4)],
        "verdict": [("held", 1), ("missed", 1), ("partly", 1), ("open", 2), ("not-assessable", 1), ("none", 4)],
    }  # fmt: skip
    labels = {facet.name: [choice.label for choice in facet.choices] for facet in view.facets}
    assert labels["theme"] == ["Berths", "Fuel and fleets", "Labour"]
    assert labels["likelihood"][0] == "very unlikely, 5–20 %"
    assert labels["likelihood"][-1] == "none given"


def test_numbers_words_of_several_scales_and_confidence_have_facets_in_their_order() -> None:
    moderate = Confidence("moderate", SCALES["icd203"])
    claims = [
        forecast("a", "A", 2021, "likely", confidence=Confidence("high", SCALES["icd203"])),
        forecast("b", "B", 2021, "likely", scale="ipcc", confidence=Confidence("very low", SCALES["ipcc"])),
        forecast("c", "C", 2021, "97 %", chosen_by=None, confidence=moderate),
        forecast("d", "D", 2021, "< 3 %", chosen_by=None),
        forecast("e", "E", 2021, NO_DEGREE, chosen_by=None),
    ]
    corpus = harbour.corpus(claims=claims, shifts=(), outcomes=())
    labels = {facet.name: [choice.label for choice in facet.choices] for facet in explore(Cards(corpus)).facets}
    assert labels["likelihood"] == [
        "< 3 %", "likely, 55–80 % (ICD 203), 66–100 % (IPCC)", "97 %", "no degree stated",
    ]  # fmt: skip
    assert labels["scale"] == ["ICD 203", "IPCC", "no word of a scale"]
    assert labels["confidence"] == ["very low", "moderate", "high", "none given"]
    page = shown(corpus, "explore", page="explore.md")
    assert text(page.one("caption")) == (
        "All claims, how likely they were called (ICD 203, IPCC, the briefs’ numbers) and what became of them"
    )
    cells = {row[0].split()[0]: row[1].partition(" the brief’s word")[0] for row in page.rows()}
    assert cells["A"] == "likely, 55–80 %, ICD 203 high confidence"
    assert cells["C"] == "97 %, the brief’s number moderate confidence"
    assert cells["E"] == "no degree stated"


def test_a_claim_with_several_values_is_found_under_each() -> None:
    first, second, *others = harbour.corpus().claims
    claims = [
        replace(first, further_themes=("fuel",), actors=("Pilots",), tags=("ice", "night")),
        replace(second, actors=("Pilots", "Dockers"), places=("North quay",)),
        *others,
    ]
    view = explore(Cards(harbour.corpus(claims=claims)))
    facets = {facet.name: {choice.value: choice.count for choice in facet.choices} for facet in view.facets}
    assert facets["theme"] == {"berths": 5, "fuel": 4, "labour": 2}
    assert facets["actor"] == {"Dockers": 1, "Pilots": 2, "none": 8}
    assert facets["place"] == {"North quay": 1, "none": 9}
    assert facets["tag"] == {"ice": 1, "night": 1, "none": 9}


def test_lists_are_narrowed_by_every_theme_and_by_actor_place_and_tag() -> None:
    first, *others = harbour.corpus().claims
    tagged = replace(first, further_themes=("fuel",), actors=("Pilots",), places=("North quay",), tags=("ice",))
    cards = Cards(harbour.corpus(claims=[tagged, *others]))
    narrowed: dict[str, Any] = {"actor": "pilots", "place": "North quay", "tag": "ice"}
    for name, value in narrowed.items():
        listing = claims(cards, **{name: value})
        assert ([line.target.anchor for line in listing.lines], listing.filters) == ([first.id], f"{name} {value}")
    assert first.id in [line.target.anchor for line in claims(cards, theme="fuel").lines]
    assert claims(cards, tag="snow").lines == ()


def test_a_row_has_what_the_published_table_of_claims_has() -> None:
    corpus = harbour.corpus()
    view = explore(Cards(corpus))
    published = {row["id"]: row for row in csv.DictReader(StringIO(claims_csv(corpus).removeprefix("\ufeff")))}
    assert len(view.rows) == len(published)
    for row in view.rows:
        own = dict(zip(COLUMNS, [", ".join(v) if isinstance(v, tuple) else str(v) for v in row.values], strict=True))
        theirs = published[own["id"]]
        assert {name: theirs[name] for name in own if name != "url"} == {n: v for n, v in own.items() if n != "url"}


def test_the_table_says_everything_without_scripts() -> None:
    page = shown(harbour.corpus(), "explore", page="explore.md")
    caption = "All claims, how likely they were called (ICD 203) and what became of them as of 1 March 2024"
    assert text(page.one("caption")) == caption
    rows = list(page.rows())
    assert rows[0] == ["Claim", "Likelihood", "Horizon", "Outcome", "Verdict"]
    assert ["The second berth opens 2021 forecast Berths ¶3–4", "likely, 55–80 % the brief’s word: “probable”", "2022",
            "occurred", "held"] in rows  # fmt: skip
    assert [
        "Queues have gone 2022 finding Berths ¶2",
        "–",
        "–",
        "none recorded",
        "–",
    ] in rows
    # What can be borne out stands first.
    kinds = [kind for row in rows[1:] for kind in ("forecast", "finding") if f" {kind} " in f" {row[0]} "]
    assert kinds == sorted(kinds, key=["forecast", "finding"].index)
    assert "briefs/2021-moor.md#moor-second-berth" in page.links()


def test_controls_are_hidden_until_a_script_shows_them() -> None:
    page = shown(harbour.corpus(), "explore")
    form = page.one("form")
    assert form.get("hidden") is not None
    controls = [e for tag in ("input", "select", "button") for e in page.all(tag)]
    assert set(controls) <= set(form.iter())


def test_every_control_has_a_label_and_every_group_a_name() -> None:
    page = shown(harbour.corpus(), "explore")
    assert page.texts("legend") == ["Outlook", "Theme", "Kind", "Likelihood", "Term chosen by", "Verdict"]
    named = {label.get("for") for label in page.all("label")} | {e for label in page.all("label") for e in label}
    for control in (*page.all("input"), *page.all("select")):
        assert control.get("id") in named or control in named


def test_values_survive_their_way_into_the_page() -> None:
    words = """a "quoted" <b>word</b> & 'more' | 한글"""
    claim = replace(harbour.forecast("odd", words, 2021, "likely"), wording=words)
    page = shown(harbour.corpus(claims=(claim,)), "explore")
    columns = json.loads(page.one("table").get("data-columns", ""))
    (row,) = page.all("tbody")
    assert json.loads(row.get("data-claim", ""))[0] == 0
    assert dict(zip(columns, json.loads(row.get("data-claim", "")), strict=True))["wording"] == words
    assert text(row).startswith(words)


def test_a_site_without_claims_says_so() -> None:
    assert shown(harbour.empty(), "explore").text == "No claims match."
