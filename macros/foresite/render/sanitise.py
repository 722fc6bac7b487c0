"""Raw HTML and front matter of a page made harmless, whoever wrote it.

The check reports what is not allowed; this leaves it out of the site all the same, so that a build that is
not strict is safe too. What the generator itself makes never comes here.
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

MADE = frozenset(("input", "label", "fs-macro"))
"""Elements that extensions make, for tabs, task lists and macro calls, but that no page may write."""
IN_LINE = frozenset("a abbr b bdi br cite code em i q s small span strong sub sup u".split())
"""The elements that formatters of citations make."""
CONTROLS = ("checkbox", "radio")
WITHOUT_TEXT = ("script", "style", "template", "noscript", "iframe", "object", "textarea", "title", "xmp")
ADDRESSES = frozenset(("href", "src", "cite", "action", "formaction", "poster", "data", "background", "xlink:href"))
NEVER = frozenset(("srcdoc", "srcset", "style", "ping", "formaction", "action", "background", "data"))
EXTENSIONS_CLASSES = frozenset(("fs-cite",))
"""Classes that the extension itself sets before a tree is cleaned; nothing acts on them."""
EXTENSIONS_DATA = {"data-toc-label": re.compile(r".*", re.DOTALL), "data-tabs": re.compile(r"[0-9]+:[0-9]+")}
"""The data attributes that Markdown's extensions read or write; no script or style acts on them."""
NAMES = ("class", "id", "name")
ALIGNMENT = re.compile(r"text-align: (?:left|center|right);")
"""The one style that Markdown itself sets: that of a table's cell."""
CLOSING = re.compile(r"</[ ]*([A-Za-z][\w-]*)[^>]*>")
OPENED = re.compile(r"<([A-Za-z][\w-]*)")
# Markdown keeps its own marks between these two characters. A reference to one would forge a mark.
STX, ETX = "\x02", "\x03"
FORGED = re.compile(r"&#(?:0*[23](?![0-9])|[xX]0*[23](?![0-9A-Fa-f]));?")
AMPERSAND = f"{STX}amp{ETX}"
ATTRIBUTE = re.compile(r"[a-z_][a-z0-9_:.-]*")
# Blocks of code as extensions write them: what stands in them is escaped, so that every tag is theirs.
OPENING = re.compile(r"<([a-z][a-z0-9]*)((?:\s+[^\s=<>\"'/]+(?:=\"[^\"<>]*\")?)*)(\s*/?>)")
OPENING_ATTRIBUTE = re.compile(r"(?<=\s)([^\s=<>\"'/]+)(?:=\"([^\"<>]*)\")?")
GIVEN_TO_CODE = re.compile(
    r"<[a-z][a-z0-9]*\s(?!class=\"[^\"<>]*\"\s*/?>)|class=\"[^\"]*\b(?:fs|md|js|headerlink|Z3988)\b"
)
CODE_TAGS = frozenset("a code div pre span table tbody td th thead tr".split())
COLOURS = re.compile(
    r"(?:(?:color|background(?:-color)?|font-(?:weight|style)|text-decoration|line-height|padding-(?:left|right)|border)"
    r": *[#\w. %]+(?:; *|$))+"
)
"""The style by which extensions colour code where they are not told to use classes."""
MADE_FOR_CODE = re.compile(r"(?:id|name|href)=#?__(?:span|codelineno)-[0-9-]+|data-linenos=[0-9 ]*")
"""The attributes by which the host numbers the lines of code."""
MARKUP_PARTS = re.compile(f"[^{STX}{ETX}]+")
MARK = re.compile(f"{STX}(?!amp{ETX})[^{ETX}]*{ETX}?")
# Of front matter: more than any theme has a use for.
DEEPEST, MOST = 6, 2000
TIMES_ESCAPED = 4
FRAME = re.compile(r"(<iframe\b[^<>]*>)[^<]*(?:<(?!/iframe>)[^<]*)*</iframe>")
EMPTY = re.compile(r"<iframe(?:\s(?!src=)[a-z-]+=\"[^\"]*\")*\s*></iframe>")
TYPOGRAPHIC = str.maketrans({"<": "‹", ">": "›", '"': "”"})


def _attribute(tag: str, name: str, value: str) -> str | None:
    # What Markdown puts in place of a mark may hold quotation marks and end the attribute.
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
    """A piece of HTML with text elements, their attributes and harmless links, and nothing else; well formed.

    Frames and recordings stay where they come from hosts that are ``allowed``.
    """
    frames, media = allowed.get("frames", ()), allowed.get("media", ())
    fragment = FORGED.sub("", fragment)
    if frames or media:
        cleaned = _embedding(frames, media, allowed.get("pictures", ())).clean(fragment)
        cleaned = EMPTY.sub("", FRAME.sub(r"\1</iframe>", cleaned))
    else:
        cleaned = _cleaner.clean(fragment)
    # References have become characters; those that Markdown puts around its own marks stay.
    return MARKUP_PARTS.sub(lambda part: without_hidden(part[0], markup=False), cleaned)


