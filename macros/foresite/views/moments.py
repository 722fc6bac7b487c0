"""The days as of which a reader can read the record, and what is told as of each."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, NamedTuple, TypeVar

from foresite.language.words import gettext
from foresite.model.corpus import Corpus, ended
from foresite.model.dates import PartialDate
from foresite.model.records import Claim, Forecast, Shift

Value = TypeVar("Value")


class Moment(NamedTuple):
    """A day that can be chosen."""

    value: str
    """The day as the address of the page has it; empty for the latest."""
    label: str
    day: str = ""
    """The day, of the latest."""
    words: str = ""
    """The day in words, of the latest."""


class AsOf(NamedTuple):
    """The day as of which most outcomes of a table are."""

    day: str
    """In words; empty where no outcome is recorded."""
    mixed: bool
    """Whether some are as of other days, which their rows give."""


@dataclass(frozen=True, slots=True)
class State(Generic[Value]):
    """What holds from one day up to another."""

    start: str
    """The first day on which it holds; empty where it holds from the beginning."""
    end: str
    """The day from which on it no longer holds; empty where it holds still."""
    value: Value


def days(corpus: Corpus) -> tuple[Moment, ...]:
    """Return the days to choose from, the latest first; none where there is nothing to choose."""
    moments = corpus.moments
    if not moments:
        return ()
    known = [Moment(day.isoformat(), day_in_words(day)) for day in reversed(moments)]
    latest = Moment("", gettext("%(day)s (latest)", day=known[0].label), known[0].value, known[0].label)
    return (latest, *known[1:], Moment("0", gettext("before %(day)s", day=known[-1].label)))


def day_in_words(day: date) -> str:
    """Return a day as texts have it."""
    return str(PartialDate.parse(day.isoformat()))


def through_time(
    corpus: Corpus,
    claims: Iterable[Claim],
    told: Callable[[Corpus], Value],
    *,
    due: bool = False,
    shifts: Iterable[Shift] = (),
) -> tuple[State[Value], ...]:
    """Return what is told of claims as of each day that a reader can choose; empty where it is the same on all.

    It is asked for only as of the days on which a brief of theirs was published or an outcome became known; with
    ``due``, also as of those on which they had become due, and with ``shifts``, as of those from which on these can be
    seen. Whoever shows it asks by a query, since it looks at the record as it was.
    """
    moments = corpus.moments
    if not moments:
        return ()
    claims = tuple(claims)
    at = [outcome.as_of.last for claim in claims for outcome in corpus.judged(claim)]
    came = {corpus.published_on(claim.brief) for claim in claims} | {corpus.compared_from(shift) for shift in shifts}
    at += [day for day in came if day >= moments[0]]
    if due:
        ends = (ended(claim) for claim in claims if isinstance(claim, Forecast))
        at += [end + timedelta(days=1) for end in ends if end]
    # What comes to pass after the latest of these days is told with it.
    latest = len(moments) - 1
    places = sorted({min(bisect_left(moments, day), latest) for day in at if day <= corpus.day})
    found = states([moments[place] for place in places], lambda day: told(corpus.then(day)))
    return found if len(found) > 1 else ()


def shown_from(corpus: Corpus, day: date) -> str:
    """Return the first day that a reader can choose on which something is there that came on a day.

    It is empty where it is there on all of them, and where readers cannot choose.
    """
    moments = corpus.moments
    if not moments or day < moments[0]:
        return ""
    return moments[min(bisect_left(moments, day), len(moments) - 1)].isoformat()


def states(at: Sequence[date], told: Callable[[date | None], Value]) -> tuple[State[Value], ...]:
    """Return what is told as of each moment and before the first, the same of neighbours once; ``None`` is before."""
    found: list[State[Value]] = []
    for day in (None, *at):
        value = told(day)
        if not found or found[-1].value != value:
            found.append(State(day.isoformat() if day else "", "", value))
    following = [state.start for state in found[1:]]
    return tuple(State(state.start, end, state.value) for state, end in zip(found, (*following, ""), strict=True))
