"""What the cards and macros show: parsed and read as a reader would."""

import gzip
import re
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element

import harbour
import pytest
from harbour import correction, event, finding, forecast, outcome, recommendation, scenario
from pages import Shown, both, card, shown, templates, text

from foresite.assets import STYLESHEETS
from foresite.model.dates import OPEN, PartialDate
from foresite.model.fields import KINDS
from foresite.model.likelihood import SCALES, Confidence
from foresite.model.macros import MACROS
from foresite.model.records import Citation, CitedWork, Coding, PlacedCitation, Status
from foresite.render.templating import Templates

ALL = tuple(MACROS)
NEEDED: dict[str, dict[str, Any]] = {
    "brief": {"key": "moor2021"},
    "brief_map": {"key": "moor2021"},
    "theme": {"theme": "berths"},
    "outlook": {"outlook": 2021},
}
HOSTILE = "</h3><script>alert('1')</script> & \"<b>{{ 7*7 }}{% x %}]]>"


# Cards


@pytest.mark.parametrize("package", ["foresite.render", "foresite.pdf"])
def test_every_macro_and_card_has_a_template_on_screen_and_on_paper(package: str) -> None:
    names = {path.name for path in (files(package) / "templates").iterdir()}
    cards = {f"card-{name}.j2" for name, kind in KINDS.items() if not (kind.is_claim or kind.generic)}
    assert {macro.template for macro in MACROS.values()} | cards | {"card-claim.j2", "card-generic.j2"} <= names


def test_a_cards_heading_is_the_title_alone_and_carries_the_id() -> None:
    page = card(harbour.corpus(), "moor-second-berth")
    heading = page.one("h3")
    assert (heading.get("id"), text(heading)) == ("moor-second-berth", "The second berth opens")
    assert page.root.tag == "section"
    assert page.root.get("class", "").split()[:2] == ["fs-card", "fs-card--forecast"]


def test_a_forecast_prints_its_likelihood_with_range_and_scale_beside_the_briefs_own_word() -> None:
    assert "likely, 55–80 %, ICD 203; the brief’s word: “probable”" in card(harbour.corpus(), "moor-second-berth").text


def test_a_forecasts_bar_is_decoration() -> None:
    bar = card(harbour.corpus(), "moor-second-berth").one("svg", "fs-bar")
    assert bar.get("aria-hidden") == "true"
    (span,) = bar
    assert (span.get("x"), span.get("width")) == ("55%", "25%")


def test_a_probability_is_drawn_as_a_point_or_range_and_no_degree_is_not_drawn() -> None:
    words = ("65 %", "60-70 %", "<10 %", "no degree stated")
    claims = [forecast(f"f-{number}", "It happens", 2021, word) for number, word in enumerate(words)]
    corpus = harbour.corpus(claims=claims, outcomes=(), shifts=())
    cards = [card(corpus, claim.id) for claim in claims]
    drawn = [[dict(mark.items()) for bar in page.all("svg", "fs-bar") for mark in bar] for page in cards]
    assert drawn[0] == [{"cx": "65%", "cy": "7", "r": "5"}]
    assert [(mark["x"], mark["width"]) for mark in drawn[1] + drawn[2]] == [("60%", "10%"), ("0%", "10%")]
    assert drawn[3] == []
    assert "65 %, the brief’s number" in cards[0].text
    assert "no degree stated" in cards[3].text


def test_a_possibility_without_a_degree_shows_what_happened_and_that_it_is_not_scored() -> None:
    claims = [forecast("f", "It happens", 2021, "no degree stated", wording="may")]
    corpus = harbour.corpus(claims=claims, outcomes=[outcome("f", Status.OCCURRED)], shifts=())
    page = card(corpus, "f")
    assert "Outcome occurred as of 1 March 2024, not scored" in page.text
    assert "not assessable" not in page.text
    assert "no degree stated" in list(shown(corpus, "forecasts").rows())[1][4]


