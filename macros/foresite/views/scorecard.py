"""How the forecasts of each group fared, and how much of that hangs on words.

Only forecasts count: scenarios of a set exclude one another, and recommendations expect nothing. Scores of words of
different scales, and of numbers, are never put into one: the same word has other ranges on another scale.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from foresite.language import formats
from foresite.language.words import N_, gettext
from foresite.model.corpus import Corpus, verdict
from foresite.model.dependencies import query
from foresite.model.likelihood import Likelihood
from foresite.model.records import UNDECIDED, Baseline, ChosenBy, Forecast, Grouping, Reason, Status, Verdict
from foresite.views.cards import Cards
from foresite.views.clusters import Cluster, Together, clusters, mean_by_cluster, shown
from foresite.views.moments import Moment, days, through_time
from foresite.views.outlooks import Group, Groups
from foresite.views.quantities import ENOUGH as ENOUGH_ERRORS
from foresite.views.quantities import MeasureErrors, errors_by_measure
from foresite.views.tally import Tally, tally

ENOUGH = 30
"""Below this many decided forecasts of one group, nothing can be said of its calibration."""
UNREASONED, UNRECORDED = N_("no reason given"), N_("no outcome recorded")
DECIDED = {Status.OCCURRED: True, Status.DID_NOT_OCCUR: False}
"""The statuses that decide a forecast one way or the other."""
JUDGED = (Status.OCCURRED, Status.PARTLY, Status.DID_NOT_OCCUR)
"""The statuses that a verdict is reached by."""
ALWAYS = tuple(verdict for verdict in Verdict if verdict not in (Verdict.NO_DEGREE, Verdict.CONDITION_UNMET))
"""The verdicts that have a column even where no forecast has them."""


@dataclass(frozen=True, slots=True)
class Score:
    """The mean interval Brier score of the decided forecasts that stand on one scale, or on numbers."""

    basis: str
    """The label of the scale, or the briefs' numbers."""
    decided: int
    least: float
    greatest: float

    def __str__(self) -> str:
        least, greatest = formats.number(self.least, 2), formats.number(self.greatest, 2)
        # Points have one score each, and so have their means.
        return least if self.least == self.greatest else f"{least}–{greatest}"


@dataclass(frozen=True, slots=True)
class ScorecardRow:
    """One group, or all of them."""

    group: Group | None
    """None for all of them."""
    forecasts: int
    verdicts: tuple[tuple[Verdict, int], ...]
    """How many forecasts have each verdict, in the order of the verdicts."""
    scores: tuple[Score, ...]
    """One for each scale, and one for numbers; none where nothing is decided."""
    start: str = ""
    """The first day on which this holds, where readers can choose one; empty where it holds from the beginning."""
    end: str = ""
    """The day from which on it no longer holds; empty where it holds still."""

    def score(self, basis: str) -> Score | None:
        """The score of what stands on one scale, or on numbers; None where nothing is decided."""
        return next((score for score in self.scores if score.basis == basis), None)

    @property
    def decided(self) -> int:
        """How many forecasts are scored."""
        return sum(score.decided for score in self.scores)


@dataclass(frozen=True, slots=True)
class Reading:
    """What becomes of forecasts whose words are read some terms up or down their scale."""

    changes: tuple[tuple[Verdict, Verdict, int], ...]
    """From which verdict to which, and how many."""
    score: Score | None
    """None where nothing is decided."""

    @property
    def changed(self) -> int:
        """How many verdicts would be others."""
        return sum(count for _, _, count in self.changes)


@dataclass(frozen=True, slots=True)
class Words:
    """How much of a group's verdicts and scores hangs on its words, on one scale."""

    group: Group | None
    """None for all of them."""
    basis: str
    judged: int
    """How many forecasts on words of the scale have an outcome that tells."""
    chosen: int
    """How many of these stand on a term that the editors, not the brief, chose."""
    down: Reading
    as_read: Reading
    up: Reading


