"""Which works must be formatted together: those that a reader could take for each other.

Author-date styles tell works apart by initials, further names and letters behind the year. All that happens between
works that share a name, or whatever stands where a work has none, so that the others need not be there.
"""

from __future__ import annotations

from collections.abc import Iterable

from foresite.citing.joined import Joined
from foresite.model import Reference

FAR = ("citation-number", "citation-label", "position=", "subsequent", "near-note")
"""What in a style makes a work's form depend on any other, or on what was cited before."""
INSTEAD = ("institution", "publisher", "organization", "school", "journaltitle", "journal", "maintitle", "booktitle")


def is_local(style: str) -> bool:
    """Whether a style's text forms a work without a look at works of other names."""
    return not any(word in style for word in FAR)


def related(references: Iterable[Reference]) -> list[tuple[str, ...]]:
    """The keys of the works that belong together, in the order of the first of each group."""
    joined = Joined()
    homes = {}
    for reference in references:
        first, *others = _names(reference)
        homes[reference.key] = first
        for other in others:
            joined.join(first, other)
    groups: dict[str, list[str]] = {}
    for key, name in homes.items():
        groups.setdefault(joined.root(name), []).append(key)
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
