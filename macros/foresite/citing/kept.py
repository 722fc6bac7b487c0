"""What was formatted for an earlier build, by the content it was made from."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any


@dataclass(frozen=True, slots=True)
class Kept:
    """Texts by the digests of what they were made from."""

    entries: dict[str, list[str]] = field(default_factory=dict)
    """The entries of a group of works, in the group's order."""
    citations: dict[str, str] = field(default_factory=dict)
    orders: dict[str, list[str]] = field(default_factory=dict)
    """The keys of a whole bibliography in the order of the style."""

    @classmethod
    def load(cls, path: Path) -> Kept:
        """What a file keeps; nothing where there is none, or nothing usable."""
        try:
            given = json.loads(path.read_text(encoding="utf-8"))
            entries, citations, orders = given["entries"], given["citations"], given["orders"]
            sound = all(_texts(each) for each in (*entries.values(), *orders.values(), list(citations.values())))
        except (OSError, ValueError, LookupError, TypeError, AttributeError):
            return cls()
        return cls(entries, citations, orders) if sound else cls()

    def save(self, path: Path) -> None:
        """Write the file whole or not at all; one that cannot be written only costs time."""
        text = json.dumps(
            {"entries": self.entries, "citations": self.citations, "orders": self.orders}, ensure_ascii=False
        )
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, suffix=".part", delete=False) as part:
                part.write(text)
            Path(part.name).replace(path)
        except OSError:
            return


def digest(*content: Any) -> str:
    """A name for content that JSON can hold."""
    return sha256(json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)
