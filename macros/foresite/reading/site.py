"""What MkDocs's own settings say of the site itself: its name, author, language and address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

WEB = re.compile(r"https?://[^\s/<>\"]+[^\s<>\"]*", re.IGNORECASE)
"""An address on the web."""
TEXTS = {"name": "site_name", "author": "site_author", "description": "site_description"}


def site(given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of ``Settings`` that ``mkdocs.yml`` fills, from the file as read or from MkDocs's configuration.

    What is missing, or has another form than MkDocs wants, is left out: MkDocs itself reports it.
    """
    found = {field: _text(given.get(name)) for field, name in TEXTS.items()}
    theme = given.get("theme")
    found["language"] = _text(theme.get("language")) if isinstance(theme, Mapping) else ""
    found["url"] = _root(given.get("site_url"))
    fields: dict[str, Any] = {field: text for field, text in found.items() if text}
    for name in ("exclude_docs", "draft_docs"):
        # MkDocs itself has made patterns of them, and says of the others what is wrong.
        if isinstance(patterns := given.get(name), str):
            fields[name] = patterns
    if str(given.get("use_directory_urls")).lower() == "false":
        fields["directory_urls"] = False
    return fields


def _root(value: object) -> str:
    """The root of a site, with a slash at its end; empty where the value is not an address on the web."""
    text = _text(value)
    return f"{text.rstrip('/')}/" if WEB.fullmatch(text) else ""


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
