"""Where a theme's files are, found without loading the theme or its host."""

from __future__ import annotations

import os
from functools import lru_cache
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

TEMPLATES = (".html", ".py", ".pyc", ".yml")
"""The endings of a theme's files that are not copied into a site."""


class ThemeFiles:
    """The files that a site has of its theme."""

    def __init__(self, name: str, custom: Path | None) -> None:
        """``custom`` is the project's own folder of files that take the place of the theme's."""
        self._folders = (*([custom] if custom else ()), *_folders(name))

    def has(self, path: str) -> bool:
        """Whether the site has this path of the theme."""
        if path.endswith(TEMPLATES) or path.startswith(".") or "/." in path:
            return False
        return any(os.path.isfile(folder / path) for folder in self._folders)  # noqa: PTH113 (it never raises)


@lru_cache(8)
def _folders(name: str) -> tuple[Path, ...]:
    """The folder of an installed theme; none where there is no such theme, which the host reports."""
    if not name:
        return ()
    try:
        module = next(iter(entry_points(group="mkdocs.themes", name=name))).value
        top, *rest = module.split(".")
        # A module inside a package would be found by importing the package.
        spec = find_spec(top)
    except (StopIteration, ImportError, ValueError):
        return ()
    places = spec.submodule_search_locations if spec else None
    return tuple(Path(place, *rest) for place in places or ())
