"""Report the progress of a run that takes longer than two seconds.

A terminal shows one line that is updated and removed at the end; a log gets plain lines, at least a second apart. The
work only updates counters, and a thread prints them, so reporting costs next to nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from threading import Event, Lock, Thread
from time import monotonic
from types import TracebackType
from typing import Self, TextIO

DELAY = 2.0
"""Seconds before anything is reported."""
MOVES, LINES = 0.2, 1.0
"""Seconds between two updates, at a terminal and in a log."""
AGAIN = 10.0
"""Seconds after which a log reports the same phase again."""
CLEAR = "\r\x1b[K"
WRITING = Lock()
"""Locked while a line is written, and while this process forks, so that no child starts in the middle of a line."""
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=WRITING.acquire, after_in_parent=WRITING.release, after_in_child=WRITING.release)


class Progress:
    """The progress of one run; call ``end``, or use it as a context manager.

    ``say`` writes plain lines to a log; ``terminal``, if there is one, is used instead. With neither, nothing is
    reported.
    """

    def __init__(
        self, say: Callable[[str], object] | None, terminal: TextIO | None = None, *, patience: float = DELAY
    ) -> None:
        self._say = say
        self._terminal = terminal
        self._patience = patience
        self._name = self._what = ""
        self._total = self._number = 0
        self._began = monotonic()
        self._moving = False
        self._ended = Event()
        if say or terminal:
            Thread(target=self._watch, name="foresite-progress", daemon=True).start()

    def phase(self, name: str, total: int = 0) -> None:
        """Begin a phase of the run: its description, and its number of steps, or 0."""
        self._what, self._total, self._number, self._name = "", total, 0, name

    def step(self, number: int = 1, what: str = "") -> None:
        """Count steps that are done, or begun where ``what`` names the current one."""
        self._number += number
        self._what = what

    def make_way(self, *_: object) -> bool:
        """Clear the line before other output; return True, so that the method can be a log filter."""
        if self._terminal:
            with WRITING:
                if self._moving:
                    self._moving = False
                    self._write(self._terminal, CLEAR)
        return True

    def end(self) -> None:
        """Stop reporting."""
        if not self._ended.is_set():
            self._ended.set()
            self.make_way()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.end()

    def __str__(self) -> str:
        count = f": {self._number} of {self._total}" if self._total else ""
        what = f", {self._what}" if self._what else ""
        return f"{self._name}{count}{what} ({monotonic() - self._began:.0f} s)"

    def _watch(self) -> None:
        last_phase, next_report = "", 0.0
        if self._ended.wait(self._patience):
            return
        while True:
            with WRITING:
                # ``end`` clears the line after this lock is released.
                if self._ended.is_set():
                    return
                if self._name and self._terminal:
                    self._moving = True
                    self._write(self._terminal, f"\r{str(self)[: _width(self._terminal)]}\x1b[K")
                elif self._name and self._say and (self._name != last_phase or monotonic() > next_report):
                    last_phase, next_report = self._name, monotonic() + AGAIN
                    self._say(str(self))
            if self._ended.wait(MOVES if self._terminal else LINES):
                return

    def _write(self, terminal: TextIO, text: str) -> None:
        try:
            terminal.write(text)
            terminal.flush()
        except (OSError, ValueError):
            # The terminal is gone; the work goes on.
            self._ended.set()


def _width(terminal: TextIO) -> int:
    try:
        return (os.get_terminal_size(terminal.fileno()).columns or 80) - 1
    except (OSError, ValueError):
        return 79


def moving_line(stream: TextIO) -> TextIO | None:
    """Return the stream if it is a terminal that can clear a line; else None."""
    return stream if stream.isatty() and os.environ.get("TERM") != "dumb" else None
