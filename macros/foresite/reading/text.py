"""A file's text, if it is one that a project may read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from foresite.problems import Code, Place, Problem
from foresite.settings import Settings

LARGEST = 2_000_000
"""Bytes: far above any page or bibliography that an editor could review."""


SPECIAL = {
    stat.S_IFIFO: "a named pipe", stat.S_IFSOCK: "a socket", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device",
    stat.S_IFDIR: "a folder",
}  # fmt: skip


class RealFolders:
    """The folders from which files may be read, where they really are; one serves for as long as nothing is moved."""

    def __init__(self, settings: Settings) -> None:
        style = [settings.style] if settings.style else []
        given = [*settings.bibliography, *style]
        folders = dict.fromkeys([settings.docs, *(path.parent for path in given)])
        # Of a project's own folder only the files that settings name: the rest of it is not for pages.
        own = (folder for folder in dict.fromkeys(folders) if folder != settings.root)
        allowed = (folder.resolve() for folder in own if not linked(folder, settings.root))
        self._allowed = tuple(dict.fromkeys(allowed))
        self._files = frozenset(path for path in given if path.parent == settings.root and not path.is_symlink())
        self._known: dict[str, Path | None] = {}

    def real(self, path: Path) -> Path | None:
        """Where a file really is; None where that is in none of them.

        Raises:
            OSError: where it cannot be followed.
            RuntimeError: where links lead to each other.
        """
        if path in self._files:
            return path
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


def linked(path: Path, root: Path) -> bool:
    """Whether a path is a symbolic link, or leads through one below the project's folder."""
    inside = [path, *(part for part in path.parents if part != root and part.is_relative_to(root))]
    return any(map(os.path.islink, inside))


def special(mode: int) -> str:
    """What a file is by its mode, where it is not a regular file: reading it might never end; empty where it is one."""
    return "" if stat.S_ISREG(mode) else SPECIAL.get(stat.S_IFMT(mode), "no file")


def read_text(path: Path, settings: Settings, folders: RealFolders | None = None) -> str | Problem:
    """The file's text, line ends as ``\\n`` and without a byte order mark, or what is wrong with the file.

    Only files inside the project's own folders are read: the pages', the bibliography's and the style's. A symbolic
    link that leads out of them is not followed, nor is a folder of them that is one itself. Whoever reads many files
    hands over the folders.
    """
    try:
        real = (folders or RealFolders(settings)).real(path)
        if not real and linked(path.parent, settings.root):
            return _bad(path, settings, "the folder of the file is a symbolic link, expected a real folder")
        if not real:
            expected = f"expected a file inside {settings.relative(path.parent)}/"
            return _bad(path, settings, f"the file is outside the project's folders, {expected}")
        found = real.stat()
        if what := special(found.st_mode):
            return _bad(path, settings, f"the file is {what}, expected a regular file")
        if found.st_size > LARGEST:
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
