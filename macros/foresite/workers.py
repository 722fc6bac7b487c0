"""Work done side by side, by processes that share what this one has read.

A forked process starts with all that its parent knows, so that a task needs no copy of the project; only its result
travels. Where a platform cannot fork, or there is little to do, tasks are done here, when their results are asked for.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Hashable, Iterator, KeysView, Mapping
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Result = TypeVar("Result")
Task = Callable[[], Result]

FEWEST = 16
"""Tasks that are worth another process."""


class Workers(Generic[Key, Result]):
    """The results of tasks, which are being worked on from now on, in the order given."""

    def __init__(
        self, tasks: Mapping[Key, Task[Result]], step: Callable[[], object] = lambda: None, fewest: int = FEWEST
    ) -> None:
        """Begin; ``step`` hears of each task that is done, ``fewest`` are worth another process."""
        self._tasks = dict(tasks)
        self._step = step
        self._done: dict[Key, Result] = {}
        self._failed: set[Key] = set()
        self._news = threading.Condition()
        self._readers: list[threading.Thread] = []
        if len(self._tasks) >= fewest and can_fork():
            self._start(min(processors(), len(self._tasks)))

    def result(self, key: Key) -> Result:
        """The result of a task, waited for if need be, and no longer kept here.

        Raises:
            Exception: what the task raised.
            KeyError: where there is no such task.
        """
        with self._news:
            while key not in self._done and key not in self._failed and self._at_work():
                self._news.wait(0.1)
            if key in self._done:
                return self._done.pop(key)
        # A process that broke off, none at all, or a result asked for twice: the task is done here.
        result = self._tasks[key]()
        self._step()
        return result

    @property
    def names(self) -> KeysView[Key]:
        """The keys of the tasks."""
        return self._tasks.keys()

    @property
    def running(self) -> bool:
        """Whether other processes were started."""
        return bool(self._readers)

    def join(self) -> None:
        """Wait until no other process is at work."""
        for reader in self._readers:
            reader.join()

    def _at_work(self) -> bool:
        return any(reader.is_alive() for reader in self._readers)

    def _start(self, count: int) -> None:
        fork = multiprocessing.get_context("fork")
        following = fork.Value("L", 0)
        for _ in range(count):
            receiving, sending = fork.Pipe(duplex=False)
            process = fork.Process(target=self._work, args=(following, sending), daemon=True)
            process.start()
            sending.close()
            reader = threading.Thread(target=self._read, args=(receiving, process), daemon=True)
            self._readers.append(reader)
        # Threads only after all forks: a fork copies locks as they are.
        for reader in self._readers:
            reader.start()

    def _work(self, following: Any, sending: Connection) -> None:
        """In another process: take the next task until there is none."""
        # What was there before stays as it is; to look through it for garbage takes long, and copies it.
        gc.freeze()
        # Of what is made here little is garbage, and less of it goes in circles.
        gc.set_threshold(1_000_000, 50, 1000)
        for key, task in self._taken(following):
            try:
                sending.send((key, task()))
            except Exception:
                sending.send((key,))
        sending.close()
        sys.stdout.flush()
        sys.stderr.flush()
        # Nothing of this process is to be tidied up: the parent has the same things to tidy.
        os._exit(0)

    def _taken(self, following: Any) -> Iterator[tuple[Key, Task[Result]]]:
        tasks = list(self._tasks.items())
        while True:
            with following.get_lock():
                at = following.value
                following.value += 1
            if at >= len(tasks):
                return
            yield tasks[at]

    def _read(self, receiving: Connection, process: Any) -> None:
        try:
            while True:
                key, *result = receiving.recv()
                with self._news:
                    if result:
                        self._done[key] = result[0]
                        self._step()
                    else:
                        self._failed.add(key)
                    self._news.notify_all()
        except (EOFError, OSError):
            process.join()
            with self._news:
                self._news.notify_all()


def can_fork() -> bool:
    """Whether processes can be forked safely: on macOS system libraries may break in a forked process."""
    return sys.platform == "linux" and processors() > 1


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
