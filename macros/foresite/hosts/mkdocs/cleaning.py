"""Sanitise settings of MkDocs that themes print unescaped; the check reports what was wrong."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from typing import Any

from mkdocs.config.defaults import MkDocsConfig

from foresite.parsing.host_texts import ADDRESSES, TITLES, acts, is_markup, is_safe_address, leads_nowhere_good
from foresite.render.sanitise import clean_html, clean_meta


def clean_settings(config: MkDocsConfig) -> None:
    """Remove code and markup from the settings that themes print without escaping."""
    for name in TITLES:
        if isinstance(config[name], str):
            config[name] = plain(config[name])
    for name in ADDRESSES:
        if isinstance(config[name], str) and not is_safe_address(config[name]):
            config[name] = None
    config.nav = _clean_navigation(config.nav)
    config.copyright = _map_texts(config.copyright, _clean_html_text)
    config.extra = _map_texts(config.extra, _clean_html_text)
    for name, value in list(config.theme.items()):
        if (clean := _map_texts(value, _clean_theme_text)) != value:
            config.theme[name] = clean


def plain(title: str) -> str:
    """Return a text without markup, safe within an element and an attribute."""
    if '"' in html.unescape(title) or is_markup(title):
        return str(clean_meta({"": title})[""])
    return title


def _clean_theme_text(text: str) -> str:
    return "" if leads_nowhere_good(text) else plain(text)


def _clean_html_text(text: str) -> str:
    if leads_nowhere_good(text):
        return ""
    return clean_html(text) if acts(text) else text


def _clean_navigation(nav: Any) -> Any:
    match nav:
        case list():
            return [cleaned for item in nav if (cleaned := _clean_navigation(item)) not in ("", {})]
        case dict():
            cleaned = {title: _clean_navigation(value) for title, value in nav.items()}
            titles = {title: plain(title) if isinstance(title, str) else title for title in cleaned}
            return {titles[title]: value for title, value in cleaned.items() if value != ""}
        case str() if not is_safe_address(nav):
            return ""
    return nav


def _map_texts(value: Any, change: Callable[[str], str]) -> Any:
    """Return a value with each of its texts changed; other values stay as they are."""
    match value:
        case str():
            return change(value)
        case list():
            return [_map_texts(item, change) for item in value]
        case Mapping() if type(value) is dict:
            return {name: _map_texts(item, change) for name, item in value.items()}
    return value
