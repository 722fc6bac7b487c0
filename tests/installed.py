"""The package as somebody else has it: built, and installed where there is no checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
from dataclasses import dataclass
from pathlib import Path

from builds import ROOT
from repositories import commit, git

LEFT_OUT = (".git", ".venv", ".cache", ".*_cache", "__pycache__", "*.egg-info", ".site.*", ".hypothesis")
MADE = ("build", "dist", "site")
"""What is made in the checkout's own folder; packages may be called so too."""


@dataclass(frozen=True)
class Installed:
    """A virtual environment with the package in it."""

    python: Path
    wheel: Path
    sdist: Path

    def run(self, folder: Path, *command: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        """Run ``python`` in a folder, where nothing leads to the checkout."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        run = subprocess.run(
            [self.python, *command], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        assert run.returncode == code, run.stdout + run.stderr
        return run


def _build(source: Path, kind: str, into: Path) -> Path:
    into.mkdir(exist_ok=True)
    program = f"from setuptools import build_meta; print(build_meta.build_{kind}({str(into)!r}))"
    run = subprocess.run([sys.executable, "-c", program], cwd=source, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
    return into / run.stdout.strip().splitlines()[-1]


def install(folder: Path) -> None:
    """Build the source distribution, from that the wheel, and install the wheel into an environment of its own.

    There is no network: the environment sees the packages that the tests have by a path, as if they were installed
    in it. What links to the checkout there is a ``.pth`` file, and those of a folder that is added so are not read.
    """
    source = folder / "source"
    left_out = shutil.ignore_patterns(*LEFT_OUT)

    def ignore(folder: str, names: list[str]) -> set[str]:
        return {*left_out(folder, names), *(MADE if Path(folder) == ROOT else ())}

    shutil.copytree(ROOT, source, ignore=ignore, symlinks=True)
    git(source, "init", "-q")
    commit(source, "2026-01-01")
    sdist = _build(source, "sdist", folder / "dist")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    (unpacked,) = (folder / "unpacked").iterdir()
    wheel = _build(unpacked, "wheel", folder / "dist")
    venv.create(folder / "venv", with_pip=False)
    own = installed(folder)
    packages = subprocess.run(
        [own.python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    pip = [sys.executable, "-m", "pip", "--python", str(own.python), "--disable-pip-version-check"]
    done = subprocess.run(
        [*pip, "install", "--quiet", "--no-index", "--no-deps", str(wheel)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (Path(packages) / "packages-of-the-tests.pth").write_text(sysconfig.get_path("purelib"), "utf-8")


def installed(folder: Path) -> Installed:
    """The environment that ``install`` has made in a folder."""
    built = {path.suffix: path for path in (folder / "dist").iterdir()} if (folder / "dist").is_dir() else {}
    return Installed(folder / "venv" / "bin" / "python", built[".whl"], built[".gz"])
