"""Build a site beside the published one, and replace that when the new one is complete."""

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
    """A finished site that could not replace the old one, which remains in place."""


@dataclass(slots=True)
class Publication:
    """A site's folder, and the folders beside it during a build: the new site, and for a moment the old one.

    They share a parent folder with the site, so that publishing is a rename. Several builds of one site may run at
    once: each has a folder of its own, and the last to end is published.
    """

    site: Path
    building: Path
    """The folder of the new site, locked while this process runs, so that no other removes it."""
    _lock_descriptor: int | None = None

    @classmethod
    def of(cls, site: Path) -> Publication:
        """Return the publication of a folder; of a symbolic link, that of its target."""
        site = site.resolve()
        return cls(site, site.with_name(f"{_prefix(site)}.{secrets.token_hex(4)}"))

    @property
    def old(self) -> Path:
        """The folder of the old site until the new one is in place."""
        return self.site.with_name(f".{self.site.name}.old")

    def begin(self) -> Path:
        """Remove what interrupted builds left, and return the folder to build into."""
        self.site.parent.mkdir(parents=True, exist_ok=True)
        with _exclusive(self.site.parent):
            if self.old.exists():
                self._finish_swap()
            for folder in self.site.parent.iterdir():
                if folder.name.startswith(_prefix(self.site)):
                    _remove_abandoned(folder)
            self.building.mkdir()
            self._lock_descriptor = _lock(self.building, wait=False)
        return self.building

    def publish(self) -> None:
        """Put the new site in the old one's place, and move hidden files, which no build makes, along.

        Raises:
            PublishingError: where it cannot be renamed; the old site remains, with the new one beside it.
        """
        try:
            with _exclusive(self.site.parent):
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
            self._finish_swap()
        if self.site.exists():
            self.site.rename(self.old)
        try:
            self.building.rename(self.site)
        except OSError:
            if self.old.exists():
                self._finish_swap()
            raise
        if self.old.exists():
            self._finish_swap()

    def _release(self) -> None:
        _unlock(self._lock_descriptor)
        self._lock_descriptor = None

    def _finish_swap(self) -> None:
        """Remove the old site where the new one is in place; else make the old one the site again."""
        if not self.site.exists():
            self.old.rename(self.site)
            return
        for hidden in self.old.glob(".*"):
            if not (self.site / hidden.name).exists():
                hidden.rename(self.site / hidden.name)
        shutil.rmtree(self.old, ignore_errors=True)


def _prefix(site: Path) -> str:
    """Return the prefix of the names of folders in which a site is built."""
    return f".{site.name}.building"


def _lock(folder: Path, *, wait: bool) -> int | None:
    """Lock a folder until the returned descriptor is closed, or this process and its workers end.

    It is None where folders cannot be locked, as on Windows: there, build one site at a time.

    Raises:
        BlockingIOError: where another process has the lock, and ``wait`` is false.
    """
    if sys.platform == "win32":
        return None
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        if isinstance(error, BlockingIOError):
            raise
        return None
    return descriptor


def _unlock(descriptor: int | None) -> None:
    if descriptor is not None:
        os.close(descriptor)


@contextmanager
def _exclusive(folder: Path) -> Iterator[None]:
    """Let one build at a time clean up or publish in a folder."""
    descriptor = _lock(folder, wait=True)
    try:
        yield
    finally:
        _unlock(descriptor)


def _remove_abandoned(folder: Path) -> None:
    """Remove the folder of a build, unless the build is still running."""
    with suppress(OSError):
        descriptor = _lock(folder, wait=False)
        shutil.rmtree(folder, ignore_errors=True)
        _unlock(descriptor)


@dataclass(frozen=True, slots=True)
class PreviewBackup:
    """The place of the last preview's site while MkDocs builds the next, for which it needs an empty folder."""

    site: Path

    @property
    def folder(self) -> Path:
        """The folder of the site that was put aside."""
        return self.site.with_name(f".{self.site.name}.before")

    def put(self) -> None:
        """Put the site aside."""
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.site.exists():
            self.site.rename(self.folder)

    def take(self, unchanged: Collection[str]) -> None:
        """Put the site back with the newly built files; of its other files, only those in ``unchanged`` remain."""
        if not self.folder.exists():
            return
        built = _files(self.site)
        for obsolete in _files(self.folder) - built - set(unchanged):
            (self.folder / obsolete).unlink()
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
    """Return the paths of all files of a folder, relative to it."""
    start = len(str(folder)) + 1
    paths = (f"{parent}{os.sep}{name}"[start:] for parent, _, names in os.walk(folder) for name in names)
    return {path.replace(os.sep, "/") for path in paths}
