"""The order of outlooks, and the groups into which views put briefs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType

from foresite.model.records import Brief, Grouping, Name, Reference
from foresite.model.settings import Settings

AHEAD = 365
"""How many days an outlook may begin after its first brief was published; one that is farther stands where that was."""

NAMED_GROUPS = (Grouping.INSTITUTION, Grouping.SERIES, Grouping.AUTHOR)
"""The groupings whose groups are names, which the bibliography gives; the data has a column for each."""


def outlook_ranks(
    briefs: Iterable[Brief], references: Mapping[str, Reference], settings: Settings
) -> Mapping[str, int]:
    """Return the place of each outlook of some briefs, from 0.

    Outlooks stand in the order of the time that they look at. One that looks far ahead, such as to 2040, stands
    where its first brief was published, and one for which the settings give a place stands there.
    """
    first: dict[str, date] = {}
    for brief in briefs:
        dated = published(brief, references)
        first[brief.outlook] = min(first.get(brief.outlook, date.max), dated or date.max)

    def place(name: str) -> tuple[date, date, date, str]:
        outlook, known = settings.outlook(name), first[name]
        far = not outlook.order and (outlook.start - known).days > AHEAD
        return known if far else outlook.start, known, outlook.period.last, name

    return MappingProxyType({name: rank for rank, name in enumerate(sorted(first, key=place))})


def published(brief: Brief, references: Mapping[str, Reference]) -> date | None:
    """Return the first day on which a brief can have been published, as far as the bibliography says."""
    reference = references.get(brief.key)
    return reference.date.first if reference and reference.date else None


def grouped_by(by: Grouping, brief: Brief, work: Reference | None) -> str:
    """Return what a brief is put under: its outlook or key, or the name of its institutions, series or authors.

    A brief of two institutions, or of several authors, is a group of its own. Empty where it has none.
    """
    match by:
        case Grouping.OUTLOOK:
            return brief.outlook
        case Grouping.BRIEF:
            return brief.key
        case Grouping.AUTHOR:
            return people(work.authors) if work else ""
    if not work:
        return ""
    field = "series" if by is Grouping.SERIES else "institution"
    return _joined(work.lists.get(field, ()) or tuple(filter(None, (work.fields.get(field, ""),))))


def people(names: Iterable[Name]) -> str:
    """Return the names of people as a text has them: ``Alma Rivera and Ben Okafor``."""
    return _joined(tuple(map(str, names)))


def _joined(names: tuple[str, ...]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""