def test_a_claim_names_kind_outlook_theme_and_the_paragraph_of_its_brief() -> None:
    page = card(harbour.corpus(), "moor-second-berth")
    assert page.texts("p", "fs-card__meta") == ["2021 forecast Berths ¶3–4"]
    assert page.texts("p", "fs-source") == ["Source (Moor 2021, ¶3–4)"]
    assert "#ref-moor2021" in page.links()


def test_a_claim_shows_quote_horizon_and_criterion() -> None:
    page = card(harbour.corpus(), "moor-second-berth")
    assert page.texts("q") == ["a berth within two summers"]
    assert page.texts("dl") == ["Horizon 2022", "Criterion A ship moors there."]
    assert page.all("time")[0].get("datetime") == "2022"


@pytest.mark.parametrize(
    ("id", "page", "most"),
    [
        ("moor-second-berth", "", 3500),
        ("moor-second-berth-outcome", "", 1400),
        ("moor-second-berth-outcome", harbour.PAGES[2021], 900),
        ("berth-opens", "", 1500),
        ("shift-berth", "", 1700),
    ],
)
def test_a_card_adds_little_to_a_page(id: str, page: str, most: int) -> None:
    assert len(card(harbour.corpus(), id, page).xhtml.encode()) < most


def test_an_outcome_beside_its_claim_tells_each_thing_once() -> None:
    there = [replace(one, page=harbour.PAGES[2021]) for one in harbour.OUTCOMES]
    corpus = harbour.corpus(outcomes=there)
    claim, told = card(corpus, "moor-second-berth"), card(corpus, "moor-second-berth-outcome")
    assert claim.texts("div", "fs-card__outcome") == ["Outcome occurred as of 1 March 2024 held"]
    assert "What became of The second berth opens" in told.text
    assert "55–80 %" not in told.text
    assert told.links() >= {"#moor-second-berth", "../events.md#berth-opens"}


def test_an_open_horizon_outcome_and_verdict_are_called_by_different_words() -> None:
    assert card(harbour.corpus(), "moor-strike").texts("dl") == ["Horizon no end date"]
    future = scenario("moor-future", "It stays", 2021, "likely", horizon=OPEN)
    assert "Horizon no end date" in card(harbour.corpus(claims=(future,)), "moor-future").texts("dl")[0]
    corpus = harbour.corpus(claims=(future,), shifts=(), outcomes=[outcome("moor-future", Status.OPEN)])
    (told,) = card(corpus, "moor-future").texts("div", "fs-card__outcome")[:1]
    assert told.startswith("Outcome still open as of 1 March 2024 not judged yet")


def test_a_claim_shows_its_outcome_with_evidence_reasons_and_verdict() -> None:
    page = card(harbour.corpus(), "moor-second-berth")
    (told,) = page.texts("div", "fs-card__outcome")
    assert told == "Outcome occurred as of 1 March 2024 held What became of moor-second-berth"
    assert "Evidence 1 June 2022: The second berth opens" in page.texts("details")[0]
    assert page.links() >= {"../outcomes.md#moor-second-berth-outcome", "../events.md#berth-opens"}
    # The text of the outcome stands on its own page alone.
    assert page.bodies() == ["moor-second-berth"]


def test_a_verdict_is_a_word_and_a_mark_and_not_colour_alone() -> None:
    (verdict,) = card(harbour.corpus(), "moor-strike").all("span", "fs-verdict--missed")
    # What was called unlikely has to be turned round: a sentence does it.
    assert text(verdict) == "called very unlikely; it happened: missed"
    assert [child.tag for child in verdict] == ["svg", "span"]
    (verdict,) = card(harbour.corpus(), "moor-second-berth").all("span", "fs-verdict--held")
    assert text(verdict) == "held"
    assert [child.tag for child in verdict] == ["svg"]


