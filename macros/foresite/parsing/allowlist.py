"""What raw HTML and links a page may hold: everything else is reported by the check and left out of the site."""

from __future__ import annotations

import html
import re

TAGS = frozenset(
    (
        "a", "abbr", "b", "bdi", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "data", "dd",
        "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6",
        "hr", "i", "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "section",
        "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time",
        "tr", "u", "ul", "var", "wbr",
    )
)  # fmt: skip
"""The elements of text, and no others."""
ANYWHERE = frozenset(("class", "dir", "id", "lang", "title", "translate", "markdown"))
"""The attributes that any element may have; ``markdown`` is Python-Markdown's own and is never published."""
ATTRIBUTES = {
    "a": frozenset(("href", "hreflang", "name")),
    "blockquote": frozenset(("cite",)),
    "col": frozenset(("span",)),
    "colgroup": frozenset(("span",)),
    "data": frozenset(("value",)),
    "del": frozenset(("cite", "datetime")),
    "details": frozenset(("open",)),
    "img": frozenset(("alt", "height", "loading", "src", "width")),
    "ins": frozenset(("cite", "datetime")),
    "li": frozenset(("value",)),
    "ol": frozenset(("reversed", "start", "type")),
    "q": frozenset(("cite",)),
    "td": frozenset(("colspan", "headers", "rowspan")),
    "th": frozenset(("abbr", "colspan", "headers", "rowspan", "scope")),
    "time": frozenset(("datetime",)),
}
LISTED_ALONE = frozenset(("rel", "role", "tabindex"))
"""Further attributes that attribute lists may set."""
EMBEDS = {
    "iframe": frozenset(("allowfullscreen", "height", "loading", "src", "title", "width")),
    "video": frozenset(("controls", "height", "loop", "muted", "poster", "preload", "src", "width")),
    "audio": frozenset(("controls", "loop", "muted", "preload", "src")),
    "source": frozenset(("src", "type")),
    "track": frozenset(("default", "kind", "label", "src", "srclang")),
}
"""Elements allowed when the settings allow the host of their content, with their attributes."""
SPOKEN = "aria-"
"""The prefix of attributes for assistive technology."""
OPEN_CLASSES = ("fs-lead", "fs-columns", "md-button", "md-button--primary")
"""The classes that editors may use although scripts or styles act on them."""
RESERVED_CLASSES = frozenset(("fs", "headerlink", "js", "no-js", "Z3988"))
RESERVED_CLASS_STARTS = ("fs-", "md-", "mkdocs-")
RESERVED_ID_STARTS = ("fs-", "ref-", "__")
"""Prefixes of ids in the frame of a page, its reference list and the host's controls."""
RECORD_ID_STARTS = (*RESERVED_ID_STARTS, "theme-", "timeline-")
"""The same for records, whose cards share pages with views that have ids of their own."""
RELATIONS = frozenset(
    ("author", "bookmark", "external", "footnote", "help", "license", "me", "nofollow", "noopener", "noreferrer", "tag")
)
"""Allowed relations of a link to its target; others would speak for the page."""
SCHEMES = frozenset(("http", "https", "mailto", "tel"))
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")
DISGUISES = re.compile(r"[\s\x00-\x20\x7f-\x9f\u200b-\u200f\u2028\u2029\ufeff<\\\"']+")
"""Characters that browsers ignore in a scheme, or that hide one from a filter."""


def is_allowed(tag: str, attribute: str) -> bool:
    """Check whether an element may have an attribute; both in lower case."""
    return attribute in ANYWHERE or attribute.startswith(SPOKEN) or attribute in ATTRIBUTES.get(tag, ())


def scheme_of(address: str) -> str:
    """Return the scheme of an address, disguises removed; the empty string for a path."""
    match = SCHEME.match(DISGUISES.sub("", html.unescape(address)).casefold())
    return match[1] if match else ""


def is_reserved_class(name: str) -> bool:
    """Check whether scripts, styles or assistive tools act on a class, so that editors may not use it."""
    return (name in RESERVED_CLASSES or name.startswith(RESERVED_CLASS_STARTS)) and name not in OPEN_CLASSES


def is_reserved_id(id: str) -> bool:
    """Check whether the generator's own pages use ids like this one."""
    return id.startswith(RESERVED_ID_STARTS)


def unreserved(id: str) -> str:
    """Return the id for a heading: prefixed if the one made of its title is reserved."""
    return f"heading-{id.lstrip('_')}" if is_reserved_id(id) else id


def allowed_value(name: str, value: str) -> str | None:
    """Return the part of an attribute's unescaped value that a page may have; None if nothing is left."""
    if name == "class":
        return " ".join(name for name in value.split() if not is_reserved_class(name)) or None
    if name in ("id", "name"):
        return None if is_reserved_id(value.strip()) else value
    if name == "rel":
        return " ".join(relation for relation in value.split() if relation.lower() in RELATIONS) or None
    if name == "tabindex":
        return value if value in ("0", "-1") else None
    return value
