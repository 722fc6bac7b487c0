"""What tables and charts show, said in a sentence for their captions: computed of what they hold, or empty.

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
    """How the forecasts of a ledger fared."""
    likely = [line for line in view.lines if line.likelihood and line.kind == Forecast.kind]
    return Tally(counted(line.verdict for line in likely), len(view.lines) - len(likely)).sentence


def due(view: DueListing) -> str:
    """How many forecasts are due, and since when the first of them has been."""
    number, first = len(view.lines), view.lines[0].horizon
    since = f"; the first has been since {first.words}" if first and number > 1 else ""
    return f"{number} {'forecast is' if number == 1 else 'forecasts are'} due{since}."


def recommendations(view: Listing) -> str:
    """How many recommendations have an outcome, and which."""
    found = Counter(line.outcome.status for line in view.lines if line.outcome)
    if not found:
        return ""
    return f"{found.total()} of {_many(len(view.lines), 'recommendation')} have an outcome: {_counts(found)}."


def glance(view: Overview | Comparison) -> str:
    """On which theme most claims are."""
    counts = Counter({theme.label: sum(column.count for column in theme.claims) for theme in view.themes})
    (most, number), *rest = counts.most_common(2)
    if not rest or rest[0][1] == number:
        return ""
    return f"Most claims are on {most}: {number} of {counts.total()}."


def threads(theme: ThemeComparison) -> str:
    """How many shifts there are, and of what kinds."""
    joined = {line.target.anchor for thread in theme.threads for column in thread.columns for line in column.lines}
    number = sum(count for _, count in theme.changes)
    kinds = ", ".join(f"{count} {change.label}" for change, count in theme.changes)
    joins = "shift concerns" if number == 1 else "shifts concern"
    return f"{number} {joins} {_many(len(joined), 'claim')}: {kinds}."


def likelihoods(theme: ThemeComparison) -> str:
    """How many claims were called likely, and how many unlikely."""
    lines = [line for group in theme.likelihoods for line in group if line.likelihood]
    called = Counter(line.likelihood.expects for line in lines if line.likelihood)
    parts = ((True, "called likelier than not"), (False, "called unlikely"), (None, "neither"))
    said = [f"{called[expects]} {words}" for expects, words in parts if called[expects]]
    return f"Of {_many(len(lines), 'claim')}: {', '.join(said)}." if len(lines) > 1 else ""


def unanswered(theme: ThemeComparison) -> str:
    """How many claims nobody answered, and whose they are."""
    every = sum(column.count for column in theme.claims)
    whose = ", ".join(f"{column.group.label}: {column.count}" for column in theme.unanswered if column.count)
    return f"{theme.alone} of {_many(every, 'claim')} found no answer ({whose})."


def scorecard(view: Scorecard) -> str:
    """How the forecasts fared in all."""
    return view.tally.sentence


def score(view: Scorecard) -> str:
    """How the score of all stands to that of always saying 50 per cent."""
    scores = view.rows[-1].scores
    if len(scores) != 1:
        return ""
    found, even = scores[0], 0.25
    beside = "neither better nor worse than"
    if found.greatest < even:
        beside = "better than"
    elif found.least > even:
        beside = "worse than"
    return f"Brier score {found}: {beside} always saying 50 %, which scores 0.25."


def clustered(view: Scorecard) -> str:
    """How many clusters the decided forecasts make."""
    row = view.clustered.rows[-1] if view.clustered else None
    if row is None or (row.group and len(view.rows) > 1):
        return ""
    decided = row.score.decided
    makes = "makes" if decided == 1 else "make"
    return f"{_many(decided, 'decided forecast')} {makes} {_many(row.clusters, 'cluster')}."


def baselines(view: Scorecard) -> str:
    """Whether forecasts did better than a baseline."""
    row = view.baselines[-1]
    if row.own.greatest < row.baseline:
        return "The forecasts scored better than “things go on as before”."
    if row.own.least > row.baseline:
        return "The forecasts scored worse than “things go on as before”."
    return "The forecasts scored neither better nor worse than “things go on as before” for certain."


def undecided(view: Scorecard) -> str:
    """The most frequent reason."""
    if not view.undecided:
        return ""
    counts = Counter(dict(zip(view.undecided.headings, view.undecided.rows[-1].counts, strict=True)))
    (reason, number), *rest = counts.most_common(2)
    tied = rest and rest[0][1] == number
    return "" if tied or not number else f"{counts.total()} are undecided, most often: {reason} ({number})."


def words(view: Scorecard) -> str:
    """How many verdicts hang on a term."""
    if len({row.basis for row in view.words}) > 1:
        return ""
    row = view.words[-1]
    changed = f"{row.down.changed} would change one term down, {row.up.changed} one term up"
    return f"Of {_many(row.judged, 'verdict')}, {changed}."


def quantities(view: MeasureView) -> str:
    """On which side forecasts were off."""
    errors = [row.actual.error for row in view.rows if row.actual and row.actual.error]
    much, little = (sum(error.startswith(sign) for error in errors) for sign in "−+")
    parts = ((much, "expected too much"), (little, "too little"), (len(errors) - much - little, "the value itself"))
    said = ", ".join(f"{count} {words}" for count, words in parts if count)
    return f"Of {_many(len(errors), 'value')} that can be checked, {said}." if errors else ""


def intervals(view: MeasureView) -> str:
    """How many intervals held what came out."""
    held = [row.actual.held for row in view.rows if row.actual and row.actual.held is not None]
    return f"{sum(held)} of {_many(len(held), 'interval')} held what came out." if held else ""


def agreement(view: Measured) -> str:
    """How far coders agree in all."""
    if not view.rows:
        return ""
    row = view.rows[0]
    alpha = f"; alpha is {row.alpha:.2f}" if row.alpha is not None else ""
    return f"They agree in {row.raw * 100:.0f} % of pairs on {_many(row.units, 'claim')}{alpha}."


def confusion(view: Confusion) -> str:
    """How often two coders gave the same."""
    every = sum(map(sum, view.counts))
    same = sum(counts[at] for at, counts in enumerate(view.counts))
    return f"The same in {same} of {every}."


def trail(view: Trail) -> str:
    """Whether the latest edition calls it likelier than the first, or expects more, and what came of it."""
    if len(view.drawn) < 2:
        return ""
    first, last = view.drawn[0], view.drawn[-1]
    more, less, same = ("more", "less", "as much") if view.of_values else ("likelier", "less likely", "as likely")
    moved = more if last.middle < first.middle else less if last.middle > first.middle else same
    called = "Expected to be" if view.of_values else "Called"
    end = f"; {view.end.outcome.status}" if view.end else ""
    than = "as in" if moved == same else "than in"
    return (
        f"{called} {moved} in the latest edition ({_called(last.line)}) {than} the first ({_called(first.line)}){end}."
    )


def scenarios(view: ScenarioSet) -> str:
    """Which scenario was called likeliest, and how they fared."""
    placed = {
        row.line.target.text: (interval.lower + interval.upper) / 2
        for row in view.scenarios
        if row.line.likelihood and (interval := row.line.likelihood.interval)
    }
    ranked = sorted(placed.items(), key=lambda each: -each[1])
    clear = len(ranked) > 1 and ranked[0][1] > ranked[1][1]
    likeliest = f"“{ranked[0][0]}” was called likeliest. " if clear else ""
    fared = in_words(counted(row.line.verdict for row in view.scenarios))
    without = sum(row.line.verdict is None for row in view.scenarios)
    rest = f", {without} without a likelihood" if without else ""
    return f"{likeliest}Of {_many(len(view.scenarios), 'scenario')}: {fared}{rest}." if fared else likeliest.strip()


def _called(line: Line) -> str:
    return line.likelihood.range_text or line.likelihood.word if line.likelihood else line.expected


def _many(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


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
