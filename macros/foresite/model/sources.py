"""What reading a project yields: the records, and what is needed to check them against each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple

from foresite.model.fields import Target
from foresite.model.problems import Place, Problem
from foresite.model.records import (
    Brief,
    Claim,
    Correction,
    Event,
    MacroCall,
    Outcome,
    Outline,
    Page,
    PlacedCitation,
    Record,
    Reference,
    Shift,
)


class Link(NamedTuple):
    """A link of a page's text."""

    target: str
    """As written."""
    page: str
    """The page it stands on, relative to the docs folder."""
    place: Place


class Declaration(NamedTuple):
    """A block that gives itself an id, whether or not it became a record."""

    id: str
    kind: str
    page: str
    place: Place
    """Where the id stands."""
    lines: tuple[tuple[str, int], ...]
    """The line of each of its options."""
    theme: str
    """As written; empty where it has none."""
    set: str
    """The same."""

    def place_of(self, option: str) -> Place | None:
        """Where an option stands; None where it is not given."""
        line = dict(self.lines).get(option)
        return Place(self.place.path, line) if line else None


class Mention(NamedTuple):
    """Something that a record names and that must exist."""

    target: Target
    name: str
    place: Place


class HiddenRecord(NamedTuple):
    """A record that is left out of the site."""

    kind: str
    place: Place
    """Where its id stands."""
    reason: str
    """Why its page is left out, as a relative clause; empty where the record itself is a draft."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """What is left out of the site, as far as somebody could refer to it."""

    pages: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Page to why it is left out, as a relative clause."""
    records: Mapping[str, HiddenRecord] = field(default_factory=lambda: MappingProxyType({}))
    """By id."""
    references: frozenset[str] = frozenset()
    """The keys of works that nothing else uses."""
    briefs: tuple[Brief, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    claims: tuple[Claim, ...] = ()
    events: tuple[Event, ...] = ()

    def where(self, id: str) -> str:
        """Where a record stands and why it is left out, as the end of a sentence; empty where it is not."""
        hidden = self.records.get(id)
        if not hidden:
            return ""
        return f"stands in {hidden.place.path}, {hidden.reason}" if hidden.reason else f"is a draft ({hidden.place})"


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything read, in the order of the files and of the lines in them."""

    pages: tuple[Page, ...] = ()
    briefs: tuple[Brief, ...] = ()
    claims: tuple[Claim, ...] = ()
    corrections: tuple[Correction, ...] = ()
    events: tuple[Event, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    shifts: tuple[Shift, ...] = ()
    others: tuple[Record, ...] = ()
    """The records of any further kind."""
    references: tuple[Reference, ...] = ()
    citations: tuple[PlacedCitation, ...] = ()
    calls: tuple[MacroCall, ...] = ()
    links: tuple[Link, ...] = ()
    problems: tuple[Problem, ...] = ()
    """What is wrong, of reading and of the whole, by path and line."""
    declarations: tuple[Declaration, ...] = ()
    mentions: tuple[Mention, ...] = ()
    files: tuple[str, ...] = ()
    """The files beside the pages that are published, by path below the docs folder."""
    unpublished: frozenset[str] = frozenset()
    """The pages and files of the docs folder that are not published."""
    anchors: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    """Page to the anchors that its text defines, records aside."""
    outlines: Mapping[str, Outline] = field(default_factory=lambda: MappingProxyType({}))
    """Page to what its reading leaves to whoever reads its text again."""

    withheld: Withheld = field(default_factory=Withheld)
    left_out: frozenset[str] = frozenset()
    """The pages that are left out, and the ids of records that are, or that speak of nothing but such."""

    @property
    def marked(self) -> bool:
        """Whether a page has something that only the generator can read: a block or a macro call."""
        return bool(self.calls) or any(outline.blocks for outline in self.outlines.values())

    @property
    def records(self) -> tuple[Record, ...]:
        """Every record, kind by kind."""
        return (*self.claims, *self.corrections, *self.events, *self.outcomes, *self.shifts, *self.others)

    @property
    def facts(self) -> Sources:
        """All but the outlines: the same as before where an edit changed nothing but prose."""
        return replace(self, outlines=MappingProxyType({}))
