"""What the tests of one run share: made once, however many processes the tests are divided among."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from builds import Build, export, project_of, zensical_build

MOST = 900
"""Seconds to wait for another process: far above what anything takes to make, also on a loaded machine."""


@dataclass(frozen=True)
class Shared:
    """Folders that all processes of a run see."""

    root: Path

    def once(self, name: str, make: Callable[[Path], None]) -> Path:
        """Return the folder of that name as ``make`` left it: whoever asks first makes it, the others wait.

        A process that dies releases its lock, and what it has left unfinished is made again. Where ``make`` raises,
        the next that asks tries it again, so that each test fails with the cause.
        """
        folder, finished = self.root / name, self.root / f"{name}.finished"
        self.root.mkdir(parents=True, exist_ok=True)
        with FileLock(self.root / f"{name}.lock", timeout=MOST):
            if not finished.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                make(folder)
                finished.touch()
        return folder

    def built(self, name: str, build: Callable[[Path], Build]) -> Build:
        """Return a site that is built without an error: ``build`` gets an empty folder, and builds ``site`` in it."""

        def make(folder: Path) -> None:
            done = build(folder)
            assert done.code == 0, done.output
            assert done.site == folder / "site"
            (folder / "output.txt").write_text(done.output, "utf-8")

        folder = self.once(name, make)
        return Build(folder / "site", 0, (folder / "output.txt").read_text("utf-8"))


def hosted_site(shared: Shared, name: str, source: Path) -> Build:
    """A project as Zensical builds it and the export finishes it, made once a run."""

    def build(folder: Path) -> Build:
        project = project_of(source, folder)
        done = zensical_build(project, "--clean")
        assert done.code == 0, done.output
        assert "No issues found" in done.output
        return export(project)

    return shared.built(f"{name}-hosted", build)
