"""Compute addresses: where the site serves pages and files, links between pages, and where a record is edited.

Whatever hosts the pages turns ``../timeline.md#id`` into an address; nothing here knows addresses.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from posixpath import dirname, relpath, splitext
from typing import NamedTuple
from urllib.parse import quote

from foresite.model.addresses import INDEXES, MARKDOWN, page_file
from foresite.model.records import Record
from foresite.model.settings import Settings

# Where a site serves its pages and files, absolute where the site's own address is known.


__all__ = ["INDEXES", "Addresses", "is_home"]


def is_home(page: str) -> bool:
    """Whether the page is the site's first."""
    return splitext(page)[0] in INDEXES


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of one site."""

    root: str
    """The site's own address with a slash at its end; empty where it is not known."""
    directories: bool
    """Whether a page is served as a folder."""

    @classmethod
    def of(cls, settings: Settings) -> Addresses:
        """The addresses of a project's site."""
        return cls(settings.url, settings.directory_urls)

    def path(self, page: str, anchor: str = "") -> str:
        """Where a page, or a place on it, is served, from the site's root: ``timeline/#id``."""
        served = _served(page, self.directories)
        return f"{served}#{quote(anchor)}" if anchor else served

    def file(self, page: str) -> str:
        """The file of a page, from the site's root: ``timeline/index.html``."""
        return page_file(page, self.directories)

    def served(self, file: str) -> str:
        """Where a file is served, from the site's root; a page has its own way, ``path``."""
        return quote(file)

    def url(self, path: str) -> str:
        """The absolute address of a path from the site's root; empty where the site's own is not known."""
        return f"{self.root}{path}" if self.root else ""

    def link(self, path: str, base: str) -> str:
        """A path from the site's root as the file at ``base`` names it: absolute where that is known."""
        return self.url(path) or self.relative(path, base)

    def relative(self, path: str, base: str) -> str:
        """A path from the site's root as seen from another: ``../timeline/#id``."""
        target, hash, anchor = path.partition("#")
        folder, name = target.rpartition("/")[::2]
        steps, here = folder.split("/") if folder else [], dirname(base).split("/") if "/" in base else []
        common = 0
        while common < min(len(steps), len(here)) and steps[common] == here[common]:
            common += 1
        way = "/".join([*[".."] * (len(here) - common), *steps[common:]])
        return f"{way or '.'}/{name}{hash}{anchor}" if way or not name else f"{name}{hash}{anchor}"

    def href(self, target: str, anchor: str, page: str) -> str:
        """The link from a page as it is served to a place on another, or to a file: ``../timeline/#id``."""
        fragment = f"#{anchor}" if anchor else ""
        return fragment if target == page and anchor else _way(target, page, self.directories) + fragment


# A site has few pages and very many links between them.
@lru_cache(20_000)
def _served(page: str, directories: bool) -> str:
    file = page_file(page, directories)
    return quote(file.removesuffix("index.html") if directories else file)


@lru_cache(20_000)
def _way(target: str, page: str, directories: bool) -> str:
    addresses = Addresses("", directories)
    path = addresses.path(target) if target.endswith(MARKDOWN) else quote(target)
    return addresses.relative(path, addresses.path(page))


# Links between pages, as an editor would write them: relative, from one source page to another.


class LinkTarget(NamedTuple):
    """Somewhere to go: a page, or a place on it."""

    text: str
    """What the link says."""
    page: str
    """The page, relative to the docs folder."""
    anchor: str = ""
    """The id on that page; empty for the page itself."""
    draft: bool = False
    """Whether only a preview shows what stands there."""


def href(target_page: str, anchor: str, from_page: str) -> str:
    """The link from one source page to a place on another: ``../timeline.md#id``, or ``#id`` on the same."""
    fragment = f"#{anchor}" if anchor else ""
    if target_page == from_page and anchor:
        return fragment
    return _path(target_page, from_page) + fragment


@cache
def _path(target_page: str, from_page: str) -> str:
    # A site has few pages and very many links between them.
    return quote(relpath(target_page, dirname(from_page) or "."))


# Where a record can be changed.


def edit_address(settings: Settings, record: Record) -> str:
    """The address that opens the record's block for editing, at its line; empty where the project has none."""
    if not settings.edit:
        return ""
    # An address that names the file after a hash has no room for the line.
    line = "" if "#" in settings.edit else f"#L{record.place.line}"
    return f"{settings.edit}{quote(record.page)}{line}"
