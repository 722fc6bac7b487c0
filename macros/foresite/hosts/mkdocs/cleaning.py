"""Settings of MkDocs whose texts themes print as they are, made harmless: the check says what was wrong."""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from typing import Any

from mkdocs.config.defaults import MkDocsConfig

from foresite.parsing.allowlist import SCHEMES, scheme_of
from foresite.parsing.host_texts import ADDRESSES, TITLES, acts, is_markup, leads_nowhere_good
from foresite.render.sanitise import clean_html, clean_meta


def clean_settings(config: MkDocsConfig) -> None:
    """Leave no text that runs code, or shows as markup, where a theme prints a setting without escaping it."""
    for name in TITLES:
        if isinstance(config[name], str):
            config[name] = plain(config[name])
    for name in ADDRESSES:
        if isinstance(config[name], str) and not _leads(config[name]):
            config[name] = None
    config.nav = _navigation(config.nav)
    config.copyright = _each(config.copyright, _text_of_html)
    config.extra = _each(config.extra, _text_of_html)
    for name, value in list(config.theme.items()):
        if (clean := _each(value, plain)) != value:
            config.theme[name] = clean


def plain(title: str) -> str:
    """A text in which nothing is markup, be it in an element or in an attribute."""
    if '"' in html.unescape(title) or is_markup(title):
        return str(clean_meta({"": title})[""])
    return title


def _leads(address: str) -> bool:
    scheme = scheme_of(address)
    return not scheme or scheme in SCHEMES


def _text_of_html(text: str) -> str:
    if leads_nowhere_good(text):
        return ""
    return clean_html(text) if acts(text) else text


def _navigation(nav: Any) -> Any:
    match nav:
        case list():
            return [left for item in nav if (left := _navigation(item)) not in ("", {})]
        case dict():
            left = {title: _navigation(value) for title, value in nav.items()}
            titles = {title: plain(title) if isinstance(title, str) else title for title in left}
            return {titles[title]: value for title, value in left.items() if value != ""}
        case str() if not _leads(nav):
            return ""
    return nav


def _each(value: Any, change: Callable[[str], str]) -> Any:
    """A value with each of its texts changed; what is not a list, mapping or text stays as it is."""
    match value:
        case str():
            return change(value)
        case list():
            return [_each(item, change) for item in value]
        case Mapping() if type(value) is dict:
            return {name: _each(item, change) for name, item in value.items()}
    return value
