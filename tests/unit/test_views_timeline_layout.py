from datetime import date
from itertools import combinations, pairwise

import pytest

from foresite.model.dates import parse_edtf
from foresite.views.outlooks import look
from foresite.views.timeline_layout import PAPER, TALL, WIDE, Chart, DrawnEvent, DrawnForecast, Form, chart, short_name

LOOK = look(0, "2021", "2021")
BRIEF = (LOOK, parse_edtf("2021-02-01"))
DAY = date(2023, 6, 1)


def events(*dates: str, name: str = "") -> list[DrawnEvent]:
    return [DrawnEvent(number, 0, parse_edtf(text), 1, name) for number, text in enumerate(dates, 1)]


def drawn(*dates: str, form: Form = WIDE, forecasts: tuple[DrawnForecast, ...] = ()) -> Chart:
    return chart(["Berths"], events(*dates), forecasts, [BRIEF], DAY, form)


def forecast(number: int, end: date | None, decided: date | None = None, strength: float | None = 90) -> DrawnForecast:
    verdict = "held" if decided else ""
    return DrawnForecast(number, 0, LOOK, date(2021, 2, 1), end, decided, strength, verdict)


def test_time_runs_along_the_axis_and_an_upright_chart_is_the_same_turned() -> None:
    dates = ("2021-05-01", "2022-01-01", "2023-05-01")
    wide, tall = (drawn(*dates, form=form) for form in (WIDE, TALL))
    assert [dot.x for dot in wide.dots] == sorted(dot.x for dot in wide.dots)
    assert [dot.y for dot in tall.dots] == sorted(dot.y for dot in tall.dots)
    assert wide.width > wide.height
    assert tall.height > tall.width


def test_years_long_before_the_first_brief_are_folded_behind_a_break() -> None:
    chart = drawn("1962-03", "1990-01-01", "2021-04-05", "2021-06-01", "2022-01-01", "2022-02-01")
    assert [year.label for year in chart.years if year.folded] == ["1962", "1990"]
    assert [year.label for year in chart.years if not year.folded][:2] == ["2020", "2021"]
    assert chart.breaks
    early, later = chart.dots[0], chart.dots[2]
    assert early.x < chart.breaks[0].x1 < later.x


def test_years_are_not_folded_where_much_happened_in_them() -> None:
    chart = drawn("2016-03", "2017-01-01", "2018-04-05", "2021-06-01")
    assert not any(year.folded for year in chart.years)
    assert not chart.breaks


def test_many_folded_years_share_columns() -> None:
    old = [f"{year}-01-01" for year in range(1950, 1990, 5)]
    chart = drawn(*old, *(f"2022-{month:02}-01" for month in range(1, 13)), *(f"2021-{m:02}-09" for m in range(1, 13)))
    assert [year.label for year in chart.years if year.folded] == ["1950–55", "1960–65", "1970–75", "1980–85"]


def test_a_day_is_a_dot_and_a_month_is_as_long_as_it_is() -> None:
    day, month, year = drawn("2021-07-02", "2022-02", "2022").dots
    assert day.extent is None
    assert month.extent and year.extent
    assert year.extent.width / month.extent.width == pytest.approx(365 / 28, rel=0.05)


@pytest.mark.parametrize("text", ["2022-02~", "2022-02-03?", "2022-02%/2022-03"])
def test_an_approximate_or_uncertain_date_is_marked(text: str) -> None:
    assert drawn(text).dots[0].doubtful


@pytest.mark.parametrize("text", ["2022-05/..", "../2022-05"])
def test_an_open_interval_is_drawn_by_the_day_that_it_names(text: str) -> None:
    exact, opened = drawn("2022-05-15", text).dots
    assert abs(exact.x - opened.x) < 15


def test_what_decides_more_is_larger_and_what_decides_nothing_is_smallest() -> None:
    found = [DrawnEvent(n, 0, parse_edtf(f"2022-0{n}-01"), decides) for n, decides in enumerate((0, 1, 5, 14), 1)]
    sizes = [dot.r for dot in chart(["Berths"], found, (), [BRIEF], DAY).dots]
    assert sizes == sorted(sizes)
    assert len(set(sizes)) == 4


@pytest.mark.parametrize("form", [WIDE, TALL, PAPER])
def test_dots_of_a_busy_year_stand_beside_one_another(form: Form) -> None:
    chart = drawn(*(f"{year}-{month:02}-15" for year in (2021, 2022) for month in range(1, 13)), form=form)
    for one, other in combinations(chart.dots, 2):
        assert (one.x - other.x) ** 2 + (one.y - other.y) ** 2 >= (one.r + other.r - 0.2) ** 2


