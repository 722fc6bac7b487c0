"""Divide work among processes that share what this one has read, and pause the garbage collector meanwhile.

A forked process starts with all that its parent knows, so that a task needs no copy of the project; only its result
travels. Where a platform cannot fork, or there is little to do, tasks are done here, when their results are asked for.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Hashable, Iterator, KeysView, Mapping
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from threading import Timer
from typing import Any, Generic, Self, TypeVar

from foresite.runtime.limits import end_with

# What is done to the memory while much is being made.


LATER = 1.0
"""Seconds after which garbage is looked for when nobody waits any more."""


@contextmanager
def collector_paused() -> Iterator[None]:
    """Look for no garbage: reading makes many records and drops none, and looking costs a tenth of its time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def pause_collector() -> None:
    """Look for no garbage while somebody waits for what is being made."""
    gc.disable()


def collect_later() -> None:
    """Look for garbage again, and for what was left meanwhile once it is shown."""
    gc.enable()
    timer = Timer(LATER, gc.collect)
    timer.daemon = True
    timer.start()


# Work done side by side, by processes that share what this one has read.


Key = TypeVar("Key", bound=Hashable)
Result = TypeVar("Result")
Task = Callable[[], Result]

FEWEST = 16
"""Tasks that are worth another process."""


class Workers(Generic[Key, Result]):
    """The results of tasks, which are being worked on from now on, in the order given.

    As a context, it ends with every task that is at work done, and what is left undone.
    """

    def __init__(
        self, tasks: Mapping[Key, Task[Result]], step: Callable[[], object] = lambda: None, fewest: int = FEWEST
    ) -> None:
        """Begin; ``step`` hears of each task that is done, ``fewest`` are worth another process."""
        self._tasks = dict(tasks)
        self._step = step
        self._futures: dict[Key, Future[Result]] = {}
        self._pool: ProcessPoolExecutor | None = None
        if len(self._tasks) >= fewest and can_fork():
            self._start(min(processors(), len(self._tasks)))

    def result(self, key: Key) -> Result:
        """The result of a task, waited for if need be, and no longer kept here.

        Raises:
            Exception: what the task raised.
            KeyError: where there is no such task.
        """
        if future := self._futures.pop(key, None):
            try:
                return future.result()
            except BrokenExecutor:
                # Nobody else may be at the task, or at the file that it writes.
                self.join()
            except Exception:
                # It is raised again below, as itself.
                pass
            except KeyboardInterrupt:
                # Nobody waits for the rest.
                self.stop()
                raise
        # A task that failed, a process that broke off, none at all, or a result asked for twice: it is done here.
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
        return self._pool is not None

    def join(self) -> None:
        """Wait until no other process is at work."""
        if self._pool:
            self._pool.shutdown()

    def stop(self) -> None:
        """The same, but tasks that nobody has begun are left undone."""
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _start(self, count: int) -> None:
        context = multiprocessing.get_context("fork")
        self._pool = ProcessPoolExecutor(count, context, _begin, (self._tasks, os.getpid()))
        try:
            # An interruption between a fork and what the pool notes of it would leave a process that waits for ever,
            # and this one would wait for it.
            with _interrupted_later():
                # All processes are forked at the first of these, before any thread is started: a fork copies locks as
                # they are.
                for key in self._tasks:
                    self._futures[key] = future = self._pool.submit(_do, key)
                    future.add_done_callback(self._done)
        except BaseException:
            self.stop()
            raise

    def _done(self, future: Future[Result]) -> None:
        if not future.cancelled() and not future.exception():
            self._step()


@contextmanager
def _interrupted_later() -> Iterator[None]:
    """Hold an interruption back until the end; processes that are forked meanwhile begin without hearing of it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_tasks: Mapping[Any, Task[Any]] = {}
"""In another process: what there is to do."""


def _begin(tasks: Mapping[Any, Task[Any]], parent: int) -> None:
    """In another process, before the first task."""
    global _tasks
    _tasks = tasks
    end_with(parent)
    # Who interrupts a build wants its end, not a traceback for each process.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    # What was there before stays as it is; to look through it for garbage takes long, and copies it.
    gc.freeze()
    # Of what is made here little is garbage, and less of it goes in circles.
    gc.set_threshold(1_000_000, 50, 1000)


def _do(key: Any) -> Any:
    return _tasks[key]()


def can_fork() -> bool:
    """Whether processes can be forked safely: on macOS system libraries may break in a forked process."""
    return sys.platform == "linux" and processors() > 1


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
