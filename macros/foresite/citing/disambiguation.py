"""Find which works must be formatted together, and divide a bibliography into batches that need nothing of each other.

Author-date styles tell works apart by initials, further names and letters behind the year. All that happens between
works that share a name, or whatever stands where a work has none, so that the others need not be there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from foresite.model import Citation, Reference

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
    people = (*reference.authors, *reference.editors)
    called = [name.family or name.literal or name.given for name in people]
    if not reference.authors:
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
