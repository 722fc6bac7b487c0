"""What the readable formats share: the headings, their order, and a text before and after."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from foresite.comparing.changes import Changes, FieldChange, Item, Kind
from foresite.comparing.fields import TEXT
from foresite.fields import CLAIM_KINDS, FURTHER_KINDS, KINDS

GROUPS = {
    "Settings": ("settings",),
    "Briefs": ("brief",),
    "Claims": CLAIM_KINDS,
    "Outcomes": ("outcome",),
    "Events": ("event",),
    "Shifts": ("shift",),
    "Corrections": ("correction",),
    **{f"{KINDS[name].label}s": (name,) for name in FURTHER_KINDS},
    "References": ("reference",),
}
SIGNS = {Kind.ADDED: "+", Kind.REMOVED: "-", Kind.CHANGED: "~"}


def groups(changes: Changes) -> Iterator[tuple[str, list[Item]]]:
    """The changed things under their headings; headings without any are left out."""
    for heading, kinds in GROUPS.items():
        if items := [item for item in changes.items if item.kind in kinds]:
            yield heading, items


def summary(changes: Changes) -> str:
    """The numbers in one line."""
    parts = []
    for heading, items in groups(changes):
        counts = [
            (sum(item.change is kind for item in items), kind.value)
            for kind in (Kind.ADDED, Kind.REMOVED, Kind.CHANGED)
        ]
        parts.append(f"{heading.lower()}: {', '.join(f'{number} {word}' for number, word in counts if number)}")
    if changes.flips:
        parts.append(f"verdicts: {len(changes.flips)} flipped")
    if changes.broken:
        parts.append(f"permalinks: {len(changes.broken)} broken")
    return "; ".join(parts) if parts else "no change of the record"


def shown_fields(item: Item) -> tuple[FieldChange, ...]:
    """The fields to show: of something removed none, of something added all but what the heading says."""
    if item.change is Kind.REMOVED:
        return ()
    if item.change is Kind.ADDED:
        return tuple(field for field in item.fields if field.name not in ("title", TEXT))
    return item.fields


def line_changes(field: FieldChange) -> Iterator[str]:
    """A text before and after, as its lines taken away (``-``) and put in (``+``)."""
    before, after = field.before.split("\n"), field.after.split("\n")
    for _, a, b, c, d in (
        op for op in SequenceMatcher(None, before, after, autojunk=False).get_opcodes() if op[0] != "equal"
    ):
        yield from (f"- {line}" for line in before[a:b] if line.strip())
        yield from (f"+ {line}" for line in after[c:d] if line.strip())
