"""Values as YAML reads them back: in quotes only where it needs them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from foresite.reading.nodes import Items, Node, Table, Text, YamlError, parse_yaml

LINE = re.compile(r"(?P<name>[\w-]+)[ \t]*:[ \t]*(?P<value>\S.*)")
QUOTED = re.compile(r"(?P<mark>[\"'])(?P<inside>[^\"']*)(?P=mark)?")


def scalar(text: str, around: str = "{}") -> str:
    """The text plain where YAML reads it back, else in quotes; ``around`` is what it stands in, such as a list."""
    for form in (text, "'" + text.replace("'", "''") + "'"):
        try:
            node = parse_yaml("name: " + around.replace("{}", form))
        except YamlError:
            continue
        if _read(node) == text:
            return form
    return json.dumps(text, ensure_ascii=False)


def shown(text: str, around: str = "{}") -> str:
    """The same for a hint, which stands in single quotes itself."""
    form = scalar(text, around)
    return f'"{text}"' if form.startswith("'") and not set(text) & set('"\\') else form


def readable(line: str) -> str:
    """The hint with a line ``name: value`` as YAML would read it; empty where that cannot be told."""
    found = LINE.fullmatch(line.strip())
    if not found:
        return ""
    for form in _forms(found["value"]):
        try:
            node = parse_yaml(f"{found['name']}: {form}")
        except YamlError:
            continue
        if isinstance(node, Table) and len(node.entries) == 1 and isinstance(node.entries[0][1], (Text, Items)):
            return f"write '{found['name']}: {form}'"
    return ""


def _forms(value: str) -> Iterator[str]:
    """What a value can have been meant as, the likeliest first."""
    if value.startswith("[") and "]" not in value:
        yield f"{value.rstrip(' ,')}]"
    quoted = QUOTED.fullmatch(value)
    # One that is never closed may be an apostrophe, which is part of the text.
    if quoted and not value.endswith(quoted["mark"] * 2) and (quoted["mark"] == '"' or value.endswith("'")):
        yield shown(quoted["inside"].strip())
    yield shown(value)


def _read(node: Node | None) -> str | None:
    """The text of the only entry of a table, be it in a list."""
    found = node.entries[0][1] if isinstance(node, Table) and len(node.entries) == 1 else None
    if isinstance(found, Items) and len(found.items) == 1:
        found = found.items[0]
    return found.value if isinstance(found, Text) else None
