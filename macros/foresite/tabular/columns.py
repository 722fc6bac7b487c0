"""Which column of a table goes where: to an option of the record, or to what every record has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from foresite.model.fields import KINDS, Field
from foresite.model.problems import nearest_name

OWN = ("kind", "brief", "page", "title", "body")
"""What is not an option, and every row may have."""
OUTCOME = {"outcome": "id", "outcome-title": "title", "outcome-body": "body"}
"""Columns of a claim's row that are about its outcome, beside the options that only an outcome has."""

USUAL = {"paragraph": "at", "paragraphs": "at", "place": "at", "locator": "at"}
"""What teams call an option that has another name here."""


def _targets() -> Mapping[str, str]:
    """Every name by which a column is known, normalised, and what it goes to."""
    known: dict[str, str] = {name: name for name in (*OWN, *OUTCOME)}
    fields = [field for kind in KINDS.values() for field in kind.fields.values()]
    for names in (_option, _member, _label):
        for field in fields:
            if name := normalised(names(field)):
                known.setdefault(name, field.name)
    for name, option in USUAL.items():
        known.setdefault(name, option)
    return MappingProxyType(known)


def _option(field: Field) -> str:
    return field.name


def _member(field: Field) -> str:
    return field.exported


def _label(field: Field) -> str:
    return field.label


def normalised(name: str) -> str:
    """A heading or option in lower case, its words joined by hyphens."""
    return "-".join(re.findall(r"[^\W_]+", name.casefold()))


TARGETS = _targets()


def match_columns(headings: Iterable[str], assigned: Mapping[str, str]) -> dict[str, str]:
    """Return what each column goes to, by its heading; nothing where it is not used.

    ``assigned`` says so for some of them; an empty target leaves a column out.
    """
    found: dict[str, str] = {}
    by_name = {normalised(heading): target for heading, target in assigned.items()}
    for heading in headings:
        name = normalised(heading)
        found[heading] = by_name.get(name, TARGETS.get(name, "")) if name in by_name or name in TARGETS else ""
    return found


def twice(columns: Mapping[str, str]) -> tuple[str, str, str] | None:
    """Two columns that go to the same, and what that is."""
    seen: dict[str, str] = {}
    for heading, target in columns.items():
        if target and target in seen:
            return seen[target], heading, target
        seen[target] = heading
    return None


def hint(heading: str) -> str:
    """The name that a heading without a target may have been meant as."""
    return nearest_name(normalised(heading), TARGETS)
