from dataclasses import replace

import harbour
import pytest
from harbour import ANY
from pages import card, shown, text

from foresite.model.records import MacroCall


def entries(**arguments):
    return [text(item) for item in shown(harbour.corpus(), "timeline", **arguments).all("h3", "fs-event__head")]


def test_events_and_briefs_come_in_order_of_time() -> None:
    assert entries() == [
        "March 2010 A storm shuts the roads",
        "12 January 2021 The brief of 2021 is published: Ports in 2021",
        "February 2022 The brief of 2022 is published: Quays and Queues: An Outlook",
        "1 June 2022 The second berth opens",
        "20 March 2023 The brief of 2023 is published: 항만 전망",
        "April 2023 (approximate) to May 2023 Dockers strike for a month",
    ]


def test_the_list_has_headings_by_year_and_by_event() -> None:
    page = shown(harbour.corpus(), "timeline")
    years = [text(heading) for heading in page.all("h2", "fs-year")]
    assert years[:4] == ["2010", "2021", "2022", "2023"]
    assert len(page.all("h3", "fs-event__head")) == 6
    assert page.all("details")


def test_each_event_and_forecast_has_a_mark_on_each_form_of_the_chart() -> None:
    page = shown(harbour.corpus(), "timeline")
    numbers = [entry.get("data-number") for entry in page.all("li") if entry.get("data-number")]
    claims = [entry.get("data-claim") for entry in page.all("li") if entry.get("data-claim")]
    assert (numbers, len(claims)) == (["1", "2", "3"], len(set(claims)))
    for form in ("wide", "tall", "paper"):
        marks = list(page.one("svg", f"fs-chart--{form}").iter("g"))
        assert sorted(mark.get("data-number", "") for mark in marks if mark.get("data-number")) == numbers
        assert {mark.get("data-claim") for mark in marks if mark.get("data-claim")} == set(claims)


def test_a_forecast_is_listed_with_its_verdict_and_what_decided_it() -> None:
    page = shown(harbour.corpus(), "timeline")
    (entry,) = [each for each in page.all("li") if each.get("id") == "timeline-.moor-second-berth"]
    assert "The second berth opens" in text(entry)
    assert "held" in text(entry)
    assert "Decided by 1 June 2022: The second berth opens" in text(entry)
    (event,) = [each for each in page.all("li") if each.get("id") == "timeline-berth-opens"]
    assert event.get("data-number") in (entry.get("data-events") or "").split()


def test_events_that_decide_most_are_named_and_say_how_many() -> None:
    page = shown(harbour.corpus(), "timeline")
    named = [text(each) for each in page.one("svg", "fs-chart--wide").iter("g") if each.get("data-named")]
    assert any(name.startswith("The second berth opens: decides ") for name in named)
    leading = [text(item) for item in page.one("div", "fs-panel__start").iter("li")]
    assert leading[0].startswith("The second berth opens 1 June 2022; decides ")


def test_what_an_author_could_not_know_is_hatched_for_the_outlook_that_a_page_asks_for() -> None:
    def hatched(**arguments: str) -> set[str]:
        rects = shown(harbour.corpus(), "timeline", "some/page.md", **arguments).all("rect", "fs-chart__after")
        return {rect.get("data-group", "") for rect in rects if not rect.get("display")}

    assert hatched() == set()
    assert hatched(outlook="2021") == {"2021"}


def test_lanes_are_the_themes_and_one_where_a_theme_is_asked_for() -> None:
    def lanes(**arguments: str) -> list[str]:
        page = shown(harbour.corpus(), "timeline", "some/page.md", **arguments)
        return [text(label) for label in page.all("g", "fs-chart__labels")[0]]

    assert lanes() == list(harbour.THEMES.values())
    assert lanes(theme="labour") == ["Labour"]


def test_a_timeline_of_many_themes_puts_the_rarest_together() -> None:
    themes = {f"theme-{number}": f"Theme {number}" for number in range(30)}
    many = [
        harbour.event(f"event-{n}", f"It happens {n}", "2022-03-04", themes=(name,)) for n, name in enumerate(themes)
    ]
    corpus = harbour.corpus(settings=replace(harbour.settings(), themes=themes), events=many)
    labels = [text(label) for label in shown(corpus, "timeline").all("g", "fs-chart__labels")[0]]
    assert len(labels) == 12
    assert labels[-1] == "Other themes"


def test_deciding_events_come_by_how_many_claims_they_decide_with_verdicts() -> None:
    page = shown(harbour.corpus(), "deciding_events")
    rows = [text(head) for head in page.all("p", "fs-event__head")]
    counts = [int(row.split()[0]) for row in rows]
    assert counts == sorted(counts, reverse=True)
    assert "The second berth opens" in rows[0]
    assert "held" in page.texts("summary")[0]


