"""Runs of Pandoc side by side, a few at a time."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from xml.etree.ElementTree import Element

from foresite.citing.pandoc import CiteprocRun

Result = tuple[list[Element], dict[str, Element]]
STEP = 0.02
"""Seconds between two looks at whether a run has ended."""


@dataclass(slots=True)
class _Task:
    start: Callable[[], CiteprocRun]
    run: CiteprocRun | None = None


class Lanes:
    """Runs in the background, at most so many at a time; each takes some 200 MB.

    The first begin as they are added, the others as those end, while somebody waits for a result.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._waiting: deque[_Task] = deque()
        self._running: list[CiteprocRun] = []

    def add(self, start: Callable[[], CiteprocRun]) -> Callable[[], Result]:
        """Have a run begun; what is returned waits for its result, and may be asked once.

        Raises:
            CiteprocError: where Pandoc does not run.
        """
        task = _Task(start)
        self._waiting.append(task)
        self._go_on()
        return partial(self._result, task)

    def _go_on(self) -> None:
        self._running = [run for run in self._running if not run.ended]
        while self._waiting and len(self._running) < self.count:
            task = self._waiting.popleft()
            task.run = task.start()
            self._running.append(task.run)

    def _result(self, task: _Task) -> Result:
        while self._waiting and not (task.run and task.run.ended):
            time.sleep(STEP)
            self._go_on()
        assert task.run, "nothing waits for its turn"
        return task.run.result()
