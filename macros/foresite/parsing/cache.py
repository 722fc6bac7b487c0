"""The folder in which a project keeps what it made, for its next build: a help, and never a source.

Whoever proposes a change could add files to it. So one that is under version control is not used, and what any
other says is taken only where it is well-formed; where it is not, it is made anew.
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
LARGEST = 200_000_000
"""Bytes: far above what a site of ten thousand works keeps."""


def own_cache(root: Path) -> Path | None:
    """The project's cache; None where it is under version control, and so may be anybody's."""
    return None if _committed(root) else root / FOLDER


def check_cache(root: Path) -> list[Problem]:
    """What is wrong with a project's cache."""
    found = _committed(root)
    if not found:
        return []
    message = f"'{found}' is under version control, expected no cache there: what it says is not used"
    hint = f"run 'git rm -r --cached {FOLDER.as_posix()}' and name '.cache/' in .gitignore"
    return [Problem(Place(found, 1), Code.BAD_FILE, message, hint)]


def _committed(root: Path) -> str:
    """A file of the cache that Git knows; empty where there is none."""
    top = FOLDER.parts[0]
    # Of a folder that may not be seen, pathlib raises.
    if not os.path.islink(root / top) and not os.path.lexists(root / FOLDER):  # noqa: PTH114
        return ""
    inside = FOLDER.as_posix()
    return next((path for path in tracked(root, top) if path in (top, inside) or path.startswith(f"{inside}/")), "")


def load_json(path: Path) -> Any:
    """What a file of a cache holds; None where there is none that can be read."""
    try:
        # Reading a pipe would wait for ever.
        if not path.is_file() or path.stat().st_size > LARGEST:
            return None
        return json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None


def save_json(path: Path, content: Any) -> None:
    """Write a file of a cache whole or not at all; one that cannot be written only costs time."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, suffix=".part", delete=False) as part:
            json.dump(content, part, ensure_ascii=False)
        Path(part.name).replace(path)
    except OSError:
        return
