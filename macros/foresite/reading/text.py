"""A file's text, if it is one that a project may read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from foresite.problems import Code, Place, Problem
from foresite.settings import Settings

LARGEST = 2_000_000
"""Bytes: far above any page or bibliography that an editor could review."""


def read_text(path: Path, settings: Settings, folders: Sequence[Path] = ()) -> str | Problem:
    """The file's text, line ends as ``\\n`` and without a byte order mark, or what is wrong with the file.

    Only files inside the project's own folders are read: the pages', the bibliography's and the style's.
    A symbolic link that leads out of them is not followed. Whoever reads many files hands over ``real_folders``.
    """
    place = Place(settings.relative(path), 1)
    try:
        real = path.resolve(strict=True)
        if not any(real.is_relative_to(folder) for folder in folders or real_folders(settings)):
            expected = f"expected a file inside {settings.relative(path.parent)}/"
            return Problem(place, Code.BAD_FILE, f"the file stands outside the project's folders, {expected}")
        if real.stat().st_size > LARGEST:
            return Problem(place, Code.BAD_FILE, "the file is too large, expected at most 2 MB")
        data = real.read_bytes()
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "a loop of symbolic links"
        return Problem(place, Code.BAD_FILE, f"the file cannot be read ({reason}), expected a readable file")
    return decode(data, place.path)


def decode(data: bytes, path: str) -> str | Problem:
    """The text of a file's bytes, or the problem of the first line that is not UTF-8."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte {data[error.start]:#04x} is not UTF-8, expected text in UTF-8"
        return Problem(Place(path, line), Code.NOT_UTF8, message, "save the file as UTF-8")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def real_folders(settings: Settings) -> tuple[Path, ...]:
    """The folders from which files may be read, where they really are."""
    style = [settings.style.parent] if settings.style else []
    folders = [settings.docs, *(path.parent for path in settings.bibliography), *style]
    return tuple(folder.resolve() for folder in folders)
