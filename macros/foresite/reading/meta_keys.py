"""The keys that a page's front matter may have: one table, which checks, converts and describes them.

A theme's templates trust front matter, and escape none of it: a key reaches them only if it stands here, with a value
of the right type, or if the setting ``front_matter`` names it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from foresite.problems import nearest
from foresite.reading.faults import one_of
from foresite.reading.nodes import Items, Node, Table, Text

YEAR = re.compile(r"[1-9]\d{3}")
NUMBER = re.compile(r"[1-9]\d{0,4}")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
ICON = re.compile(r"[\w-]+(?:/[\w-]+)+")
WORD = re.compile(r"[\w-]+")
BOOST = re.compile(r"\d{1,4}(?:\.\d{1,4})?")
TRUTHS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
HIDDEN = ("navigation", "toc", "path", "tags", "footer", "feedback")
"""The parts of a page that Material lets it hide."""
TEXT = {"type": "string", "minLength": 1}


class ValueFault(ValueError):
    """A value that a key can't have; the message says what it is, ``hint`` which one it may be meant for."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Key:
    """One key."""

    expects: str
    """What stands there, in words."""
    read: Callable[[Node], Any]
    """From the node to the value that a theme may have; raises ``ValueFault`` where it is not one."""
    schema: Mapping[str, Any]
    """What it may be, as a JSON schema."""


def shown(node: Node) -> str:
    """A value in a few words, for a message."""
    match node:
        case Text() if node.value.strip() in ("", "~", "null"):
            return "empty"
        case Text():
            return f"'{node.value.strip()}'"
        case Items():
            return "a list"
    return "a mapping"


def _text(node: Node) -> str:
    if isinstance(node, Text) and shown(node) != "empty":
        return node.value.strip()
    raise ValueFault(shown(node))


def _like(pattern: re.Pattern[str]) -> Callable[[Node], str]:
    def read(node: Node) -> str:
        text = _text(node)
        if pattern.fullmatch(text) and text.isascii():
            return text
        raise ValueFault(shown(node))

    return read


def _number(pattern: re.Pattern[str]) -> Callable[[Node], int | float]:
    def read(node: Node) -> int | float:
        text = _like(pattern)(node)
        return float(text) if "." in text else int(text)

    return read


def _truth(node: Node) -> bool:
    text = _text(node)
    if text.lower() in TRUTHS:
        return TRUTHS[text.lower()]
    raise ValueFault(shown(node))


def _texts(node: Node) -> list[str]:
    if not isinstance(node, Items):
        hint = f"write '[{node.value.strip()}]'" if isinstance(node, Text) and shown(node) != "empty" else ""
        raise ValueFault(shown(node), hint)
    if other := next((item for item in node.items if not isinstance(item, Text) or shown(item) == "empty"), None):
        raise ValueFault(f"a list with {'an item that is empty' if isinstance(other, Text) else shown(other)}")
    return [_text(item) for item in node.items]


def _hidden(node: Node) -> list[str]:
    for name in (names := _texts(node)):
        if name not in HIDDEN:
            raise ValueFault(f"a list with '{name}'", nearest(name, HIDDEN))
    return names


def _search(node: Node) -> dict[str, Any]:
    if not isinstance(node, Table):
        hint = "write 'search: {exclude: true}' to leave the page out of search"
        raise ValueFault(shown(node), hint if isinstance(node, Text) else "")
    of = {"exclude": _truth, "boost": _number(BOOST)}
    found = {}
    for key, value in node.entries:
        if key.value not in of:
            raise ValueFault(f"a mapping with '{key.value}'", nearest(key.value, of))
        try:
            found[key.value] = of[key.value](value)
        except ValueFault as fault:
            raise ValueFault(f"a mapping whose '{key.value}' is {fault}") from None
    return found


def _whole(pattern: re.Pattern[str], limits: dict[str, int]) -> dict[str, Any]:
    """The schema of a whole number, which may stand in quotes."""
    return {"anyOf": [{"type": "integer", **limits}, {"type": "string", "pattern": f"^{pattern.pattern}$"}]}


OURS: Mapping[str, Key] = {
    "brief": Key("the brief's key in the bibliography", _text, TEXT),
    "outlook": Key("a year of four digits", _number(YEAR), _whole(YEAR, {"minimum": 1000, "maximum": 9999})),
    "paragraphs": Key(
        "the number of its body paragraphs", _number(NUMBER), _whole(NUMBER, {"minimum": 1, "maximum": 99999})
    ),
}
"""The three that make a page the annotation of a brief: all, or none of them."""

KEYS: Mapping[str, Key] = {
    **OURS,
    "draft": Key("true or false", _truth, {"type": "boolean"}),
    "title": Key("a text: the page's title", _text, {"type": ["string", "integer"], "minLength": 1}),
    "subtitle": Key("a text: what stands below the title in the navigation", _text, TEXT),
    "description": Key("a sentence or two for search engines and link previews", _text, TEXT),
    "author": Key("a text: who wrote the page", _text, TEXT),
    "lang": Key(
        "a language tag such as ko or pt-BR",
        _like(LANGUAGE),
        {"type": "string", "pattern": f"^{LANGUAGE.pattern}$"},
    ),
    "icon": Key(
        "the path of an icon such as material/scale-balance",
        _like(ICON),
        {"type": "string", "pattern": f"^{ICON.pattern}$"},
    ),
    "status": Key("a word such as new or deprecated", _like(WORD), {"type": "string", "pattern": f"^{WORD.pattern}$"}),
    "hide": Key(f"a list with any of {one_of(HIDDEN)}", _hidden, {"type": "array", "items": {"enum": list(HIDDEN)}}),
    "search": Key(
        "a mapping with exclude (true or false) or boost (a number)",
        _search,
        {
            "type": "object",
            "properties": {"exclude": {"type": "boolean"}, "boost": {"type": "number", "minimum": 0}},
            "additionalProperties": False,
        },
    ),
    "tags": Key("a list of texts", _texts, {"type": "array", "items": TEXT}),
    "comments": Key("true or false", _truth, {"type": "boolean"}),
    "template": Key("a template that the setting 'templates' lists", _text, TEXT),
}
"""Every key by its name, in the order in which they are documented."""


def refused_template(name: str, templates: Collection[str]) -> str:
    """Why a page may not name a template; empty where it may."""
    if name in templates:
        return ""
    listed = one_of(templates) if templates else "none, for the setting 'templates' lists none"
    return f"the template '{name}' is not allowed, expected {listed}"


def documentation() -> str:
    """The table of the keys for ``docs/authoring.md``: Markdown."""
    rows = (f"| `{name}` | {key.expects} |" for name, key in KEYS.items())
    return "\n".join(("| key | what it holds |", "|---|---|", *rows)) + "\n"
