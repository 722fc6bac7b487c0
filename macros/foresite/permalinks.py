"""Permanent addresses: the pages of a site, its records and its references.

An address that was published stays: others have linked to it. Only a redirect may take its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from foresite.problems import Place

PUBLISHED = "permalinks.txt"
"""The file that lists what was published, beside mkdocs.yml."""


@dataclass(frozen=True, slots=True, order=True)
class Permalink:
    """A page, or an anchor on it."""

    page: str
    """Relative to the docs folder: ``briefs/2024-jang.md``."""
    anchor: str = ""
    """A record's id, ``ref-`` and a reference's key, or nothing."""

    @classmethod
    def parse(cls, text: str) -> Permalink:
        """Read ``page.md`` or ``page.md#anchor``."""
        page, _, anchor = text.partition("#")
        return cls(page, anchor)

    def __str__(self) -> str:
        return f"{self.page}#{self.anchor}" if self.anchor else self.page


@dataclass(frozen=True, slots=True)
class Redirect:
    """Where something that is gone is found instead."""

    old: Permalink
    new: Permalink
    place: Place
    """Where the redirect is declared."""


def redirections(redirects: Iterable[Redirect]) -> dict[Permalink, Permalink]:
    """The new address by the old one."""
    return {redirect.old: redirect.new for redirect in redirects}


def redirected(link: Permalink, known: Mapping[Permalink, Permalink]) -> Permalink | None:
    """Where a redirect leads from an address: its own, or that of its page, which keeps the anchor."""
    if link in known:
        return known[link]
    page = known.get(Permalink(link.page))
    return Permalink(page.page, link.anchor) if page and not page.anchor else None


def read_published(text: str) -> list[tuple[Permalink, int]]:
    """The addresses that a list of published ones names, each with its line."""
    lines = enumerate((line.strip() for line in text.split("\n")), 1)
    return [(Permalink.parse(line), number) for number, line in lines if line and not line.startswith("# ")]


def written(links: Iterable[Permalink]) -> str:
    """The text of the list."""
    head = (
        "# What this site has published: `foresite ids --write` adds to it at each release.\n"
        "# An address listed here that vanishes without a redirect is a problem.\n"
    )
    return head + "".join(f"{link}\n" for link in sorted(links))
