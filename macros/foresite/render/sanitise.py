"""Sanitise raw HTML and front matter of a page, whoever wrote it.

The check reports what is not allowed; this module removes it from the site as well, so that a build that is not
strict is safe, too. HTML that the generator itself makes is not sanitised.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element, ParseError, fromstring

import nh3

from foresite.model.allowed_hosts import LOADS, NONE, Allowed, allows, foreign
from foresite.parsing.allowlist import (
    ANYWHERE,
    ATTRIBUTES,
    EMBEDS,
    LISTED_ALONE,
    SCHEMES,
    SPOKEN,
    TAGS,
    allowed_value,
    is_allowed,
    scheme_of,
)
from foresite.parsing.characters import without_hidden
from foresite.parsing.markdown.comments import without_notes

MADE = frozenset(("input", "label", "fs-macro", "fs-note"))
"""Elements that extensions make for tabs, task lists, macro calls and notes, but that no page may contain."""
IN_LINE = frozenset("a abbr b bdi br cite code em i q s small span strong sub sup u".split())
"""The elements that citation formatters make."""
CONTROLS = ("checkbox", "radio")
WITHOUT_TEXT = ("script", "style", "template", "noscript", "iframe", "object", "textarea", "title", "xmp")
ADDRESSES = frozenset(("href", "src", "cite", "action", "formaction", "poster", "data", "background", "xlink:href"))
NEVER = frozenset(("srcdoc", "srcset", "style", "ping", "formaction", "action", "background", "data"))
EXTENSIONS_CLASSES = frozenset(("fs-cite",))
"""Classes that the extension itself sets before a tree is sanitised; no script uses them."""
EXTENSIONS_DATA = {"data-toc-label": re.compile(r".*", re.DOTALL), "data-tabs": re.compile(r"[0-9]+:[0-9]+")}
"""The data attributes that Markdown's extensions read or write; no script or style uses them."""
NAMES = ("class", "id", "name")
ALIGNMENT = re.compile(r"text-align: (?:left|center|right);")
"""The only style that Markdown itself sets: the alignment of a table cell."""
CLOSING = re.compile(r"</[ ]*([A-Za-z][\w-]*)[^>]*>")
OPENED = re.compile(r"<([A-Za-z][\w-]*)")
# Markdown puts its placeholders between these two characters. A reference to one could forge a placeholder.
STX, ETX = "\x02", "\x03"
FORGED = re.compile(r"&#(?:0*[23](?![0-9])|[xX]0*[23](?![0-9A-Fa-f]));?")
AMPERSAND = f"{STX}amp{ETX}"
ATTRIBUTE = re.compile(r"[a-z_][a-z0-9_:.-]*")
# Blocks of code as extensions write them: their content is escaped, so every tag is from the extension.
OPENING = re.compile(r"<([a-z][a-z0-9]*)((?:\s+[^\s=<>\"'/]+(?:=\"[^\"<>]*\")?)*)(\s*/?>)")
OPENING_ATTRIBUTE = re.compile(r"(?<=\s)([^\s=<>\"'/]+)(?:=\"([^\"<>]*)\")?")
CODE_TO_CLEAN = re.compile(
    r"<[a-z][a-z0-9]*\s(?!class=\"[^\"<>]*\"\s*/?>)|class=\"[^\"]*\b(?:fs|md|js|headerlink|Z3988)\b"
)
CODE_TAGS = frozenset("a code div pre span table tbody td th thead tr".split())
COLOURS = re.compile(
    r"(?:(?:color|background(?:-color)?|font-(?:weight|style)|text-decoration|line-height|padding-(?:left|right)|border)"
    r": *[#\w. %]+(?:; *|$))+"
)
"""The styles with which extensions colour code if they are not configured to use classes."""
MADE_FOR_CODE = re.compile(r"(?:id|name|href)=#?__(?:span|codelineno)-[0-9-]+|data-linenos=[0-9 ]*")
"""The attributes with which the host numbers the lines of code."""
MARKUP_PARTS = re.compile(f"[^{STX}{ETX}]+")
MARK = re.compile(f"{STX}(?!amp{ETX})[^{ETX}]*{ETX}?")
# Limits of front matter: more than any theme uses.
MAX_DEPTH, MAX_VALUES = 6, 2000
MAX_ESCAPES = 4
FRAME = re.compile(r"(<iframe\b[^<>]*>)[^<]*(?:<(?!/iframe>)[^<]*)*</iframe>")
EMPTY_IFRAME = re.compile(r"<iframe(?:\s(?!src=)[a-z-]+=\"[^\"]*\")*\s*></iframe>")
OPENING_QUOTE = re.compile(r'(?<![^\s(\[{—–])"')
TYPOGRAPHIC = str.maketrans({"<": "‹", ">": "›", '"': "”"})


