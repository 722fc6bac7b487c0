"""Front matter: the three keys that make a page the annotation of a brief."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from foresite.model import Brief
from foresite.problems import Code, Place
from foresite.reading.code import blank
from foresite.reading.faults import Fault
from foresite.reading.nodes import Table, Text, YamlError, parse_yaml, plain
from foresite.reading.options import Option, given_once, yaml_fault
from foresite.reading.simple_yaml import as_table, read_simple

FENCE = re.compile(r"-{3}[ \t]*+\n")
END = re.compile(r"^(?:-{3}|\.{3})[ \t]*+$", re.MULTILINE)
NAME = re.compile(r"[\w-]+:")
YEAR = re.compile(r"[1-9]\d{3}")
NUMBER = re.compile(r"[1-9]\d{0,4}")
OURS = {
    "brief": "the brief's key in the bibliography",
    "outlook": "a year of four digits",
    "paragraphs": "the number of its body paragraphs",
}
# Above difflib's usual 0.6: the other keys are the host's, and 'outline' is none of our business.
NEAR = 0.75


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a page says of itself."""

    meta: Mapping[str, Any]
    """Every key, scalars as written."""
    brief: Brief | None
    annotates: bool
    """Whether any of our keys is there, so that the page means to annotate a brief."""
    rest: str
    """The page with its front matter blanked: same lines, same offsets."""
    faults: tuple[Fault, ...]


def read_front_matter(text: str, page: str, path: str) -> FrontMatter:
    """Read a page's front matter; never raises."""
    opening = FENCE.match(text)
    if not opening:
        return FrontMatter({}, None, False, text, ())
    end = END.search(text, opening.end())
    if end is None:
        faults: list[Fault] = []
        if NAME.match(text, opening.end()):
            message = "the front matter is never closed, expected '---' on a line of its own"
            faults.append(Fault(1, Code.BAD_YAML, message))
        return FrontMatter({}, None, bool(faults), text, tuple(faults))
    inside = text[opening.end() : end.start()].removesuffix("\n")
    rest = blank(text[: end.end()]) + text[end.end() :]
    try:
        simple = read_simple(inside, 2)
        root = parse_yaml(inside, 2) if simple is None else as_table(simple, 2)
    except YamlError as error:
        lines = text.split("\n")
        source = lines[error.line - 1] if error.line <= len(lines) else ""
        return FrontMatter({}, None, _means_to(inside), rest, (yaml_fault(error, source),))
    if not isinstance(root, Table):
        faults = [Fault(2, Code.BAD_YAML, "the front matter is not a mapping, expected 'name: value'")] if root else []
        return FrontMatter({}, None, False, rest, tuple(faults))
    given, repeated = given_once(root)
    brief, faults = _brief(given, page, path)
    annotates = any(key in OURS or _meant(key) for key in given)
    return FrontMatter(plain(root), brief, annotates, rest, (*repeated, *faults))


def _means_to(inside: str) -> bool:
    return bool(re.search(rf"^(?:{'|'.join(OURS)}) *:", inside, re.MULTILINE))


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
            message = f"no key '{key}' in the front matter, expected '{meant}'"
            faults.append(Fault(option.line, Code.UNKNOWN_OPTION, message, f"did you mean '{meant}'?"))
    present = [given[key] for key in OURS if key in given]
    if not present:
        return None, faults
    for key, expects in OURS.items():
        if key not in given and key not in misspelt:
            message = f"the front matter has '{present[0].name}' but no '{key}', expected {expects}"
            faults.append(Fault(present[0].line, Code.MISSING_OPTION, message))
    key_text, outlook, paragraphs = (_text(given.get(name)) for name in OURS)
    if "brief" in given and not key_text:
        faults.append(Fault(given["brief"].line, Code.BAD_VALUE, f"'brief' is not a key, expected {OURS['brief']}"))
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
