"""What a reader sees of each record: resolved, in words, with everything it is linked to.

Views hold no page: a template gives the page that asks, and links come out relative to it.
"""

from __future__ import annotations

from typing import NamedTuple

from foresite.language import formats
from foresite.language.words import gettext
from foresite.model.likelihood import Likelihood
from foresite.model.records import Change, Citation, Claim, Status, Verdict
from foresite.views.addresses import LinkTarget
from foresite.views.moments import State
from foresite.views.outlooks import Group


class When(NamedTuple):
    """A date or interval, in words and for machines."""

    words: str
    edtf: str
    datetime: str
    """The value of a ``time`` element; empty where HTML has no form for it."""


class Body(NamedTuple):
    """A record's body, and where it stands: shown there, linked to elsewhere on the same page."""

    record: str
    page: str


class Judgement(NamedTuple):
    """What had become of a claim on a day."""

    outcome: OutcomeLine | None
    verdict: Verdict | None
    due: bool
    """Whether the horizon has passed and nobody has judged it since."""
    reason: str
    """What a reader would have to turn round to see why it held or missed; see ``reason_of``."""

    @property
    def judged(self) -> Verdict | None:
        """The verdict, unless the likelihood beside it says the same: then only what happened remains to be told."""
        return None if self.verdict is Verdict.NO_DEGREE else self.verdict


class Line(NamedTuple):
    """A claim in one line: what lists, tables and links to it show."""

    target: LinkTarget
    kind: str
    group: Group
    """What it is shown under: its outlook, unless the site or the call groups briefs otherwise."""
    theme: str
    """The labels of its themes."""
    likelihood: Likelihood | None
    wording: str
    chosen: bool
    """Whether the editors, not the brief, chose the term of the likelihood."""
    confidence: str
    """In words; empty where the brief gives none."""
    expected: str
    """The value and interval that a forecast of a quantity gives, in words; empty for others."""
    horizon: When | None
    """None where the kind has none, or none is given; one that is open has no end date."""
    addressee: str
    locator: str
    citation: Citation
    """The brief, at the paragraph."""
    outcome: OutcomeLine | None
    verdict: Verdict | None
    codings: tuple[str, ...]
    """What each coder took the wording to mean, where they differ."""
    due: bool
    """Whether the horizon of a forecast has passed and nobody has judged it since."""
    past: tuple[State[Judgement], ...]
    """What had become of it on earlier days, up to the latest; empty where it is the same on all that can be chosen."""
    start: str
    """The first day that readers can choose on which it was published; empty where it was on all of them."""
    reason: str
    """What a reader would have to turn round to see why it held or missed; see ``reason_of``."""

    @property
    def judged(self) -> Verdict | None:
        """The verdict, unless the likelihood beside it says the same: then only what happened remains to be told."""
        return None if self.verdict is Verdict.NO_DEGREE else self.verdict

    @property
    def now(self) -> Judgement:
        """What has become of it by the latest day."""
        return Judgement(self.outcome, self.verdict, self.due, self.reason)


def reason_of(likelihood: Likelihood | None, verdict: Verdict | None) -> str:
    """Return why a claim that was doubted held or missed: ``called unlikely; it did not happen``; empty for others.

    What was called likely held if it happened, which needs no words. Of what was called unlikely it is the other way.
    """
    if not likelihood or likelihood.expects is not False or verdict not in (Verdict.HELD, Verdict.MISSED):
        return ""
    if verdict is Verdict.HELD:
        if likelihood.word:
            return gettext("called %(likelihood)s; it did not happen", likelihood=_said(likelihood))
        return gettext("given %(likelihood)s; it did not happen", likelihood=likelihood.range_text)
    if likelihood.word:
        return gettext("called %(likelihood)s; it happened", likelihood=_said(likelihood))
    return gettext("given %(likelihood)s; it happened", likelihood=likelihood.range_text)


def _said(likelihood: Likelihood) -> str:
    """The word, and the number where the brief has both."""
    return formats.series(filter(None, (likelihood.word, likelihood.number.text if likelihood.number else "")))


class OutcomeLine(NamedTuple):
    """What became of a claim, in short."""

    target: LinkTarget
    status: str
    """The status in words."""
    as_of: When
    coders: tuple[str, ...]
    """Who judged so as of that day."""
    adjudicated: bool
    dissents: tuple[Dissent, ...]
    """What other coders judged otherwise as of the same day."""
    reached: Status
    """The status itself, without its reason."""


