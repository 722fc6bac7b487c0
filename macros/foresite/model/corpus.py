"""Link the records: every record by its id, links in both directions, and the verdict of each forecast."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any, TypeVar

from foresite.model.addresses import Permalink
from foresite.model.dates import Open
from foresite.model.groupings import grouped_by, outlook_ranks, published
from foresite.model.likelihood import Likelihood
from foresite.model.moments import moments
from foresite.model.records import (
    Brief,
    Change,
    Claim,
    Correction,
    Event,
    Finding,
    Forecast,
    Grouping,
    History,
    MacroCall,
    Outcome,
    Outline,
    Page,
    Part,
    PlacedCitation,
    Recommendation,
    Record,
    Reference,
    Scenario,
    Shift,
    Status,
    Verdict,
)
from foresite.model.settings import Settings
from foresite.model.sources import Sources

# The verdict: what a likelihood and an outcome say of each other.


def verdict(likelihood: Likelihood | None, status: Status | None, *, unmet: bool = False) -> Verdict:
    """How a forecast fared.

    A likelihood wholly above 50 per cent expects the proposition, one wholly below doubts it. What was
    expected and occurred, or doubted and did not occur, held; the other two pairs missed. A range that
    contains 50 per cent says neither, so nothing that happens can bear it out or refute it: such a
    forecast, and one without a likelihood, is not assessable. No outcome counts as an open one.

    A forecast whose condition is ``unmet`` said nothing of what then happened, so it neither held nor missed. A
    likelihood that states no degree expects nothing and doubts nothing, so whatever happens is told as what it is and
    judges nothing.
    """
    if unmet:
        return Verdict.CONDITION_UNMET
    if likelihood and likelihood.interval is None:
        return Verdict.NO_DEGREE
    match status:
        case None | Status.OPEN | Status.MEASURED:
            return Verdict.OPEN
        case Status.NOT_ASSESSABLE:
            return Verdict.NOT_ASSESSABLE
    expects = likelihood.expects if likelihood else None
    if expects is None:
        return Verdict.NOT_ASSESSABLE
    if status is Status.PARTLY:
        return Verdict.PARTLY
    return Verdict.HELD if expects == (status is Status.OCCURRED) else Verdict.MISSED


# The whole: every record by its id, and the links between them in both directions.


Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True)
class Corpus:
    """All records of a project. Built once a build; everything shown is computed from it."""

    settings: Settings
    pages: tuple[Page, ...]
    briefs: tuple[Brief, ...]
    """By outlook, then day of publication, then key."""
    claims: tuple[Claim, ...]
    """By brief, then place in it, then the order of writing."""
    corrections: tuple[Correction, ...]
    events: tuple[Event, ...]
    """By first possible day."""
    outcomes: tuple[Outcome, ...]
    shifts: tuple[Shift, ...]
    references: Mapping[str, Reference]
    citations: tuple[PlacedCitation, ...]
    calls: tuple[MacroCall, ...]
    history: History = field(default_factory=History)
    parts: tuple[Part, ...] = ()
    """The pages made for views that are too much for one page, where the host can make pages; in order."""
    generic_records: tuple[Record, ...] = ()
    """The records of generic kinds, in the order of the pages."""
    outlines: Mapping[str, Outline] = field(default_factory=dict)
    """Page to what its reading leaves to whoever reads its text again: to the host that renders it, to search."""
    day: date = date.min
    """The day as of which all is shown: never that of the build, so that the same sources give the same site."""
    overrides: Mapping[str, str] = field(default_factory=dict)
    """The templates of the project's own that are used, by name."""
    excluded_ids: frozenset[str] = frozenset()
    """The pages, and the ids of records, that are not part of the site, although their text is there."""

    @classmethod
    def build(
        cls, settings: Settings, sources: Sources, history: History | None = None, day: date | None = None
    ) -> Corpus:
        """Put what was read in order. The first of several records with one id counts.

        Without a ``day``, all is shown as of the newest day in the record.
        """
        references = {reference.key: reference for reference in sources.references}
        rank = outlook_ranks(sources.briefs, references, settings)

        def edition(brief: Brief) -> tuple[int, date, str]:
            return rank[brief.outlook], published(brief, references) or date.max, brief.key

        briefs = sorted(sources.briefs, key=edition)
        place = {brief.key: place for place, brief in enumerate(briefs)}
        slips = sorted(sources.corrections, key=lambda c: (place.get(c.brief, len(place)), c.at.order, c.place))
        return cls(
            settings=settings,
            pages=tuple(sources.pages),
            briefs=tuple(briefs),
            claims=tuple(sorted(sources.claims, key=lambda c: (place.get(c.brief, len(place)), c.at.order, c.place))),
            corrections=tuple(slips),
            events=tuple(sorted(sources.events, key=lambda e: (e.date.first, e.date.last, e.id))),
            outcomes=tuple(sources.outcomes),
            shifts=tuple(sources.shifts),
            generic_records=tuple(sources.generic_records),
            references=references,
            citations=tuple(sources.citations),
            calls=tuple(sources.calls),
            history=history or History(),
            outlines=sources.outlines,
            day=day or _newest(sources, references),
            overrides=sources.overrides,
            excluded_ids=sources.excluded_ids,
        )

    def with_outlines(self, outlines: Mapping[str, Outline]) -> Corpus:
        """The same record, its pages with other prose; what was found out about the record stays known."""
        other = copy(self)
        # Nothing that is found out here looks at prose.
        object.__setattr__(other, "outlines", outlines)
        return other

    def as_of(self, day: date) -> Corpus:
        """The same record as it was on a day: the briefs published and the events begun by then, and what was known.

        With a brief that was not published yet go its claims, what is said of these, and each shift that needs it.
        """
        later = {key for key, published in self._published.items() if published > day}
        ahead = {event.id: event.title for event in self.events if event.date.first > day}
        claims = tuple(_without_events(each, ahead) for each in self.claims if each.brief not in later)
        known = {claim.id for claim in claims}
        earlier = replace(
            self,
            day=day,
            briefs=tuple(each for each in self.briefs if each.key not in later),
            claims=claims,
            corrections=tuple(each for each in self.corrections if each.brief not in later),
            events=tuple(each for each in self.events if each.id not in ahead),
            outcomes=tuple(each for each in self.outcomes if each.as_of.last <= day and each.of in known),
            shifts=tuple(each for each in self.shifts if self.compared_from(each) <= day),
            generic_records=tuple(each for each in self.generic_records if getattr(each, "brief", "") not in later),
            history=self.history.until(day),
        )
        # A site asks as of many days; grouping all outcomes for each of them would take long.
        vars(earlier)["_outcomes_by_claim"] = _KnownOn(day, self._outcomes_by_claim)
        return earlier

    def with_known_works(self) -> Corpus:
        """The same record without works published after its day, except those that it cites nevertheless."""
        cited = {key for event in self.events for key in event.sources}
        cited |= {key for outcome in self.outcomes for key in outcome.sources}
        placed = (each.citation for each in self.citations if each.record in self.records)
        cited |= {work.key for citation in placed for work in citation.works}
        works = self.references.items()
        known = {key: work for key, work in works if not work.date or work.date.first <= self.day or key in cited}
        return replace(self, references=known)

    @cached_property
    def _published(self) -> Mapping[str, date]:
        """The first day on which each brief can have been published, by its key, as far as the bibliography says."""
        keys = {brief.key for brief in self.briefs} | {claim.brief for claim in self.claims}
        works = ((key, self.references.get(key)) for key in keys)
        return {key: work.date.first for key, work in works if work and work.date}

    def published_on(self, brief: str) -> date:
        """The first day on which the brief with that key can have been published; the earliest day if not known."""
        return self._published.get(brief, date.min)

    def compared_from(self, shift: Shift) -> date:
        """The first day on which a shift can be seen: its claims are published, and what has nothing to answer them.

        What was dropped is seen once a brief of a later outlook is published.
        """
        claims = [claim for id in (*shift.before, *shift.after) if (claim := self.claim(id))]
        days = [self.published_on(claim.brief) for claim in claims]
        if claims and not shift.after:
            last = max(days)
            outlooks = {claim.outlook for claim in claims}
            others = (self.published_on(brief.key) for brief in self.briefs if brief.outlook not in outlooks)
            days += [min((day for day in others if day > last), default=last)]
        return max(days, default=date.min)

    @cached_property
    def query_answers(self) -> dict[Hashable, Any]:
        """The answers to queries so far: whether one is another than before is asked ahead of making pages."""
        return {}

    @cached_property
    def moments(self) -> tuple[date, ...]:
        """The days as of which a reader can read the record; none where all outcomes became known on one."""
        return moments(outcome.as_of.last for outcome in self.outcomes)

    @cached_property
    def _then(self) -> Mapping[date | None, Corpus]:
        earlier: dict[date | None, Corpus] = {day: self.as_of(day) for day in self.moments[:-1]}
        return {None: self.as_of(self.moments[0] - timedelta(days=1)), **earlier, self.moments[-1]: self}

    def then(self, day: date | None) -> Corpus:
        """The record as it was known on one of those days; for None, before the first."""
        return self._then[day]

    @cached_property
    def records(self) -> Mapping[str, Record]:
        """Every record by its id."""
        groups: tuple[Iterable[Record], ...] = (
            self.generic_records,
            self.shifts,
            self.outcomes,
            self.events,
            self.corrections,
            self.claims,
        )
        return {record.id: record for group in groups for record in group}

    @cached_property
    def namesakes(self) -> Mapping[str, tuple[Reference, ...]]:
        """Works that author and year do not tell apart, by the key of each, in the order of a list of references."""
        groups: dict[tuple[object, ...], list[Reference]] = {}
        for work in self.references.values():
            people = work.authors or work.editors
            called = [name.literal or name.family or name.given for name in people]
            instead = "" if people else work.fields.get("institution", "") or work.fields.get("title", work.key)
            groups.setdefault((*called, instead, work.date and work.date.first.year), []).append(work)
        ordered = (
            tuple(sorted(group, key=lambda work: (work.fields.get("title", "").casefold(), work.key)))
            for group in groups.values()
            if len(group) > 1
        )
        return {work.key: group for group in ordered for work in group}

    @cached_property
    def outlooks(self) -> tuple[str, ...]:
        """The names of the outlooks that the briefs speak for, in order."""
        return tuple(dict.fromkeys(brief.outlook for brief in self.briefs))

    @cached_property
    def editions(self) -> Mapping[str, int]:
        """How many briefs speak for each outlook, by its name."""
        return Counter(brief.outlook for brief in self.briefs)

    @cached_property
    def _briefs_by_group(self) -> Mapping[str, Mapping[str, str]]:
        """By grouping, then by brief: what the brief is put under."""
        works = self.references
        return {
            by.value: {brief.key: grouped_by(by, brief, works.get(brief.key)) for brief in self.briefs}
            for by in Grouping
        }

    @cached_property
    def _groups(self) -> Mapping[str, Mapping[str, int]]:
        """By grouping: each group with its place, in the order in which briefs bring them up."""
        others = (record for record in self.generic_records if hasattr(record, "outlook"))
        named = {(each.outlook, each.brief): None for each in (*self.claims, *self.corrections, *others)}  # type: ignore[attr-defined]
        found = {}
        for by, briefs in self._briefs_by_group.items():
            ids = dict.fromkeys(briefs.values())
            if by == Grouping.OUTLOOK.value:
                # A record is of its outlook, whether or not a page annotates its brief.
                ids |= dict.fromkeys(outlook for outlook, _ in named)
            elif any(brief not in briefs for _, brief in named):
                ids |= {"": None}
            found[by] = {id: place for place, id in enumerate(ids)}
        return found

    def group_ids(self, by: str) -> tuple[str, ...]:
        """The groups into which a grouping puts the briefs, in order: outlooks, keys, or names; empty for no name."""
        return tuple(self._groups[by])

    def group_place(self, by: str, id: str) -> int | None:
        """The place of a group in that order, from 0; None where there is no such group."""
        return self._groups[by].get(id)

    def group_of(self, by: str, brief: str) -> str:
        """The group of the brief with that key; empty where nobody annotated it."""
        return self._briefs_by_group[by].get(brief, "")

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """The measures in use: those of the settings in their order, then any others by name."""
        used = {claim.measure for claim in self._of_quantities}
        listed = [measure for measure in self.settings.measures if measure in used]
        return (*listed, *sorted(used - set(listed)))

    @cached_property
    def themes(self) -> tuple[str, ...]:
        """The themes in use: those of the settings in their order, then any others by name."""
        used = {theme for claim in self.claims for theme in claim.themes} | {shift.theme for shift in self.shifts}
        used |= {theme for event in self.events for theme in event.themes}
        listed = [theme for theme in self.settings.themes if theme in used]
        return (*listed, *sorted(used - set(listed)))

    @property
    def forecasts(self) -> tuple[Forecast, ...]:
        """The forecasts, in the order of the claims."""
        return tuple(claim for claim in self.claims if isinstance(claim, Forecast))

    @property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios, in the order of the claims."""
        return tuple(claim for claim in self.claims if isinstance(claim, Scenario))

    @property
    def recommendations(self) -> tuple[Recommendation, ...]:
        """The recommendations, in the order of the claims."""
        return tuple(claim for claim in self.claims if isinstance(claim, Recommendation))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings, in the order of the claims."""
        return tuple(claim for claim in self.claims if isinstance(claim, Finding))

    @cached_property
    def _claims_by_id(self) -> Mapping[str, Claim]:
        return {claim.id: claim for claim in self.claims}

    @cached_property
    def order(self) -> Mapping[str, int]:
        """The place of each claim among the claims, by id."""
        return {claim.id: place for place, claim in enumerate(self.claims)}

    @cached_property
    def _events_by_id(self) -> Mapping[str, Event]:
        return {event.id: event for event in self.events}

    @cached_property
    def _outcomes_by_claim(self) -> Mapping[str, list[Outcome]]:
        groups = {**_grouped((outcome.of, outcome) for outcome in self.outcomes)}
        for claim in self._of_quantities:
            # What came out stands once, and tells of every forecast of the same that a value alone decides.
            if not claim.likelihood and not claim.condition and (shared := self.values_of(claim)):
                own = groups.get(claim.id, [])
                told = {each.as_of.text for each in own if each.value}
                groups[claim.id] = [*own, *(each for each in shared if each.as_of.text not in told)]
        return {of: sorted(found, key=lambda each: (each.as_of.last, each.adjudicated)) for of, found in groups.items()}

    @cached_property
    def _of_quantities(self) -> tuple[Forecast, ...]:
        return tuple(claim for claim in self.forecasts if claim.measure)

    @cached_property
    def _values_by_quantity(self) -> Mapping[tuple[str, str], list[Outcome]]:
        """By measure and period: what came out, the earliest first, each vintage once; what coders agreed on last."""
        quantities = {claim.id: quantity for claim in self._of_quantities if (quantity := claim.quantity)}
        groups = _grouped((quantities[each.of], each) for each in self.outcomes if each.value and each.of in quantities)
        return {
            quantity: [*{(each.as_of.text, each.vintage): each for each in sorted(found, key=_by_day)}.values()]
            for quantity, found in groups.items()
        }

    def values_of(self, claim: Forecast) -> tuple[Outcome, ...]:
        """The outcomes that tell what came out of a forecast's measure and period, the earliest first.

        They need not be its own: a value recorded for one forecast counts for all of the same measure and period.
        """
        return tuple(self._values_by_quantity.get(claim.quantity, ())) if claim.quantity else ()

    def peers(self, outcome: Outcome) -> tuple[Outcome, ...]:
        """The other outcomes of the same claim as of the same day: what other coders judged."""
        every = self._outcomes_by_claim.get(outcome.of, ())
        return tuple(other for other in every if other is not outcome and other.as_of.text == outcome.as_of.text)

    def coders(self, outcome: Outcome) -> tuple[str, ...]:
        """The coders who judge as an outcome does as of its day, its own first."""
        alike = (other for other in self.peers(outcome) if other.judgement == outcome.judgement)
        return tuple(dict.fromkeys(each.coder for each in (outcome, *alike) if each.coder))

    def dissents(self, outcome: Outcome) -> tuple[Outcome, ...]:
        """Those of them that differ."""
        return tuple(other for other in self.peers(outcome) if other.judgement != outcome.judgement)

    @cached_property
    def counted_outcomes(self) -> tuple[Outcome, ...]:
        """The outcomes that count: of several coders' on a claim as of one day the adjudicated one, else the last."""
        latest = {(each.of, each.as_of.text, each.vintage): each for each in sorted(self.outcomes, key=_by_day)}
        return tuple(each for each in self.outcomes if latest[each.of, each.as_of.text, each.vintage] is each)

    @cached_property
    def _outcomes_by_event(self) -> Mapping[str, list[Outcome]]:
        return _grouped((event, outcome) for outcome in self.counted_outcomes for event in outcome.events)

    @cached_property
    def _shifts_by_claim(self) -> Mapping[str, list[Shift]]:
        return _grouped((claim, shift) for shift in self.shifts for claim in (*shift.before, *shift.after))

    @cached_property
    def _scenarios_by_event(self) -> Mapping[str, list[Scenario]]:
        return _grouped((sign, scenario) for scenario in self.scenarios for sign in scenario.signposts)

    @cached_property
    def _citations_by_key(self) -> Mapping[str, list[PlacedCitation]]:
        return _grouped((work.key, placed) for placed in self.citations for work in placed.citation.works)

    @cached_property
    def _events_by_source(self) -> Mapping[str, list[Event]]:
        return _grouped((key, event) for event in self.events for key in event.sources)

    @cached_property
    def _outcomes_by_source(self) -> Mapping[str, list[Outcome]]:
        return _grouped((key, outcome) for outcome in self.outcomes for key in outcome.sources)

    @cached_property
    def _briefs_by_key(self) -> Mapping[str, Brief]:
        return {brief.key: brief for brief in reversed(self.briefs)}

    @cached_property
    def _briefs_by_page(self) -> Mapping[str, Brief]:
        return {brief.page: brief for brief in reversed(self.briefs)}

    @cached_property
    def _claims_by_brief(self) -> Mapping[str, list[Claim]]:
        groups: dict[str, list[Claim]] = {}
        for claim in self.claims:
            groups.setdefault(claim.brief, []).append(claim)
        return groups

    @cached_property
    def _generic_records_by_brief(self) -> Mapping[str, list[Record]]:
        return _grouped((getattr(record, "brief", ""), record) for record in self.generic_records)

    @cached_property
    def _corrections_by_brief(self) -> Mapping[str, list[Correction]]:
        groups: dict[str, list[Correction]] = {}
        for correction in self.corrections:
            groups.setdefault(correction.brief, []).append(correction)
        return groups

    @cached_property
    def _pages_by_path(self) -> Mapping[str, Page]:
        return {page.path: page for page in self.pages}

    @cached_property
    def _calls_by_macro(self) -> Mapping[str, list[MacroCall]]:
        groups: dict[str, list[MacroCall]] = {}
        for call in self.calls:
            groups.setdefault(call.name, []).append(call)
        return groups

    @cached_property
    def _claims_by_page(self) -> Mapping[str, list[Claim]]:
        return _grouped((claim.page, claim) for claim in self.claims)

    @cached_property
    def _ids_by_page(self) -> Mapping[str, list[str]]:
        return _grouped((record.page, record.id) for record in self.records.values())

    @cached_property
    def showing(self) -> frozenset[str]:
        """The pages that show records from elsewhere: that call a macro other than those of a brief's own page."""
        calling = (call.page for call in self.calls if call.name not in ("brief", "brief_map"))
        return frozenset((*calling, *self._part_by_page))

    @cached_property
    def changed(self) -> date | None:
        """The day on which the record last changed: a page with records, or the bibliography."""
        days = {self.history.pages.get(record.page) for record in self.records.values()}
        return max((day for day in (*days, self.history.bibliography) if day), default=None)

    @cached_property
    def _claims_by_theme(self) -> Mapping[str, list[Claim]]:
        groups: dict[str, list[Claim]] = {}
        for claim in self.claims:
            for theme in claim.themes:
                groups.setdefault(theme, []).append(claim)
        return groups

    def claims_with(self, theme: str) -> Sequence[Claim]:
        """The claims that belong to a theme, in the order of the claims; some may be compared under another."""
        return self._claims_by_theme.get(theme, ())

    def claims_on(self, page: str) -> tuple[Claim, ...]:
        """The claims that stand on a page, in the order of the claims."""
        return tuple(self._claims_by_page.get(page, ()))

    def ids_on(self, page: str) -> tuple[str, ...]:
        """The ids of the records that stand on a page."""
        return tuple(self._ids_by_page.get(page, ()))

    def claim(self, id: str) -> Claim | None:
        """The claim with that id, or None."""
        return self._claims_by_id.get(id)

    def event(self, id: str) -> Event | None:
        """The event with that id, or None."""
        return self._events_by_id.get(id)

    def brief(self, key: str) -> Brief | None:
        """The annotated brief with that key, or None."""
        return self._briefs_by_key.get(key)

    def brief_on(self, page: str) -> Brief | None:
        """The brief that a page annotates, or None."""
        return self._briefs_by_page.get(page)

    def claims_of(self, brief: str) -> tuple[Claim, ...]:
        """The claims of the brief with that key, in the order of the claims."""
        return tuple(self._claims_by_brief.get(brief, ()))

    def corrections_of(self, brief: str) -> tuple[Correction, ...]:
        """The corrections of the brief with that key, in the order of the corrections."""
        return tuple(self._corrections_by_brief.get(brief, ()))

    def generic_records_of(self, brief: str) -> tuple[Record, ...]:
        """The records of generic kinds that are about the brief with that key, in the order of the pages."""
        return tuple(self._generic_records_by_brief.get(brief, ()))

    def page(self, path: str) -> Page | None:
        """The page at that path, or None."""
        return self._pages_by_path.get(path)

    def outcome(self, claim: Claim) -> Outcome | None:
        """The latest outcome of the claim, of several of one day the adjudicated one; or None."""
        judged = self._outcomes_by_claim.get(claim.id)
        return judged[-1] if judged else None

    def replaced(self, claim: Claim) -> tuple[Outcome, ...]:
        """The outcomes of the claim that the latest replaces, the earliest first; not those of the same day."""
        *before, latest = self._outcomes_by_claim.get(claim.id) or (None,)
        return tuple(each for each in before if each and latest and each.as_of.text != latest.as_of.text)

    def judged(self, claim: Claim) -> tuple[Outcome, ...]:
        """Every outcome of the claim, the earliest first."""
        return tuple(self._outcomes_by_claim.get(claim.id, ()))

    def due(self, claim: Claim) -> bool:
        """Whether the horizon of a forecast has passed and nobody has judged it since."""
        if not isinstance(claim, Forecast) or (end := ended(claim)) is None or end >= self.day:
            return False
        outcome = self.outcome(claim)
        return outcome is None or (outcome.status is Status.OPEN and outcome.as_of.last <= end)

    def verdict(self, claim: Claim) -> Verdict | None:
        """The verdict on a forecast, or on a scenario that has a likelihood; None for other claims."""
        # Scores, tables and data ask for it some twenty times a claim.
        known = self._verdicts.get(claim.id)
        if known is None or known[0] is not claim:
            known = self._verdicts[claim.id] = claim, self._verdict(claim)
        return known[1]

    @cached_property
    def _verdicts(self) -> dict[str, tuple[Claim, Verdict | None]]:
        return {}

    def _verdict(self, claim: Claim) -> Verdict | None:
        likelihood = claim.likelihood if isinstance(claim, Forecast | Scenario) else None
        if likelihood is None:
            return None
        outcome = self.outcome(claim)
        return verdict(likelihood, outcome.status, unmet=outcome.unmet) if outcome else verdict(likelihood, None)

    @cached_property
    def _revisions(self) -> Mapping[str, list[Claim]]:
        return _grouped((claim.revises, claim) for claim in self.claims if claim.revises)

    @cached_property
    def trails(self) -> tuple[tuple[Claim, ...], ...]:
        """Claims that take each other's place, the earliest first; one that two revise stands in two trails."""
        found = []
        for claim in self.claims:
            if claim.revises and claim.id not in self._revisions:
                chain = {claim.id: claim}
                before = self.claim(claim.revises)
                # What leads round in a circle is a problem elsewhere, and ends here.
                while before and before.id not in chain:
                    chain[before.id] = before
                    before = self.claim(before.revises)
                if len(chain) > 1:
                    found.append(tuple(reversed(chain.values())))
        return tuple(sorted(found, key=lambda chain: self.order[chain[0].id]))

    @cached_property
    def _trails_by_claim(self) -> Mapping[str, list[tuple[Claim, ...]]]:
        return _grouped((claim.id, chain) for chain in self.trails for claim in chain)

    def trails_of(self, claim: Claim) -> tuple[tuple[Claim, ...], ...]:
        """The trails in which a claim stands."""
        return tuple(self._trails_by_claim.get(claim.id, ()))

    def outcomes_of(self, event: Event) -> tuple[Outcome, ...]:
        """The outcomes that count and that the event is evidence for."""
        return tuple(self._outcomes_by_event.get(event.id, ()))

    def scenarios_of(self, event: Event) -> tuple[Scenario, ...]:
        """The scenarios that name the event as a signpost."""
        return tuple(self._scenarios_by_event.get(event.id, ()))

    def shifts_of(self, claim: Claim) -> tuple[Shift, ...]:
        """The shifts in which the claim stands, on either side."""
        return tuple(self._shifts_by_claim.get(claim.id, ()))

    def unanswered(self, theme: str | None = None) -> tuple[Claim, ...]:
        """The claims that stand in no shift: no other outlook was set against them."""
        return tuple(
            claim for claim in self.claims if (theme is None or theme in claim.themes) and not self.shifts_of(claim)
        )

    def shifts_between(self, theme: str | None = None, change: Change | None = None) -> tuple[Shift, ...]:
        """The shifts of a theme, or of a kind, in the order of writing."""
        return tuple(s for s in self.shifts if theme in (None, s.theme) and change in (None, s.change))

    def origin(self, key: str) -> str:
        """The report that a source repeats, by its key or in words, in the end; the source itself where it does not."""
        seen: set[str] = set()
        while key not in seen and (work := self.references.get(key)) and work.rests_on:
            seen.add(key)
            key = work.rests_on
        # In a loop, each rests on all the others.
        return min(seen) if key in seen else key

    def independent_sources(self, event: Event) -> int:
        """How many of an event's sources are independent: those that rest on one report count as one."""
        return len({self.origin(key) for key in event.sources})

    @cached_property
    def _works_by_origin(self) -> Mapping[str, list[str]]:
        return _grouped((self.origin(key), key) for key in self.references)

    def same_origin(self, key: str) -> tuple[str, ...]:
        """The other works that rest on the same report as a work, that report included."""
        return tuple(other for other in self._works_by_origin.get(self.origin(key), ()) if other != key)

    def citations_of(self, key: str) -> tuple[PlacedCitation, ...]:
        """Where the work is cited in a text, in the order of the pages."""
        return tuple(self._citations_by_key.get(key, ()))

    def events_citing(self, key: str) -> tuple[Event, ...]:
        """The events that name the work as a source."""
        return tuple(self._events_by_source.get(key, ()))

    def outcomes_citing(self, key: str) -> tuple[Outcome, ...]:
        """The outcomes that name the work as the source of a value."""
        return tuple(self._outcomes_by_source.get(key, ()))

    def quantities(self, measure: str | None = None, theme: str | None = None) -> tuple[Forecast, ...]:
        """The forecasts of quantities: of a measure, of a theme, or all, in the order of the claims."""
        return tuple(
            claim
            for claim in self._of_quantities
            if measure in (None, claim.measure) and (theme is None or theme in claim.themes)
        )

    @cached_property
    def _part_by_page(self) -> Mapping[str, Part]:
        return {part.page: part for part in self.parts}

    @cached_property
    def _part_by_content(self) -> Mapping[tuple[str, str, str], Part]:
        return {(part.view, part.home, id): part for part in reversed(self.parts) for id in part.ids}

    def part(self, page: str) -> Part | None:
        """The part of a view for which a page was made, or None."""
        return self._part_by_page.get(page)

    def parts_of(self, view: str, arguments: Mapping[str, object]) -> tuple[Part, ...]:
        """The parts into which a call is divided, in order; none where one page shows it all."""
        return tuple(part for part in self.parts if part.view == view and part.arguments == arguments)

    def page_showing(self, view: str, home: str, id: str) -> str:
        """The page on which a view shows a record or work: the page that calls it, or one of its parts."""
        part = self._part_by_content.get((view, home, id))
        return part.page if part else home

    @property
    def permalinks(self) -> tuple[Permalink, ...]:
        """Every permanent address of the site, in order."""
        links = {Permalink(page.path) for page in self.pages}
        links |= {Permalink(record.page, record.id) for record in self.records.values()}
        if bibliography := self.page_of("bibliography"):
            links |= {Permalink(bibliography, f"ref-{key}") for key in self.references}
        return tuple(sorted(links))

    def page_of(self, macro: str) -> str | None:
        """The page that calls a macro without narrowing it, else the first that calls it, else None.

        Links to "the bibliography" or "the timeline" go there, so no page name is built into the code.
        """
        calls = self._calls_by_macro.get(macro, [])
        return self.whole_page_of(macro) or (calls[0].page if calls else None)

    def pages_of(self, macro: str) -> tuple[str, ...]:
        """The pages that call a macro, in the order of the pages."""
        return tuple(dict.fromkeys(call.page for call in self._calls_by_macro.get(macro, [])))

    def whole_page_of(self, macro: str) -> str | None:
        """The first page that calls a macro without narrowing it, or None."""
        calls = self._calls_by_macro.get(macro, [])
        return next((call.page for call in calls if not call.arguments), None)


