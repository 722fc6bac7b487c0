"""Works divided among several runs of Pandoc, each of which can do without the works of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from foresite.citing.joined import Joined
from foresite.model import Citation

FEWEST = 500
"""Works that are worth a run of their own: it takes as long to start as to format some 250."""
LARGEST = 1700
"""Works from which on a run is divided further than there are lanes, for it takes memory as well."""
CROWD = 800
"""Works that may share a name: about as many again take twice as long for each, for all are compared."""

Part = tuple[list[str], list[Citation]]


def parted(keys: Sequence[str], citations: Sequence[Citation], group_of: Mapping[str, str], lanes: int) -> list[Part]:
    """Works and citations in as many parts as so many lanes have a use for, the longest work first.

    What is given stays in its order; works of one group (see ``kinship``), and works that are cited together, stay
    together.
    """
    count = max(min(lanes, len(keys) // FEWEST), -(-len(keys) // LARGEST))
    # One after the other they would only take longer.
    if count < 2 or lanes < 2:
        return [(list(keys), list(citations))]
    joined = Joined()
    for citation in citations:
        first, *others = dict.fromkeys(group_of[work.key] for work in citation.works)
        for other in others:
            joined.join(first, other)
    members: dict[str, list[str]] = {}
    for key in keys:
        members.setdefault(joined.root(group_of[key]), []).append(key)
    count = min(count, len(members))
    loads = [0.0] * count
    part_of: dict[str, int] = {}
    for works in sorted(members.values(), key=len, reverse=True):
        least = loads.index(min(loads))
        loads[least] += len(works) * (1 + len(works) / CROWD)
        part_of |= dict.fromkeys(works, least)
    parts: list[Part] = [([], []) for _ in range(count)]
    for key in keys:
        parts[part_of[key]][0].append(key)
    for citation in citations:
        parts[part_of[citation.works[0].key]][1].append(citation)
    return [part for _, part in sorted(zip(loads, parts, strict=True), key=lambda each: -each[0])]
