"""Read the front matter of a page: one table of keys, which checks, converts and describes them.

A theme's templates trust front matter, and escape none of it: a key reaches them only if it stands here, with a value
of the right type, or if the setting ``front_matter`` names it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Any

from foresite.model.likelihood import SCALES, Scale
from foresite.model.locators import COUNTED, PARAGRAPH
from foresite.model.outlook import FORMS, Outlook, OutlookError, outlook_name, outlook_of
from foresite.model.problems import Code, Fault, Place, nearest, one_of
from foresite.model.records import Brief
from foresite.model.settings import Settings
from foresite.parsing.markdown.code import blank
from foresite.parsing.options import Option, altered_texts, entries_by_name, read_draft, yaml_fault
from foresite.parsing.other_plugins import keys_of
from foresite.parsing.yaml import Items, Node, Table, Text, YamlError, as_table, parse_yaml, plain_value, read_simple

# The keys that a page's front matter may have: one table, which checks, converts and describes them.


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
class MetaKey:
    """One key."""

    expects: str
    """What stands there, in words."""
    read: Callable[[Node], Any]
    """From the node to the value that a theme may have; raises ``ValueFault`` where it is not one."""
    schema: Mapping[str, Any]
    """What it may be, as a JSON schema."""


def value_in_words(node: Node) -> str:
    """A value in a few words, for a message."""
    match node:
        case Text() if node.value.strip() in ("", "~", "null"):
            return "empty"
        case Text():
            return f"'{node.value.strip()}'"
        case Items():
            return "a list"
    return "a mapping"


def _text_of(node: Node) -> str:
    if isinstance(node, Text) and value_in_words(node) != "empty":
        return node.value.strip()
    raise ValueFault(value_in_words(node))


def _like(pattern: re.Pattern[str]) -> Callable[[Node], str]:
    def read(node: Node) -> str:
        text = _text_of(node)
        if pattern.fullmatch(text) and text.isascii():
            return text
        raise ValueFault(value_in_words(node))

    return read


def _number(pattern: re.Pattern[str]) -> Callable[[Node], int | float]:
    def read(node: Node) -> int | float:
        text = _like(pattern)(node)
        return float(text) if "." in text else int(text)

    return read


def _outlook(node: Node) -> int | str:
    text = _text_of(node)
    # Whether a name is declared, only the settings can tell.
    return int(text) if YEAR.fullmatch(text) and text.isascii() else outlook_name(text)


def _truth(node: Node) -> bool:
    text = _text_of(node)
    if text.lower() in TRUTHS:
        return TRUTHS[text.lower()]
    raise ValueFault(value_in_words(node))


def _texts(node: Node) -> list[str]:
    if not isinstance(node, Items):
        hint = f"write '[{node.value.strip()}]'" if isinstance(node, Text) and value_in_words(node) != "empty" else ""
        raise ValueFault(value_in_words(node), hint)
    if other := next(
        (item for item in node.items if not isinstance(item, Text) or value_in_words(item) == "empty"), None
    ):
        raise ValueFault(f"a list with {'an item that is empty' if isinstance(other, Text) else value_in_words(other)}")
    return [_text_of(item) for item in node.items]


def _hidden(node: Node) -> list[str]:
    for name in (names := _texts(node)):
        if name not in HIDDEN:
            raise ValueFault(f"a list with '{name}'", nearest(name, HIDDEN))
    return names


def _search(node: Node) -> dict[str, Any]:
    if not isinstance(node, Table):
        hint = "write 'search: {exclude: true}' to leave the page out of search"
        raise ValueFault(value_in_words(node), hint if isinstance(node, Text) else "")
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


OURS: Mapping[str, MetaKey] = {
    "brief": MetaKey("the brief's key in the bibliography", _text_of, TEXT),
    "outlook": MetaKey(
        f"{FORMS}, or a name that the setting 'outlooks' declares",
        _outlook,
        {"anyOf": [{"type": "integer", "minimum": 1000, "maximum": 9999}, TEXT]},
    ),
}
"""The two that make a page the annotation of a brief: both, or neither."""

COUNTS: Mapping[str, MetaKey] = {
    name: MetaKey(
        f"the number of its {'body ' if unit == PARAGRAPH else ''}{name}",
        _number(NUMBER),
        _whole(NUMBER, {"minimum": 1, "maximum": 99999}),
    )
    for name, unit in COUNTED.items()
}
"""What of a brief can be counted, so that locators are checked: any of them, beside the two."""

KEYS: Mapping[str, MetaKey] = {
    **OURS,
    **COUNTS,
    "scale": MetaKey("the scale of likelihoods that the brief itself uses, where it is not the site's", _text_of, TEXT),
    "draft": MetaKey("true or false", _truth, {"type": "boolean"}),
    "title": MetaKey("a text: the page's title", _text_of, {"type": ["string", "integer"], "minLength": 1}),
    "subtitle": MetaKey("a text: what stands below the title in the navigation", _text_of, TEXT),
    "description": MetaKey("a sentence or two for search engines and link previews", _text_of, TEXT),
    "author": MetaKey("a text: who wrote the page", _text_of, TEXT),
    "lang": MetaKey(
        "a language tag such as ko or pt-BR",
        _like(LANGUAGE),
        {"type": "string", "pattern": f"^{LANGUAGE.pattern}$"},
    ),
    "icon": MetaKey(
        "the path of an icon such as material/scale-balance",
        _like(ICON),
        {"type": "string", "pattern": f"^{ICON.pattern}$"},
    ),
    "status": MetaKey(
        "a word such as new or deprecated", _like(WORD), {"type": "string", "pattern": f"^{WORD.pattern}$"}
    ),
    "hide": MetaKey(
        f"a list with any of {one_of(HIDDEN)}", _hidden, {"type": "array", "items": {"enum": list(HIDDEN)}}
    ),
    "search": MetaKey(
        "a mapping with exclude (true or false) or boost (a number)",
        _search,
        {
            "type": "object",
            "properties": {"exclude": {"type": "boolean"}, "boost": {"type": "number", "minimum": 0}},
            "additionalProperties": False,
        },
    ),
    "tags": MetaKey("a list of texts", _texts, {"type": "array", "items": TEXT}),
    "comments": MetaKey("true or false", _truth, {"type": "boolean"}),
    "template": MetaKey("a template that the setting 'templates' lists", _text_of, TEXT),
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


# Front matter: the keys that make a page the annotation of a brief, and those that its host and theme read.


FENCE = re.compile(r"-{3}[ \t]*+\n")
END = re.compile(r"^(?:-{3}|\.{3})[ \t]*+$", re.MULTILINE)
NAME = re.compile(r"[\w-]+:")
OURS_IN_TEXT = re.compile(rf"^(?:{'|'.join((*OURS, 'paragraphs'))}) *:", re.MULTILINE | re.IGNORECASE)
PROSE = ("title", "subtitle", "description", "summary", "author", "authors")
"""The keys that hold any text."""
# Above difflib's usual 0.6: the other keys are the host's, and 'outline' is not our business.
NEAR = 0.75
HINTS = 20
"""Unknown keys of one page for which a near name is looked for."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a page says of itself."""

    meta: Mapping[str, Any]
    """What a theme may have of it: the keys that are right, as values of their type; keys of others as written."""
    brief: Brief | None
    annotates: bool
    """Whether any of our keys is there, so that the page means to annotate a brief."""
    draft: bool
    """Whether it says that it is a draft; where what it says cannot be read, it is one."""
    rest: str
    """The page with its front matter blanked: same lines, same offsets."""
    faults: tuple[Fault, ...]
    inside: str = ""
    """Its YAML, where that can be read."""