def _by_day(outcome: Outcome) -> tuple[date, bool]:
    return outcome.as_of.last, outcome.adjudicated


class _KnownOn(Mapping[str, list[Outcome]]):
    """Groups of outcomes, of which only those count that were known on a day."""

    def __init__(self, day: date, groups: Mapping[str, list[Outcome]]) -> None:
        self._day, self._groups = day, groups

    def __getitem__(self, key: str) -> list[Outcome]:
        if known := [each for each in self._groups[key] if each.as_of.last <= self._day]:
            return known
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        return filter(self.__contains__, self._groups)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _without_events(claim: Claim, ahead: Mapping[str, str]) -> Claim:
    """Return a claim whose signposts tell of events that were still ahead by their titles, as signs not seen yet."""
    if not isinstance(claim, Scenario) or ahead.keys().isdisjoint(claim.signposts):
        return claim
    return replace(claim, signposts=tuple(ahead.get(sign, sign) for sign in claim.signposts))


def ended(claim: Forecast) -> date | None:
    """Return the last day of a forecast's horizon; None where it has none."""
    horizon = claim.horizon
    return None if isinstance(horizon, Open) or horizon.last == date.max else horizon.last


def _newest(sources: Sources, references: Mapping[str, Reference]) -> date:
    """The newest day that something in the record has: a publication, an event or an outcome."""
    days = [published(brief, references) for brief in sources.briefs]
    days += [event.date.first for event in sources.events]
    days += [outcome.as_of.first for outcome in sources.outcomes]
    return max((day for day in days if day), default=date.min)


def _grouped(pairs: Iterable[tuple[Key, Value]]) -> Mapping[Key, list[Value]]:
    groups: dict[Key, list[Value]] = {}
    for key, value in pairs:
        members = groups.setdefault(key, [])
        # What names a key twice names it at once; to ask all members would take long where there are thousands.
        if not members or members[-1] is not value:
            members.append(value)
    return groups
