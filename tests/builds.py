"""Sites built as a person would build them."""

from __future__ import annotations

import logging
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import html5lib

from forking import run_module

ROOT = Path(__file__).parent.parent
SITES = ROOT / "tests" / "sites"
IMPORTS = {
    "mkdocs": ("mkdocs.commands.build", "foresite.hosts.mkdocs.plugin", "pymdownx.superfences"),
    "foresite": ("foresite.cli.export", "foresite.render.markdown.extension"),
}
"""What the programs import that are run often; the others are run by an interpreter of their own."""


@dataclass(frozen=True)
class Build:
    """A finished run of ``mkdocs build``."""

    site: Path
    code: int
    output: str

    @property
    def warnings(self) -> list[str]:
        """What Foresite warned of; a build that takes long also says how far it is, which is not a warning."""
        said = (line.partition("foresite: ") for line in self.output.splitlines() if line.startswith("WARNING"))
        return [warning for _, by, warning in said if by]

    def text(self, path: str) -> str:
        return (self.site / path).read_text("utf-8")

    def html(self, path: str):
        """The page as a browser would read it; a copy, which may be changed."""
        file = self.site / path
        return deepcopy(_parsed(file, file.stat().st_mtime_ns))


@lru_cache(256)
def _parsed(file: Path, changed: int):
    """Parse a page, which takes longer than most of what is asked of it."""
    return html5lib.parse(file.read_text("utf-8"), namespaceHTMLElements=False)


def project_of(source: Path, folder: Path) -> Path:
    """A copy of a project's sources, without its history."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source / "docs", folder / "docs")
    shutil.copytree(source / "bib", folder / "bib")
    shutil.copy(source / "mkdocs.yml", folder)
    return folder


def mkdocs_build(project: Path, site: Path, *options: str, host: str = "mkdocs", alone: bool = True) -> Build:
    """Build a project as a person would, with MkDocs, or its fork, from the command line.

    It is built by one process, as on a machine with one processor, which for a small site takes a third less of the
    processors; where it is not built ``alone``, it is built by as many as there are processors.
    """
    command = [host, "build", "--config-file", str(project / "mkdocs.yml"), "--site-dir", str(site), *options]
    return _run(command, project, site, alone)


def zensical_build(project: Path, *options: str) -> Build:
    """Build a project with Zensical, in whose settings the extension is named."""
    return _run(["zensical", "build", *options], project, project / "site")


def export(project: Path, *options: str) -> Build:
    """Finish and check what another host has built."""
    return _run(["foresite", "export", *options], project, project / "site")


def _run(command: list[str], folder: Path, site: Path, alone: bool = False) -> Build:
    if command[0] in IMPORTS:
        run = run_module(command, folder, IMPORTS[command[0]], alone=alone)
    else:
        program = [sys.executable, "-m", *command]
        run = subprocess.run(program, capture_output=True, text=True, cwd=folder, check=False)
    return Build(site, run.returncode, run.stdout + run.stderr)


@contextmanager
def listening() -> Iterator[list[str]]:
    """What is warned of meanwhile."""
    said: list[str] = []
    handler = logging.Handler(logging.WARNING)
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("mkdocs")
    logger.addHandler(handler)
    try:
        yield said
    finally:
        logger.removeHandler(handler)
