"""A layout has so much time and memory, and no more; afterwards everything is as it was."""

from __future__ import annotations

import sys
import threading

import pytest

from foresite.pdf import limits
from foresite.pdf.limits import LimitReached, limited


def endless() -> None:
    while True:
        try:
            sum(range(1000))
        except ValueError:
            continue


def test_what_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SECONDS", 0.1)
    with pytest.raises(LimitReached, match="more than 0 seconds"), limited(0):
        endless()


def test_what_is_larger_may_take_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "SECONDS", 0.0)
    with limited(100_000):
        sum(range(1_000_000))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not count what a process takes")
def test_what_takes_too_much_memory_is_ended_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MEMORY", 1_000_000_000)
    with pytest.raises(LimitReached, match="more than 1 GB of memory"), limited(0):
        bytearray(3_000_000_000)
    with limited(0):
        assert len(bytearray(1_000_000)) == 1_000_000
    import resource

    assert resource.getrlimit(resource.RLIMIT_DATA)[0] == resource.RLIM_INFINITY


def test_elsewhere_than_in_the_main_thread_nothing_is_timed() -> None:
    done = []

    def work() -> None:
        with limited(0):
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done
