"""The views of single records, each computed once however many pages show it."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from foresite.language.formats import series
from foresite.language.words import gettext, pgettext
from foresite.model import fields
from foresite.model.corpus import Corpus
from foresite.model.dates import Open, PartialDate, Span
from foresite.model.dependencies import Computed, computed_by_id, computed_property, query
from foresite.model.fields import CLAIM_KINDS, KINDS, RECORD_OPTIONS, Field, claim_fields, common_fields, own_fields
from foresite.model.likelihood import Likelihood
from foresite.model.records import (
    Brief,
    ChosenBy,
    Claim,
    Correction,
    Event,
    Finding,
    Forecast,
    Grouping,
    Outcome,
    Recommendation,
    Record,
    Scenario,
    Shift,
    Verdict,
)
from foresite.views import originals, references
from foresite.views.addresses import LinkTarget
from foresite.views.moments import Moment, State, days, shown_from, through_time
from foresite.views.outlooks import Groups
from foresite.views.records import (
    ArchivedCopy,
    Body,
    ClaimView,
    CorrectionView,
    Dissent,
    EventLine,
    EventView,
    Fact,
    GenericView,
    Judgement,
    Line,
    OutcomeLine,
    OutcomeView,
    ShiftLink,
    ShiftView,
    Signpost,
    When,
    reason_of,
)

_ORDER = [each.name for each in claim_fields()]
FACTS = {
    name: [
        *sorted((each for each in own_fields(name) if each.label), key=lambda each: _ORDER.index(each.name)),
        *(each for each in common_fields() if each.label),
    ]
    for name in CLAIM_KINDS
}
"""The options that the cards of each kind of claim show as facts, in the same order on all."""
CardView = ClaimView | CorrectionView | EventView | OutcomeView | GenericView | ShiftView


class Cards:
    """The records of a corpus as a reader sees them."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self.computed = Computed(corpus)

    def groups(self, by: str | Grouping | None = None) -> Groups:
        """The groups of a grouping; of the site's own where none is named."""
        grouping = Grouping(by) if by else self.corpus.settings.by
        return self.computed.get(("groups", grouping), lambda: Groups(self.corpus, grouping))

    def card(self, record: Record) -> CardView:
        """What the record's own card shows."""
        match record:
            case Claim():
                return self.claim(record)
            case Correction():
                return self.correction(record)
            case Event():
                return self.event(record)
            case Outcome():
                return self.outcome(record)
            case Shift():
                return self.shift(record)
        return self.generic_card(record)

    def generic_card(self, record: Record) -> GenericView:
        """The card of a record of a generic kind: every option that is given."""
        kind = KINDS[record.kind]
        given = [each for name, each in kind.fields.items() if name not in RECORD_OPTIONS and each.of(record)]
        themes = [
            theme
            for each in given
            if each.type in (fields.THEME, fields.THEMES)
            for theme in (each.of(record) if each.type.many else (each.of(record),))
        ]
        elsewhere = (fields.THEME, fields.THEMES, fields.LOCATOR, fields.PHRASE)
        return GenericView(
            target=target(record),
            kind=record.kind,
            label=kind.words,
            group=self.groups().of(record) if kind.of_brief else None,  # type: ignore[arg-type]
            theme=series(map(self.corpus.settings.theme_label, dict.fromkeys(themes))),
            citation=references.of_record(record),
            quotes=tuple(self.fact(record, each) for each in given if each.type is fields.PHRASE),
            facts=tuple(self._labelled_fact(record, each) for each in given if each.type not in elsewhere),
            body=body(record),
        )

    def _labelled_fact(self, record: Record, declared: Field) -> Fact:
        """An option as a fact that is called by its name where it has no label."""
        fact = self.fact(record, declared)
        return fact if fact.label else fact._replace(label=pgettext("option", named(declared)))

    def line(self, claim: Claim, by: str | Grouping | None = None) -> Line:
        """The claim in one line, with its group in a grouping; in the site's own where none is named."""
        groups = self.groups(by)
        return self.computed.get(("line", claim.id, groups.by), lambda: self._line(claim, groups))

    def _line(self, claim: Claim, groups: Groups) -> Line:
        outcome = self.corpus.outcome(claim)
        uncertain = claim if isinstance(claim, Forecast | Scenario) else None
        likelihood = uncertain.likelihood if uncertain else None
        verdict, through_time = self.corpus.verdict(claim), judgements(self.corpus, claim.id)
        return Line(
            target=target(claim),
            kind=claim.kind,
            group=groups.of(claim),
            theme=series(map(self.corpus.settings.theme_label, claim.themes)),
            likelihood=likelihood,
            wording=uncertain.wording if uncertain else "",
            chosen=uncertain.chosen_by is ChosenBy.EDITORS if uncertain else False,
            confidence=confidence(claim),
            expected=claim.expected if isinstance(claim, Forecast) else "",
            horizon=self._horizon(uncertain) if uncertain else None,
            addressee=claim.addressee if isinstance(claim, Recommendation) else "",
            locator=claim.at.words,
            citation=references.at_locator(claim),
            outcome=outcome_line(self.corpus, outcome) if outcome else None,
            verdict=verdict,
            codings=_differing(claim),
            due=self.corpus.due(claim),
            past=self._past(likelihood, through_time),
            start=next((state.start for state in through_time if state.value), ""),
            reason=reason_of(likelihood, verdict),
        )

    def _horizon(self, claim: Forecast | Scenario) -> When | None:
        horizon = claim.horizon
        if isinstance(horizon, Open):
            return When(horizon.label, horizon.text, "")
        return self.computed.get(("horizon", horizon.text), lambda: when(horizon)) if horizon else None

    def _past(
        self, likelihood: Likelihood | None, found: Sequence[State[tuple[Outcome | None, Verdict | None, bool] | None]]
    ) -> tuple[State[Judgement], ...]:
        """What had become of a claim on earlier days, up to the latest; empty where it is the same on all of them."""
        past = tuple(
            State(state.start, state.end, self._judgement(likelihood, *state.value)) for state in found if state.value
        )
        return past if len(past) > 1 else ()

    def _judgement(
        self, likelihood: Likelihood | None, outcome: Outcome | None, verdict: Verdict | None, due: bool
    ) -> Judgement:
        line = outcome_line(self.corpus, outcome) if outcome else None
        return Judgement(line, verdict, due, reason_of(likelihood, verdict))

    @property
    def days(self) -> tuple[Moment, ...]:
        """The days as of which a reader can read the record, the latest first."""
        return days(self.corpus)

    def lines(self, ids: tuple[str, ...], by: str | Grouping | None = None) -> tuple[Line, ...]:
        """The claims with those ids, in that order; ids of none are problems elsewhere."""
        found = (self.corpus.claim(id) for id in ids)
        return tuple(self.line(claim, by) for claim in found if claim)

    @computed_by_id
    def claim(self, claim: Claim) -> ClaimView:
        """The card of a claim."""
        outcome = self.corpus.outcome(claim)
        # Of several coders on one day, the adjudicated one stands last; it tells of the others.
        before = {each.as_of.text: each for each in self.corpus.replaced(claim)}
        return ClaimView(
            line=self.line(claim),
            quote=claim.quote,
            original=originals.of_claim(self.corpus, claim),
            facts=tuple(self.fact(claim, each) for each in FACTS[claim.kind] if each.of(claim)),
            outcome=self.outcome(outcome) if outcome else None,
            earlier=tuple(outcome_line(self.corpus, each) for each in reversed(before.values())),
            shift_links=tuple(self._shift_link(claim, shift) for shift in self.corpus.shifts_of(claim)),
            trails=self.corpus.trails_of(claim),
            body=body(claim),
        )

    def fact(self, record: Record, declared: Field) -> Fact:
        """An option of a record, as a card or a table shows it; false where it is not given."""
        fact, value = Fact(declared.name, declared.shown_label), declared.of(record)
        match declared.type:
            case fields.HORIZON if isinstance(value, Open):
                return fact._replace(text=value.label)
            case fields.HORIZON | fields.DATE_OR_INTERVAL | fields.DATE:
                return fact._replace(when=when(value) if value else None)
            case fields.CODINGS:
                return fact._replace(text=series(each.words for each in value))
            case fields.WORDS:
                return fact._replace(text=series(value))
            case fields.TRUTH:
                return fact._replace(text=gettext("yes") if value else "")
            case fields.MEASURE:
                return fact._replace(text=self.corpus.settings.measure_label(value) if value else "")
            case fields.SET:
                return fact._replace(text=set_label(value))
            case fields.NAMES if declared.target is fields.ReferenceTarget.SIGNPOST:
                return fact._replace(signposts=tuple(map(self._signpost, value)))
            case _ if declared.type.many:
                return fact._replace(items=value)
        # A value of a closed list has a label.
        label = getattr(value, "label", "") if isinstance(value, Enum) else ""
        return fact._replace(text=label or declared.type.write(value))

    def correction(self, correction: Correction) -> CorrectionView:
        """The card of a correction."""
        return CorrectionView(
            target=target(correction),
            group=self.groups().of(correction),
            citation=references.at_locator(correction),
            printed=correction.printed,
            reading=correction.reading,
            body=body(correction),
        )

    @computed_by_id
    def event(self, event: Event) -> EventView:
        """The card of an event."""
        decided = dict.fromkeys(outcome.of for outcome in self.corpus.outcomes_of(event))
        return self.event_facts(event)._replace(
            decides=self.lines(tuple(decided)),
            signposts=tuple(self.line(scenario) for scenario in self.corpus.scenarios_of(event)),
        )

    def event_facts(self, event: Event) -> EventView:
        """The card of an event without the claims that it bears on."""
        return EventView(
            target=target(event),
            when=when(event.date),
            themes=tuple(self.corpus.settings.theme_label(theme) for theme in event.themes),
            actors=event.actors,
            sources=references.of_sources(event) if event.sources else None,
            asserted_by=event.asserted_by,
            denied_by=event.denied_by,
            archived=self._archived(event),
            voices=self._voices(event),
            single_source=self.corpus.independent_sources(event) == 1,
            decides=(),
            signposts=(),
            drawn=self.drawn(event),
            body=body(event),
        )

    def _archived(self, event: Event) -> tuple[ArchivedCopy, ...]:
        works = (self.corpus.references.get(key) for key in event.sources)
        return tuple(
            ArchivedCopy(references.cited_name(self.corpus, work), address)
            for work in works
            if work and (address := references.archived(work))
        )

    def _voices(self, event: Event) -> tuple[str, ...]:
        works = (self.corpus.references.get(key) for key in event.sources)
        return tuple(dict.fromkeys(work.voice.label for work in works if work and work.voice))

    def event_line(self, event: Event) -> EventLine:
        """The event in one line."""
        return EventLine(target(event), when(event.date), self.drawn(event))

    def drawn(self, event: Event) -> LinkTarget | None:
        """The event's entry on a timeline that leaves none out, or None where no page has one."""
        if not self._timeline:
            return None
        page = self.corpus.page_showing("timeline", self._timeline, event.id)
        return LinkTarget(event.title, page, f"timeline-{event.id}", event.draft)

    @computed_property
    def _timeline(self) -> str | None:
        return self.corpus.whole_page_of("timeline")

    @computed_by_id
    def outcome(self, outcome: Outcome) -> OutcomeView:
        """The card of an outcome; the verdict is that of the claim's latest outcome, so only it has one."""
        claim = self.corpus.claim(outcome.of)
        last = self.corpus.outcome(claim) if claim else None
        latest = last is outcome
        events = (self.corpus.event(id) for id in outcome.events)
        return OutcomeView(
            counts=latest,
            target=target(outcome),
            claim=self.line(claim) if claim else None,
            status=told(self.corpus, outcome),
            sources=references.of_sources(outcome) if outcome.sources else None,
            as_of=when(outcome.as_of),
            coders=self.corpus.coders(outcome),
            adjudicated=outcome.adjudicated,
            dissents=dissents(self.corpus, outcome),
            verdict=self.corpus.verdict(claim) if claim and latest else None,
            events=tuple(self.event_line(event) for event in events if event),
            later=outcome_line(self.corpus, last) if last and last.as_of.text != outcome.as_of.text else None,
            body=body(outcome),
        )

    def shift(self, shift: Shift) -> ShiftView:
        """The card of a shift."""
        return ShiftView(
            target=target(shift),
            change=shift.change,
            theme=self.corpus.settings.theme_label(shift.theme),
            start=seen_from(self.corpus, shift.id),
            before=self.lines(shift.before),
            after=self.lines(shift.after),
            body=body(shift),
        )

    def _shift_link(self, claim: Claim, shift: Shift) -> ShiftLink:
        earlier = claim.id not in shift.before
        return ShiftLink(
            target=target(shift),
            change=shift.change,
            others=self.lines(shift.before if earlier else shift.after),
            earlier=earlier,
        )

    def _signpost(self, sign: str) -> Signpost:
        event = self.corpus.event(sign)
        return Signpost(event.title, self.event_line(event)) if event else Signpost(sign, None)


