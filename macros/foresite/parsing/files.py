"""Read files of a project: only those that a project may read, under names that every system can serve."""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from pathlib import Path

from foresite.model.problems import Code, Place, Problem
from foresite.model.settings import Settings

# Names of files and folders that can be part of an address on every host, and be checked out on every system.


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
            return f"the name '{printable_path(name)}' holds {_named(wrong)}, expected a name without it"
        if name != name.strip():
            return f"the name '{name}' begins or ends with a space, expected a name without it"
        if name.endswith("."):
            return f"the name '{name}' ends with a dot, expected a name without it"
    return ""


def printable_path(path: str) -> str:
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


# A file's text, if it is one that a project may read.


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


def read_regular(path: Path) -> bytes:
    """What a regular file holds; reading a pipe or a device might never end.

    Raises:
        OSError: where it cannot be read, is not a regular file, or is too large.
    """
    found = path.stat()
    if what := special(found.st_mode):
        raise OSError(errno.EINVAL, f"it is {what}")
    if found.st_size > LARGEST:
        raise OSError(errno.EFBIG, "it is larger than 2 MB")
    return path.read_bytes()


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
    return decode_utf8(data, settings.relative(path))


def _bad(path: Path, settings: Settings, message: str) -> Problem:
    return Problem(Place(settings.relative(path), 1), Code.BAD_FILE, message)


def decode_utf8(data: bytes, path: str) -> str | Problem:
    """The text of a file's bytes, or the problem of the first line that is not UTF-8."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte {data[error.start]:#04x} is not UTF-8, expected text in UTF-8"
        return Problem(Place(path, line), Code.NOT_UTF8, message, "save the file as UTF-8")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
