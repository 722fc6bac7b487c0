"""What a run tells of how far it is: when, in what form, and never in the way."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from io import StringIO

import pytest

from foresite.reporting import progress as module
from foresite.reporting.progress import Progress, moving_line


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOVES", 0.01)
    monkeypatch.setattr(module, "LINES", 0.01)


def until(true: Callable[[], bool]) -> None:
    for _ in range(1000):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("it has not come true")


def screen(written: str) -> str:
    """What stands on the line of a terminal in the end."""
    return written.rpartition("\r")[2].replace("\x1b[K", "")


def test_a_quick_run_tells_nothing() -> None:
    lines: list[str] = []
    terminal = Terminal()
    for each in (Progress(lines.append), Progress(None, terminal)):
        with each as progress:
            progress.phase("Pages", 3)
            progress.step()
    assert (lines, terminal.getvalue()) == ([], "")


def test_a_line_moves_at_a_terminal_and_is_gone_in_the_end() -> None:
    terminal = Terminal()
    with Progress(None, terminal, patience=0) as progress:
        progress.phase("Pages", 3)
        until(lambda: "Pages: 0 of 3" in terminal.getvalue())
        progress.step(2)
        until(lambda: "Pages: 2 of 3" in screen(terminal.getvalue()))
        progress.phase("Check")
        until(lambda: screen(terminal.getvalue()).startswith("Check ("))
    assert screen(terminal.getvalue()) == ""
    assert "\n" not in terminal.getvalue()


def test_a_log_hears_of_each_phase_once_in_plain_lines() -> None:
    lines: list[str] = []
    with Progress(lines.append, patience=0) as progress:
        progress.phase("Pages", 3)
        until(lambda: bool(lines))
        progress.step(what="views.md")
        time.sleep(0.1)
        assert len(lines) == 1
        progress.phase("Check")
        until(lambda: len(lines) == 2)
    assert lines == ["Pages: 0 of 3 (0 s)", "Check (0 s)"]


def test_a_log_hears_again_of_a_phase_that_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AGAIN", 0.05)
    lines: list[str] = []
    with Progress(lines.append, patience=0) as progress:
        progress.phase("Printing", 3)
        progress.step(what="book.pdf")
        until(lambda: len(lines) > 2)
    assert "Printing: 1 of 3, book.pdf (0 s)" in lines


def test_a_warning_stands_on_a_line_of_its_own() -> None:
    terminal = Terminal()
    handler = logging.StreamHandler(terminal)
    log = logging.Logger("test")
    log.addHandler(handler)
    with Progress(None, terminal, patience=0) as progress:
        handler.addFilter(progress.make_way)
        progress.phase("Pages", 3)
        until(lambda: "Pages" in terminal.getvalue())
        log.warning("something is wrong")
    line = next(line for line in terminal.getvalue().split("\n") if "wrong" in line)
    assert screen(line) == "something is wrong"


def test_a_line_is_no_longer_than_the_terminal_is_wide() -> None:
    terminal = Terminal()
    with Progress(None, terminal, patience=0) as progress:
        progress.phase("x" * 200)
        until(lambda: "x" in terminal.getvalue())
    assert max(len(line) for line in terminal.getvalue().replace("\x1b[K", "").split("\r")) == 79


def test_a_terminal_that_cannot_clear_a_line_is_a_log(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    assert moving_line(terminal) is terminal
    monkeypatch.setenv("TERM", "dumb")
    assert moving_line(terminal) is None
    assert moving_line(StringIO()) is None


def test_nobody_who_looks_is_no_reason_to_stop() -> None:
    terminal = Terminal()
    with Progress(None, terminal, patience=0) as progress:
        terminal.close()
        progress.phase("Pages", 3)
        time.sleep(0.1)
        progress.step()
        progress.make_way()
