"""Cache formatted citations, and find which works must be formatted together.

Author-date styles distinguish works by initials, further names and letters after the year. This affects only works
that share a name, or the text that replaces a missing one, so that other works can be formatted separately.

A cache only saves time and is not trusted: its content is used only if it is well formed and clean.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from operator import is_
from pathlib import Path
from typing import Any

from foresite.model.dates import PartialDate, Span
from foresite.model.records import Citation, CitedWork, Name, Reference
from foresite.parsing.cache import load_json, save_json
from foresite.render.sanitise import is_clean

# Find which works must be formatted together, and divide a bibliography into batches that need nothing of each
# other.


NONLOCAL_FEATURES = ("citation-number", "citation-label", "position=", "subsequent", "near-note")
"""The parts of a style that make a work's form depend on other works, or on earlier citations."""
FALLBACKS = ("institution", "publisher", "organization", "school", "journaltitle", "journal", "maintitle", "booktitle")
SMALLEST = 500
"""Works that justify a separate run of Pandoc, whose start takes as long as formatting some 250."""
LARGE_BIBLIOGRAPHY = 1700
"""Works above which there are more batches than processors, since a batch also takes memory."""
LARGE_GROUP = 800
"""Works of one name: twice as many take about twice as long each, since all are compared."""

Batch = tuple[list[str], list[Citation]]
"""The keys of works, and citations of these works only."""


def is_local(style: str) -> bool:
    """Check whether a style's text formats a work without comparing it with works of other names."""
    return not any(word in style for word in NONLOCAL_FEATURES)


def disambiguation_groups(references: Iterable[Reference]) -> list[tuple[str, ...]]:
    """Return the keys of the works that belong together, in the order of the first of each group."""
    sets = _UnionFind()
    homes = {}
    for reference in references:
        first, *more_names = _names(reference)
        homes[reference.key] = first
        for name_beside in more_names:
            sets.join(first, name_beside)
    groups: dict[str, list[str]] = {}
    for key, name in homes.items():
        groups.setdefault(sets.root(name), []).append(key)
    return [tuple(keys) for keys in groups.values()]


def _names(reference: Reference) -> list[str]:
    """Return the case-folded names that a style could print for the work; a family name also without its prefix."""
    beside = (name for names in reference.people.values() for name in names)
    people = [name for name in (*reference.authors, *reference.editors, *beside) if not name.others]
    called = [name.family or name.literal or name.given for name in people]
    if not reference.authors or not called:
        # Styles name a work without an author by its title or its publisher; such works are few.
        called += ["", *(reference.fields[name] for name in FALLBACKS if name in reference.fields)]
    folded = [name.casefold() for name in called]
    return [*folded, *(name.split()[-1] for name in folded if " " in name)]


