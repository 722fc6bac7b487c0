"""How the forecasts of each outlook fared, and how much of that hangs on the scale.

Only forecasts count: scenarios of a set exclude one another, and recommendations expect nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from foresite.model.corpus import Corpus, verdict
from foresite.model.likelihood import SCALES
from foresite.model.records import Forecast, Status, Verdict
from foresite.views.cards import Cards
from foresite.views.outlooks import Outlook
from foresite.views.records import Line

ENOUGH = 30
"""Below this many decided forecasts of one outlook, nothing can be said of its calibration."""
DECIDED = {Status.OCCURRED: True, Status.DID_NOT_OCCUR: False}
"""The statuses that decide a forecast one way or the other."""


@dataclass(frozen=True, slots=True)
class Score:
    """The mean interval Brier score of the decided forecasts."""

    decided: int
    least: float
    greatest: float

    def __str__(self) -> str:
        return f"{self.least:.2f}–{self.greatest:.2f}"


@dataclass(frozen=True, slots=True)
class ScorecardRow:
    """One outlook, or all of them."""

    outlook: Outlook | None
    """None for all of them."""
    forecasts: int
    verdicts: tuple[tuple[Verdict, int], ...]
    """How many forecasts have each verdict, in the order of the verdicts."""
    score: Score | None
    """None where nothing is decided."""


@dataclass(frozen=True, slots=True)
class ScaleFlip:
    """A forecast whose verdict is another under another scale."""

    line: Line
    term: str
    """The other scale's term with its range."""
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class OtherScale:
    """What changes under another scale."""

    label: str
    source: str
    judged: int
    """How many forecasts have an outcome that is not open."""
    flips: tuple[ScaleFlip, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The card, with a row for all outlooks where there are several."""

    rows: tuple[ScorecardRow, ...]
    verdicts: tuple[Verdict, ...]
    decided: int
    most: int
    """How many are decided of the outlook that has most of them."""
    enough: int
    scale: str
    others: tuple[OtherScale, ...]
    asked: int | None
    """The outlook that was asked for, or None."""


def scorecard(cards: Cards, outlook: int | None = None) -> Scorecard:
    """The scorecard of one outlook, or of all."""
    corpus = cards.corpus
    chosen = [forecast for forecast in corpus.forecasts if outlook in (None, forecast.outlook)]
    rows = [
        _row(corpus, look, [forecast for forecast in chosen if forecast.outlook == look.year])
        for look in cards.outlooks
        if outlook in (None, look.year)
    ]
    whole = _row(corpus, None, chosen)
    return Scorecard(
        rows=(*rows, whole) if len(rows) > 1 else tuple(rows),
        verdicts=tuple(Verdict),
        decided=whole.score.decided if whole.score else 0,
        most=max((row.score.decided for row in rows if row.score), default=0),
        enough=ENOUGH,
        scale=corpus.settings.scale.label,
        others=_others(cards, chosen),
        asked=outlook,
    )


def brier(corpus: Corpus, forecasts: Sequence[Forecast]) -> Score | None:
    """The means of the least and of the greatest Brier score; None where nothing is decided."""
    intervals = [
        forecast.likelihood.brier(DECIDED[status])
        for forecast in forecasts
        if (status := _status(corpus, forecast)) in DECIDED
    ]
    if not intervals:
        return None
    least, greatest = (sum(ends) / len(intervals) for ends in zip(*intervals, strict=True))
    return Score(len(intervals), least, greatest)


def _row(corpus: Corpus, look: Outlook | None, forecasts: Sequence[Forecast]) -> ScorecardRow:
    counts = Counter(corpus.verdict(forecast) for forecast in forecasts)
    return ScorecardRow(
        outlook=look,
        forecasts=len(forecasts),
        verdicts=tuple((one, counts[one]) for one in Verdict),
        score=brier(corpus, forecasts),
    )


def _others(cards: Cards, forecasts: Sequence[Forecast]) -> tuple[OtherScale, ...]:
    corpus = cards.corpus
    judged = [forecast for forecast in forecasts if corpus.verdict(forecast) is not Verdict.OPEN]
    others = []
    for scale in SCALES.values():
        if scale.id == corpus.settings.scale.id:
            continue
        flips = []
        for forecast in judged:
            other = forecast.likelihood.under(scale, forecast.wording)
            reached = verdict(other, _status(corpus, forecast))
            if reached is not corpus.verdict(forecast):
                flips.append(ScaleFlip(cards.line(forecast), f"{other.name}, {other.range}", reached))
        others.append(OtherScale(scale.label, scale.source, len(judged), tuple(flips)))
    return tuple(others)


def _status(corpus: Corpus, forecast: Forecast) -> Status | None:
    outcome = corpus.outcome(forecast)
    return outcome.status if outcome else None
