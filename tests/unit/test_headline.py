"""The headline: what it says, in numbers that are the same wherever forecasts are counted."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import harbour
import pytest
from harbour import forecast, outcome
from pages import shown

from builds import ROOT, SITES
from foresite.exports.files import data_files
from foresite.model.corpus import Corpus
from foresite.model.problems import Place
from foresite.model.records import Forecast, MacroCall, Status, Verdict
from foresite.parsing.project import read_project
from foresite.parsing.settings import read_settings
from foresite.pdf.summary import summaries
from foresite.views import findings
from foresite.views.briefs import brief, glance
from foresite.views.cards import Cards
from foresite.views.comparison import comparison, overview
from foresite.views.explore import explore, forecasts
from foresite.views.headline import headline
from foresite.views.outlooks import FILLS, marks
from foresite.views.related import related
from foresite.views.scorecard import scorecard
from foresite.views.share import of_site
from foresite.views.tally import Tally, total

EXAMPLES = [ROOT, *sorted(path for path in SITES.iterdir() if path.name != "mistakes")]


def read(folder: Path) -> Corpus:
    settings, _ = read_settings(folder / "mkdocs.yml")
    return Corpus.build(settings, read_project(settings))


def numbers(counts: object) -> dict[str, int]:
    """Verdicts that were reached, by their names."""
    return {verdict.value: count for verdict, count in counts if count}  # type: ignore[attr-defined]


def reached(verdicts: Iterable[Verdict | None]) -> dict[str, int]:
    return dict(Counter(verdict.value for verdict in verdicts if verdict))


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_one_number_has_one_meaning_in_every_view(folder: Path) -> None:
    corpus = read(folder)
    cards = Cards(corpus)
    expected = reached(corpus.verdict(each) for each in corpus.forecasts if each.likelihood)
    themes = overview(cards)
    claims = json.loads(data_files(corpus)["data/claims.json"])["claims"]
    card = scorecard(cards)
    found = {
        "headline": numbers(headline(cards).counts),
        "by brief": numbers(headline(cards, by="brief").counts),
        "overview": numbers(themes.chart.counts),
        "table of themes": numbers(total(column.tally for row in themes.themes for column in row.claims).verdicts),
        "comparison": numbers(comparison(cards).chart.counts),  # type: ignore[union-attr]
        "themes": numbers(total(headline(cards, theme).whole for theme in corpus.themes).verdicts),
        "outlooks": numbers(total(glance(cards, outlook).tally for outlook in corpus.outlooks).verdicts),
        "briefs": numbers(total(brief(cards, each.key).tally for each in corpus.briefs).verdicts),
        "scorecard": numbers(card.rows[-1].verdicts),
        "title of the scorecard": numbers(card.tally.verdicts),
        "ledger": reached(line.verdict for line in forecasts(cards).lines if line.likelihood),
        "explore": reached(row.line.verdict for row in explore(cards).rows if row.line.kind == Forecast.kind),
        "shared": numbers(of_site(corpus).counts),
        "data": reached(
            Verdict(each["verdict"]) for each in claims if each["kind"] == Forecast.kind and "verdict" in each
        ),
    }
    assert found == dict.fromkeys(found, expected)
    sentence = headline(cards).title
    assert {overview(cards).chart.title, card.tally.sentence, findings.forecasts(forecasts(cards))} == {sentence}


@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)
def test_a_summary_adds_up_and_leaves_no_miss_out_before_anything_else(folder: Path) -> None:
    corpus = read(folder)
    cards = Cards(corpus)
    for each in corpus.briefs:
        missed = sum(corpus.verdict(claim) is Verdict.MISSED for claim in corpus.claims_of(each.key))
        for view in summaries(cards, each.key):
            shown = [line.verdict for line in view.lines]
            assert shown.count(Verdict.MISSED) == min(missed, len(shown))
            said = re.search(r"\((.*?)\)", view.left_out.partition("claims")[2])
            out = sum(int(number) for number in re.findall(r"\d+", said.group(1))) if said else 0
            assert len([verdict for verdict in shown if verdict]) + out == sum(
                count for _, count in (*view.brief.tally.verdicts, *view.brief.tally.scenarios)
            )


@pytest.mark.parametrize(
    ("verdicts", "values", "sentence"),
    [
        ({}, 0, "No forecast is on record."),
        ({}, 1, "1 forecast gives a value, not a likelihood."),
        ({}, 3, "3 forecasts give values, not likelihoods."),
        ({Verdict.OPEN: 1}, 0, "The only forecast cannot be judged by now."),
        ({Verdict.HELD: 1}, 0, "The only forecast can be judged by now: 1 held."),
        ({Verdict.OPEN: 4}, 0, "None of 4 forecasts can be judged by now."),
        ({Verdict.HELD: 1, Verdict.MISSED: 1}, 0, "Both forecasts can be judged by now: 1 held, 1 missed."),
        ({Verdict.MISSED: 3}, 0, "All 3 forecasts can be judged by now: 3 missed."),
        (
            {Verdict.HELD: 13, Verdict.MISSED: 4, Verdict.NO_DEGREE: 29},
            0,
            "Of 46 forecasts, 17 can be judged by now: 13 held, 4 missed.",
        ),
        (
            {Verdict.PARTLY: 1, Verdict.CONDITION_UNMET: 1},
            2,
            "Of 2 forecasts with a likelihood, 1 can be judged by now: 1 partly.",
        ),
    ],
)
def test_the_title_says_what_the_chart_shows(verdicts: dict[Verdict, int], values: int, sentence: str) -> None:
    assert Tally(tuple(verdicts.items()), values).sentence == sentence


def test_bars_have_one_scale_and_say_in_words_what_they_show() -> None:
    words = {2021: 6, 2022: 3}
    claims = [
        forecast(f"f-{year}-{at}", f"It happens {at}", year, "likely") for year in words for at in range(words[year])
    ]
    judged = [outcome(each.id, Status.OCCURRED if at % 2 else Status.DID_NOT_OCCUR) for at, each in enumerate(claims)]
    page = shown(harbour.corpus(claims=claims, outcomes=judged, shifts=()), "headline")
    bars = [
        sum(float(part.get("width", "").rstrip("%")) for part in bar.iter("rect"))
        for bar in page.all("svg", "fs-bars__bar")
    ]
    assert bars == [pytest.approx(100), pytest.approx(50)]
    assert page.texts("span", "fs-bars__counts") == ["6 forecasts: 3 held 3 missed", "3 forecasts: 1 held 2 missed"]
    fills = {part.get("fill") for bar in page.all("svg", "fs-bars__bar") for part in bar.iter("rect")}
    assert fills == {"url(#fs-fill-held)", "url(#fs-fill-missed)"}
    assert all(drawing.get("aria-hidden") == "true" for drawing in page.root.iter("svg"))


def test_a_single_forecast_does_not_fill_the_whole_width() -> None:
    page = shown(
        harbour.corpus(claims=[forecast("f", "It happens", 2021, "likely")], outcomes=(), shifts=()), "headline"
    )
    (part,) = page.all("svg", "fs-bars__bar")[0].iter("rect")
    assert float(part.get("width", "").rstrip("%")) < 20


def test_each_verdict_is_filled_in_a_way_of_its_own() -> None:
    drawn = [drawing for _, drawing in FILLS.values()]
    assert set(FILLS) == set(Verdict)
    assert len(set(drawn)) == len(drawn)
    assert 'id="fs-fill-missed"' in marks(["fs-fill-missed"])


def test_a_record_without_forecasts_has_a_title_and_no_bar() -> None:
    page = shown(harbour.empty(), "headline")
    assert page.texts("figcaption") == ["No forecast is on record."]
    assert not page.all("li")


def test_themes_lead_to_each_other_by_what_they_share_and_by_the_settings() -> None:
    first, *others = harbour.corpus().claims
    corpus = harbour.corpus(claims=[replace(first, further_themes=("fuel",)), *others])
    found = {each.label: each.why for each in related(Cards(corpus), "berths")}
    assert found["Fuel and fleets"].startswith("1 claim in both")
    named = harbour.corpus(settings=harbour.settings(see_also={"labour": ("berths",)}))
    for one, other in (("labour", "Berths"), ("berths", "Labour")):
        assert related(Cards(named), one)[0].label == other
    assert all(each.label != "Berths" for each in related(Cards(corpus), "berths"))


def test_a_theme_on_its_page_has_everything_that_belongs_to_it() -> None:
    page = shown(harbour.corpus(), "theme", theme="berths")
    assert page.texts("figcaption")[0].startswith("Berths: ")
    assert page.one("h2", "") is not None
    assert "Deciding events" in page.texts("h2")
    assert page.all("table", "fs-table--compared")


def test_what_a_page_shows_above_is_not_shown_twice() -> None:
    called = MacroCall("headline", {"theme": "berths"}, "record.md", Place("docs/record.md", 1))
    corpus = harbour.corpus(calls=(*harbour.corpus().calls, called))
    assert not shown(corpus, "theme", page="record.md", theme="berths").all("figure", "fs-bars")
