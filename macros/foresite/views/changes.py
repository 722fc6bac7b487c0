"""Show what changed in the record, day by day: what is new, what came in, what was corrected.

The days come from Git (``foresite.diff.log``). Where Git knows none, the record itself dates its outcomes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from foresite.language.direction import arrow
from foresite.language.formats import clauses, series, within
from foresite.language.words import N_, gettext, pgettext
from foresite.model.corpus import Corpus
from foresite.model.dates import PartialDate
from foresite.model.fields import KINDS
from foresite.model.records import ChangeLog, LoggedChange, Outcome, Record, RecordChange, Verdict
from foresite.views.addresses import LinkTarget
from foresite.views.cards import Cards, annotations_of, told, when
from foresite.views.counts import counted
from foresite.views.counts import kind as kind_in_words
from foresite.views.records import When

MAX_LISTED = 24
"""Items of a group that are listed one by one; more are counted by page."""


@dataclass(frozen=True, slots=True)
class ChangeItem:
    """What a day did to one record, or to several of a page."""

    target: LinkTarget
    """The record; of an outcome, its claim."""
    kind: str
    """The name of its kind, or ``brief``; empty for several records."""
    note: str = ""
    """What became of the claim, which options were corrected, or how many records of each kind there are."""
    before: Verdict | None = None
    after: Verdict | None = None
    """The verdict that the claim has since, where it flipped."""
    outcome: LinkTarget | None = None
    """The outcome that came in."""

    @property
    def kind_in_words(self) -> str:
        """What readers call its kind; empty for several records."""
        return kind_in_words(KINDS[self.kind].label.lower() if self.kind in KINDS else self.kind) if self.kind else ""


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """What a day did in one way."""

    label: str
    items: tuple[ChangeItem, ...]


@dataclass(frozen=True, slots=True)
class ChangeDay:
    """What a day did."""

    day: When
    anchor: str
    groups: tuple[ChangeGroup, ...]
    withdrawn: int
    """How many records were taken out; they have no name any more."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The days, the latest first."""

    days: tuple[ChangeDay, ...]
    since: When | None
    """The day after which all changes are known; None where all are."""
    from_git: bool
    """Whether Git knows the days; otherwise the outcomes stand under the days as of which they were judged."""


CAME_IN, FLIPPED, NEW, CORRECTED = (
    N_("Outcomes that came in"), N_("Verdicts that changed"), N_("New in the record"), N_("Corrected"),
)  # fmt: skip

LABELS = {LoggedChange.NEW: NEW, LoggedChange.CORRECTED: CORRECTED}


def changes(cards: Cards) -> Changes:
    """Return what changed, as far as it is known."""
    corpus = cards.corpus
    log: ChangeLog | None = corpus.history.log
    if log is None:
        outcomes = sorted(corpus.outcomes, key=lambda outcome: (outcome.as_of.last, outcome.id), reverse=True)
        by_day = groupby((each for each in outcomes if not each.draft), key=lambda outcome: outcome.as_of.last)
        days = [_day(corpus, day, [_new(day, outcome.id) for outcome in found]) for day, found in by_day]
    else:
        days = [_day(corpus, day, list(found)) for day, found in groupby(log.changes, key=lambda each: each.day)]
    since = log.since if log else None
    return Changes(
        days=tuple(day for day in days if day.groups or day.withdrawn),
        since=_when(since) if since else None,
        from_git=log is not None,
    )


def _new(day: date, id: str) -> RecordChange:
    return RecordChange(day, LoggedChange.NEW, id)


def _when(day: date) -> When:
    return when(PartialDate.parse(day.isoformat()))


def _day(corpus: Corpus, day: date, changes: list[RecordChange]) -> ChangeDay:
    found: dict[str, list[ChangeItem]] = {CAME_IN: [], FLIPPED: [], NEW: [], CORRECTED: []}
    flips = {each.id: each for each in changes if each.change is LoggedChange.FLIPPED}
    for each in changes:
        record = corpus.records.get(each.id)
        if each.change is LoggedChange.NEW and isinstance(record, Outcome):
            found[CAME_IN].append(_outcome(corpus, record, flips))
        elif (label := LABELS.get(each.change)) and (item := _item(corpus, each)):
            found[label].append(item)
    told_already = {item.target.anchor for item in found[CAME_IN]}
    for flip in flips.values():
        if flip.id not in told_already and (item := _item(corpus, flip)):
            found[FLIPPED].append(item)
    return ChangeDay(
        day=_when(day),
        anchor=f"fs-changes-{day.isoformat()}",
        groups=tuple(ChangeGroup(gettext(label), _few(corpus, items)) for label, items in found.items() if items),
        withdrawn=sum(each.count for each in changes if each.change is LoggedChange.WITHDRAWN),
    )


def _item(corpus: Corpus, change: RecordChange) -> ChangeItem | None:
    """Return what a day did to a record or brief; None where it is not there any more."""
    if record := corpus.records.get(change.id):
        note = series(dict.fromkeys(_option(record, name) for name in change.fields))
        return ChangeItem(_target(record), record.kind, note, change.before, change.after)
    if brief := corpus.brief(change.id):
        return ChangeItem(annotations_of(corpus, brief), "brief", series(change.fields))
    return None


def _outcome(corpus: Corpus, outcome: Outcome, flips: dict[str, RecordChange]) -> ChangeItem:
    claim, flip = corpus.claim(outcome.of), flips.get(outcome.of)
    return ChangeItem(
        target=_target(claim or outcome),
        kind=(claim or outcome).kind,
        note=told(corpus, outcome),
        before=flip.before if flip else None,
        after=flip.after if flip else None,
        outcome=_target(outcome),
    )


def _target(record: Record) -> LinkTarget:
    return LinkTarget(record.title, record.page, record.id)


def _option(record: Record, name: str) -> str:
    """Return an option as readers call it."""
    field = KINDS[record.kind].fields.get(name)
    return within(pgettext("option", field.label)) if field and field.label else name.replace("-", " ").lower()


def _few(corpus: Corpus, items: list[ChangeItem]) -> tuple[ChangeItem, ...]:
    """Return the items; where there are many, how many of each kind there are on each page."""
    if len(items) <= MAX_LISTED:
        return tuple(items)
    by_page: dict[str, list[ChangeItem]] = {}
    for item in items:
        by_page.setdefault((item.outcome or item.target).page, []).append(item)
    return tuple(ChangeItem(_page(corpus, page), "", _counted(found)) for page, found in by_page.items())


def _page(corpus: Corpus, path: str) -> LinkTarget:
    page = corpus.page(path)
    return LinkTarget(page.title if page else path, path)


def _counted(items: Iterable[ChangeItem]) -> str:
    """Return how many items there are of each kind, in words."""
    counts = Counter("outcome" if item.outcome else item.kind for item in items)
    return series(counted(kind, count) for kind, count in counts.items())


def sentence(group: ChangeGroup, item: ChangeItem) -> str:
    """Return an item in words without markup, for a feed."""
    verdicts = f"{item.before.label} {arrow()} {item.after.label}" if item.before and item.after else ""
    said = clauses(filter(None, (item.note, verdicts)))
    return pgettext(
        "change",
        "%(change)s: %(title)s (%(what)s)",
        change=group.label,
        title=item.target.text,
        what=series(filter(None, (item.kind_in_words, said))),
    )


def items_of(view: Changes) -> Iterator[tuple[ChangeDay, ChangeGroup, ChangeItem]]:
    """Yield every item with its day and group, the latest day first."""
    for day in view.days:
        for group in day.groups:
            for item in group.items:
                yield day, group, item
