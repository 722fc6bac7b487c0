"""What is due, and what was known on a day."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import harbour
import pytest
from harbour import forecast, outcome
from pages import Shown, card, shown, text

from foresite.exports.claims import claims_json
from foresite.exports.horizons import due_json, due_text, horizons_ics
from foresite.model.corpus import Corpus
from foresite.model.macros import MACROS
from foresite.model.moments import MAX_DAYS, moments
from foresite.model.records import Change, Condition, Status, Verdict
from foresite.views import comparison
from foresite.views.moments import states

OPENED = (
    replace(outcome("f", Status.OPEN, as_of="2021-06-01"), id="f-first"),
    replace(outcome("f", Status.DID_NOT_OCCUR, as_of="2022-03-01"), id="f-second"),
    replace(outcome("f", Status.OCCURRED, as_of="2023-05-01"), id="f-third"),
)


def corpus(*outcomes: Any, horizon: str = "2021", **changes: Any) -> Corpus:
    """A record of one forecast."""
    claims = changes.pop("claims", [forecast("f", "It happens", 2021, "likely", horizon=horizon)])
    return harbour.corpus(claims=claims, outcomes=outcomes, shifts=(), corrections=(), **changes)


@pytest.mark.parametrize(
    ("horizon", "day", "due"),
    [
        ("2021", "2021-12-31", False),
        ("2021", "2022-01-01", True),
        ("2021-Q1", "2021-04-01", True),
        ("2021-06/2022-H1", "2022-06-30", False),
        ("2021/..", "2099-01-01", False),
        ("", "2099-01-01", False),
    ],
)
def test_a_forecast_is_due_once_its_horizon_has_passed(horizon: str, day: str, due: bool) -> None:
    known = corpus(horizon=horizon).as_of(date.fromisoformat(day))
    assert known.due(known.claims[0]) is due


@pytest.mark.parametrize(
    ("status", "judged", "due"),
    [
        (Status.OPEN, "2021-06-01", True),
        (Status.OPEN, "2022-02-01", False),
        (Status.OCCURRED, "2021-06-01", False),
        (Status.NOT_ASSESSABLE, "2021-06-01", False),
    ],
)
def test_an_open_outcome_of_before_the_end_leaves_it_due(status: Status, judged: str, due: bool) -> None:
    known = corpus(outcome("f", status, as_of=judged)).as_of(date(2022, 3, 1))
    assert known.due(known.claims[0]) is due


@pytest.mark.parametrize("abreast", [2, 5])
@pytest.mark.parametrize("name", MACROS)
def test_no_sentence_about_the_latest_day_stands_beside_an_earlier_one(
    monkeypatch: pytest.MonkeyPatch, name: str, abreast: int
) -> None:
    """Where a reader can choose a day, a sentence of the latest is shown on no other, and a note says so."""
    monkeypatch.setattr(comparison, "ABREAST", abreast)
    later = outcome("ruiz-fuel", Status.OCCURRED, "storm", as_of="2025-02-01")
    given = {"brief": {"key": "moor2021"}, "outlook": {"outlook": "2021"}, "theme": {"theme": "berths"}}
    page = shown(harbour.corpus(outcomes=(*harbour.OUTCOMES, later)), name, **given.get(name.partition("_")[0], {}))
    if not page.all("form", "fs-days"):
        return
    parents = {child: parent for parent in page.root.iter() for child in parent}
    own = page.one("div", "fs-comparison") if name == "theme" else page.root
    for sentence in own.iter("strong"):
        above = [sentence]
        while above[-1] in parents:
            above.append(parents[above[-1]])
        assert any(each.get("data-from") == "2025-02-01" for each in above), text(sentence)
    note = next(each for each in page.all("p", "fs-caution") if "do not follow the day" in text(each))
    assert (note.get("data-until"), note.get("hidden")) == ("2025-02-01", "")
    assert text(note).endswith("as known on 1 February 2025.")


def test_today_is_the_newest_day_of_the_record_unless_one_is_given() -> None:
    assert harbour.corpus().day == date(2024, 3, 1)
    assert harbour.corpus(outcomes=()).day == date(2023, 4, 1)
    assert harbour.corpus(outcomes=(), events=()).day == date(2023, 3, 20)
    assert harbour.empty().day == date.min


def test_the_ledger_and_the_card_mark_what_is_due_and_a_page_lists_it() -> None:
    known = corpus()
    assert "none recorded due" in shown(known, "forecasts").text
    assert "none recorded yet not judged yet due" in card(known, "f").text
    listed = shown(known, "due")
    assert listed.texts("caption") == [
        "1 forecast is due. Forecasts whose horizon has passed and that nobody has judged since, as of 1 April 2023; "
        "likelihoods on ICD 203"
    ]
    assert [row[0] for row in listed.rows()] == ["Proposition", "It happens ¶1"]
    assert shown(corpus(horizon="2099"), "due").text == "No forecast is due as of 1 April 2023."
    assert shown(known, "due", theme="fuel").text == "No forecast is due as of 1 April 2023 (theme Fuel and fleets)."


def test_due_is_told_as_text_as_data_and_as_a_calendar() -> None:
    claims = [
        forecast("late", "It is late", 2021, "likely", horizon="2021"),
        forecast("later", "It comes later", 2021, "likely", horizon="2099", criterion="It is seen; by all."),
        forecast("never", "It has no end", 2021, "likely"),
    ]
    known = corpus(claims=claims).as_of(date(2022, 1, 1))
    assert due_text(known) == (
        "docs/briefs/2021-moor.md:1: late: It is late (ended on 2021-12-31)\n"
        "1 forecast is due as of 2022-01-01; the next horizon ends on 2099-12-31\n"
    )
    document = json.loads(due_json(known))
    assert ([each["id"] for each in document["due"]], [each["id"] for each in document["ahead"]]) == (
        ["late"],
        ["later"],
    )
    assert document["due"][0]["ends"] == "2021-12-31"
    calendar = horizons_ics(known)
    assert calendar.count("BEGIN:VEVENT\r\n") == 2
    assert "DTSTART;VALUE=DATE:20991231\r\n" in calendar
    assert "It is seen\\; by all." in calendar.replace("\r\n ", "")
    assert due_text(known.as_of(date(2021, 1, 1))).startswith("nothing is due as of 2021-01-01")


def test_the_latest_outcome_counts_and_the_card_lists_those_before_it() -> None:
    known = corpus(OPENED[2], OPENED[0], OPENED[1])
    assert known.verdict(known.claims[0]) is Verdict.HELD
    assert [each.id for each in known.judged(known.claims[0])] == ["f-first", "f-second", "f-third"]
    told = card(known, "f").text
    assert "Outcome occurred as of 1 May 2023 held" in told
    assert "Judged before did not occur as of 1 March 2022 still open as of 1 June 2021" in told
    assert "A later outcome replaces it: occurred as of 1 May 2023" in card(known, "f-second").text
    assert "later outcome" not in card(known, "f-third").text


def test_the_record_as_of_a_day_has_the_outcomes_known_then() -> None:
    known = corpus(*OPENED)
    verdicts = {
        day: known.as_of(date.fromisoformat(day)).verdict(known.claims[0])
        for day in ("2021-05-31", "2021-06-01", "2022-03-01", "2023-04-30", "2023-05-01")
    }
    assert list(verdicts.values()) == [Verdict.OPEN, Verdict.OPEN, Verdict.MISSED, Verdict.MISSED, Verdict.HELD]
    told = json.loads(claims_json(known))
    assert (told["as_of"], told["claims"][0]["outcome"]["id"]) == ("2023-05-01", "f-third")
    assert [each["id"] for each in told["claims"][0]["earlier"]] == ["f-first", "f-second"]
    then = json.loads(claims_json(known.as_of(date(2021, 12, 31))))
    assert (then["as_of"], then["claims"][0]["outcome"]["id"]) == ("2021-12-31", "f-first")
    assert "earlier" not in then["claims"][0]
    assert json.loads(claims_json(known.as_of(date(2022, 1, 1))))["claims"][0]["due"] is True


@pytest.mark.parametrize(
    ("name", "said"), [("forecasts", "did not occur"), ("scorecard", "0.04"), ("comparison", "missed")]
)
def test_a_reader_can_choose_a_day_where_outcomes_are_of_several(name: str, said: str) -> None:
    page = shown(corpus(*OPENED), name)
    assert [(option.get("value"), option.text) for option in page.one("form", "fs-days").iter("option")] == [
        ("", "1 May 2023 (latest)"),
        ("2022-03-01", "1 March 2022"),
        ("2021-06-01", "1 June 2021"),
        ("0", "before 1 June 2021"),
    ]
    # Without a script only the latest shows.
    assert all(each.get("hidden") is not None for each in page.all("*") if each.get("data-until"))
    assert said in page.text
    assert not shown(corpus(OPENED[0]), name).all("form", "fs-days")


def test_what_became_due_after_the_last_outcome_is_due_now() -> None:
    claims = [
        forecast("f", "It happens", 2021, "likely"),
        forecast("late", "It is late", 2021, "likely", horizon="2023"),
    ]
    known = replace(corpus(*OPENED, claims=claims), day=date(2024, 1, 1))
    row = next(row for row in shown(known, "forecasts").all("tr") if "It is late" in "".join(row.itertext()))
    told = [state for state in row.iter("span") if state.get("data-from") or state.get("data-until")]
    assert next("due" in "".join(state.itertext()) for state in told if state.get("hidden") is None)


def test_a_ledger_of_one_verdict_has_no_choice() -> None:
    assert not shown(corpus(*OPENED), "forecasts", verdict="held").all("form", "fs-days")


def test_of_many_days_the_ends_of_months_quarters_or_years_can_be_chosen() -> None:
    start = date(2020, 1, 10)
    days = [start + timedelta(days=number * 10) for number in range(200)]
    assert moments(days[:MAX_DAYS]) == tuple(days[:MAX_DAYS])
    assert moments(days[:60])[:2] == (date(2020, 1, 31), date(2020, 2, 29))
    found = moments(days)
    assert found[0] == date(2020, 3, 31)
    assert (len(found) <= MAX_DAYS, found[-1]) == (True, days[-1])
    assert moments([start]) == moments([]) == ()


def test_what_neighbouring_days_share_is_told_once() -> None:
    days = [date(2020, 1, 1), date(2021, 1, 1), date(2022, 1, 1)]
    told = states(days, lambda day: "then" if day and day.year > 2020 else "before")
    assert [(state.start, state.end, state.value) for state in told] == [
        ("", "2021-01-01", "before"),
        ("2021-01-01", "", "then"),
    ]


def test_dissent_on_a_day_is_neither_replaced_nor_replaces() -> None:
    first = replace(outcome("f", Status.OPEN, as_of="2021-06-01"), id="f-first")
    coded = [
        replace(outcome("f", status, as_of="2022-03-01", coder=coder, adjudicated=adjudicated), id=f"f-{coder}")
        for status, coder, adjudicated in (
            (Status.OCCURRED, "A", True),
            (Status.DID_NOT_OCCUR, "B", False),
        )
    ]
    known = corpus(first, *coded)
    told = json.loads(claims_json(known))["claims"][0]
    assert told["outcome"]["id"] == "f-A"
    assert [each["id"] for each in told["second_outcomes"]] == ["f-B"]
    assert [each["id"] for each in told["earlier"]] == ["f-first"]
    said = card(known, "f").text
    assert "by A, adjudicated; dissent: did not occur (B)" in said
    assert "Judged before still open as of 1 June 2021" in said
    assert "A later outcome" not in card(known, "f-B").text
    assert "A later outcome replaces it" in card(known, "f-first").text
    # The ledger as of the first day knows of no coder yet.
    (row,) = [row for row in shown(known, "forecasts").all("tr") if row.find("td[@data-label='Outcome']") is not None]
    cell = row.find("td[@data-label='Outcome']/div")
    assert cell is not None
    assert ["dissent" in "".join(state.itertext()) for state in cell] == [False, False, True]
    later = replace(outcome("f", Status.OCCURRED, as_of="2023-05-01"), id="f-third")
    assert card(corpus(first, *coded, later), "f").text.count("did not occur (B)") == 1


def test_a_condition_that_was_not_met_is_counted_from_the_day_on_which_that_was_known() -> None:
    claims = [forecast("f", "It happens", 2021, "likely", horizon="2021", condition="it rains")]
    unmet = replace(OPENED[1], status=Status.NOT_ASSESSABLE, condition=Condition.UNMET)
    known = corpus(OPENED[0], unmet, claims=claims)
    assert known.verdict(known.claims[0]) is Verdict.CONDITION_UNMET
    assert known.as_of(date(2021, 12, 31)).verdict(known.claims[0]) is Verdict.OPEN
    assert not known.due(known.claims[0])
    assert "condition unmet" in shown(known, "scorecard").text


LATER = [
    forecast("f", "It happens", 2021, "likely", horizon="2021"),
    forecast("g", "It goes on", 2023, "unlikely", horizon="2024", theme="berths"),
]
"""Forecasts of a brief of January 2021 and of one of March 2023."""


def later(**changes: Any) -> Corpus:
    """A record of which one brief was published before the outcomes of the other were known, and one after."""
    claims = [LATER[0], *changes.pop("claims", LATER[1:])]
    judged = (*OPENED, outcome("g", Status.DID_NOT_OCCUR, as_of="2024-06-01"))
    tied = [harbour.shift("s", "It softened", Change.SOFTENED, ("f",), ("g",))]
    return harbour.corpus(claims=claims, outcomes=judged, shifts=tied, corrections=(), **changes)


def rows_as_of(page: Shown, day: str) -> list[str]:
    """The words of the rows that a reader sees as of a day, by the rule of the page's script."""
    seen = deepcopy(page.root)
    for parent in list(seen.iter()):
        for child in list(parent):
            if day < child.get("data-from", "") or day >= child.get("data-until", "~"):
                parent.remove(child)
    return [text(row) for row in seen.iter("tr")]


