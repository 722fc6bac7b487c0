"""Writing a file so that it is either the old one or the new one, whatever happens between."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_atomically(path: Path, data: bytes) -> None:
    """Put ``data`` in the place of the file, or into a new one; the file's permissions stay.

    Raises:
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
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def newline_of(data: bytes) -> str:
    """The line end that a file uses."""
    return "\r\n" if b"\r\n" in data else "\n"
