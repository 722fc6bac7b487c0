"""Sets of scenarios: whether only one can come true, and what several have in common."""

from __future__ import annotations

import harbour
from harbour import scenario
from pages import shown

SCENARIOS = (
    scenario("dry", "The canal dries up", 2021, drivers=("Low water", "War"), exclusive=True),
    scenario("wet", "The canal floods", 2021, drivers=("Rain",)),
    scenario("slow", "The canal silts up", 2022, drivers=("low water", "No dredging")),
)


def test_an_exclusive_set_says_so() -> None:
    page = shown(harbour.corpus(claims=SCENARIOS, outcomes=(), shifts=()), "scenarios")
    assert page.texts("caption")[0] == "Scenarios: Canal closure (exclusive: one of them comes true and no other)"
    assert "exclusive" not in shown(harbour.corpus(), "scenarios").text


def test_drivers_that_several_scenarios_share_have_a_table_of_their_own() -> None:
    page = shown(harbour.corpus(claims=SCENARIOS, outcomes=(), shifts=()), "scenarios")
    heading = ["Driver", "2021 The canal dries up", "2021 The canal floods", "2022 The canal silts up"]
    rows = list(page.rows())
    assert rows[rows.index(heading) :] == [heading, ["Low water", "yes", "no", "yes"]]
    assert "Driver" not in [row[0] for row in shown(harbour.corpus(), "scenarios").rows()]