class Dissent(NamedTuple):
    """An outcome that another coder judged otherwise."""

    target: LinkTarget
    status: str
    by: str
    """Its coder, or that it is adjudicated; empty where neither is said."""


class EventLine(NamedTuple):
    """An event in one line."""

    target: LinkTarget
    when: When
    drawn: LinkTarget | None
    """Its entry on the timeline, where a page shows the whole of one."""


class OutcomeView(NamedTuple):
    """The card of an outcome."""

    counts: bool
    """Whether it is the one that counts for its claim."""
    target: LinkTarget
    claim: Line | None
    """None where the claim it names does not exist."""
    status: str
    sources: Citation | None
    """Where a value stands; None where none is named."""
    as_of: When
    coders: tuple[str, ...]
    """Who judged so as of that day, whose outcome it is first."""
    adjudicated: bool
    dissents: tuple[Dissent, ...]
    """What other coders judged otherwise as of the same day."""
    verdict: Verdict | None
    events: tuple[EventLine, ...]
    later: OutcomeLine | None
    """The outcome that replaces it, if any."""
    body: Body | None


class ArchivedCopy(NamedTuple):
    """A copy of a work that an archive of the web keeps."""

    label: str
    """What the work is called."""
    address: str


class EventView(NamedTuple):
    """The card of an event."""

    target: LinkTarget
    when: When
    themes: tuple[str, ...]
    actors: tuple[str, ...]
    sources: Citation | None
    asserted_by: tuple[str, ...]
    denied_by: tuple[str, ...]
    archived: tuple[ArchivedCopy, ...]
    """The archived copies of its sources."""
    voices: tuple[str, ...]
    """Who speaks in its sources, in words."""
    single_source: bool
    """Whether it rests on one independent source."""
    decides: tuple[Line, ...]
    """The claims whose outcomes rest on it."""
    signposts: tuple[Line, ...]
    """The scenarios that it is a signpost of."""
    drawn: LinkTarget | None
    """Its entry on the timeline, where a page shows the whole of one."""
    body: Body | None


class ShiftView(NamedTuple):
    """The card of a shift."""

    target: LinkTarget
    change: Change
    theme: str
    start: str
    """The first day that readers can choose on which it can be seen; empty where it can on all of them."""
    before: tuple[Line, ...]
    after: tuple[Line, ...]
    body: Body | None


class ShiftLink(NamedTuple):
    """A shift as one of its claims sees it."""

    target: LinkTarget
    change: Change
    others: tuple[Line, ...]
    """The claims on the other side."""
    earlier: bool
    """Whether the others are the earlier ones."""


class Signpost(NamedTuple):
    """A sign by which a scenario would be known to come."""

    text: str
    event: EventLine | None
    """The event, where it is one that happened."""


class Fact(NamedTuple):
    """An option of a claim as its card shows it, in one of the four forms; the others are empty."""

    name: str
    """The option's."""
    label: str
    text: str = ""
    when: When | None = None
    items: tuple[str, ...] = ()
    signposts: tuple[Signpost, ...] = ()

    def __bool__(self) -> bool:
        return any(self[2:])


class ClaimView(NamedTuple):
    """The card of a claim."""

    line: Line
    quote: str
    original: str
    """The address of its place in the brief; empty where the brief has no address."""
    facts: tuple[Fact, ...]
    """The options that are given and have no place of their own."""
    outcome: OutcomeView | None
    earlier: tuple[OutcomeLine, ...]
    """The outcomes that the latest replaces, the latest of them first."""
    shift_links: tuple[ShiftLink, ...]
    trails: tuple[tuple[Claim, ...], ...]
    """The trails in which it stands, each with its editions, the earliest first."""
    body: Body | None


class GenericView(NamedTuple):
    """The card of a record of a generic kind: everything that its block gives."""

    target: LinkTarget
    kind: str
    label: str
    """What readers call the kind."""
    group: Group | None
    """The group of its brief; None where the kind is not of a brief, and so is ``citation``."""
    theme: str
    """The labels of its themes; empty where the kind has none."""
    citation: Citation | None
    """The brief, at the paragraph."""
    quotes: tuple[Fact, ...]
    """The phrases of the brief, with a label where they have one."""
    facts: tuple[Fact, ...]
    body: Body | None


class CorrectionView(NamedTuple):
    """The card of a correction."""

    target: LinkTarget
    group: Group
    citation: Citation
    """The brief, at the paragraph."""
    printed: str
    reading: str
    body: Body | None
