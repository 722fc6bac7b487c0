"""Match the columns of a table to options and other parts of a record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from foresite.model.fields import KINDS, Field
from foresite.model.problems import nearest_name

RECORD_COLUMNS = ("kind", "brief", "page", "title", "body")
"""Parts of a record other than options, which every row may have."""
OUTCOME = {
    "outcome": "id",
    "outcome-title": "title",
    "outcome-body": "body",
    "outcome-condition": "condition",
    "outcome-value": "value",
}
"""Columns of a claim's row for its outcome, besides the options that only an outcome has."""

USUAL = {"paragraph": "at", "paragraphs": "at", "place": "at", "locator": "at"}
"""What teams call an option that has another name here."""


def _targets() -> Mapping[str, str]:
    """Return the target of every known column name, normalised."""
    targets: dict[str, str] = {name: name for name in (*RECORD_COLUMNS, *OUTCOME)}
    fields = [field for kind in KINDS.values() for field in kind.fields.values()]
    for name_of in (_option_name, _exported_name, _label):
        for field in fields:
            if name := normalised(name_of(field)):
                targets.setdefault(name, field.name)
    for name, option in USUAL.items():
        targets.setdefault(name, option)
    return MappingProxyType(targets)


def _option_name(field: Field) -> str:
    return field.name


def _exported_name(field: Field) -> str:
    return field.data_name


def _label(field: Field) -> str:
    return field.label


def normalised(name: str) -> str:
    """Return a heading or option in lower case, with its words joined by hyphens."""
    return "-".join(re.findall(r"[^\W_]+", name.casefold()))


TARGETS = _targets()


def match_columns(headings: Iterable[str], assigned: Mapping[str, str]) -> dict[str, str]:
    """Return the target of each column, by its heading; empty where it is not used.

    ``assigned`` sets the targets of some columns; an empty target leaves a column out.
    """
    targets: dict[str, str] = {}
    by_name = {normalised(heading): target for heading, target in assigned.items()}
    for heading in headings:
        name = normalised(heading)
        targets[heading] = by_name.get(name, TARGETS.get(name, "")) if name in by_name or name in TARGETS else ""
    return targets


def twice(columns: Mapping[str, str]) -> tuple[str, str, str] | None:
    """Return two columns with the same target, and the target; None where there are none."""
    seen: dict[str, str] = {}
    for heading, target in columns.items():
        if target and target in seen:
            return seen[target], heading, target
        seen[target] = heading
    return None


def hint(heading: str) -> str:
    """Return a hint with the known name nearest to a heading."""
    return nearest_name(normalised(heading), TARGETS)
