"""Front matter: the keys that make a page the annotation of a brief, and those that its host and theme read."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from foresite.model import Brief
from foresite.problems import Code, Place, nearest
from foresite.reading.faults import Fault, one_of
from foresite.reading.markdown.code import blank
from foresite.reading.meta_keys import KEYS, NUMBER, OURS, YEAR, ValueFault, refused_template
from foresite.reading.nodes import Table, Text, YamlError, parse_yaml, plain
from foresite.reading.options import Option, altered, given_once, read_draft, yaml_fault
from foresite.reading.simple_yaml import as_table, read_simple
from foresite.settings import Settings

FENCE = re.compile(r"-{3}[ \t]*+\n")
END = re.compile(r"^(?:-{3}|\.{3})[ \t]*+$", re.MULTILINE)
NAME = re.compile(r"[\w-]+:")
PROSE = ("title", "subtitle", "description", "summary", "author", "authors")
"""The keys that hold any text."""
# Above difflib's usual 0.6: the other keys are the host's, and 'outline' is none of our business.
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
    given, repeated = given_once(root)
    brief, faults = _brief(given, page, path)
    meta, wrong = _meta(given, settings)
    for option in given.values():
        faults += altered(option.name, option.node, option.name in PROSE)
    annotates = any(key in OURS or _meant(key) for key in given)
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
    templates, others = (settings.templates, settings.front_matter) if settings else ((), ())
    meta: dict[str, Any] = {}
    faults: list[Fault] = []
    hints = HINTS
    for name, option in given.items():
        if name in others:
            meta[name] = plain(option.node)
        elif name not in KEYS:
            if (meant := _meant(name)) and meant not in given:
                continue
            hints -= 1
            hint = nearest(name, KEYS) if hints >= 0 else ""
            message = f"no key '{name}' in the front matter, expected {one_of(KEYS)}"
            hint = hint or "where another plugin reads it, list it in the setting 'front_matter'"
            faults.append(Fault(option.line, Code.UNKNOWN_OPTION, message, hint))
        else:
            try:
                value = KEYS[name].read(option.node)
            except ValueFault as fault:
                if name not in OURS and name != "draft":
                    message = f"'{name}' is {fault}, expected {KEYS[name].expects}"
                    faults.append(Fault(option.line, Code.BAD_VALUE, message, fault.hint))
                continue
            if name == "template" and (refused := refused_template(value, templates)):
                faults.append(Fault(option.line, Code.BAD_VALUE, refused, nearest(value, templates)))
            else:
                meta[name] = value
    return meta, faults


def _means_to(inside: str) -> bool:
    return bool(re.search(rf"^(?:{'|'.join(OURS)}) *:", inside, re.MULTILINE | re.IGNORECASE))


def _meant(key: str) -> str:
    """Which of our keys a misspelt one is near to, if any."""
    if key in OURS:
        return ""
    return next(iter(get_close_matches(key.casefold(), OURS, n=1, cutoff=NEAR)), "")


def _brief(given: Mapping[str, Option], page: str, path: str) -> tuple[Brief | None, list[Fault]]:
    faults = []
    misspelt = set()
    for key, option in given.items():
        if (meant := _meant(key)) and meant not in given:
            misspelt.add(meant)
            message = f"no key '{key}' in the front matter, expected a key such as '{meant}'"
            faults.append(Fault(option.line, Code.UNKNOWN_OPTION, message, f"did you mean '{meant}'?"))
    present = [given[key] for key in OURS if key in given]
    if not present:
        return None, faults
    for key, ours in OURS.items():
        if key not in given and key not in misspelt:
            message = f"the front matter has '{present[0].name}' but no '{key}', expected {ours.expects}"
            faults.append(Fault(present[0].line, Code.MISSING_OPTION, message))
    key_text, outlook, paragraphs = (_text(given.get(name)) for name in OURS)
    if "brief" in given and not key_text:
        message = f"'brief' is not a key, expected {OURS['brief'].expects}"
        faults.append(Fault(given["brief"].line, Code.BAD_VALUE, message))
    if "outlook" in given and not (YEAR.fullmatch(outlook) and outlook.isascii()):
        message = f"the outlook '{outlook}' is not a year, expected four digits such as 2024"
        faults.append(Fault(given["outlook"].line, Code.BAD_OUTLOOK, message))
        outlook = ""
    if "paragraphs" in given and not (NUMBER.fullmatch(paragraphs) and paragraphs.isascii()):
        message = f"'paragraphs' is '{paragraphs}', expected the number of body paragraphs"
        faults.append(Fault(given["paragraphs"].line, Code.BAD_VALUE, message))
        paragraphs = ""
    if not (key_text and outlook and paragraphs):
        return None, faults
    place = Place(path, given["brief"].line)
    return Brief(key_text, int(outlook), int(paragraphs), page, place), faults


def _text(option: Option | None) -> str:
    return option.node.value.strip() if option and isinstance(option.node, Text) else ""
