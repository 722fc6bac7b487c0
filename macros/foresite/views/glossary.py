"""Explain the words that a site uses: kinds, likelihoods with their ranges, outcomes, verdicts and changes.

Only what the record uses is explained, so that a reader meets each word on some page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from foresite.language.formats import series
from foresite.language.words import N_, gettext, pgettext
from foresite.model.corpus import Corpus
from foresite.model.dependencies import query
from foresite.model.fields import KINDS
from foresite.model.likelihood import NO_DEGREE, Confidence, Scale
from foresite.model.records import Change, Finding, Forecast, Outcome, Reason, Scenario, Status, Verdict
from foresite.views.addresses import LinkTarget
from foresite.views.cards import Cards
from foresite.views.scorecard import ALWAYS

MACRO = "glossary"
PREFIX = "fs-term-"
"""Before the name of each anchor; ids of records and headings never begin like that."""
KIND_TEXTS = {
    "finding": N_("What the brief says is so."),
    "forecast": N_(
        "A proposition about the future that can turn out either way, with the likelihood that the brief’s "
        "words stand for."
    ),
    "recommendation": N_("What the brief advises somebody to do."),
    "scenario": N_("One of several futures that a brief sets side by side."),
    "correction": N_("A slip of the brief, with the reading that makes sense."),
    "event": N_("Something that happened, with its date and its sources."),
    "outcome": N_("What became of a claim, as the editors judge it on a stated day."),
    "shift": N_("How the claims of one outlook compare with those of another, as the editors judge it."),
}
STATUS_TEXTS = {
    Status.OCCURRED: N_("It happened as the criterion says. Of a recommendation: it was followed."),
    Status.PARTLY: N_("It happened in a weaker or narrower form."),
    Status.DID_NOT_OCCUR: N_("It did not happen in the time that was given. Of a recommendation: it was not followed."),
    Status.OPEN: N_("It can still turn out either way."),
    Status.NOT_ASSESSABLE: N_("The evidence does not decide it."),
    Status.MEASURED: N_("A value is known, and stands beside the value that the brief expected."),
}
REASON_TEXTS = {
    Reason.NOT_DUE: N_("Its time is not over."),
    Reason.CONDITION_UNMET: N_("What it depends on did not happen."),
    Reason.NOT_PUBLIC: N_("Only those involved can know."),
    Reason.NOT_GATHERED: N_("The editors have not found the evidence or have not looked for it; it may exist."),
    Reason.DISPUTED: N_("The sources contradict each other, and nothing decides between them."),
}
VERDICT_TEXTS = {
    Verdict.HELD: N_("Called likely, and it occurred; or called unlikely, and it did not."),
    Verdict.MISSED: N_("Called likely, and it did not occur; or called unlikely, and it did."),
    Verdict.PARTLY: N_("It occurred in part, so that the forecast neither held nor missed."),
    Verdict.OPEN: N_("It cannot be judged yet: its outcome is still open, or nobody has recorded one."),
    Verdict.NOT_ASSESSABLE: N_(
        "The evidence does not decide it, or the range of the likelihood includes 50 per cent, so "
        "that no outcome could prove it wrong."
    ),
    Verdict.NO_DEGREE: N_(
        "The brief calls it possible and does not say how likely. What happened is recorded, and judges nothing."
    ),
    Verdict.CONDITION_UNMET: N_("It was foreseen for a case that did not arise."),
}
CHANGE_TEXTS = {
    Change.KEPT: N_("The later outlook says the same."),
    Change.STRENGTHENED: N_("The later outlook says more, or says it with more certainty."),
    Change.SOFTENED: N_("The later outlook says less, or says it with less certainty."),
    Change.REVERSED: N_("The later outlook says the opposite."),
    Change.DROPPED: N_("The later outlook does not take it up."),
    Change.NEW: N_("No earlier outlook said it."),
}


@dataclass(frozen=True, slots=True)
class Definition:
    """A word with what it means."""

    anchor: str
    word: str
    text: str
    drawn: Verdict | Change | None = None
    """What its mark stands for."""
    name: str = ""
    """The name of a kind."""


@dataclass(frozen=True, slots=True)
class ScaleInUse:
    """A scale with the anchors of its terms, in their order."""

    scale: Scale
    anchor: str
    anchors: tuple[str, ...]
    main: bool
    """Whether it is the scale of the site."""


@dataclass(frozen=True, slots=True)
class Glossary:
    """The words of a site, by what they are about."""

    kinds: tuple[Definition, ...]
    scales: tuple[ScaleInUse, ...]
    no_degree: Definition | None
    confidence: tuple[Definition, ...]
    statuses: tuple[Definition, ...]
    reasons: tuple[Definition, ...]
    verdicts: tuple[Definition, ...]
    changes: tuple[Definition, ...]
    page: LinkTarget | None
    """The page that explains them all; None where no page does."""


class _Used(NamedTuple):
    kinds: frozenset[str]
    scales: tuple[Scale, ...]
    no_degree: bool
    confidence: tuple[Confidence, ...]
    statuses: frozenset[Status]
    reasons: frozenset[Reason]
    verdicts: frozenset[Verdict]
    changes: frozenset[Change]


def glossary(cards: Cards) -> Glossary:
    """Return every word that the record uses, with its meaning."""
    corpus = cards.corpus
    used = _used(corpus)
    main = corpus.settings.scale
    return Glossary(
        kinds=tuple(
            Definition(_anchor("kind", name), pgettext("kind", KINDS[name].label), gettext(text), name=name)
            for name, text in KIND_TEXTS.items()
            if name in used.kinds
        ),
        scales=tuple(
            ScaleInUse(
                scale,
                _anchor("scale", scale.id),
                tuple(_anchor(scale.id, term.name) for term in scale.terms),
                scale.id == main.id,
            )
            for scale in used.scales
        ),
        no_degree=Definition(
            _anchor("likelihood", NO_DEGREE),
            pgettext("verdict", "no degree stated"),
            gettext("The brief calls it possible and does not say how likely."),
        )
        if used.no_degree
        else None,
        confidence=tuple(
            Definition(
                _anchor("confidence", each.level),
                str(each),
                gettext(
                    "The brief says how sure it is, on a scale of %(number)s levels: %(levels)s. "
                    "That is not how likely it calls something.",
                    number=len(each.scale.confidence),
                    levels=series(map(each.scale.shown, each.scale.confidence)),
                ),
            )
            for each in used.confidence
        ),
        statuses=tuple(
            Definition(_anchor("status", each.value), each.label, gettext(STATUS_TEXTS[each]))
            for each in Status
            if each in used.statuses
        ),
        reasons=tuple(
            Definition(_anchor("reason", each.value), each.label, gettext(REASON_TEXTS[each]))
            for each in Reason
            if each in used.reasons
        ),
        verdicts=tuple(
            Definition(_anchor("verdict", each.value), each.label, gettext(VERDICT_TEXTS[each]), each)
            for each in Verdict
            if each in used.verdicts
        ),
        changes=tuple(
            Definition(_anchor("change", each.value), each.label, gettext(CHANGE_TEXTS[each]), each)
            for each in Change
            if each in used.changes
        ),
        page=definition(cards, "", ""),
    )


def definition(cards: Cards, group: str, value: str) -> LinkTarget | None:
    """Return where a word is explained, or with no value its group; None where no page explains words."""
    page = cards.corpus.whole_page_of(MACRO)
    return LinkTarget(gettext("Glossary"), page, _anchor(group, value) if group else "") if page else None


def _anchor(group: str, value: str) -> str:
    return PREFIX + "-".join(filter(None, (group, *value.casefold().split())))


@query
def _used(corpus: Corpus) -> _Used:
    """Return what the record uses."""
    claims = corpus.claims
    likelihoods = [each.likelihood for each in claims if isinstance(each, Forecast | Scenario) and each.likelihood]
    scales = {each.scale.id: each.scale for each in likelihoods if each.scale}
    main = corpus.settings.scale
    confidence = {
        (each.scale.id, each.rank): each
        for claim in claims
        if isinstance(claim, Finding | Forecast | Scenario) and (each := claim.confidence)
    }
    outcomes = [each for each in corpus.records.values() if isinstance(each, Outcome)]
    return _Used(
        kinds=frozenset(each.kind for each in corpus.records.values()),
        scales=tuple(sorted(scales.values(), key=lambda each: (each.id != main.id, each.id))),
        no_degree=any(each.interval is None for each in likelihoods),
        confidence=tuple(confidence[key] for key in sorted(confidence)),
        statuses=frozenset(each.status for each in outcomes),
        reasons=frozenset(each.reason for each in outcomes if each.reason),
        # A scorecard names some verdicts whether a forecast has them or not.
        verdicts=frozenset(verdict for each in claims if (verdict := corpus.verdict(each)))
        | frozenset(ALWAYS if corpus.page_of("scorecard") and corpus.forecasts else ()),
        changes=frozenset(each.change for each in corpus.shifts),
    )