def confidence(claim: Claim) -> str:
    """How sure the brief says it is, in words; empty where it doesn't say."""
    given = claim.confidence if isinstance(claim, Finding | Forecast | Scenario) else None
    return str(given) if given else ""


def named(declared: Field) -> str:
    """Return the name of an option in words, in English."""
    return declared.name.replace("-", " ").capitalize()


def set_label(name: str) -> str:
    """Return the name of a set of scenarios in words."""
    return name.replace("-", " ").capitalize()


def target(record: Record) -> LinkTarget:
    """The place where the record's block stands."""
    return LinkTarget(record.title, record.page, record.id, record.draft)


def annotations_of(corpus: Corpus, brief: Brief) -> LinkTarget:
    """The page of a brief's annotations, called by its outlook, or by the brief where others share that."""
    work = corpus.references.get(brief.key)
    alone = corpus.editions[brief.outlook] == 1
    name = corpus.settings.outlook_label(brief.outlook) if alone or not work else references.cited_name(corpus, work)
    return LinkTarget(gettext("Annotations of %(outlook)s", outlook=name), brief.page, draft=brief.draft)


def body(record: Record) -> Body | None:
    """The record's body, or None where it has none."""
    return Body(record.id, record.page) if record.body.strip() else None


def _differing(claim: Claim) -> tuple[str, ...]:
    """What each coder took a forecast's wording to mean, where any differs from the likelihood that counts."""
    if not isinstance(claim, Forecast) or all(each.likelihood == claim.likelihood for each in claim.codings):
        return ()
    return tuple(each.words for each in claim.codings)


