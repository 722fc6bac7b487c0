"""Divide work among forked processes, and pause the garbage collector meanwhile.

A forked process shares its parent's memory, so a task needs no copy of the project; only its result is serialised.
Where a platform cannot fork, or there is little to do, tasks run in this process when their results are requested.
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

# Control of the garbage collector.


LATER = 1.0
"""Seconds before garbage is collected after a build."""


@contextmanager
def collector_paused() -> Iterator[None]:
    """Pause garbage collection: reading creates many records and drops none; collection takes a tenth of its time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def pause_collector() -> None:
    """Disable garbage collection during a build."""
    gc.disable()


def collect_later() -> None:
    """Enable garbage collection, and collect after a delay, when the result is shown."""
    gc.enable()
    timer = Timer(LATER, gc.collect)
    timer.daemon = True
    timer.start()


# Parallel work in forked processes.


Key = TypeVar("Key", bound=Hashable)
Result = TypeVar("Result")
Task = Callable[[], Result]

MIN_TASKS = 16
"""The minimum number of tasks for which processes are started."""


class Workers(Generic[Key, Result]):
    """Runs tasks in the given order, starting at once, and returns their results.

    As a context manager, it waits at the end for running tasks, and cancels the others.
    """

    def __init__(
        self, tasks: Mapping[Key, Task[Result]], step: Callable[[], object] = lambda: None, fewest: int = MIN_TASKS
    ) -> None:
        """Start the tasks; ``step`` is called after each, ``fewest`` tasks are the minimum for starting processes."""
        self._tasks = dict(tasks)
        self._step = step
        self._futures: dict[Key, Future[Result]] = {}
        self._pool: ProcessPoolExecutor | None = None
        if len(self._tasks) >= fewest and can_fork():
            self._start(min(processors(), len(self._tasks)))

    def result(self, key: Key) -> Result:
        """Wait for the result of a task and return it, without keeping it.

        Raises:
            Exception: what the task raised.
            KeyError: where there is no such task.
        """
        if future := self._futures.pop(key, None):
            try:
                return future.result()
            except BrokenExecutor:
                # No other process may still run the task, or write its file.
                self.join()
            except Exception:
                # The task runs again below and raises the original error.
                pass
            except KeyboardInterrupt:
                # The other results are no longer needed.
                self.stop()
                raise
        # The task failed, its process died, there are no processes, or its result was taken already.
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
        """Wait until no other process is running."""
        if self._pool:
            self._pool.shutdown()

    def stop(self) -> None:
        """Cancel tasks that have not started, and wait for the others."""
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _start(self, count: int) -> None:
        context = multiprocessing.get_context("fork")
        self._pool = ProcessPoolExecutor(count, context, _initialise_worker, (self._tasks, os.getpid()))
        try:
            # An interruption between a fork and its registration in the pool would leave a process that waits for ever,
            # and this one would wait for it.
            with _defer_interrupt():
                # All processes are forked at the first of these, before any thread is started: a fork copies locks as
                # they are.
                for key in self._tasks:
                    self._futures[key] = future = self._pool.submit(_run_task, key)
                    future.add_done_callback(self._done)
        except BaseException:
            self.stop()
            raise

    def _done(self, future: Future[Result]) -> None:
        if not future.cancelled() and not future.exception():
            self._step()


@contextmanager
def _defer_interrupt() -> Iterator[None]:
    """Defer an interruption to the end; processes that are forked meanwhile start with it blocked."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_tasks: Mapping[Any, Task[Any]] = {}
"""The tasks, in a worker process."""


def _initialise_worker(tasks: Mapping[Any, Task[Any]], parent: int) -> None:
    """Set up a worker process before its first task."""
    global _tasks
    _tasks = tasks
    end_with(parent)
    # An interrupt should end the build without a traceback from each process.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    # Existing objects stay; collecting them would take long and copy their memory.
    gc.freeze()
    # Little of what a task creates is garbage, and less of it is cyclic.
    gc.set_threshold(1_000_000, 50, 1000)


def _run_task(key: Any) -> Any:
    return _tasks[key]()


def can_fork() -> bool:
    """Return whether processes can be forked safely: on macOS system libraries may break in a forked process."""
    return sys.platform == "linux" and processors() > 1


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
