"""Define which other hosts a site may load content from, by its settings and its content policy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

DIRECTIVES = {
    "pictures": "img-src",
    "frames": "frame-src",
    "media": "media-src",
    "fonts": "font-src",
    "styles": "style-src",
    "scripts": "script-src",
}
"""The policy directive of each kind of content."""
NOUNS = {
    "pictures": "picture",
    "frames": "frame",
    "media": "recording",
    "fonts": "font",
    "styles": "stylesheet",
    "scripts": "script",
}
HOST = re.compile(r"(?:https?://)?(?:\*\.)?[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,8}(?::\d{1,5})?", re.IGNORECASE)
"""A host in settings; ``*.`` matches all its subdomains."""
LOADS = {
    ("img", "src"): "pictures",
    ("img", "srcset"): "pictures",
    ("iframe", "src"): "frames",
    ("embed", "src"): "frames",
    ("object", "data"): "frames",
    ("video", "src"): "media",
    ("video", "poster"): "pictures",
    ("audio", "src"): "media",
    ("source", "src"): "media",
    ("source", "srcset"): "pictures",
    ("track", "src"): "media",
    ("script", "src"): "scripts",
}
"""The kind of content that an element loads, by the names of the element and the attribute."""
Allowed = Mapping[str, tuple[str, ...]]
"""The hosts of each kind of content."""
NONE: Allowed = MappingProxyType({})


def sources(hosts: tuple[str, ...]) -> str:
    """Return the hosts as sources of a policy directive."""
    return " ".join(host.lower() if "://" in host else f"https://{host.lower()}" for host in hosts)


def host_names(allowed: Allowed) -> list[str]:
    """Return the hosts of all kinds, without repeats."""
    return list(dict.fromkeys(host.rpartition("://")[2].lower() for hosts in allowed.values() for host in hosts))


def foreign(address: str, site: str = "") -> str:
    """Return the host and port of a web address on another host; empty for the site's own and other addresses."""
    try:
        parts = urlsplit(address.strip())
        own = urlsplit(site)
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("", "http", "https") or not parts.netloc:
        return ""
    host = parts.netloc.rpartition("@")[2].lower()
    return "" if site and host == own.netloc.lower() else host


def allows(allowed: Allowed, kind: str, address: str) -> bool:
    """Return whether content of a kind may come from an address of another host."""
    parts = urlsplit(address.strip())
    scheme, host = parts.scheme.lower() or "https", parts.netloc.rpartition("@")[2].lower()
    return any(_matches(source, scheme, host) for source in sources(allowed.get(kind, ())).split())


def _matches(source: str, scheme: str, host: str) -> bool:
    allowed_scheme, _, name = source.partition("://")
    # A policy that allows http also allows https.
    if scheme != allowed_scheme and (allowed_scheme, scheme) != ("http", "https"):
        return False
    return host.endswith(name[1:]) if name.startswith("*.") else host == name


def blocked(allowed: Allowed, kind: str, address: str, site: str = "") -> tuple[str, str] | None:
    """Return a message on blocked content from an address, and a hint; None where the policy allows it.

    ``site`` is the address of the site itself, or empty.
    """
    host = foreign(address, site)
    if not host or allows(allowed, kind, address):
        return None
    message = f"the {NOUNS[kind]} comes from '{host}', which the page's own policy blocks, expected a file of the site"
    secure = "https:" + address.partition(":")[2]
    if address.lower().startswith("http:") and allows(allowed, kind, secure):
        return message, "the host is allowed by https: write 'https://' before it"
    # Without a scheme, https is meant.
    source = f"http://{host}" if address.lower().startswith("http:") else host
    return message, f"copy it into the docs folder, or allow the host in mkdocs.yml: 'allow: {{{kind}: [{source}]}}'"
