"""Scales of verbal probability that a project declares in ``mkdocs.yml``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Protocol

from foresite.model.likelihood import NAMES_NO_DEGREE, NO_DEGREE, SCALES, Scale, Term, closed_up
from foresite.model.macros import call_in_name
from foresite.model.probability import Probability, ProbabilityError
from foresite.model.problems import nearest, one_of

ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
WORD = re.compile(r"[^\d,()<>≤≥%]+")
"""A word of a scale, without characters of numbers or separators between words and numbers."""
PARTS = ("label", "source", "terms", "no_degree", "confidence")
TERM_PARTS = ("range", "synonyms")
MOST_SCALES = 50
MOST_WORDS = 200
"""More than any published scale has. With aliases, a short file can stand for a huge one."""
EXAMPLE = "write 'likely: 60-80 %'"
_TEXT = {"type": "string", "minLength": 1}
_TEXTS = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
SCALES_SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "propertyNames": {"pattern": f"^{ID.pattern}$", "not": {"enum": list(SCALES)}},
    "additionalProperties": {
        "type": "object",
        "properties": {
            "label": {"description": "The name by which tables call it.", **_TEXT},
            "source": {"description": "Where it is published.", **_TEXT},
            "terms": {
                "description": "Its terms, from the least likely, each with its range in per cent.",
                "type": "object",
                "minProperties": 2,
                "additionalProperties": {
                    "anyOf": [
                        _TEXT,
                        {
                            "type": "object",
                            "properties": {"range": _TEXT, "synonyms": _TEXTS},
                            "required": ["range"],
                            "additionalProperties": False,
                        },
                    ]
                },
            },
            "no_degree": {"description": "Words that name a possibility and no degree.", **_TEXTS},
            "confidence": {"description": "Its levels of confidence, from the lowest.", **_TEXTS},
        },
        "required": ["label", "source", "terms"],
        "additionalProperties": False,
    },
}
"""The JSON schema of the setting."""


class Reports(Protocol):
    """Anything that collects problems of parts of a setting."""

    def problem(self, part: str, message: str, hint: str = "") -> None:
        """Report a problem."""


def read_scales(context: Reports, value: Any) -> Mapping[str, Scale] | None:
    """Read the scales of the setting; one with a mistake is reported and left out."""
    if not isinstance(value, Mapping) or len(value) > MOST_SCALES:
        context.problem("scales", f"'scales' is {_describe(value)}, expected a mapping of ids to scales")
        return None
    scales = {}
    for id, definition in value.items():
        part = f"scales.{id}"
        if not ID.fullmatch(str(id)):
            context.problem(part, f"the scale id '{id}' is not kebab-case, expected lowercase letters and hyphens")
        elif id in SCALES:
            context.problem(part, f"the scale '{id}' is built in, expected another id for one of your own")
        elif not isinstance(definition, Mapping):
            context.problem(
                part, f"the scale '{id}' is {_describe(definition)}, expected {one_of(PARTS[:3])} and so on"
            )
        elif scale := _ScaleReader(context, part, definition).read(str(id)):
            scales[str(id)] = scale
    return MappingProxyType(scales)


class _ScaleReader:
    """Reads one scale."""

    def __init__(self, context: Reports, part: str, definition: Mapping[Any, Any]) -> None:
        self.context = context
        self.part = part
        self.definition = definition
        self.is_valid = True
        self.meanings: dict[str, str] = {}
        """The words of the scale, with the term or list that each stands for."""
        self.words_left = MOST_WORDS

    def wrong(self, part: str, message: str, hint: str = "") -> None:
        self.is_valid = False
        self.context.problem(f"{self.part}.{part}" if part else self.part, message, hint)

    def read(self, id: str) -> Scale | None:
        for name in self.definition:
            if name not in PARTS:
                self.wrong(
                    str(name), f"no part '{name}' of a scale, expected {one_of(PARTS)}", nearest(str(name), PARTS)
                )
        label, source = self.text("label"), self.text("source")
        terms = self.terms()
        # A scale may define a range for a word that names no degree by default.
        no_degree = self.words("no_degree", tuple(word for word in NAMES_NO_DEGREE if word not in self.meanings))
        for word in no_degree:
            self.once(word, NO_DEGREE, "no_degree")
        confidence = self.words("confidence", Scale("", "", "", ()).confidence)
        if len(set(map(closed_up, confidence))) < len(confidence):
            self.wrong("confidence", "'confidence' names a level twice, expected each once, from the lowest")
        if not self.is_valid:
            return None
        return Scale(id, label, source, terms, no_degree, confidence)

    def text(self, name: str) -> str:
        value = self.definition.get(name)
        if isinstance(value, str) and value.strip():
            if wrong := call_in_name(f"the {name} of the scale", value):
                self.wrong(name, wrong)
            return " ".join(value.split())
        what = f"'{name}' is {_describe(value)}" if name in self.definition else f"the scale has no '{name}'"
        self.wrong(name if name in self.definition else "", f"{what}, expected a text")
        return ""

    def words(self, name: str, default: tuple[str, ...]) -> tuple[str, ...]:
        return self.listed(self.definition[name], name) if name in self.definition else default

    def listed(self, value: Any, part: str) -> tuple[str, ...]:
        """Read a list of words; a single text becomes a list of one."""
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list | tuple) or not all(isinstance(item, str) and item.strip() for item in items):
            self.wrong(part, f"'{part.rpartition('.')[2]}' is {_describe(value)}, expected a list of words")
            return ()
        if len(items) > MOST_WORDS:
            self.wrong(part, f"'{part.rpartition('.')[2]}' has {len(items)} words, expected at most {MOST_WORDS}")
            return ()
        for item in items:
            if wrong := call_in_name(f"the word '{item}'", item):
                self.wrong(part, wrong)
        return tuple(" ".join(item.split()) for item in items)

    def terms(self) -> tuple[Term, ...]:
        value = self.definition.get("terms")
        if not isinstance(value, Mapping) or not 2 <= len(value) <= MOST_WORDS:
            what = f"'terms' is {_describe(value)}" if "terms" in self.definition else "the scale has no 'terms'"
            message = f"{what}, expected at least two terms with their ranges"
            self.wrong("terms" if "terms" in self.definition else "", message, EXAMPLE)
            return ()
        terms = [
            term
            for name, definition in value.items()
            if (term := self.term(" ".join(str(name).split()), name, definition))
        ]
        for lower, higher in pairwise(terms):
            falls = higher.lower < lower.lower or higher.upper < lower.upper
            if falls or (higher.lower, higher.upper) == (lower.lower, lower.upper):
                message = (
                    f"'{higher.name}' ({higher.range_text}) stands behind '{lower.name}' ({lower.range_text}) "
                    "and is not likelier, expected the terms from the least likely"
                )
                self.wrong(f"terms.{higher.name}", message)
        return tuple(terms)

    def term(self, name: str, key: object, definition: Any) -> Term | None:
        part = f"terms.{key}"
        synonyms: tuple[str, ...] = ()
        if isinstance(definition, Mapping):
            for term_part in definition:
                if term_part not in TERM_PARTS:
                    message = f"no part '{term_part}' of a term, expected {one_of(TERM_PARTS)}"
                    self.wrong(f"{part}.{term_part}", message, nearest(str(term_part), TERM_PARTS))
            synonyms = self.listed(definition["synonyms"], f"{part}.synonyms") if "synonyms" in definition else ()
            definition = definition.get("range")
        for word in (name, *synonyms):
            self.once(word, name, part)
        if definition is None or isinstance(definition, Mapping | list | tuple):
            self.wrong(part, f"the term '{name}' has no range, expected one in per cent", EXAMPLE)
            return None
        if wrong := call_in_name(f"the term '{name}'", name):
            self.wrong(part, wrong)
            return None
        try:
            probability = Probability.parse(" ".join(str(definition).split()))
        except ProbabilityError as error:
            self.wrong(part, f"the range of '{name}': {error}", error.hint)
            return None
        if probability.lower == probability.upper:
            self.wrong(part, f"the range of '{name}' is {probability.text}, a point, expected two ends", EXAMPLE)
            return None
        return Term(name, probability.lower, probability.upper, synonyms, probability.lower_exclusive)

    def once(self, word: str, of: str, part: str) -> None:
        """Check a word of the scale: its form, and that it stands for one thing."""
        self.words_left -= 1
        if self.words_left < 0:
            if self.words_left == -1:
                self.wrong("", f"the scale has more than {MOST_WORDS} words, expected fewer")
            return
        if not WORD.fullmatch(word):
            self.wrong(part, f"'{word}' is not a word of a scale, expected one without digits, commas and brackets")
        if closed_up(word) == NO_DEGREE:
            self.wrong(part, f"'{word}' says the same on every scale, expected another word")
            return
        meaning = self.meanings.setdefault(closed_up(word), of)
        if meaning != of:
            self.wrong(part, f"the word '{word}' stands for '{meaning}' already, expected it once")


def _describe(value: Any) -> str:
    """Describe a value in a few words."""
    match value:
        case None | "":
            return "empty"
        case str():
            return f"'{value[:60]}'"
        case Mapping():
            return f"a mapping of {len(value)}"
        case list() | tuple():
            return f"a list of {len(value)}"
    return repr(value)[:60]
