"""Check texts and addresses of ``mkdocs.yml`` that a theme prints unescaped: no HTML, and nothing that runs code."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from foresite.model.problems import Code
from foresite.parsing.allowlist import SCHEMES, scheme_of
from foresite.parsing.markdown.text import find_tags
from foresite.parsing.unsafe import find_active
from foresite.parsing.yaml import Items, Node, Table, Text

TITLES = ("site_name", "site_description", "site_author", "repo_name")
"""Settings of MkDocs that are plain text."""
HTML = ("copyright", "extra")
"""Settings for which the theme's manual shows HTML."""
ADDRESSES = ("repo_url", "edit_uri", "edit_uri_template")
HANDLER = re.compile(r"[\"'\s]on[a-z]+\s*=", re.IGNORECASE)

Fault = tuple[Node, Code, str]
"""The node of a text, and what is wrong in it."""


def is_markup(title: str) -> bool:
    """Check whether a text that should be plain would be HTML where a theme prints it."""
    text = html.unescape(title)
    return bool(find_tags(text)) or ('"' in text and HANDLER.search(text) is not None)


def acts(text: str) -> bool:
    """Check whether a text that may be HTML, or its address, runs code or pulls in other content."""
    return bool(find_active(text)) or leads_nowhere_good(text)


def leads_nowhere_good(address: str) -> bool:
    """Check whether a text is an address whose scheme can run code or carry content of its own."""
    return scheme_of(address) in ("javascript", "vbscript", "data")


def is_safe_address(address: str) -> bool:
    """Check whether an address can stand in an attribute, and its scheme neither runs code nor carries content."""
    scheme = scheme_of(address)
    return (not scheme or scheme in SCHEMES) and not re.search(r"[\"<>]", html.unescape(address))


def faults(name: str, node: Node) -> Iterator[Fault]:
    """Yield every unsafe text in one setting of MkDocs."""
    if name == "nav":
        yield from _titles(node)
    elif name in TITLES or name == "theme":
        yield from (fault for text in _texts(node) if (fault := _title(name, text)))
    elif name in ADDRESSES:
        yield from (fault for text in _texts(node) if (fault := _address(text)))
    elif name in HTML:
        for text in _texts(node):
            if leads_nowhere_good(text.value):
                yield text, Code.UNSAFE_LINK, _address_message(text.value)
            elif find_active(text.value):
                message = f"'{name}' has HTML that runs code or pulls in other content, expected text and links"
                yield text, Code.UNSAFE_HTML, message


def _titles(node: Node) -> Iterator[Fault]:
    """Yield faults in the titles and the addresses of the navigation."""
    match node:
        case Items():
            for item in node.items:
                yield from _titles(item)
        case Table():
            for key, value in node.entries:
                if fault := _title("nav", key):
                    yield fault
                yield from _titles(value)
        case Text():
            if fault := _address(node):
                yield fault


def _texts(node: Node) -> Iterator[Text]:
    pending = [node]
    seen: set[int] = set()
    while pending:
        current = pending.pop()
        if id(current) in seen:
            # Aliases can nest a short text without end.
            continue
        seen.add(id(current))
        match current:
            case Text():
                yield current
            case Items():
                pending += reversed(current.items)
            case Table():
                pending += reversed([value for _, value in current.entries])


def _title(name: str, text: Text) -> Fault | None:
    if name == "theme" and leads_nowhere_good(text.value):
        return text, Code.UNSAFE_LINK, _address_message(text.value)
    if not is_markup(text.value):
        return None
    what = "a title in 'nav'" if name == "nav" else f"a text of '{name}'" if name == "theme" else f"'{name}'"
    return text, Code.UNSAFE_HTML, f"{what} has HTML, expected plain text"


def _address(text: Text) -> Fault | None:
    if is_safe_address(text.value):
        return None
    if scheme_of(text.value) in SCHEMES or not scheme_of(text.value):
        return text, Code.UNSAFE_LINK, "an address with a quotation mark or HTML, expected them encoded, such as %22"
    return text, Code.UNSAFE_LINK, _address_message(text.value)


def _address_message(address: str) -> str:
    return f"a link with the scheme '{scheme_of(address)}:', expected https, http, mailto or a path"
