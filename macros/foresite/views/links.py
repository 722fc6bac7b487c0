"""Links between pages, as an editor would write them: relative, from one source page to another.

Whatever hosts the pages turns ``../timeline.md#id`` into an address; nothing here knows addresses.
"""

from __future__ import annotations

from functools import cache
from posixpath import dirname, relpath
from typing import NamedTuple
from urllib.parse import quote


class Target(NamedTuple):
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
