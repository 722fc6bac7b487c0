"""Count the verdicts of claims, in one way for every view: those of forecasts, and those of scenarios apart.

A forecast counts where it states a likelihood. One that gives a value alone has an error and no verdict, and scenarios
of a set exclude one another, so neither is ever added to the forecasts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from foresite.language.formats import series
from foresite.language.words import N_, NN_, gettext, ngettext, pgettext
from foresite.model.corpus import Corpus
from foresite.model.records import Claim, Forecast, Scenario, Verdict

JUDGED = (Verdict.HELD, Verdict.MISSED, Verdict.PARTLY)
"""The verdicts of what can be judged: an outcome bears it out, refutes it, or does so in part."""
Counts = tuple[tuple[Verdict, int], ...]
"""Verdicts with how often each was reached, in the order of the verdicts; those without any left out."""


def counted(verdicts: Iterable[Verdict | None]) -> Counts:
    """Return how often each verdict was reached."""
    counts = Counter(verdicts)
    return tuple((verdict, counts[verdict]) for verdict in Verdict if counts[verdict])


@dataclass(frozen=True, slots=True)
class Tally:
    """Some claims, counted."""

    verdicts: Counts = ()
    """Of the forecasts with a likelihood."""
    values: int = 0
    """How many forecasts give a value alone."""
    scenarios: Counts = ()
    """Of the scenarios with a likelihood."""

    def __bool__(self) -> bool:
        return bool(self.verdicts or self.values or self.scenarios)

    @property
    def forecasts(self) -> int:
        """How many forecasts with a likelihood there are."""
        return sum(count for _, count in self.verdicts)

    @property
    def judged(self) -> int:
        """How many of them can be judged by now."""
        return sum(count for verdict, count in self.verdicts if verdict in JUDGED)

    @property
    def sentence(self) -> str:
        """What the counts say: ``Of 46 forecasts, 17 can be judged by now: 13 held, 4 missed.``"""
        said = pgettext("sentence", "%(clause)s.", clause=self._opening)
        return said[0].upper() + said[1:]

    def about(self, label: str) -> str:
        """The same of what a label names."""
        return pgettext("sentence", "%(label)s: %(clause)s.", label=label, clause=self._opening)

    @property
    def notes(self) -> tuple[str, ...]:
        """What is counted apart, in sentences."""
        found = []
        if self.values and self.forecasts:
            found.append(
                ngettext(
                    "%(num)s more forecast gives a value instead of a likelihood: it has an error, not a verdict.",
                    "%(num)s more forecasts give a value instead of a likelihood: they have errors, not verdicts.",
                    self.values,
                )
            )
        if self.scenarios:
            found.append(gettext("Scenarios, counted apart: %(verdicts)s.", verdicts=in_words(self.scenarios)))
        return tuple(found)

    @property
    def _opening(self) -> str:
        number, judged = self.forecasts, self.judged
        if not number:
            return _of_values(self.values)
        told = _AMONG_VALUES if self.values else _ALONE
        if number == 1:
            return gettext(told.only, verdicts=self._reached) if judged else gettext(told.only_open)
        if not judged and number == 2:
            return gettext(told.neither)
        if not judged:
            return ngettext(told.none, told.none, number)
        if judged < number:
            return ngettext(told.some, told.some, judged, number=number, verdicts=self._reached)
        if number == 2:
            return gettext(told.both, verdicts=self._reached)
        return ngettext(told.every, told.every, number, verdicts=self._reached)

    @property
    def _reached(self) -> str:
        return in_words((verdict, count) for verdict, count in self.verdicts if verdict in JUDGED)


class _Told(NamedTuple):
    """How many forecasts can be judged, as clauses; ``verdicts`` are those that were reached."""

    only: str
    only_open: str
    neither: str
    none: str
    some: str
    """In the form for how many can be judged."""
    both: str
    every: str


_ALONE = _Told(
    N_("the only forecast can be judged by now: %(verdicts)s"),
    N_("the only forecast cannot be judged by now"),
    N_("neither of 2 forecasts can be judged by now"),
    NN_("none of %(num)s forecasts can be judged by now", "none of %(num)s forecasts can be judged by now"),
    NN_(
        "of %(number)s forecasts, %(num)s can be judged by now: %(verdicts)s",
        "of %(number)s forecasts, %(num)s can be judged by now: %(verdicts)s",
    ),
    N_("both forecasts can be judged by now: %(verdicts)s"),
    NN_(
        "all %(num)s forecasts can be judged by now: %(verdicts)s",
        "all %(num)s forecasts can be judged by now: %(verdicts)s",
    ),
)
_AMONG_VALUES = _Told(
    N_("the only forecast with a likelihood can be judged by now: %(verdicts)s"),
    N_("the only forecast with a likelihood cannot be judged by now"),
    N_("neither of 2 forecasts with a likelihood can be judged by now"),
    NN_(
        "none of %(num)s forecasts with a likelihood can be judged by now",
        "none of %(num)s forecasts with a likelihood can be judged by now",
    ),
    NN_(
        "of %(number)s forecasts with a likelihood, %(num)s can be judged by now: %(verdicts)s",
        "of %(number)s forecasts with a likelihood, %(num)s can be judged by now: %(verdicts)s",
    ),
    N_("both forecasts with a likelihood can be judged by now: %(verdicts)s"),
    NN_(
        "all %(num)s forecasts with a likelihood can be judged by now: %(verdicts)s",
        "all %(num)s forecasts with a likelihood can be judged by now: %(verdicts)s",
    ),
)


def _of_values(values: int) -> str:
    if not values:
        return gettext("no forecast is on record")
    return ngettext(
        "%(num)s forecast gives a value, not a likelihood", "%(num)s forecasts give values, not likelihoods", values
    )


def in_words(counts: Iterable[tuple[Verdict, int]]) -> str:
    """Return counts as a sentence has them: ``13 held, 4 missed``."""
    return series(verdict.counted(count) for verdict, count in counts)


def tally(corpus: Corpus, claims: Iterable[Claim]) -> Tally:
    """Count some claims."""
    claims = list(claims)
    forecasts = [claim for claim in claims if isinstance(claim, Forecast)]
    likely = [claim for claim in forecasts if claim.likelihood]
    scenarios = [claim for claim in claims if isinstance(claim, Scenario)]
    return Tally(
        counted(map(corpus.verdict, likely)), len(forecasts) - len(likely), counted(map(corpus.verdict, scenarios))
    )


def total(tallies: Iterable[Tally]) -> Tally:
    """Return several tallies as one."""
    verdicts, values, scenarios = Counter[Verdict](), 0, Counter[Verdict]()
    for each in tallies:
        verdicts.update(dict(each.verdicts))
        values += each.values
        scenarios.update(dict(each.scenarios))
    return Tally(_ordered(verdicts), values, _ordered(scenarios))


def _ordered(counts: Counter[Verdict]) -> Counts:
    return tuple((verdict, counts[verdict]) for verdict in Verdict if counts[verdict])
