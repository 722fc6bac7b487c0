"""JSON Schemas for what editors write in YAML, made from the tables that the reader uses.

Draft 7, which editors' YAML language servers read. They are kept in ``docs/schemas/``, so that a site
publishes them; a test holds them in step.
"""

from __future__ import annotations

import json
from typing import Any

from foresite.hosts import DIRECTIVES, HOST
from foresite.reading.front_matter import NUMBER, OURS, YEAR
from foresite.reading.settings import ADDRESS
from foresite.reading.values import KEBAB
from foresite.values import SCALES

DRAFT = "http://json-schema.org/draft-07/schema#"
TEXT = {"type": "string", "minLength": 1}
HOST_NAME = {"type": "string", "pattern": f"^{HOST.pattern.replace('[a-z0-9-]', '[A-Za-z0-9-]')}$"}
SETTINGS: dict[str, dict[str, Any]] = {
    "bibliography": {
        "description": "A BibTeX file, or a list of them, relative to mkdocs.yml.",
        "default": "bib/references.bib",
        "anyOf": [TEXT, {"type": "array", "items": TEXT, "minItems": 1}],
    },
    "themes": {
        "description": "Id and label of each theme, in the order of the pages.",
        "type": "object",
        "propertyNames": {"pattern": f"^{KEBAB.pattern}$"},
        "additionalProperties": TEXT,
    },
    "scale": {
        "description": "The scale of verbal probability on which likelihoods stand.",
        "default": "icd203",
        "enum": list(SCALES),
    },
    "style": {"description": "A CSL file for citations, relative to mkdocs.yml.", **TEXT},
    "licence": {
        "description": "The address of the licence of texts and data.",
        "type": "string",
        "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://",
    },
    "allow": {
        "description": "The other hosts from which pages may take content, by its kind.",
        "type": "object",
        "properties": {
            kind: {"anyOf": [HOST_NAME, {"type": "array", "items": HOST_NAME, "minItems": 1}]} for kind in DIRECTIVES
        },
        "additionalProperties": False,
    },
    "redirects": {
        "description": "What was published and is gone, and where it is found now: page.md#old-id: page.md#new-id.",
        "type": "object",
        "propertyNames": {"pattern": f"^{ADDRESS.pattern}$"},
        "additionalProperties": {"type": "string", "pattern": f"^{ADDRESS.pattern}$"},
    },
}


def settings_schema() -> str:
    """The schema of ``mkdocs.yml``: it says what the ``foresite`` entry holds, and nothing of the rest."""
    entry = {
        "description": "The settings of Foresite; each has a working default.",
        "type": ["object", "null"],
        "properties": SETTINGS,
        "additionalProperties": False,
    }
    named = {"type": "object", "properties": {"foresite": entry}}
    return _document(
        "Foresite's entry in mkdocs.yml",
        {
            "properties": {
                "plugins": {"anyOf": [{"type": "array", "items": {"anyOf": [{"type": "string"}, named]}}, named]}
            }
        },
    )


def front_matter_schema() -> str:
    """The schema of a page's front matter: our keys, all or none of them; every other is the host's."""
    forms: dict[str, dict[str, Any]] = {
        "brief": TEXT,
        "outlook": _number(YEAR.pattern, {"minimum": 1000, "maximum": 9999}),
        "paragraphs": _number(NUMBER.pattern, {"minimum": 1, "maximum": 99999}),
    }
    return _document(
        "Front matter of a page that annotates a brief",
        {
            "properties": {
                key: {"description": f"{said[0].upper()}{said[1:]}.", **forms[key]} for key, said in OURS.items()
            },
            "dependencies": {key: [other for other in OURS if other != key] for key in OURS},
        },
    )


FILES = {"mkdocs.json": settings_schema, "front-matter.json": front_matter_schema}
"""The published schemas by the names of their files."""


def _number(pattern: str, limits: dict[str, int]) -> dict[str, Any]:
    """A whole number, which may stand in quotes."""
    return {"anyOf": [{"type": "integer", **limits}, {"type": "string", "pattern": f"^{pattern}$"}]}


def _document(title: str, parts: dict[str, Any]) -> str:
    schema = {"$schema": DRAFT, "title": title, "type": "object", **parts}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
