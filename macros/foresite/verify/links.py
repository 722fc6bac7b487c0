"""Ask hosts whether the addresses of the bibliography still lead somewhere: slowly, and only where they let us.

Each host is asked once at a time, with a pause between two requests, and what its robots.txt refuses is not asked.
A request asks for the head of a page; where a host refuses that, for the page, of which nothing is read.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urljoin, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener, getproxies
from urllib.robotparser import RobotFileParser

from foresite.model.problems import Place
from foresite.model.records import Reference
from foresite.parsing.cache import load_json, save_json
from foresite.views import references

# The addresses, and what was found of each.


FIELDS = ("url", "doi", "archived")
NO_NAME = "the host's name is not known"
GONE = frozenset((404, 410))
NO_HEAD = frozenset((400, 403, 404, 405, 406, 501))
"""What hosts answer that do not want to be asked for the head of a page alone."""
MOST_REDIRECTS = 10
MOST_ROBOTS = 500_000
"""Bytes of a robots.txt that are read, as RFC 9309 has it."""
LONGEST_PAUSE = 30.0
"""Seconds: hosts that ask for more between two requests are asked as often as this."""


@dataclass(frozen=True, slots=True)
class Address:
    """An address of a work, and where it stands."""

    place: Place
    key: str
    url: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a host said of an address, and when."""

    state: str
    """``alive``, ``dead``, or ``unclear`` where that cannot be told."""
    reason: str
    day: str
    """The day (ISO 8601)."""


def addresses_of(works: Iterable[Reference]) -> list[Address]:
    """Return the addresses of works with their lines, in the order of the files."""
    found = []
    for work in works:
        for name in FIELDS:
            text = references.address(work) if name == "doi" and work.fields.get("doi") else work.fields.get(name, "")
            if text.lower().startswith(("http://", "https://")):
                found.append(Address(Place(work.place.path, _line(work, name)), work.key, text))
    return sorted(dict.fromkeys(found), key=lambda address: address.place)


def _line(work: Reference, name: str) -> int:
    """Return the line of a field; that of its entry where the field is inherited."""
    before = re.search(rf"^[^\n]*?\b{name}\s*=", work.source, re.IGNORECASE | re.MULTILINE)
    return work.place.line + (work.source.count("\n", 0, before.start()) if before else 0)


# What was found before, kept in a file.


def load_findings(path: Path) -> dict[str, Finding]:
    """Return the findings in a file by address; what is not one is left out."""
    content = load_json(path)
    if not isinstance(content, dict):
        return {}
    return {url: finding for url, value in content.items() if (finding := _finding(value))}


def _finding(value: Any) -> Finding | None:
    if not isinstance(value, dict) or {type(each) for each in value.values()} != {str}:
        return None
    try:
        date.fromisoformat(value["day"])
        return Finding(**value) if value["state"] in ("alive", "dead") and value["reason"].isprintable() else None
    except (TypeError, KeyError, ValueError):
        return None


def save_findings(path: Path, findings: Mapping[str, Finding]) -> None:
    """Keep what is certain; the rest is asked again."""
    save_json(path, {url: asdict(found) for url, found in sorted(findings.items()) if found.state != "unclear"})


def recent(findings: Mapping[str, Finding], today: date, days: int) -> dict[str, Finding]:
    """Return the findings of the last days."""
    oldest = today - timedelta(days=days)
    return {url: found for url, found in findings.items() if date.fromisoformat(found.day) > oldest}


def settled(findings: Mapping[str, Finding], answered: bool) -> dict[str, Finding]:
    """Return the findings, with hosts whose name is not known as dead if the network ``answered`` for others."""
    return {
        url: replace(found, state="dead") if answered and found.reason == NO_NAME else found
        for url, found in findings.items()
    }


# Asking.


class _NoRedirects(HTTPRedirectHandler):
    """Leaves redirects to us, so that each address on the way is allowed and none is asked too soon."""

    def redirect_request(self, *_: Any) -> None:
        return None


