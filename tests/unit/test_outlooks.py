"""What an outlook can be, how outlooks are ordered, and what briefs are grouped by."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import Any

import harbour
import pytest
from pages import shown

from foresite.diff.changes import settings_fields
from foresite.model.dates import EdtfError, parse_edtf, parse_horizon
from foresite.model.groupings import grouped_by, outlook_ranks
from foresite.model.outlook import Outlook, OutlookError, outlook_of
from foresite.model.records import Brief, Grouping, Name, Reference
from foresite.views import comparison, lists
from foresite.views.cards import Cards
from foresite.views.explore import explore

LONG = Outlook("long-view", "Long view", parse_edtf("2024/2040"))


@pytest.mark.parametrize(
    ("typed", "name", "label", "period"),
    [
        ("2024", "2024", "2024", "2024"),
        ("2024-h1", "2024-H1", "H1 2024", "2024-40"),
        ("2024-41", "2024-H2", "H2 2024", "2024-41"),
        ("2024-Q3", "2024-Q3", "Q3 2024", "2024-35"),
        ("2024-22", "2024-summer", "Summer 2024", "2024-22"),
        ("2024-06", "2024-06", "June 2024", "2024-06"),
        ("2024/2025", "2024/2025", "2024/2025", "2024/2025"),
        ("2024-Q4/2025-Q1", "2024-Q4/2025-Q1", "Q4 2024 – Q1 2025", "2024-36/2025-33"),
        ("long-view", "long-view", "Long view", "2024/2040"),
    ],
)
def test_an_outlook_has_one_name_a_label_and_a_period(typed: str, name: str, label: str, period: str) -> None:
    outlook = outlook_of(typed, {"long-view": LONG})
    assert (outlook.name, outlook.label, outlook.period.text) == (name, label, period)


@pytest.mark.parametrize("typed", ["soon", "2024-H3", "2024-06-19", "2024~", "202X", "2024/..", "2024-XX", "0024", ""])
def test_what_is_not_a_period_is_not_an_outlook(typed: str) -> None:
    with pytest.raises(OutlookError):
        outlook_of(typed, {"long-view": LONG})


@pytest.mark.parametrize(
    ("typed", "edtf", "words", "last"),
    [
        ("2024-Q3", "2024-35", "third quarter of 2024", "2024-09-30"),
        ("2024-H1", "2024-40", "first half of 2024", "2024-06-30"),
        ("2024-41~", "2024-41~", "second half of 2024 (approximate)", "2024-12-31"),
        ("2024-winter", "2024-24", "winter 2024", "2025-02-28"),
        ("2024-Q2/2025-H1", "2024-34/2025-40", "second quarter of 2024 to first half of 2025", "2025-06-30"),
    ],
)
def test_parts_of_a_year_are_edtf_whatever_is_typed(typed: str, edtf: str, words: str, last: str) -> None:
    horizon: Any = parse_horizon(typed)
    assert (horizon.text, str(horizon), horizon.last.isoformat()) == (edtf, words, last)
    # What an editor would type for it gives the same again.
    assert parse_horizon(horizon.typed) == horizon


@pytest.mark.parametrize("typed", ["2024-Q5", "2024-H0", "2024-37", "2024-35-01", "2024-Q1-Q2", "202X-Q1", "2024-fall"])
def test_a_year_has_no_other_parts(typed: str) -> None:
    with pytest.raises(EdtfError):
        parse_horizon(typed)


def briefs(**outlooks: str) -> list[Brief]:
    return [Brief(key, outlook, 9, f"{key}.md", harbour.ANY) for key, outlook in outlooks.items()]


def works(**dates: str) -> dict[str, Reference]:
    return {key: harbour.reference(key, key, date) for key, date in dates.items()}


def test_outlooks_are_ordered_by_time_and_far_ones_by_publication() -> None:
    declared = {"survey": Outlook("survey", "Survey", parse_edtf("2030"), parse_edtf("2023-06").first)}
    settings = harbour.settings(outlooks=MappingProxyType(declared))
    of = briefs(a="2024", b="2040", c="2024-H2", d="2024-Q2", e="survey", f="2025", g="2024-H1")
    dates = works(a="2023-11", b="2024-05-10", c="2024-10", d="2024-04", e="2029", f="2024-12-20", g="2024-04")
    ranks = outlook_ranks(of, dates, settings)
    assert sorted(ranks, key=ranks.__getitem__) == ["survey", "2024", "2024-H1", "2024-Q2", "2040", "2024-H2", "2025"]


def test_briefs_of_one_outlook_stand_by_the_day_of_publication() -> None:
    of = briefs(autumn="2024", april="2024")
    references = tuple(works(autumn="2024-10-09", april="2024-04-10").values())
    corpus = harbour.corpus(briefs=of, references=references, claims=(), corrections=(), outcomes=(), shifts=())
    assert [brief.key for brief in corpus.briefs] == ["april", "autumn"]


def test_what_a_brief_is_grouped_by() -> None:
    (brief,) = briefs(joint="2024")
    work = Reference(
        key="joint",
        type="report",
        authors=(Name("Moor", "Ada"), Name("Kim", "Dan", family_first=True), Name(literal="Fleet Staff")),
        editors=(),
        date=None,
        fields=MappingProxyType({"institution": "Harbour Institute and Ledger", "series": "Port Outlook"}),
        source="",
        place=harbour.ANY,
        lists=MappingProxyType({"institution": ("Harbour Institute", "Ledger")}),
    )
    assert [grouped_by(by, brief, work) for by in Grouping] == [
        "2024",
        "joint",
        "Harbour Institute and Ledger",
        "Port Outlook",
        "Ada Moor, Kim Dan and Fleet Staff",
    ]
    assert [grouped_by(by, brief, None) for by in Grouping] == ["2024", "joint", "", "", ""]


BY_BRIEF = ["Moor 2021", "Okafor 2022", "Kim 2023"]


def test_views_show_the_groups_that_a_call_asks_for() -> None:
    corpus = harbour.corpus()
    compared = shown(corpus, "comparison", by="brief")
    assert next(compared.rows()) == ["Theme", *BY_BRIEF, "Changes", "Not answered"]
    captions = "\n".join(compared.texts("caption"))
    assert "Berths: what each brief said, what changed and how it turned out" in captions
    scored = list(shown(corpus, "scorecard", by="institution").rows())
    # In the second table: what hangs on the words.
    assert [row[0] for row in scored] == ["Institution", "Harbour Institute", "no institution", "All"] * 2
    assert [row[1] for row in scored[1:4]] == ["2", "3", "5"]
    rows = list(shown(corpus, "recommendations", by="author").rows())
    assert (rows[0][1], rows[1][1]) == ("Author", "Ada Moor")
    for name in ("forecasts", "explore"):
        assert " Ada Moor " in list(shown(corpus, name, by="author").rows())[1][0], name
    assert next(shown(corpus, "overview", by="brief").rows())[1:4] == BY_BRIEF
    timeline = shown(corpus, "timeline", by="brief")
    assert [option for option in timeline.texts("option") if option in BY_BRIEF] == BY_BRIEF
    assert "The brief of Okafor 2022 is published: Quays and Queues: An Outlook" in timeline.text


def test_a_site_can_group_by_something_else_throughout() -> None:
    corpus = harbour.corpus(settings=harbour.settings(by=Grouping.BRIEF))
    assert next(shown(corpus, "comparison").rows())[1:4] == BY_BRIEF
    assert Cards(corpus).line(corpus.claims[0]).group.label == "Moor 2021"
    assert next(shown(corpus, "scorecard", by="outlook").rows())[0] == "Outlook"


def test_explore_offers_a_grouping_only_where_it_divides_briefs_otherwise() -> None:
    alike = explore(Cards(harbour.corpus()))
    assert [facet.label for facet in alike.facets][:2] == ["Outlook", "Theme"]
    shared = harbour.corpus(
        briefs=[replace(brief, outlook="2021") for brief in harbour.BRIEFS],
        claims=[replace(claim, outlook="2021") for claim in harbour.CLAIMS],
    )
    assert [facet.label for facet in explore(Cards(shared)).facets][:3] == ["Outlook", "Brief", "Theme"]


def test_a_large_view_is_divided_by_what_it_is_grouped_by() -> None:
    cards = Cards(harbour.corpus())
    (by_author,) = lists.forecasts_division(cards, by="author")
    assert [(unit.slug, unit.label, unit.size) for unit in by_author.subdivisions] == [
        ("ada-moor", "Ada Moor", 2),
        ("ben-okafor", "Ben Okafor", 1),
        ("kim-dan", "Kim Dan", 2),
    ]
    fuel = next(each for each in comparison.division(cards, by="institution") if each.slug == "fuel")
    assert [unit.label for unit in fuel.subdivisions] == ["Harbour Institute", "no institution"]
    (threaded,) = comparison.division(cards, theme="berths", by="brief")
    # What shifts tie together stands under the group in which it begins.
    assert [(unit.label, len(unit.items)) for unit in threaded.subdivisions] == [("Moor 2021", 2)]


def test_a_change_of_outlooks_and_groups_is_told() -> None:
    declared = MappingProxyType({"long-view": LONG})
    changed = settings_fields(harbour.settings(outlooks=declared, by=Grouping.SERIES))
    assert changed["outlooks.long-view"] == "label: Long view, period: 2024/2040"
    assert changed["by"] == "series"
