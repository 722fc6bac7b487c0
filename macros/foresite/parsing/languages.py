"""Read the setting ``languages``: what the site says in each language beside the translations of its pages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Protocol

from foresite.language.catalogue import TAG, same_tag
from foresite.model.languages import SiteLanguage
from foresite.model.macros import call_in_name
from foresite.model.problems import nearest, one_of
from foresite.model.quantities import Measure
from foresite.model.settings import Settings

TEXTS = ("name", "site_name", "site_description", "copyright")
LABELS = ("nav", "themes", "outlooks", "names")
"""What holds translations by what is translated."""
PARTS = (*TEXTS, *LABELS, "measures", "synonyms")
RIGHT = "write 'ko: {name: 한국어}'"
TEXT = {"type": "string", "minLength": 1}
_LABELS = {"type": "object", "additionalProperties": TEXT}
MEASURE = {
    "anyOf": [
        TEXT,
        {
            "type": "object",
            "properties": {"label": TEXT, "unit": TEXT},
            "required": ["label"],
            "additionalProperties": False,
        },
    ]
}


def languages_schema(synonyms: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON schema; ``synonyms`` is that of the setting of this name."""
    parts: dict[str, Any] = {
        **dict.fromkeys(TEXTS, TEXT),
        **dict.fromkeys(LABELS, _LABELS),
        "measures": {"type": "object", "additionalProperties": MEASURE},
        "synonyms": {name: value for name, value in synonyms.items() if name != "description"},
    }
    language = {"type": ["object", "null"], "properties": parts, "additionalProperties": False}
    return {"type": "object", "additionalProperties": language}


class Context(Protocol):
    """What reading needs: a way to report what is wrong."""

    def problem(self, part: str, message: str, hint: str = "") -> None:
        """Report what is wrong with a part of the settings."""


Synonyms = Callable[[Any, Any], tuple[tuple[str, ...], ...] | None]


def read_languages(context: Any, value: Any, read_synonyms: Synonyms) -> Mapping[str, SiteLanguage] | None:
    """Read the languages of a site, by tag."""
    if not isinstance(value, Mapping):
        message = f"'languages' is {value!r}, expected a mapping of language tags to what is translated"
        context.problem("languages", message, RIGHT)
        return None
    found: dict[str, SiteLanguage] = {}
    for key, given in value.items():
        tag, part = str(key), f"languages.{key}"
        if not TAG.fullmatch(tag) or "_" in tag:
            context.problem(part, f"'{tag}' is not a language, expected a tag such as ko or pt-BR")
        elif any(same_tag(tag, other) for other in found):
            context.problem(part, f"the language '{tag}' is given twice, expected each once")
        elif not isinstance(given if given is not None else {}, Mapping):
            context.problem(part, f"the language '{tag}' is {given!r}, expected a mapping", RIGHT)
        else:
            found[tag] = _language(context, part, tag, given or {}, read_synonyms)
    return MappingProxyType(found)


def _language(context: Any, part: str, tag: str, given: Mapping[str, Any], read_synonyms: Synonyms) -> SiteLanguage:
    values: dict[str, Any] = {}
    for name, value in given.items():
        at = f"{part}.{name}"
        if name not in PARTS:
            message = f"the language '{tag}' has no '{name}', expected {one_of(PARTS)}"
            context.problem(at, message, nearest(str(name), PARTS))
        elif value is None:
            continue
        elif name in TEXTS:
            if isinstance(value, str) and value.strip():
                values[name] = " ".join(value.split())
            else:
                context.problem(at, f"'{name}' of the language '{tag}' is {value!r}, expected a text")
        elif name == "synonyms":
            values[name] = read_synonyms(_Within(context, part), value) or ()
        elif not isinstance(value, Mapping):
            message = f"'{name}' of the language '{tag}' is {value!r}, expected a mapping"
            context.problem(at, message, "write each as 'original: translation'")
        elif name == "measures":
            values[name] = MappingProxyType(dict(_measures(context, at, value)))
        else:
            values[name] = MappingProxyType(dict(_labels(context, at, value)))
    return SiteLanguage(tag, **values)


class _Within:
    """Reports what is wrong with a part of a language as such."""

    def __init__(self, context: Any, part: str) -> None:
        self._context, self._part = context, part

    def problem(self, part: str, message: str, hint: str = "") -> None:
        self._context.problem(f"{self._part}.{part}", message, hint)


def _labels(context: Any, at: str, given: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for name, label in given.items():
        if not isinstance(label, str) or not label.strip():
            context.problem(f"{at}.{name}", f"the translation of '{name}' is {label!r}, expected a text")
        elif wrong := call_in_name(f"the translation of '{name}'", label):
            context.problem(f"{at}.{name}", wrong)
        else:
            yield str(name), " ".join(label.split())


def _measures(context: Any, at: str, given: Mapping[str, Any]) -> Iterable[tuple[str, Measure]]:
    for id, value in given.items():
        parts = value if isinstance(value, Mapping) else {"label": value}
        labels = dict(_labels(context, f"{at}.{id}", {name: parts[name] for name in parts if parts[name] is not None}))
        if unknown := next((name for name in parts if name not in ("label", "unit")), None):
            message = f"the measure '{id}' has no '{unknown}', expected label or unit"
            context.problem(f"{at}.{id}.{unknown}", message, nearest(str(unknown), ("label", "unit")))
        elif "label" in labels:
            yield str(id), Measure(labels["label"], labels.get("unit", ""))


def check_languages(context: Any, settings: Settings) -> None:
    """Report translations of what the settings do not have."""
    for tag, language in settings.languages.items():
        for name, known in (
            ("themes", settings.themes),
            ("outlooks", settings.outlooks),
            ("measures", settings.measures),
        ):
            for each in getattr(language, name):
                if each not in known:
                    _unknown(context, f"languages.{tag}.{name}.{each}", name, each, known)


def check_navigation_labels(context: Any, settings: Settings, titles: Collection[str]) -> None:
    """Report translations of titles that the navigation does not have."""
    for tag, language in settings.languages.items():
        for each in language.nav:
            if each not in titles:
                _unknown(context, f"languages.{tag}.nav.{each}", "nav", each, titles)


def _unknown(context: Any, part: str, name: str, each: str, known: Collection[str]) -> None:
    listed = f"one of the {len(known)} that there are" if len(known) > 12 else one_of(known) if known else "none"
    message = f"'{name}' translates '{each}', which '{name}' in mkdocs.yml does not have, expected {listed}"
    context.problem(part, message, nearest(each, known))
