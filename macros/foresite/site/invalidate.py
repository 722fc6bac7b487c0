"""Which pages of a project look as they did before an edit: for previews, which build again and again.

A page is taken for changed rather than not: whatever this cannot tell apart is made anew. What a page shows comes
from its own text, from the records on it, from those that its cards and macros lead to, from the works it cites, and
from what all pages share.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields

from foresite.exports.files import CITATIONS
from foresite.model.corpus import Corpus
from foresite.model.datafiles import DATA_FILE, DATA_FILES, Input
from foresite.model.macros import MACROS
from foresite.model.records import Claim, Correction, Event, MacroCall, Outcome, Part, Record, Scenario, Shift
from foresite.site.project import Project

FARTHEST = 3
"""Links from a record to the farthest that its card shows: a claim's shift, the other claim, and its outcome."""


@dataclass(frozen=True)
class Unchanged:
    """The pages and files of a project that are as they were."""

    pages: frozenset[str]
    """Their paths, as long as their own text is the same."""
    files: frozenset[str]
    """The tasks of ``exports.files.large_files`` that would write the same."""
    records: frozenset[str] = frozenset()
    """The records that read as they did wherever they are shown, by id."""
    works: frozenset[str] = frozenset()
    """The works that read as they did, by key."""
    cited: frozenset[str] = frozenset()
    """The pages that are cited as they were, with all that is on them."""


NOTHING = Unchanged(frozenset(), frozenset())
EVERY = frozenset((*DATA_FILE, CITATIONS))
REFERENCES = frozenset(file.path for file in DATA_FILES if file.depends == {Input.REFERENCES})
EVENTS = frozenset(file.path for file in DATA_FILES if file.depends == {Input.EVENTS, Input.HISTORY})


def unchanged(old: Project, new: Project, listed: Mapping[str, frozenset[str]]) -> Unchanged:
    """What need not be made again; ``listed`` names the works that each page lists, by key."""
    before, after = old.corpus, new.corpus
    if new.origin is old.origin and new.printed == old.printed:
        every = frozenset(page.path for page in after.pages)
        return Unchanged(every, EVERY, frozenset(after.records), frozenset(after.references), every)
    if _shared(before) != _shared(after) or not _formatted_alike(old, new) or _moved(before, after):
        return NOTHING
    changed = {*_changed(before.records, after.records)}
    reached = _reached(changed, before) | _reached(changed, after)
    records = [corpus.records[id] for corpus in (before, after) for id in reached if id in corpus.records]
    counts = _counts(before, after)
    pages = {record.page for record in records}
    pages |= {call.page for call in after.calls if any(_shows(call, record) for record in records)}
    pages |= {page for page, keys in listed.items() if not keys.isdisjoint(counts)}
    if counts:
        pages |= {call.page for call in after.calls if call.name == "bibliography"}
    pages |= _divided_otherwise(before, after)
    pages |= {part.page for part in after.parts if not part.shows.isdisjoint(reached | counts)}
    if old.printed != new.printed:
        # A page links to its PDFs while they are of these sources, and no longer.
        same: frozenset[str] = frozenset()
    else:
        rest = (page.path for page in after.pages if page.path not in pages)
        same = frozenset(page for page in rest if _dated_alike(page, before, after))
    files = _files(records, counts, before.history == after.history)
    alike = same if before.history == after.history else frozenset()
    return Unchanged(same, files, frozenset(after.records) - reached, frozenset(after.references), alike)


def _files(reached: list[Record], counts: set[str], dated_alike: bool) -> frozenset[str]:
    if counts or not dated_alike:
        return REFERENCES
    if any(isinstance(record, Event) for record in reached):
        return REFERENCES
    return REFERENCES | EVENTS if reached else EVERY


def _shared(corpus: Corpus) -> object:
    """What any page may show: it is the same, or no page can be told to be."""
    return (
        corpus.settings,
        corpus.references,
        corpus.outlooks,
        corpus.themes,
        [(page.path, page.title, page.meta) for page in corpus.pages],
        [(brief.key, brief.outlook, brief.paragraphs, brief.page, brief.scale) for brief in corpus.briefs],
        [(call.name, call.arguments, call.page) for call in corpus.calls],
    )


def _moved(before: Corpus, after: Corpus) -> bool:
    """Whether something stands on another part of a view than before, so that links to it have changed."""
    if before.parts == after.parts:
        return False
    then = {(part.view, part.home, id): part.page for part in before.parts for id in part.shows}
    now = {(part.view, part.home, id): part.page for part in after.parts for id in part.shows}
    return any(then[place] != now[place] for place in then.keys() & now.keys())


