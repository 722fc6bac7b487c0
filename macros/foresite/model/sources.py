"""Define the result of reading a project: the records, and what is needed to check them against each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import NamedTuple

from foresite.model.fields import ReferenceTarget
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
    """The path of its page, relative to the docs folder."""
    place: Place


class Declaration(NamedTuple):
    """A block with an id, whether or not it became a record."""

    id: str
    kind: str
    page: str
    place: Place
    """Where the id stands."""
    lines: tuple[tuple[str, int], ...]
    """The name and line of each option."""
    theme: str
    """The theme as written; empty where there is none."""
    set: str
    """The set as written; empty where there is none."""

    def place_of(self, option: str) -> Place | None:
        """Return the place of an option; None where it is not set."""
        line = dict(self.lines).get(option)
        return Place(self.place.path, line) if line else None


class OptionReference(NamedTuple):
    """A reference from a record to something that must exist."""

    target: ReferenceTarget
    name: str
    place: Place


class HiddenRecord(NamedTuple):
    """A record that is excluded from the site."""

    kind: str
    place: Place
    """Where its id stands."""
    reason: str
    """Why its page is excluded, as a relative clause; empty where the record itself is a draft."""


@dataclass(frozen=True, slots=True)
class Excluded:
    """Excluded content that other content might refer to."""

    pages: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """The reason for excluding each page, as a relative clause, by path."""
    records: Mapping[str, HiddenRecord] = field(default_factory=lambda: MappingProxyType({}))
    """Excluded records, by id."""
    references: frozenset[str] = frozenset()
    """The keys of works that only excluded content uses."""
    briefs: tuple[Brief, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    claims: tuple[Claim, ...] = ()
    events: tuple[Event, ...] = ()

    def exclusion_of(self, id: str) -> str:
        """Return the place of an excluded record and the reason, as the end of a sentence; empty for others."""
        hidden = self.records.get(id)
        if not hidden:
            return ""
        return f"stands in {hidden.place.path}, {hidden.reason}" if hidden.reason else f"is a draft ({hidden.place})"


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything that was read, in the order of files and lines."""

    pages: tuple[Page, ...] = ()
    briefs: tuple[Brief, ...] = ()
    claims: tuple[Claim, ...] = ()
    corrections: tuple[Correction, ...] = ()
    events: tuple[Event, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    shifts: tuple[Shift, ...] = ()
    generic_records: tuple[Record, ...] = ()
    """The records of generic kinds."""
    references: tuple[Reference, ...] = ()
    citations: tuple[PlacedCitation, ...] = ()
    calls: tuple[MacroCall, ...] = ()
    links: tuple[Link, ...] = ()
    problems: tuple[Problem, ...] = ()
    """All problems, by path and line."""
    declarations: tuple[Declaration, ...] = ()
    option_references: tuple[OptionReference, ...] = ()
    files: tuple[str, ...] = ()
    """Published files other than pages, by path in the docs folder."""
    unpublished: frozenset[str] = frozenset()
    """Pages and files of the docs folder that are not published, by path."""
    anchors: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    """The anchors that the text of each page defines, without those of records, by path."""
    outlines: Mapping[str, Outline] = field(default_factory=lambda: MappingProxyType({}))
    """The outline of each page, for code that reads its text again, by path."""

    texts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """The text of each page of a translation, which stands in no file as it is read; empty for the original."""
    overrides: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """The text of each template of the project's own, by name."""
    excluded: Excluded = field(default_factory=Excluded)
    translated_pages: frozenset[str] = frozenset()
    """The pages of a translation whose prose is translated, by path."""
    excluded_ids: frozenset[str] = frozenset()
    """Excluded pages, and the ids of records that are excluded or only about excluded records."""

    @property
    def marked(self) -> bool:
        """Whether a page contains something that only the generator can read: a block or a macro call."""
        return bool(self.calls) or any(outline.blocks for outline in self.outlines.values())

    @property
    def records(self) -> tuple[Record, ...]:
        """All records, by kind."""
        return (*self.claims, *self.corrections, *self.events, *self.outcomes, *self.shifts, *self.generic_records)

    @property
    def facts(self) -> Sources:
        """All but outlines and texts; equal to those before an edit that changed only prose."""
        return replace(self, outlines=MappingProxyType({}), texts=MappingProxyType({}))