def test_what_was_not_published_by_a_day_is_not_in_the_record_of_that_day() -> None:
    known = later(events=[harbour.event("e", "It came", "2022-05-01"), harbour.event("l", "Later", "2023-04-01")])
    then = known.as_of(date(2023, 3, 1))
    assert [brief.key for brief in then.briefs] == ["moor2021", "okafor2022"]
    assert ([claim.id for claim in then.claims], [event.id for event in then.events]) == (["f"], ["e"])
    assert (then.shifts, [each.of for each in then.outcomes]) == ((), ["f", "f"])
    told = json.loads(claims_json(then))
    assert ([each["id"] for each in told["claims"]], told["shifts"], len(told["briefs"])) == (["f"], [], 2)
    whole = known.as_of(date(2024, 6, 1))
    assert ([claim.id for claim in whole.claims], len(whole.shifts), len(whole.events)) == (["f", "g"], 1, 2)


def test_what_was_dropped_is_seen_once_a_later_outlook_is_published() -> None:
    dropped = harbour.shift("d", "It was dropped", Change.DROPPED, ("f",), ())
    known = harbour.corpus(claims=LATER, outcomes=OPENED, shifts=[dropped], corrections=())
    assert known.compared_from(dropped) == date(2022, 2, 1)
    assert not known.as_of(date(2022, 1, 31)).shifts
    assert known.as_of(date(2022, 2, 1)).shifts


