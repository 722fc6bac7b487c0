"""What day it is, wherever and whenever the same sources are checked."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from foresite.model.dates import today

NOW = datetime(2026, 6, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("environment", "day"),
    [
        ({}, date(2026, 7, 1)),  # where a day begins first, it has begun
        ({"SOURCE_DATE_EPOCH": "315532800"}, date(2026, 7, 1)),
        ({"SOURCE_DATE_EPOCH": "1798761600"}, date(2027, 1, 1)),
        ({"SOURCE_DATE_EPOCH": "tomorrow"}, date(2026, 7, 1)),
        ({"SOURCE_DATE_EPOCH": "9" * 30}, date(2026, 7, 1)),
        ({"SOURCE_DATE_EPOCH": "253402300799"}, date.max),
    ],
)
def test_the_later_of_clock_and_epoch_counts(environment: dict[str, str], day: date) -> None:
    assert today(environment, NOW) == day