def _attribute(tag: str, name: str, value: str) -> str | None:
    # Markdown may replace a placeholder by text with quotation marks, which would end the attribute.
    return None if STX in value else allowed_value(name, value)


def _attributes(of_tags: Mapping[str, frozenset[str]]) -> dict[str, set[str]]:
    return {"*": set(ANYWHERE - {"markdown"}), **{tag: set(names) for tag, names in of_tags.items()}}


_cleaner = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags={tag for tag in WITHOUT_TEXT if tag not in TAGS},
    attributes=_attributes(ATTRIBUTES),
    attribute_filter=_attribute,
    generic_attribute_prefixes={SPOKEN},
    link_rel=None,
    url_schemes=set(SCHEMES),
)


_code_cleaner = nh3.Cleaner(
    tags=set(CODE_TAGS),
    clean_content_tags={"script", "style"},
    attributes={"*": {"class", "id", "name", "title", "style", "data-linenos"}, "a": {"href"}},
    link_rel=None,
    url_schemes=set(SCHEMES),
)


def clean_html(fragment: str, allowed: Allowed = NONE) -> str:
    """Return a piece of HTML reduced to text elements, their allowed attributes and safe links; well formed.

    Frames and media stay where they come from hosts that are ``allowed``.
    """
    frames, media = allowed.get("frames", ()), allowed.get("media", ())
    fragment = FORGED.sub("", fragment)
    if frames or media:
        cleaned = _embedding_cleaner(frames, media, allowed.get("pictures", ())).clean(fragment)
        cleaned = EMPTY_IFRAME.sub("", FRAME.sub(r"\1</iframe>", cleaned))
    else:
        cleaned = _cleaner.clean(fragment)
    # References have become characters; those around Markdown's placeholders stay.
    return MARKUP_PARTS.sub(lambda part: without_hidden(part[0], markup=False), cleaned)


@lru_cache(maxsize=8)
def _embedding_cleaner(frames: tuple[str, ...], media: tuple[str, ...], pictures: tuple[str, ...]) -> nh3.Cleaner:
    """Return a cleaner for HTML that may contain frames and media of these hosts."""
    allowed = {"frames": frames, "media": media, "pictures": pictures}
    embedded = {name: names for name, names in EMBEDS.items() if (frames if name == "iframe" else media)}

    def attribute(tag: str, name: str, value: str) -> str | None:
        if tag in embedded:
            kind = LOADS.get((tag, name))
            if ">" in value or (kind and not (foreign(value) and allows(allowed, kind, value))):
                return None
        return _attribute(tag, name, value)

    tags = TAGS | embedded.keys()
    return nh3.Cleaner(
        tags=set(tags),
        clean_content_tags={tag for tag in WITHOUT_TEXT if tag not in tags},
        attributes=_attributes({**ATTRIBUTES, **embedded}),
        attribute_filter=attribute,
        generic_attribute_prefixes={SPOKEN},
        link_rel=None,
        url_schemes=set(SCHEMES),
    )


def clean_tag(tag: str, allowed: Allowed = NONE) -> str:
    """Return a tag as it may stand in a sentence; the empty string where it may not."""
    if closing := CLOSING.fullmatch(tag):
        name = closing[1].lower()
        is_allowed_embed = name in EMBEDS and ("frames" if name == "iframe" else "media") in allowed
        return f"</{name}>" if name in TAGS or is_allowed_embed else ""
    cleaned = clean_html(tag, allowed)
    opening = OPENED.match(cleaned)
    return cleaned.removesuffix(f"</{opening[1]}>") if opening else ""


def is_clean(texts: Sequence[str]) -> bool:
    """Return whether each text is well-formed XHTML that is safe inside a line of any page."""
    joined = f"<all>{''.join(f'<one>{text}</one>' for text in texts)}</all>"
    if any(mark in joined for mark in ("<!", "<?", "/>", STX, ETX)):
        return False
    try:
        root = fromstring(joined)
    except ParseError:
        return False
    if len(root) != len(texts):
        return False
    descendants = [element for wrapper in root for element in wrapper.iter() if element is not wrapper]
    return all(wrapper.tag == "one" for wrapper in root) and all(map(_is_clean, descendants))


def _is_clean(element: Element) -> bool:
    return element.tag in IN_LINE and all(
        name not in ("id", "name") and _safe_value(element.tag, name, value) == value
        for name, value in element.attrib.items()
    )


