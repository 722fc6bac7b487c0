"""Write changes as text, JSON, and Markdown for a comment on GitHub.

Whatever an editor wrote stands in a code span or a code block, and in nothing else: there GitHub reads
no HTML, no link, no image, no mention and no number of an issue. A span's fence is longer than any run
of backticks in it, and it holds no line end, so that nothing closes it early.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict
from difflib import SequenceMatcher
from typing import Any

from foresite.diff.changes import TEXT, ChangedItem, ChangeKind, Changes, FieldChange
from foresite.model.fields import CLAIM_KINDS, GENERIC_KINDS, KINDS

# What the readable formats share: the headings, their order, and a text before and after.


GROUPS = {
    "Settings": ("settings",),
    "Briefs": ("brief",),
    "Claims": CLAIM_KINDS,
    "Outcomes": ("outcome",),
    "Events": ("event",),
    "Shifts": ("shift",),
    "Corrections": ("correction",),
    **{f"{KINDS[name].label}s": (name,) for name in GENERIC_KINDS},
    "References": ("reference",),
}
SIGNS = {ChangeKind.ADDED: "+", ChangeKind.REMOVED: "-", ChangeKind.CHANGED: "~"}


def groups(changes: Changes) -> Iterator[tuple[str, list[ChangedItem]]]:
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
            for kind in (ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.CHANGED)
        ]
        parts.append(f"{heading.lower()}: {', '.join(f'{number} {word}' for number, word in counts if number)}")
    if changes.flips:
        parts.append(f"verdicts: {len(changes.flips)} flipped")
    if changes.broken:
        parts.append(f"permalinks: {len(changes.broken)} broken")
    return "; ".join(parts) if parts else "no change of the record"


def shown_fields(item: ChangedItem) -> tuple[FieldChange, ...]:
    """The fields to show: of something removed none, of something added all but what the heading says."""
    if item.change is ChangeKind.REMOVED:
        return ()
    if item.change is ChangeKind.ADDED:
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


# Changes as JSON; the form is described in docs/commands.md.


VERSION = 2
"""The version of the form; it rises when a reader of the old form would stumble."""


def changes_json(changes: Changes) -> str:
    """One JSON document; what is not given is null."""
    document = {
        "version": VERSION,
        "changes": [_json_item(item) for item in changes.items],
        "verdicts": [asdict(flip) for flip in changes.flips],
        "scores": [_nulls(asdict(score)) for score in changes.scores],
        "broken_permalinks": [_nulls(asdict(broken)) for broken in changes.broken],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def _json_item(item: ChangedItem) -> dict[str, Any]:
    return {
        "change": item.change.value,
        "kind": item.kind,
        "id": item.id,
        "title": item.title or None,
        "fields": [_nulls(asdict(field)) for field in item.fields],
    }


def _nulls(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: None if value == "" else value for name, value in fields.items()}


# Changes as Markdown for a comment on GitHub, where every word of them may be hostile.


MAX_COMMENT_LENGTH = 60_000
"""Characters; GitHub takes 65,536 of a comment."""
LONGEST_VALUE = 400


def changes_markdown(changes: Changes) -> str:
    """The changes under their headings, then what follows from them; cut off before GitHub would refuse it."""
    said, left = "", 0
    for part in _parts(changes):
        if left or len(said) + len(part) > MAX_COMMENT_LENGTH:
            left += 1
        else:
            said += part
    return f"{said}\nAnd {left} more, which are too many for a comment.\n" if left else said


def _parts(changes: Changes) -> Iterator[str]:
    yield f"**{summary(changes)}**\n"
    if changes.flips:
        yield "\n### Verdicts that flip\n\n"
        for flip in changes.flips:
            yield f"- {code(flip.claim)}: {flip.before} → {flip.after} ({code(flip.title)})\n"
    if changes.scores:
        yield "\n### Scores\n\n"
        for score in changes.scores:
            yield f"- {score.outlook}: {score.before or 'none'} → {score.after or 'none'}\n"
    if changes.broken:
        yield "\n### Permalinks that break\n\n"
        for broken in changes.broken:
            yield f"- {code(broken.address)}, {f'now {code(broken.now)}' if broken.now else 'gone'}\n"
    for heading, items in groups(changes):
        yield f"\n### {heading}\n\n"
        for item in items:
            yield "".join(_markdown_item(item))


def code(text: str) -> str:
    """A code span that shows the text and nothing but the text."""
    text = " ".join(_visible_in_markdown(text).split())
    if len(text) > LONGEST_VALUE:
        text = f"{text[:LONGEST_VALUE]}…"
    fence = "`" * (_longest_run(text) + 1)
    pad = " " if not text or text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _markdown_item(item: ChangedItem) -> Iterator[str]:
    title = f": {code(item.title)}" if item.title else ""
    yield f"- **{SIGNS[item.change]}** {item.kind} {code(item.id)}{title}\n"
    for field in shown_fields(item):
        yield from _markdown_field(field)


def _markdown_field(field: FieldChange) -> Iterator[str]:
    name = code(field.name)
    if field.name == TEXT:
        yield from _block(list(line_changes(field)))
    elif field.before and field.after:
        yield f"    - {name}: {code(field.before)} → {code(field.after)}\n"
    elif field.after:
        yield f"    - {name}: {code(field.after)}\n"
    else:
        yield f"    - {name}: {code(field.before)} → none\n"


def _block(lines: list[str]) -> Iterator[str]:
    visible = [_visible_in_markdown(line) for line in lines]
    fence = "`" * max(3, _longest_run("\n".join(visible)) + 1)
    yield f"\n    {fence}diff\n"
    yield from (f"    {line}\n" for line in visible)
    yield f"    {fence}\n\n"


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)


def _visible_in_markdown(text: str) -> str:
    """The text on one line, with what would be obeyed or hidden as a sign that can be seen."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "�" for c in text)


# Changes for a person at a terminal.


def changes_text(changes: Changes) -> str:
    """The changes under their headings, then what follows from them."""
    return "".join(f"{_visible_in_terminal(line)}\n" for line in _lines(changes))


def _lines(changes: Changes) -> Iterator[str]:
    yield summary(changes)
    for heading, items in groups(changes):
        yield from ("", heading)
        for item in items:
            yield from _text_item(item)
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


def _text_item(item: ChangedItem) -> Iterator[str]:
    title = f": {item.title}" if item.title else ""
    yield f"  {SIGNS[item.change]} {item.kind} {item.id}{title}"
    for field in shown_fields(item):
        yield from _text_field(field)


def _text_field(field: FieldChange) -> Iterator[str]:
    if field.name == TEXT:
        yield "      text:"
        yield from (f"        {line}" for line in line_changes(field))
    elif field.before and field.after:
        yield f"      {field.name}: {field.before} → {field.after}"
    elif field.after:
        yield f"      {field.name}: {field.after}"
    else:
        yield f"      {field.name}: {field.before} → none"


def _visible_in_terminal(text: str) -> str:
    """The text with what a terminal would obey or hide as a sign that can be seen."""
    return "".join(c if c.isprintable() or unicodedata.category(c) == "Zs" else "�" for c in text)
