"""Say in a sentence what tables and charts show, for their captions: computed from what they hold, or empty.

Each function takes what a template shows. A finding is of the latest day; where the data gives none, there is none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from foresite.language.formats import number as decimal
from foresite.language.formats import series
from foresite.language.words import gettext, ngettext, pgettext
from foresite.model.records import Forecast, Status
from foresite.views.agreement import Confusion, Measured
from foresite.views.briefs import ScenarioSet
from foresite.views.comparison import Comparison, Overview, ThemeComparison
from foresite.views.counts import counted as number_of_things
from foresite.views.counts import numbered
from foresite.views.explore import Explored
from foresite.views.lists import DueListing, Listing
from foresite.views.quantities import MeasureView
from foresite.views.records import Line
from foresite.views.scorecard import Scorecard
from foresite.views.tally import Tally, counted, in_words
from foresite.views.trails import Trail


def forecasts(view: Explored) -> str:
    """Count the verdicts of the forecasts of a ledger."""
    likely = [line for line in view.lines if line.likelihood and line.kind == Forecast.kind]
    return Tally(counted(line.verdict for line in likely), len(view.lines) - len(likely)).sentence


def due(view: DueListing) -> str:
    """Say how many forecasts are due, and which horizon passed first."""
    number, first = len(view.lines), view.lines[0].horizon
    if first and number > 1:
        return ngettext(
            "%(num)s forecast is due; the first horizon to pass was %(day)s.",
            "%(num)s forecasts are due; the first horizon to pass was %(day)s.",
            number,
            day=first.words,
        )
    return ngettext("%(num)s forecast is due.", "%(num)s forecasts are due.", number)


def recommendations(view: Listing) -> str:
    """Count what became of recommendations; the reasons stand in their rows."""
    found = Counter(line.outcome.reached for line in view.lines if line.outcome)
    every, without = len(view.lines), len(view.lines) - found.total()
    if not found:
        return ""
    if every == 1:
        return gettext("The only recommendation: %(outcome)s.", outcome=next(iter(found)).label)
    said = [numbered(status.label, found[status]) for status in Status if found[status]]
    if without:
        said.append(ngettext("%(num)s without an outcome", "%(num)s without an outcome", without))
    return ngettext(
        "Of %(num)s recommendation: %(said)s.", "Of %(num)s recommendations: %(said)s.", every, said=series(said)
    )


def glance(view: Overview | Comparison) -> str:
    """Say which theme has the most claims."""
    counts = Counter({theme.label: sum(column.count for column in theme.claims) for theme in view.themes})
    (most, number), *rest = counts.most_common(2)
    if not rest or rest[0][1] == number:
        return ""
    return gettext(
        "%(theme)s has the most claims: %(number)s of %(all)s.", theme=most, number=number, all=counts.total()
    )


def threads(theme: ThemeComparison) -> str:
    """Say how many shifts there are, and of what kinds."""
    joined = {line.target.anchor for thread in theme.threads for column in thread.columns for line in column.lines}
    number = sum(count for _, count in theme.changes)
    return ngettext(
        "%(num)s shift concerns %(claims)s: %(kinds)s.",
        "%(num)s shifts concern %(claims)s: %(kinds)s.",
        number,
        claims=number_of_things("claim", len(joined)),
        kinds=series(change.counted(count) for change, count in theme.changes),
    )


def likelihoods(theme: ThemeComparison) -> str:
    """Say how many claims were called likely, and how many unlikely."""
    lines = [line for group in theme.likelihoods for line in group if line.likelihood]
    stated = [line.likelihood for line in lines if line.likelihood and line.likelihood.interval]
    called, without = Counter(likelihood.expects for likelihood in stated), len(lines) - len(stated)
    parts = (
        (True, ngettext("%(num)s called likely", "%(num)s called likely", called[True])),
        (False, ngettext("%(num)s called unlikely", "%(num)s called unlikely", called[False])),
        (
            None,
            ngettext(
                "%(num)s called neither likely nor unlikely", "%(num)s called neither likely nor unlikely", called[None]
            ),
        ),
    )
    told = [words for expects, words in parts if called[expects]]
    if without:
        told.append(ngettext("%(num)s with no degree stated", "%(num)s with no degree stated", without))
    said = series(told)
    return _of_claims(len(lines), said) if len(lines) > 1 else ""


def unanswered(theme: ThemeComparison) -> str:
    """Say how many claims nobody answered, and whose they are."""
    every = sum(column.count for column in theme.claims)
    whose = series(
        pgettext("number", "%(label)s: %(count)s", label=column.group.label, count=column.count)
        for column in theme.unanswered
        if column.count
    )
    if theme.alone == every == 1:
        return gettext("The only claim found no answer (%(whose)s).", whose=whose)
    return ngettext(
        "%(num)s of %(claims)s found no answer (%(whose)s).",
        "%(num)s of %(claims)s found no answer (%(whose)s).",
        theme.alone,
        claims=number_of_things("claim", every),
        whose=whose,
    )


def scorecard(view: Scorecard) -> str:
    """Count the verdicts of all forecasts."""
    return view.tally.sentence


def score(view: Scorecard) -> str:
    """Say how the score of all compares with that of always saying 50 per cent."""
    scores = view.rows[-1].scores
    if len(scores) != 1:
        return ""
    found, even = scores[0], 0.25
    if found.greatest < even:
        return gettext("Brier score %(score)s: better than always saying 50 %%, which scores 0.25.", score=found)
    if found.least > even:
        return gettext("Brier score %(score)s: worse than always saying 50 %%, which scores 0.25.", score=found)
    return gettext(
        "Brier score %(score)s: neither clearly better nor clearly worse than always saying 50 %%, which scores 0.25.",
        score=found,
    )


def clustered(view: Scorecard) -> str:
    """Say how many clusters the decided forecasts form."""
    row = view.clustered.rows[-1] if view.clustered else None
    if row is None or (row.group and len(view.rows) > 1):
        return ""
    return ngettext(
        "%(num)s decided forecast forms %(clusters)s.",
        "%(num)s decided forecasts form %(clusters)s.",
        row.score.decided,
        clusters=ngettext("%(num)s cluster", "%(num)s clusters", row.clusters),
    )


def baselines(view: Scorecard) -> str:
    """Say whether forecasts did better than a baseline."""
    row = view.baselines[-1]
    if row.own.greatest < row.baseline:
        return gettext("The forecasts scored better than “things go on as before”.")
    if row.own.least > row.baseline:
        return gettext("The forecasts scored worse than “things go on as before”.")
    return gettext("The forecasts scored neither clearly better nor clearly worse than “things go on as before”.")


def undecided(view: Scorecard) -> str:
    """Name the most frequent reason."""
    if not view.undecided:
        return ""
    counts = Counter(dict(zip(view.undecided.headings, view.undecided.rows[-1].counts, strict=True)))
    (reason, number), *rest = counts.most_common(2)
    if not number or (rest and rest[0][1] == number):
        return ""
    if number == counts.total():
        return ngettext(
            "%(num)s forecast is undecided: %(reason)s.",
            "%(num)s forecasts are undecided: %(reason)s.",
            number,
            reason=reason,
        )
    return ngettext(
        "%(num)s forecast is undecided; the most frequent reason is “%(reason)s” (%(number)s).",
        "%(num)s forecasts are undecided; the most frequent reason is “%(reason)s” (%(number)s).",
        counts.total(),
        reason=reason,
        number=number,
    )


def words(view: Scorecard) -> str:
    """Say how many verdicts would change if each word were read as the next term."""
    if len({row.basis for row in view.words}) > 1:
        return ""
    row = view.words[-1]
    return ngettext(
        "Of %(num)s verdict, %(down)s would change if each word were read one term lower, and %(up)s one term higher.",
        "Of %(num)s verdicts, %(down)s would change if each word were read one term lower, and %(up)s one term higher.",
        row.judged,
        down=row.down.changed or pgettext("verdicts", "none"),
        up=row.up.changed or pgettext("verdicts", "none"),
    )


def quantities(view: MeasureView) -> str:
    """Say how many values were too high, and how many too low."""
    errors = [row.actual.error for row in view.rows if row.actual and row.actual.error]
    high, low = (sum(error.startswith(sign) for error in errors) for sign in "−+")
    exact = len(errors) - high - low
    parts = (
        (high, ngettext("%(num)s was too high", "%(num)s were too high", high)),
        (low, ngettext("%(num)s was too low", "%(num)s were too low", low)),
        (exact, ngettext("%(num)s was exact", "%(num)s were exact", exact)),
    )
    if not errors:
        return ""
    return ngettext(
        "Of %(num)s value that can be checked, %(said)s.",
        "Of %(num)s values that can be checked, %(said)s.",
        len(errors),
        said=series(words for count, words in parts if count),
    )


def intervals(view: MeasureView) -> str:
    """Say how many intervals contained the value that came out."""
    held = [row.actual.held for row in view.rows if row.actual and row.actual.held is not None]
    if not held:
        return ""
    if held == [True]:
        return gettext("The only interval contained the value that came out.")
    return ngettext(
        "%(num)s of %(intervals)s contained the value that came out.",
        "%(num)s of %(intervals)s contained the value that came out.",
        sum(held),
        intervals=ngettext("%(num)s interval", "%(num)s intervals", len(held)),
    )


def agreement(view: Measured) -> str:
    """Say how far coders agree in all."""
    if not view.rows:
        return ""
    row = view.rows[0]
    agree = decimal(row.raw * 100, 0)
    if row.alpha is None:
        return ngettext(
            "The coders agree in %(agree)s %% of pairs on %(num)s claim.",
            "The coders agree in %(agree)s %% of pairs on %(num)s claims.",
            row.units,
            agree=agree,
        )
    return ngettext(
        "The coders agree in %(agree)s %% of pairs on %(num)s claim; alpha is %(alpha)s.",
        "The coders agree in %(agree)s %% of pairs on %(num)s claims; alpha is %(alpha)s.",
        row.units,
        agree=agree,
        alpha=decimal(row.alpha, 2),
    )


def confusion(view: Confusion) -> str:
    """Say how often two coders gave the same."""
    every = sum(map(sum, view.counts))
    same = sum(counts[at] for at, counts in enumerate(view.counts))
    return gettext("The two coders agree on %(same)s of %(every)s.", same=same, every=every)


def trail(view: Trail) -> str:
    """Say whether the latest edition calls it likelier than the first, or expects a higher value, and the outcome."""
    if len(view.drawn) < 2:
        return ""
    first, last = view.drawn[0], view.drawn[-1]
    # The higher something stands, the less is its distance from the top.
    up, down = last.middle < first.middle, last.middle > first.middle
    if view.of_values:
        values = {"first": first.line.expected, "last": last.line.expected}
        said = (
            gettext("The first edition expects %(first)s; the latest a higher value, %(last)s", **values)
            if up
            else gettext("The first edition expects %(first)s; the latest a lower value, %(last)s", **values)
            if down
            else gettext("The first edition expects %(first)s; the latest the same value, %(last)s", **values)
        )
    else:
        called = {"first": _called(first.line), "last": _called(last.line)}
        said = (
            gettext("Called likelier in the latest edition (%(last)s) than in the first (%(first)s)", **called)
            if up
            else gettext("Called less likely in the latest edition (%(last)s) than in the first (%(first)s)", **called)
            if down
            else gettext("Called as likely in the latest edition (%(last)s) as in the first (%(first)s)", **called)
        )
    if not view.end:
        return pgettext("sentence", "%(clause)s.", clause=said)
    return pgettext("sentence", "%(clause)s; outcome: %(outcome)s.", clause=said, outcome=view.end.outcome.status)


def scenarios(view: ScenarioSet) -> str:
    """Name the scenario that was called likeliest, and count the verdicts."""
    placed = {
        row.line.target.text: (interval.lower + interval.upper) / 2
        for row in view.scenarios
        if row.line.likelihood and (interval := row.line.likelihood.interval)
    }
    ranked = sorted(placed.items(), key=lambda each: -each[1])
    clear = len(ranked) > 1 and ranked[0][1] > ranked[1][1]
    told = [gettext("“%(scenario)s” was called likeliest.", scenario=ranked[0][0])] if clear else []
    every = len(view.scenarios)
    if every == 1 and (verdict := view.scenarios[0].line.verdict):
        return gettext("The only scenario: %(verdict)s.", verdict=verdict.label)
    if verdicts := in_words(counted(row.line.verdict for row in view.scenarios)):
        without = sum(row.line.verdict is None for row in view.scenarios)
        rest = ngettext("%(num)s without a likelihood", "%(num)s without a likelihood", without)
        said = series((verdicts, rest)) if without else verdicts
        told.append(ngettext("Of %(num)s scenario: %(said)s.", "Of %(num)s scenarios: %(said)s.", every, said=said))
    return " ".join(told)


def _called(line: Line) -> str:
    return line.likelihood.range_text or line.likelihood.word if line.likelihood else ""


def _of_claims(number: int, said: str) -> str:
    return ngettext("Of %(num)s claim: %(said)s.", "Of %(num)s claims: %(said)s.", number, said=said)


def _named(functions: Iterable[Callable[[Any], str]]) -> Mapping[str, Callable[[Any], str]]:
    return MappingProxyType({function.__name__: function for function in functions})


FINDINGS: Mapping[str, Callable[[Any], str]] = _named(
    (
        forecasts, due, recommendations, glance, threads, likelihoods, unanswered, scorecard, score, clustered,
        baselines, undecided, words, quantities, intervals, agreement, confusion, trail, scenarios,
    )
)  # fmt: skip
"""What templates call, by name."""
