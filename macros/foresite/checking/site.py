"""The pages of a site against each other."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

from foresite.checking.html import HtmlPage, read_html
from foresite.checking.quick import read_plain
from foresite.hosts import NONE, Allowed, blocked
from foresite.problems import Code
from foresite.reading.markdown.markup import message
from foresite.workers import Workers

TOGETHER, FEWEST = 16, 4
"""Pages that a process reads before it hands them over, and how many times that are worth another process."""
# What means the top of a page without an anchor of that name.
TOP = ("", "top")


@dataclass(frozen=True, slots=True)
class SiteFinding:
    """Something wrong in a finished page."""

    page: str
    """The file's path within the site."""
    code: Code
    message: str
    written: str
    """What the page has there: the text, the id or the address."""
    target: str = ""
    """The path within the site to which a dead link would lead."""
    hint: str = ""


def find_in_site(site: Path, address: str = "", allowed: Allowed = NONE) -> list[SiteFinding]:
    """Everything wrong in the pages of a folder.

    ``address`` is where it is published, if that is known; ``allowed`` are the other hosts from which it takes content.
    """
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    pages = _read(site, sorted(name for name in files if name.endswith((".html", ".htm"))))
    reader = _Reader(files, pages, address, allowed)
    return [finding for name in pages for finding in reader.read(name)]


def _read(site: Path, names: Sequence[str]) -> dict[str, HtmlPage]:
    """The pages by name, read side by side where there are many."""
    groups = [names[start : start + TOGETHER] for start in range(0, len(names), TOGETHER)]
    tasks = {number: partial(_read_group, site, group) for number, group in enumerate(groups)}
    pages: dict[str, HtmlPage] = {}
    with Workers(tasks, fewest=FEWEST) as workers:
        for number, group in enumerate(groups):
            pages.update(zip(group, workers.result(number), strict=True))
    return pages


def _read_group(site: Path, names: Sequence[str]) -> list[HtmlPage]:
    texts = ((site / name).read_text("utf-8", "replace") for name in names)
    return [read_plain(text) or read_html(text) for text in texts]


class _Reader:
    def __init__(self, files: set[str], pages: Mapping[str, HtmlPage], address: str, allowed: Allowed) -> None:
        self.allowed = allowed
        self.files = files
        self.pages = pages
        self.address = address
        self.base = urlsplit(address).path or "/"
        self.blocked: set[str] = set()
        """What pages take from other hosts and has been found: a theme takes it on every page."""

    def read(self, name: str) -> Iterator[SiteFinding]:
        page = self.pages[name]
        for text, hint in dict.fromkeys(page.leftovers):
            yield SiteFinding(name, Code.UNRENDERED, message(text), text, hint=hint)
        for anchor, times in page.ids.items():
            if times > 1:
                said = f"the id '{_short(anchor)}' is used {times} times on the page, expected once"
                yield SiteFinding(name, Code.REPEATED_ANCHOR, said, anchor)
        for kind, link in dict.fromkeys(page.loads):
            if link in self.blocked:
                continue
            if blocking := blocked(self.allowed, kind, link, self.address):
                self.blocked.add(link)
                yield SiteFinding(name, Code.BLOCKED_CONTENT, blocking[0], link, hint=blocking[1])
        for link in dict.fromkeys(page.links):
            if wrong := self._wrong(link, name):
                said = f"the link '{_short(link)}' {wrong}"
                yield SiteFinding(name, Code.DEAD_LINK, said, link, target=self._target(link, name))

    def _wrong(self, link: str, name: str) -> str:
        """Why an address leads nowhere in the site; empty where it leads somewhere, or out of it."""
        if self.address and link.startswith(self.address):
            link = self.base + link.removeprefix(self.address)
        try:
            parts = urlsplit(link)
        except ValueError:
            return "is not an address, expected one that starts with https://, or a path"
        path = unquote(parts.path)
        if parts.scheme or parts.netloc or (path.startswith("/") and not path.startswith(self.base)):
            return ""
        target = self._file(path, name)
        if target is None:
            return "leads nowhere in the site, expected a page or file of it"
        anchor = unquote(parts.fragment).partition(":~:")[0]
        if anchor in TOP or target not in self.pages:
            return ""
        there = self.pages[target]
        if anchor in there.ids or anchor in there.names:
            return ""
        return f"leads to no anchor of {target}, expected one of its ids"

    def _target(self, link: str, name: str) -> str:
        """The path within the site that a link names, whether or not it is there."""
        if self.address and link.startswith(self.address):
            link = self.base + link.removeprefix(self.address)
        try:
            path = unquote(urlsplit(link).path)
        except ValueError:
            return ""
        return self._normal(path, name)

    def _normal(self, path: str, name: str) -> str:
        inside = path.removeprefix(self.base) if path.startswith("/") else posixpath.join(posixpath.dirname(name), path)
        return posixpath.normpath(inside or ".")

    def _file(self, path: str, name: str) -> str | None:
        """The file that is served for a path as the page ``name`` writes it."""
        if not path:
            return name
        normal = self._normal(path, name)
        index = "index.html" if normal == "." else f"{normal}/index.html"
        served = (index,) if path.endswith(("/", ".")) else (normal, index)
        return next((file for file in served if file in self.files), None)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:57]}…"
