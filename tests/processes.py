"""The processes that a command has started, known by their session."""

from __future__ import annotations

import ctypes  # noqa: F401  Imported by what is called between a fork and the start of a program.
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from foresite.runtime.limits import end_with

PATIENCE = 120
"""Seconds for what takes moments on an idle machine."""


def start(command: Sequence[str], **options: Any) -> subprocess.Popen[bytes]:
    """Start a command in a session of its own, to which all belong that it starts.

    It hears of interruptions even where the tests run in the background, to which a shell says to ignore them, and
    ends with the tests where these are killed.
    """
    parent = os.getpid()
    before: Callable[[], object] | None = options.pop("preexec_fn", None)

    def prepare() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        end_with(parent)
        if before:
            before()

    return subprocess.Popen(command, start_new_session=True, preexec_fn=prepare, **options)


def of_session(session: int) -> list[int]:
    """The processes of a session that still run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, _, own = stat.read_text("utf-8", "replace").rpartition(")")[2].split()[:4]
        except OSError:
            continue
        if int(own) == session and state not in "ZX":
            found.append(int(stat.parent.name))
    return found


def until(true: Callable[[], object]) -> bool:
    """Whether something comes true."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.02)
    return False


def none_is_left(session: int) -> bool:
    """Whether all processes of a session end; what does not end is killed, so that no test leaves any."""
    ended = until(lambda: not of_session(session))
    for process in of_session(session):
        os.kill(process, signal.SIGKILL)
    return ended
