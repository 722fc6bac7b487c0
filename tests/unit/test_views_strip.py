from itertools import pairwise

import pytest

from foresite.model.dates import parse_edtf
from foresite.views.outlooks import look
from foresite.views.timeline_layout import strip

LOOK = look(0, "2021", "2021")


def marks(*dates: str) -> list[tuple[int, bool, float, float, bool]]:
    drawn = strip([(number, parse_edtf(date)) for number, date in enumerate(dates, 1)], [])
    return [(year.year, mark.dot, mark.start, mark.width, mark.doubtful) for year in drawn.years for mark in year.marks]


def test_a_day_is_a_dot_where_it_stands_in_its_year() -> None:
    assert marks("2023-07-02") == [(2023, True, 49.86, 0.27, False)]


def test_a_month_and_a_year_are_bars_as_long_as_they_are() -> None:
    assert marks("2023-02", "2023") == [(2023, False, 8.49, 7.67, False), (2023, False, 0.0, 100.0, False)]


def test_an_interval_is_a_bar_from_its_first_day_to_its_last() -> None:
    assert marks("2023-01-01/2023-01-31") == [(2023, False, 0.0, 8.49, False)]


def test_an_interval_over_two_years_is_drawn_in_both() -> None:
    assert [(year, width) for year, _, _, width, _ in marks("2022-12/2023-01")] == [(2022, 8.49), (2023, 8.49)]


@pytest.mark.parametrize("date", ["2023-02~", "2023-02-03?", "2023-02%/2023-03"])
def test_an_approximate_or_uncertain_date_is_marked(date: str) -> None:
    assert marks(date)[0][-1] is True


@pytest.mark.parametrize(("date", "year"), [("2023-05/..", 2023), ("../2023-05", 2023)])
def test_an_open_interval_is_drawn_in_the_year_that_it_names(date: str, year: int) -> None:
    assert {row[0] for row in marks(date)} == {year}


def test_years_in_which_nothing_is_recorded_take_no_room() -> None:
    drawn = strip([(1, parse_edtf("1962-03")), (2, parse_edtf("2023-04-05"))], [])
    assert [year.year for year in drawn.years] == [1962, 2023]


def test_marks_that_would_cover_one_another_stand_on_tracks_of_their_own() -> None:
    drawn = strip([(number, parse_edtf(f"2023-06-{number:02}")) for number in range(1, 6)], [])
    assert len({mark.y for mark in drawn.years[0].marks}) == 5


def test_sixty_events_fit_without_covering_one_another() -> None:
    dates = [f"{year}-{month:02}-{day:02}" for year in (2021, 2022) for month in range(1, 13) for day in (1, 9, 28)]
    drawn = strip([(number, parse_edtf(date)) for number, date in enumerate(dates, 1)], [])
    for year in drawn.years:
        for track in {mark.y for mark in year.marks}:
            middles = sorted(mark.middle for mark in year.marks if mark.y == track)
            assert all(after - before >= 7 for before, after in pairwise(middles))
    assert drawn.height < 700


def test_a_brief_of_unknown_day_is_drawn_over_the_time_in_which_it_came_out() -> None:
    drawn = strip([], [(LOOK, parse_edtf("2021-02"))])
    (publication,) = drawn.years[0].publications
    assert (publication.start, publication.width) == (8.49, 7.67)


def test_the_label_of_a_brief_late_in_the_year_stands_on_the_left_of_its_line() -> None:
    drawn = strip([], [(LOOK, parse_edtf("2021-12-20"))])
    assert drawn.years[0].publications[0].leftward
