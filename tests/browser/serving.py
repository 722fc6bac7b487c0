"""A built site, served on this machine."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Page

HARBOURS = "https://example.org/harbours/"
"""The address that the mini-site of the harbours has where it has one."""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    def handle_error(self, *about: object) -> None:
        """A browser that leaves a page breaks off what it was loading: nothing to tell."""


@contextmanager
def served(site: Path) -> Iterator[str]:
    """Serve a folder; the value is its address."""
    server = _Server(("127.0.0.1", 0), partial(_Quiet, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
    thread.join()


def until(page: Page, condition: str) -> None:
    """Wait for a condition in a page, asked from outside: a wait inside would be eval, which our policy forbids."""
    for _ in range(600):
        if page.evaluate(f"Boolean({condition})"):
            return
        time.sleep(0.05)
    raise AssertionError(f"{condition} has not come true")
