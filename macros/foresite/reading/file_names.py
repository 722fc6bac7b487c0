"""Names of files and folders that can be part of an address on every host, and be checked out on every system."""

from __future__ import annotations

import unicodedata

FORBIDDEN = frozenset('#?%\\:*"<>|')
"""What an address gives a meaning to, or what some system allows in no name."""
HIDDEN = frozenset(("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"))
"""The categories of characters that nobody sees, or that are not text."""
JOINERS = frozenset("\u200c\u200d")
"""Without these, some words cannot be written."""


def name_fault(path: str) -> str:
    """What is wrong with the names of a path, and what was expected; empty where nothing is."""
    for name in path.split("/"):
        if wrong := next((character for character in name if _is_wrong(character)), ""):
            return f"the name '{shown(name)}' holds {_named(wrong)}, expected a name without it"
        if name != name.strip():
            return f"the name '{name}' begins or ends with a space, expected a name without it"
        if name.endswith("."):
            return f"the name '{name}' ends with a dot, expected a name without it"
    return ""


def shown(path: str) -> str:
    """A path as it can be printed on one line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in path)


def same_name(path: str) -> str:
    """What is the same for paths that some system cannot tell apart: those that differ by case or composition."""
    return unicodedata.normalize("NFC", path.casefold()) if not path.isascii() else path.lower()


def _is_wrong(character: str) -> bool:
    if character in FORBIDDEN:
        return True
    return character not in JOINERS and unicodedata.category(character) in HIDDEN


def _named(character: str) -> str:
    if character in FORBIDDEN:
        return f"'{character}'"
    return unicodedata.name(character, f"the character {ord(character):#06x}").lower()
