"""Files that nobody but this user's own builds can have written, so that they may hold Python objects.

Reading pickled objects can run any code, and a cache of a project may have come with the project. So each file ends
with a keyed digest; the key is random, is made once for a user, and lies outside of every project, in the user's own
cache. A file without a digest by that key is not read. Where there can be no such key, nothing is written or read.
"""

from __future__ import annotations

import hmac
import os
import secrets
import stat
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path
from tempfile import NamedTemporaryFile

from platformdirs import user_cache_path

SIZE = 32
"""Bytes of a key, and of a digest."""
LARGEST = 4_000_000_000
"""Bytes of a file: far above what a site of ten thousand works keeps."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Writes and reads the files of one project; those of another are as good as anybody's."""

    key: bytes

    @classmethod
    def of(cls, root: Path) -> Signer | None:
        """Return what signs for a project; None where its folder may hold the key, or there can be none."""
        with suppress(OSError, RuntimeError):
            folder = user_cache_path("foresite").resolve()
            if not folder.is_relative_to(root.resolve()) and (key := _key(folder)):
                return cls(blake2b(str(root.resolve()).encode("utf-8", "surrogateescape"), key=key).digest())
        return None

    def save(self, path: Path, content: bytes) -> None:
        """Write a file whole or not at all; one that cannot be written only costs time."""
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
                part.write(content)
                part.write(self._digest(path, content))
            Path(part.name).replace(path)

    def load(self, path: Path) -> bytes | None:
        """Return what a file holds; None where it is none of ours."""
        try:
            # Reading a pipe would wait for ever.
            if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST:
                return None
            held = path.read_bytes()
        except OSError:
            return None
        content, digest = held[:-SIZE], held[-SIZE:]
        return content if hmac.compare_digest(digest, self._digest(path, content)) else None

    def _digest(self, path: Path, content: bytes) -> bytes:
        made = blake2b(key=self.key, digest_size=SIZE)
        # A file under another's name is none of ours either.
        made.update(f"{path.parent.name}/{path.name}\0".encode())
        made.update(content)
        return made.digest()


@cache
def _key(folder: Path) -> bytes | None:
    """Return the user's key, made if there is none; None where others may know it or put another in its place."""
    path = folder / "key"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        with NamedTemporaryFile(dir=folder, delete=False) as part:
            part.write(secrets.token_bytes(SIZE))
        # Of several processes that make one at a time, the first has its way.
        with suppress(FileExistsError):
            os.link(part.name, path)
        Path(part.name).unlink()
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode):
        return None
    if hasattr(os, "getuid") and (found.st_uid != os.getuid() or found.st_mode & 0o077):
        return None
    key = path.read_bytes()
    return key if len(key) == SIZE else None
