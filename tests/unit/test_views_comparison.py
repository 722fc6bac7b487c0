from dataclasses import replace

import harbour
from harbour import ANY, finding, forecast, outcome, shift
from pages import shown, text

from foresite.model.records import Change, MacroCall, Status
from foresite.views.cards import Cards
from foresite.views.comparison import comparison


def test_themes_come_in_the_projects_order_each_with_a_heading_that_clashes_with_no_id() -> None:
    page = shown(harbour.corpus(), "comparison")
    assert page.texts("h2") == ["Berths", "Fuel and fleets", "Labour"]
    assert [heading.get("id") for heading in page.all("h2")] == ["theme-berths", "theme-fuel", "theme-labour"]


def test_every_outlook_has_a_column() -> None:
    page = shown(harbour.corpus(), "comparison", theme="berths")
    assert next(page.rows()) == ["Change", "2021", "2022", "2023"]


def test_five_outlooks_have_five_columns() -> None:
    claims = [finding(f"f-{year}", f"Said in {year}", 2021) for year in range(2021, 2026)]
    claims = [replace(claim, outlook=str(2021 + at)) for at, claim in enumerate(claims)]
    corpus = harbour.corpus(claims=claims, shifts=(), outcomes=())
    assert next(shown(corpus, "comparison", theme="berths").rows()) == ["2021", "2022", "2023", "2024", "2025"]


def test_a_claim_is_named_under_its_further_themes_and_counted_under_its_own() -> None:
    first, *others = harbour.corpus().claims
    corpus = harbour.corpus(claims=[replace(first, further_themes=("fuel",)), *others])
    page = shown(corpus, "comparison", theme="fuel")
    assert "Compared under another theme" in page.text
    assert first.title in page.text
    (before,), (after,) = (comparison(Cards(each), "fuel").themes for each in (harbour.corpus(), corpus))
    assert before.claims == after.claims


def test_shifts_that_share_a_claim_make_one_row_across_three_outlooks() -> None:
    (berths,) = comparison(Cards(harbour.corpus()), "berths").themes
    first, second = berths.threads
    assert [view.target.anchor for view in first.shifts] == ["shift-berth", "shift-third"]
    assert [[line.target.anchor for line in column.lines] for column in first.columns] == [
        ["moor-second-berth"],
        ["okafor-third-berth"],
        ["ruiz-third-berth"],
    ]
    assert [view.target.anchor for view in second.shifts] == ["shift-queues"]


def test_shifts_tied_only_by_a_later_one_come_together() -> None:
    claims = [finding(name, name, 2021) for name in "abcd"]
    shifts = [
        shift("ab", "ab", Change.KEPT, ("a",), ("b",)),
        shift("cd", "cd", Change.KEPT, ("c",), ("d",)),
        shift("bc", "bc", Change.KEPT, ("b",), ("c",)),
    ]
    (theme,) = comparison(Cards(harbour.corpus(claims=claims, shifts=shifts, outcomes=())), "berths").themes
    assert [[view.target.anchor for view in thread.shifts] for thread in theme.threads] == [["ab", "cd", "bc"]]


def test_a_cell_gives_the_likelihood_with_its_range_and_the_verdict() -> None:
    rows = list(shown(harbour.corpus(), "comparison", theme="berths").rows())
    assert rows[1] == [
        "strengthened From a second berth to a third reversed The third berth goes",
        "2021 The second berth opens likely, 55–80 %, ICD 203 ¶3–4 held",
        "2022 A third berth is planned roughly even chance, 45–55 %, ICD 203 ¶6 not assessable",
        "2023 The third berth is dropped almost certain, 95–99 %, ICD 203 ¶1 partly",
    ]


def test_an_outlook_that_said_nothing_is_said_to() -> None:
    rows = [row for row in shown(harbour.corpus(), "comparison", theme="berths").rows() if "Queues" in row[0]]
    assert rows == [["reversed Queues", "2021 Queues lengthen in winter ¶2", "2022 Queues have gone ¶2", "nothing"]]


def test_reasons_are_shown_away_from_the_shifts_and_not_beside_them() -> None:
    corpus = harbour.corpus()
    assert shown(corpus, "comparison").bodies() == ["shift-berth", "shift-third", "shift-queues", "shift-fuel"]
    assert shown(corpus, "comparison", page="shifts.md").bodies() == []


def test_what_nobody_answered_is_part_of_it() -> None:
    page = shown(harbour.corpus(), "comparison", theme="labour")
    assert page.texts("caption")[-1].endswith("Labour: what no other outlook answered")
    rows = list(page.rows())
    assert rows[-2] == ["2021", "2022", "2023"]
    assert "The dockers strike" in rows[-1][0]
    assert "Train pilots" in rows[-1][0]
    assert rows[-1][1:] == ["none", "none"]