def clean_code(piece: str, *, torn: bool = False) -> str:
    """Return a block of code from an extension, without attributes that the header of its fence may not set.

    ``torn`` means that the header may contain tags: extensions do not escape all of it.
    """
    if torn:
        piece = _code_cleaner.clean(piece)
    return OPENING.sub(_clean_opening, piece) if CODE_TO_CLEAN.search(piece) else piece


def _clean_opening(match: re.Match[str]) -> str:
    if match[1] not in CODE_TAGS:
        return match[0]
    attributes = []
    for attribute in OPENING_ATTRIBUTE.finditer(match[2]):
        value = _code_value(match[1], attribute[1].lower(), html.unescape(attribute[2] or ""))
        if value is not None:
            attributes.append(f' {attribute[1]}="{html.escape(value)}"')
    return f"<{match[1]}{''.join(attributes)}{match[3]}"


def _code_value(tag: str, name: str, value: str) -> str | None:
    """Return the safe value of an attribute in a block of code; None where the attribute is not allowed."""
    if MADE_FOR_CODE.fullmatch(f"{name}={value}") or (name == "style" and COLOURS.fullmatch(value)):
        return value
    return _safe_value(tag, name, value)


def clean_tree(root: Element, made: Collection[str] = MADE) -> None:
    """Sanitise a tree that Markdown built from a page: attribute lists and links can contain anything.

    ``made`` are the elements that only extensions make; a tree of raw HTML contains none of them.
    """
    for element in root.iter():
        if not isinstance(element.tag, str):
            element.text = ""
            continue
        is_made = element.tag in made and (element.tag != "input" or element.get("type") in CONTROLS)
        if element.tag not in TAGS and not is_made:
            if element.tag.lower() in WITHOUT_TEXT:
                element.text = ""
            element.tag, element.attrib = "div", {}
        for name in list(element.attrib):
            # A malformed attribute list sets no value at all.
            value = _safe_value(element.tag, name, MARK.sub("", element.attrib[name] or ""))
            if value is None:
                del element.attrib[name]
            else:
                element.attrib[name] = value
        # Hosts expect these elements to have an address.
        if element.tag == "a" and "href" not in element.attrib:
            element.tag = "span"
        elif element.tag == "img" and "src" not in element.attrib:
            element.set("src", "")


def _safe_value(tag: str, name: str, value: str) -> str | None:
    """Return the safe value of an attribute in a tree; None where the attribute is not allowed."""
    if name == "style":
        return value if ALIGNMENT.fullmatch(value) else None
    if not ATTRIBUTE.fullmatch(name) or name.startswith("on") or name in NEVER:
        return None
    # A browser resolves the character references of a serialised tree.
    resolved = html.unescape(value.replace(AMPERSAND, "&"))
    if name in ADDRESSES:
        return value if scheme_of(resolved) in {"", *SCHEMES} else None
    if name.startswith("data-"):
        form = EXTENSIONS_DATA.get(name)
        return value if form and form.fullmatch(resolved) else None
    if tag in MADE:
        # Tabs of the host are connected by ids.
        return value if name in ("id", "name") else _allowed_or_none(name, value, resolved)
    return _allowed_or_none(name, value, resolved) if name in LISTED_ALONE or is_allowed(tag, name) else None


def _allowed_or_none(name: str, value: str, resolved: str) -> str | None:
    if name == "class" and resolved in EXTENSIONS_CLASSES:
        return value
    safe = allowed_value(name, resolved)
    # An unchanged value stays as it was written.
    return value if safe == resolved or safe == " ".join(resolved.split()) else safe


def clean_meta(meta: Mapping[str, Any]) -> dict[str, Any]:
    """Return front matter whose texts are safe anywhere in a theme's templates, which do not escape them.

    Angle brackets and quotation marks become typographic ones, also where they are written as entities, which a
    template may resolve. Values beyond the limits of depth and number are left out.
    """
    budget = [MAX_VALUES]
    return {_safe_text(str(name)): _clean_value(value, MAX_DEPTH, budget) for name, value in meta.items()}


def _clean_value(value: Any, depth: int, budget: list[int]) -> Any:
    budget[0] -= 1
    if depth == 0 or budget[0] < 0:
        return None
    if isinstance(value, str):
        return _safe_text(value)
    if isinstance(value, Mapping):
        return {_safe_text(str(name)): _clean_value(item, depth - 1, budget) for name, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [_clean_value(item, depth - 1, budget) for item in value]
    return value


def _safe_text(text: str) -> str:
    text = without_notes(text).text
    for _ in range(MAX_ESCAPES):
        text = html.unescape(text)
    text = without_hidden(text)
    if html.unescape(text) != text:
        text = text.replace("&", "＆")
    return OPENING_QUOTE.sub("“", text).translate(TYPOGRAPHIC)
