"""Quantities: numbers and intervals, errors and their means, the drawing, trails of values, and the data."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from typing import Any

import harbour
import pytest
from harbour import outcome
from pages import card, shown, text

from foresite.exports.claims import claims_csv, claims_json
from foresite.exports.quantities import model_output_csv, time_series_csv
from foresite.model.corpus import Corpus
from foresite.model.dates import parse_edtf
from foresite.model.quantities import Amount, Bounds, Measure, QuantityError, signed
from foresite.model.records import Condition, Forecast, Outcome, Status, Vintage
from foresite.views.axis import axis
from foresite.views.cards import Cards
from foresite.views.quantities import ENOUGH, lead_group, quantities
from foresite.views.trails import trail


def expected(id: str, outlook: int, value: str = "", interval: str = "", period: str = "2024", **more: Any) -> Forecast:
    claim = harbour.forecast(id, f"Ships in {period}", outlook, "likely", chosen_by=None, horizon=period)
    return replace(
        claim,
        **{"wording": "", "likelihood": None, "measure": "ships", "unit": "ships", **more},
        period=parse_edtf(period),
        value=Amount.parse(value) if value else None,
        interval=Bounds.parse(interval) if interval else None,
    )


def came_out(of: str, value: str, as_of: str = "2025-02-01", vintage: Vintage | None = None, **more: Any) -> Outcome:
    told = outcome(of, Status.MEASURED, as_of=as_of)
    return replace(told, id=f"{of}-{as_of}", value=Amount.parse(value), vintage=vintage, **more)


def corpus(*claims: Forecast, outcomes: tuple[Outcome, ...] = (), **changes: Any) -> Corpus:
    return harbour.corpus(claims=claims, outcomes=outcomes, shifts=(), corrections=(), events=(), **changes)


EDITIONS = (
    expected("a", 2021, "3.2", "2.1 to 4.3 (90 %)"),
    expected("b", 2022, "2.6", "2.0 to 2.8 (90 %)"),
    expected("c", 2023, "3.1"),
)
PRINTS = (
    came_out("a", "2.9", "2025-02-01", Vintage.FIRST_PRINT),
    came_out("b", "3.0", "2025-09-01", Vintage.REVISION),
)


@pytest.mark.parametrize(
    ("written", "number"), [("3.2", "3.2"), ("-0.4", "-0.4"), ("−0.4", "-0.4"), ("+1", "1"), ("0", "0"), ("３", "3")]
)
def test_a_number_is_read_as_a_brief_prints_it(written: str, number: str) -> None:
    assert Amount.parse(written).number == Decimal(number)


def test_an_interval_is_written_and_read_in_one_form() -> None:
    for written in ("2.1 to 4.3 (90 %)", "2.1–4.3 (90%)", "2.1 to 4.3 (90 per cent)"):
        assert Bounds.parse(written).text == "2.1 to 4.3 (90 %)"
    assert Bounds.parse("-2 to -1").words == "−2 to −1"
    for wrong in ("2.1", "2 to 2", "1 to 2 (0 %)", "1 to 2 (often)", "9" * 20):
        with pytest.raises(QuantityError, match="expected"):
            Bounds.parse(wrong)


@pytest.mark.parametrize(("value", "score"), [("3.0", "2.2"), ("2.1", "2.2"), ("1.9", "6.2"), ("4.8", "12.2")])
def test_the_interval_score_is_that_of_gneiting_and_raftery(value: str, score: str) -> None:
    # 2.2 wide, and 2 / 0.1 for each unit outside.
    bounds = Bounds.parse("2.1 to 4.3 (90 %)")
    assert bounds.score(Decimal(value)) == Decimal(score)
    assert bounds.holds(Decimal(value)) is (score == "2.2")
    assert Bounds.parse("2.1 to 4.3").score(Decimal(value)) is None


def test_an_error_has_a_sign_and_nought_has_none() -> None:
    assert [signed(Decimal(each), 1) for each in ("0.24", "-0.24", "-0.04", "0")] == ["+0.2", "−0.2", "0.0", "0.0"]


@pytest.mark.parametrize("values", [("0",), ("3.2", "2.1"), ("-0.4", "412000"), ("0.001", "0.0011"), ("5", "5")])
def test_an_axis_holds_its_values_between_few_round_lines(values: tuple[str, ...]) -> None:
    found = axis(map(Decimal, values), 10, 100)
    assert 2 <= len(found.lines) <= 8
    assert all(10 <= found.y(Decimal(value)) <= 110 for value in values)
    assert len({label for label, _, _ in found.labels}) == len(found.lines)


@pytest.mark.parametrize(
    ("months", "group"),
    [(-1, "after the period"), (0, "up to 6 months"), (6, "6 to 12 months"), (99, "more than 5 years")],
)
def test_lead_times_are_grouped(months: float, group: str) -> None:
    assert lead_group(months) == group


def test_what_came_out_counts_for_every_forecast_of_the_same() -> None:
    known = corpus(*EDITIONS, expected("d", 2023, "9", period="2025"), outcomes=PRINTS)
    (measure,) = quantities(Cards(known)).measures
    told = {row.line.target.anchor: row.actual for row in measure.rows}
    assert told["d"] is None
    assert [(each.error, each.absolute, each.held, each.score) for id in "abc" if (each := told[id])] == [
        ("−0.2", "0.2", True, "2.20"),
        ("+0.4", "0.4", False, "4.80"),
        ("−0.1", "0.1", None, ""),
    ]
    (first,) = quantities(Cards(known), vintage="first-print").measures
    assert [row.actual.error for row in first.rows if row.actual] == ["−0.3", "+0.3", "−0.2"]
    assert "none recorded" not in card(known, "c").text
    assert "3.0 ships (revision)" in card(known, "c").text
    assert not known.due(EDITIONS[2])


def test_values_known_on_an_earlier_day_are_shown_for_it() -> None:
    (measure,) = quantities(Cards(corpus(*EDITIONS, outcomes=PRINTS))).measures
    row = measure.rows[0]
    assert [(state.start, state.value.error if state.value else "") for state in row.past] == [
        ("", ""), ("2025-02-01", "−0.3"), ("2025-09-01", "−0.2"),
    ]  # fmt: skip
    assert [(each.start, each.n) for each in measure.errors if each.scope == "All"] == [("", 0), ("2025-02-01", 3)]


def test_means_are_told_of_enough_forecasts_alone() -> None:
    def all_of(count: int) -> tuple[str, str, int, int]:
        claims = [expected(f"q{n}", 2023, f"{n}.0", period=f"{2024 + n}") for n in range(count)]
        outcomes = tuple(came_out(each.id, "1.0") for each in claims)
        (measure,) = quantities(Cards(corpus(*claims, outcomes=outcomes))).measures
        row = measure.errors[0]
        return row.bias, row.mae, row.n, row.periods

    assert all_of(ENOUGH - 1) == ("", "", 6, 6)
    # Errors of 1, 0, -1 down to -5.
    assert all_of(ENOUGH) == ("−2.00", "2.29", 7, 7)


def test_a_forecast_whose_condition_was_not_met_has_no_error() -> None:
    for condition, error in ((Condition.UNMET, None), (Condition.MET, "−0.2")):
        depends = replace(EDITIONS[0], condition="if the lock stays shut")
        told = came_out("a", "3.0") if condition is Condition.MET else outcome("a", Status.NOT_ASSESSABLE)
        known = corpus(depends, EDITIONS[1], outcomes=(replace(told, condition=condition), PRINTS[1]))
        row = quantities(Cards(known)).measures[0].rows[0]
        assert (row.actual.error if row.actual else None) == error
        assert row.unmet is (condition is Condition.UNMET)


def test_the_drawing_and_the_table_say_the_same() -> None:
    known = corpus(*EDITIONS, expected("d", 2023, "4.0", period="2025"), outcomes=PRINTS)
    page = shown(known, "quantities", page="q.md")
    assert text(page.one("desc")).startswith("2024: 2021 3.2 ships, 2.1–4.3 (90 % interval), 2022 2.6 ships")
    assert len(page.all("path", "fs-fill")) == 4
    assert len(page.all("rect", "fs-fill")) == 2
    # The third edition expects something of two periods.
    assert len(page.all("line", "fs-stroke")) == 1
    # A dashed line for the first print, one as it was then, and one for the revision.
    assert len([line for line in page.all("line") if line.get("stroke") == "currentColor"]) == 1 + 3
    rows = list(page.rows())
    assert rows[0][4:] == ["Expected", "Came out", "Error", "Absolute error", "In the interval", "Interval score"]
    assert rows[4][-1] == "none"
    assert shown(known, "quantities", theme="fuel").text == "No forecasts of quantities match (theme Fuel and fleets)."
    declared = harbour.settings(measures={"ships": Measure("Ships at the quay", "ships")})
    assert "Ships at the quay (ships)" in shown(corpus(*EDITIONS, settings=declared), "quantities").text


def test_ledger_card_explore_and_scorecard_show_quantities() -> None:
    known = corpus(*EDITIONS, outcomes=PRINTS)
    ledger = next(row for row in shown(known, "forecasts").rows() if "2.1–4.3" in " ".join(row))
    assert ledger[1] == "3.2 ships, 2.1–4.3 (90 % interval)"
    assert ledger[-1].startswith("no verdict")
    assert "3.2 ships, 2.1–4.3 (90 % interval)" in card(known, "a").text
    explored = shown(known, "explore")
    assert "Measure" in explored.texts("legend")
    assert "Ships 3" in explored.text
    score = shown(known, "scorecard").text
    assert "Ships (ships): mean errors" in score
    assert "No forecasts match" not in score


def test_a_trail_of_values_is_drawn_on_their_own_axis() -> None:
    claims = (EDITIONS[0], replace(EDITIONS[1], revises="a"), replace(EDITIONS[2], revises="b"))
    known = corpus(*claims, outcomes=PRINTS)
    view = trail(Cards(known), known.trails[0])
    assert view.heading == "Value"
    assert view.values is not None
    assert [point.middle for point in view.points] == [view.values.y(Decimal(each)) for each in ("3.2", "2.6", "3.1")]
    assert view.end is not None
    assert view.end.y == view.values.y(Decimal("3.0"))
    page = shown(known, "trails")
    assert list(page.rows())[1][3:5] == [
        "3.2 ships, 2.1–4.3 (90 % interval)",
        "3.0 ships (revision) as of 1 September 2025",
    ]


def test_the_data_says_what_came_out() -> None:
    known = corpus(*EDITIONS, outcomes=PRINTS)
    claims = {claim["id"]: claim for claim in json.loads(claims_json(known))["claims"]}
    assert claims["b"]["actual"] == {
        "outcome": "b-2025-09-01", "value": 3.0, "vintage": "revision", "as_of": "2025-09-01",
        "error": 0.4, "absolute_error": 0.4, "in_interval": False, "interval_score": 4.8,
    }  # fmt: skip
    assert "likelihood" not in claims["a"]
    assert claims["a"]["outcome"]["value"] == 2.9
    assert "outcome" not in claims["c"]
    table = {row["id"]: row for row in csv.DictReader(StringIO(claims_csv(known).removeprefix("\ufeff")))}
    # A negative number is a number.
    assert [table["a"][name] for name in ("value", "interval_upper", "actual", "error")] == [
        "3.2",
        "4.3",
        "3.0",
        "-0.2",
    ]


def test_nought_is_a_value() -> None:
    known = corpus(expected("a", 2021, "0"), outcomes=(came_out("a", "0"),))
    (claim,) = json.loads(claims_json(known))["claims"]
    assert (claim["value"], claim["outcome"]["value"], claim["actual"]["error"]) == (0, 0, 0)
    (row,) = csv.DictReader(StringIO(claims_csv(known).removeprefix("\ufeff")))
    assert (row["value"], row["outcome_value"]) == ("0", "0")
    assert "0 ships" in card(known, "a").text


def test_hubs_get_medians_and_quantiles_and_every_print() -> None:
    known = corpus(*EDITIONS, outcomes=PRINTS)
    rows = list(csv.DictReader(StringIO(model_output_csv(known))))
    assert {tuple(row) for row in rows} == {
        (
            "model_id",
            "origin_date",
            "target",
            "target_period",
            "target_end_date",
            "output_type",
            "output_type_id",
            "value",
        )
    }
    first = [row for row in rows if row["origin_date"] == "2021-01-12"]
    assert [(row["output_type"], row["output_type_id"], row["value"]) for row in first] == [
        ("median", "NA", "3.2"), ("quantile", "0.05", "2.1"), ("quantile", "0.95", "4.3"),
    ]  # fmt: skip
    prints = list(csv.DictReader(StringIO(time_series_csv(known))))
    assert [(row["observation"], row["as_of"]) for row in prints] == [("2.9", "2025-02-01"), ("3.0", "2025-09-01")]
