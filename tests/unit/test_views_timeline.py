import harbour
from harbour import ANY
from pages import card, shown, text

from foresite.model.records import MacroCall


def entries(**arguments):
    return [text(item) for item in shown(harbour.corpus(), "timeline", **arguments).all("p", "fs-event__head")]


def test_events_and_briefs_come_in_order_of_time() -> None:
    assert entries() == [
        "March 2010 A storm shuts the roads",
        "12 January 2021 The brief of 2021 is published: Ports in 2021",
        "February 2022 The brief of 2022 is published: Quays and Queues: An Outlook",
        "1 June 2022 The second berth opens",
        "20 March 2023 The brief of 2023 is published: 항만 전망",
        "April 2023 (approximate) to May 2023 Dockers strike for a month",
    ]


def test_the_list_is_ordered_by_year_and_numbered_as_the_drawing_is() -> None:
    page = shown(harbour.corpus(), "timeline")
    assert page.texts("p", "fs-year") == ["2010", "2021", "2022", "2023"]
    assert [number for number in page.texts("span", "fs-number") if number] == ["1", "2", "3"]
    assert [mark.get("data-number") for mark in page.all("g", "fs-strip__mark")] == ["1", "2", "3"]
    assert [text(mark[-2]) for mark in page.all("g", "fs-strip__mark")] == ["1", "2", "3"]


def test_a_mark_says_what_it_stands_for() -> None:
    marks = shown(harbour.corpus(), "timeline").all("g", "fs-strip__mark")
    assert [text(mark[0]) for mark in marks][:2] == [
        "March 2010: A storm shuts the roads",
        "1 June 2022: The second berth opens",
    ]


def test_an_entry_carries_what_it_can_be_narrowed_by_and_the_reader_is_offered_it() -> None:
    page = shown(harbour.corpus(), "timeline")
    entries = {entry.get("id"): entry for entry in page.all("li") if entry.get("data-number")}
    opens = entries["timeline-berth-opens"]
    assert (opens.get("data-theme"), opens.get("data-outlook")) == ("Berths", "2021")
    assert opens.get("data-actor") == "Port authority|Moor Lines"
    chosen = {field.get("name"): [text(option) for option in field] for field in page.all("select")}
    assert chosen["theme"] == ["All", "Berths", "Labour"]
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


def test_the_drawing_is_an_image_with_a_title_and_a_description() -> None:
    page = shown(harbour.corpus(), "timeline", theme="labour")
    assert page.one("svg", "fs-strip").get("role") == "img"
    assert page.texts("title")[0] == "Timeline (theme Labour)"
    assert page.texts("desc") == [
        "2 events, one row a year, numbered as in the list that follows. "
        "The brief of 2021 was published: 12 January 2021. The brief of 2022 was published: February 2022. "
        "The brief of 2023 was published: 20 March 2023."
    ]


def test_a_doubtful_date_is_drawn_dashed() -> None:
    page = shown(harbour.corpus(), "timeline")
    assert [mark.get("data-number") for mark in page.all("g", "fs-strip__mark--doubtful")] == ["3"]


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


def test_bodies_are_shown_away_from_the_events_and_not_beside_them() -> None:
    corpus = harbour.corpus()
    assert shown(corpus, "timeline").bodies() == ["storm", "berth-opens", "strike"]
    assert shown(corpus, "timeline", page="events.md").bodies() == []


def test_an_empty_timeline_says_so_and_draws_nothing() -> None:
    page = shown(harbour.empty(), "timeline", start="2030")
    assert page.text == "No events match (from 2030)."
    assert not page.all("svg")