@dataclass(frozen=True, slots=True)
class UndecidedRow:
    """The undecided forecasts of one group, or of all."""

    group: Group | None
    counts: tuple[int, ...]
    """One for each heading."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """Why forecasts are undecided."""

    headings: tuple[str, ...]
    """The reasons that are given, then those of which nothing is said."""
    rows: tuple[UndecidedRow, ...]


@dataclass(frozen=True, slots=True)
class ClusteredRow:
    """The decided forecasts of one group, or of all, on one scale, with each cluster counted once."""

    group: Group | None
    clusters: int
    score: Score


@dataclass(frozen=True, slots=True)
class Clustered:
    """What the scores are where forecasts that one event decides count as one."""

    rows: tuple[ClusteredRow, ...]
    together: tuple[tuple[str, tuple[str, ...]], ...]
    """Those of more than one forecast: the ids of the event and of the forecasts."""


@dataclass(frozen=True, slots=True)
class BaselineRow:
    """The decided forecasts of one group, or of all, on one scale, that say what comes if nothing changes."""

    group: Group | None
    own: Score
    """The score of these forecasts."""
    baseline: float
    """What saying that things go on as before would have scored."""


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The card, with a row for all groups where there are several."""

    rows: tuple[ScorecardRow, ...]
    """The latest of each group, and before it what held on earlier days that readers can choose."""
    verdicts: tuple[Verdict, ...]
    most: int
    """How many are decided of the group that has most of them."""
    enough: int
    bases: tuple[str, ...]
    """The scales on which forecasts are scored, and numbers where some are."""
    words: tuple[Words, ...]
    """By scale; empty where no forecast on a word has an outcome that tells."""
    no_degree: tuple[tuple[str, int], ...]
    """What became of the forecasts that state no degree: in words, and how many."""
    asked: str
    """The label of the outlook that was asked for; empty where none was."""
    by: Grouping
    days: tuple[Moment, ...]
    """The days as of which a reader can read it; empty where none can be chosen."""
    latest: str
    """The latest of them, from which on hold what is not told of other days; empty where none can be chosen."""
    undecided: Undecided | None
    """None where no outcome gives a reason."""
    clustered: Clustered | None
    """None where no two decided forecasts have an event in common."""
    baselines: tuple[BaselineRow, ...]
    """Empty where no decided forecast says what comes if nothing changes."""
    measures: tuple[MeasureErrors, ...] = ()
    """The errors of forecasts of quantities, by measure."""
    enough_errors: int = ENOUGH_ERRORS
    tally: Tally = Tally()  # noqa: RUF009 (it is frozen)
    """All forecasts that were asked for."""
    clusters: tuple[Cluster, ...] = ()
    """The clusters of more than one forecast, as a page shows them."""

    @property
    def of_latest(self) -> tuple[str, ...]:
        """What is told of the latest day only, by name."""
        told = {
            gettext("scores by cluster"): self.clustered,
            gettext("the baseline"): self.baselines,
            gettext("why forecasts are undecided"): self.undecided,
            gettext("what hangs on the words"): self.words,
        }
        return tuple(name for name, there in told.items() if there)

    @property
    def judged(self) -> int:
        """How many forecasts on words have an outcome that tells."""
        return sum(row.judged for row in self.words if row.group)

    @property
    def chosen(self) -> int:
        """How many of these stand on a term that the editors chose."""
        return sum(row.chosen for row in self.words if row.group)

    @property
    def decided(self) -> int:
        """How many forecasts are scored in all."""
        return self.rows[-1].decided if self.rows else 0


ByGroup = Sequence[tuple[Group | None, Sequence[Forecast]]]
"""The forecasts of each group; of several, all of them stand last."""


def scorecard(cards: Cards, outlook: str | None = None, by: str | None = None) -> Scorecard:
    """The scorecard of one outlook, or of all, with a row for each group."""
    card = _scorecard(cards.corpus, outlook, cards.groups(by).by.value)
    card = replace(card, measures=errors_by_measure(cards, outlook, by))
    return replace(card, clusters=shown(cards, card.clustered.together, by)) if card.clustered else card


@query
def _scorecard(corpus: Corpus, outlook: str | None, by: str) -> Scorecard:
    # A value has an error and not a verdict, so it is counted apart.
    chosen = [each for each in corpus.forecasts if each.likelihood and outlook in (None, each.outlook)]
    groups = Groups(corpus, Grouping(by))
    members: dict[str, list[Forecast]] = {}
    for forecast in chosen:
        members.setdefault(groups.id_of(forecast), []).append(forecast)
    several: list[tuple[Group | None, Sequence[Forecast]]] = [
        (group, members.get(group.id, [])) for group in groups.all if outlook is None or group.id in members
    ]
    most = max((sum(score.decided for score in scores(corpus, group)) for _, group in several), default=0)
    if len(several) > 1:
        several.append((None, chosen))
    used = {corpus.verdict(forecast) for forecast in chosen}
    if any(outcome.unmet for forecast in chosen for outcome in corpus.judged(forecast)):
        # A later outcome may say otherwise, but not as of an earlier day.
        used.add(Verdict.CONDITION_UNMET)
    counted = tuple(verdict for verdict in Verdict if verdict in ALWAYS or verdict in used)
    return Scorecard(
        rows=tuple(chain(*(_rows(corpus, group, forecasts, counted) for group, forecasts in several))),
        verdicts=counted,
        most=most,
        enough=ENOUGH,
        bases=tuple(score.basis for score in scores(corpus, chosen)),
        words=tuple(_words(corpus, several)),
        no_degree=_no_degree(corpus, chosen),
        asked=corpus.settings.outlook_label(outlook) if outlook else "",
        by=groups.by,
        days=days(corpus),
        latest=corpus.moments[-1].isoformat() if corpus.moments else "",
        undecided=_undecided(corpus, several),
        clustered=_clustered(corpus, several),
        baselines=tuple(_baselines(corpus, several)),
        tally=tally(corpus, [each for each in corpus.forecasts if outlook in (None, each.outlook)]),
    )


