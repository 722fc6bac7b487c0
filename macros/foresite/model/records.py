"""The records: what reading finds and everything else works from.

All are frozen. They hold resolved values (dates, locators, likelihoods), never the syntax they came
from, and each knows its place. Links between records are ids; ``foresite.model.corpus`` resolves them.
"""

from __future__ import annotations

import copyreg
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from hashlib import blake2b
from types import MappingProxyType
from typing import Any, ClassVar

from foresite.language.formats import bracketed, colon, series
from foresite.language.words import N_, NP_, Message, gettext, npgettext, pgettext
from foresite.model.dates import Horizon, PartialDate, Span
from foresite.model.likelihood import Confidence, Likelihood, Scale
from foresite.model.locators import PARAGRAPH, Locator
from foresite.model.problems import Place
from foresite.model.quantities import Amount, Bounds, with_unit


def _read_only(values: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(values)


def how_many(label: Message) -> tuple[str, str]:
    """Return the message for one and that for several of what a label names."""
    return f"%(num)s {label.text}", f"%(num)s {label.text}"


def _counted(label: Message, number: int, **values: object) -> str:
    return npgettext("how many", *how_many(label), number, **values)


# Records hold read-only mappings, which pickle, between processes, can't write by itself.
copyreg.pickle(MappingProxyType, lambda mapping: (_read_only, (dict(mapping),)))


class Status(Enum):
    """What became of a claim."""

    OCCURRED = "occurred"
    PARTLY = "partly"
    DID_NOT_OCCUR = "did-not-occur"
    OPEN = "open"
    NOT_ASSESSABLE = "not-assessable"
    MEASURED = "measured"

    @property
    def plain(self) -> str:
        """The status as editors write it, without hyphens."""
        return self.value.replace("-", " ")

    @property
    def label(self) -> str:
        """The status in words; an open verdict and a horizon without an end are called otherwise."""
        return _STATUSES[self].words


_STATUSES = {
    Status.OCCURRED: NP_("status", "occurred"),
    Status.PARTLY: NP_("status", "partly"),
    Status.DID_NOT_OCCUR: NP_("status", "did not occur"),
    Status.OPEN: NP_("status", "still open"),
    Status.NOT_ASSESSABLE: NP_("status", "not assessable"),
    Status.MEASURED: NP_("status", "measured"),
}


class Reason(Enum):
    """Why an outcome leaves a claim undecided."""

    NOT_DUE = "not-due"
    CONDITION_UNMET = "condition-unmet"
    NOT_PUBLIC = "not-public"
    NOT_GATHERED = "not-gathered"
    DISPUTED = "disputed"

    @property
    def label(self) -> str:
        """The reason in words."""
        return _REASONS[self].words


_REASONS = {
    Reason.NOT_DUE: NP_("reason", "not due yet"),
    Reason.CONDITION_UNMET: NP_("reason", "condition unmet"),
    Reason.NOT_PUBLIC: NP_("reason", "cannot be known from public sources"),
    Reason.NOT_GATHERED: NP_("reason", "evidence not gathered"),
    Reason.DISPUTED: NP_("reason", "sources disagree"),
}


class Voice(Enum):
    """Who speaks in a source."""

    PRIMARY = "primary"
    OFFICIAL = "official"
    STATE_MEDIA = "state-media"
    PRESS = "press"
    RESEARCH = "research"
    AGGREGATOR = "aggregator"

    @property
    def label(self) -> str:
        """Who speaks, in words."""
        return _VOICES[self].words


_VOICES = {
    Voice.PRIMARY: NP_("source", "primary document"),
    Voice.OFFICIAL: NP_("source", "official of a party"),
    Voice.STATE_MEDIA: NP_("source", "state media"),
    Voice.PRESS: NP_("source", "press"),
    Voice.RESEARCH: NP_("source", "research"),
    Voice.AGGREGATOR: NP_("source", "aggregator"),
}


class ReadAt(Enum):
    """Where a source was read."""

    OUTLET = "outlet"
    MIRROR = "mirror"

    @property
    def label(self) -> str:
        """Where it was read, in words."""
        return pgettext("read", "at the outlet") if self is ReadAt.OUTLET else pgettext("read", "on a mirror")


class Condition(Enum):
    """What became of the condition on which a forecast depends."""

    MET = "met"
    UNMET = "unmet"

    @property
    def label(self) -> str:
        """Whether the condition was met, in words."""
        return gettext("condition met") if self is Condition.MET else gettext("condition unmet")


class Baseline(Enum):
    """Whether a forecast comes true if things go on as before."""

    YES = "yes"
    NO = "no"

    @property
    def label(self) -> str:
        """The answer in words."""
        return gettext("yes") if self is Baseline.YES else gettext("no")


class Vintage(Enum):
    """Which publication of a figure a value is from."""

    FIRST_PRINT = "first-print"
    REVISION = "revision"

    @property
    def label(self) -> str:
        """The vintage in words."""
        return gettext("first print") if self is Vintage.FIRST_PRINT else gettext("revision")


UNDECIDED = frozenset((Status.OPEN, Status.NOT_ASSESSABLE))
"""The statuses that can have a reason."""


class Verdict(Enum):
    """What the outcome says of a likelihood; computed, never written by an editor."""

    HELD = "held"
    MISSED = "missed"
    PARTLY = "partly"
    OPEN = "open"
    NOT_ASSESSABLE = "not-assessable"
    NO_DEGREE = "no-degree"
    CONDITION_UNMET = "condition-unmet"

    @property
    def label(self) -> str:
        """The verdict in words; an open outcome and a horizon without an end are called otherwise."""
        return VERDICT_LABELS[self].words

    def counted(self, number: int, **values: object) -> str:
        """How many have the verdict, in words: ``13 held``."""
        return _counted(VERDICT_LABELS[self], number, **values)


VERDICT_LABELS = {
    Verdict.HELD: NP_("verdict", "held"),
    Verdict.MISSED: NP_("verdict", "missed"),
    Verdict.PARTLY: NP_("verdict", "partly"),
    Verdict.OPEN: NP_("verdict", "not judged yet"),
    Verdict.NOT_ASSESSABLE: NP_("verdict", "not assessable"),
    Verdict.NO_DEGREE: NP_("verdict", "no degree stated"),
    Verdict.CONDITION_UNMET: NP_("verdict", "condition unmet"),
}


class ChosenBy(Enum):
    """Who chose the term of a scale that a likelihood is."""

    BRIEF = "brief"
    EDITORS = "editors"

    @property
    def label(self) -> str:
        """Who chose it, in words."""
        return pgettext("chosen by", "brief") if self is ChosenBy.BRIEF else pgettext("chosen by", "editors")


class Change(Enum):
    """How the claims of one outlook stand to those of another."""

    KEPT = "kept"
    STRENGTHENED = "strengthened"
    SOFTENED = "softened"
    REVERSED = "reversed"
    DROPPED = "dropped"
    NEW = "new"

    @property
    def label(self) -> str:
        """The change in words."""
        return CHANGE_LABELS[self].words

    def counted(self, number: int, **values: object) -> str:
        """How many shifts are such a change, in words: ``2 softened``."""
        return _counted(CHANGE_LABELS[self], number, **values)


CHANGE_LABELS = {
    Change.KEPT: NP_("change", "kept"),
    Change.STRENGTHENED: NP_("change", "strengthened"),
    Change.SOFTENED: NP_("change", "softened"),
    Change.REVERSED: NP_("change", "reversed"),
    Change.DROPPED: NP_("change", "dropped"),
    Change.NEW: NP_("change", "new"),
}


class Grouping(Enum):
    """What views put briefs and their claims together by."""

    OUTLOOK = "outlook"
    BRIEF = "brief"
    INSTITUTION = "institution"
    SERIES = "series"
    AUTHOR = "author"

    @property
    def label(self) -> str:
        """The grouping in a word, as a heading has it."""
        return gettext(_GROUPINGS[self])

    @property
    def noun(self) -> str:
        """The grouping in a word, as a sentence has it."""
        return _GROUPING_NOUNS[self].words


_GROUPINGS = {
    Grouping.OUTLOOK: N_("Outlook"),
    Grouping.BRIEF: N_("Brief"),
    Grouping.INSTITUTION: N_("Institution"),
    Grouping.SERIES: N_("Series"),
    Grouping.AUTHOR: N_("Author"),
}
_GROUPING_NOUNS = {
    Grouping.OUTLOOK: NP_("grouping", "outlook"),
    Grouping.BRIEF: NP_("grouping", "brief"),
    Grouping.INSTITUTION: NP_("grouping", "institution"),
    Grouping.SERIES: NP_("grouping", "series"),
    Grouping.AUTHOR: NP_("grouping", "author"),
}


@dataclass(frozen=True, slots=True)
class Coding:
    """The likelihood that one coder, working alone, took a brief's words to mean."""

    coder: str
    likelihood: Likelihood

    def __str__(self) -> str:
        return f"{self.likelihood.name} ({self.coder})"

    @property
    def words(self) -> str:
        """The same in the current language."""
        return bracketed(self.likelihood.words, self.coder)


@dataclass(frozen=True, slots=True)
class Record:
    """What every block of the record has."""

    id: str
    title: str
    page: str
    """The page it stands on, relative to the docs folder: ``briefs/2024-jang.md``."""
    place: Place
    """The file and line of its opening fence."""
    body: str
    """Its Markdown."""
    body_line: int
    """The line of the file on which the body starts."""
    draft: bool = field(default=False, kw_only=True)
    """Whether only a preview shows it."""
    other_titles: tuple[str, ...] = field(default=(), kw_only=True)
    """Its titles in the other languages of the site, by which search finds it as well."""

    kind: ClassVar[str] = "record"
    """The name of its block."""


@dataclass(frozen=True, slots=True)
class Claim(Record):
    """What a brief says, in our words, tied to a paragraph of it."""

    brief: str
    """The brief's key in the bibliography."""
    outlook: str
    """The name of the outlook of its brief."""
    theme: str
    """The theme under which it is compared."""
    further_themes: tuple[str, ...]
    at: Locator
    actors: tuple[str, ...]
    places: tuple[str, ...]
    tags: tuple[str, ...]
    quote: str
    """A phrase of the brief, verbatim, or the empty string."""
    revises: str = field(default="", kw_only=True)
    """The id of the claim of an earlier edition that it takes the place of, or the empty string."""

    kind = "claim"

    @property
    def themes(self) -> tuple[str, ...]:
        """Every theme that it belongs to, each once, the one under which it is compared first."""
        return tuple(dict.fromkeys((self.theme, *self.further_themes)))


@dataclass(frozen=True, slots=True)
class Finding(Claim):
    """What a brief says is the case."""

    confidence: Confidence | None

    kind = "finding"


@dataclass(frozen=True, slots=True)
class Forecast(Claim):
    """A positive proposition with the likelihood the brief gave it, a value that it expects, or both."""

    wording: str
    """The brief's own words for the likelihood; empty where it forecasts a quantity and gives no likelihood."""
    likelihood: Likelihood | None
    """None where it forecasts a quantity and gives no likelihood."""
    chosen_by: ChosenBy | None
    """Whose word the term of the likelihood is; None where it has none."""
    confidence: Confidence | None
    horizon: Horizon
    """When it should have turned out."""
    criterion: str
    """What would show that it happened, or the empty string."""
    condition: str
    """On what it depends, or the empty string."""
    if_nothing_changes: Baseline | None
    """Whether it comes true if things go on as before, where that is given."""
    codings: tuple[Coding, ...]
    """What each coder took the wording to mean, where several did."""
    measure: str = field(default="", kw_only=True)
    """The id of the measure of which it forecasts a value, or the empty string."""
    unit: str = field(default="", kw_only=True)
    """The unit of value and interval: its own, or that of the measure."""
    value: Amount | None = field(default=None, kw_only=True)
    interval: Bounds | None = field(default=None, kw_only=True)
    period: Span | None = field(default=None, kw_only=True)
    """The time for which the value is expected."""

    kind = "forecast"

    @property
    def quantity(self) -> tuple[str, str] | None:
        """The measure and the period (EDTF) of which it forecasts a value; None where it forecasts none."""
        return (self.measure, self.period.text) if self.measure and self.period else None

    @property
    def amounts(self) -> tuple[Amount, ...]:
        """The numbers that it gives: the value, and the ends of the interval."""
        ends = (self.interval.lower, self.interval.upper) if self.interval else ()
        return (*((self.value,) if self.value else ()), *ends)

    @property
    def expected(self) -> str:
        """The value and interval in words: ``3.2 %, 2.1–4.3 (90 % interval)``; empty where it gives none."""
        value = with_unit(str(self.value), self.unit) if self.value else ""
        ends = self.interval.words if self.interval else ""
        if self.interval:
            ends = with_unit(ends, "" if value else self.unit)
            if self.interval.coverage:
                ends = gettext("%(ends)s (%(coverage)s %% interval)", ends=ends, coverage=self.interval.coverage)
            else:
                ends = gettext("%(ends)s (no coverage stated)", ends=ends)
        return series(filter(None, (value, ends)))


@dataclass(frozen=True, slots=True)
class Recommendation(Claim):
    """What a brief says somebody should do."""

    addressee: str

    kind = "recommendation"


@dataclass(frozen=True, slots=True)
class Scenario(Claim):
    """One of the futures that a brief sets side by side."""

    set: str
    wording: str
    likelihood: Likelihood | None
    chosen_by: ChosenBy | None
    confidence: Confidence | None
    horizon: Horizon | None
    drivers: tuple[str, ...]
    assumptions: tuple[str, ...]
    signposts: tuple[str, ...]
    """Ids of events, or text."""
    impact: str
    exclusive: bool
    """Whether one scenario of its set comes true and no other; what one of them says holds for all."""

    kind = "scenario"


@dataclass(frozen=True, slots=True)
class Correction(Record):
    """A slip in a brief, flagged."""

    brief: str
    outlook: str
    at: Locator
    printed: str
    """What the brief prints."""
    reading: str
    """What is right."""

    kind = "correction"


@dataclass(frozen=True, slots=True)
class Event(Record):
    """Something that happened, dated and sourced."""

    date: Span
    themes: tuple[str, ...]
    actors: tuple[str, ...]
    asserted_by: tuple[str, ...]
    """Who says that it happened, where that is in doubt."""
    denied_by: tuple[str, ...]
    sources: tuple[str, ...]
    """Keys of the bibliography."""

    kind = "event"


@dataclass(frozen=True, slots=True)
class Outcome(Record):
    """A dated judgement of what became of a claim."""

    of: str
    """The claim's id."""
    status: Status
    reason: Reason | None
    """Why it is undecided, where that is given."""
    condition: Condition | None
    """Whether the forecast's condition was met, where it has one."""
    coder: str
    """Who judged, or the empty string."""
    adjudicated: bool
    """Whether it is what several coders were brought to, so that it counts."""
    as_of: PartialDate
    events: tuple[str, ...]
    value: Amount | None = field(default=None, kw_only=True)
    """The value that came out, in the unit of the forecast."""
    vintage: Vintage | None = field(default=None, kw_only=True)
    """Which publication of the figure the value is from."""
    sources: tuple[str, ...] = field(default=(), kw_only=True)
    """Keys of the bibliography: where the value stands."""

    kind = "outcome"

    @property
    def said(self) -> str:
        """What became of the claim, in words: ``still open: not due yet``, ``occurred, condition met``, ``2.9``."""
        reason = f"{colon()}{self.reason.label}" if self.reason else ""
        told = self.condition and self.reason is not Reason.CONDITION_UNMET
        status = "" if self.status is Status.MEASURED and self.value else f"{self.status.label}{reason}"
        condition = self.condition.label if told and self.condition else ""
        return series(filter(None, (status, condition, str(self.value or ""))))

    def told(self, unit: str) -> str:
        """What became of the claim, in words, with the unit and vintage of the value: ``2.9 % (first print)``."""
        if self.value is None:
            return self.said
        value = with_unit(self.said, unit)
        return bracketed(value, self.vintage.label) if self.vintage else value

    @property
    def category(self) -> str:
        """The status, or that the condition was not met."""
        return Reason.CONDITION_UNMET.label if self.unmet else self.status.label

    @property
    def judgement(self) -> str:
        """What coders are compared by: the status, or that the condition was not met, and the value."""
        return self.said if self.value and not self.unmet else self.category

    @property
    def unmet(self) -> bool:
        """Whether the forecast's condition was not met."""
        return self.condition is Condition.UNMET or self.reason is Reason.CONDITION_UNMET


@dataclass(frozen=True, slots=True)
class Shift(Record):
    """An editor's judgement of how one outlook's claims stand to another's."""

    change: Change
    theme: str
    before: tuple[str, ...]
    """Ids of the earlier outlook's claims (``from`` in the block)."""
    after: tuple[str, ...]
    """Ids of the later outlook's claims (``to`` in the block)."""

    kind = "shift"


@dataclass(frozen=True, slots=True)
class Brief:
    """A brief as annotated: the front matter of its page."""

    key: str
    """Its key in the bibliography."""
    outlook: str
    """The name of what it speaks for; ``Settings.outlook`` tells its label and period."""
    paragraphs: int
    """How many body paragraphs it has; 0 where nobody counted them."""
    page: str
    place: Place
    draft: bool = False
    scale: Scale | None = None
    """The scale on which its likelihoods stand, where it is not the site's."""
    counts: tuple[tuple[str, int], ...] = ()
    """What else is counted, in the order of the front matter: unit (``page``) and number."""

    @property
    def unit(self) -> str:
        """The unit of a number that stands alone: what is counted, else a paragraph."""
        return self.counts[0][0] if self.counts and not self.paragraphs else PARAGRAPH

    def count(self, unit: str) -> int:
        """How many of a unit it has; 0 where nobody counted them."""
        return self.paragraphs if unit == PARAGRAPH else dict(self.counts).get(unit, 0)


CHARACTERS = re.compile(r"[\u3005\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+")
"""Letters of Chinese, Japanese and Korean, in which a name is written family first and without a space."""


@dataclass(frozen=True, slots=True)
class Name:
    """A person, with family and given name apart, or a body with ``literal`` alone."""

    family: str = ""
    given: str = ""
    literal: str = ""
    family_first: bool = False
    """Whether the name prints family first, as Korean, Chinese or Hungarian names do."""
    original: str = ""
    """The name in its own script, or the empty string."""
    suffix: str = ""
    """What follows the name: ``Jr.``, ``III``."""
    others: bool = False
    """Whether it stands for people that the bibliography leaves out: ``et al.``."""

    def __str__(self) -> str:
        if self.literal:
            return self.literal
        if self.family and self.given and CHARACTERS.fullmatch(self.family + self.given):
            return f"{self.family}{self.given}{self.suffix}"
        parts = (self.family, self.given) if self.family_first else (self.given, self.family)
        return " ".join(part for part in (*parts, self.suffix) if part)


OTHERS = Name(literal="et al.", others=True)
"""What stands for the people that a field leaves out (``and others``)."""


SHOWN_LANGUAGE = "shown-language"
"""The field that a work has in a translation, whose title is in another language: its tag."""


@dataclass(frozen=True, slots=True)
class Reference:
    """An entry of the bibliography, decoded."""

    key: str
    type: str
    """The BibLaTeX entry type in lower case: ``report``, ``online``, …"""
    authors: tuple[Name, ...]
    editors: tuple[Name, ...]
    date: Span | None
    fields: Mapping[str, str]
    """Every other field by its lower-case name, LaTeX decoded."""
    source: str
    """The entry as it stands in the file."""
    place: Place
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """The entries of each field that is a list of several, such as two institutions; ``fields`` has them joined."""
    people: Mapping[str, tuple[Name, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """Those who are neither authors nor editors, by the field that names them: ``translator``, ``bookauthor``, …"""
    markup: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """The fields with markup in them, with the tags of CSL-JSON; ``fields`` has them as plain text."""

    @property
    def voice(self) -> Voice | None:
        """Who speaks, where that is given."""
        given = self.fields.get("voice")
        return next((voice for voice in Voice if voice.value == given), None) if given else None

    @property
    def read_at(self) -> ReadAt | None:
        """Where it was read, where that is given."""
        given = self.fields.get("readat")
        return next((place for place in ReadAt if place.value == given), None) if given else None

    @property
    def rests_on(self) -> str:
        """The key of the report that it repeats, or what that is called; empty where it speaks for itself."""
        return self.fields.get("restson", "")


@dataclass(frozen=True, slots=True)
class CitedWork:
    """One work of a citation: ``see @rivera2025, ¶7 and elsewhere``."""

    key: str
    prefix: str = ""
    """What stands before it, and ``suffix`` behind it; marked words have the markers of ``citing.grammar`` around."""
    label: str = ""
    """The locator's CSL label: ``paragraph``, ``page``, …; empty without a locator."""
    locator: str = ""
    suffix: str = ""
    author_suppressed: bool = False


@dataclass(frozen=True, slots=True)
class Citation:
    """A citation as written: one bracketed group, or a narrative mention."""

    works: tuple[CitedWork, ...]
    narrative: bool = False
    """``@rivera2025 says``: the author stands in the sentence and only the rest in brackets."""


@dataclass(frozen=True, slots=True)
class PlacedCitation:
    """A citation and where it stands."""

    citation: Citation
    page: str
    place: Place
    record: str = ""
    """The id of the record in whose body it stands, or the empty string."""


@dataclass(frozen=True, slots=True)
class MacroCall:
    """A call of a macro, its arguments literal and checked."""

    name: str
    arguments: Mapping[str, object]
    page: str
    place: Place


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the docs folder."""

    path: str
    """Relative to the docs folder, with forward slashes."""
    title: str
    meta: Mapping[str, object]
    place: Place
    description: str = ""
    """What it is about, in a sentence or two of plain words."""
    draft: bool = False
    """Whether only a preview shows it."""
    language: str = ""
    """The language of its prose, where that is not the site's, for want of a translation."""


Block = tuple[int, int, str]
"""The lines of a block's fences, and the id of its record."""


def text_digest(text: str) -> bytes:
    """Return what tells a text from others, in this run and in any other."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


@dataclass(frozen=True, slots=True)
class Outline:
    """What the reading of a page leaves to whoever reads its text again."""

    content: bytes
    """The digest of its Markdown, without front matter and the empty lines at both ends."""
    line: int
    """The line of the file on which that starts."""
    blocks: tuple[Block, ...]
    """Its blocks, by line; one that became no record has no id."""
    prose: str
    """The file with front matter, blocks, code and comments blank, code spans left: every line where it was."""

    def blocks_in(self, text: str) -> tuple[Block, ...] | None:
        """The blocks of a text that is the page's Markdown, their lines those of the text.

        None where it is anything else, were it by a space, or where a block became no record: then a scan tells.
        """
        bare = text.lstrip("\n")
        if text_digest(bare.rstrip("\n")) != self.content or not all(id for _, _, id in self.blocks):
            return None
        first = 1 + len(text) - len(bare)
        return tuple([(start - self.line + first, end - self.line + first, id) for start, end, id in self.blocks])


@dataclass(frozen=True, slots=True)
class Part:
    """A page that the generator makes, for a part of a view that is too much for one page."""

    view: str
    """The macro that shows it."""
    arguments: Mapping[str, object]
    """Those of the call that is divided."""
    home: str
    """The page of that call."""
    page: str
    """The part's own, named as if it stood in the docs folder: ``timeline/1996.md``."""
    title: str
    label: str
    """What the part is of the view: ``1996–1999``."""
    group: str
    """The theme that it belongs to; empty where the view is not divided by themes."""
    ids: frozenset[str]
    """The ids of the records, and the keys of the works, that stand in it."""
    count: int
    """How many claims, events or works."""


class LoggedChange(Enum):
    """What a day did to something of the record."""

    NEW = "new"
    CORRECTED = "corrected"
    FLIPPED = "flipped"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class RecordChange:
    """What a day did to a record or brief, as far as everybody may know: no words that it had before."""

    day: date
    change: LoggedChange
    id: str = ""
    """The id of a record, or the key of a brief; empty for what was withdrawn, which has no name any more."""
    fields: tuple[str, ...] = ()
    """The names of the options that were corrected."""
    before: Verdict | None = None
    """The verdict before, where it flipped."""
    after: Verdict | None = None
    """The verdict since."""
    count: int = 1
    """How many records were withdrawn."""


@dataclass(frozen=True, slots=True)
class ChangeLog:
    """The changes to the record by day, from Git."""

    changes: tuple[RecordChange, ...]
    """The latest day first."""
    since: date | None = None
    """The day after which all changes are known; None where all are."""

    def until(self, day: date) -> ChangeLog:
        """The same without the changes of later days."""
        return ChangeLog(tuple(each for each in self.changes if each.day <= day), self.since)


@dataclass(frozen=True, slots=True)
class History:
    """When the sources last changed, as far as that is known."""

    pages: Mapping[str, date] = field(default_factory=lambda: MappingProxyType({}))
    """By path relative to the docs folder."""
    records: Mapping[str, date] = field(default_factory=lambda: MappingProxyType({}))
    """By id."""
    bibliography: date | None = None
    """The latest change of any bibliography."""
    log: ChangeLog | None = None
    """The changes by day; None where nobody asked for them, or Git does not know them."""

    def until(self, day: date) -> History:
        """Return what was known on a day; of what changed later, nobody knows when it had changed before."""
        return History(
            {path: changed for path, changed in self.pages.items() if changed <= day},
            {id: changed for id, changed in self.records.items() if changed <= day},
            self.bibliography if self.bibliography and self.bibliography <= day else None,
            self.log.until(day) if self.log else None,
        )
