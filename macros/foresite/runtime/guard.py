"""Limit the processor time and the memory of a part of this process, as far as the system supports it."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class LimitReached(Exception):
    """Something exceeded its time or memory; the message says which."""


@contextmanager
def limit_time(seconds: float, what: str = "", grace: float = 0) -> Iterator[None]:
    """Limit the processor time.

    Nothing can be raised while a library in C does not return. With ``grace``, the process then says after so many
    further seconds that ``what`` takes too long, and ends.

    Raises:
        LimitReached: where the limit is exceeded.
    """
    # Signal handlers run only in the main thread.
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def raise_limit(*_: object) -> None:
        raise LimitReached(f"more than {seconds:.0f} seconds")

    before = signal.signal(signal.SIGVTALRM, raise_limit)
    # Repeated each second: exceptions raised inside callbacks of libraries are lost.
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, 1)
    done = threading.Event()
    last = time.process_time() + seconds + grace

    def watch() -> None:
        while not done.wait(1):
            if time.process_time() > last:
                sys.stderr.write(f"\n{what} takes more than {seconds:.0f} seconds, expected less\n")
                sys.stderr.flush()
                os._exit(1)

    if grace:
        threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        done.set()
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@contextmanager
def limit_memory(size: int) -> Iterator[None]:
    """Limit the memory, in bytes, that is allocated in addition to what is in use.

    Raises:
        MemoryError: where the limit is exceeded.
    """
    if sys.platform != "linux":
        yield
        return
    import resource
    from pathlib import Path

    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    used = int(Path("/proc/self/statm").read_text("ascii").split()[5]) * resource.getpagesize()
    limit = min((value for value in (used + size, soft, hard) if value != resource.RLIM_INFINITY), default=-1)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
