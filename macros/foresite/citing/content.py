"""What the forms of works and citations depend on: the names by which they are kept."""

from __future__ import annotations

from typing import Any

from foresite.model import Citation, CitedWork, Name, Reference
from foresite.values import PartialDate, Span


def of_work(reference: Reference) -> list[Any]:
    """What a work's form depends on, as JSON has it."""
    people = [[_name(name) for name in names] for names in (reference.authors, reference.editors)]
    return [reference.key, reference.type, *people, _date(reference.date), dict(reference.fields)]


def of_citation(citation: Citation) -> str:
    """What tells a citation from any other."""
    if len(citation.works) == 1:
        (work,) = citation.works
        return repr((citation.narrative, *_parts(work)))
    return repr((citation.narrative, *map(_parts, citation.works)))


def _parts(work: CitedWork) -> tuple[str, str, str, str, str, bool]:
    return work.key, work.prefix, work.label, work.locator, work.suffix, work.author_suppressed


def _name(name: Name) -> tuple[Any, ...]:
    return name.family, name.given, name.literal, name.family_first, name.original


def _date(date: Span | None) -> Any:
    if isinstance(date, PartialDate):
        return date.text, str(date.first), str(date.last), date.mark
    return repr(date)
