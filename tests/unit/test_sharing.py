"""What a run makes once is made once, also by several processes, and again where it was not finished."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from builds import Build
from sharing import Shared

# Asks for a folder; whoever makes it writes a line to a file and says so, then waits for leave to finish.
ASK = """
import sys
from pathlib import Path
from sharing import Shared

def make(folder):
    with open(sys.argv[2], "a") as log:
        log.write("made\\n")
    print("making", flush=True)
    sys.stdin.readline()
    (folder / "file").write_text("whole")

print((Shared(Path(sys.argv[1])).once("thing", make) / "file").read_text(), flush=True)
"""


def ask(root: Path, log: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", ASK, str(root), str(log)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_several_processes_make_it_once(tmp_path: Path) -> None:
    first = ask(tmp_path / "shared", tmp_path / "log")
    assert first.stdout and first.stdout.readline() == "making\n"
    others = [ask(tmp_path / "shared", tmp_path / "log") for _ in range(2)]
    assert first.communicate("go on\n")[0] == "whole\n"
    assert [other.communicate()[0] for other in others] == ["whole\n", "whole\n"]
    assert (tmp_path / "log").read_text("utf-8") == "made\n"


def test_what_a_process_that_died_left_unfinished_is_made_again(tmp_path: Path) -> None:
    first = ask(tmp_path / "shared", tmp_path / "log")
    assert first.stdout and first.stdout.readline() == "making\n"
    (tmp_path / "shared" / "thing" / "litter").touch()
    first.send_signal(signal.SIGKILL)
    first.communicate()
    assert ask(tmp_path / "shared", tmp_path / "log").communicate("go on\n")[0] == "making\nwhole\n"
    assert [path.name for path in (tmp_path / "shared" / "thing").iterdir()] == ["file"]


def test_a_site_that_cannot_be_built_fails_whoever_asks_for_it(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(AssertionError, match="unknown-citation"):
            Shared(tmp_path).built("site", lambda folder: Build(folder / "site", 1, "unknown-citation"))
    site = Shared(tmp_path).built("site", lambda folder: Build(folder / "site", 0, "No warning"))
    assert (site.site, site.output) == (tmp_path / "site" / "site", "No warning")
