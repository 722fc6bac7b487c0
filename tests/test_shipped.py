"""The site that this project ships."""

from __future__ import annotations

import json
import re
from itertools import pairwise

from builds import ROOT, Build, mkdocs_build
from foresite.model.addresses import PUBLISHED, read_published
from test_harbours import assert_links_resolve, assert_search_lands, text

PAGES = (
    "", "briefs/2024-jang", "briefs/2025-lee", "comparison", "shifts", "explore", "scenarios", "timeline",
    "deciding", "events", "changes", "forecasts", "outcomes/2024", "outcomes/2025", "outcomes/2024-codings",
    "outcomes/2025-codings", "agreement",
    "recommendations", "bibliography", "method", "glossary", "authoring", "commands",
    "data", "korean", "tutorial", "questions", "look", "themes/political", "themes/economic", "themes/security",
    "themes/sanctions", "themes/society", "themes/south-korea", "themes/china", "themes/us", "themes/ukraine",
)  # fmt: skip


def test_every_page_of_the_plan_is_there(shipped: Build) -> None:
    for page in PAGES:
        assert (shipped.site / page / "index.html").is_file(), page


def test_what_editors_need_is_at_the_foot_and_not_in_the_bar(shipped: Build) -> None:
    for page in ("index.html", "method/index.html", "authoring/index.html", "404.html"):
        html = shipped.html(page)
        (bar,) = (each for each in html.iter("ul") if each.get("id") == "fs-nav")
        (foot,) = html.iter("footer")
        assert "Comparison" in text(bar)
        assert "About Foresite" not in text(bar)
        (link,) = (each for each in foot.iter("a") if text(each) == "About Foresite")
        assert link.get("href").endswith("tutorial/")


def test_every_internal_link_leads_somewhere(shipped: Build) -> None:
    assert_links_resolve(shipped)


def test_every_published_address_leads_somewhere(shipped: Build) -> None:
    promised = [link for link, _ in read_published((ROOT / PUBLISHED).read_text("utf-8"))]
    assert len(promised) > 400
    anchors = {}
    for link in promised:
        stem = link.page.removesuffix(".md")
        file = "index.html" if stem == "index" else f"{stem}/index.html"
        if file not in anchors:
            anchors[file] = {element.get("id") for element in shipped.html(file).iter()}
        assert not link.anchor or link.anchor in anchors[file], str(link)


def test_every_result_of_search_leads_somewhere(shipped: Build) -> None:
    assert_search_lands(shipped)


def test_every_drawing_that_a_page_uses_is_defined_on_it_once_and_no_other(shipped: Build) -> None:
    for page in PAGES:
        html = shipped.text(f"{page}/index.html" if page else "index.html")
        used = set(re.findall(r'(?:<use href="#|fill="url\(#)((?:fs|timeline)-[^")]*)', html))
        assert sorted(re.findall(r'<(?:symbol|pattern|linearGradient) id="([^"]*)"', html)) == sorted(used), page
        assert page not in ("briefs/2024-jang", "comparison", "timeline") or used, page


def test_no_id_stands_twice_in_a_page(shipped: Build) -> None:
    for page in PAGES:
        tree = shipped.html(f"{page}/index.html".lstrip("/"))
        ids = [element.get("id") for element in tree.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), f"{page}: {sorted({i for i in ids if ids.count(i) > 1})}"


def test_nothing_is_left_unrendered(shipped: Build) -> None:
    for page in PAGES:
        tree = shipped.html(f"{page}/index.html".lstrip("/"))
        for parent in list(tree.iter()):
            for child in list(parent):
                if child.tag in ("code", "pre", "script", "style"):
                    child.clear()
        assert not re.search(r"\[@|\{\{|///|fs-body|fs-macro", text(tree.find("body"))), page


def test_headings_go_down_one_level_at_a_time(shipped: Build) -> None:
    for page in PAGES:
        article = shipped.html(f"{page}/index.html".lstrip("/")).find(".//article")
        levels = [int(e.tag[1]) for e in article.iter() if re.fullmatch("h[1-6]", str(e.tag))]
        assert levels[0] == 1, page
        steps = [(a, b) for a, b in pairwise(levels) if b > a + 1]
        assert steps == [], f"{page}: {steps}"


