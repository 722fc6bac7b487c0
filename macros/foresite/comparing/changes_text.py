"""Changes for a person at a terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from foresite.comparing.changes import Changes, FieldChange, Item
from foresite.comparing.fields import TEXT
from foresite.comparing.sections import SIGNS, groups, line_changes, shown_fields, summary


def changes_text(changes: Changes) -> str:
    """The changes under their headings, then what follows from them."""
    return "".join(f"{_visible(line)}\n" for line in _lines(changes))


def _lines(changes: Changes) -> Iterator[str]:
    yield summary(changes)
    for heading, items in groups(changes):
        yield from ("", heading)
        for item in items:
            yield from _item(item)
    if changes.flips:
        yield from ("", "Verdicts that flip")
        for flip in changes.flips:
            yield f"  {flip.claim}: {flip.before} → {flip.after} ({flip.title})"
    if changes.scores:
        yield from ("", "Scores")
        for score in changes.scores:
            yield f"  {score.outlook}: {score.before or 'none'} → {score.after or 'none'}"
    if changes.broken:
        yield from ("", "Permalinks that break")
        for broken in changes.broken:
            yield f"  {broken.address} ({f'now {broken.now}' if broken.now else 'gone'})"


def _item(item: Item) -> Iterator[str]:
    title = f": {item.title}" if item.title else ""
    yield f"  {SIGNS[item.change]} {item.kind} {item.id}{title}"
    for field in shown_fields(item):
        yield from _field(field)


def _field(field: FieldChange) -> Iterator[str]:
    if field.name == TEXT:
        yield "      text:"
        yield from (f"        {line}" for line in line_changes(field))
    elif field.before and field.after:
        yield f"      {field.name}: {field.before} → {field.after}"
    elif field.after:
        yield f"      {field.name}: {field.after}"
    else:
        yield f"      {field.name}: {field.before} → none"


def _visible(text: str) -> str:
    """The text with what a terminal would obey or hide as a sign that can be seen."""
    return "".join(c if c.isprintable() or unicodedata.category(c) == "Zs" else "�" for c in text)
