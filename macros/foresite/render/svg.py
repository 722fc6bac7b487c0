"""Sanitise SVG pictures with an allow list of elements and attributes and an XML parser.

An SVG that is opened by itself is a page of the site's own origin: it can run scripts, link elsewhere and load from
other hosts. What draws stays, in the same order and with the same text; everything else is removed and reported.
Metadata that programs such as Inkscape and matplotlib write in their own namespaces draws nothing and is removed
without a report.

HTML sanitisers do not handle XML, and no SVG sanitiser was found that both reports what it removes and preserves
spaces in texts. The parser is Python's own, Expat: it fetches nothing, and entities are refused before it replaces
them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

SVG, XLINK, XML = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink", "http://www.w3.org/XML/1998/namespace"
XHTML = "http://www.w3.org/1999/xhtml"
MAX_SVG_BYTES = 10_000_000
"""Maximum size in bytes; embedded pictures take space."""
MAX_DEPTH, MAX_ELEMENTS = 200, 200_000
"""The maximum depth and number of elements: browsers cannot show larger drawings in reasonable time.

An element that others refer to is drawn once more for each of them, and counts each time.
"""
ELEMENTS = frozenset(
    (
        "a", "circle", "clipPath", "defs", "desc", "ellipse", "feBlend", "feColorMatrix", "feComponentTransfer",
        "feComposite", "feConvolveMatrix", "feDiffuseLighting", "feDisplacementMap", "feDistantLight", "feDropShadow",
        "feFlood", "feFuncA", "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur", "feImage", "feMerge", "feMergeNode",
        "feMorphology", "feOffset", "fePointLight", "feSpecularLighting", "feSpotLight", "feTile", "feTurbulence",
        "filter", "g", "image", "line", "linearGradient", "marker", "mask", "path", "pattern", "polygon", "polyline",
        "radialGradient", "rect", "stop", "style", "svg", "switch", "symbol", "text", "textPath", "title", "tspan",
        "use", "view",
    )
)  # fmt: skip
"""Elements that draw or describe. Animations are excluded, as they can change attributes that were checked."""
SILENTLY_REMOVED = frozenset(("metadata",))
"""SVG elements that draw nothing and hold metadata of programs."""
LINKS = frozenset(("http", "https", "mailto"))
ATTRIBUTE = re.compile(r"(?!on)[a-zA-Z][a-zA-Z0-9_.-]*")
# Attributes other than ``href`` that can load or link.
NEVER = frozenset(("ping", "src", "srcdoc", "srcset"))
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):")
INVISIBLE = re.compile(r"[\s\x00-\x20\x7f-\x9f\u200b-\u200f\u2028\u2029\ufeff]+")
EMBEDDED = re.compile(r"data:image/(?:avif|gif|jpe?g|png|webp);base64,[a-z0-9+/=]*")
SELECTED = re.compile(r"([.#]?)([a-z_-][\w-]*)")
# Selectors that need no name: an element, an attribute or a state may be selected by them.
SELECTS_ANY = re.compile(r"[*\[:]")
URL = re.compile(r"(?i:url)\(\s*+(['\"]?)([^'\"()]*+)\1\s*+\)")
FONT = re.compile(r"data:(?:font/[\w.+-]+|application/(?:x-)?font-[\w.+-]+)(?:;charset=[\w-]+)?;base64,[a-z0-9+/=]*")
COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.DOTALL)
# CSS that loads something without url(), hides a keyword by escapes, or runs code in old browsers.
LOADS = re.compile(
    r"\\|@(?!charset|font-face|keyframes|media|namespace|supports)|\b(?:image-set|image|src|cross-fade)\s*+\("
    r"|expression\s*+\(|behaviou?r\s*+:|-moz-binding|javascript:"
)


@dataclass(frozen=True, slots=True)
class Removed:
    """Something that was removed from a picture."""

    line: int
    what: str
    """A description: ``the element 'script'``."""


@dataclass(frozen=True, slots=True)
class Sanitised:
    """A sanitised picture."""

    content: bytes
    removed: tuple[Removed, ...]


class SvgError(ValueError):
    """A file that is not an SVG or cannot be sanitised; the message says why and what was expected."""

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


@lru_cache(8)
def sanitise(data: bytes) -> Sanitised:
    """Return the picture with only the elements that draw; the same input gives the same output.

    Raises:
        SvgError: where it is not SVG, is too large, or declares entities.
    """
    if len(data) > MAX_SVG_BYTES:
        raise SvgError("the picture is too large, expected at most 10 MB")
    sanitiser = _Sanitiser()
    try:
        sanitiser.parser.Parse(data, True)
    except expat.ExpatError as error:
        reason = expat.errors.messages[error.code]
        raise SvgError(f"the picture is not well-formed XML ({reason})", error.lineno) from None
    except (LookupError, ValueError) as error:
        if isinstance(error, SvgError):
            raise
        raise SvgError(f"the picture cannot be read ({error})") from None
    if sanitiser.drawing.size() > MAX_ELEMENTS:
        raise SvgError(
            f"the picture draws more than {MAX_ELEMENTS} elements where parts use other parts, expected fewer"
        )
    return Sanitised("".join(sanitiser.out).encode("utf-8", "xmlcharrefreplace"), tuple(sanitiser.removed))


@dataclass(eq=False, slots=True)
class _Element:
    """An element of a picture: what selects it, what it refers to, and what is in it."""

    selected_by: frozenset[str]
    targets: list[str]
    children: list[_Element]
    line: int


class _Drawing:
    """Counts the elements that a picture draws, with those that ``use``, patterns, masks and markers draw again.

    Where ten parts each use the one before ten times, the last draws ten billion elements: browsers and printing
    would never end.
    """

    def __init__(self) -> None:
        self.root = _Element(frozenset(), [], [], 1)
        self.open = [self.root]
        self.by_id: dict[str, _Element] = {}
        self.targets_of: dict[str, list[str]] = {}
        """What style sheets have an element refer to, by what selects it."""

    def start(self, name: str, attributes: Mapping[str, str], line: int) -> None:
        classes = (f".{word}" for word in attributes.get("class", "").casefold().split())
        id = attributes.get("id", "")
        selected_by = frozenset(("*", name.casefold(), f"#{id.casefold()}", *classes))
        element = _Element(selected_by, [], [], line)
        for attribute, value in attributes.items():
            # A link to a part of the picture draws nothing.
            if attribute.rpartition(" ")[2] == "href" and name != "a":
                element.targets.append(INVISIBLE.sub("", value).removeprefix("#"))
            elif "(" in value:
                element.targets += _parts(value)
        self.open[-1].children.append(element)
        self.open.append(element)
        if id:
            self.by_id.setdefault(id, element)

    def end(self) -> None:
        self.open.pop()

    def style(self, rules: str) -> None:
        for rule in COMMENT.sub("", rules).split("}"):
            selectors, _, declarations = rule.rpartition("{")
            if targets := _parts(declarations):
                plain = selectors.rpartition("{")[2].casefold()
                names = {"*"} if SELECTS_ANY.search(plain) else {"".join(name) for name in SELECTED.findall(plain)}
                for name in names:
                    self.targets_of.setdefault(name, []).extend(targets)

    def size(self) -> int:
        """Return the number of elements, at most one more than are allowed.

        Raises:
            SvgError: where an element refers to one that it is in, or that refers to it.
        """
        sizes: dict[_Element, int] = {}
        entered: set[_Element] = set()
        waiting = [self.root]
        # Without recursion: elements may refer to each other a hundred thousand deep.
        while waiting:
            element = waiting[-1]
            if element in sizes:
                waiting.pop()
                continue
            certain, possible = self._targets(element)
            parts = [*element.children, *certain, *possible]
            if element not in entered:
                entered.add(element)
                waiting += [part for part in parts if part not in entered]
                continue
            if any(target not in sizes for target in certain):
                raise SvgError("the picture has parts that use each other in a circle, expected none", element.line)
            sizes[waiting.pop()] = min(1 + sum(sizes.get(part, 0) for part in parts), MAX_ELEMENTS + 1)
        return sizes[self.root]

    def _targets(self, element: _Element) -> tuple[list[_Element], list[_Element]]:
        """Return the elements that one refers to itself, and those that a style sheet for many refers to."""
        names = element.selected_by & self.targets_of.keys()
        own, general = list(element.targets), list[str]()
        for name in names:
            (own if name[0] in ".#" else general).extend(self.targets_of[name])
        certain, possible = ([self.by_id[id] for id in ids if id in self.by_id] for ids in (own, general))
        return certain, possible


def _parts(value: str) -> list[str]:
    """Return the ids of the parts of the picture that a style or value refers to."""
    return [INVISIBLE.sub("", match[2]).removeprefix("#") for match in URL.finditer(COMMENT.sub("", value))]


class _Sanitiser:
    """Writes the allowed elements and attributes as the parser reads them."""

    def __init__(self) -> None:
        self.out = ['<?xml version="1.0" encoding="UTF-8"?>\n']
        self.removed: list[Removed] = []
        self.open: list[str] = []
        self.count = 0
        self.style: list[str] | None = None
        """The text of the style sheet that is being read; None outside of one."""
        self.skipped = 0
        """The depth within a removed element; 0 outside of one."""
        self.drawing = _Drawing()
        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.ordered_attributes = False
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.EntityDeclHandler = self._entity

    def _entity(self, *_: Any) -> None:
        line = self.parser.CurrentLineNumber
        raise SvgError("the picture declares entities, expected none: they could grow without end", line)

    def _remove(self, what: str) -> None:
        self.removed.append(Removed(self.parser.CurrentLineNumber, what))

    def _start(self, full: str, attributes: Mapping[str, str]) -> None:
        space, _, name = full.rpartition(" ")
        self.count += 1
        if self.count > MAX_ELEMENTS:
            raise SvgError(f"the picture has more than {MAX_ELEMENTS} elements, expected fewer")
        if self.skipped:
            self.skipped += 1
            return
        if not self.open and (space, name) != (SVG, "svg"):
            message = f"the root of the picture is '{name}', expected 'svg' in the namespace {SVG}"
            raise SvgError(message, self.parser.CurrentLineNumber)
        if len(self.open) >= MAX_DEPTH:
            raise SvgError(f"the picture has elements in elements {MAX_DEPTH} deep, expected fewer")
        if space != SVG or name not in ELEMENTS or self.style is not None:
            if (space == SVG and name not in SILENTLY_REMOVED) or space == XHTML:
                self._remove(f"the element '{name}'")
            self.skipped = 1
            return
        root = "" if self.open else f' xmlns="{SVG}" xmlns:xlink="{XLINK}"'
        attributes_text = [f" {output_name}={quoteattr(value)}" for full_name, value in attributes.items()
                if (output_name := self._attribute(name, full_name, value))]  # fmt: skip
        self.out.append(f"<{name}{root}{''.join(attributes_text)}>")
        self.open.append(name)
        self.drawing.start(name, attributes, self.parser.CurrentLineNumber)
        if name == "style":
            self.style = []

    def _attribute(self, element: str, full: str, value: str) -> str:
        """Return the name under which an attribute is written; empty where it is removed."""
        space, _, name = full.rpartition(" ")
        if space == XML and name in ("space", "lang"):
            return f"xml:{name}"
        if space == XLINK and name in ("title", "type", "show", "actuate", "role", "arcrole"):
            return ""
        if (space == XLINK or not space) and name == "href":
            if _is_safe_link(element, value):
                return "xlink:href" if space else "href"
            self._remove(f"'{name}' of '{element}'")
            return ""
        if space:
            return ""
        if not ATTRIBUTE.fullmatch(name) or name.casefold().startswith("on") or name.casefold() in NEVER:
            self._remove(f"'{name}' of '{element}'")
            return ""
        # A value that is not a style loads something only by a function.
        if (name == "style" or "(" in value) and not _loads_nothing(value):
            self._remove(f"'{name}' of '{element}'")
            return ""
        return name

    def _end(self, _: str) -> None:
        if self.skipped:
            self.skipped -= 1
            return
        name = self.open.pop()
        self.drawing.end()
        if self.style is not None:
            rules = "".join(self.style)
            if _loads_nothing(rules):
                self.drawing.style(rules)
                self.out.append(escape(rules))
            else:
                self._remove("a style sheet that loads something")
            self.style = None
        self.out.append(f"</{name}>")

    def _text(self, text: str) -> None:
        if self.skipped:
            return
        if self.style is not None:
            self.style.append(text)
        elif self.open:
            self.out.append(escape(text))


def _is_safe_link(element: str, address: str) -> bool:
    """Return whether an element may link to or load an address: a part of the picture, embedded data, or a page."""
    plain = INVISIBLE.sub("", address).casefold()
    if not plain or plain.startswith("#"):
        return True
    if element in ("image", "feImage"):
        return bool(EMBEDDED.fullmatch(plain))
    scheme = SCHEME.match(plain)
    return element == "a" and (scheme is None or scheme[1] in LINKS)


def _loads_nothing(value: str) -> bool:
    """Return whether a style or value loads only parts of the picture, embedded pictures and fonts."""
    plain = COMMENT.sub("", value.casefold())
    if LOADS.search(plain):
        return False
    if plain.count("url(") != len(URL.findall(plain)):
        return False
    targets = (INVISIBLE.sub("", match[2]) for match in URL.finditer(plain))
    return all(
        not target or target.startswith("#") or EMBEDDED.fullmatch(target) or FONT.fullmatch(target)
        for target in targets
    )
