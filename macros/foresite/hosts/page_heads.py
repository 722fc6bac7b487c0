"""The heads of pages that another host made: its own, and at their end what our plugin would have put there."""

from __future__ import annotations

from collections.abc import Iterable

from foresite.assets import SCRIPTS, STYLESHEETS
from foresite.views.addresses import Addresses

OPENS, CLOSES = "<!-- foresite -->", "<!-- /foresite -->"
HEAD = "</head>"
OURS = '<meta name="generator" content="Foresite'


def is_ours(html: str) -> bool:
    """Whether our own theme made the page, which then lacks nothing."""
    return OURS in html


def with_head(html: str, head: str) -> str:
    """The page with ``head`` at the end of its head; one that has no head stays as it is."""
    before, closes, rest = html.partition(HEAD)
    return f"{before}{OPENS}{head}{CLOSES}{closes}{rest}" if closes else html


def without_head(html: str) -> str:
    """The page as its host made it, without what an earlier run put there."""
    before, opens, rest = html.partition(OPENS)
    return before + rest.partition(CLOSES)[2] if opens else html


def assets(here: str, addresses: Addresses, present: str) -> str:
    """What loads our stylesheets and scripts on the page served at ``here``; those that it loads already left out."""
    styles = _links(STYLESHEETS, here, addresses, present)
    scripts = _links(SCRIPTS, here, addresses, present)
    loads = [f'<link rel="stylesheet" href="{link}">' for link in styles]
    return "".join([*loads, *(f'<script src="{link}" defer></script>' for link in scripts)])


def _links(paths: Iterable[str], here: str, addresses: Addresses, present: str) -> list[str]:
    links = (addresses.relative(path, here) for path in paths)
    return [link for link in links if f'"{link}"' not in present]
