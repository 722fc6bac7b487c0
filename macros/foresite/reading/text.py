"""A file's text, if it is one that a project may read."""

from __future__ import annotations

import os
from pathlib import Path

from foresite.problems import Code, Place, Problem
from foresite.settings import Settings

LARGEST = 2_000_000
"""Bytes: far above any page or bibliography that an editor could review."""


class RealFolders:
    """The folders from which files may be read, where they really are; one serves for as long as nothing is moved."""

    def __init__(self, settings: Settings) -> None:
        style = [settings.style.parent] if settings.style else []
        folders = [settings.docs, *(path.parent for path in settings.bibliography), *style]
        self._allowed = tuple(folder.resolve() for folder in folders)
        self._known: dict[str, Path | None] = {}

    def real(self, path: Path) -> Path | None:
        """Where a file really is; None where that is in none of them.

        Raises:
            OSError: where it cannot be followed.
            RuntimeError: where links lead to each other.
        """
        if path.is_symlink():
            return self._allowed_at(path)
        folder, name = os.path.split(path)
        if folder not in self._known:
            self._known[folder] = self._allowed_at(Path(folder))
        there = self._known[folder]
        return there / name if there else None

    def _allowed_at(self, path: Path) -> Path | None:
        real = path.resolve(strict=True)
        return real if any(real.is_relative_to(folder) for folder in self._allowed) else None


def read_text(path: Path, settings: Settings, folders: RealFolders | None = None) -> str | Problem:
    """The file's text, line ends as ``\\n`` and without a byte order mark, or what is wrong with the file.

    Only files inside the project's own folders are read: the pages', the bibliography's and the style's.
    A symbolic link that leads out of them is not followed. Whoever reads many files hands over the folders.
    """
    try:
        real = (folders or RealFolders(settings)).real(path)
        if not real:
            expected = f"expected a file inside {settings.relative(path.parent)}/"
            return _bad(path, settings, f"the file is outside the project's folders, {expected}")
        if real.stat().st_size > LARGEST:
            return _bad(path, settings, "the file is too large, expected at most 2 MB")
        data = real.read_bytes()
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "a loop of symbolic links"
        return _bad(path, settings, f"the file cannot be read ({reason}), expected a readable file")
    return decode(data, settings.relative(path))


def _bad(path: Path, settings: Settings, message: str) -> Problem:
    return Problem(Place(settings.relative(path), 1), Code.BAD_FILE, message)


def decode(data: bytes, path: str) -> str | Problem:
    """The text of a file's bytes, or the problem of the first line that is not UTF-8."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte {data[error.start]:#04x} is not UTF-8, expected text in UTF-8"
        return Problem(Place(path, line), Code.NOT_UTF8, message, "save the file as UTF-8")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
