"""Names joined into sets that grow together (union-find; Tarjan 1975, with path halving)."""

from __future__ import annotations


class Joined:
    """Which names belong together, by one of them that stands for all."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def root(self, name: str) -> str:
        """The name that stands for all with which this one was joined; itself where there was none."""
        parent = self._parent
        while (above := parent.get(name, name)) != name:
            parent[name] = name = parent.get(above, above)
        return name

    def join(self, name: str, other: str) -> None:
        """Make two names, with all that belong to them, belong together."""
        self._parent[self.root(other)] = self.root(name)
