"""Cache formatted citations, and find which works must be formatted together.

Author-date styles tell works apart by initials, further names and letters behind the year. All that happens between
works that share a name, or whatever stands where a work has none, so that the others need not be there.

A cache is a help and never a source: what it says is taken only where it is well formed and clean.
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


FAR = ("citation-number", "citation-label", "position=", "subsequent", "near-note")
"""What in a style makes a work's form depend on any other, or on what was cited before."""
INSTEAD = ("institution", "publisher", "organization", "school", "journaltitle", "journal", "maintitle", "booktitle")
SMALLEST = 500
"""Works that are worth a run of Pandoc of their own: it takes as long to start as to format some 250."""
LARGEST = 1700
"""Works from which on a batch is divided further than there are processors, for it takes memory as well."""
CROWD = 800
"""Works that may share a name: about as many again take twice as long for each, for all are compared."""

Batch = tuple[list[str], list[Citation]]
"""The keys of works, and the citations of no others."""


def is_local(style: str) -> bool:
    """Whether a style's text forms a work without a look at works of other names."""
    return not any(word in style for word in FAR)


def disambiguation_groups(references: Iterable[Reference]) -> list[tuple[str, ...]]:
    """Return the keys of the works that belong together, in the order of the first of each group."""
    sets = _UnionFind()
    homes = {}
    for reference in references:
        first, *others = _names(reference)
        homes[reference.key] = first
        for other in others:
            sets.join(first, other)
    groups: dict[str, list[str]] = {}
    for key, name in homes.items():
        groups.setdefault(sets.root(name), []).append(key)
    return [tuple(keys) for keys in groups.values()]


def _names(reference: Reference) -> list[str]:
    """What a style could call the work by, folded; a family name also without what stands before it."""
    beside = (name for names in reference.people.values() for name in names)
    people = [name for name in (*reference.authors, *reference.editors, *beside) if not name.others]
    called = [name.family or name.literal or name.given for name in people]
    if not reference.authors or not called:
        # What has no author is called by its title, or by who brought it out; such works are few.
        called += ["", *(reference.fields[name] for name in INSTEAD if name in reference.fields)]
    folded = [name.casefold() for name in called]
    return [*folded, *(name.split()[-1] for name in folded if " " in name)]


def batches(
    keys: Sequence[str], citations: Sequence[Citation], group_of: Mapping[str, str], processors: int
) -> list[Batch]:
    """Divide works and citations into batches of 500 to 1,700 works, the one that takes longest first.

    Works of one group stay together, and so do works that are cited together. Keys and citations stay in their order.
    """
    count = min(max(1, processors), len(keys) // SMALLEST)
    count = max(count, -(-len(keys) // LARGEST))
    if count < 2:
        return [(list(keys), list(citations))]
    sets = _UnionFind()
    for citation in citations:
        first, *others = dict.fromkeys(group_of[work.key] for work in citation.works)
        for other in others:
            sets.join(first, other)
    members: dict[str, list[str]] = {}
    for key in keys:
        members.setdefault(sets.root(group_of[key]), []).append(key)
    count = min(count, len(members))
    loads = [0.0] * count
    batch_of: dict[str, int] = {}
    for works in sorted(members.values(), key=len, reverse=True):
        least = loads.index(min(loads))
        loads[least] += len(works) * (1 + len(works) / CROWD)
        batch_of |= dict.fromkeys(works, least)
    divided: list[Batch] = [([], []) for _ in range(count)]
    for key in keys:
        divided[batch_of[key]][0].append(key)
    for citation in citations:
        divided[batch_of[citation.works[0].key]][1].append(citation)
    return [batch for _, batch in sorted(zip(loads, divided, strict=True), key=lambda each: -each[0])]


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

    def join(self, name: str, other: str) -> None:
        """Merge the sets of two names, with all that belong to them, belong together."""
        self._parent[self.root(other)] = self.root(name)


# Cache what was formatted for an earlier build, by the content it was made from.


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
    keys = {digest([work_form(references[key]) for key in group], all_else): group for group in together}
    return Groups(keys, {key: name for name, group in keys.items() for key in group})


def work_form(reference: Reference) -> list[Any]:
    """Return what a work's form depends on, as JSON has it."""
    people = [[_name(name) for name in names] for names in (reference.authors, reference.editors)]
    own = [reference.key, reference.type, *people, _date(reference.date), dict(reference.fields)]
    if reference.people or reference.markup or reference.lists:
        others = {role: list(map(_name, names)) for role, names in reference.people.items()}
        own += [others, dict(reference.markup), dict(reference.lists)]
    return own


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
    return name.family, name.given, name.literal, name.family_first, name.original, name.suffix, name.others


def _date(date: Span | None) -> Any:
    if isinstance(date, PartialDate):
        return date.text, str(date.first), str(date.last), date.mark
    return repr(date)
