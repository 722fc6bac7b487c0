"""Cache what was formatted for an earlier build, by the content it was made from.

A cache is a help and never a source: what it says is taken only where it is well formed and clean.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from operator import is_
from pathlib import Path
from typing import Any

from foresite.citing.disambiguation import disambiguation_groups
from foresite.model import Citation, CitedWork, Name, Reference
from foresite.reading.cache import load_json, save_json
from foresite.sanitising import is_clean
from foresite.values import PartialDate, Span


@dataclass(frozen=True, slots=True)
class FormatCache:
    """XHTML by the digests of what it was made from."""

    entries: dict[str, list[str]] = field(default_factory=dict)
    """The entries of a group of works, in the group's order."""
    citations: dict[str, dict[str, str]] = field(default_factory=dict)
    """The citations of a group, or of several, by what tells them apart there."""
    orders: dict[str, list[str]] = field(default_factory=dict)
    """The keys of a whole bibliography in the order of the style."""

    @classmethod
    def load(cls, path: Path) -> FormatCache:
        """Read a cache file; return an empty cache where there is none, or anything in it cannot come from a build."""
        given = load_json(path)
        try:
            entries, citations, orders = given["entries"], given["citations"], given["orders"]
            lists = [*entries.values(), *orders.values()]
            sound = all(type(each) is list and _texts(each) for each in lists) and all(
                type(each) is dict and _texts(each.values()) for each in citations.values()
            )
        except (LookupError, TypeError, AttributeError):
            return cls()
        if not sound:
            return cls()
        # What is cached goes into pages as it stands.
        cited = (text for each in citations.values() for text in each.values())
        clean = is_clean([*(text for each in entries.values() for text in each), *cited])
        return cls(entries, citations, orders) if clean else cls()

    def save(self, path: Path) -> None:
        """Write the file whole or not at all; one that cannot be written only costs time."""
        save_json(path, {"entries": self.entries, "citations": self.citations, "orders": self.orders})


def digest(*content: Any) -> str:
    """Return the SHA-256 of content that JSON can hold."""
    return sha256(json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def _texts(values: Iterable[object]) -> bool:
    return set(map(type, values)) <= {str}


@dataclass(frozen=True, slots=True)
class Groups:
    """The works of a bibliography by what they have an influence on."""

    keys: Mapping[str, tuple[str, ...]]
    """The keys of each group's works by its name: the same name, the same content."""
    of: Mapping[str, str]
    """The name of its group for each key."""


def grouped(references: Iterable[Reference], *, local: bool, all_else: str = "") -> Groups:
    """Return the groups of works: one of all where the style is not ``local``, whose name tells ``all_else`` too."""
    return _grouped(_References(tuple(references)), local, all_else)


class _References:
    """References that equal only themselves: a preview has the same objects after each edit of a page."""

    def __init__(self, references: tuple[Reference, ...]) -> None:
        self.references = references

    def __hash__(self) -> int:
        return len(self.references)

    def __eq__(self, other: object) -> bool:
        return (
            hash(self) == hash(other)
            and isinstance(other, _References)
            and all(map(is_, self.references, other.references))
        )


@lru_cache(maxsize=1)
def _grouped(these: _References, local: bool, all_else: str) -> Groups:
    references = {reference.key: reference for reference in these.references}
    together = disambiguation_groups(these.references) if local else [tuple(references)]
    keys = {digest([of_work(references[key]) for key in group], all_else): group for group in together}
    return Groups(keys, {key: name for name, group in keys.items() for key in group})


def of_work(reference: Reference) -> list[Any]:
    """Return what a work's form depends on, as JSON has it."""
    people = [[_name(name) for name in names] for names in (reference.authors, reference.editors)]
    return [reference.key, reference.type, *people, _date(reference.date), dict(reference.fields)]


def of_citation(citation: Citation) -> str:
    """Return what tells a citation from any other."""
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
