"""Compute addresses: where the site serves pages and files, links between pages, and where a record is edited.

The host turns links such as ``../timeline.md#id`` into addresses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from posixpath import dirname, relpath, splitext
from typing import NamedTuple
from urllib.parse import quote, unquote

from foresite.model.addresses import INDEXES, MARKDOWN, in_tree, page_file
from foresite.model.records import Record
from foresite.model.settings import Settings

# Addresses of a site's pages and files, absolute where the site's own address is known.

__all__ = ["INDEXES", "Addresses", "is_home"]


def is_home(page: str) -> bool:
    """Return whether the page is the site's home page."""
    return splitext(page)[0] in INDEXES


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of one site."""

    root: str
    """The site's own address with a slash at its end; empty where it is unknown."""
    directories: bool
    """Whether pages are served as folders."""
    moved: Mapping[str, str] = field(default_factory=dict)
    """The paths of pages that another plugin serves elsewhere."""
    original_root: str = ""
    """The address of the original, for a translation."""

    @classmethod
    def of(cls, settings: Settings) -> Addresses:
        """Return the addresses of a project's site."""
        original = settings.original.url if settings.original else ""
        return cls(settings.url, settings.directory_urls, settings.moved, original)

    def path(self, page: str, anchor: str = "") -> str:
        """Return the path of a page, or of an anchor on it, from the site's root: ``timeline/#id``."""
        page_path = self.moved.get(page) or _page_path(page, self.directories)
        return f"{page_path}#{quote(anchor)}" if anchor else page_path

    def file(self, page: str) -> str:
        """Return the path of a page's file, from the site's root: ``timeline/index.html``."""
        if moved := self.moved.get(page):
            return f"{unquote(moved)}index.html" if moved.endswith("/") else unquote(moved)
        return page_file(page, self.directories)

    def served(self, file: str) -> str:
        """Return the quoted path of a file, from the site's root; for pages use ``path``."""
        return quote(file)

    def url(self, path: str) -> str:
        """Return the absolute address of a path from the site's root; empty where the site's own is unknown."""
        if self.original_root and not (path.endswith(".pdf") or in_tree(path.partition("#")[0])):
            return f"{self.original_root}{path}"
        return f"{self.root}{path}" if self.root else ""

    def link(self, path: str, base: str) -> str:
        """Return a link to a path from the file at ``base``: absolute where the site's address is known."""
        return self.url(path) or self.relative(path, base)

    def relative(self, path: str, base: str) -> str:
        """Return a path from the site's root relative to another: ``../timeline/#id``."""
        target, hash, anchor = path.partition("#")
        folder, name = target.rpartition("/")[::2]
        steps, base_steps = folder.split("/") if folder else [], dirname(base).split("/") if "/" in base else []
        common = 0
        while common < min(len(steps), len(base_steps)) and steps[common] == base_steps[common]:
            common += 1
        prefix = "/".join([*[".."] * (len(base_steps) - common), *steps[common:]])
        return f"{prefix or '.'}/{name}{hash}{anchor}" if prefix or not name else f"{name}{hash}{anchor}"

    def href(self, target: str, anchor: str, page: str) -> str:
        """Return the link from a served page to an anchor on another, or to a file: ``../timeline/#id``."""
        fragment = f"#{anchor}" if anchor else ""
        if target == page and anchor:
            return fragment
        if target in self.moved or page in self.moved:
            path = self.path(target) if target.endswith(MARKDOWN) else quote(target)
            return self.relative(path, self.path(page)) + fragment
        return _relative_path(target, page, self.directories) + fragment


# A site has few pages and very many links between them.
@lru_cache(20_000)
def _page_path(page: str, directories: bool) -> str:
    file = page_file(page, directories)
    return quote(file.removesuffix("index.html") if directories else file)


@lru_cache(20_000)
def _relative_path(target: str, page: str, directories: bool) -> str:
    addresses = Addresses("", directories)
    path = addresses.path(target) if target.endswith(MARKDOWN) else quote(target)
    return addresses.relative(path, addresses.path(page))


# Links between source pages, as editors write them.


class LinkTarget(NamedTuple):
    """The target of a link: a page, or an anchor on it."""

    text: str
    """The text of the link."""
    page: str
    """The page, relative to the docs folder."""
    anchor: str = ""
    """The id on that page; empty for the page itself."""
    draft: bool = False
    """Whether only a preview shows the target."""


def href(target_page: str, anchor: str, from_page: str) -> str:
    """Return the link from one source page to an anchor on another: ``../timeline.md#id``, or ``#id`` on the same."""
    fragment = f"#{anchor}" if anchor else ""
    if target_page == from_page and anchor:
        return fragment
    return _path(target_page, from_page) + fragment


@cache
def _path(target_page: str, from_page: str) -> str:
    # A site has few pages and very many links between them.
    return quote(relpath(target_page, dirname(from_page) or "."))


# Addresses for editing records.


def edit_address(settings: Settings, record: Record) -> str:
    """Return the address for editing a record's block, at its line; empty where the project has none."""
    if not settings.edit_base_url:
        return ""
    # An address with the file in its fragment cannot name the line.
    line = "" if "#" in settings.edit_base_url else f"#L{record.place.line}"
    return f"{settings.edit_base_url}{quote(record.page)}{line}"
