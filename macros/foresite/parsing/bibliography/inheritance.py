"""Entries that inherit fields: ``crossref`` by the types of both, ``xdata`` whole, ``@set`` from its first member.

As in Biber by default, an entry's own fields come first, then its ``xdata``, then its container. A single value of an
``@xdata`` can be taken by its field, and by its number in a list: ``author = {xdata=macro-author-1}``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from types import MappingProxyType
from typing import TypeVar

from foresite.model.records import Name, Reference
from foresite.parsing.bibliography.latex import XDATA_MARK, XDATA_VALUE, inherited_as, joined

Value = TypeVar("Value")
SAME = {"journaltitle": "journal", "location": "address", "institution": "school"}
ALIASES = SAME | {alias: name for name, alias in SAME.items()}
"""Two names of one field: an entry that has one does not inherit the other."""
PARENTS = ("xdata", "crossref", "entryset")
"""The fields that name the parents of an entry."""
DEEPEST = 20
"""The length of a chain of inheriting entries that is followed."""
MAX_INHERITED_FIELDS = 500_000
"""Fields that the entries of a bibliography may inherit: a few thousand entries could inherit thousands each."""
MAX_TAKEN = 10_000
"""Names or items that a field may take: a field could take a long list thousands of times."""


def parents_of(reference: Reference) -> tuple[str, ...]:
    """Return the keys of the entries that a reference inherits from, in the order in which they count."""
    keys = []
    for field in PARENTS:
        # Members of sets name their set in this field, as older versions of BibLaTeX had it.
        if field == "entryset" and reference.type != "set":
            continue
        parent_keys = [key.strip() for key in reference.fields.get(field, "").split(",") if key.strip()]
        keys += parent_keys[:1] if field == "entryset" else parent_keys
    return tuple(keys)


def inherited(references: Iterable[Reference], further: Mapping[str, Reference] | None = None) -> list[Reference]:
    """Return the references with the fields they inherit from each other, or from those in ``further``."""
    originals = list(references)
    if not any(map(inherits, originals)):
        return originals
    by_key = {**(further or {}), **by_names(originals)}
    resolved: dict[str, Reference] = {}
    results: list[Reference] = []
    fields_left = MAX_INHERITED_FIELDS
    for reference in originals:
        resolved_reference = _resolve(reference, by_key, resolved, 0) if fields_left > 0 else reference
        fields_left -= _size(resolved_reference) if resolved_reference is not reference else 0
        results.append(resolved_reference)
    return results


def by_names(references: Iterable[Reference]) -> dict[str, Reference]:
    """Return the references by their keys and, where no entry has such a key, by their other names (``ids``)."""
    in_reverse = list(references)[::-1]
    named = {
        name.strip(): reference for reference in in_reverse if "ids" in reference.fields
        for name in reference.fields["ids"].split(",")
    }  # fmt: skip
    return named | {reference.key: reference for reference in in_reverse}


def inherits_too_much(references: Iterable[Reference]) -> bool:
    """Check whether references inherit more fields than ``inherited`` allows."""
    return sum(_size(reference) for reference in references if inherits(reference)) > MAX_INHERITED_FIELDS


def inherits(reference: Reference) -> bool:
    """Check whether a reference has parents or takes single values; a set has the type of its first member by then."""
    return bool(parents_of(reference)) or _takes_values(reference) or "entryset" in reference.fields


def _size(reference: Reference) -> int:
    """Count the fields of a reference, and its names and the items of its lists."""
    return len(reference.fields) + sum(map(len, (*_people(reference).values(), *reference.lists.values())))


def _resolve(
    reference: Reference, by_key: Mapping[str, Reference], resolved: dict[str, Reference], depth: int
) -> Reference:
    """Return the reference with the fields it inherits; in a cycle, each entry gets what is resolved so far."""
    parents, takes_values = parents_of(reference), _takes_values(reference)
    if not (parents or takes_values):
        return reference
    if (result := resolved.get(reference.key)) and result.place == reference.place:
        return result
    resolved[reference.key] = reference
    if depth < DEEPEST:
        result = reference
        if takes_values:
            result = _with_values(result, lambda key: _xdata(key, by_key, resolved, depth))
        for key in parents:
            if (parent := by_key.get(key)) and parent.key != reference.key:
                result = _inherit(result, _resolve(parent, by_key, resolved, depth + 1))
        resolved[reference.key] = result
        return result
    return reference


def values_not_found(reference: Reference) -> Iterator[str]:
    """Yield the references to single values that found nothing, as they are written."""
    if _takes_values(reference):
        people = (name.literal for names in _people(reference).values() for name in names)
        listed = (entry for entries in reference.lists.values() for entry in entries)
        yield from dict.fromkeys(
            text for text in (*people, *reference.fields.values(), *listed) if XDATA_MARK.fullmatch(text)
        )


def _takes_values(reference: Reference) -> bool:
    """Check whether an entry may take single values of others: where its text doesn't say so, it does not."""
    return "xdata" in reference.source and XDATA_MARK.search(reference.source) is not None


