"""What the forms of works and citations depend on: the names by which they are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from operator import is_
from typing import Any

from foresite.citing.kept import digest
from foresite.citing.kinship import related
from foresite.model import Citation, CitedWork, Name, Reference
from foresite.values import PartialDate, Span


@dataclass(frozen=True, slots=True)
class Groups:
    """The works of a bibliography by what they have an influence on."""

    keys: Mapping[str, tuple[str, ...]]
    """The keys of each group's works by its name: the same name, the same content."""
    of: Mapping[str, str]
    """The name of its group for each key."""


def grouped(references: Iterable[Reference], *, local: bool, all_else: str = "") -> Groups:
    """The groups of works: one of all where the style is not ``local``, whose name tells ``all_else`` too."""
    return _grouped(_These(tuple(references)), local, all_else)


class _These:
    """References that equal only themselves: a preview has the same objects after each edit of a page."""

    def __init__(self, references: tuple[Reference, ...]) -> None:
        self.references = references

    def __hash__(self) -> int:
        return len(self.references)

    def __eq__(self, other: object) -> bool:
        return (
            hash(self) == hash(other) and isinstance(other, _These) and all(map(is_, self.references, other.references))
        )


@lru_cache(maxsize=1)
def _grouped(these: _These, local: bool, all_else: str) -> Groups:
    references = {reference.key: reference for reference in these.references}
    together = related(these.references) if local else [tuple(references)]
    keys = {digest([of_work(references[key]) for key in group], all_else): group for group in together}
    return Groups(keys, {key: name for name, group in keys.items() for key in group})


def of_work(reference: Reference) -> list[Any]:
    """What a work's form depends on, as JSON has it."""
    people = [[_name(name) for name in names] for names in (reference.authors, reference.editors)]
    return [reference.key, reference.type, *people, _date(reference.date), dict(reference.fields)]


def of_citation(citation: Citation) -> str:
    """What tells a citation from any other."""
    if len(citation.works) == 1 and not citation.narrative:
        work = citation.works[0]
        if not (work.prefix or work.suffix or work.author_suppressed):
            # Nearly all are so, and what follows takes four times as long.
            text = f"{work.key}\n{work.label}\n{work.locator}"
            if text.count("\n") == 2:
                return text
    return repr((citation.narrative, *map(_parts, citation.works)))


def _parts(work: CitedWork) -> tuple[str, str, str, str, str, bool]:
    return work.key, work.prefix, work.label, work.locator, work.suffix, work.author_suppressed


def _name(name: Name) -> tuple[Any, ...]:
    return name.family, name.given, name.literal, name.family_first, name.original


def _date(date: Span | None) -> Any:
    if isinstance(date, PartialDate):
        return date.text, str(date.first), str(date.last), date.mark
    return repr(date)
