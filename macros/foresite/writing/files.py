"""Writing a file so that it is either the old one or the new one, whatever happens between."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


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