def scores(corpus: Corpus, forecasts: Iterable[Forecast]) -> tuple[Score, ...]:
    """The means of the least and of the greatest Brier score, apart for each scale and for numbers."""
    return _means(_scored(forecast.likelihood, _status(corpus, forecast)) for forecast in forecasts)


Scored = tuple[str, tuple[float, float] | None]
"""What a forecast's likelihood stands on, and its least and its greatest Brier score; None where it is not scored."""


def _scored(likelihood: Likelihood | None, status: Status | None) -> Scored:
    if likelihood is None:
        return "", None
    return likelihood.basis, likelihood.brier(DECIDED[status]) if status in DECIDED else None


def _intervals(corpus: Corpus, forecasts: Iterable[Forecast]) -> dict[str, dict[str, tuple[float, float]]]:
    """The least and the greatest Brier score of each decided forecast by id, apart for each scale and for numbers."""
    found: dict[str, dict[str, tuple[float, float]]] = {}
    for forecast in forecasts:
        basis, ends = _scored(forecast.likelihood, _status(corpus, forecast))
        if ends:
            found.setdefault(basis, {})[forecast.id] = ends
    return found


def _means(forecasts: Iterable[Scored]) -> tuple[Score, ...]:
    intervals: dict[str, list[tuple[float, float]]] = {}
    for basis, ends in forecasts:
        if ends:
            intervals.setdefault(basis, []).append(ends)
    return tuple(
        Score(basis, len(found), *(sum(ends) / len(found) for ends in zip(*found, strict=True)))
        for basis, found in intervals.items()
    )


def scores_in_words(scores: Sequence[Score]) -> str:
    """Scores with how many are decided; of several, each with what it stands on."""
    several = len(scores) > 1
    told = (gettext("%(score)s (%(number)s decided)", score=each, number=each.decided) for each in scores)
    by_basis = zip(scores, told, strict=True)
    return formats.clauses(f"{each.basis}{formats.colon()}{text}" if several else text for each, text in by_basis)


def _clustered(corpus: Corpus, groups: ByGroup) -> Clustered | None:
    """By scale, then group; a scale on which no two forecasts have an event in common is left out."""
    rows: list[ClusteredRow] = []
    together: list[tuple[str, tuple[str, ...]]] = []
    # The last is the whole.
    for basis, scores in _intervals(corpus, groups[-1][1] if groups else ()).items():
        parted = [(group, clusters(corpus, [each for each in own if each.id in scores])) for group, own in groups]
        if found := [(event.id, tuple(each.id for each in own)) for event, own in parted[-1][1] if event]:
            together += found
            rows += (
                ClusteredRow(group, len(parts), Score(basis, _size(parts), *mean_by_cluster(parts, scores)))
                for group, parts in parted
                if parts
            )
    return Clustered(tuple(rows), tuple(together)) if together else None


def _size(parts: Sequence[Together]) -> int:
    return sum(len(forecasts) for _, forecasts in parts)


def _baselines(corpus: Corpus, groups: ByGroup) -> Iterator[BaselineRow]:
    """By scale, then group: a baseline stands beside the score of the same forecasts."""
    for basis in _intervals(corpus, groups[-1][1] if groups else ()):
        for look, group in groups:
            own = [
                each for each in group if each.if_nothing_changes and each.likelihood and each.likelihood.basis == basis
            ]
            decided = [(each, DECIDED[status]) for each in own if (status := _status(corpus, each)) in DECIDED]
            for score in scores(corpus, [forecast for forecast, _ in decided]):
                wrong = sum((each.if_nothing_changes is Baseline.YES) != occurred for each, occurred in decided)
                yield BaselineRow(look, score, wrong / len(decided))


