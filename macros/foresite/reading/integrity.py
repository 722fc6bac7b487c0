"""What only the whole can show: ids that stand twice, and references to what is not there.

A block that could not become a record still declares its id, so that one mistake in it does not make
every reference to it a second one.
"""

from __future__ import annotations

from collections.abc import Iterator

from foresite.fields import CLAIM_KINDS, Target
from foresite.model import Claim, Outcome
from foresite.problems import Code, Place, Problem, nearest
from foresite.reading.arguments import check_arguments
from foresite.reading.faults import a, one_of
from foresite.reading.linking import check_links
from foresite.reading.values import KEBAB, past_the_end
from foresite.settings import Settings
from foresite.sources import Declaration, Mention, Sources
from foresite.values import Locator, LocatorError

CLAIMS = frozenset(CLAIM_KINDS)
JUDGED = CLAIMS - {"finding"}
EVENTS = frozenset({"event"})
NAMED = {
    Target.CLAIM: (CLAIMS, Code.UNKNOWN_CLAIM, "claim"),
    Target.JUDGED: (JUDGED, Code.UNKNOWN_CLAIM, "claim"),
    Target.EVENT: (EVENTS, Code.UNKNOWN_EVENT, "event"),
    Target.SIGNPOST: (EVENTS, Code.UNKNOWN_EVENT, "event"),
}
"""What each option that names a record may name: the kinds, the code where it does not, and how they are called."""


def check(sources: Sources, settings: Settings) -> list[Problem]:
    """Everything wrong between the parts of a project; the parts themselves were checked in reading."""
    whole = Whole(sources, settings)
    return [
        *whole.duplicates(),
        *whole.briefs(),
        *whole.mentions(),
        *whole.citations(),
        *whole.outcomes(),
        *whole.shifts(),
        *check_arguments(sources, settings),
        *check_links(sources),
    ]


class Whole:
    """A project's sources, and the names that exist in them."""

    def __init__(self, sources: Sources, settings: Settings) -> None:
        self.sources = sources
        self.declared: dict[str, Declaration] = {}
        for declaration in sources.declarations:
            self.declared.setdefault(declaration.id, declaration)
        self.keys = {reference.key for reference in sources.references}
        self.bibliography = one_of(settings.relative(path) for path in settings.bibliography)
        # Without its bibliography every key would be unknown, which says nothing new.
        files = {settings.relative(path) for path in settings.bibliography}
        unreadable = {p.place.path for p in sources.problems if p.code in (Code.BAD_FILE, Code.NOT_UTF8)}
        self.keys_known = not files & unreadable

    def duplicates(self) -> Iterator[Problem]:
        """Ids that stand twice."""
        if len(self.declared) == len(self.sources.declarations):
            return
        for declaration in self.sources.declarations:
            first = self.declared[declaration.id]
            if first is not declaration:
                message = f"the id '{declaration.id}' stands already at {first.place}, expected another"
                yield Problem(declaration.place, Code.DUPLICATE_ID, message)

    def briefs(self) -> Iterator[Problem]:
        """Briefs that are not in the bibliography, or annotated twice."""
        first: dict[str, Place] = {}
        for brief in self.sources.briefs:
            if brief.key in first:
                message = f"the brief '{brief.key}' is annotated already at {first[brief.key]}, expected one page"
                yield Problem(brief.place, Code.DUPLICATE_ID, message)
            first.setdefault(brief.key, brief.place)
            if brief.key not in self.keys and self.keys_known:
                message = f"no entry '{brief.key}' in {self.bibliography}, expected the brief's key"
                yield Problem(brief.place, Code.UNKNOWN_BRIEF, message, nearest(brief.key, self.keys))

    def mentions(self) -> Iterator[Problem]:
        """Ids and keys that options name and that do not exist."""
        for mention in self.sources.mentions:
            target, name, place = mention
            if target is Target.SOURCE:
                if name not in self.keys and self.keys_known:
                    yield self._unknown_citation(name, place)
                continue
            kinds, code, what = NAMED[target]
            found = self.declared.get(name)
            if found is not None and found.kind in kinds:
                continue
            # A single word without a hyphen is text as a signpost; so is anything with a space.
            if target is not Target.SIGNPOST or ("-" in name and KEBAB.fullmatch(name)):
                yield self._unnamed(mention, found, sorted(kinds), code, what)

    def _unnamed(self, mention: Mention, found: Declaration | None, kinds: list[str], code: Code, what: str) -> Problem:
        """A record that is not there, or is of another kind."""
        if found is None:
            known = [id for id, declared in self.declared.items() if declared.kind in kinds]
            message = f"no {what} '{mention.name}', expected the id of {a(one_of(kinds))}"
            return Problem(mention.place, code, message, nearest(mention.name, known))
        message = f"'{mention.name}' is {a(found.kind)}, expected the id of {a(one_of(kinds))}"
        return Problem(mention.place, code, message)

    def citations(self) -> Iterator[Problem]:
        """Citations of unknown works, and of paragraphs that a brief does not have."""
        briefs = {brief.key: brief for brief in self.sources.briefs}
        for placed in self.sources.citations:
            for work in placed.citation.works:
                if work.key not in self.keys and self.keys_known:
                    yield self._unknown_citation(work.key, placed.place)
                brief = briefs.get(work.key)
                if brief is None or work.label != "paragraph":
                    continue
                try:
                    located = Locator.parse(work.locator)
                except LocatorError as error:
                    yield Problem(placed.place, Code.BAD_LOCATOR, str(error))
                    continue
                if located.last > brief.paragraphs:
                    yield Problem(placed.place, Code.BAD_LOCATOR, past_the_end(located, brief))

    def _unknown_citation(self, key: str, place: Place) -> Problem:
        message = f"no entry '{key}' in {self.bibliography}"
        return Problem(place, Code.UNKNOWN_CITATION, message, nearest(key, self.keys))

    def outcomes(self) -> Iterator[Problem]:
        """Two judgements of one claim on one day: the latest counts, so neither would."""
        first: dict[tuple[str, str], Outcome] = {}
        for outcome in self.sources.outcomes:
            earlier = first.setdefault((outcome.of, outcome.as_of.text), outcome)
            if earlier is not outcome:
                message = f"'{outcome.of}' has an outcome as of {outcome.as_of.text} already at {earlier.place}"
                place = self.declared[outcome.id].place_of("as-of") or outcome.place
                yield Problem(place, Code.BAD_VALUE, f"{message}, expected a later date")

    def shifts(self) -> Iterator[Problem]:
        """Shifts that run from a later outlook to an earlier one."""
        claims = {claim.id: claim for claim in self.sources.claims}
        for shift in self.sources.shifts:
            before = [claims[id] for id in shift.before if id in claims]
            after = [claims[id] for id in shift.after if id in claims]
            if before and after and (latest := max(before, key=_year)).outlook > min(after, key=_year).outlook:
                place = self.declared[shift.id].place_of("from") or shift.place
                earlier = min(after, key=_year)
                message = (
                    f"'from' names '{latest.id}' of {latest.outlook} and 'to' names '{earlier.id}' of "
                    f"{earlier.outlook}, expected the earlier outlook in 'from'"
                )
                yield Problem(place, Code.BAD_VALUE, message)


def _year(claim: Claim) -> int:
    return claim.outlook
