"""A layout has so much time and memory, and no more; afterwards everything is as it was."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from foresite.pdf import engine
from foresite.pdf.engine import layout_limits
from foresite.runtime.guard import LimitReached


def endless() -> None:
    while True:
        try:
            sum(range(1000))
        except ValueError:
            continue


def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "SECONDS", 0.1)
    with pytest.raises(LimitReached, match="more than 0 seconds"), layout_limits(0):
        endless()


STUCK = """
import hashlib
from foresite.pdf import engine
engine.SECONDS, engine.GRACE = 0.1, 0.1
with engine.layout_limits(0, "docs/a.md:1: unprintable: laying the page out"):
    hashlib.pbkdf2_hmac("sha256", b"a", b"b", 10**9)
"""


def test_what_never_returns_from_a_library_ends_the_process_with_its_name() -> None:
    run = subprocess.run([sys.executable, "-c", STUCK], capture_output=True, text=True, timeout=60)
    assert run.returncode == 1
    assert (
        run.stderr.strip() == "docs/a.md:1: unprintable: laying the page out takes more than 0 seconds, expected less"
    )


def test_what_is_larger_may_take_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "SECONDS", 0.0)
    with layout_limits(100_000):
        sum(range(1_000_000))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not count what a process takes")
def test_what_takes_too_much_memory_is_ended_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "MEMORY", 1_000_000_000)
    with pytest.raises(LimitReached, match="more than 1 GB of memory"), layout_limits(0):
        bytearray(3_000_000_000)
    with layout_limits(0):
        assert len(bytearray(1_000_000)) == 1_000_000
    import resource

    assert resource.getrlimit(resource.RLIMIT_DATA)[0] == resource.RLIM_INFINITY


def test_elsewhere_than_in_the_main_thread_nothing_is_timed() -> None:
    done = []

    def work() -> None:
        with layout_limits(0):
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done
