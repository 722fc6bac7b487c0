"""A brief on one page, for a meeting: what it is, how likely it called what, how that turned out, what it advises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from foresite.language import formats
from foresite.language.words import gettext
from foresite.model.addresses import summary_file
from foresite.model.corpus import Corpus
from foresite.model.records import Brief, Claim, Forecast, Recommendation, Scenario, Verdict
from foresite.pdf.documents import Document
from foresite.views.addresses import Addresses
from foresite.views.bases import bases
from foresite.views.briefs import BriefView, brief
from foresite.views.cards import Cards
from foresite.views.records import Line
from foresite.views.scorecard import Score, scores
from foresite.views.tally import in_words

MAX_TITLE_LENGTH = 140
"""Characters of a title; a longer one is cut."""
DECIDED = (Verdict.MISSED, Verdict.HELD, Verdict.PARTLY)
"""The verdicts that a meeting wants to hear of first, in this order: no miss is left out before all else is."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What stands on the page."""

    brief: BriefView
    scores: tuple[Score, ...]
    """One for each scale, and one for numbers; none where nothing is decided."""
    lines: tuple[Line, ...]
    """The claims with a likelihood or value that are shown, in the order of the brief."""
    judged: int
    """How many there are."""
    advice: tuple[Line, ...]
    """The recommendations that are shown, in the order of the brief."""
    advised: int
    """How many there are."""

    @property
    def bases(self) -> tuple[str, ...]:
        """On what the likelihoods stand."""
        return bases(self.lines)

    @property
    def left_out(self) -> str:
        """What there was no room for, in words, so that it adds up; empty where all is shown."""
        out = self.judged - len(self.lines)
        shown = Counter(line.verdict for line in self.lines)
        counts = Counter(dict(self.brief.tally.verdicts)) + Counter(dict(self.brief.tally.scenarios))
        lacking = in_words(
            (verdict, counts[verdict] - shown[verdict]) for verdict in Verdict if counts[verdict] > shown[verdict]
        )
        judged = gettext("%(out)s of %(all)s claims with a likelihood or value", out=out, all=self.judged)
        advised = gettext("%(out)s of %(all)s recommendations", out=self.advised - len(self.advice), all=self.advised)
        parts = (
            (f"{judged} ({lacking})" if lacking else judged) if out else "",
            advised if self.advised > len(self.advice) else "",
        )
        return formats.listed(filter(None, parts))


def summary_document(corpus: Corpus, brief: Brief) -> Document:
    """The summary of a brief as something to print."""
    titles = {page.path: page.title for page in corpus.pages}
    return Document(
        path=summary_file(brief.page),
        title=gettext("%(title)s: summary", title=titles[brief.page]),
        pages=(),
        address=Addresses.of(corpus.settings).path(brief.page),
        label=gettext("PDF of a summary on one page"),
    )


def summaries(cards: Cards, key: str) -> Iterator[Summary]:
    """Summaries of a brief, each with less on it than the one before: the first that fits is printed."""
    corpus = cards.corpus
    claims = [claim for claim in corpus.claims if claim.brief == key]
    judged = [claim for claim in claims if isinstance(claim, Forecast | Scenario) and _told(claim)]
    advised = [claim for claim in claims if isinstance(claim, Recommendation)]
    weighty = sorted(judged, key=lambda claim: _weight(corpus, claim))
    heard = sorted(advised, key=lambda claim: (not claim.addressee, claim.at.order))
    forecasts = [claim for claim in claims if isinstance(claim, Forecast)]
    shown, told = len(weighty), len(heard)
    while True:
        yield Summary(
            brief=brief(cards, key),
            scores=scores(corpus, forecasts),
            lines=_lines(cards, judged, weighty[:shown]),
            judged=len(judged),
            advice=_lines(cards, advised, heard[:told]),
            advised=len(advised),
        )
        if shown + told <= 2:
            return
        # Of every three lines that go, two are likelihoods.
        step = max(1, (shown + told - 14) // 2)
        shown, told = _less(shown, told, step)


def _told(claim: Forecast | Scenario) -> bool:
    """Whether a claim says how likely it is, or which value it expects."""
    return bool(claim.likelihood or (isinstance(claim, Forecast) and claim.measure))


def _less(shown: int, told: int, step: int) -> tuple[int, int]:
    for _ in range(step):
        if shown > 1 and (shown >= 2 * told or told <= 1):
            shown -= 1
        elif told > 1:
            told -= 1
    return shown, told


def _weight(corpus: Corpus, claim: Claim) -> tuple[int, bool, float, tuple[int, tuple[int, ...]]]:
    """The weightiest first: missed, then held, then in part; taken up by another outlook; far from even odds."""
    likelihood = claim.likelihood if isinstance(claim, Forecast | Scenario) else None
    interval = likelihood.interval if likelihood else None
    middle = (interval.lower + interval.upper) / 2 if interval else 50
    verdict = corpus.verdict(claim)
    rank = DECIDED.index(verdict) if verdict in DECIDED else len(DECIDED)
    return rank, not corpus.shifts_of(claim), -abs(middle - 50), claim.at.order


def _lines(cards: Cards, order: Sequence[Claim], chosen: Sequence[Claim]) -> tuple[Line, ...]:
    return tuple(cards.line(claim) for claim in order if claim in chosen)


def short(text: str) -> str:
    """A text cut to the longest that is shown."""
    return text if len(text) <= MAX_TITLE_LENGTH else f"{text[: MAX_TITLE_LENGTH - 1].rstrip()}…"
