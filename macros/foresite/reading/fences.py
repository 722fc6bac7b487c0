"""The fences of blocks: how they are written, and which names they can carry."""

from __future__ import annotations

import re

from foresite.fields import KINDS

NAMES = tuple(KINDS)
"""The blocks of the record."""
FOREIGN = frozenset(
    (
        "admonition", "note", "attention", "caution", "danger", "error", "tip", "hint", "warning", "abstract",
        "info", "success", "question", "failure", "bug", "example", "quote", "details", "tab", "html",
        "caption", "figure-caption", "table-caption", "definition",
    )
)  # fmt: skip
"""The blocks that pymdownx and Material bring; they are left to them."""

OPENING = re.compile(r" {0,3}(?P<slashes>/{3,}) *(?P<name>[A-Za-z][\w-]*) *(?:\|(?P<title>.*))?$")
UNBARRED = re.compile(r" {0,3}(?P<slashes>/{3,}) *(?P<name>[A-Za-z][\w-]*) +(?P<title>[^|]+)$")
CLOSING = re.compile(r" {0,3}(?P<slashes>/{3,}) *$")
DISPLACED = re.compile(
    rf"[ \t>]*(?:(?:[-*+]|\d+[.)]) +)?(?P<slashes>/+) *(?P<name>{'|'.join(NAMES)}) *\|", re.IGNORECASE
)


def match_fence(line: str) -> re.Match[str] | None:
    """What a line is: its match with one of the four patterns, told apart by the match's ``re``."""
    return CLOSING.match(line) or OPENING.match(line) or UNBARRED.match(line) or DISPLACED.match(line)
