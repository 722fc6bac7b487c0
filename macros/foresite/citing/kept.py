"""What was formatted for an earlier build, by the content it was made from."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from foresite.reading.cache import load_json, save_json
from foresite.sanitising import is_clean


@dataclass(frozen=True, slots=True)
class Kept:
    """Texts by the digests of what they were made from."""

    entries: dict[str, list[str]] = field(default_factory=dict)
    """The entries of a group of works, in the group's order."""
    citations: dict[str, dict[str, str]] = field(default_factory=dict)
    """The citations of a group, or of several, by what tells them apart there."""
    orders: dict[str, list[str]] = field(default_factory=dict)
    """The keys of a whole bibliography in the order of the style."""

    @classmethod
    def load(cls, path: Path) -> Kept:
        """What a file keeps; nothing where there is none, or anything in it could not have come from a build."""
        given = load_json(path)
        try:
            entries, citations, orders = given["entries"], given["citations"], given["orders"]
            lists = [*entries.values(), *orders.values()]
            sound = all(type(each) is list and _texts(each) for each in lists) and all(
                type(each) is dict and _texts(each.values()) for each in citations.values()
            )
        except (LookupError, TypeError, AttributeError):
            return cls()
        if not sound:
            return cls()
        # What is kept goes into pages as it stands.
        cited = (text for each in citations.values() for text in each.values())
        clean = is_clean([*(text for each in entries.values() for text in each), *cited])
        return cls(entries, citations, orders) if clean else cls()

    def save(self, path: Path) -> None:
        """Write the file whole or not at all; one that cannot be written only costs time."""
        save_json(path, {"entries": self.entries, "citations": self.citations, "orders": self.orders})


def digest(*content: Any) -> str:
    """A name for content that JSON can hold."""
    return sha256(json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def _texts(values: Iterable[object]) -> bool:
    return set(map(type, values)) <= {str}