def front_matter_end(text: str) -> int:
    """Where the line begins that closes a page's front matter; 0 where it has none."""
    opening = FENCE.match(text)
    end = END.search(text, opening.end()) if opening else None
    return end.start() if end else 0


def read_front_matter(text: str, page: str, path: str, settings: Settings | None = None) -> FrontMatter:
    """Read a page's front matter; never raises. ``settings`` say which templates and further keys it may name."""
    opening = FENCE.match(text)
    if not opening:
        return FrontMatter({}, None, False, False, text, _unfenced(text))
    end = END.search(text, opening.end())
    if end is None:
        faults: list[Fault] = []
        if NAME.match(text, opening.end()):
            message = "the front matter is never closed, expected '---' on a line of its own"
            faults.append(Fault(1, Code.BAD_YAML, message))
        draft = bool(faults) and _says_draft(text[opening.end() :].partition("\n\n")[0])
        return FrontMatter({}, None, bool(faults), draft, text, tuple(faults))
    inside = text[opening.end() : end.start()].removesuffix("\n")
    rest = blank(text[: end.end()]) + text[end.end() :]
    try:
        simple = read_simple(inside, 2)
        root = parse_yaml(inside, 2) if simple is None else as_table(simple, 2)
    except YamlError as error:
        lines = text.split("\n")
        source = lines[error.line - 1] if error.line <= len(lines) else ""
        return FrontMatter({}, None, _means_to(inside), _says_draft(inside), rest, (yaml_fault(error, source),))
    if not isinstance(root, Table):
        faults = [Fault(2, Code.BAD_YAML, "the front matter is not a mapping, expected 'name: value'")] if root else []
        return FrontMatter({}, None, False, _says_draft(inside), rest, tuple(faults))
    given, repeated = entries_by_name(root)
    # What another plugin reads is not ours.
    others = {*settings.front_matter, *keys_of(settings.extensions)} if settings else ()
    ours = {name: option for name, option in given.items() if name not in COUNTS or name not in others}
    brief, faults = _brief(ours, page, path, settings.outlooks if settings else {})
    if "scale" in given and (brief or not any(key in OURS for key in given)):
        scale, wrong_scale = _scale(given["scale"], brief, settings)
        brief = brief and replace(brief, scale=scale)
        faults += wrong_scale
    meta, wrong = _meta(given, settings)
    for option in given.values():
        faults += altered_texts(option.name, option.node, option.name in PROSE)
    annotates = any(key in OURS or key in COUNTS or _meant(key, given) for key in ours)
    draft, undecided = read_draft(given)
    return FrontMatter(meta, brief, annotates, draft, rest, (*repeated, *faults, *wrong, *undecided), inside)