@pytest.mark.parametrize(
    ("word", "status", "said"),
    [
        ("unlikely", Status.DID_NOT_OCCUR, "called unlikely; it did not happen: held"),
        ("3 %", Status.OCCURRED, "given 3 %; it happened: missed"),
        ("likely", Status.DID_NOT_OCCUR, "missed"),
        ("unlikely", Status.PARTLY, "partly"),
        ("roughly even chance", Status.OCCURRED, "not assessable"),
    ],
)
def test_what_a_reader_would_have_to_turn_round_is_said_wherever_a_verdict_is(
    word: str, status: Status, said: str
) -> None:
    corpus = harbour.corpus(
        claims=[forecast("f", "It happens", 2021, word)], shifts=(), outcomes=[outcome("f", status)]
    )
    for page in both(corpus):
        for name in ("forecasts", "explore"):
            assert list(Shown(page.macro(name, {}, "a.md", 2)).rows())[1][4] == said
        assert f"as of 1 March 2024 {said}" in Shown(page.card(corpus.claims[0], "a.md", 3)).text
    assert said in card(corpus, "f-outcome").text


def test_a_forecast_without_an_outcome_is_not_judged_yet() -> None:
    told = card(harbour.corpus(), "ruiz-fuel").texts("div", "fs-card__outcome")
    assert told == ["Outcome none recorded yet not judged yet"]


def test_a_recommendation_has_an_addressee_and_a_status_and_no_verdict() -> None:
    page = card(harbour.corpus(), "moor-train")
    assert "Addressed to the port authority" in page.text
    assert "did not occur as of 1 March 2024" in page.text
    assert not page.all("span", "fs-verdict")


def test_a_claim_leads_to_its_shifts_and_the_other_outlooks_claims() -> None:
    page = card(harbour.corpus(), "okafor-third-berth")
    assert page.links() >= {
        "../shifts.md#shift-berth",
        "../shifts.md#shift-third",
        "2021-moor.md#moor-second-berth",
        "2023-ruiz.md#ruiz-third-berth",
    }
    assert "reversed The third berth goes 2023 The third berth is dropped" in page.text


def test_a_claim_that_no_other_outlook_makes_says_so() -> None:
    assert "new Fuel enters no earlier outlook said it" in card(harbour.corpus(), "ruiz-fuel").text


def test_a_body_is_not_repeated_where_its_own_block_stands() -> None:
    there = [replace(one, page=harbour.PAGES[2021]) for one in harbour.OUTCOMES]
    page = card(harbour.corpus(outcomes=there), "moor-second-berth")
    assert page.bodies() == ["moor-second-berth"]
    assert "#moor-second-berth-outcome" in page.links()


def test_the_latest_outcome_counts() -> None:
    earlier = replace(outcome("moor-strike", Status.DID_NOT_OCCUR, as_of="2022-01-01"), id="earlier")
    corpus = harbour.corpus(outcomes=(*harbour.OUTCOMES, earlier))
    assert "occurred as of 1 March 2024 called very unlikely; it happened: missed" in card(corpus, "moor-strike").text
    assert not card(corpus, "earlier").all("span", "fs-verdict")[1:]


def test_a_scenario_shows_its_parts_and_which_signposts_were_seen() -> None:
    page = card(harbour.corpus(), "moor-canal-shut")
    assert page.texts("dl") == [
        "Set Canal closure Drivers Drought War Assumptions Dredging stops "
        "Signposts seen 1 June 2022: The second berth opens Water falls below the mark Impact Detours"
    ]
    assert "../events.md#berth-opens" in page.links()


def test_an_event_shows_when_who_and_on_what_it_rests() -> None:
    page = card(harbour.corpus(), "berth-opens")
    assert page.texts("p", "fs-card__meta") == ["event 1 June 2022"]
    assert page.one("time").get("datetime") == "2022-06-01"
    assert page.texts("p", "fs-facts-line") == ["Berths Port authority, Moor Lines"]
    assert page.texts("p", "fs-sources") == ["Source (Gazette 2022) rests on one independent source"]


