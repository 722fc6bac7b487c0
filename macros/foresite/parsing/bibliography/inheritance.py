"""Entries that inherit fields: ``crossref`` by the types of both, ``xdata`` whole, ``@set`` from its first member.

As in Biber by default, an entry's own fields come first, then its ``xdata``, then its container.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from foresite.model.records import Name, Reference
from foresite.parsing.bibliography.latex import inherited_as

SAME = {"journaltitle": "journal", "location": "address", "institution": "school"}
ALIASES = SAME | {alias: name for name, alias in SAME.items()}
"""Two names of one field: an entry that has one does not inherit the other."""
PARENTS = ("xdata", "crossref", "entryset")
"""The fields that name the parents of an entry."""
DEEPEST = 20
"""The length of a chain of inheriting entries that is followed."""
MAX_INHERITED_FIELDS = 500_000
"""Fields that the entries of a bibliography may inherit: a few thousand entries could inherit thousands each."""


def parents_of(reference: Reference) -> tuple[str, ...]:
    """Return the keys of the entries that a reference inherits from, in the order in which they count."""
    keys = []
    for field in PARENTS:
        parent_keys = [key.strip() for key in reference.fields.get(field, "").split(",") if key.strip()]
        keys += parent_keys[:1] if field == "entryset" else parent_keys
    return tuple(keys)


def inherited(references: Iterable[Reference], further: Mapping[str, Reference] | None = None) -> list[Reference]:
    """Return the references with the fields they inherit from each other, or from those in ``further``."""
    originals = list(references)
    if not any(parents_of(reference) for reference in originals):
        return originals
    by_key = {**(further or {}), **{reference.key: reference for reference in reversed(originals)}}
    resolved: dict[str, Reference] = {}
    results: list[Reference] = []
    fields_left = MAX_INHERITED_FIELDS
    for reference in originals:
        resolved_reference = _resolve(reference, by_key, resolved, 0) if fields_left > 0 else reference
        fields_left -= len(resolved_reference.fields) if resolved_reference is not reference else 0
        results.append(resolved_reference)
    return results


def inherits_too_much(references: Iterable[Reference]) -> bool:
    """Check whether references inherit more fields than ``inherited`` allows."""
    return sum(len(reference.fields) for reference in references if parents_of(reference)) > MAX_INHERITED_FIELDS


def _resolve(
    reference: Reference, by_key: Mapping[str, Reference], resolved: dict[str, Reference], depth: int
) -> Reference:
    """Return the reference with the fields it inherits; in a cycle, each entry gets what is resolved so far."""
    parents = parents_of(reference)
    if not parents:
        return reference
    if (result := resolved.get(reference.key)) and result.place == reference.place:
        return result
    resolved[reference.key] = reference
    if depth < DEEPEST:
        result = reference
        for key in parents:
            if (parent := by_key.get(key)) and parent.key != reference.key:
                result = _inherit(result, _resolve(parent, by_key, resolved, depth + 1))
        resolved[reference.key] = result
        return result
    return reference


def _inherit(child: Reference, parent: Reference) -> Reference:
    """Return the child with the fields that it lacks and inherits from the parent."""
    fields, lists, markup = dict(child.fields), dict(child.lists), dict(child.markup)
    inherits_all = parent.type == "xdata" or child.type == "set"

    def targets(name: str) -> tuple[str, ...]:
        if inherits_all:
            return () if name in ("ids", *PARENTS) else (name,)
        return inherited_as(parent.type, child.type, name)

    for name, text in parent.fields.items():
        for target in targets(name):
            if target in fields or ALIASES.get(target) in fields:
                continue
            fields[target] = text
            if name in parent.lists:
                lists[target] = parent.lists[name]
            if name in parent.markup:
                markup[target] = parent.markup[name]
    people: dict[str, tuple[Name, ...]] = {"author": child.authors, "editor": child.editors, **child.people}
    for name, names in {"author": parent.authors, "editor": parent.editors, **parent.people}.items():
        for target in targets(name):
            if names and not people.get(target):
                people[target] = names
    authors, editors = people.pop("author"), people.pop("editor")
    kind = parent.type if child.type == "set" and parent.type != "xdata" else child.type
    return replace(
        child, type=kind, authors=authors, editors=editors, date=child.date or parent.date,
        fields=MappingProxyType(fields), lists=MappingProxyType(lists), markup=MappingProxyType(markup),
        people=MappingProxyType({name: names for name, names in people.items() if names}),
    )  # fmt: skip