def test_events_that_decide_nothing_say_so() -> None:
    page = shown(harbour.corpus(outcomes=()), "deciding_events")
    assert page.texts("summary") == ["3 events decide no claim"]
    assert "A storm shuts the roads" in page.text
    assert not page.all("p", "fs-event__head")


def test_deciding_events_are_narrowed_and_say_where_there_is_none() -> None:
    assert "Dockers" in shown(harbour.corpus(), "deciding_events", theme="labour").text
    assert shown(harbour.empty(), "deciding_events", start="2030").text == "No events match (from 2030)."


def test_an_entry_carries_what_it_can_be_narrowed_by_and_the_reader_is_offered_it() -> None:
    page = shown(harbour.corpus(), "timeline")
    entries = {entry.get("id"): entry for entry in page.all("li") if entry.get("data-number")}
    opens = entries["timeline-berth-opens"]
    assert (opens.get("data-theme"), opens.get("data-outlook")) == ("Berths", "2021")
    assert opens.get("data-actor") == "Port authority|Moor Lines"
    chosen = {field.get("name"): [text(option) for option in field] for field in page.all("select")}
    assert chosen["theme"] == ["All", "Berths", "Fuel and fleets", "Labour"]
    assert chosen["outlook"] == ["All", "2021", "2022", "2023"]
    assert chosen["actor"][0] == "All"
    assert {"Dockers", "Port authority", "Moor Lines"} <= set(chosen["actor"])


def test_an_event_leads_to_the_timeline_where_a_page_has_all_of_it() -> None:
    whole = MacroCall("timeline", {}, "time.md", ANY)
    part = MacroCall("timeline", {"theme": "labour"}, "labour.md", ANY)
    assert "time.md#timeline-storm" in card(harbour.corpus(calls=(part, whole)), "storm").links()
    assert not any("timeline" in link for link in card(harbour.corpus(calls=(part,)), "storm").links())
    claim = card(harbour.corpus(calls=(whole,)), "moor-second-berth")
    assert "../time.md#timeline-berth-opens" in claim.links()


def test_the_chart_is_an_image_with_a_title_and_a_description() -> None:
    page = shown(harbour.corpus(), "timeline", theme="labour")
    chart = page.one("svg", "fs-chart--wide")
    assert chart.get("role") == "img"
    assert page.texts("title")[0] == "Timeline (theme Labour)"
    assert "2 events, " in page.texts("desc")[0]
    assert "The brief of 2022 was published: February 2022." in page.texts("desc")[0]


def test_a_doubtful_date_is_drawn_dashed() -> None:
    page = shown(harbour.corpus(), "timeline")
    assert [mark.get("data-number") for mark in page.all("g", "fs-chart__doubtful")] == ["3", "3", "3"]


def test_start_and_end_are_included_and_hold_for_briefs_too() -> None:
    assert entries(start="2022-02", end="2022-06-01") == [
        "February 2022 The brief of 2022 is published: Quays and Queues: An Outlook",
        "1 June 2022 The second berth opens",
    ]


def test_an_actor_is_found_whatever_the_case() -> None:
    assert [entry for entry in entries(actor="dockers") if "brief" not in entry] == [
        "April 2023 (approximate) to May 2023 Dockers strike for a month"
    ]


def test_an_outlook_keeps_what_bears_on_its_claims_and_its_own_brief() -> None:
    assert [entry.partition(" 20")[2][3:] for entry in entries(outlook="2022")] == [
        "The brief of 2022 is published: Quays and Queues: An Outlook"
    ]
    assert len(entries(outlook="2021")) == 3


def test_texts_of_events_stand_once_in_a_site() -> None:
    assert shown(harbour.corpus(), "timeline").bodies() == []


def test_an_empty_timeline_says_so_and_draws_nothing() -> None:
    page = shown(harbour.empty(), "timeline", start="2030")
    assert page.text == "No events match (from 2030)."
    assert not page.all("svg")


def test_many_entries_do_not_keep_the_forecasts_from_being_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("foresite.views.timeline.TOLD", 1)
    page = shown(harbour.corpus(), "timeline")
    assert "The forecasts as a list, theme by theme" in page.text
    assert "Evidence for the outcome of" not in page.text
    monkeypatch.setattr("foresite.views.timeline.MOST_LISTED", 1)
    assert "The forecasts as a list" not in shown(harbour.corpus(), "timeline").text
