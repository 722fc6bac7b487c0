"""Write the JSON schemas: of the data files, and of what editors write in YAML.

Where a schema has the member ``$fields``, the fields of the kind that it names take its place.

Draft 7, which editors' YAML language servers read. They are kept in ``docs/schemas/``, so that a site
publishes them; a test holds them in step.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from foresite.model.fields import KINDS, RECORD_OPTIONS, Field, claim_fields, common_fields, own_fields
from foresite.model.likelihood import SCALES
from foresite.parsing.front_matter import COUNTS, KEYS, OURS
from foresite.parsing.setting_table import SETTINGS, Setting
from foresite.parsing.translations import TRANSLATES

# The schemas of the data files: what stands in `schemas/`, completed by the table of fields.


MARK = "$fields"
TABLES = "-metadata.json"
"""How the description of a table ends: it stands beside the table, where its readers look for it."""


def schemas() -> dict[str, str]:
    """Return what describes the forms of the data files, by the path at which a site publishes it."""
    found = sorted((item.name, item.read_text("utf-8")) for item in (files(__package__) / "schemas").iterdir())
    folders = {name: "data" if name.endswith(TABLES) else "data/schemas" for name, _ in found}
    return {f"{folders[name]}/{name}": _completed(text) for name, text in found}


@cache
def _completed(text: str) -> str:
    return json.dumps(_filled(json.loads(text)), ensure_ascii=False, indent=2) + "\n" if MARK in text else text


def _filled(node: Any) -> Any:
    match node:
        case {"properties": {"$fields": kind}}:
            fields = _fields(kind)
            properties = _spliced(node["properties"].items(), [each for f in fields for each in _members(f)])
            node = {**node, "properties": dict(properties)}
            if "required" in node:
                required = {name: [name] for name in node["required"]}
                required[MARK] = [each.data_name for each in fields if each.required and not each.unless]
                node["required"] = [each for name in node["required"] for each in required[name]]
                if unless := _alternatives(fields):
                    node["allOf"] = unless
            return {name: _filled(value) for name, value in node.items()}
        case dict():
            return {name: _filled(value) for name, value in node.items()}
        case [*items]:
            return [each for item in items for each in _items(item)]
    return node


def _alternatives(fields: Iterable[Field]) -> list[Any]:
    """What must be there unless an option that stands in for it is."""
    instead: dict[str, list[str]] = {}
    for each in fields:
        if each.required and each.unless:
            instead.setdefault(each.unless, []).append(each.data_name)
    return [{"anyOf": [{"required": names}, {"required": [other]}]} for other, names in instead.items()]


def _items(item: Any) -> Iterator[Any]:
    if isinstance(item, dict) and item.keys() == {MARK}:
        yield from _columns(item[MARK])
    else:
        yield _filled(item)


def _spliced(members: Iterable[tuple[str, Any]], new: list[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    for name, value in members:
        if name == MARK:
            yield from new
        else:
            yield name, value


def _fields(kind: str) -> tuple[Field, ...]:
    if kind == "claim":
        return common_fields()
    if KINDS[kind].is_claim:
        return own_fields(kind)
    # An outcome stands in the claim that it judges.
    return tuple(each for name, each in KINDS[kind].fields.items() if name not in (*RECORD_OPTIONS, "of"))


def _members(field: Field) -> Iterator[tuple[str, dict[str, Any]]]:
    schema = dict(field.type.schema)
    if schema == {"type": "string"} and not field.required:
        schema["minLength"] = 1
    yield field.data_name, {"description": field.description, **schema}
    for beside in field.type.companions:
        yield beside.name, {"description": beside.describes, **beside.schema}


def _columns(which: str) -> Iterator[dict[str, Any]]:
    """The columns of a claim's options: those before the outcome, or with ``rest`` those at the end."""
    fields = [each for each in claim_fields() if each.early_column is (which != "rest")]
    for each in (*(common_fields() if which != "rest" else ()), *fields):
        column = {"name": each.data_name, "titles": each.data_name, "dc:description": each.description}
        required = {"required": True} if each in common_fields() and each.required else {}
        separator = {"separator": " " if each.type.spaced else "\n"} if each.type.many else {}
        datatype = "number" if each.type.schema.get("type") == "number" else "string"
        yield {**column, "datatype": datatype, **separator, **required}
        for beside in each.type.companions:
            column = {"name": beside.name, "titles": beside.name, "dc:description": beside.describes}
            yield {**column, "datatype": beside.datatype}


# JSON Schemas for what editors write in YAML, made from the tables that the reader uses.


DRAFT = "http://json-schema.org/draft-07/schema#"


def settings_schema() -> str:
    """The schema of ``mkdocs.yml``: it says what the ``foresite`` entry holds, and nothing of the rest."""
    entry = {
        "description": "The settings of Foresite; each has a working default.",
        "type": ["object", "null"],
        "properties": {name: _setting(setting) for name, setting in SETTINGS.items()},
        "additionalProperties": False,
        # Where the project declares scales, one of these can be the site's.
        "if": {"not": {"type": "object", "required": ["scales"]}},
        "then": {"properties": {"scale": {"enum": list(SCALES)}}},
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
    """The schema of a page's front matter; a brief has an outlook, and what is counted belongs to one."""
    return _document(
        "Front matter of a page",
        {
            "properties": {
                name: {"description": f"{key.expects[0].upper()}{key.expects[1:]}.", **key.schema}
                for name, key in KEYS.items()
            }
            | {
                TRANSLATES: {
                    "description": "Of a translation: the digest of the original, which 'foresite translate' writes.",
                    "type": ["string", "number"],
                }
            },
            "additionalProperties": False,
            "dependencies": {
                **{key: [other for other in OURS if other != key] for key in (*OURS, *COUNTS)},
                "scale": list(OURS),
            },
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
