"""What a corpus finds out about its records."""

from __future__ import annotations

from dataclasses import replace

import harbour
import pytest

from foresite.model.records import Citation, CitedWork, PlacedCitation, Status


def cited(number: int) -> PlacedCitation:
    twice = Citation((CitedWork("moor2021", suffix="here"), CitedWork("moor2021", suffix="and there")))
    return PlacedCitation(twice, f"page-{number}.md", harbour.ANY)


def test_what_cites_a_work_twice_cites_it_once_and_thousands_do_not_take_longer_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = []
    equal = PlacedCitation.__eq__
    monkeypatch.setattr(PlacedCitation, "__eq__", lambda self, other: compared.append(1) or equal(self, other))
    found = tuple(map(cited, range(300)))
    assert replace(harbour.corpus(), citations=found).citations_of("moor2021") == found
    assert len(compared) <= 2 * len(found)


def test_an_event_decides_only_what_an_outcome_that_counts_rests_on() -> None:
    judged = (
        harbour.outcome("moor-strike", Status.OCCURRED, "berth-opens", coder="B"),
        harbour.outcome("moor-strike", Status.DID_NOT_OCCUR, "strike", adjudicated=True),
        harbour.outcome("moor-strike", Status.OPEN, "berth-opens", as_of="2025-01-01", coder="A"),
    )
    found = harbour.corpus(outcomes=judged)
    events = {event.id: event for event in found.events}
    assert found.counted_outcomes == judged[1:]
    assert found.outcomes_of(events["strike"]) == judged[1:2]
    assert found.outcomes_of(events["berth-opens"]) == judged[2:]