def _says_draft(inside: str) -> bool:
    """Whether front matter that cannot be read speaks of a draft."""
    return bool(re.search(r"^draft *:(?! *false *$)", inside, re.MULTILINE | re.IGNORECASE))


def permitted(meta: Mapping[str, Any], templates: Collection[str]) -> dict[str, Any]:
    """Front matter as a host has it, without a template that pages may not name: other files can add one."""
    return {key: value for key, value in meta.items() if key != "template" or value in templates}


def _unfenced(text: str) -> tuple[Fault, ...]:
    """A page that begins with a key and its value, which MkDocs itself takes for front matter."""
    match = NAME.match(text)
    if match is None or match[0][:-1] not in KEYS:
        return ()
    message = (
        f"'{match[0]}' at the top of the page is outside front matter, expected front matter between two lines '---'"
    )
    return (Fault(1, Code.BAD_YAML, message),)


def _meta(given: Mapping[str, Option], settings: Settings | None) -> tuple[dict[str, Any], list[Fault]]:
    """What a theme may have of the keys, and what is wrong with the others."""
    templates = settings.templates if settings else ()
    others = {*settings.front_matter, *keys_of(settings.extensions)} if settings else ()
    meta: dict[str, Any] = {}
    faults: list[Fault] = []
    hints = HINTS
    for name, option in given.items():
        if name in others:
            meta[name] = plain_value(option.node)
        elif name not in KEYS:
            if (meant := _meant(name, given)) and meant not in given:
                continue
            hints -= 1
            known = [key for key in KEYS if key not in COUNTS or "brief" in given]
            hint = nearest(name, known) if hints >= 0 else ""
            message = f"no key '{name}' in the front matter, expected {one_of(KEYS)}"
            hint = hint or "where another plugin reads it, list it in the setting 'front_matter'"
            faults.append(Fault(option.line, Code.UNKNOWN_OPTION, message, hint))
        else:
            try:
                value = KEYS[name].read(option.node)
            except ValueFault as fault:
                if name not in (*OURS, *COUNTS, "draft"):
                    message = f"'{name}' is {fault}, expected {KEYS[name].expects}"
                    faults.append(Fault(option.line, Code.BAD_VALUE, message, fault.hint))
                continue
            if name == "template" and (refused := refused_template(value, templates)):
                faults.append(Fault(option.line, Code.BAD_VALUE, refused, nearest(value, templates)))
            else:
                meta[name] = value
    return meta, faults