def outcome_line(corpus: Corpus, outcome: Outcome) -> OutcomeLine:
    """The outcome in short."""
    said = told(corpus, outcome), when(outcome.as_of), corpus.coders(outcome), outcome.adjudicated
    return OutcomeLine(target(outcome), *said, dissents(corpus, outcome), outcome.status)


def told(corpus: Corpus, outcome: Outcome) -> str:
    """What became of the claim, in words, a value with the unit of its forecast."""
    claim = corpus.claim(outcome.of) if outcome.value else None
    return outcome.told(claim.unit if isinstance(claim, Forecast) else "")


def dissents(corpus: Corpus, outcome: Outcome) -> tuple[Dissent, ...]:
    """What other coders judged otherwise as of the same day."""
    return tuple(
        Dissent(target(each), told(corpus, each), each.coder or (gettext("adjudicated") if each.adjudicated else ""))
        for each in corpus.dissents(outcome)
    )


@query
def judgements(corpus: Corpus, id: str) -> tuple[State[tuple[Outcome | None, Verdict | None, bool] | None], ...]:
    """Return a claim's outcome and verdict on earlier days, and whether it was due; what ``through_time`` says.

    It is None on days on which its brief was not published.
    """
    claim = corpus.claim(id)
    if claim is None:
        return ()
    published = corpus.published_on(claim.brief)

    def judged(then: Corpus) -> tuple[Outcome | None, Verdict | None, bool] | None:
        return (
            None
            if then is not corpus and then.day < published
            else (then.outcome(claim), then.verdict(claim), then.due(claim))
        )

    return through_time(corpus, (claim,), judged, due=True)


@query
def seen_from(corpus: Corpus, id: str) -> str:
    """Return the first day that readers can choose on which a shift can be seen; empty where it can on all of them."""
    shift = corpus.records.get(id)
    return shown_from(corpus, corpus.compared_from(shift)) if isinstance(shift, Shift) else ""


def when(span: Span) -> When:
    """A date in words, and as HTML's ``time`` takes it where it has a form for that precision."""
    machine = ""
    if isinstance(span, PartialDate) and span.certain:
        length = {"day": 10, "month": 7, "year": 4}.get(span.precision, 0)
        machine = span.first.isoformat()[:length]
    return When(str(span), span.text, machine)
