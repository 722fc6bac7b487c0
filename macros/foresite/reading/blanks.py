"""Blanks and marks that look like those of the keyboard and are others: found where they break what is written.

A no-break space in a fence, behind a colon or in front of an option looks like a space and is none to Markdown and
YAML. In running text all of these are welcome; nothing here looks at that.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

INVISIBLE = "\u00ad\u180e\u200b\u200c\u200d\u2060\ufeff"
"""What takes no room at all."""
SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
WIDE = {"：": ":", "／": "/", "｜": "|", "－": "-"}
ODD = f"[{SPACES}{INVISIBLE}]"
BLANK = f"[ \\t{SPACES}{INVISIBLE}]*+"
NAMES = {"\u3000": "full-width space", "\ufeff": "byte order mark", "：": "full-width colon",
         "／": "full-width slash", "｜": "full-width bar", "－": "full-width hyphen"}  # fmt: skip
ANY = re.compile(f"[{SPACES}{INVISIBLE}{''.join(WIDE)}]")
FENCE = re.compile(f"{BLANK}[/／]{{2,}}")
OPTION = re.compile(f"{BLANK}(?:[a-z][a-z_-]*+{BLANK}[:：]|(?P<dash>[-－]))(?P<gap>{BLANK})")


class Mended(NamedTuple):
    """A line as it was meant."""

    line: str
    odd: str
    """What was wrong in it, in words."""


def named(char: str) -> str:
    """What a character is, in words: ``a no-break space (U+00A0)``."""
    name = NAMES.get(char) or unicodedata.name(char, "unnamed character").lower().replace("zero width", "zero-width")
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name} (U+{ord(char):04X})"


def first_odd(text: str) -> str:
    """The first character of a text that looks like another, in words; empty where there is none."""
    found = ANY.search(text)
    return named(found[0]) if found else ""


def plain(text: str) -> str:
    """The text with the characters of the keyboard instead."""
    return ANY.sub(lambda match: "" if match[0] in INVISIBLE else WIDE.get(match[0], " "), text)


def mended_fence(line: str) -> Mended | None:
    """A fence that odd characters keep from being one; None where the line is none, or has none."""
    if line.isascii() or not FENCE.match(line):
        return None
    head, bar, title = line.replace("｜", "|", 1).partition("|")
    odd = first_odd(line if "|" not in line and bar else head)
    return Mended(f"{plain(head)}{bar}{title}", odd) if odd else None


def mended_option(line: str) -> Mended | None:
    """A line of YAML with the right characters where its structure stands: before a name, around its colon."""
    found = None if line.isascii() else OPTION.match(line)
    if not found:
        return None
    odd = first_odd(found[0])
    if not odd or (found["dash"] and not found["gap"]):
        return None
    head, rest = plain(found[0]), line[found.end() :]
    return Mended(f"{head} {rest}" if rest and not head.endswith(" ") else head + rest, odd)
