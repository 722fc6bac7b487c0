"""How much a layout may take: tables in tables in tables keep WeasyPrint busy for hours, and no page needs them."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

SECONDS, PER_ELEMENT = 60.0, 0.02
"""Seconds of the processor that a layout may take, and how many more for each element; one takes a thousandth."""
MEMORY = 4_000_000_000
"""Bytes that it may take beside those that are taken already."""


class LimitReached(Exception):
    """What was done took too long or too much; the text says which."""


@contextmanager
def limited(elements: int) -> Iterator[None]:
    """Do something with so many elements under limits, as far as the system has any.

    Raises:
        LimitReached: where it reaches one.
    """
    try:
        with _time(SECONDS + PER_ELEMENT * elements), _memory(MEMORY):
            yield
    except MemoryError:
        raise LimitReached(f"more than {MEMORY / 1e9:.0f} GB of memory") from None


@contextmanager
def _time(seconds: float) -> Iterator[None]:
    # Only there can a signal raise anything.
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def reached(*_: object) -> None:
        raise LimitReached(f"more than {seconds:.0f} seconds")

    before = signal.signal(signal.SIGVTALRM, reached)
    # And once more each second: what is raised where a library calls back is lost.
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@contextmanager
def _memory(more: int) -> Iterator[None]:
    if sys.platform != "linux":
        yield
        return
    import resource
    from pathlib import Path

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    taken = int(Path("/proc/self/statm").read_text("ascii").split()[5]) * resource.getpagesize()
    limit = min((each for each in (taken + more, soft, hard) if each != resource.RLIM_INFINITY), default=-1)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
