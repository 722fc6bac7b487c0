"""What a run is doing and how far it is, told once it has taken longer than two seconds.

At a terminal one line moves and is gone in the end; in a log there are plain lines, each at least a second
after the one before. Whoever works says where it is, and a thread tells: saying so costs next to nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from threading import Event, Lock, Thread
from time import monotonic
from types import TracebackType
from typing import Self, TextIO

PATIENCE = 2.0
"""Seconds for which nothing is told."""
MOVES, LINES = 0.2, 1.0
"""Seconds from one look to the next, at a terminal and in a log."""
AGAIN = 10.0
"""Seconds after which a log hears of the same phase again."""
CLEAR = "\r\x1b[K"
WRITING = Lock()
"""Held by whoever tells; and while this process forks, so that no child starts in the middle of a line."""
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=WRITING.acquire, after_in_parent=WRITING.release, after_in_child=WRITING.release)


class Progress:
    """The progress of one run; to be ended, or used as a context.

    ``say`` takes plain lines for a log; ``terminal``, where there is one, is written to instead. With
    neither, nothing is told.
    """

    def __init__(
        self, say: Callable[[str], object] | None, terminal: TextIO | None = None, *, patience: float = PATIENCE
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
        """A part of the run begins: what it does, in words, and of how many steps it is, if that is known."""
        self._what, self._total, self._number, self._name = "", total, 0, name

    def step(self, number: int = 1, what: str = "") -> None:
        """So many steps more are done, or begun where ``what`` names the one that is at work."""
        self._number += number
        self._what = what

    def make_way(self, *_: object) -> bool:
        """Clear the line for something else that is printed; always true, so that it serves as a log's filter."""
        if self._terminal:
            with WRITING:
                if self._moving:
                    self._moving = False
                    self._write(self._terminal, CLEAR)
        return True

    def end(self) -> None:
        """The run is over: nothing is told from here on."""
        if not self._ended.is_set():
            self._ended.set()
            self.make_way()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.end()

    def __str__(self) -> str:
        far = f": {self._number} of {self._total}" if self._total else ""
        what = f", {self._what}" if self._what else ""
        return f"{self._name}{far}{what} ({monotonic() - self._began:.0f} s)"

    def _watch(self) -> None:
        told, again = "", 0.0
        if self._ended.wait(self._patience):
            return
        while True:
            with WRITING:
                # Whoever ends it clears the line when this is done.
                if self._ended.is_set():
                    return
                if self._name and self._terminal:
                    self._moving = True
                    self._write(self._terminal, f"\r{str(self)[: _width(self._terminal)]}\x1b[K")
                elif self._name and self._say and (self._name != told or monotonic() > again):
                    told, again = self._name, monotonic() + AGAIN
                    self._say(str(self))
            if self._ended.wait(MOVES if self._terminal else LINES):
                return

    def _write(self, terminal: TextIO, text: str) -> None:
        try:
            terminal.write(text)
            terminal.flush()
        except (OSError, ValueError):
            # Nobody looks any more; the work goes on.
            self._ended.set()


def _width(terminal: TextIO) -> int:
    try:
        return (os.get_terminal_size(terminal.fileno()).columns or 80) - 1
    except (OSError, ValueError):
        return 79


def moving_line(stream: TextIO) -> TextIO | None:
    """The stream, if a line can move on it: it is a terminal that can clear one."""
    return stream if stream.isatty() and os.environ.get("TERM") != "dumb" else None
