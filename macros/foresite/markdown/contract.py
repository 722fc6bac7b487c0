"""The extensions of Markdown that the contract documents, turned on where the settings do not name them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from markdown import Markdown

from foresite.extensions import CONTRACT

Registered = Callable[[Markdown], bool]
REGISTERED: dict[str, Registered] = {
    "admonition": lambda md: "admonition" in md.parser.blockprocessors,
    "attr_list": lambda md: "attr_list" in md.treeprocessors,
    "footnotes": lambda md: "footnote" in md.treeprocessors,
    "md_in_html": lambda md: "markdown_block" in md.parser.blockprocessors,
    "pymdownx.details": lambda md: "details" in md.parser.blockprocessors,
    "pymdownx.superfences": lambda md: _has_superfences(md),
    "tables": lambda md: "table" in md.parser.blockprocessors,
    "toc": lambda md: "toc" in md.treeprocessors,
}
"""By what each is known to be on, whoever turned it on and with whatever options."""


def turn_on(md: Markdown) -> None:
    """Turn on what of the contract a Markdown instance lacks."""
    missing = [name for name in CONTRACT if not REGISTERED[name](md)]
    if missing:
        options: dict[str, dict[str, Any]] = {}
        md.registerExtensions(missing, options)


def _has_superfences(md: Markdown) -> bool:
    name = "fenced_code_block"
    return name in md.preprocessors and type(md.preprocessors[name]).__module__ == "pymdownx.superfences"
