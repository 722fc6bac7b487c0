"""Sign files, so that pickles are loaded only if this user's own builds wrote them.

Loading pickled objects can run any code, and a cache inside a project may have come with the project. So each file
ends with a keyed digest; the key is random, created once per user, and stored outside of every project, in the user's
own cache. A file without a digest by that key is not read. Without such a key, nothing is written or read.
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
"""The size of a key, and of a digest, in bytes."""
MAX_SIGNED_BYTES = 4_000_000_000
"""The maximum size of a file in bytes, far above that of a site with ten thousand works."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Writes and reads the signed files of one project; it rejects those of others."""

    key: bytes

    @classmethod
    def of(cls, root: Path) -> Signer | None:
        """Return the signer of a project; None where there is no key, or where it would lie in the project."""
        with suppress(OSError, RuntimeError):
            folder = user_cache_path("foresite").resolve()
            if not folder.is_relative_to(root.resolve()) and (key := _key(folder)):
                return cls(blake2b(str(root.resolve()).encode("utf-8", "surrogateescape"), key=key).digest())
        return None

    def save(self, path: Path, content: bytes) -> None:
        """Write a file atomically; a failure is ignored, as it only costs time."""
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
                part.write(content)
                part.write(self._digest(path, content))
            Path(part.name).replace(path)

    def load(self, path: Path) -> bytes | None:
        """Return the content of a file; None where its signature is missing or wrong."""
        try:
            # Reading a pipe would wait for ever.
            if path.is_symlink() or not path.is_file() or path.stat().st_size > MAX_SIGNED_BYTES:
                return None
            data = path.read_bytes()
        except OSError:
            return None
        content, digest = data[:-SIZE], data[-SIZE:]
        return content if hmac.compare_digest(digest, self._digest(path, content)) else None

    def _digest(self, path: Path, content: bytes) -> bytes:
        hasher = blake2b(key=self.key, digest_size=SIZE)
        # A file must not be replaced by another signed one.
        hasher.update(f"{path.parent.name}/{path.name}\0".encode())
        hasher.update(content)
        return hasher.digest()


@cache
def _key(folder: Path) -> bytes | None:
    """Return the user's key, created if needed; None where other users may read or replace it."""
    path = folder / "key"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not path.exists():
        with NamedTemporaryFile(dir=folder, delete=False) as part:
            part.write(secrets.token_bytes(SIZE))
        # If several processes create a key at once, the first one wins.
        with suppress(FileExistsError):
            os.link(part.name, path)
        Path(part.name).unlink()
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode):
        return None
    if hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & 0o077):
        return None
    key = path.read_bytes()
    return key if len(key) == SIZE else None