def test_an_event_on_two_sources_has_no_mark() -> None:
    assert card(harbour.corpus(), "strike").texts("p", "fs-sources") == ["Sources (Gazette 2022; Ledger 2023)"]


def test_an_approximate_date_claims_no_machine_precision() -> None:
    page = card(harbour.corpus(), "strike")
    assert not page.all("time")
    assert page.one("span", "fs-when").get("data-edtf") == "2023-04~/2023-05"


def test_an_event_leads_to_what_it_decides_and_points_to() -> None:
    page = card(harbour.corpus(), "berth-opens")
    assert page.links() >= {
        "#ref-gazette2022", "briefs/2021-moor.md#moor-second-berth", "briefs/2021-moor.md#moor-canal-shut"
    }  # fmt: skip
    assert "Evidence for the outcome of 2021 The second berth opens" in page.text
    assert "Signpost of 2021 The canal shuts" in page.text


def test_an_outcome_leads_to_its_claim_and_evidence() -> None:
    page = card(harbour.corpus(), "moor-second-berth-outcome")
    assert page.texts("p", "fs-card__meta") == ["outcome occurred as of 1 March 2024 held"]
    assert page.links() >= {"briefs/2021-moor.md#moor-second-berth", "events.md#berth-opens"}


def test_a_shift_leads_to_both_sides_with_their_likelihoods() -> None:
    page = card(harbour.corpus(), "shift-berth")
    assert "strengthened" in page.texts("p", "fs-card__meta")[0]
    assert "From 2021 The second berth opens likely, 55–80 %, ICD 203" in page.text
    assert "To 2022 A third berth is planned roughly even chance, 45–55 %, ICD 203" in page.text
    assert page.links() >= {"briefs/2021-moor.md#moor-second-berth", "briefs/2022-okafor.md#okafor-third-berth"}


def test_a_correction_shows_what_is_printed_and_what_is_right() -> None:
    page = card(harbour.corpus(), "moor-correction-year")
    assert page.texts("dl") == ["Printed opened in 1919 Reading opened in 1991"]
    assert "(Moor 2021, ¶3)" in page.text


@pytest.mark.parametrize("id", sorted(harbour.corpus().records))
def test_every_card_has_a_permanent_link_and_its_own_body_once(id: str) -> None:
    page = card(harbour.corpus(), id)
    assert f"#{id}" in page.links()
    assert page.bodies().count(id) == bool(harbour.corpus().records[id].body)


# Macros


@pytest.mark.parametrize("name", [name for name in ALL if name != "scales"])
def test_an_empty_corpus_shows_a_sentence_and_no_table(name: str) -> None:
    page = shown(harbour.empty(), name, **NEEDED.get(name, {}))
    assert not page.all("table")
    assert not page.all("ol")
    if name not in ("brief", "bibliography"):
        assert page.text.startswith("No ")


@pytest.mark.parametrize("name", ALL)
def test_tables_have_captions_headers_and_a_region_for_the_keyboard(name: str) -> None:
    page = shown(harbour.corpus(), name, **NEEDED.get(name, {}))
    for table in page.all("table"):
        assert table[0].tag == "caption"
        assert text(table[0])
        assert all(header.get("scope") in ("col", "row") for header in table.iter("th"))
    regions = page.all("div", "fs-scroll")
    # An axis takes the width there is: nothing of it is ever out of sight.
    assert len(regions) == len(page.all("table")) - len(page.all("table", "fs-axis"))
    assert all(one.get("tabindex") == "0" and one.get("role") == "region" and one.get("aria-label") for one in regions)
    assert len({one.get("aria-label") for one in regions}) == len(regions)


