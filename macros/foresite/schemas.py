"""JSON Schemas for what editors write in YAML, made from the tables that the reader uses.

Draft 7, which editors' YAML language servers read. They are kept in ``docs/schemas/``, so that a site
publishes them; a test holds them in step.
"""

from __future__ import annotations

import json
from typing import Any

from foresite.reading.meta_keys import KEYS, OURS
from foresite.reading.setting_table import SETTINGS, Setting

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
    """The schema of a page's front matter; of our keys, all or none are given."""
    return _document(
        "Front matter of a page",
        {
            "properties": {
                name: {"description": f"{key.expects[0].upper()}{key.expects[1:]}.", **key.schema}
                for name, key in KEYS.items()
            },
            "additionalProperties": False,
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


def _document(title: str, parts: dict[str, Any]) -> str:
    schema = {"$schema": DRAFT, "title": title, "type": "object", **parts}
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