def test_a_claim_compared_under_another_theme_is_neither_lost_nor_called_unanswered() -> None:
    page = shown(harbour.corpus(), "comparison", theme="fuel")
    assert "Compared under another theme 2023 Ammonia ships call" in page.text
    assert "../shifts.md#shift-fuel" in page.links()
    compared = page.all("table", "fs-table--compared")
    assert not any("Ammonia" in text(table) for table in compared)


def test_likelihoods_stand_on_one_axis_and_beside_it_in_words() -> None:
    page = shown(harbour.corpus(), "comparison", theme="berths")
    axis = page.one("table", "fs-axis")
    assert text(axis[0]).endswith("Berths: how likely, from 0 to 100 per cent (ICD 203)")
    bars = list(axis.iter("rect"))
    assert [(bar.get("x"), bar.get("width")) for bar in bars] == [("55%", "25%"), ("45%", "10%"), ("95%", "4%")]
    assert all(drawing.get("aria-hidden") == "true" for drawing in axis.iter("svg"))
    words = [text(row[2]) for row in axis.iter("tr")][1:]
    assert words[0] == "likely, 55–80 % held"
    assert words[2] == "almost certain, 95–99 % partly"


def test_likelihoods_that_are_set_against_each_other_stand_together() -> None:
    (berths,) = comparison(Cards(harbour.corpus()), "berths").themes
    assert [[line.target.anchor for line in group] for group in berths.likelihoods] == [
        ["moor-second-berth", "okafor-third-berth", "ruiz-third-berth"]
    ]
    (labour,) = comparison(Cards(harbour.corpus()), "labour").themes
    assert [[line.target.anchor for line in group] for group in labour.likelihoods] == [["ruiz-fuel"], ["moor-strike"]]


def test_a_theme_without_likelihoods_has_no_axis() -> None:
    corpus = harbour.corpus(claims=[finding("a", "A", 2021)], shifts=(), outcomes=())
    assert not shown(corpus, "comparison", theme="berths").all("table", "fs-axis")


def test_the_glance_counts_claims_changes_and_what_is_left() -> None:
    rows = list(shown(harbour.corpus(), "comparison").rows())
    assert rows[0] == ["Theme", "2021", "2022", "2023", "Changes", "Not answered"]
    # On phones a cell says of which outlook it is.
    assert [cell.split(" ", 1)[1] for cell in rows[1][1:4]] == [
        "2 claims 1 held", "2 claims 1 not assessable", "1 claim 1 partly",
    ]  # fmt: skip
    assert rows[2][1:4] == ["2021 2 claims", "2022 0 claims", "2023 1 claim 1 not judged yet"]
    assert rows[3][1:4] == ["2021 2 claims 1 missed", "2022 0 claims", "2023 0 claims"]
    assert [row[4:] for row in rows[1:4]] == [
        ["1 strengthened 2 reversed", "0"], ["none", "2"], ["1 new", "2"],
    ]  # fmt: skip


def test_an_overview_leads_to_where_each_theme_is_compared() -> None:
    calls = [
        MacroCall("comparison", {}, "all.md", ANY),
        MacroCall("comparison", {"theme": "berths"}, "berths.md", ANY),
    ]
    links = shown(harbour.corpus(calls=calls), "overview", page="index.md").links()
    assert {"berths.md#theme-berths", "all.md#theme-labour"} <= links
    assert shown(harbour.corpus(), "overview").links() == set()
    rows = list(shown(harbour.corpus(), "overview").rows())
    assert rows == list(shown(harbour.corpus(), "comparison").rows())[:4]


def test_a_theme_without_claims_says_so() -> None:
    assert shown(harbour.empty(), "comparison").text == "No claims match."
    corpus = harbour.corpus(claims=(), shifts=(), outcomes=())
    assert shown(corpus, "comparison", theme="labour").text == "No claims match (theme Labour)."


def test_a_possibility_without_a_degree_stands_on_the_axis_with_what_became_of_it() -> None:
    claims = (forecast("a", "It happens", 2021, "no degree stated"), forecast("b", "That happens", 2021, "65 %"))
    corpus = harbour.corpus(claims=claims, shifts=(), outcomes=[outcome("a", Status.OCCURRED)])
    page = shown(corpus, "comparison", theme="berths")
    assert text(page.one("table", "fs-axis")).count("no degree stated, occurred") == 1
    assert [row[2] for row in page.rows() if row[0] == "2021 That happens"] == ["65 % not judged yet"]
    assert text(page.all("caption")[0]).endswith("Berths: how likely, from 0 to 100 per cent (the briefs’ numbers)")
