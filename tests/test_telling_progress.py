"""A build and an export that take long tell how far they are: on one line of a terminal, in lines of a log."""

from __future__ import annotations

import os
import pty
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from builds import SITES, project_of, zensical_build
from sharing import Shared

SLOW = """
import subprocess, time
from foresite.reporting import progress
progress.Progress.__init__.__kwdefaults__["patience"] = 0
progress.MOVES = progress.LINES = 0.05
wait, waits = subprocess.Popen.wait, [1.5]
def slow(process, *given, **named):
    if waits and "--citeproc" in process.args:
        time.sleep(waits.pop())
    return wait(process, *given, **named)
subprocess.Popen.wait = slow
"""
"""What tells at once how far a run is, and makes the first formatting of citations take its time."""
HOSTS = {
    "mkdocs": ("mkdocs", "build", "--site-dir", "out"),
    "print": ("foresite", "print"),
    "export": ("foresite", "export"),
}


@pytest.fixture(params=HOSTS)
def command(request: pytest.FixtureRequest) -> list[str]:
    return [sys.executable, "-m", *HOSTS[request.param]]


@pytest.fixture
def project(tmp_path: Path, shared: Shared) -> Path:
    """The smallest site, built by Zensical; its citations are to be formatted again."""

    def make(folder: Path) -> None:
        config = project_of(SITES / "jetty", folder) / "mkdocs.yml"
        config.write_text(f"{config.read_text('utf-8')}markdown_extensions:\n  - foresite\n", "utf-8")
        assert zensical_build(folder).code == 0
        shutil.rmtree(folder / ".cache")

    return shutil.copytree(shared.once("exportable-jetty", make), tmp_path / "project")


@pytest.fixture
def waiting(tmp_path: Path) -> dict[str, str]:
    """Where every command takes long enough to tell how far it is."""
    (tmp_path / "sitecustomize.py").write_text(SLOW, "utf-8")
    return {**os.environ, "PYTHONPATH": str(tmp_path), "TERM": "xterm", "NO_MKDOCS_2_WARNING": "1"}


def at_a_terminal(command: list[str], folder: Path, environment: dict[str, str]) -> str:
    """What a command writes to a terminal."""
    ours, its = pty.openpty()
    process = subprocess.Popen(command, cwd=folder, env=environment, stdin=its, stdout=its, stderr=its)
    os.close(its)
    written = b""
    try:
        while part := os.read(ours, 4096):
            written += part
    except OSError:
        # That is how a terminal ends on Linux.
        pass
    os.close(ours)
    assert process.wait() == 0, written
    return written.decode()


def moves(written: str) -> list[str]:
    """The states of the line that moves."""
    parts = re.split(r"\x1b\[K|\r", written.replace("\r\n", "\n"))
    return [part for part in parts if part]


def test_at_a_terminal_a_line_moves_and_is_gone(command: list[str], project: Path, waiting: dict[str, str]) -> None:
    written = at_a_terminal(command, project, waiting)
    assert {"Reading the sources (0 s)", "Reading the sources (1 s)"} & set(moves(written))
    assert len(set(moves(written))) > 1
    # Nothing of it is left beside what else was said.
    assert not any("Reading" in line.rpartition("\r")[2] for line in written.split("\r\n"))


@pytest.mark.parametrize(
    "host", ["mkdocs", *(pytest.param(host, marks=pytest.mark.nightly) for host in HOSTS if host != "mkdocs")]
)
def test_in_a_log_there_are_plain_lines(host: str, project: Path, waiting: dict[str, str]) -> None:
    command = [sys.executable, "-m", *HOSTS[host]]
    run = subprocess.run(command, cwd=project, env=waiting, capture_output=True, text=True, check=True)
    told = [line for line in run.stderr.splitlines() if " s)" in line]
    assert re.search(r"Reading the sources \(\d+ s\)$", told[0])
    assert 1 <= len(told) < 12
    assert not {"\r", "\x1b"} & set("".join(told))
    assert " s)" not in run.stdout


def test_quiet_runs_say_nothing(command: list[str], project: Path, waiting: dict[str, str]) -> None:
    assert at_a_terminal([*command, "--quiet"], project, waiting) == ""


def test_the_report_of_a_check_is_left_alone(project: Path, waiting: dict[str, str]) -> None:
    check = [sys.executable, "-m", "foresite", "check", "--format", "json"]
    assert "\x1b" not in at_a_terminal(check, project, waiting)
