"""The day that SOURCE_DATE_EPOCH gives to a build, by https://reproducible-builds.org/specs/source-date-epoch/."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime

NAME = "SOURCE_DATE_EPOCH"


class SourceDateError(ValueError):
    """A value that is not a time; its text says what was expected."""


def source_date() -> date | None:
    """The day; None where none is given.

    Raises:
        SourceDateError: where the value is not a number of seconds that a calendar has.
    """
    given = os.environ.get(NAME)
    if given is None:
        return None
    try:
        if not (given.isascii() and given.isdecimal()):
            raise ValueError
        return datetime.fromtimestamp(int(given), UTC).date()
    except (ValueError, OverflowError, OSError):
        message = f"{NAME} is {given!r}, expected a number of seconds since 1970, such as 1767225600, or nothing"
        raise SourceDateError(message) from None
