"""Changes as Markdown for a comment on GitHub, where every word of them may be hostile.

Whatever an editor wrote stands in a code span or a code block, and in nothing else: there GitHub reads
no HTML, no link, no image, no mention and no number of an issue. A span's fence is longer than any run
of backticks in it, and it holds no line end, so that nothing closes it early.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from foresite.comparing.changes import Changes, FieldChange, Item
from foresite.comparing.fields import TEXT
from foresite.comparing.sections import SIGNS, groups, line_changes, shown_fields, summary

LONGEST = 60_000
"""Characters; GitHub takes 65,536 of a comment."""
LONGEST_VALUE = 400


def changes_markdown(changes: Changes) -> str:
    """The changes under their headings, then what follows from them; cut off before GitHub would refuse it."""
    said, left = "", 0
    for part in _parts(changes):
        if left or len(said) + len(part) > LONGEST:
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
            yield "".join(_item(item))


def code(text: str) -> str:
    """A code span that shows the text and nothing but the text."""
    text = " ".join(_visible(text).split())
    if len(text) > LONGEST_VALUE:
        text = f"{text[:LONGEST_VALUE]}…"
    fence = "`" * (_longest_run(text) + 1)
    pad = " " if not text or text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _item(item: Item) -> Iterator[str]:
    title = f": {code(item.title)}" if item.title else ""
    yield f"- **{SIGNS[item.change]}** {item.kind} {code(item.id)}{title}\n"
    for field in shown_fields(item):
        yield from _field(field)


def _field(field: FieldChange) -> Iterator[str]:
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
    visible = [_visible(line) for line in lines]
    fence = "`" * max(3, _longest_run("\n".join(visible)) + 1)
    yield f"\n    {fence}diff\n"
    yield from (f"    {line}\n" for line in visible)
    yield f"    {fence}\n\n"


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)


def _visible(text: str) -> str:
    """The text on one line, with what would be obeyed or hidden as a sign that can be seen."""
    return "".join(c if c.isprintable() else " " if c.isspace() else "�" for c in text)
