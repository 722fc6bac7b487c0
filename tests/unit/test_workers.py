"""Work done side by side gives what it gives one after another."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from foresite.runtime.pool import MIN_TASKS, Workers, can_fork, processors
from processes import none_is_left, of_session, start, until

MANY = range(3 * MIN_TASKS)


def squared(number: int) -> tuple[int, int]:
    return number * number, os.getpid()


def test_results_are_those_of_the_tasks_whatever_the_order_asked() -> None:
    workers = Workers({number: partial(squared, number) for number in MANY})
    assert {number: workers.result(number)[0] for number in reversed(MANY)} == {n: n * n for n in MANY}


def test_many_tasks_are_done_by_other_processes_and_few_by_this_one() -> None:
    workers = Workers({number: partial(squared, number) for number in MANY})
    assert workers.running == can_fork()
    workers.join()
    pids = {workers.result(number)[1] for number in MANY}
    assert (os.getpid() in pids) != can_fork()
    few = Workers({number: partial(squared, number) for number in range(MIN_TASKS - 1)})
    assert not few.running
    assert few.result(3) == (9, os.getpid())


@pytest.mark.parametrize("count", [3, 3 * MIN_TASKS])
def test_every_task_that_is_done_is_told_once(count: int) -> None:
    told: list[None] = []
    workers = Workers({number: partial(squared, number) for number in range(count)}, lambda: told.append(None))
    for number in range(count):
        workers.result(number)
    workers.join()
    assert len(told) == count


def test_what_a_task_raises_is_raised_where_its_result_is_asked_for() -> None:
    workers = Workers({number: partial(divmod, 1, number) for number in MANY})
    with pytest.raises(ZeroDivisionError):
        workers.result(0)
    assert workers.result(1) == (1, 0)


def test_a_process_that_breaks_off_loses_nothing() -> None:
    own = os.getpid()

    def task(number: int) -> int:
        if number == 5 and os.getpid() != own:
            os._exit(1)
        return number

    workers = Workers({number: partial(task, number) for number in MANY})
    assert [workers.result(number) for number in MANY] == list(MANY)


ENDLESS = """
import sys, time
from foresite.runtime.pool import Workers
tasks = {number: (lambda: time.sleep(3600)) for number in range(20)}
workers = Workers(tasks)
print("at work", flush=True)
with workers:
    workers.result(0)
"""


@pytest.mark.skipif(not can_fork(), reason="there are no other processes here")
@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_workers_end_with_the_process_that_started_them(sent: signal.Signals) -> None:
    with start([sys.executable, "-c", ENDLESS], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as run:
        assert run.stdout and run.stdout.readline() == b"at work\n"
        assert until(lambda: len(of_session(run.pid)) > processors())
        # At a terminal all of them hear of an interruption.
        (os.killpg if sent is signal.SIGINT else os.kill)(run.pid, sent)
        assert none_is_left(run.pid)


INTERRUPTED = """
import os, signal
from foresite.runtime.pool import Workers
fork, forked = os.fork, []
def interrupted():
    child = fork()
    forked.append(child)
    if child and len(forked) == 2:
        os.kill(os.getpid(), signal.SIGINT)
    return child
os.fork = interrupted
Workers({number: (lambda: number) for number in range(20)})
"""


@pytest.mark.skipif(not can_fork(), reason="there are no other processes here")
def test_workers_end_when_the_process_is_interrupted_while_it_starts_them() -> None:
    with start([sys.executable, "-c", INTERRUPTED], stderr=subprocess.PIPE) as run:
        assert none_is_left(run.pid)
        assert run.stderr and b"KeyboardInterrupt" in run.stderr.read()


def test_what_nobody_has_begun_is_left_undone_when_a_build_breaks_off(tmp_path: Path) -> None:
    def task(number: int) -> None:
        (tmp_path / str(number)).touch()
        time.sleep(0.2)

    with pytest.raises(KeyboardInterrupt), Workers({n: partial(task, n) for n in range(200)}) as workers:
        workers.result(0)
        raise KeyboardInterrupt
    assert len(list(tmp_path.iterdir())) < 100
