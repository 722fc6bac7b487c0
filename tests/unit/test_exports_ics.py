"""The events as a calendar, read back by a calendar's own parser."""

from __future__ import annotations

from datetime import date

import icalendar
import pytest
from harbour import corpus, event, reference, settings
from hypothesis import given
from hypothesis import strategies as st

from foresite.exports.events import events_ics, folded, ics_text
from foresite.model.records import History, Name


def calendar(*events, **changes):
    raw = events_ics(corpus(events=events, outcomes=(), claims=(), **changes)).encode()
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert raw.endswith(b"END:VCALENDAR\r\n")
    read = icalendar.Calendar.from_ical(raw)
    assert not read.errors
    return {str(each["UID"]).partition("@")[0]: each for each in read.events}


@pytest.mark.parametrize(
    ("edtf", "first", "after", "summary"),
    [
        ("2022-06-01", date(2022, 6, 1), date(2022, 6, 2), "It opens"),
        ("2022-06-01/2022-06-03", date(2022, 6, 1), date(2022, 6, 4), "It opens"),
        ("2022-06", date(2022, 6, 1), date(2022, 7, 1), "It opens (June 2022)"),
        ("2022-06-XX", date(2022, 6, 1), date(2022, 7, 1), "It opens (June 2022)"),
        ("2022", date(2022, 1, 1), date(2023, 1, 1), "It opens (2022)"),
        ("2022-06-01~", date(2022, 6, 1), date(2022, 6, 2), "It opens (1 June 2022 (approximate))"),
        ("2022-24", date(2022, 12, 1), date(2023, 3, 1), "It opens (winter 2022)"),
        ("2022-06/..", date(2022, 6, 1), None, "It opens (from June 2022)"),
        ("../2022-06-30", date(2022, 6, 30), None, "It opens (until 30 June 2022)"),
        ("9999-12-31/..", date(9999, 12, 31), None, "It opens (from 31 December 9999)"),
    ],
)
def test_a_partial_date_is_the_span_it_can_be_and_says_so(edtf, first, after, summary) -> None:
    found = calendar(event("opens", "It opens", edtf))["opens"]
    assert found["DTSTART"].dt == first
    assert (found["DTEND"].dt if "DTEND" in found else None) == after
    assert found["SUMMARY"] == summary
    assert found["X-FORESITE-EDTF"] == edtf
    assert f"EDTF {edtf}" in found["DESCRIPTION"]


def test_the_stamp_is_the_last_change_else_the_events_own_last_day() -> None:
    opens = event("opens", "It opens", "2022-06")
    assert calendar(opens)["opens"]["DTSTAMP"].dt.date() == date(2022, 6, 30)
    known = corpus(events=(opens,), outcomes=())
    changed = History(records={"opens": date(2025, 1, 2)})
    object.__setattr__(known, "history", changed)
    assert "DTSTAMP:20250102T000000Z\r\n" in events_ics(known)


def test_an_event_tells_themes_actors_and_sources() -> None:
    found = calendar(event("opens", "It opens", "2022-06-01", actors=("Moor Lines, Ltd",), themes=("fuel", "berths")))
    assert [str(each) for each in found["opens"]["CATEGORIES"].cats] == ["Fuel and fleets", "Berths"]
    said = found["opens"]["DESCRIPTION"]
    assert "Actors: Moor Lines, Ltd." in said
    assert "Source: Port Gazette 2022. The event rests on one independent source." in said
    assert found["opens"]["TRANSP"] == "TRANSPARENT"
    assert "URL" not in found["opens"]


def test_code_keeps_its_lines() -> None:
    body = "It reads:\n\n    if dry:\n        close(gate)\n"
    found = calendar(event("opens", "It opens", "2022-06-01", body=body))
    assert str(found["opens"]["DESCRIPTION"]).startswith("It reads:\nif dry:\n    close(gate)\nDate as recorded:")


def test_works_of_one_author_and_year_are_told_apart() -> None:
    known = [reference(key, key.capitalize(), "2022", Name("Moor", "Ada")) for key in ("one", "two")]
    opens = event("opens", "It opens", "2022-06-01", sources=("one", "two"))
    said = calendar(opens, references=tuple(known))["opens"]["DESCRIPTION"]
    assert "Sources: Moor 2022a; Moor 2022b." in said


def test_the_address_is_absolute_where_the_site_knows_its_own() -> None:
    at = settings(url="https://harbour.example/site/", name="Harbour")
    found = calendar(event("opens", "It opens", "2022-06-01"), settings=at)["opens"]
    assert found["URL"] == "https://harbour.example/site/events/#opens"
    assert found["UID"] == "opens@harbour.example"


def test_a_hostile_title_stays_a_title() -> None:
    hostile = "A, b; c\\n\r\nEND:VEVENT\nBEGIN:VALARM " + "\u0000" + "항만" * 40
    (found,) = calendar(event("opens", hostile, "2022-06-01")).values()
    assert found["SUMMARY"] == hostile.replace("\r\n", "\n").replace("\0", "")


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_comes_back(value: str) -> None:
    line = folded(f"SUMMARY:{ics_text(value)}")
    assert all(len(part.encode()) <= 75 for part in line.split("\r\n"))
    assert "\n" not in line.replace("\r\n ", "")
    component = f"BEGIN:VEVENT\r\n{line}\r\nEND:VEVENT\r\n"
    plain = "\n".join(value.splitlines())
    expected = "".join(c for c in plain if c == "\n" or not (c < " " or c == "\x7f"))
    assert str(icalendar.Event.from_ical(component)["SUMMARY"]) == expected


@pytest.mark.parametrize("escape", ["\\n", "\\,", "\\\\"])
def test_no_escape_is_divided_by_a_fold(escape: str):
    for length in range(60, 80):
        line = f"DESCRIPTION:{'a' * length}{escape * 3}{'b' * 90}"
        lines = folded(line).split("\r\n ")
        assert "".join(lines) == line
        assert all(len(each) <= 75 and (len(each) - len(each.rstrip("\\"))) % 2 == 0 for each in lines)
