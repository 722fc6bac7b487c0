"""What captions say is grammatical and true, whatever the counts."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from foresite.model.records import Status, Verdict
from foresite.views import findings
from foresite.views.themes import ThemeView
from foresite.views.timeline import _described, _finding

Some = SimpleNamespace


def lines(count: int, **parts: Any) -> Some:
    return Some(lines=[Some(**parts) for _ in range(count)])


@pytest.mark.parametrize(
    ("decides", "said"),
    [
        ([], ""),
        ([0, 0], ""),
        ([1], "1 of 1 event decides 1 claim."),
        ([3, 0], "1 of 2 events decides 3 claims."),
        ([1, 1, 0], "2 of 3 events decide one claim each."),
        ([4, 4, 1, 0], "3 of 4 events decide at least one claim; none decides more than 4."),
    ],
)
def test_how_many_events_decide_claims(decides: list[int], said: str) -> None:
    assert _finding(decides) == said


@pytest.mark.parametrize(
    ("verdicts", "scenarios", "said"),
    [
        ([], 0, "2 events, in a lane for each theme."),
        (["held"], 0, "2 events, 1 forecast, in a lane for each theme. Of the forecasts, 1 has a verdict."),
        (
            ["", "", ""],
            1,
            "2 events, 2 forecasts and 1 scenario, in a lane for each theme. "
            "Of the forecasts and scenarios, none has a verdict.",
        ),
    ],
)
def test_the_timeline_in_words_counts_scenarios_apart(verdicts: list[str], scenarios: int, said: str) -> None:
    events: list[Any] = [Some(), Some()]
    assert _described(events, [], verdicts, scenarios) == said


@pytest.mark.parametrize(
    ("decided", "said"),
    [
        ([1], "One event decides one claim of this theme."),
        ([3], "One event decides 3 claims of this theme."),
        ([1, 1], "2 events decide 2 claims of this theme."),
        ([3, 1], "2 events decide 4 claims of this theme; “Event 0” decides the most: 3."),
        ([2, 2, 1], "3 events decide 5 claims of this theme; none decides more than 2."),
    ],
)
def test_which_events_decide_the_claims_of_a_theme(decided: list[int], said: str) -> None:
    deciding = tuple(
        Some(
            event=Some(target=Some(text=f"Event {number}")),
            lines=tuple(Some(target=Some(anchor=f"{number}-{claim}")) for claim in range(count)),
        )
        for number, count in enumerate(decided)
    )
    found: Any = ThemeView.found
    assert found.fget(Some(deciding=deciding)) == said


@pytest.mark.parametrize(
    ("every", "with_outcome", "said"),
    [
        (2, 0, ""),
        (1, 1, "The only recommendation: still open."),
        (3, 1, "Of 3 recommendations: 1 still open, 2 without an outcome."),
        (4, 4, "Of 4 recommendations: 1 occurred, 3 still open."),
    ],
)
def test_what_became_of_recommendations(every: int, with_outcome: int, said: str) -> None:
    view: Any = lines(every, outcome=None)
    for line in view.lines[:with_outcome]:
        # The reasons stand in the rows; one status is counted once.
        line.outcome = Some(status="still open: not due yet", reached=Status.OPEN)
    if with_outcome == 4:
        view.lines[0].outcome.reached = Status.OCCURRED
    assert findings.recommendations(view) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "1 forecast is due."), (2, "2 forecasts are due; the first horizon to pass was June 2024.")],
)
def test_how_many_forecasts_are_due(count: int, said: str) -> None:
    view: Any = lines(count, horizon=Some(words="June 2024"))
    assert findings.due(view) == said


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((0, 0), ""),
        ((1, 0), "1 forecast is undecided: not due yet."),
        ((4, 0), "4 forecasts are undecided: not due yet."),
        ((3, 1), "4 forecasts are undecided; the most frequent reason is “not due yet” (3)."),
        ((2, 2), ""),
    ],
)
def test_why_forecasts_are_undecided(counts: tuple[int, int], said: str) -> None:
    table = Some(headings=("not due yet", "sources disagree"), rows=(Some(counts=counts),))
    view: Any = Some(undecided=table)
    assert findings.undecided(view) == said


@pytest.mark.parametrize(
    ("errors", "said"),
    [
        ((), ""),
        (("−1",), "Of 1 value that can be checked, 1 was too high."),
        (("+1", "+2"), "Of 2 values that can be checked, 2 were too low."),
        (("−1", "+2", "0"), "Of 3 values that can be checked, 1 was too high, 1 was too low, 1 was exact."),
    ],
)
def test_on_which_side_values_were_off(errors: tuple[str, ...], said: str) -> None:
    view: Any = Some(rows=[Some(actual=Some(error=error)) for error in errors])
    assert findings.quantities(view) == said


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ((True,), "The only interval contained the value that came out."),
        ((False,), "0 of 1 interval contained the value that came out."),
        ((True, False), "1 of 2 intervals contained the value that came out."),
    ],
)
def test_how_many_intervals_contained_the_value(held: tuple[bool, ...], said: str) -> None:
    view: Any = Some(rows=[Some(actual=Some(held=each)) for each in held])
    assert findings.intervals(view) == said


@pytest.mark.parametrize(
    ("judged", "down", "up", "said"),
    [
        (10, 5, 1, "Of 10 verdicts, 5 would change if each word were read one term lower, and 1 one term higher."),
        (1, 0, 0, "Of 1 verdict, none would change if each word were read one term lower, and none one term higher."),
    ],
)
def test_how_many_verdicts_hang_on_words(judged: int, down: int, up: int, said: str) -> None:
    row = Some(basis="ICD 203", judged=judged, down=Some(changed=down), up=Some(changed=up))
    view: Any = Some(words=(row,))
    assert findings.words(view) == said


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (
            30,
            20,
            "The first edition expects 2 boats; the latest a higher value, 4 boats, 3–5 boats; outcome: 3 boats.",
        ),
        (
            20,
            30,
            "The first edition expects 2 boats; the latest a lower value, 4 boats, 3–5 boats; outcome: 3 boats.",
        ),
        (
            20,
            20,
            "The first edition expects 2 boats; the latest the same value, 4 boats, 3–5 boats; outcome: 3 boats.",
        ),
    ],
)
def test_editions_with_values_are_compared_by_these_also_where_they_give_a_likelihood(
    first: float, last: float, said: str
) -> None:
    likely = Some(range_text="60 %", word="")
    points = (
        Some(middle=first, line=Some(expected="2 boats", likelihood=likely)),
        Some(middle=last, line=Some(expected="4 boats, 3–5 boats", likelihood=None)),
    )
    view: Any = Some(drawn=points, of_values=True, end=Some(outcome=Some(status="3 boats")))
    assert findings.trail(view) == said


def test_one_scenario_is_not_counted() -> None:
    row = Some(line=Some(likelihood=None, verdict=Verdict.OPEN, target=Some(text="The canal shuts")))
    view: Any = Some(scenarios=(row,))
    assert findings.scenarios(view) == "The only scenario: not judged yet."