def batches(
    keys: Sequence[str], citations: Sequence[Citation], group_of: Mapping[str, str], processors: int
) -> list[Batch]:
    """Divide works and citations into batches of 500 to 1,700 works, the one that takes longest first.

    Works of one group stay together, and so do works that are cited together. Keys and citations stay in their order.
    """
    count = min(max(1, processors), len(keys) // SMALLEST)
    count = max(count, -(-len(keys) // LARGE_BIBLIOGRAPHY))
    if count < 2:
        return [(list(keys), list(citations))]
    sets = _UnionFind()
    for citation in citations:
        first, *more_groups = dict.fromkeys(group_of[work.key] for work in citation.works)
        for group in more_groups:
            sets.join(first, group)
    members: dict[str, list[str]] = {}
    for key in keys:
        members.setdefault(sets.root(group_of[key]), []).append(key)
    count = min(count, len(members))
    loads = [0.0] * count
    batch_of: dict[str, int] = {}
    for works in sorted(members.values(), key=len, reverse=True):
        least = loads.index(min(loads))
        loads[least] += len(works) * (1 + len(works) / LARGE_GROUP)
        batch_of |= dict.fromkeys(works, least)
    divided: list[Batch] = [([], []) for _ in range(count)]
    for key in keys:
        divided[batch_of[key]][0].append(key)
    for citation in citations:
        divided[batch_of[citation.works[0].key]][1].append(citation)
    return [batch for _, batch in sorted(zip(loads, divided, strict=True), key=lambda weighted: -weighted[0])]


class _UnionFind:
    """Sets of names that are merged (Tarjan 1975, with path halving)."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def root(self, name: str) -> str:
        """Return the name that stands for all with which this one was joined; itself where there was none."""
        parent = self._parent
        while (above := parent.get(name, name)) != name:
            parent[name] = name = parent.get(above, above)
        return name

    def join(self, name: str, other_name: str) -> None:
        """Merge the sets of two names, with all the names joined to either."""
        self._parent[self.root(other_name)] = self.root(name)


# The cache of formatted text, by digests of its content.


@dataclass(frozen=True, slots=True)
class FormatCache:
    """Formatted XHTML by digests of its content."""

    entries: dict[str, list[str]] = field(default_factory=dict)
    """The entries of a group of works, in the group's order."""
    citations: dict[str, dict[str, str]] = field(default_factory=dict)
    """The citations of a group, or of several, by citation key."""
    orders: dict[str, list[str]] = field(default_factory=dict)
    """The keys of a whole bibliography in the order of the style."""

    @classmethod
    def load(cls, path: Path) -> FormatCache:
        """Read a cache file; return an empty cache where there is none, or anything in it cannot come from a build."""
        content = load_json(path)
        try:
            entries, citations, orders = content["entries"], content["citations"], content["orders"]
            lists = [*entries.values(), *orders.values()]
            well_formed = all(type(texts) is list and _are_texts(texts) for texts in lists) and all(
                type(texts) is dict and _are_texts(texts.values()) for texts in citations.values()
            )
        except (LookupError, TypeError, AttributeError):
            return cls()
        if not well_formed:
            return cls()
        # Cached text goes into pages unchanged.
        cited = (text for texts in citations.values() for text in texts.values())
        clean = is_clean([*(text for texts in entries.values() for text in texts), *cited])
        return cls(entries, citations, orders) if clean else cls()

    def save(self, path: Path) -> None:
        """Write the file completely or not at all; ignore errors, which only cost time at the next build."""
        save_json(path, {"entries": self.entries, "citations": self.citations, "orders": self.orders})


def digest(*content: Any) -> str:
    """Return the SHA-256 of content that JSON can hold."""
    return sha256(json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def _are_texts(values: Iterable[object]) -> bool:
    return set(map(type, values)) <= {str}


@dataclass(frozen=True, slots=True)
class Groups:
    """The works of a bibliography in groups that do not affect each other."""

    keys: Mapping[str, tuple[str, ...]]
    """The keys of each group's works by the group's name, which is a digest of its content."""
    of: Mapping[str, str]
    """The name of its group for each key."""


def grouped(references: Iterable[Reference], *, local: bool, all_else: str = "") -> Groups:
    """Return the groups of works: a single group unless the style is ``local``; ``all_else`` enters its name."""
    return _grouped(_References(tuple(references)), local, all_else)


class _References:
    """References that equal only themselves, so that a preview finds its groups in the cache after an edit."""

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
def _grouped(references_key: _References, local: bool, all_else: str) -> Groups:
    references = {reference.key: reference for reference in references_key.references}
    groups = disambiguation_groups(references_key.references) if local else [tuple(references)]
    keys = {digest([work_form(references[key]) for key in group], all_else): group for group in groups}
    return Groups(keys, {key: name for name, group in keys.items() for key in group})


def work_form(reference: Reference) -> list[Any]:
    """Return the content on which a work's formatted entry depends, as values that JSON can hold."""
    people = [[_name(name) for name in names] for names in (reference.authors, reference.editors)]
    own = [reference.key, reference.type, *people, _date(reference.date), dict(reference.fields)]
    if reference.people or reference.markup or reference.lists:
        roles = {role: list(map(_name, names)) for role, names in reference.people.items()}
        own += [roles, dict(reference.markup), dict(reference.lists)]
    return own


def citation_key(citation: Citation) -> str:
    """Return a text that distinguishes a citation from any other."""
    if len(citation.works) == 1 and not citation.narrative:
        work = citation.works[0]
        if not (work.prefix or work.suffix or work.author_suppressed):
            # Fast path: nearly all are like this, and ``repr`` takes four times as long.
            text = f"{work.key}\n{work.label}\n{work.locator}"
            if text.count("\n") == 2:
                return text
    return repr((citation.narrative, *map(_parts, citation.works)))


def _parts(work: CitedWork) -> tuple[str, str, str, str, str, bool]:
    return work.key, work.prefix, work.label, work.locator, work.suffix, work.author_suppressed


def _name(name: Name) -> tuple[Any, ...]:
    return name.family, name.given, name.literal, name.family_first, name.original, name.suffix, name.others


def _date(date: Span | None) -> Any:
    if isinstance(date, PartialDate):
        return date.text, str(date.first), str(date.last), date.mark
    return repr(date)
