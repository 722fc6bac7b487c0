"""JSON Schemas for what editors write in YAML, made from the tables that the reader uses.

Draft 7, which editors' YAML language servers read. They are kept in ``docs/schemas/``, so that a site
publishes them; a test holds them in step.
"""

from __future__ import annotations

import json
from typing import Any

from foresite.reading.front_matter import NUMBER, OURS, YEAR
from foresite.reading.setting_table import SETTINGS, TEXT, Setting

DRAFT = "http://json-schema.org/draft-07/schema#"


def settings_schema() -> str:
    """The schema of ``mkdocs.yml``: it says what the ``foresite`` entry holds, and nothing of the rest."""
    entry = {
        "description": "The settings of Foresite; each has a working default.",
        "type": ["object", "null"],
        "properties": {name: _setting(setting) for name, setting in SETTINGS.items()},
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


def _setting(setting: Setting) -> dict[str, Any]:
    schema = dict(setting.schema)
    default = {"default": setting.default} if setting.default else {}
    # The description stands first, as a reader of the file expects.
    return {"description": schema.pop("description"), **default, **schema}


def _number(pattern: str, limits: dict[str, int]) -> dict[str, Any]:
    """A whole number, which may stand in quotes."""
    return {"anyOf": [{"type": "integer", **limits}, {"type": "string", "pattern": f"^{pattern}$"}]}


def _document(title: str, parts: dict[str, Any]) -> str:
    schema = {"$schema": DRAFT, "title": title, "type": "object", **parts}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
