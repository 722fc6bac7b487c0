"""A site built beside the one that is published, or shown, and put in its place when it is whole."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path


class PublishingError(OSError):
    """A finished site that could not take the old one's place; the old one still stands."""


@dataclass(frozen=True, slots=True)
class Publication:
    """One site's folder, and the two beside it that stand there while a build runs.

    They lie in the same folder as the site, so that a rename is all it takes. Build one site at a time.
    """

    site: Path

    @classmethod
    def of(cls, site: Path) -> Publication:
        """The publication of a folder; of a symbolic link, of the folder that it leads to."""
        return cls(site.resolve())

    @property
    def building(self) -> Path:
        """Where the new site is built."""
        return self.site.with_name(f".{self.site.name}.building")

    @property
    def old(self) -> Path:
        """Where the old one waits until the new one stands in its place."""
        return self.site.with_name(f".{self.site.name}.old")

    def begin(self) -> Path:
        """Clear away what a build left that was killed, and return the folder to build into."""
        if self.old.exists():
            self._settle()
        self.abandon()
        self.building.mkdir(parents=True)
        return self.building

    def publish(self) -> None:
        """Put the new site in the old one's place; hidden files, which no build makes, move along.

        Raises:
            PublishingError: where it cannot be renamed; the old site stands, and the new one beside it.
        """
        try:
            if self.site.exists():
                self.site.rename(self.old)
            try:
                self.building.rename(self.site)
            except OSError:
                if self.old.exists():
                    self._settle()
                raise
        except OSError as error:
            raise PublishingError(f"{self.site} cannot be replaced by {self.building}: {error.strerror}") from error
        if self.old.exists():
            self._settle()

    def abandon(self) -> None:
        """Leave the old site as it is and remove what was built beside it."""
        shutil.rmtree(self.building, ignore_errors=True)

    def _settle(self) -> None:
        """Let the old site go where the new one stands; where none does, it is the site again."""
        if not self.site.exists():
            self.old.rename(self.site)
            return
        for kept in self.old.glob(".*"):
            if not (self.site / kept.name).exists():
                kept.rename(self.site / kept.name)
        shutil.rmtree(self.old, ignore_errors=True)


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
