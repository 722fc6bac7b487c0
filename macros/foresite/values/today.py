"""What day it is, for what is said to have happened."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

EAST = timedelta(hours=14)
"""How far the clocks that are first to see a day are before UTC."""


def today(environment: Mapping[str, str] = os.environ, now: datetime | None = None) -> date:
    """The latest day that it can be anywhere on Earth, by the clock or by SOURCE_DATE_EPOCH, whichever is later.

    So what is not a problem once never becomes one: not in another time zone, not where a build is reproduced with the
    date of an old commit or of 1980, not on a machine whose clock was never set.
    """
    moment = now or datetime.now(UTC)
    try:
        moment = max(moment, datetime.fromtimestamp(int(environment.get("SOURCE_DATE_EPOCH", "")), UTC))
    except (ValueError, OverflowError, OSError):
        pass
    return (moment + EAST).date() if moment.year < date.max.year else date.max