def test_the_record_is_as_full_as_promised(shipped: Build) -> None:
    claims = json.loads(shipped.text("data/claims.json"))
    for outlook in ("2024", "2025"):
        own = [claim for claim in claims["claims"] if claim["outlook"] == outlook]
        assert len(own) >= 12
        assert all(claim["at"].startswith("¶") for claim in own)
    assert sum(claim["kind"] == "scenario" for claim in claims["claims"]) >= 2
    assert sum("outcome" in claim for claim in claims["claims"]) >= 10
    assert len(claims["shifts"]) >= 6
    assert len(json.loads(shipped.text("data/events.json"))["events"]) >= 25


def test_every_forecast_and_recommendation_has_an_outcome_and_every_paragraph_a_claim(shipped: Build) -> None:
    data = json.loads(shipped.text("data/claims.json"))
    for claim in data["claims"]:
        if claim["kind"] in ("forecast", "recommendation"):
            assert claim.get("outcome"), claim["id"]
    for brief in data["briefs"]:
        covered = set()
        for claim in data["claims"]:
            if claim["brief"] == brief["key"]:
                for part in claim["at"].removeprefix("¶").split(", "):
                    first, _, last = part.partition("–")
                    covered |= set(range(int(first), int(last or first) + 1))
        assert covered == set(range(1, brief["counts"]["paragraphs"] + 1)), brief["key"]


def test_every_undecided_outcome_says_why_and_annual_forecasts_are_judged_at_their_year_s_end(shipped: Build) -> None:
    claims = json.loads(shipped.text("data/claims.json"))["claims"]
    for claim in claims:
        for outcome in (claim.get("outcome"), *claim.get("second_outcomes", ()), *claim.get("earlier", ())):
            if outcome and outcome["status"] in ("open", "not-assessable"):
                assert outcome.get("reason"), outcome["id"]
        if claim.get("horizon") == "2025" and claim["kind"] == "forecast":
            days = [each["as_of"] for each in (claim["outcome"], *claim.get("earlier", ()))]
            assert days == ["2026-06-05", "2025-12-31"], claim["id"]


def test_words_without_a_degree_are_not_scored(shipped: Build) -> None:
    claims = json.loads(shipped.text("data/claims.json"))["claims"]
    bare = [c for c in claims if re.match(r"(may|might|could|there is (a )?po)", c.get("wording", ""))]
    assert len(bare) > 15
    assert {claim["likelihood"] for claim in bare} == {"no degree stated"}


def test_two_coders_judged_the_record_and_their_agreement_is_shown(shipped: Build) -> None:
    claims = json.loads(shipped.text("data/claims.json"))["claims"]
    judged = [
        c
        for c in claims
        if {"A", "B"} <= {o.get("coder") for o in (c.get("outcome", {}), *c.get("second_outcomes", ()))}
    ]
    assert len(judged) == 95
    page = text(shipped.html("agreement/index.html").find(".//article"))
    assert "Cohen’s kappa" in page and "Krippendorff’s alpha" in page


def test_every_source_says_who_speaks_and_where_it_was_read() -> None:
    entries = re.findall(r"^@\w+\{([^,]+),\n(.*?)^\}", (ROOT / "bib/references.bib").read_text("utf-8"), re.M | re.S)
    assert len(entries) > 190
    for key, fields in entries:
        assert "  voice = {" in fields and "  readat = {" in fields, key


def test_the_treaty_was_called_improbable_and_signed(shipped: Build) -> None:
    claims = {c["id"]: c for c in json.loads(shipped.text("data/claims.json"))["claims"]}
    treaty = claims["jang-mutual-defence-treaty"]
    assert (treaty["wording"], treaty["verdict"], treaty["outcome"]["status"]) == ("improbable", "missed", "occurred")


def test_two_builds_are_the_same_to_the_byte(shipped: Build, tmp_path) -> None:
    again = mkdocs_build(ROOT, tmp_path / "again", "--strict")
    first = {p.relative_to(shipped.site): p.read_bytes() for p in shipped.site.rglob("*") if p.is_file()}
    second = {p.relative_to(again.site): p.read_bytes() for p in again.site.rglob("*") if p.is_file()}
    assert first.keys() == second.keys()
    assert [path for path in first if first[path] != second[path]] == []
