"""Add to the head of another host's pages what the MkDocs plugin would add to its own."""

from __future__ import annotations

from collections.abc import Iterable

from foresite.assets import SCRIPTS, STYLESHEETS, unneeded_scripts
from foresite.views.addresses import Addresses

OPENS, CLOSES = "<!-- foresite -->", "<!-- /foresite -->"
HEAD = "</head>"
OURS = '<meta name="generator" content="Foresite'


def is_ours(html: str) -> bool:
    """Return whether Foresite's own theme made the page, which then needs nothing added."""
    return OURS in html


def with_head(html: str, head: str) -> str:
    """Return the page with ``head`` at the end of its head; a page without a head stays as it is."""
    before, closes, rest = html.partition(HEAD)
    return f"{before}{OPENS}{head}{CLOSES}{closes}{rest}" if closes else html


def without_head(html: str) -> str:
    """Return the page as its host made it, without what an earlier run added."""
    before, opens, rest = html.partition(OPENS)
    return before + rest.partition(CLOSES)[2] if opens else html


def assets(here: str, addresses: Addresses, html: str) -> str:
    """Return the elements that load our stylesheets and scripts at path ``here``.

    Without those that the page, ``html``, already loads, and the scripts that it does not need.
    """
    styles = _links(STYLESHEETS, here, addresses, html)
    unneeded = unneeded_scripts(html)
    needed = [path for path in SCRIPTS if path not in unneeded]
    scripts = _links(needed, here, addresses, html)
    loads = [f'<link rel="stylesheet" href="{link}">' for link in styles]
    return "".join([*loads, *(f'<script src="{link}" defer></script>' for link in scripts)])


def _links(paths: Iterable[str], here: str, addresses: Addresses, present: str) -> list[str]:
    links = (addresses.relative(path, here) for path in paths)
    return [link for link in links if f'"{link}"' not in present]
