"""Raw HTML and front matter of a page made harmless, whoever wrote it.

The check reports what is not allowed; this leaves it out of the site all the same, so that a build that is
not strict is safe too. What the generator itself makes never comes here.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

import nh3

from foresite.reading.allowed import ANYWHERE, ATTRIBUTES, SCHEMES, SPOKEN, TAGS, is_allowed, scheme_of
from foresite.reading.comments import without_notes

MADE = frozenset(("input", "label", "fs-macro"))
"""Elements that extensions make, for tabs, task lists and macro calls, but that no page may write."""
WITHOUT_TEXT = ("script", "style", "template", "noscript", "iframe", "object", "textarea", "title", "xmp")
ADDRESSES = frozenset(("href", "src", "cite", "action", "formaction", "poster", "data", "background", "xlink:href"))
NEVER = frozenset(("srcdoc", "srcset", "style", "ping", "formaction", "action", "background", "data"))
ALIGNMENT = re.compile(r"text-align: (?:left|center|right);")
"""The one style that Markdown itself sets: that of a table's cell."""
CLOSING = re.compile(r"</[ ]*([A-Za-z][\w-]*)[^>]*>")
OPENED = re.compile(r"<([A-Za-z][\w-]*)")
# Markdown keeps its own marks between these two characters. A reference to one would forge a mark.
STX, ETX = "\x02", "\x03"
FORGED = re.compile(r"&#(?:0*[23](?![0-9])|[xX]0*[23](?![0-9A-Fa-f]));?")
MARK = re.compile(f"{STX}(?!amp{ETX})[^{ETX}]*{ETX}?")
# Of front matter: more than any theme has a use for.
DEEPEST, MOST = 6, 2000
TIMES_ESCAPED = 4
TYPOGRAPHIC = str.maketrans({"<": "‹", ">": "›", '"': "”"})


def _attribute(tag: str, name: str, value: str) -> str | None:
    # What Markdown puts in place of a mark may hold quotation marks and end the attribute.
    return None if STX in value else value


_cleaner = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags={tag for tag in WITHOUT_TEXT if tag not in TAGS},
    attributes={"*": set(ANYWHERE - {"markdown"}), **{tag: set(names) for tag, names in ATTRIBUTES.items()}},
    attribute_filter=_attribute,
    generic_attribute_prefixes={SPOKEN},
    link_rel=None,
    url_schemes=set(SCHEMES),
)


def clean_html(fragment: str) -> str:
    """A piece of HTML with text elements, their attributes and harmless links, and nothing else; well formed."""
    return _cleaner.clean(FORGED.sub("", fragment))


def clean_tag(tag: str) -> str:
    """One tag as it may stand in a sentence; the empty string where it may not."""
    if closing := CLOSING.fullmatch(tag):
        name = closing[1].lower()
        return f"</{name}>" if name in TAGS else ""
    cleaned = clean_html(tag)
    opened = OPENED.match(cleaned)
    return cleaned.removesuffix(f"</{opened[1]}>") if opened else ""


def clean_tree(root: Element) -> None:
    """Make a tree harmless that Markdown built of a page: attribute lists and links can say anything."""
    for element in root.iter():
        if not isinstance(element.tag, str):
            element.text = ""
            continue
        if element.tag.lower() not in TAGS | MADE:
            if element.tag.lower() in WITHOUT_TEXT:
                element.text = ""
            element.tag, element.attrib = "div", {}
        for name in list(element.attrib):
            # An attribute list that is no list can set nothing at all.
            value = MARK.sub("", element.attrib[name] or "")
            if _is_harmless(element.tag, name.lower(), value):
                element.attrib[name] = value
            else:
                del element.attrib[name]
        # Hosts expect of these that they lead somewhere.
        if element.tag == "a" and "href" not in element.attrib:
            element.tag = "span"
        elif element.tag == "img" and "src" not in element.attrib:
            element.set("src", "")


def _is_harmless(tag: str, name: str, value: str) -> bool:
    if name == "style":
        return bool(ALIGNMENT.fullmatch(value))
    if not re.fullmatch(r"[a-z_][a-z0-9_:.-]*", name) or name.startswith("on") or name in NEVER:
        return False
    if name in ADDRESSES:
        return scheme_of(value.replace(f"{STX}amp{ETX}", "&")) in {"", *SCHEMES}
    return tag in MADE or is_allowed(tag, name) or name.startswith(("data-", "role", "rel", "tabindex"))


def clean_meta(meta: Mapping[str, Any]) -> dict[str, Any]:
    """Front matter whose texts can stand anywhere in a theme's templates, which do not escape them.

    Angle brackets and quotation marks become typographic ones, also where they are written as entities,
    for a template may undo those. What is nested or repeated beyond any use is left out.
    """
    budget = [MOST]
    return {_harmless(str(name)): _clean_value(value, DEEPEST, budget) for name, value in meta.items()}


def _clean_value(value: Any, depth: int, budget: list[int]) -> Any:
    budget[0] -= 1
    if depth == 0 or budget[0] < 0:
        return None
    if isinstance(value, str):
        return _harmless(value)
    if isinstance(value, Mapping):
        return {_harmless(str(name)): _clean_value(each, depth - 1, budget) for name, each in value.items()}
    if isinstance(value, list | tuple | set):
        return [_clean_value(each, depth - 1, budget) for each in value]
    return value


def _harmless(text: str) -> str:
    text = without_notes(text).text
    for _ in range(TIMES_ESCAPED):
        text = html.unescape(text)
    if html.unescape(text) != text:
        text = text.replace("&", "＆")
    return text.translate(TYPOGRAPHIC)
