"""Firefox as Debian ships it, by WebDriver BiDi: Playwright drives only a build of its own.

https://www.w3.org/TR/webdriver-bidi/
"""

from __future__ import annotations

import base64
import json
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

from processes import PATIENCE, none_is_left, start

KEYS = {"Control": "\ue009", "Enter": "\ue007", "Escape": "\ue00c", "ArrowDown": "\ue015"}
READY = re.compile(r"WebDriver BiDi listening on (ws://\S+)")
PREFERENCES = """
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("app.update.disabledForTesting", true);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("remote.prefs.recommended", true);
"""


class Firefox:
    """A window of Firefox, which notes every request for a page's content and every fault of its scripts."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._number = 0
        self.requests: list[str] = []
        self.faults: list[str] = []
        self._send("session.new", capabilities={})
        self._send("session.subscribe", events=["network.beforeRequestSent", "log.entryAdded"])
        self._window = self._send("browsingContext.getTree")["contexts"][0]["context"]

    def forget(self) -> None:
        """Forget what was noted."""
        self.evaluate("0")
        self.requests.clear()
        self.faults.clear()

    def goto(self, address: str) -> None:
        """Open a page and wait until it is loaded."""
        self._send("browsingContext.navigate", context=self._window, url=address, wait="complete")

    def reload(self) -> None:
        self._send("browsingContext.reload", context=self._window, wait="complete")

    def resize(self, width: int, height: int) -> None:
        viewport = {"width": width, "height": height}
        self._send("browsingContext.setViewport", context=self._window, viewport=viewport)

    @property
    def url(self) -> str:
        return self._send("browsingContext.getTree", root=self._window)["contexts"][0]["url"]

    def evaluate(self, expression: str) -> Any:
        """The value of an expression of JavaScript, which must be what JSON can hold."""
        said = self._send(
            "script.callFunction", functionDeclaration=f"async () => JSON.stringify(await ({expression}))",
            target={"context": self._window}, awaitPromise=True,
        )  # fmt: skip
        assert said["type"] == "success", said
        return json.loads(said["result"].get("value", "null"))

    def until(self, expression: str) -> None:
        """Wait for what comes true."""
        end = time.monotonic() + PATIENCE
        while not self.evaluate(f"Boolean({expression})"):
            assert time.monotonic() < end, f"{expression} has not come true"
            time.sleep(0.02)

    def hover(self, selector: str) -> None:
        """Put the pointer on the first element that is found."""
        self._pointer(selector)

    def click(self, selector: str) -> None:
        """Click on the first element that is found."""
        self._pointer(selector, {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0})

    def press(self, keys: str) -> None:
        """Press a key, or several together: ``Control+k``."""
        values = [KEYS.get(key, key) for key in keys.split("+")]
        downs = [{"type": "keyDown", "value": value} for value in values]
        self._act("key", "keyboard", [*downs, *({"type": "keyUp", "value": value} for value in reversed(values))])

    def type(self, text: str) -> None:
        """Type a text, key by key."""
        for character in text:
            self.press(character)

    def print(self) -> bytes:
        """Print the page on A4; return the PDF."""
        page = {"width": 21.0, "height": 29.7}
        said = self._send("browsingContext.print", context=self._window, background=True, page=page, shrinkToFit=False)
        return base64.b64decode(said["data"])

    def _pointer(self, selector: str, *then: dict[str, Any]) -> None:
        element = f"document.querySelector({json.dumps(selector)})"
        self.until(element)
        self.evaluate(f"{element}.scrollIntoView({{block: 'center', behavior: 'instant'}})")
        # An element that is broken over two lines has nothing at its middle.
        x, y = self.evaluate(f"(b => [b.left + b.width / 2, b.top + b.height / 2])({element}.getClientRects()[0])")
        away = {"type": "pointerMove", "x": 0, "y": 0}
        self._act("pointer", "mouse", [away, {"type": "pointerMove", "x": round(x), "y": round(y)}, *then])

    def _act(self, kind: str, id: str, actions: list[dict[str, Any]]) -> None:
        self._send("input.performActions", context=self._window, actions=[{"type": kind, "id": id, "actions": actions}])

    def _send(self, method: str, **params: Any) -> Any:
        self._number += 1
        self._connection.send(json.dumps({"id": self._number, "method": method, "params": params}))
        while True:
            said = json.loads(self._connection.recv(timeout=PATIENCE))
            if said.get("id") == self._number:
                assert said["type"] == "success", f"{method}: {said}"
                return said["result"]
            self._note(said.get("method", ""), said.get("params", {}))

    def _note(self, event: str, about: dict[str, Any]) -> None:
        if event == "network.beforeRequestSent":
            self.requests.append(about["request"]["url"])
        elif event == "log.entryAdded" and about["type"] == "javascript" and about["level"] == "error":
            self.faults.append(about["text"])


@contextmanager
def firefox(program: str, folder: Path) -> Iterator[Firefox]:
    """Firefox with a new profile in a folder, without a screen."""
    (folder / "user.js").write_text(PREFERENCES, "utf-8")
    log = folder / "log"
    command = [program, "--headless", "--no-remote", "--profile", str(folder), "--remote-debugging-port", "0"]
    with log.open("wb") as said, start(command, stdout=said, stderr=subprocess.STDOUT) as process:
        try:
            address = _listening(log, lambda: process.poll() is None)
            with connect(f"{address}/session", max_size=None, proxy=None) as connection:
                yield Firefox(connection)
        finally:
            process.terminate()
            assert none_is_left(process.pid)


def _listening(log: Path, runs: Callable[[], bool]) -> str:
    end = time.monotonic() + PATIENCE
    while not (found := READY.search(log.read_text("utf-8", "replace"))):
        assert runs() and time.monotonic() < end, log.read_text("utf-8", "replace")
        time.sleep(0.05)
    return found[1]
