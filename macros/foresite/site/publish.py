"""A site built beside the one that is published, or shown, and put in its place when it is whole."""

from __future__ import annotations

import os
import secrets
import shutil
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path


class PublishingError(OSError):
    """A finished site that could not take the old one's place; the old one still stands."""


@dataclass(slots=True)
class Publication:
    """One site's folder, and what stands beside it while a build runs: the new site, and for a moment the old one.

    They lie in the same folder as the site, so that a rename is all it takes. Several builds of one site may run at
    once: each has a folder of its own, and the last to end is the one that is published.
    """

    site: Path
    building: Path
    """Where the new site is built; it is held for as long as this process runs, so that no other takes it away."""
    _held: int | None = None

    @classmethod
    def of(cls, site: Path) -> Publication:
        """The publication of a folder; of a symbolic link, of the folder that it leads to."""
        site = site.resolve()
        return cls(site, site.with_name(f"{_prefix(site)}.{secrets.token_hex(4)}"))

    @property
    def old(self) -> Path:
        """Where the old one waits until the new one stands in its place."""
        return self.site.with_name(f".{self.site.name}.old")

    def begin(self) -> Path:
        """Clear away what builds left that were killed, and return the folder to build into."""
        self.site.parent.mkdir(parents=True, exist_ok=True)
        with _alone(self.site.parent):
            if self.old.exists():
                self._settle()
            for left in self.site.parent.iterdir():
                if left.name.startswith(_prefix(self.site)):
                    _clear(left)
            self.building.mkdir()
            self._held = _lock(self.building, wait=False)
        return self.building

    def publish(self) -> None:
        """Put the new site in the old one's place; hidden files, which no build makes, move along.

        Raises:
            PublishingError: where it cannot be renamed; the old site stands, and the new one beside it.
        """
        try:
            with _alone(self.site.parent):
                self._replace()
        except OSError as error:
            raise PublishingError(f"{self.site} cannot be replaced by {self.building}: {error.strerror}") from error
        self._release()

    def abandon(self) -> None:
        """Leave the old site as it is and remove what was built beside it."""
        shutil.rmtree(self.building, ignore_errors=True)
        self._release()

    def _replace(self) -> None:
        if self.old.exists():
            self._settle()
        if self.site.exists():
            self.site.rename(self.old)
        try:
            self.building.rename(self.site)
        except OSError:
            if self.old.exists():
                self._settle()
            raise
        if self.old.exists():
            self._settle()

    def _release(self) -> None:
        _unlock(self._held)
        self._held = None

    def _settle(self) -> None:
        """Let the old site go where the new one stands; where none does, it is the site again."""
        if not self.site.exists():
            self.old.rename(self.site)
            return
        for kept in self.old.glob(".*"):
            if not (self.site / kept.name).exists():
                kept.rename(self.site / kept.name)
        shutil.rmtree(self.old, ignore_errors=True)


def _prefix(site: Path) -> str:
    """How the names of the folders begin in which a site is built."""
    return f".{site.name}.building"


def _lock(folder: Path, *, wait: bool) -> int | None:
    """Lock a folder until what is returned is closed, or until this process and its workers end.

    None where folders cannot be locked, as on Windows: there, build one site at a time.

    Raises:
        BlockingIOError: where another process holds it, and this one is not to wait.
    """
    if sys.platform == "win32":
        return None
    import fcntl

    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(held)
        if isinstance(error, BlockingIOError):
            raise
        return None
    return held


def _unlock(held: int | None) -> None:
    if held is not None:
        os.close(held)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """See to it that of all builds beside each other, one at a time clears up or publishes."""
    held = _lock(folder, wait=True)
    try:
        yield
    finally:
        _unlock(held)


def _clear(left: Path) -> None:
    """Remove what a build left, unless it is still at work."""
    with suppress(OSError):
        held = _lock(left, wait=False)
        shutil.rmtree(left, ignore_errors=True)
        _unlock(held)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where the last preview's site waits while the next is built, which MkDocs does in an empty folder."""

    site: Path

    @property
    def folder(self) -> Path:
        """The site that waits."""
        return self.site.with_name(f".{self.site.name}.before")

    def put(self) -> None:
        """Put the site aside."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.site.exists():
            self.site.rename(self.folder)

    def take(self, kept: Collection[str]) -> None:
        """Put the site back, with what was built meanwhile; of what it had else, only ``kept`` stays: its paths."""
        if not self.folder.exists():
            return
        built = _files(self.site)
        for gone in _files(self.folder) - built - set(kept):
            (self.folder / gone).unlink()
        for name in built:
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.site / name).replace(self.folder / name)
        self.back()

    def back(self) -> None:
        """Put the site back as it was."""
        if self.folder.exists():
            shutil.rmtree(self.site, ignore_errors=True)
            self.folder.rename(self.site)


def _files(folder: Path) -> set[str]:
    """The paths of all files, within the folder."""
    start = len(str(folder)) + 1
    paths = (f"{parent}{os.sep}{name}"[start:] for parent, _, names in os.walk(folder) for name in names)
    return {path.replace(os.sep, "/") for path in paths}