def _means_to(inside: str) -> bool:
    return bool(OURS_IN_TEXT.search(inside))


def _meant(key: str, given: Collection[str]) -> str:
    """Which of our keys a misspelt one is near to, if any; the counts only beside one of the others."""
    if key in OURS or key in COUNTS:
        return ""
    counts = COUNTS if any(name in given for name in OURS) else ("paragraphs",)
    return next(iter(get_close_matches(key.casefold(), (*OURS, *counts), n=1, cutoff=NEAR)), "")


def _brief(
    given: Mapping[str, Option], page: str, path: str, declared: Mapping[str, Outlook]
) -> tuple[Brief | None, list[Fault]]:
    faults = []
    misspelt = set()
    for key, option in given.items():
        if (meant := _meant(key, given)) and meant not in given:
            misspelt.add(meant)
            message = f"no key '{key}' in the front matter, expected a key such as '{meant}'"
            faults.append(Fault(option.line, Code.UNKNOWN_OPTION, message, f"did you mean '{meant}'?"))
    present = [given[key] for key in (*OURS, *COUNTS) if key in given]
    if not present:
        return None, faults
    for key, ours in OURS.items():
        if key not in given and key not in misspelt:
            message = f"the front matter has '{present[0].name}' but no '{key}', expected {ours.expects}"
            faults.append(Fault(present[0].line, Code.MISSING_OPTION, message))
    key_text, outlook = (_text(given.get(name)) for name in OURS)
    if "brief" in given and not key_text:
        message = f"'brief' is not a key, expected {OURS['brief'].expects}"
        faults.append(Fault(given["brief"].line, Code.BAD_VALUE, message))
    if "outlook" in given:
        try:
            outlook = outlook_of(outlook, declared).name
        except OutlookError as error:
            others = ", or a name that the setting 'outlooks' declares"
            hint = nearest(outlook, declared)
            faults.append(Fault(given["outlook"].line, Code.BAD_OUTLOOK, f"{error}{others}", hint))
            outlook = ""
    counts, wrong = _counts(given)
    faults += wrong
    if not (key_text and outlook) or wrong:
        return None, faults
    paragraphs = counts.pop(PARAGRAPH, 0)
    place = Place(path, given["brief"].line)
    return Brief(key_text, outlook, paragraphs, page, place, counts=tuple(counts.items())), faults


def _counts(given: Mapping[str, Option]) -> tuple[dict[str, int], list[Fault]]:
    """What the front matter counts of a brief, by the unit, in its order."""
    counts: dict[str, int] = {}
    faults = []
    for name, option in given.items():
        if name not in COUNTS:
            continue
        number = _text(option)
        if NUMBER.fullmatch(number) and number.isascii():
            counts[COUNTED[name]] = int(number)
        else:
            expected = "the number of body paragraphs" if name == "paragraphs" else COUNTS[name].expects
            faults.append(Fault(option.line, Code.BAD_VALUE, f"'{name}' is '{number}', expected {expected}"))
    return counts, faults


def _scale(option: Option, brief: Brief | None, settings: Settings | None) -> tuple[Scale | None, list[Fault]]:
    """The scale that a brief has for its own."""
    if brief is None:
        message = "'scale' on a page that annotates no brief, expected it on its brief's page"
        return None, [Fault(option.line, Code.BAD_VALUE, message, "give brief and outlook as well")]
    known, name = settings.known_scales if settings else SCALES, _text(option)
    if not name or name in known:
        # What is not a text, and what is empty, is reported as of any other key.
        return known.get(name), []
    return None, [
        Fault(option.line, Code.BAD_VALUE, f"no scale '{name}', expected {one_of(known)}", nearest(name, known))
    ]


def _text(option: Option | None) -> str:
    return option.node.value.strip() if option and isinstance(option.node, Text) else ""
