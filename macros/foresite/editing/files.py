"""Write files whole or not at all, and only where nothing becomes wrong by it."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from foresite.model.addresses import MARKDOWN
from foresite.model.problems import Problem, in_order
from foresite.model.settings import Settings
from foresite.parsing.project import read_project
from foresite.parsing.settings import read_settings

# Writing a file so that it is either the old one or the new one, whatever happens between.


class ChangedError(OSError):
    """A file that somebody else has changed since it was read; nothing was written."""


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Let no other command of ours read a project's sources to change them meanwhile; wait for one that does.

    The lock is that of the folder itself, so nothing is left behind, and it ends with the process that holds it.
    Where the system has no such locks, ``write_atomically`` still finds out what was changed.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network file systems know no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def write_atomically(path: Path, data: bytes, read: bytes | None = None) -> None:
    """Put ``data`` in the place of the file, or into a new one; the file's permissions stay.

    ``read`` is what the file held when it was read; empty where there was none. With it nothing is written over
    what somebody else, an editor's window say, has saved since.

    Raises:
        ChangedError: where the file holds something else now.
        OSError: where it cannot be written; the old file is then whole.
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


def newline_of(data: bytes) -> str:
    """The line end that a file uses."""
    return "\r\n" if b"\r\n" in data else "\n"


# What would become wrong if some files were other: found out in a copy, before anything is written.


LINES = re.compile(r":\d+\b|\bline \d+")


def new_problems(config: Path, settings: Settings, changes: Mapping[str, bytes]) -> list[Problem]:
    """The problems that a project does not have now and would have with the changes.

    ``changes`` maps paths relative to the project's root to what the files would hold. A problem that is
    there already, be it on another line, is none of the changes' doing.
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
    known = Counter(map(_sense, before))
    new = []
    for problem in after:
        if known[_sense(problem)]:
            known[_sense(problem)] -= 1
        else:
            new.append(problem)
    return new


def _problems(config: Path) -> list[Problem]:
    settings, problems = read_settings(config)
    return in_order([*problems, *read_project(replace(settings, drafts=True)).problems])


def _sense(problem: Problem) -> tuple[str, str, str]:
    """The problem without the line that it stands on."""
    return problem.place.path, problem.code.slug, LINES.sub("", problem.message)


def _copy(config: Path, settings: Settings, to: Path) -> None:
    """The files that reading a project looks at; links out of it stay links, so that they are refused as before."""
    shutil.copyfile(config, to / config.name)
    pages = [path for path in settings.docs.rglob("*") if path.suffix in MARKDOWN and not path.is_dir()]
    others = [*settings.bibliography, *([settings.style] if settings.style else [])]
    for path in (*pages, *others):
        if path.is_file():
            file = to / settings.relative(path)
            file.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, file, follow_symlinks=False)
    (to / settings.relative(settings.docs)).mkdir(parents=True, exist_ok=True)