@lru_cache(maxsize=8)
def _embedding(frames: tuple[str, ...], media: tuple[str, ...], pictures: tuple[str, ...]) -> nh3.Cleaner:
    """What cleans HTML that may hold frames and recordings of these hosts."""
    allowed = {"frames": frames, "media": media, "pictures": pictures}
    held = {name: names for name, names in EMBEDS.items() if (frames if name == "iframe" else media)}

    def attribute(tag: str, name: str, value: str) -> str | None:
        if tag in held:
            kind = LOADS.get((tag, name))
            if ">" in value or (kind and not (foreign(value) and allows(allowed, kind, value))):
                return None
        return _attribute(tag, name, value)

    tags = TAGS | held.keys()
    return nh3.Cleaner(
        tags=set(tags),
        clean_content_tags={tag for tag in WITHOUT_TEXT if tag not in tags},
        attributes=_attributes({**ATTRIBUTES, **held}),
        attribute_filter=attribute,
        generic_attribute_prefixes={SPOKEN},
        link_rel=None,
        url_schemes=set(SCHEMES),
    )


def clean_tag(tag: str, allowed: Allowed = NONE) -> str:
    """One tag as it may stand in a sentence; the empty string where it may not."""
    if closing := CLOSING.fullmatch(tag):
        name = closing[1].lower()
        held = name in EMBEDS and ("frames" if name == "iframe" else "media") in allowed
        return f"</{name}>" if name in TAGS or held else ""
    cleaned = clean_html(tag, allowed)
    opened = OPENED.match(cleaned)
    return cleaned.removesuffix(f"</{opened[1]}>") if opened else ""


def is_clean(texts: Sequence[str]) -> bool:
    """Whether each text is XHTML that can stand inside a line of any page: well formed, and nothing in it acts."""
    joined = f"<all>{''.join(f'<one>{text}</one>' for text in texts)}</all>"
    if any(mark in joined for mark in ("<!", "<?", "/>", STX, ETX)):
        return False
    try:
        root = fromstring(joined)
    except ParseError:
        return False
    if len(root) != len(texts):
        return False
    inside = [element for one in root for element in one.iter() if element is not one]
    return all(one.tag == "one" for one in root) and all(map(_is_clean, inside))


def _is_clean(element: Element) -> bool:
    return element.tag in IN_LINE and all(
        name not in ("id", "name") and _harmless_value(element.tag, name, value) == value
        for name, value in element.attrib.items()
    )


def clean_code(piece: str, *, torn: bool = False) -> str:
    """A block of code as an extension made it, without what the header of its fence may not set.

    ``torn`` says that the header may hold tags: extensions do not escape all of it.
    """
    if torn:
        piece = _code_cleaner.clean(piece)
    return OPENING.sub(_clean_opening, piece) if GIVEN_TO_CODE.search(piece) else piece


def _clean_opening(match: re.Match[str]) -> str:
    if match[1] not in CODE_TAGS:
        return match[0]
    kept = []
    for attribute in OPENING_ATTRIBUTE.finditer(match[2]):
        value = _of_code(match[1], attribute[1].lower(), html.unescape(attribute[2] or ""))
        if value is not None:
            kept.append(f' {attribute[1]}="{html.escape(value)}"')
    return f"<{match[1]}{''.join(kept)}{match[3]}"


def _of_code(tag: str, name: str, value: str) -> str | None:
    """What an attribute of a block of code may say; None where it may not stand there."""
    if MADE_FOR_CODE.fullmatch(f"{name}={value}") or (name == "style" and COLOURS.fullmatch(value)):
        return value
    return _harmless_value(tag, name, value)


def clean_tree(root: Element, made: Collection[str] = MADE) -> None:
    """Make a tree harmless that Markdown built of a page: attribute lists and links can say anything.

    ``made`` are the elements that only extensions make; a tree of raw HTML holds none of them.
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
            # An attribute list that is not a list can set nothing at all.
            value = _harmless_value(element.tag, name, MARK.sub("", element.attrib[name] or ""))
            if value is None:
                del element.attrib[name]
            else:
                element.attrib[name] = value
        # Hosts expect of these that they lead somewhere.
        if element.tag == "a" and "href" not in element.attrib:
            element.tag = "span"
        elif element.tag == "img" and "src" not in element.attrib:
            element.set("src", "")


def _harmless_value(tag: str, name: str, value: str) -> str | None:
    """What an attribute of an element in a tree may say; None where it may not stand there."""
    if name == "style":
        return value if ALIGNMENT.fullmatch(value) else None
    if not ATTRIBUTE.fullmatch(name) or name.startswith("on") or name in NEVER:
        return None
    # A browser resolves the references that a tree is written with.
    said = html.unescape(value.replace(AMPERSAND, "&"))
    if name in ADDRESSES:
        return value if scheme_of(said) in {"", *SCHEMES} else None
    if name.startswith("data-"):
        form = EXTENSIONS_DATA.get(name)
        return value if form and form.fullmatch(said) else None
    if tag in MADE:
        # Tabs of the host are tied together by ids of its own.
        return value if name in ("id", "name") else _allowed(name, value, said)
    return _allowed(name, value, said) if name in LISTED_ALONE or is_allowed(tag, name) else None


def _allowed(name: str, value: str, said: str) -> str | None:
    if name == "class" and said in EXTENSIONS_CLASSES:
        return value
    kept = allowed_value(name, said)
    # As it was written, where nothing of it is lost.
    return value if kept == said or kept == " ".join(said.split()) else kept


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
    text = without_hidden(text)
    if html.unescape(text) != text:
        text = text.replace("&", "＆")
    return text.translate(TYPOGRAPHIC)
