"""What is done to the memory while much is being made."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

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
