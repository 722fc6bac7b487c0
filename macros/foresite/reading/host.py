"""What ``mkdocs.yml`` tells MkDocs, as far as it matters away from it: the order of pages, Markdown's extensions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from foresite.reading.configuration import read_configuration
from foresite.reading.nodes import Items, Node, Table, Text

MOST = 10_000
"""More entries than any navigation has; with aliases, a short file can stand for a huge tree."""
TRUTHS = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Host:
    """The host's own settings."""

    navigation: tuple[str, ...] = ()
    """The pages in the order in which readers find them."""
    extensions: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: MappingProxyType({}))
    """Markdown's extensions with their plain options; values that are code are left out."""
    site: str = "site"
    """The folder of the finished site, as written."""


def read_host(mkdocs_yml: Path) -> Host:
    """Read the host's settings; what cannot be read is left out, and is reported with the project's own."""
    root = read_configuration(mkdocs_yml).root
    entries = {key.value: node for key, node in root.entries} if isinstance(root, Table) else {}
    pages = dict.fromkeys(pages_of(entries.get("nav")))
    extensions = MappingProxyType(dict(named_with_options(entries.get("markdown_extensions"))))
    site = entries.get("site_dir")
    return Host(tuple(pages), extensions, site.value if isinstance(site, Text) and site.value else "site")


def pages_of(nav: Node | None) -> Iterator[str]:
    """What a navigation names, in order: pages, and addresses of other sites."""
    return _pages(nav, [MOST])


def _pages(node: Node | None, budget: list[int]) -> Iterator[str]:
    budget[0] -= 1
    if budget[0] < 0:
        return
    match node:
        case Text():
            yield node.value
        case Items():
            for item in node.items:
                yield from _pages(item, budget)
        case Table():
            for _, value in node.entries:
                yield from _pages(value, budget)


def named_with_options(node: Node | None) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The names of a list of extensions or plugins, each with its plain options."""
    for item in node.items if isinstance(node, Items) else ():
        if isinstance(item, Text):
            yield item.value, {}
        elif isinstance(item, Table):
            for name, options in item.entries:
                given = options.entries if isinstance(options, Table) else ()
                # A tag that names code leaves an empty text.
                plain = ((key.value, value) for key, value in given if isinstance(value, Text) and value.value)
                yield name.value, {key: _plain(value) for key, value in plain}


def _plain(value: Text) -> Any:
    return TRUTHS.get(value.value.lower(), int(value.value) if value.value.isdecimal() else value.value)
