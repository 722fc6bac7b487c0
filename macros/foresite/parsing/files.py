"""Read files of a project: only those that a project may read, under names that every system can serve."""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import Path

from foresite.model.problems import Code, Place, Problem
from foresite.model.settings import Settings

# Names of files and folders that work in addresses on every host and on every file system.


FORBIDDEN = frozenset('#?%\\:*"<>|')
"""Characters with a meaning in addresses, or forbidden by some file system."""
HIDDEN = frozenset(("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"))
"""The categories of invisible characters and of those that are not text."""
JOINERS = frozenset("\u200c\u200d")
"""Invisible characters that some languages need."""


def name_fault(path: str) -> str:
    """Describe what is wrong with the names of a path and what was expected; empty if nothing is."""
    for name in path.split("/"):
        if forbidden := next((character for character in name if _is_wrong(character)), ""):
            return f"the name '{printable_path(name)}' holds {_character_name(forbidden)}, expected a name without it"
        if name != name.strip():
            return f"the name '{name}' begins or ends with a space, expected a name without it"
        if name.endswith("."):
            return f"the name '{name}' ends with a dot, expected a name without it"
    return ""


def printable_path(path: str) -> str:
    """Return a path in a form that prints on one line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in path)


def same_name(path: str) -> str:
    """Return a key that is equal for paths some file system cannot distinguish by case or composition."""
    return unicodedata.normalize("NFC", path.casefold()) if not path.isascii() else path.lower()


def _is_wrong(character: str) -> bool:
    if character in FORBIDDEN:
        return True
    return character not in JOINERS and unicodedata.category(character) in HIDDEN


def _character_name(character: str) -> str:
    if character in FORBIDDEN:
        return f"'{character}'"
    return unicodedata.name(character, f"the character {ord(character):#06x}").lower()


# The text of files that a project may read.


MAX_SOURCE_BYTES = 2_000_000
"""Bytes: far above any page or bibliography that an editor could review."""


SPECIAL = {
    stat.S_IFIFO: "a named pipe", stat.S_IFSOCK: "a socket", stat.S_IFCHR: "a device", stat.S_IFBLK: "a device",
    stat.S_IFDIR: "a folder",
}  # fmt: skip


class RealFolders:
    """The folders from which files may be read, resolved once; reusable as long as nothing is moved."""

    def __init__(self, settings: Settings) -> None:
        style = [settings.style] if settings.style else []
        named_files = [*settings.bibliography, *style]
        own_templates = [settings.overrides, settings.overrides / "print"] if settings.overrides else []
        catalogues = [settings.catalogues] if settings.catalogues else []
        folders = dict.fromkeys([settings.docs, *own_templates, *catalogues, *(path.parent for path in named_files)])
        # In the project's own folder only the files named by settings are allowed.
        own = (folder for folder in dict.fromkeys(folders) if folder != settings.root)
        allowed = (folder.resolve() for folder in own if not linked(folder, settings.root))
        self._allowed = tuple(dict.fromkeys(allowed))
        self._files = frozenset(path for path in named_files if path.parent == settings.root and not path.is_symlink())
        self._real_folders: dict[str, Path | None] = {}

    def real(self, path: Path) -> Path | None:
        """Return the resolved path of a file; None if it is in none of the folders.

        Raises:
            OSError: where it cannot be followed.
            RuntimeError: where links lead to each other.
        """
        if path in self._files:
            return path
        if path.is_symlink():
            return self._resolve_allowed(path)
        folder, name = os.path.split(path)
        if folder not in self._real_folders:
            self._real_folders[folder] = self._resolve_allowed(Path(folder))
        real_folder = self._real_folders[folder]
        return real_folder / name if real_folder else None

    def _resolve_allowed(self, path: Path) -> Path | None:
        real = path.resolve(strict=True)
        return real if any(real.is_relative_to(folder) for folder in self._allowed) else None


def linked(path: Path, root: Path) -> bool:
    """Check whether a path is a symbolic link, or leads through one below the project's folder."""
    inside = [path, *(part for part in path.parents if part != root and part.is_relative_to(root))]
    return any(map(os.path.islink, inside))


def special(mode: int) -> str:
    """Describe by its mode what a file is if not a regular one, which could block a read; empty otherwise."""
    return "" if stat.S_ISREG(mode) else SPECIAL.get(stat.S_IFMT(mode), "no file")


def read_regular(path: Path) -> bytes:
    """Read a regular file; a pipe or a device, whose reading might never end, is refused.

    Raises:
        OSError: where it cannot be read, is not a regular file, or is too large.
    """
    status = path.stat()
    if what := special(status.st_mode):
        raise OSError(errno.EINVAL, f"it is {what}")
    if status.st_size > MAX_SOURCE_BYTES:
        raise OSError(errno.EFBIG, "it is larger than 2 MB")
    return path.read_bytes()


def read_text(path: Path, settings: Settings, folders: RealFolders | None = None) -> str | Problem:
    """Read a file's text, line ends as ``\\n`` and without a byte order mark; return a problem if that fails.

    Only files inside the project's own folders are read: the pages', the bibliography's, the templates' and the
    style's. A symbolic link that leads out of them is not followed, nor is a folder of them that is one itself. Pass
    ``folders`` when reading many files.
    """
    try:
        real = (folders or RealFolders(settings)).real(path)
        if not real and linked(path.parent, settings.root):
            return _bad_file(path, settings, "the folder of the file is a symbolic link, expected a real folder")
        if not real:
            expected = f"expected a file inside {settings.relative(path.parent)}/"
            return _bad_file(path, settings, f"the file is outside the project's folders, {expected}")
        status = real.stat()
        if what := special(status.st_mode):
            return _bad_file(path, settings, f"the file is {what}, expected a regular file")
        if status.st_size > MAX_SOURCE_BYTES:
            return _bad_file(path, settings, "the file is too large, expected at most 2 MB")
        data = real.read_bytes()
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "a loop of symbolic links"
        return _bad_file(path, settings, f"the file cannot be read ({reason}), expected a readable file")
    return decode_utf8(data, settings.relative(path))


def _bad_file(path: Path, settings: Settings, message: str) -> Problem:
    return Problem(Place(settings.relative(path), 1), Code.BAD_FILE, message)


def decode_utf8(data: bytes, path: str) -> str | Problem:
    """Decode a file's bytes; return a problem at the first line that is not UTF-8."""
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)) or b"\0\0" in (data[:4:2], data[1:4:2]):
        message = "the file is in UTF-16, expected text in UTF-8"
        return Problem(Place(path, 1), Code.NOT_UTF8, message, "save the file as UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte {data[error.start]:#04x} is not UTF-8, expected text in UTF-8"
        return Problem(Place(path, line), Code.NOT_UTF8, message, "save the file as UTF-8")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
