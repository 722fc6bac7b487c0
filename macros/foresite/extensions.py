"""Which of Markdown's extensions render a page: those that the contract documents, and what the settings add."""

from __future__ import annotations

from collections.abc import Iterable

CONTRACT = (
    "admonition",
    "attr_list",
    "footnotes",
    "md_in_html",
    "pymdownx.details",
    "pymdownx.superfences",
    "tables",
    "toc",
)
"""What every page may use: Foresite turns these on wherever the settings do not."""
BODY = ("fenced_code", "footnotes", "sane_lists", "tables")
"""What the body of a block may use, which is shown on several pages: the same under every host."""
_EXTRA = ("abbr", "attr_list", "def_list", "footnotes", "md_in_html", "tables")
BUILT_IN = ("fenced_code", "tables", "toc")
"""What MkDocs itself turns on."""
BUNDLES = {
    "extra": ("fenced_code", *_EXTRA),
    "pymdownx.extra": ("pymdownx.betterem", "pymdownx.superfences", *_EXTRA),
}
"""Extensions that bring others."""


def named(names: Iterable[str]) -> frozenset[str]:
    """The extensions that names stand for, each by its short name, with those that it brings."""
    short = {name.partition(":")[0].removeprefix("markdown.extensions.") for name in names}
    return frozenset(short.union(*(BUNDLES.get(name, ()) for name in short)))


def in_use(names: Iterable[str]) -> frozenset[str]:
    """What renders the pages of a project whose settings name these extensions."""
    return named((*names, *CONTRACT, *BUILT_IN))
