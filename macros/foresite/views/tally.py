"""Count the verdicts of claims, in one way for every view: those of forecasts, and those of scenarios apart.

A forecast counts where it states a likelihood. One that gives a value alone has an error and no verdict, and scenarios
of a set exclude one another, so neither is ever added to the forecasts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

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
        said = f"{self._opening}."
        return said[0].upper() + said[1:]

    def about(self, label: str) -> str:
        """The same of what a label names."""
        return f"{label}: {self._opening}."

    @property
    def notes(self) -> tuple[str, ...]:
        """What is counted apart, in sentences."""
        found = []
        if self.values and self.forecasts:
            many = self.values != 1
            found.append(
                f"{self.values} more {'forecasts give' if many else 'forecast gives'} a value instead of a likelihood: "
                f"{'they have errors' if many else 'it has an error'}, not {'verdicts' if many else 'a verdict'}."
            )
        if self.scenarios:
            found.append(f"Scenarios, counted apart: {in_words(self.scenarios)}.")
        return tuple(found)

    @property
    def _opening(self) -> str:
        number, judged = self.forecasts, self.judged
        kind = " with a likelihood" if self.values else ""
        if not number:
            return _of_values(self.values)
        if number == 1:
            only = f"the only forecast{kind}"
            return f"{only} can be judged by now: {self._reached}" if judged else f"{only} cannot be judged by now"
        if not judged:
            none = "neither of 2" if number == 2 else f"none of {number}"
            return f"{none} forecasts{kind} can be judged by now"
        if judged == number:
            every = "both" if number == 2 else f"all {number}"
            return f"{every} forecasts{kind} can be judged by now: {self._reached}"
        return f"of {number} forecasts{kind}, {judged} can be judged by now: {self._reached}"

    @property
    def _reached(self) -> str:
        return in_words((verdict, count) for verdict, count in self.verdicts if verdict in JUDGED)


def _of_values(values: int) -> str:
    if not values:
        return "no forecast is on record"
    many = values != 1
    given = "forecasts give values" if many else "forecast gives a value"
    return f"{values} {given}, not {'likelihoods' if many else 'a likelihood'}"


def in_words(counts: Iterable[tuple[Verdict, int]]) -> str:
    """Return counts as a sentence has them: ``13 held, 4 missed``."""
    return ", ".join(f"{count} {verdict.label}" for verdict, count in counts)


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
