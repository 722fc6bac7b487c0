"""How pages that a process has read get to the one that asked for them: packed by the first, unpacked by the second.

They travel as texts, numbers and tuples of them, which takes a fraction of what their records would take as they
are. Only what was packed by a process of the same program is ever unpacked; nothing of it is written to a disk.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from functools import lru_cache
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from foresite.model import (
    Brief,
    Change,
    Citation,
    CitedWork,
    MacroCall,
    Outline,
    Page,
    PlacedCitation,
    Record,
    Status,
)
from foresite.problems import Code, Place, Problem
from foresite.reading.given import Target
from foresite.reading.kinds import KINDS
from foresite.reading.pages import ReadPage
from foresite.reading.sources import Declaration, Link, Mention
from foresite.values import SCALES, Likelihood, Locator, parse_edtf, parse_horizon

Flat = tuple[Any, ...]
"""Something as texts, numbers and collections of them."""
CODES = {code.slug: code for code in Code}
TARGETS = {target.value: target for target in Target}
_outlined = attrgetter(*(field.name for field in fields(Outline)))
_work = attrgetter(*(field.name for field in fields(CitedWork)))


def packed(pages: Sequence[ReadPage]) -> bytes:
    """The pages as bytes."""
    return marshal.dumps([_flat(page) for page in pages])


def unpacked(data: bytes) -> list[ReadPage]:
    """The pages that were packed."""
    return [_page(*page) for page in marshal.loads(data)]


@lru_cache(maxsize=256)
def _likelihood(scale: str, term: str) -> Likelihood:
    """A likelihood with the scale itself, and no copy of it."""
    found = SCALES[scale].term(term)
    assert found
    return Likelihood(found, SCALES[scale])


VALUES: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "at": (attrgetter("ranges"), lru_cache(maxsize=4096)(Locator)),
    "date": (attrgetter("text"), parse_edtf),
    "as_of": (attrgetter("text"), parse_edtf),
    "horizon": (lambda span: span and span.text, lambda text: text and parse_horizon(text)),
    "likelihood": (
        lambda likelihood: likelihood and (likelihood.scale.id, likelihood.term.name),
        lambda named: named and _likelihood(*named),
    ),
    "status": (attrgetter("value"), {status.value: status for status in Status}.__getitem__),
    "change": (attrgetter("value"), {change.value: change for change in Change}.__getitem__),
}
"""The fields that hold more than texts and numbers: what is made of them, and what they are made of again."""
STANDING = ("page", "place", "draft")
"""The fields that say where a record stands; only the line travels with it, and drafts are known later."""


class _Form:
    """A kind of record on its way."""

    def __init__(self, record: type[Record]) -> None:
        names = [field.name for field in fields(record) if field.name not in STANDING]
        self.record: Callable[..., Record] = record
        self.taken = attrgetter(*names)
        self.special = [(index, *VALUES[name]) for index, name in enumerate(names) if name in VALUES]

    def flat(self, record: Record) -> list[Any]:
        values = list(self.taken(record))
        for index, flat, _ in self.special:
            values[index] = flat(values[index])
        return values

    def full(self, values: list[Any], page: str, place: Place) -> Record:
        for index, _, full in self.special:
            values[index] = full(values[index])
        id, title, *more = values
        return self.record(id, title, page, place, *more)


FORMS = {name: _Form(kind.record) for name, kind in KINDS.items()}


def _flat(read: ReadPage) -> Flat:
    page, brief = read.page, read.brief
    return (
        (page.path, page.place.path, page.title, dict(page.meta), page.description),
        (brief.key, brief.outlook, brief.paragraphs, brief.place.line) if brief else None,
        [(record.kind, record.place.line, FORMS[record.kind].flat(record)) for record in read.records],
        [
            (tuple([_work(work) for work in placed.citation.works]), placed.citation.narrative, placed.place.line,
             placed.record)
            for placed in read.citations
        ],
        [(call.name, dict(call.arguments), call.place.line) for call in read.calls],
        [(link.target, link.place.line) for link in read.links],
        [(id, kind, place.line, *more) for id, kind, _, place, *more in read.declarations],
        [(target.value, name, place.line) for target, name, place in read.mentions],
        read.anchors,
        [(problem.place.line, problem.code.slug, problem.message, problem.hint) for problem in read.problems],
        _outlined(read.outline) if read.outline else None,
        read.draft,
        _flat(read.drafts) if read.drafts else None,
    )  # fmt: skip


def _page(
    shown: Flat,
    brief: Flat | None,
    records: Iterable[Flat],
    citations: Iterable[Flat],
    calls: Iterable[Flat],
    links: Iterable[Flat],
    declarations: Iterable[Flat],
    mentions: Iterable[Flat],
    anchors: frozenset[str],
    problems: Iterable[Flat],
    outline: Flat | None,
    draft: bool,
    drafts: Flat | None,
) -> ReadPage:
    page, path, title, meta, description = shown

    def place(line: int) -> Place:
        return tuple.__new__(Place, (path, line))

    return ReadPage(
        Page(page, title, MappingProxyType(meta), place(1), description),
        Brief(brief[0], brief[1], brief[2], page, place(brief[3])) if brief else None,
        [FORMS[kind].full(values, page, place(line)) for kind, line, values in records],
        [
            PlacedCitation(Citation(tuple([CitedWork(*work) for work in works]), narrative), page, place(line), record)
            for works, narrative, line, record in citations
        ],
        [MacroCall(name, MappingProxyType(arguments), page, place(line)) for name, arguments, line in calls],
        [Link(target, page, place(line)) for target, line in links],
        [Declaration(id, kind, page, place(line), *more) for id, kind, line, *more in declarations],
        [Mention(TARGETS[target], name, place(line)) for target, name, line in mentions],
        anchors,
        [Problem(place(line), CODES[code], message, hint) for line, code, message, hint in problems],
        Outline(*outline) if outline else None,
        draft,
        _page(*drafts) if drafts else None,
    )