def _divided_otherwise(before: Corpus, after: Corpus) -> set[str]:
    """The pages of views whose parts are others: each part names its neighbours, and counts on from those before it."""
    then = _divided(before)
    others = [(view, parts) for view, parts in _divided(after).items() if then.get(view) != parts]
    return {page for (_, home, _), parts in others for page in (home, *(part.page for part in parts))}


def _divided(corpus: Corpus) -> Mapping[tuple[str, str, str], list[Part]]:
    """The parts of each view on each page."""
    found: dict[tuple[str, str, str], list[Part]] = {}
    for part in corpus.parts:
        found.setdefault((part.view, part.home, repr(sorted(part.arguments.items()))), []).append(part)
    return found


def _formatted_alike(old: Project, new: Project) -> bool:
    """Whether works and citations read as they did; there may be others."""
    one, other = old.formatted, new.formatted
    if one.order != other.order:
        return False
    if one.citations == other.citations:
        return True
    common = one.citations.keys() & other.citations.keys()
    return all(one.citations[key] == other.citations[key] for key in common)


def _changed(before: Mapping[str, Record], after: Mapping[str, Record]) -> Iterator[str]:
    for id in before.keys() | after.keys():
        one, other = before.get(id), after.get(id)
        if one is not other and not (one and other and _alike(one, other)):
            yield id


def _alike(one: Record, other: Record) -> bool:
    """Whether two records are the same but for the lines on which they stand."""
    names = (field.name for field in fields(one) if field.name not in ("place", "body_line"))
    return type(one) is type(other) and all(getattr(one, name) == getattr(other, name) for name in names)


def _reached(changed: Iterable[str], corpus: Corpus) -> set[str]:
    """The changed records, and those that may show something of them."""
    reached = edge = {id for id in changed if id in corpus.records}
    for _ in range(FARTHEST):
        edge = {id for record in edge for id in _neighbours(corpus.records[record], corpus)} - reached
        reached = reached | edge
    return reached


def _neighbours(record: Record, corpus: Corpus) -> Iterator[str]:
    match record:
        case Outcome():
            near: Iterable[str] = (record.of, *record.events)
        case Shift():
            near = (*record.before, *record.after)
        case Event():
            found = (*corpus.outcomes_of(record), *corpus.scenarios_of(record))
            near = (other.id for other in found)
        case Scenario():
            rivals = (claim.id for claim in corpus.claims_on(record.page) if isinstance(claim, Scenario))
            near = (*_of_claim(record, corpus), *record.signposts, *rivals)
        case Claim():
            near = _of_claim(record, corpus)
        case _:
            near = ()
    return (id for id in near if id in corpus.records)


def _of_claim(claim: Claim, corpus: Corpus) -> Iterator[str]:
    yield from (shift.id for shift in corpus.shifts_of(claim))
    if outcome := corpus.outcome(claim):
        yield outcome.id


def _shows(call: MacroCall, record: Record) -> bool:
    """Whether a call may show a record, as far as what narrows it tells; the claims beside it are asked as well."""
    if call.name == "brief":
        # It counts what stands on its brief, and nothing else.
        return isinstance(record, Claim | Correction) and record.brief == call.arguments.get("key")
    if call.name == "scales":
        return False
    if call.name == "bibliography":
        # Of records it tells who cites what, which is asked for apart.
        return False
    theme, outlook = call.arguments.get("theme"), call.arguments.get("outlook")
    match record:
        case Outcome():
            return False
        case Event():
            return MACROS[call.name].of_events
        case Shift():
            return outlook is None and theme in (None, record.theme)
        case Claim():
            return theme in (None, record.theme) and outlook in (None, record.outlook)
    return True


def _counts(before: Corpus, after: Corpus) -> set[str]:
    """The works that are cited otherwise than before."""
    return {key for key, _ in _citing(before, after) ^ _citing(after, before)}


def _citing(corpus: Corpus, other: Corpus) -> set[tuple[str, tuple[str, str, str]]]:
    """Which works are cited where, by what does not stand in the other corpus as well."""
    known = {id(each) for each in (*other.citations, *other.events, *other.claims)}
    changed = {name: record.title for name, record in corpus.records.items() if other.records.get(name) is not record}
    texts = {
        (work.key, (placed.page, placed.record, changed.get(placed.record, "")))
        for placed in corpus.citations
        if id(placed) not in known or placed.record in changed
        for work in placed.citation.works
    }
    events = (event for event in corpus.events if id(event) not in known)
    sources = {(key, (event.page, event.id, event.title)) for event in events for key in event.sources}
    claims = (claim for claim in corpus.claims if id(claim) not in known)
    return texts | sources | {(claim.brief, (claim.page, claim.id, "")) for claim in claims}


def _dated_alike(page: str, before: Corpus, after: Corpus) -> bool:
    one, other = before.history, after.history
    if one.pages.get(page) != other.pages.get(page):
        return False
    return page not in after.showing or before.changed == after.changed
