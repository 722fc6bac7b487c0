"""Say in a sentence what tables and charts show, for their captions: computed from what they hold, or empty.

Each function takes what a template shows. A finding is of the latest day; where the data gives none, there is none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from foresite.model.records import Forecast
from foresite.views.agreement import Confusion, Measured
from foresite.views.briefs import ScenarioSet
from foresite.views.comparison import Comparison, Overview, ThemeComparison
from foresite.views.explore import Explored
from foresite.views.lists import DueListing, Listing
from foresite.views.quantities import MeasureView
from foresite.views.records import Line
from foresite.views.scorecard import Scorecard
from foresite.views.tally import Tally, counted, in_words
from foresite.views.trails import Trail

UNRECORDED = "no outcome recorded"


def forecasts(view: Explored) -> str:
    """Count the verdicts of the forecasts of a ledger."""
    likely = [line for line in view.lines if line.likelihood and line.kind == Forecast.kind]
    return Tally(counted(line.verdict for line in likely), len(view.lines) - len(likely)).sentence


def due(view: DueListing) -> str:
    """Say how many forecasts are due, and which horizon passed first."""
    number, first = len(view.lines), view.lines[0].horizon
    passed = f"; the first horizon to pass was {first.words}" if first and number > 1 else ""
    return f"{number} {'forecast is' if number == 1 else 'forecasts are'} due{passed}."


def recommendations(view: Listing) -> str:
    """Say how many recommendations have an outcome, and which."""
    found = Counter(line.outcome.status for line in view.lines if line.outcome)
    if not found:
        return ""
    every, have = len(view.lines), "has" if found.total() == 1 else "have"
    counts = _counts(found).removeprefix("1 ") if every == 1 else _counts(found)
    return f"{_of(found.total(), every, 'recommendation')} {have} an outcome: {counts}."


def glance(view: Overview | Comparison) -> str:
    """Say which theme has the most claims."""
    counts = Counter({theme.label: sum(column.count for column in theme.claims) for theme in view.themes})
    (most, number), *rest = counts.most_common(2)
    if not rest or rest[0][1] == number:
        return ""
    return f"{most} has the most claims: {number} of {counts.total()}."


def threads(theme: ThemeComparison) -> str:
    """Say how many shifts there are, and of what kinds."""
    joined = {line.target.anchor for thread in theme.threads for column in thread.columns for line in column.lines}
    number = sum(count for _, count in theme.changes)
    kinds = ", ".join(f"{count} {change.label}" for change, count in theme.changes)
    joins = "shift concerns" if number == 1 else "shifts concern"
    return f"{number} {joins} {_many(len(joined), 'claim')}: {kinds}."


def likelihoods(theme: ThemeComparison) -> str:
    """Say how many claims were called likely, and how many unlikely."""
    lines = [line for group in theme.likelihoods for line in group if line.likelihood]
    called = Counter(line.likelihood.expects for line in lines if line.likelihood)
    parts = ((True, "called likely"), (False, "called unlikely"), (None, "called neither likely nor unlikely"))
    said = [f"{called[expects]} {words}" for expects, words in parts if called[expects]]
    return f"Of {_many(len(lines), 'claim')}: {', '.join(said)}." if len(lines) > 1 else ""


def unanswered(theme: ThemeComparison) -> str:
    """Say how many claims nobody answered, and whose they are."""
    every = sum(column.count for column in theme.claims)
    whose = ", ".join(f"{column.group.label}: {column.count}" for column in theme.unanswered if column.count)
    return f"{_of(theme.alone, every, 'claim')} found no answer ({whose})."


def scorecard(view: Scorecard) -> str:
    """Count the verdicts of all forecasts."""
    return view.tally.sentence


def score(view: Scorecard) -> str:
    """Say how the score of all compares with that of always saying 50 per cent."""
    scores = view.rows[-1].scores
    if len(scores) != 1:
        return ""
    found, even = scores[0], 0.25
    beside = "neither clearly better nor clearly worse than"
    if found.greatest < even:
        beside = "better than"
    elif found.least > even:
        beside = "worse than"
    return f"Brier score {found}: {beside} always saying 50 %, which scores 0.25."


def clustered(view: Scorecard) -> str:
    """Say how many clusters the decided forecasts form."""
    row = view.clustered.rows[-1] if view.clustered else None
    if row is None or (row.group and len(view.rows) > 1):
        return ""
    decided = row.score.decided
    form = "forms" if decided == 1 else "form"
    return f"{_many(decided, 'decided forecast')} {form} {_many(row.clusters, 'cluster')}."


def baselines(view: Scorecard) -> str:
    """Say whether forecasts did better than a baseline."""
    row = view.baselines[-1]
    if row.own.greatest < row.baseline:
        return "The forecasts scored better than “things go on as before”."
    if row.own.least > row.baseline:
        return "The forecasts scored worse than “things go on as before”."
    return "The forecasts scored neither clearly better nor clearly worse than “things go on as before”."


def undecided(view: Scorecard) -> str:
    """Name the most frequent reason."""
    if not view.undecided:
        return ""
    counts = Counter(dict(zip(view.undecided.headings, view.undecided.rows[-1].counts, strict=True)))
    (reason, number), *rest = counts.most_common(2)
    if not number or (rest and rest[0][1] == number):
        return ""
    if number == counts.total():
        return f"{_many(number, 'forecast')} {'is' if number == 1 else 'are'} undecided: {reason}."
    return f"{counts.total()} forecasts are undecided, most often: {reason} ({number})."


def words(view: Scorecard) -> str:
    """Say how many verdicts would change if each word were read as the next term."""
    if len({row.basis for row in view.words}) > 1:
        return ""
    row = view.words[-1]
    down, up = row.down.changed or "none", row.up.changed or "none"
    judged = _many(row.judged, "verdict")
    return f"Of {judged}, {down} would change with each word read one term down, and {up} one term up."


def quantities(view: MeasureView) -> str:
    """Say how many values were too high, and how many too low."""
    errors = [row.actual.error for row in view.rows if row.actual and row.actual.error]
    high, low = (sum(error.startswith(sign) for error in errors) for sign in "−+")
    parts = ((high, "too high"), (low, "too low"), (len(errors) - high - low, "exact"))
    said = ", ".join(f"{count} {'was' if count == 1 else 'were'} {words}" for count, words in parts if count)
    return f"Of {_many(len(errors), 'value')} that can be checked, {said}." if errors else ""


def intervals(view: MeasureView) -> str:
    """Say how many intervals contained the value that came out."""
    held = [row.actual.held for row in view.rows if row.actual and row.actual.held is not None]
    return f"{_of(sum(held), len(held), 'interval')} contained the value that came out." if held else ""


def agreement(view: Measured) -> str:
    """Say how far coders agree in all."""
    if not view.rows:
        return ""
    row = view.rows[0]
    alpha = f"; alpha is {row.alpha:.2f}".replace("-", "−") if row.alpha is not None else ""
    return f"The coders agree in {row.raw * 100:.0f} % of pairs on {_many(row.units, 'claim')}{alpha}."


def confusion(view: Confusion) -> str:
    """Say how often two coders gave the same."""
    every = sum(map(sum, view.counts))
    same = sum(counts[at] for at, counts in enumerate(view.counts))
    return f"Both gave the same in {same} of {every}."


def trail(view: Trail) -> str:
    """Say whether the latest edition calls it likelier than the first, or expects a higher value, and the outcome."""
    if len(view.drawn) < 2:
        return ""
    first, last = view.drawn[0], view.drawn[-1]
    # The higher something stands, the less is its distance from the top.
    up, down = last.middle < first.middle, last.middle > first.middle
    end = f"; outcome: {view.end.outcome.status}" if view.end else ""
    if view.of_values:
        moved = "a higher value" if up else "a lower value" if down else "the same value"
        return f"The first edition expects {first.line.expected}; the latest {moved}, {last.line.expected}{end}."
    moved = "likelier" if up else "less likely" if down else "as likely"
    than = "than in" if up or down else "as in"
    return f"Called {moved} in the latest edition ({_called(last.line)}) {than} the first ({_called(first.line)}){end}."


def scenarios(view: ScenarioSet) -> str:
    """Name the scenario that was called likeliest, and count the verdicts."""
    placed = {
        row.line.target.text: (interval.lower + interval.upper) / 2
        for row in view.scenarios
        if row.line.likelihood and (interval := row.line.likelihood.interval)
    }
    ranked = sorted(placed.items(), key=lambda each: -each[1])
    clear = len(ranked) > 1 and ranked[0][1] > ranked[1][1]
    likeliest = f"“{ranked[0][0]}” was called likeliest. " if clear else ""
    verdicts = in_words(counted(row.line.verdict for row in view.scenarios))
    without = sum(row.line.verdict is None for row in view.scenarios)
    rest = f", {without} without a likelihood" if without else ""
    every = len(view.scenarios)
    if every == 1 and (verdict := view.scenarios[0].line.verdict):
        return f"The only scenario: {verdict.label}."
    return f"{likeliest}Of {every} scenarios: {verdicts}{rest}." if verdicts else likeliest.strip()


def _called(line: Line) -> str:
    return line.likelihood.range_text or line.likelihood.word if line.likelihood else ""


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _of(number: int, every: int, what: str) -> str:
    """Return how many of all, as a sentence begins with it."""
    return f"The only {what}" if number == every == 1 else f"{number} of {_many(every, what)}"


def _counts(found: Mapping[str, int]) -> str:
    ranked = sorted(found.items(), key=lambda each: (-each[1], each[0]))
    parts = ((number, *words.partition(": ")) for words, number in ranked)
    return ", ".join(f"{number} {status} ({why})" if why else f"{number} {status}" for number, status, _, why in parts)


def _named(functions: Iterable[Callable[[Any], str]]) -> Mapping[str, Callable[[Any], str]]:
    return MappingProxyType({function.__name__: function for function in functions})


FINDINGS: Mapping[str, Callable[[Any], str]] = _named(
    (
        forecasts, due, recommendations, glance, threads, likelihoods, unanswered, scorecard, score, clustered,
        baselines, undecided, words, quantities, intervals, agreement, confusion, trail, scenarios,
    )
)  # fmt: skip
"""What templates call, by name."""
