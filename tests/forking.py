"""Runs of Python programs in processes of their own that need not import again what they all import.

A program is run by a fork of a process that has imported its modules and done nothing else: no threads, no settings,
no caches. That is what a new interpreter would be after a second of imports, with nothing left of the runs before.
"""

from __future__ import annotations

import atexit
import importlib
import json
import os
import runpy
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import NoReturn


def run_module(
    command: Sequence[str],
    cwd: Path,
    imports: Sequence[str],
    environment: Mapping[str, str] | None = None,
    *,
    alone: bool = False,
) -> subprocess.CompletedProcess[str]:
    """Run ``python -m`` with a command in a folder; ``imports`` are the modules that are there already.

    Where it runs ``alone``, it finds one processor, and so starts no other processes of its own.
    """
    with tempfile.TemporaryDirectory() as folder:
        out, error = Path(folder) / "out", Path(folder) / "error"
        asked = {"command": command, "cwd": str(cwd), "out": str(out), "error": str(error), "alone": alone}
        code = _parent(tuple(imports), os.getpid()).ask({**asked, "environment": {**os.environ, **(environment or {})}})
        return subprocess.CompletedProcess(list(command), code, out.read_text("utf-8"), error.read_text("utf-8"))


class _Parent:
    """The process whose forks run programs; it ends when nobody can ask it any more."""

    def __init__(self, imports: Sequence[str]) -> None:
        command = [sys.executable, __file__, *imports]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

        atexit.register(self.end)

    def end(self) -> None:
        """End it."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()

    def ask(self, run: Mapping[str, object]) -> int:
        """Have a program run; the value is its exit code."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(f"{json.dumps(run)}\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


@lru_cache
def _parent(imports: Sequence[str], process: int) -> _Parent:
    """The one that this process asks."""
    return _Parent(imports)


def _answer(imports: Sequence[str]) -> None:
    for name in imports:
        importlib.import_module(name)
    for line in sys.stdin:
        run = json.loads(line)
        child = os.fork()
        if not child:
            _become(**run)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _become(
    command: Sequence[str], cwd: str, out: str, error: str, environment: Mapping[str, str], alone: bool
) -> NoReturn:
    """Be the program, as ``python -m`` would have it."""
    if alone:
        os.sched_getaffinity = lambda _: {0}
    for stream, path in ((0, os.devnull), (1, out), (2, error)):
        os.dup2(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), stream)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    sys.path[0] = cwd
    sys.argv = list(command)
    code: object = 0
    try:
        runpy.run_module(command[0], run_name="__main__", alter_sys=True)
    except SystemExit as end:
        code = end.code
        if isinstance(code, str):
            print(code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
        code = 1
    with suppress(OSError):
        sys.stdout.flush()
        sys.stderr.flush()
    # Whatever is to be done at the end of an interpreter is done, but for what belongs to the parent.
    sys.exit(code if isinstance(code, int) else int(code is not None))


if __name__ == "__main__":
    _answer(sys.argv[1:])