def _xdata(key: str, by_key: Mapping[str, Reference], resolved: dict[str, Reference], depth: int) -> Reference | None:
    parent = by_key.get(key)
    return _resolve(parent, by_key, resolved, depth + 1) if parent and parent.type == "xdata" else None


def _people(reference: Reference) -> dict[str, tuple[Name, ...]]:
    return {"author": reference.authors, "editor": reference.editors, **reference.people}


def _with_values(reference: Reference, xdata: Callable[[str], Reference | None]) -> Reference:
    """Return the reference with the single values that it takes; what is not found stays as written."""
    people = {
        field: tuple(islice((found for name in names for found in _names_taken(name, xdata)), MAX_TAKEN))
        for field, names in _people(reference).items()
    }
    fields, lists, markup = dict(reference.fields), dict(reference.lists), dict(reference.markup)
    for field, text in reference.fields.items():
        entries = lists.get(field, (text,))
        if not any(XDATA_VALUE.fullmatch(entry) for entry in entries):
            continue
        if len(entries) == 1 and (found := XDATA_VALUE.fullmatch(text)) and not found["number"]:
            _take_field(found, field, xdata(found["key"]), fields, lists, markup)
            continue
        taken = tuple(islice((value for entry in entries for value in _entries_taken(entry, xdata)), MAX_TAKEN))
        fields[field] = joined(taken)
        if len(taken) > 1:
            lists[field] = taken
    authors, editors = people.pop("author"), people.pop("editor")
    return replace(
        reference, authors=authors, editors=editors, people=MappingProxyType(people),
        fields=MappingProxyType(fields), lists=MappingProxyType(lists), markup=MappingProxyType(markup),
    )  # fmt: skip


def _take_field(
    found: re.Match[str], field: str, parent: Reference | None,
    fields: dict[str, str], lists: dict[str, tuple[str, ...]], markup: dict[str, str],
) -> None:  # fmt: skip
    """Take a whole field of a parent, with its entries and its markup."""
    name = found["field"].lower()
    if parent is None or name not in parent.fields:
        return
    fields[field] = parent.fields[name]
    if name in parent.lists:
        lists[field] = parent.lists[name]
    if name in parent.markup:
        markup[field] = parent.markup[name]


def _names_taken(name: Name, xdata: Callable[[str], Reference | None]) -> tuple[Name, ...]:
    found = XDATA_VALUE.fullmatch(name.literal)
    parent = xdata(found["key"]) if found else None
    if not (found and parent):
        return (name,)
    return _numbered(_people(parent).get(found["field"].lower(), ()), found["number"]) or (name,)


def _entries_taken(entry: str, xdata: Callable[[str], Reference | None]) -> tuple[str, ...]:
    found = XDATA_VALUE.fullmatch(entry)
    parent = xdata(found["key"]) if found else None
    name = found["field"].lower() if found else ""
    if not (found and parent and name in parent.fields):
        return (entry,)
    return _numbered(parent.lists.get(name, (parent.fields[name],)), found["number"]) or (entry,)


def _numbered(values: tuple[Value, ...], number: str | None) -> tuple[Value, ...]:
    """Return the value of a number from 1, or all of them where no number is given."""
    return values[int(number) - 1 : int(number)] if number else values


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
