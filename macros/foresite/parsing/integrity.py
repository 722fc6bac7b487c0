"""Check what only the whole can show: ids used twice, references and arguments of macros that name nothing.

What one block shows by itself, such as a shift without its sides, ``foresite.parsing.blocks`` checks.
A block that could not become a record still declares its id, so that one mistake in it does not make
every reference to it a second one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cached_property

from foresite.model.addresses import MARKDOWN, Permalink, read_published
from foresite.model.dates import Interval, PartialDate, Span, today
from foresite.model.fields import CLAIM_KINDS, ReferenceTarget
from foresite.model.groupings import outlook_ranks
from foresite.model.locators import Locator, LocatorError
from foresite.model.macros import ParameterType
from foresite.model.probability import Probability
from foresite.model.problems import UNREAD, Code, Hints, Place, Problem, a, nearest, nearest_name, one_of, one_of_some
from foresite.model.quantities import with_unit
from foresite.model.records import (
    UNDECIDED,
    Brief,
    Claim,
    Condition,
    Event,
    Forecast,
    Outcome,
    Reason,
    Recommendation,
    Record,
    Scenario,
    Status,
    Vintage,
)
from foresite.model.settings import Settings
from foresite.model.sources import Declaration, Excluded, OptionReference, Sources
from foresite.parsing.links import check_links, published_text
from foresite.parsing.values import KEBAB, past_the_end

# Arguments of macros whose values only the whole project can tell right from wrong.


CODES = {
    ParameterType.THEME: Code.UNKNOWN_THEME,
    ParameterType.SET: Code.UNKNOWN_SET,
    ParameterType.BRIEF: Code.UNKNOWN_BRIEF,
    ParameterType.MEASURE: Code.UNKNOWN_MEASURE,
}


def check_arguments(sources: Sources, settings: Settings) -> Iterator[Problem]:
    """Every argument that names something which is not there."""
    known = _known(sources, settings)
    hidden = _known(sources.excluded, replace(settings, themes={}))
    chosen: dict[ParameterType, dict[str, None]] = {}
    hints = Hints()
    for call in sources.calls:
        for parameter in settings.macros[call.name].parameters:
            value = call.arguments.get(parameter.name)
            if value is None or parameter.type not in known:
                continue
            if parameter.type not in chosen:
                chosen[parameter.type] = dict.fromkeys(known[parameter.type]())
            choices = chosen[parameter.type]
            if str(value) in choices:
                continue
            what = parameter.type.name.lower()
            if parameter.type in hidden and str(value) in hidden[parameter.type]():
                message = f"'{call.name}' names the {what} '{value}', of which nothing is published"
                hint = "its records are drafts or on excluded pages"
                yield Problem(call.place, Code.UNPUBLISHED, message, hint)
                continue
            if not choices:
                continue
            expected = one_of_some(choices)
            message = f"'{call.name}' names the {what} '{value}', which does not exist, expected {expected}"
            code = CODES.get(parameter.type, Code.BAD_ARGUMENT)
            find = nearest if parameter.type is ParameterType.THEME else nearest_name
            hint = "no page annotates it" if _is_work(parameter.type, value, sources) else ""
            yield Problem(call.place, code, message, hint or hints.nearest(str(value), choices.keys, what, find))


def check_people(sources: Sources, settings: Settings) -> Iterator[Problem]:
    """Every person of the settings who is not an actor, and so has no effect; without any actor, nothing is known."""
    if not (settings.people and settings.people_place):
        return
    acting: list[Event | Claim] = [*sources.events, *sources.claims, *sources.excluded.events, *sources.excluded.claims]
    # Of a name of several words, the first or the last may be the family's.
    forms: dict[str, None] = {}
    for actor in dict.fromkeys(actor for each in acting for actor in each.actors):
        *given, family = actor.split()
        forms[f"{family}, {' '.join(given)}"] = None
        family, *given = actor.split()
        forms[f"{family}, {' '.join(given)}"] = None
    hints = Hints()
    for person in settings.people if forms else ():
        name = ", ".join(part.strip() for part in person.split(","))
        if name not in forms:
            message = f"'people' names '{person}', expected an actor of an event or claim"
            hint = hints.nearest(name, forms.keys, "person", nearest_name)
            yield Problem(settings.people_place, Code.BAD_SETTING, message, hint)


def _is_work(type: ParameterType, value: object, sources: Sources) -> bool:
    """Whether what should be an annotated brief is a work of the bibliography."""
    return type is ParameterType.BRIEF and any(reference.key == value for reference in sources.references)


def _known(sources: Sources | Excluded, settings: Settings) -> dict[ParameterType, Callable[[], Iterable[str]]]:
    """The values that exist, also in blocks that became no record; without any, nothing is checked."""

    def themes() -> Iterable[str]:
        used = {d.theme for d in sources.declarations} | {theme for event in sources.events for theme in event.themes}
        used |= {theme for claim in sources.claims for theme in claim.further_themes}
        return list(settings.themes) or sorted(used - {""})

    def actors() -> Iterable[str]:
        known = {actor for event in sources.events for actor in event.actors}
        return sorted(known | {actor for claim in sources.claims for actor in claim.actors})

    return {
        ParameterType.BRIEF: lambda: sorted(brief.key for brief in sources.briefs),
        ParameterType.OUTLOOK: lambda: sorted({brief.outlook for brief in sources.briefs}),
        ParameterType.THEME: themes,
        ParameterType.SET: lambda: sorted({d.set for d in sources.declarations} - {""}),
        ParameterType.ACTOR: actors,
        ParameterType.PLACE: lambda: sorted({place for claim in sources.claims for place in claim.places}),
        ParameterType.TAG: lambda: sorted({tag for claim in sources.claims for tag in claim.tags}),
        ParameterType.ADDRESSEE: lambda: sorted(
            {c.addressee for c in sources.claims if isinstance(c, Recommendation) and c.addressee}
        ),
        ParameterType.MEASURE: lambda: (
            list(settings.measures)
            or sorted({c.measure for c in sources.claims if isinstance(c, Forecast) and c.measure})
        ),
        ParameterType.SCALE: lambda: list(settings.known_scales),
    }


# What only the whole can show: ids that stand twice, and references to what is not there.


CLAIMS = frozenset(CLAIM_KINDS)
JUDGED = CLAIMS - {"finding"}
EVENTS = frozenset({"event"})
ALLOWED_KINDS = {
    ReferenceTarget.CLAIM: (CLAIMS, Code.UNKNOWN_CLAIM, "claim"),
    ReferenceTarget.JUDGED: (JUDGED, Code.UNKNOWN_CLAIM, "claim"),
    ReferenceTarget.EVENT: (EVENTS, Code.UNKNOWN_EVENT, "event"),
    ReferenceTarget.SIGNPOST: (EVENTS, Code.UNKNOWN_EVENT, "event"),
}
"""What each option that names a record may name: the kinds, the code where it does not, and how they are called."""


ROUNDING = 0.5
"""By how many per cent a probability in numbers may differ from what the brief had before it rounded it."""
MAX_YEARS_AWAY = 200
"""How many years lie between a brief and its outlook or horizon at most; beyond it is a slip, or stands for never."""


def check(sources: Sources, settings: Settings) -> list[Problem]:
    """Everything wrong between the parts of a project; the parts themselves were checked in reading."""
    checker = ProjectChecker(sources, settings)
    return [
        *checker.check_ids(),
        *checker.check_briefs(),
        *checker.check_references(),
        *checker.check_citations(),
        *checker.check_origins(),
        *checker.check_outcomes(),
        *checker.check_conditions(),
        *checker.check_exclusive_sets(),
        *checker.check_quantities(),
        *checker.check_values(),
        *checker.check_dates(),
        *checker.check_shifts(),
        *checker.check_revisions(),
        *check_arguments(sources, settings),
        *check_people(sources, settings),
        *check_links(sources, settings),
    ]


def unknown_names(sources: Sources, settings: Settings, references: tuple[OptionReference, ...]) -> list[Problem]:
    """What is wrong with names that are not in the sources yet."""
    return list(ProjectChecker(replace(sources, option_references=references), settings).check_references())


class ProjectChecker:
    """A project's sources, and the names that exist in them."""

    def __init__(self, sources: Sources, settings: Settings) -> None:
        self.sources = sources
        self.settings = settings
        self.declared: dict[str, Declaration] = {}
        for declaration in sources.declarations:
            self.declared.setdefault(declaration.id, declaration)
        self.references = {reference.key: reference for reference in sources.references}
        self.keys = self.references.keys()
        named = ((key, each.fields["ids"]) for key, each in self.references.items() if "ids" in each.fields)
        self.aliases = {alias.strip(): key for key, ids in named for alias in ids.split(",")}
        self.annotated = {brief.key: brief for brief in sources.briefs}
        self.today = today()
        self.bibliography = one_of_some([settings.relative(path) for path in settings.bibliography])
        self.hints = Hints()
        # Without its bibliography every key would be unknown, which says nothing new.
        files = {settings.relative(path) for path in settings.bibliography}
        self.unread = sorted({p.place.path for p in sources.problems if p.code in UNREAD})
        self.keys_known = not files & set(self.unread)
        self.pages = {page.path for page in sources.pages}
        self.near: dict[tuple[str, str], str] = {}

    def check_ids(self) -> Iterator[Problem]:
        """Ids that stand twice."""
        if len(self.declared) == len(self.sources.declarations):
            return
        for declaration in self.sources.declarations:
            first = self.declared[declaration.id]
            if first is not declaration:
                message = f"the id '{declaration.id}' is already used at {first.place}, expected another"
                yield Problem(declaration.place, Code.DUPLICATE_ID, message)

    def check_briefs(self) -> Iterator[Problem]:
        """Briefs that are not in the bibliography, or annotated twice."""
        first: dict[str, Place] = {}
        for brief in self.sources.briefs:
            if brief.key in first:
                already = f"the brief '{brief.key}' is already annotated at {first[brief.key]}"
                message = f"{already}, expected one page for each brief"
                yield Problem(brief.place, Code.DUPLICATE_ID, message)
            first.setdefault(brief.key, brief.place)
            if brief.key not in self.keys and self.keys_known:
                message = f"no entry '{brief.key}' in {self.bibliography}, expected the brief's key"
                hint = self.hints.nearest(brief.key, lambda: self.keys, "key")
                yield Problem(brief.place, Code.UNKNOWN_BRIEF, message, hint)

    def check_references(self) -> Iterator[Problem]:
        """Ids and keys that options name and that do not exist."""
        for reference in self.sources.option_references:
            target, name, place = reference
            if target is ReferenceTarget.SOURCE:
                if name not in self.keys and self.keys_known:
                    yield self._unknown_citation(name, place)
                continue
            kinds, code, what = ALLOWED_KINDS[target]
            found = self.declared.get(name)
            if found is not None and found.kind in kinds:
                continue
            excluded = self.sources.excluded
            if found is None and (where := excluded.exclusion_of(name)):
                message = f"the {excluded.records[name].kind} '{name}' {where}, expected one that is published"
                yield Problem(place, Code.UNPUBLISHED, message)
                continue
            # A single word without a hyphen is text as a signpost; so is anything with a space.
            if target is not ReferenceTarget.SIGNPOST or ("-" in name and KEBAB.fullmatch(name)):
                yield self._wrong_reference(reference, found, sorted(kinds), code, what)

    def _wrong_reference(
        self, reference: OptionReference, found: Declaration | None, kinds: list[str], code: Code, what: str
    ) -> Problem:
        """A record that is not there, or is of another kind."""
        if found is None:
            message = f"no {what} '{reference.name}', expected the id of {a(one_of(kinds))}"

            def known() -> list[str]:
                return [id for id, declared in self.declared.items() if declared.kind in kinds]

            near = self.hints.nearest(reference.name, known, one_of(kinds))
            hint = self._published(reference.name) or near or self._unread(reference.name)
            return Problem(reference.place, code, message, hint)
        message = f"'{reference.name}' is {a(found.kind)}, expected the id of {a(one_of(kinds))}"
        return Problem(reference.place, code, message)

    def _published(self, name: str) -> str:
        """The hint that says what became of the page on which a record was published."""
        page = next((link.page for link in self.permalinks if link.anchor == name), "")
        path = self.settings.relative(self.settings.docs / page)
        if not page or page in self.pages:
            return f"it was published on {path}, which no longer has it" if page else ""
        return f"it was published on {path}, which {'cannot be read' if path in self.unread else 'is missing'}"

    def _unread(self, name: str) -> str:
        """The hint that says which page could not be read, or which brief has none, where that may be the cause."""
        if pages := [path for path in self.unread if path.endswith(MARKDOWN)]:
            return f"it may be on {one_of(pages)}, which cannot be read"
        word = name.partition("-")[0]
        annotated = {brief.key for brief in self.sources.briefs}
        keys = sorted(key for key in self.keys - annotated if key.casefold().rstrip("0123456789") == word)
        alone = len(keys) == 1 and not any(id.startswith(f"{word}-") for id in self.declared)
        return f"no page annotates '{keys[0]}'" if alone else ""

    @cached_property
    def permalinks(self) -> list[Permalink]:
        """What was published so far."""
        text = published_text(self.settings)
        return [] if isinstance(text, Problem) else [link for link, _ in read_published(text)]

    def check_citations(self) -> Iterator[Problem]:
        """Citations of unknown works, and of paragraphs or pages that a brief does not have."""
        briefs = {brief.key: brief for brief in self.sources.briefs}
        for placed in self.sources.citations:
            for work in placed.citation.works:
                if work.key not in self.keys and self.keys_known:
                    yield self._unknown_citation(work.key, placed.place)
                brief = briefs.get(work.key)
                if brief is None or not brief.count(work.label):
                    continue
                try:
                    located = Locator.parse(work.locator, work.label)
                except LocatorError as error:
                    yield Problem(placed.place, Code.BAD_LOCATOR, str(error), error.hint)
                    continue
                if message := past_the_end(located, brief):
                    yield Problem(placed.place, Code.BAD_LOCATOR, message)

    def _unknown_citation(self, key: str, place: Place) -> Problem:
        message = f"no entry '{key}' in {self.bibliography}"
        if main := self.aliases.get(key):
            hint = f"it is another name (ids) of '{main}': cite it as @{main}"
            return Problem(place, Code.UNKNOWN_CITATION, message, hint)
        if (stem := self._stem(key)) and stem != key:
            hint = f"write a key with letters behind it in braces: @{{{stem}}}{key[len(stem) :]}"
            return Problem(place, Code.UNKNOWN_CITATION, message, hint)
        ended = next(
            (name for sign in "-+/:." for name in (f"{key}{sign}", f"{key}{sign * 2}") if name in self.keys), ""
        )
        hint = f"write it in braces: @{{{ended}}}" if ended else self.hints.nearest(key, lambda: self.keys, "key")
        return Problem(place, Code.UNKNOWN_CITATION, message, hint)

    def _stem(self, key: str) -> str:
        """The known key that another begins with, if a particle in letters without case follows it: ``doe는``."""
        caseless = len(key)
        while caseless and key[caseless - 1].isalpha() and key[caseless - 1].lower() == key[caseless - 1].upper():
            caseless -= 1
        return next((key[:end] for end in range(caseless, min(caseless + 4, len(key))) if key[:end] in self.keys), "")

    def check_origins(self) -> Iterator[Problem]:
        """Works that rest on a report that the bibliography lacks, or in the end on themselves."""
        for reference in self.sources.references:
            on = reference.rests_on
            if on == reference.key or self._in_loop(reference.key):
                message = f"'restson' of '{reference.key}' leads back to itself, expected the report that it repeats"
                yield Problem(reference.place, Code.BAD_ENTRY, message)
            elif on and " " not in on and on not in self.keys and self.keys_known:
                hint = self.hints.nearest(on, lambda: self.keys, "key") or "a report without an entry is named in words"
                message = f"'restson' of '{reference.key}': no entry '{on}' in {self.bibliography}"
                yield Problem(reference.place, Code.UNKNOWN_CITATION, message, hint)

    def _in_loop(self, key: str) -> bool:
        seen, at = {key}, self.references[key].rests_on
        while at in self.references and at not in seen:
            seen.add(at)
            at = self.references[at].rests_on
        return at == key

    def check_outcomes(self) -> Iterator[Problem]:
        """Judgements of one claim as of one day of which nobody can tell which counts."""
        same_day: dict[tuple[str, str], list[Outcome]] = {}
        for outcome in self.sources.outcomes:
            same_day.setdefault((outcome.of, outcome.as_of.text), []).append(outcome)
        for outcomes in same_day.values():
            if len(outcomes) > 1:
                yield from self._same_day(outcomes)

    def _same_day(self, outcomes: list[Outcome]) -> Iterator[Problem]:
        """What is wrong with several outcomes of one claim as of one day."""
        of, day = outcomes[0].of, outcomes[0].as_of.text
        first: dict[str, Outcome] = {}
        for outcome in outcomes:
            alone = outcome.adjudicated and not outcome.coder
            earlier = outcome if alone else first.setdefault(outcome.coder, outcome)
            if earlier is not outcome:
                by = f" by '{outcome.coder}'" if outcome.coder else ""
                message = f"'{of}' already has an outcome{by} as of {day}, at {earlier.place}, expected a later date"
                hint = "" if by else "name the 'coder' of each, if several judged"
                yield self._wrong_outcome(outcome, "as-of", message, hint)
        if "" in first and len(first) > 1:
            message = f"'{of}' has outcomes of several coders as of {day}, expected the 'coder' of each"
            yield self._wrong_outcome(first[""], "as-of", message)
        adjudicated = [outcome for outcome in outcomes if outcome.adjudicated]
        if len(adjudicated) > 1:
            message = f"'{of}' already has an adjudicated outcome as of {day}, at {adjudicated[0].place}"
            yield self._wrong_outcome(adjudicated[1], "adjudicated", f"{message}, expected one")
        judged = {outcome.coder: outcome.judgement for outcome in first.values()}
        if not adjudicated and "" not in first and len(set(judged.values())) > 1:
            told = ", ".join(f"{coder}: {judgement}" for coder, judgement in judged.items())
            message = f"the coders of '{of}' differ as of {day} ({told}), expected one outcome with 'adjudicated: true'"
            yield self._wrong_outcome(outcomes[-1], "status", message)

    def _wrong_outcome(self, outcome: Outcome, option: str, message: str, hint: str = "") -> Problem:
        place = self.declared[outcome.id].place_of(option) or outcome.place
        return Problem(place, Code.BAD_VALUE, message, hint)

    def check_conditions(self) -> Iterator[Problem]:
        """Outcomes that tell of a condition where there is none, or don't where there is one."""
        claims = {claim.id: claim for claim in self.sources.claims}
        for outcome in self.sources.outcomes:
            claim = claims.get(outcome.of)
            if claim is None:
                continue
            conditional = isinstance(claim, Forecast) and bool(claim.condition)
            told = outcome.condition is not None or outcome.reason is Reason.CONDITION_UNMET
            option = "condition" if outcome.condition or not told else "reason"
            message = ""
            if told and not conditional:
                message = (
                    f"'{option}' tells of a condition, but '{claim.id}' has none, expected one in the {claim.kind}"
                )
            elif self.declared[outcome.id].place_of("condition") and not told:
                continue
            elif conditional and not told and outcome.status not in UNDECIDED:
                message = f"'{claim.id}' has a condition, and its outcome no 'condition', expected met or unmet"
            elif outcome.reason is Reason.CONDITION_UNMET and outcome.condition is Condition.MET:
                message = "'condition' is met, but 'reason' is condition-unmet, expected the same in both"
            if message:
                code = Code.BAD_VALUE if told else Code.MISSING_OPTION
                yield Problem(self.declared[outcome.id].place_of(option) or outcome.place, code, message)

    def check_exclusive_sets(self) -> Iterator[Problem]:
        """Sets of scenarios of which only one can come true, and whose likelihoods can't add up to 100 %."""
        sets: dict[tuple[str, str], list[Scenario]] = {}
        for claim in self.sources.claims:
            if isinstance(claim, Scenario):
                sets.setdefault((claim.brief, claim.set), []).append(claim)
        for (brief, name), members in sets.items():
            says = next((scenario for scenario in members if scenario.exclusive), None)
            # What states no degree bounds nothing.
            intervals = [each.likelihood.interval for each in members if each.likelihood and each.likelihood.interval]
            if says is None or len(members) < 2 or not intervals:
                continue
            least, greatest = (
                sum(interval.lower for interval in intervals),
                sum(interval.upper for interval in intervals),
            )
            complete = len(intervals) == len(members)
            # Three times 33 % adds up to 100 %, too: each number may have been rounded.
            rounded = ROUNDING * sum(isinstance(interval, Probability) for interval in intervals)
            if least > 100 + rounded or (complete and greatest < 100 - rounded):
                ends = f"{least:g} %" if least == greatest else f"{least:g}–{greatest:g} %"
                summed = ends if complete else f"at least {least:g} %"
                message = f"the likelihoods of the exclusive set '{name}' of '{brief}' add up to {summed}"
                place = self.declared[says.id].place_of("exclusive") or says.place
                yield Problem(place, Code.BAD_VALUE, f"{message}, expected likelihoods that can add up to 100 %")

    def check_quantities(self) -> Iterator[Problem]:
        """Forecasts of a quantity that a brief makes twice, or in another unit than others of the same measure."""
        units: dict[str, Forecast] = {}
        first: dict[tuple[str, tuple[str, str]], Forecast] = {}
        for claim in self.sources.claims:
            if not isinstance(claim, Forecast) or not claim.quantity:
                continue
            known = units.setdefault(claim.measure, claim)
            if claim.unit != known.unit:
                units_given = f"'{claim.unit or 'none'}', but that of '{known.id}' is '{known.unit or 'none'}'"
                message = f"the unit of '{claim.measure}' is {units_given}, expected one unit for a measure"
                yield self._wrong(claim, "unit", message, "declare it once, in 'measures' of mkdocs.yml")
            if claim.condition:
                continue
            same = first.setdefault((claim.brief, claim.quantity), claim)
            if same is not claim:
                message = f"'{same.id}' already forecasts '{claim.measure}' of {claim.period} in the same brief"
                hint = "where each depends on something else, say on what in 'condition'"
                yield self._wrong(claim, "measure", f"{message}, expected one value", hint)

    def check_values(self) -> Iterator[Problem]:
        """Values that came out of what is not a quantity, contradict each other, or are missing."""
        claims = {claim.id: claim for claim in self.sources.claims}
        came_out: dict[tuple[tuple[str, str], str, str], Outcome] = {}
        first_prints: dict[tuple[str, str], Outcome] = {}
        for outcome in self.sources.outcomes:
            claim = claims.get(outcome.of)
            if claim is None:
                continue
            quantity = claim.quantity if isinstance(claim, Forecast) else None
            if outcome.value is None:
                # A value that is wrong, or is missing by itself, is a problem of its own.
                known = outcome.status is Status.MEASURED or self.declared[outcome.id].place_of("value")
                if (
                    quantity
                    and not known
                    and outcome.status not in UNDECIDED
                    and not getattr(claim, "likelihood", None)
                ):
                    message = (
                        f"'{claim.id}' forecasts a quantity, and its outcome has no 'value', expected what came out"
                    )
                    yield Problem(outcome.place, Code.MISSING_OPTION, message)
                continue
            if quantity is None:
                message = f"'value' is given, but '{claim.id}' does not forecast a quantity, expected one that does"
                yield self._wrong(outcome, "value", message)
                continue
            if outcome.status is Status.MEASURED and getattr(claim, "likelihood", None):
                message = f"'{claim.id}' has a likelihood, and its outcome no 'status', expected what became of it"
                yield Problem(outcome.place, Code.MISSING_OPTION, message)
            yield from self._vintages(claim, quantity, outcome, came_out, first_prints)

    def _vintages(
        self,
        claim: Claim,
        quantity: tuple[str, str],
        outcome: Outcome,
        came_out: dict[tuple[tuple[str, str], str, str], Outcome],
        first_prints: dict[tuple[str, str], Outcome],
    ) -> Iterator[Problem]:
        """What is wrong between a value and those that came out of the same measure and period."""
        period = getattr(claim, "period", None)
        if period and outcome.as_of.last < period.first:
            message = f"'as-of' is {outcome.as_of}, before the period {period} of '{claim.id}', expected a later day"
            yield self._misdated(outcome, "as-of", message)
        same = came_out.setdefault((quantity, outcome.as_of.text, outcome.coder), outcome)
        if outcome.value and same.value and outcome.value.number != same.value.number:
            unit = getattr(claim, "unit", "")
            values = f"{with_unit(outcome.value.text, unit)}, but that of '{same.id}' as of the same day is"
            message = f"the value of '{quantity[0]}' is {values} {with_unit(same.value.text, unit)}, expected the same"
            yield self._wrong(outcome, "value", message)
        if outcome.vintage is Vintage.FIRST_PRINT:
            first = first_prints.setdefault(quantity, outcome)
            if first.as_of.text != outcome.as_of.text:
                message = f"'{first.id}' is the first print of '{quantity[0]}' already, as of {first.as_of}"
                hint = "write 'vintage: revision'" if outcome.as_of.first > first.as_of.last else ""
                yield self._wrong(outcome, "vintage", f"{message}, expected one", hint)

    def _wrong(self, record: Record, option: str, message: str, hint: str = "") -> Problem:
        place = self.declared[record.id].place_of(option) or record.place
        return Problem(place, Code.BAD_VALUE, message, hint)

    def check_dates(self) -> Iterator[Problem]:
        """Dates that cannot be, beside those of the brief and today's."""
        for brief in self.sources.briefs:
            near, named = (
                (self.first_possible_day(brief), self.brief_in_words(brief))
                if self.publication_date(brief)
                else (self.today, "today")
            )
            outlook = self.settings.outlook(brief.outlook)
            if abs(outlook.period.first.year - near.year) > MAX_YEARS_AWAY and near > date.min:
                message = f"the outlook {outlook.label} is more than {MAX_YEARS_AWAY} years from {named}"
                yield Problem(brief.place, Code.BAD_OUTLOOK, f"{message}, expected a nearer year")
        for claim in self.sources.claims:
            horizon = claim.horizon if isinstance(claim, (Forecast, Scenario)) else None
            # A value may be expected of a time that is over, since its first print comes later.
            apart = horizon != getattr(claim, "period", None)
            if isinstance(horizon, (PartialDate, Interval)) and apart and claim.brief in self.annotated:
                yield from self._horizon(claim, horizon, self.annotated[claim.brief])
            if isinstance(claim, Forecast) and claim.period and claim.brief in self.annotated:
                yield from self._period(claim, claim.period, self.annotated[claim.brief])
        for event in self.sources.events:
            if event.date.first > self.today:
                message = f"'date' is {event.date}, in the future, expected a date up to today"
                yield self._misdated(event, "date", message)
        claims = {claim.id: claim for claim in self.sources.claims}
        events = {event.id: event for event in self.sources.events}
        for outcome in self.sources.outcomes:
            claim_of = claims.get(outcome.of)
            judged = self.annotated.get(claim_of.brief) if claim_of else None
            if message := self._as_of(outcome, judged, [events[id] for id in outcome.events if id in events]):
                yield self._misdated(outcome, "as-of", message)

    def _horizon(self, claim: Claim, horizon: Span, brief: Brief) -> Iterator[Problem]:
        published = self.first_possible_day(brief)
        end = horizon.end if isinstance(horizon, Interval) else horizon
        if horizon.last < published:
            message = f"'horizon' is {horizon}, before {self.brief_in_words(brief)}, expected a later date"
            yield self._misdated(claim, "horizon", message)
        elif end and end.last.year > max(published.year, self.period(brief).last.year) + MAX_YEARS_AWAY:
            message = f"'horizon' is {horizon}, more than {MAX_YEARS_AWAY} years after {self.brief_in_words(brief)}"
            yield self._misdated(claim, "horizon", f"{message}, expected a nearer date or open")

    def _period(self, claim: Claim, period: Span, brief: Brief) -> Iterator[Problem]:
        near = self.first_possible_day(brief).year
        if date.min in (period.first, period.last) or date.max in (period.first, period.last):
            message = f"'period' is {period}, open on one side, expected a time with a beginning and an end"
            yield self._misdated(claim, "period", message)
        elif abs(period.last.year - near) > MAX_YEARS_AWAY:
            message = f"'period' is {period}, more than {MAX_YEARS_AWAY} years from {self.brief_in_words(brief)}"
            yield self._misdated(claim, "period", f"{message}, expected a nearer time")

    def _as_of(self, outcome: Outcome, brief: Brief | None, events: list[Event]) -> str:
        """What is wrong with the day of a judgement; empty where nothing is."""
        day = outcome.as_of
        if day.first > self.today:
            return f"'as-of' is {day}, in the future, expected a day up to today"
        if brief and day.last < self.first_possible_day(brief):
            return f"'as-of' is {day}, before {self.brief_in_words(brief)}, expected a later day"
        later = next((event for event in events if event.date.first > day.last), None)
        return f"'as-of' is {day}, before the event '{later.id}' of {later.date}, expected a later day" if later else ""

    def _misdated(self, record: Record, option: str, message: str) -> Problem:
        return Problem(self.declared[record.id].place_of(option) or record.place, Code.BAD_DATE, message)

    def publication_date(self, brief: Brief) -> Span | None:
        """When the bibliography says that a brief was published."""
        reference = self.references.get(brief.key)
        return reference.date if reference else None

    def first_possible_day(self, brief: Brief) -> date:
        """The first day on which it can have been published: of a brief without a date, that of its outlook."""
        dated = self.publication_date(brief)
        return dated.first if dated else self.period(brief).first

    def period(self, brief: Brief) -> Span:
        """The time that its outlook looks at."""
        return self.settings.outlook(brief.outlook).period

    def brief_in_words(self, brief: Brief) -> str:
        """A brief with what says when it was published."""
        dated = self.publication_date(brief)
        return (
            f"the brief '{brief.key}' of {dated}"
            if dated
            else f"the outlook {self.outlook_label(brief)} of '{brief.key}'"
        )

    def outlook_label(self, told: Brief | Claim) -> str:
        """What the outlook of a brief or claim is called."""
        return self.settings.outlook_label(told.outlook)

    def check_revisions(self) -> Iterator[Problem]:
        """Claims that revise themselves, a claim of another kind, or one that is not of an earlier brief."""
        claims = {claim.id: claim for claim in self.sources.claims}
        circles = _circles(claims)
        # A circle is told of once.
        told = {id for circle in circles.values() for id in circle[1:]}
        for claim in claims.values():
            revised = claims.get(claim.revises)
            if revised is None or claim.id in told:
                continue
            place = self.declared[claim.id].place_of("revises") or claim.place
            expected = f"expected a {claim.kind} of an earlier brief"
            if revised is claim:
                message = f"'revises' names the {claim.kind} itself, {expected}"
            elif circle := circles.get(claim.id):
                message = f"'revises' leads back to '{claim.id}' by way of '{circle[1]}', {expected}"
            elif revised.kind != claim.kind:
                message = f"'revises' names the {revised.kind} '{revised.id}', {expected}"
            elif isinstance(claim, Forecast) and claim.measure != getattr(revised, "measure", ""):
                other_measure = getattr(revised, "measure", "")
                its, own = (f"measure '{each}'" if each else "no measure" for each in (other_measure, claim.measure))
                message = f"'revises' names '{revised.id}', which has {its}, and this forecast has {own}, {expected}"
            elif revised.brief == claim.brief:
                message = f"'revises' names '{revised.id}' of the same brief, {expected}"
            else:
                mine, other = self.annotated.get(claim.brief), self.annotated.get(revised.brief)
                if not (mine and other) or self.first_possible_day(other) <= self.first_possible_day(mine):
                    continue
                after = f"after {self.brief_in_words(mine)}"
                message = f"'revises' names '{revised.id}' of {self.brief_in_words(other)}, {after}, {expected}"
            yield Problem(place, Code.BAD_VALUE, message)

    def check_shifts(self) -> Iterator[Problem]:
        """Shifts from a claim to itself, or from a later outlook to an earlier one."""
        claims = {claim.id: claim for claim in self.sources.claims}
        rank = outlook_ranks(self.sources.briefs, self.references, self.settings)

        def place_of(claim: Claim) -> int:
            return rank.get(claim.outlook, 0)

        for shift in self.sources.shifts:
            if both := [id for id in dict.fromkeys(shift.after) if id in shift.before]:
                place = self.declared[shift.id].place_of("to") or shift.place
                message = f"'from' and 'to' both name '{both[0]}', expected a claim of another outlook on each side"
                yield Problem(place, Code.BAD_VALUE, message)
                continue
            before = [claims[id] for id in shift.before if id in claims]
            after = [claims[id] for id in shift.after if id in claims]
            if not (before and after):
                continue
            latest, earlier = max(before, key=place_of), min(after, key=place_of)
            if place_of(latest) > place_of(earlier):
                place = self.declared[shift.id].place_of("from") or shift.place
                message = (
                    f"'from' names '{latest.id}' of {self.outlook_label(latest)} and 'to' names '{earlier.id}' of "
                    f"{self.outlook_label(earlier)}, expected the earlier outlook in 'from'"
                )
                yield Problem(place, Code.BAD_VALUE, message)


def _circles(claims: Mapping[str, Claim]) -> dict[str, list[str]]:
    """The circles in which claims revise each other: the ids of each by the first of them in the sources."""
    found: dict[str, list[str]] = {}
    done: set[str] = set()
    for first in claims:
        way: dict[str, None] = {}
        at = first
        while at in claims and at not in done and at not in way:
            way[at] = None
            at = claims[at].revises
        if at in way:
            ids = list(way)
            circle = ids[ids.index(at) :]
            if len(circle) > 1:
                found[circle[0]] = circle
        done.update(way)
    return found