class Hosts:
    """Asks hosts for addresses, with a pause between two requests of one host."""

    def __init__(self, *, pause: float, timeout: float, private: bool, wait: Callable[[float], object] = sleep) -> None:
        """``private`` lets addresses of this machine and its own network be asked, too."""
        self._pause = pause
        self._timeout = timeout
        self._private = private
        self._wait = wait
        self._opener = build_opener(_NoRedirects)
        agent = f"Foresite/{version('foresite')} (checks links of a bibliography)"
        self._opener.addheaders = [("User-Agent", agent), ("Accept", "*/*")]
        self._robots: dict[str, RobotFileParser | None] = {}
        self._asked: dict[str, float] = {}
        self.answered = False
        """Whether any host has answered."""
        self._silent: dict[str, str] = {}
        """Hosts that did not answer, with the reason: asking them again would take as long."""

    def check(self, url: str) -> tuple[str, str]:
        """Return whether an address is ``alive``, ``dead`` or ``unclear``, and why."""
        here = url
        for _ in range(MOST_REDIRECTS):
            status, target = self._ask(here)
            if not target:
                return status if here == url else (status[0], f"{status[1]} at {here}")
            here = target
        return "unclear", f"more than {MOST_REDIRECTS} redirects"

    def in_turn(self, urls: Collection[str]) -> Iterator[tuple[str, str, str]]:
        """Check addresses, those of different hosts in turn; yield each with what was found."""
        queues: dict[str, deque[str]] = {}
        for url in urls:
            queues.setdefault(_host(url), deque()).append(url)
        waiting = deque(queues.values())
        while waiting:
            queue = waiting.popleft()
            url = queue.popleft()
            yield url, *self.check(url)
            if queue:
                waiting.append(queue)

    def _ask(self, url: str) -> tuple[tuple[str, str], str]:
        """Return what was found of an address, or the address to which it leads."""
        try:
            host, scheme = _host(url), urlsplit(url).scheme.lower()
        except ValueError:
            host = scheme = ""
        if scheme not in ("http", "https") or not host:
            return ("unclear", "leads to an address that is not http(s)"), ""
        if silent := self._silent.get(host):
            return ("unclear", silent), ""
        try:
            if not self._private and _is_private(url):
                return ("unclear", "an address of this machine's own network; --private checks it, too"), ""
            if not self._allowed(url):
                return ("unclear", "the host's robots.txt does not let programs ask"), ""
            status, target = self._request(url, "HEAD")
            if status in NO_HEAD:
                status, target = self._request(url, "GET")
        except (OSError, http.client.HTTPException, ValueError) as error:
            reason = _reason(error)
            if isinstance(error, OSError):
                self._silent[host] = reason
            return ("unclear", reason), ""
        self.answered = True
        if status in (301, 302, 303, 307, 308) and target:
            return ("", ""), urljoin(url, target)
        said = f"{status} {http.client.responses.get(status, '')}".rstrip()
        return ("dead" if status in GONE else "alive" if status < 400 else "unclear", said), ""

    def _request(self, url: str, method: str) -> tuple[int, str]:
        self._pause_before(_host(url))
        try:
            with self._opener.open(Request(_ascii(url), method=method), timeout=self._timeout) as answer:
                return answer.status, ""
        except HTTPError as error:
            with error:
                return error.code, error.headers.get("Location") or ""

    def _allowed(self, url: str) -> bool:
        """Return whether the host's robots.txt lets the address be asked; a host that has none does."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._robots:
            self._robots[origin] = self._read_robots(origin)
        rules = self._robots[origin]
        return rules is None or rules.can_fetch("Foresite", url)

    def _read_robots(self, origin: str) -> RobotFileParser | None:
        self._pause_before(_host(origin))
        rules = RobotFileParser()
        try:
            with self._opener.open(Request(_ascii(f"{origin}/robots.txt")), timeout=self._timeout) as answer:
                text = answer.read(MOST_ROBOTS).decode("utf-8", "replace")
        except HTTPError as error:
            with error:
                if error.code < 500:
                    return None
                # The host cannot say what it allows: nothing then (RFC 9309, 2.3.1.4).
                rules.parse(["User-agent: *", "Disallow: /"])
                return rules
        rules.parse(text.splitlines())
        return rules

    def _pause_before(self, host: str) -> None:
        rules = [each for origin, each in self._robots.items() if each and _host(origin) == host]
        asked_for = max((float(each.crawl_delay("Foresite") or 0) for each in rules), default=0.0)
        pause = max(self._pause, min(asked_for, LONGEST_PAUSE))
        if host in self._asked and (left := self._asked[host] + pause - monotonic()) > 0:
            self._wait(left)
        self._asked[host] = monotonic()


def _host(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def _ascii(url: str) -> str:
    """Return an address as requests need it: other letters quoted, the host's name in Punycode, no fragment."""
    parts = urlsplit(url)
    netloc = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    safe = "%/:=&?~+!$,;'@()*[]"
    return urlunsplit((parts.scheme, netloc, quote(parts.path, safe), quote(parts.query, safe), ""))


def _is_private(url: str) -> bool:
    """Return whether the host of an address is this machine, or in a network that others cannot reach.

    A proxy resolves names itself, so that only addresses given as numbers can be told.
    """
    parts = urlsplit(url)
    name = parts.hostname or ""
    try:
        return not ipaddress.ip_address(name).is_global
    except ValueError:
        pass
    if name == "localhost" or name.endswith((".localhost", ".local", ".internal")):
        return True
    if parts.scheme.lower() in getproxies():
        return False
    found = {str(each[4][0]).partition("%")[0] for each in socket.getaddrinfo(name, None)}
    return any(not ipaddress.ip_address(each).is_global for each in found)


def _reason(error: Exception) -> str:
    """Return why there was no answer, in words."""
    cause = error.reason if isinstance(error, URLError) and isinstance(error.reason, Exception) else error
    if isinstance(cause, socket.gaierror) and cause.errno == socket.EAI_NONAME:
        return NO_NAME
    if isinstance(cause, TimeoutError):
        return "no answer in time"
    said = " ".join(str(getattr(cause, "strerror", None) or cause).split())
    return f"no answer: {said}" if said else "no answer"