def _rows(
    corpus: Corpus, group: Group | None, forecasts: Sequence[Forecast], counted: Sequence[Verdict]
) -> list[ScorecardRow]:
    """How a group fared on each day that readers can choose, the latest last."""
    found: list[tuple[Verdict | None, Scored]] = [
        (verdict(each.likelihood, None), _scored(each.likelihood, None)) for each in forecasts
    ]
    published = [corpus.published_on(each.brief) for each in forecasts]
    judged = ((outcome.as_of.last, place) for place, each in enumerate(forecasts) for outcome in corpus.judged(each))
    ahead = sorted(judged, reverse=True)

    def row(then: Corpus) -> ScorecardRow:
        # Day follows day, and most forecasts are judged on one as on the day before.
        while ahead and (then is corpus or ahead[-1][0] <= then.day):
            _, place = ahead.pop()
            forecast = forecasts[place]
            found[place] = then.verdict(forecast), _scored(forecast.likelihood, _status(then, forecast))
        there = [place for place, day in enumerate(published) if then is corpus or day <= then.day]
        counts = Counter(found[place][0] for place in there)
        verdicts = tuple((one, counts[one]) for one in counted)
        return ScorecardRow(group, len(there), verdicts, _means(scored for _, scored in found))

    past = through_time(corpus, forecasts, row)
    # Of what was not published yet, nothing is told.
    told = (state for state in past if state.value.forecasts)
    return [replace(state.value, start=state.start, end=state.end) for state in told] or [row(corpus)]


def _undecided(corpus: Corpus, groups: ByGroup) -> Undecided | None:
    """Count the reasons why forecasts are undecided."""
    rows = [(look, Counter(why for each in own if (why := _why(corpus, each)))) for look, own in groups]
    every = {why for _, counts in rows for why in counts}
    given = [reason.label for reason in Reason if reason.label in every]
    if not given:
        return None
    headings = (*given, *(words for each in (UNREASONED, UNRECORDED) if (words := gettext(each)) in every))
    return Undecided(
        headings, tuple(UndecidedRow(look, tuple(counts[each] for each in headings)) for look, counts in rows)
    )


def _why(corpus: Corpus, forecast: Forecast) -> str:
    """Why a forecast is undecided, in words; empty where it is decided."""
    outcome = corpus.outcome(forecast)
    if outcome is None:
        return gettext(UNRECORDED)
    if outcome.unmet:
        return Reason.CONDITION_UNMET.label
    if outcome.status not in UNDECIDED:
        return ""
    return outcome.reason.label if outcome.reason else gettext(UNREASONED)


def _words(corpus: Corpus, groups: ByGroup) -> list[Words]:
    """By scale, then group: scales are set beside each other, and never counted together."""
    found: dict[str, list[Words]] = {}
    for look, group in groups:
        by_basis: dict[str, list[Forecast]] = {}
        for forecast in group:
            likelihood = forecast.likelihood
            if likelihood and likelihood.term and not likelihood.number and _status(corpus, forecast) in JUDGED:
                by_basis.setdefault(likelihood.basis, []).append(forecast)
        for basis, judged in by_basis.items():
            words = Words(
                group=look,
                basis=basis,
                judged=len(judged),
                chosen=sum(forecast.chosen_by is ChosenBy.EDITORS for forecast in judged),
                down=_read(corpus, judged, -1),
                as_read=_read(corpus, judged, 0),
                up=_read(corpus, judged, 1),
            )
            found.setdefault(basis, []).append(words)
    # All of one group on a scale need no row of their own for all.
    rows = [[each for each in rows if each.group or len(rows) > 2] for rows in found.values()]
    return [each for group in rows for each in group]


def _read(corpus: Corpus, forecasts: Sequence[Forecast], steps: int) -> Reading:
    read = [(each.likelihood.shifted(steps), _status(corpus, each)) for each in forecasts if each.likelihood]
    pairs = ((corpus.verdict(forecast), verdict(*each)) for forecast, each in zip(forecasts, read, strict=True))
    changes = Counter((before, after) for before, after in pairs if before and before is not after)
    order = list(Verdict)
    return Reading(
        changes=tuple(
            (before, after, changes[before, after]) for before in order for after in order if changes[before, after]
        ),
        score=next(iter(_means(_scored(*each) for each in read)), None),
    )


def _no_degree(corpus: Corpus, forecasts: Sequence[Forecast]) -> tuple[tuple[str, int], ...]:
    found = [_status(corpus, each) for each in forecasts if corpus.verdict(each) is Verdict.NO_DEGREE]
    counts = Counter(found)
    known = tuple((status.label, counts[status]) for status in Status if counts[status])
    return (*known, (gettext("without an outcome"), counts[None])) if counts[None] else known


def _status(corpus: Corpus, forecast: Forecast) -> Status | None:
    """What became of a forecast, as far as it is scored: where its condition was not met, nothing."""
    outcome = corpus.outcome(forecast)
    return outcome.status if outcome and not outcome.unmet else None
