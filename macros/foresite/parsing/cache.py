"""The folder in which a project caches results for its next build; the cache is not trusted.

The author of a proposed change could add files to it. So a cache under version control is not used, and the content
of any other is used only if it is well-formed; otherwise it is computed again.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from foresite.model.problems import Code, Place, Problem
from foresite.parsing.git import tracked

FOLDER = Path(".cache") / "foresite"
MAX_CACHE_BYTES = 200_000_000
"""Bytes: far above the cache of a site with ten thousand works."""


def own_cache(root: Path) -> Path | None:
    """Return the project's cache folder; None if it is under version control, where anybody could change it."""
    return None if _tracked_file(root) else root / FOLDER


def check_cache(root: Path) -> list[Problem]:
    """Return the problems of a project's cache."""
    path = _tracked_file(root)
    if not path:
        return []
    message = f"'{path}' is under version control, expected no cache there: what it says is not used"
    hint = f"run 'git rm -r --cached {FOLDER.as_posix()}' and name '.cache/' in .gitignore"
    return [Problem(Place(path, 1), Code.BAD_FILE, message, hint)]


def _tracked_file(root: Path) -> str:
    """Return a file of the cache that Git tracks; the empty string if there is none."""
    top = FOLDER.parts[0]
    # For an inaccessible folder, pathlib raises.
    if not os.path.islink(root / top) and not os.path.lexists(root / FOLDER):  # noqa: PTH114
        return ""
    inside = FOLDER.as_posix()
    return next((path for path in tracked(root, top) if path in (top, inside) or path.startswith(f"{inside}/")), "")


def load_json(path: Path) -> Any:
    """Read the content of a cache file; return None if there is no readable one."""
    try:
        # Reading a pipe would wait for ever.
        if not path.is_file() or path.stat().st_size > MAX_CACHE_BYTES:
            return None
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None


def save_json(path: Path, content: Any) -> None:
    """Write a cache file completely or not at all; ignore errors, which only cost time at the next build."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, suffix=".part", delete=False) as part:
            json.dump(content, part, ensure_ascii=False)
        Path(part.name).replace(path)
    except OSError:
        return
