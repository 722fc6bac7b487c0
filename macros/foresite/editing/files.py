"""Write files atomically, and only where that introduces no problems."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from foresite.model.addresses import MARKDOWN
from foresite.model.problems import Problem, in_order
from foresite.model.settings import Settings
from foresite.parsing.project import read_project
from foresite.parsing.settings import read_settings

# Atomic writing of files.


class ChangedError(OSError):
    """A file that was changed by others since it was read; nothing was written."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Keep other Foresite commands from changing a project's sources meanwhile; wait for a running one.

    The folder itself is locked, so no file is left behind, and the lock ends with the process. Where the system has no
    such locks, ``write_atomically`` still detects changes by others.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network file systems have no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def write_atomically(path: Path, data: bytes, read: bytes | None = None) -> None:
    """Replace the content of a file by ``data``, or create the file; its permissions stay.

    ``read`` is the file's content when it was read; empty where there was no file. It prevents overwriting what others,
    such as an open editor, have saved since.

    Raises:
        ChangedError: where the file's content is not ``read``.
        OSError: where it cannot be written; the old file is then unchanged.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        if read is not None and (path.read_bytes() if path.exists() else b"") != read:
            raise ChangedError(f"{path} was changed meanwhile")
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def write_all(changes: Iterable[tuple[Path, bytes, bytes]]) -> None:
    """Write several files, each given with its new content and what it held when it was read, or none of them.

    Raises:
        ChangedError: where one of them holds something else by now.
        OSError: where one of them cannot be written.
    """
    written: list[tuple[Path, bytes]] = []
    try:
        for path, data, read in changes:
            write_atomically(path, data, read)
            written.append((path, read))
    except BaseException:
        for path, read in reversed(written):
            if read:
                write_atomically(path, read)
            else:
                path.unlink(missing_ok=True)
        raise


def newline_of(data: bytes) -> str:
    """Return the line ending that a file uses."""
    return "\r\n" if b"\r\n" in data else "\n"


# The problems that changes would introduce, found in a copy before anything is written.


LINES = re.compile(r":\d+\b|\bline \d+")


def new_problems(config: Path, settings: Settings, changes: Mapping[str, bytes]) -> list[Problem]:
    """Return the problems that the changes would introduce.

    ``changes`` maps paths relative to the project's root to the new contents. A problem that exists already, even on
    another line, is not counted.
    """
    with tempfile.TemporaryDirectory(prefix="foresite-") as folder:
        copy = Path(folder)
        _copy(config, settings, copy)
        before = _problems(copy / config.name)
        for path, data in changes.items():
            file = copy / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        after = _problems(copy / config.name)
    old_counts = Counter(map(_identity, before))
    new = []
    for problem in after:
        if old_counts[_identity(problem)]:
            old_counts[_identity(problem)] -= 1
        else:
            new.append(problem)
    return new


def _problems(config: Path) -> list[Problem]:
    settings, problems = read_settings(config)
    return in_order([*problems, *read_project(replace(settings, drafts=True)).problems])


def _identity(problem: Problem) -> tuple[str, str, str]:
    """Return what identifies a problem regardless of its line."""
    return problem.place.path, problem.code.slug, LINES.sub("", problem.message)


def _copy(config: Path, settings: Settings, target: Path) -> None:
    """Copy the files that reading a project needs; links out of the project stay links, and so are refused."""
    shutil.copyfile(config, target / config.name)
    pages = [path for path in settings.docs.rglob("*") if path.suffix in MARKDOWN and not path.is_dir()]
    other_files = [*settings.bibliography, *([settings.style] if settings.style else [])]
    for path in (*pages, *other_files):
        if path.is_file():
            file = target / settings.relative(path)
            file.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, file, follow_symlinks=False)
    (target / settings.relative(settings.docs)).mkdir(parents=True, exist_ok=True)
