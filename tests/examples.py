"""How many examples the property tests try: enough by day to see a mistake, many more at night."""

from __future__ import annotations

from typing import Any

from hypothesis import settings

PART = 8
"""By day a test tries one of so many of the examples that it tries at night."""
LEAST = 25
"""So many it tries by day at least, where it tries as many at night."""


def register() -> None:
    """Make the profiles known, of which ``pytest --hypothesis-profile`` chooses.

    By day the examples are the same in each run, so that a change fails for what it changes and not by chance; at
    night they are others each time, and what was found is kept.
    """
    settings.register_profile("ci", deadline=None, derandomize=True, database=None, max_examples=LEAST)
    settings.register_profile("nightly", deadline=None, print_blob=True, max_examples=200)
    settings.load_profile("ci")


def nightly() -> bool:
    """Tell whether the tests of the night are run."""
    return settings.get_current_profile_name() == "nightly"


def tried(at_night: int, by_day: int | None = None, **options: Any) -> settings:
    """Say how many examples a test tries; other options are those of Hypothesis."""
    fewer = min(at_night, max(at_night // PART, LEAST)) if by_day is None else by_day
    return settings(max_examples=at_night if nightly() else fewer, deadline=None, **options)