def test_a_forecast_reaches_from_its_brief_to_what_decided_it_or_to_its_horizon() -> None:
    decided, ahead = drawn(
        "2022-01-01",
        forecasts=(forecast(1, date(2022, 12, 31), date(2022, 1, 1)), forecast(2, date(2022, 12, 31))),
    ).bars
    line = drawn("2022-01-01").publications[0].line
    assert decided.box.x == ahead.box.x == line.x1
    assert decided.mark.x + decided.mark.width / 2 == pytest.approx(drawn("2022-01-01").dots[0].x, abs=0.2)
    assert ahead.box.x + ahead.box.width > decided.box.x + decided.box.width
    assert (decided.verdict, ahead.verdict) == ("held", "")


def test_an_open_horizon_fades_at_the_edge_and_so_does_one_far_beyond() -> None:
    opened, far, near = drawn(
        "2022-01-01", forecasts=(forecast(1, None), forecast(2, date(2100, 1, 1)), forecast(3, date(2022, 6, 1)))
    ).bars
    assert {bar.number: bar.fades for bar in (opened, far, near)} == {1: True, 2: True, 3: False}


def test_the_likelier_is_the_darker_and_no_degree_is_told_apart() -> None:
    given = tuple(forecast(number, None, strength=strength) for number, strength in enumerate((10, 50, 95, None), 1))
    bars = sorted(drawn("2022-01-01", forecasts=given).bars, key=lambda bar: bar.number)
    assert bars[0].opacity < bars[1].opacity < bars[2].opacity
    assert [bar.stated for bar in bars] == [True, True, True, False]


def test_forecasts_do_not_cover_one_another() -> None:
    bars = drawn("2022-01-01", forecasts=tuple(forecast(number, None) for number in range(1, 30))).bars
    places = sorted(bar.box.y for bar in bars)
    assert all(after - before > bars[0].box.height for before, after in pairwise(places))


def test_a_thousand_forecasts_stay_within_a_page() -> None:
    given = tuple(forecast(number, None) for number in range(1, 1001))
    assert drawn("2022-01-01", forecasts=given, form=TALL).width < 320
    assert drawn("2022-01-01", forecasts=given).height < 1400


def test_names_do_not_cover_one_another() -> None:
    given = events("2022-01-01", "2022-01-05", "2022-01-09", "2022-12-30", name="The second berth opens")
    for form in (WIDE, TALL, PAPER):
        names = chart(["Berths"], given, (), [BRIEF], DAY, form).names
        assert len(names) == 4
        close = [(a.text.y, b.text.y) for a, b in combinations(names, 2) if abs(a.text.x - b.text.x) < 100]
        assert all(abs(a - b) >= form.line - 1 for a, b in close)


def test_names_of_an_upright_chart_stay_within_it() -> None:
    name = "The second berth opens to ships of every kind and flag after years of works"
    for lanes in (["Berths"], ["Berths", "Tides", "Locks", "Cranes"]):
        given = [DrawnEvent(number, number, parse_edtf("2022-03-01"), 9, name) for number in range(len(lanes))]
        drawing = chart(lanes, given, (), [BRIEF], DAY, TALL)
        for each in drawing.names:
            assert each.text.lines[0].startswith("The second")
            assert each.text.lines[-1].endswith("decides 9")
            width = max(map(len, each.text.lines)) * TALL.letter
            left = each.text.x - (width if each.text.anchor == "end" else 0)
            assert left >= 0 and left + width <= drawing.width + 1


def test_few_things_do_not_make_an_upright_chart_long() -> None:
    few = drawn("2022-01-01", "2024-01-01", form=TALL).height
    many = chart(["Berths"], events(*["2022-01-01", "2024-01-01"] * 20), (), [BRIEF], DAY, TALL).height
    assert few * 2 < many


def test_a_brief_is_named_at_its_line_unless_there_are_many() -> None:
    one = drawn("2022-01-01").publications[0]
    assert one.label and one.label.lines == ("Brief of 2021",)
    many = chart(["Berths"], events("2022-01-01"), (), [BRIEF] * 20, DAY)
    assert not any(brief.label for brief in many.publications)


def test_what_an_author_could_not_know_begins_at_the_brief() -> None:
    for form in (WIDE, TALL):
        (brief,) = drawn("2022-01-01", form=form).publications
        assert (brief.after.y if form.upright else brief.after.x) == (brief.line.y1 if form.upright else brief.line.x1)


def test_a_long_title_is_cut_between_words() -> None:
    assert short_name("The second berth opens to all ships", 20) == "The second berth…"
    assert short_name("A storm", 20) == "A storm"