@pytest.mark.parametrize("name", ALL)
def test_no_id_is_given_twice(name: str) -> None:
    page = shown(harbour.corpus(), name, **NEEDED.get(name, {}))
    ids = [element.get("id") for element in page.root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", ["comparison", "bibliography"])
@pytest.mark.parametrize("level", [3, 9])
def test_headings_take_the_level_they_are_given_and_no_more_than_six(name: str, level: int) -> None:
    page = Shown(templates(harbour.corpus()).macro(name, {}, "x.md", level))
    assert page.all(f"h{min(level, 6)}")


def test_claims_are_narrowed_by_outlook_theme_and_kind() -> None:
    corpus = harbour.corpus()
    assert len(shown(corpus, "claims").all("li")) == len(harbour.CLAIMS)
    assert shown(corpus, "claims", outlook="2021", theme="berths", kind="finding").texts("li") == [
        "2021 Queues lengthen in winter finding Berths ¶2"
    ]
    assert (
        shown(corpus, "claims", outlook="2023", kind="finding").text == "No claims match (kind finding, outlook 2023)."
    )


def test_the_ledger_gives_word_likelihood_horizon_outcome_and_verdict() -> None:
    rows = list(shown(harbour.corpus(), "forecasts").rows())
    assert rows[0] == ["Proposition", "Likelihood", "Horizon", "Outcome", "Verdict"]
    assert rows[1] == [
        "The second berth opens 2021 Berths ¶3–4", "likely, 55–80 % the brief’s word: “probable”", "2022",
        "occurred", "held",
    ]  # fmt: skip
    assert rows[-1][2:] == ["no end date", "none recorded", "not judged yet"]


def test_the_ledger_says_once_as_of_which_day_it_is_and_rows_say_it_where_theirs_is_another() -> None:
    page = shown(harbour.corpus(), "forecasts")
    caption = "Forecasts, how likely they were called (ICD 203) and what became of them as of 1 March 2024"
    found = "Of 5 forecasts, 3 can be judged by now: 1 held, 1 missed, 1 partly."
    assert (page.texts("caption"), page.text.count("as of")) == ([f"{found} {caption}"], 1)
    later = replace(outcome("moor-strike", Status.OCCURRED, as_of="2024-06-01"), id="later")
    page = shown(harbour.corpus(outcomes=(*harbour.OUTCOMES, later)), "forecasts", verdict="missed")
    assert page.texts("caption")[0].endswith(f"{caption.replace('March', 'June')} (verdict missed)")
    corpus = harbour.corpus(outcomes=(*harbour.OUTCOMES, later))
    for each in both(corpus):
        page = Shown(each.macro("explore", {}, "a.md", 2))
        assert "1 March 2024, unless a row gives another day" in text(page.one("caption"))
        told = [row for row in page.rows() if row[0].startswith("The dockers strike")]
        assert [row[3].endswith("occurred as of 1 June 2024") for row in told] == [True]


@pytest.mark.parametrize("name", ["forecasts", "explore"])
def test_what_an_outcome_rests_on_opens_below_its_claim_without_scripts(name: str) -> None:
    page = shown(harbour.corpus(), name, page="explore.md")
    summaries = [(row.find("td/details/summary"), row) for row in page.all("tr", "fs-evidence")]
    below = {text(summary): row for summary, row in summaries if summary is not None}
    assert len(below) == len(harbour.OUTCOMES) - (name == "forecasts")
    opened = below["Evidence for “The second berth opens”"]
    assert [each.get("record") for each in opened.iter("fs-body")] == ["moor-second-berth-outcome"]
    assert "1 June 2022: The second berth opens (Gazette 2022)" in text(opened)
    links = [link.get("href") for link in opened.iter("a")]
    assert links == [
        "outcomes.md#moor-second-berth-outcome",
        "events.md#berth-opens",
        "sources/bibliography.md#ref-gazette2022",
    ]


def test_every_cell_of_a_stacking_table_says_what_it_is() -> None:
    for name in ("forecasts", "recommendations", "scenarios", "corrections"):
        cells = [cell for cell in shown(harbour.corpus(), name).root.iter("td") if not cell.get("colspan")]
        assert cells
        assert all(cell.get("data-label") for cell in cells)


@pytest.mark.parametrize(
    ("verdict", "titles"),
    [
        ("held", ["The second berth opens"]),
        ("missed", ["The dockers strike"]),
        ("partly", ["The third berth is dropped"]),
        ("not-assessable", ["A third berth is planned"]),
        ("open", ["Ammonia ships call"]),
    ],
)
def test_the_ledger_is_narrowed_by_verdict(verdict: str, titles: list[str]) -> None:
    page = shown(harbour.corpus(), "forecasts", verdict=verdict)
    assert [
        text(row.find("th")[0]) for row in page.root.iter("tr") if row.find("th[@scope='row']") is not None
    ] == titles


def test_recommendations_are_narrowed_by_addressee() -> None:
    corpus = harbour.corpus(claims=(*harbour.CLAIMS, recommendation("r", "Dig deeper", 2022)))
    rows = list(shown(corpus, "recommendations", addressee="The Port Authority").rows())
    assert rows[1:] == [["Train pilots ¶9", "2021", "Labour", "the port authority", "did not occur"]]
    assert len(list(shown(corpus, "recommendations").rows())) == 3


def test_scenarios_are_shown_set_by_set_with_their_signposts() -> None:
    other = scenario("other", "Tolls rise", 2022, set="tolls")
    corpus = harbour.corpus(claims=(*harbour.CLAIMS, other))
    assert shown(corpus, "scenarios").texts("caption") == [
        "Of 2 scenarios: 1 not judged yet, 1 without a likelihood. Scenarios: Canal closure",
        "Scenarios: Tolls",
    ]
    page = shown(corpus, "scenarios", set="canal-closure")
    rows = list(page.rows())
    assert rows[0] == [
        "Scenario", "Likelihood", "Drivers", "Assumptions", "Signposts", "Impact", "Source", "Outcome"
    ]  # fmt: skip
    assert rows[1] == [
        "2021 The canal shuts",
        "unlikely, 20–45 %, ICD 203 the brief’s word: “unlikely”",
        "Drought War",
        "Dredging stops",
        "seen 1 June 2022: The second berth opens Water falls below the mark",
        "Detours",
        "(Moor 2021, ¶7)",
        "none recorded not judged yet",
    ]
    assert rows[2][1] == "none given"


def test_events_are_narrowed_by_actor_theme_and_time() -> None:
    corpus = harbour.corpus()

    def titles(**arguments):
        return shown(corpus, "events", **arguments).texts("span", "fs-event__title")

    assert titles() == ["A storm shuts the roads", "The second berth opens", "Dockers strike for a month"]
    assert titles(actor="Moor Lines") == ["The second berth opens"]
    assert titles(theme="labour") == ["A storm shuts the roads", "Dockers strike for a month"]
    assert titles(theme="labour", start="2011") == ["Dockers strike for a month"]
    assert titles(end="2010-03-15") == ["A storm shuts the roads"]
    said = shown(corpus, "events", actor="Nobody", start="2024-06").text
    assert said == "No events match (actor Nobody, from June 2024)."


def test_corrections_are_narrowed_by_brief() -> None:
    corpus = harbour.corpus(corrections=(*harbour.CORRECTIONS, correction("c", "Another", 2022)))
    rows = list(shown(corpus, "corrections", brief="moor2021").rows())
    assert rows[1:] == [["A year of the canal", "2021 (Moor 2021, ¶3)", "opened in 1919", "opened in 1991"]]


def test_a_brief_shows_what_it_is_and_what_became_of_it() -> None:
    page = shown(harbour.corpus(), "brief", key="moor2021")
    for told in (
        "Author Ada Moor",
        "Published by Harbour Institute",
        "Series Policy brief 7",
        "Date 12 January 2021",
        "Annotated 1 finding, 2 forecasts, 1 recommendation, 2 scenarios, 1 correction",
        "Both forecasts can be judged by now: 1 held, 1 missed. 1 held 1 missed",
        "Scenarios 1 not judged yet",
        "Moor 2021. Ports in 2021.",
    ):
        assert told in page.text
    assert page.links() >= {"https://example.org/ports?a=1&b=2", "../briefs/2021-moor.md"}


def test_a_brief_shows_names_and_titles_in_their_own_script() -> None:
    page = shown(harbour.corpus(), "brief", key="ruiz2023")
    assert "Author Kim Dan 김단" in page.text
    assert page.texts("span", "fs-original") == ["항만", "김단"]


# References


def test_the_bibliography_has_a_heading_a_work_and_says_what_cites_it() -> None:
    page = shown(harbour.corpus(), "bibliography")
    assert [heading.get("id") for heading in page.all("h2")] == [
        f"ref-{key}" for key in sorted(harbour.corpus().references)
    ]
    works = {heading.get("id"): text(work) for work in page.all("section", "fs-work") for heading in work.iter("h2")}
    assert works["ref-ledger2023"] == (
        "Ledger 2023 Ledger 2023. Strike at the Docks. Cited by "
        "event A storm shuts the roads event Dockers strike for a month page Harbour outlooks"
    )
    assert works["ref-moor2021"].endswith("2021 Annotations of 2021, 6 claims")
    assert works["ref-unread2020"].endswith("Cited nowhere on this site.")
    assert page.links() >= {"../events.md#strike", "../index.md", "../briefs/2021-moor.md#moor-second-berth"}


def test_a_numeric_style_gives_headings_their_names_all_the_same() -> None:
    corpus = harbour.corpus()

    class Numbers(harbour.PlainText):
        def citation(self, citation: Citation) -> str:
            return '<a href="#ref-x">[1]</a>'

    page = Shown(Templates(corpus, Numbers(corpus)).macro("bibliography", {}, "x.md", 2))
    assert page.texts("h2")[:2] == ["Port Gazette 2022", "Ledger 2023"]


def test_a_pages_references_come_in_order_and_lead_to_the_bibliography() -> None:
    made = templates(harbour.corpus()).references(["ledger2023", "gazette2022", "nobody"], "briefs/x.md", 2)
    page = Shown(made)
    assert page.root.get("data-search-exclude") == ""
    assert page.texts("h2") == ["References"]
    assert [item.get("id") for item in page.all("li")] == ["ref-gazette2022", "ref-ledger2023"]
    assert page.texts("a") == ["Cited by 3: Gazette 2022", "Cited by 3: Ledger 2023"]
    assert "../sources/bibliography.md#ref-ledger2023" in page.links()


def test_without_a_bibliography_page_references_lead_nowhere() -> None:
    assert not Shown(templates(harbour.corpus(calls=())).references(["ledger2023"], "x.md", 2)).links()


def test_a_draft_that_names_an_unknown_work_or_event_still_shows() -> None:
    corpus = harbour.corpus(
        events=[event("lost", "Lost", "2022", sources=("nobody2020", "ledger2023"))],
        outcomes=[outcome("moor-strike", Status.OCCURRED, "no-such-event"), outcome("no-such-claim", Status.OPEN)],
        citations=[PlacedCitation(Citation((CitedWork("nobody2020"),)), "gone.md", harbour.ANY)],
    )
    assert "nobody2020; ledger2023" in card(corpus, "lost").text
    assert "occurred" in card(corpus, "moor-strike").text
    assert card(corpus, "no-such-claim-outcome").bodies() == ["no-such-claim-outcome"]


# Hostile text


def test_hostile_text_stays_text_wherever_it_stands() -> None:
    claims = (
        replace(
            forecast("f", HOSTILE, 2021, "likely", wording=HOSTILE, criterion=HOSTILE, quote=HOSTILE),
            theme="berths",
        ),
        scenario("s", HOSTILE, 2021, "likely", drivers=(HOSTILE,), signposts=(HOSTILE,), impact=HOSTILE),
        recommendation("r", HOSTILE, 2021, HOSTILE),
        finding("n", HOSTILE, 2022),
    )
    corpus = harbour.corpus(
        claims=claims,
        events=[event("e", HOSTILE, "2022", actors=(HOSTILE,), themes=(HOSTILE,))],
        corrections=[replace(correction("c", HOSTILE, 2021), printed=HOSTILE, reading=HOSTILE)],
        outcomes=[replace(outcome("f", Status.OCCURRED, "e"), title=HOSTILE)],
        shifts=(),
        references=[harbour.reference(key, HOSTILE, url="javascript:alert(1)") for key in harbour.KEYS.values()]
        + [harbour.reference("gazette2022", HOSTILE)],
        citations=(),
    )
    made = [shown(corpus, name, **NEEDED.get(name, {})) for name in ALL]
    made += [card(corpus, id) for id in corpus.records]
    for page in made:
        assert not page.all("script")
        assert not page.all("b")
        assert not any(link.startswith("javascript") for link in page.links())
    assert text(card(corpus, "f").one("h3")) == HOSTILE


def test_every_macro_and_card_is_well_formed_for_any_number_of_outlooks() -> None:
    claims = [
        replace(forecast(f"f-{year}", "It happens", 2021, "likely"), outlook=str(year)) for year in range(2001, 2041)
    ]
    corpus = harbour.corpus(claims=claims, outcomes=(), shifts=())
    for name in ALL:
        shown(corpus, name, **NEEDED.get(name, {}))


def test_the_same_corpus_gives_the_same_pages() -> None:
    for name in ALL:
        arguments = NEEDED.get(name, {})
        assert shown(harbour.corpus(), name, **arguments).xhtml == shown(harbour.corpus(), name, **arguments).xhtml


def test_the_stylesheet_asks_nothing_of_another_host() -> None:
    sheet = STYLESHEETS["assets/foresite.css"]
    assert len(gzip.compress(sheet.encode())) < 10_000
    assert "url(" not in sheet
    assert "@import" not in sheet
    assert "animation" not in sheet and "transition" not in sheet


RUN_ON = re.compile(r"[\w%”)]$"), re.compile(r"^[\w“(]")
FLOWING = {"a", "b", "em", "span", "time", "cite", "q", "var", "img"}
"""Elements within a line: others begin one of their own."""


def run_on(root: Element) -> Iterator[str]:
    """The texts of neighbours that stand in one line without a space between them."""
    for element in root.iter():
        for left, right in pairwise(element):
            if left.tag in FLOWING and right.tag in FLOWING and not left.tail:
                before, after = "".join(left.itertext()), "".join(right.itertext())
                if RUN_ON[0].search(before) and RUN_ON[1].search(after):
                    yield f"{before[-30:]}|{after[:30]}"
        for child in element:
            text = "".join(child.itertext())
            if child.tag in FLOWING and child.tail and RUN_ON[0].search(text) and child.tail[0].isalnum():
                yield f"{text[-30:]}|{child.tail[:30]}"


def test_words_of_neighbours_never_run_into_each_other() -> None:
    codings = (Coding("A", harbour.likely("likely")), Coding("B", harbour.likely("very likely")))
    first, *others = harbour.CLAIMS
    sure = Confidence("high", SCALES["icd203"])
    claims = (replace(first, codings=codings, confidence=sure, horizon=OPEN), *others)
    earlier = [
        replace(each, id=f"{each.id}-earlier", as_of=PartialDate.parse("2023-06-01")) for each in harbour.OUTCOMES
    ]
    corpus = harbour.corpus(claims=claims, outcomes=(*earlier, *harbour.OUTCOMES))
    found = {}
    for medium, page in zip(("screen", "paper"), both(corpus), strict=True):
        for name, macro in MACROS.items():
            if name != "bibliography" and not any(each.required for each in macro.parameters):
                found[medium, name] = list(run_on(Shown(page.macro(name, {}, "a.md", 2)).root))
        for record in corpus.records.values():
            found[medium, record.id] = list(run_on(Shown(page.card(record, "a.md", 3)).root))
    assert {where: texts for where, texts in found.items() if texts} == {}
