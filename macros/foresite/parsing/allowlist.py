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
"""What attribute lists may set beside that."""
EMBEDS = {
    "iframe": frozenset(("allowfullscreen", "height", "loading", "src", "title", "width")),
    "video": frozenset(("controls", "height", "loop", "muted", "poster", "preload", "src", "width")),
    "audio": frozenset(("controls", "loop", "muted", "preload", "src")),
    "source": frozenset(("src", "type")),
    "track": frozenset(("default", "kind", "label", "src", "srclang")),
}
"""What a page may hold as well where the settings allow the host that it comes from, and its attributes."""
SPOKEN = "aria-"
"""How the attributes begin that tell a screen reader what an element is."""
OPEN_CLASSES = ("fs-lead", "fs-columns", "md-button", "md-button--primary")
"""The classes that editors may use of those that scripts or styles give a meaning to."""
RESERVED_CLASSES = frozenset(("fs", "headerlink", "js", "no-js", "Z3988"))
RESERVED_CLASS_STARTS = ("fs-", "md-", "mkdocs-")
RESERVED_ID_STARTS = ("fs-", "ref-", "__")
"""How ids begin that the frame of a page, its reference list and the host's controls have."""
RECORD_ID_STARTS = (*RESERVED_ID_STARTS, "theme-", "timeline-")
"""The same for records, whose cards stand beside views with ids of their own."""
RELATIONS = frozenset(
    ("author", "bookmark", "external", "footnote", "help", "license", "me", "nofollow", "noopener", "noreferrer", "tag")
)
"""What a link may say of where it leads; other relations would speak for the page."""
SCHEMES = frozenset(("http", "https", "mailto", "tel"))
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")
DISGUISES = re.compile(r"[\s\x00-\x20\x7f-\x9f\u200b-\u200f\u2028\u2029\ufeff<\\\"']+")
"""What a browser, or somebody who hides a scheme from a filter, may have in it."""


def is_allowed(tag: str, attribute: str) -> bool:
    """Whether an element may have an attribute; both in lower case."""
    return attribute in ANYWHERE or attribute.startswith(SPOKEN) or attribute in ATTRIBUTES.get(tag, ())


def scheme_of(address: str) -> str:
    """The scheme of an address, its disguises taken off; the empty string where it has none, and is a path."""
    match = SCHEME.match(DISGUISES.sub("", html.unescape(address)).casefold())
    return match[1] if match else ""


def is_reserved_class(name: str) -> bool:
    """Whether scripts, styles or readers' tools act on a class, and editors may not use it."""
    return (name in RESERVED_CLASSES or name.startswith(RESERVED_CLASS_STARTS)) and name not in OPEN_CLASSES


def is_reserved_id(id: str) -> bool:
    """Whether the generator's own pages use ids like this one."""
    return id.startswith(RESERVED_ID_STARTS)


def unreserved(id: str) -> str:
    """The id that a heading gets in the place of one that its title would make and that is reserved."""
    return f"heading-{id.lstrip('_')}" if is_reserved_id(id) else id


def allowed_value(name: str, value: str) -> str | None:
    """What of an attribute's value a page may have, its references resolved; None where nothing is left."""
    if name == "class":
        return " ".join(each for each in value.split() if not is_reserved_class(each)) or None
    if name in ("id", "name"):
        return None if is_reserved_id(value.strip()) else value
    if name == "rel":
        return " ".join(each for each in value.split() if each.lower() in RELATIONS) or None
    if name == "tabindex":
        return value if value in ("0", "-1") else None
    return value