def test_a_sign_that_had_not_been_seen_on_a_day_is_told_as_a_sign() -> None:
    future = harbour.scenario("s", "It closes", 2021, signposts=("e", "Water falls"))
    known = corpus(claims=[future], events=[harbour.event("e", "The gate shuts", "2022-05-01")])
    (claim,) = known.as_of(date(2022, 4, 30)).claims
    assert getattr(claim, "signposts", ()) == ("The gate shuts", "Water falls")
    (claim,) = known.as_of(date(2022, 5, 1)).claims
    assert getattr(claim, "signposts", ()) == ("e", "Water falls")


@pytest.mark.parametrize("name", ["forecasts", "explore", "scorecard", "comparison"])
def test_no_view_shows_as_of_a_day_what_was_not_published_by_then(name: str) -> None:
    page = shown(later(), name)
    rows = {day: " | ".join(rows_as_of(page, day)) for day in ("0", "2022-03-01", "2023-05-01", "2024-06-01")}
    for day, told in rows.items():
        there = day >= "2023-03"
        assert ("2023" in told) is there, (day, told)
        assert ("It goes on" in told) is (there and name != "scorecard"), (day, told)
    if name == "scorecard":
        assert "All 1 " in rows["2022-03-01"]
        assert "All 2 " in rows["2024-06-01"]
    if name == "comparison":
        assert ("It softened" in rows["2022-03-01"], "It softened" in rows["2023-05-01"]) == (False, True)
        assert "not answered yet" in rows["2022-03-01"]
        # Without a script everything of the latest shows.
        assert "not answered yet" not in rows["2024-06-01"]
