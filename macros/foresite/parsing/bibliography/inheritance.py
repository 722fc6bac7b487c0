"""Entries that inherit fields: ``crossref`` by the types of both, ``xdata`` whole, ``@set`` from its first member.

As Biber has it by default: what an entry says itself counts, then its ``xdata``, then what it stands in.
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
"""The fields that name what an entry inherits from."""
DEEPEST = 20
"""How far an entry inherits from what inherits itself."""
MOST = 500_000
"""Fields that the entries of a bibliography may inherit: a few thousand entries could inherit thousands each."""


def parents_of(reference: Reference) -> tuple[str, ...]:
    """Return the keys of the entries that a reference inherits from, in the order in which they count."""
    keys = []
    for field in PARENTS:
        named = [key.strip() for key in reference.fields.get(field, "").split(",") if key.strip()]
        keys += named[:1] if field == "entryset" else named
    return tuple(keys)


def inherited(references: Iterable[Reference], known: Mapping[str, Reference] | None = None) -> list[Reference]:
    """Return the references with what they inherit from others of them, or from those ``known`` beside them."""
    given = list(references)
    if not any(parents_of(each) for each in given):
        return given
    by_key = {**(known or {}), **{each.key: each for each in reversed(given)}}
    done: dict[str, Reference] = {}
    whole: list[Reference] = []
    left = MOST
    for each in given:
        made = _whole(each, by_key, done, 0) if left > 0 else each
        left -= len(made.fields) if made is not each else 0
        whole.append(made)
    return whole


def is_too_much(references: Iterable[Reference]) -> bool:
    """Whether references inherit more than ``inherited`` gives them."""
    return sum(len(each.fields) for each in references if parents_of(each)) > MOST


def _whole(reference: Reference, by_key: Mapping[str, Reference], done: dict[str, Reference], depth: int) -> Reference:
    """The reference with what it inherits; an entry that inherits from itself gets what is known of it."""
    parents = parents_of(reference)
    if not parents:
        return reference
    if (whole := done.get(reference.key)) and whole.place == reference.place:
        return whole
    done[reference.key] = reference
    if depth < DEEPEST:
        whole = reference
        for key in parents:
            if (parent := by_key.get(key)) and parent.key != reference.key:
                whole = _with(whole, _whole(parent, by_key, done, depth + 1))
        done[reference.key] = whole
        return whole
    return reference


def _with(child: Reference, parent: Reference) -> Reference:
    """The child with what it does not have itself and inherits from the parent."""
    fields, lists, markup = dict(child.fields), dict(child.lists), dict(child.markup)
    whole = parent.type == "xdata" or child.type == "set"

    def targets(name: str) -> tuple[str, ...]:
        if whole:
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
    given: dict[str, tuple[Name, ...]] = {"author": child.authors, "editor": child.editors, **child.people}
    for name, names in {"author": parent.authors, "editor": parent.editors, **parent.people}.items():
        for target in targets(name):
            if names and not given.get(target):
                given[target] = names
    authors, editors = given.pop("author"), given.pop("editor")
    kind = parent.type if child.type == "set" and parent.type != "xdata" else child.type
    return replace(
        child, type=kind, authors=authors, editors=editors, date=child.date or parent.date,
        fields=MappingProxyType(fields), lists=MappingProxyType(lists), markup=MappingProxyType(markup),
        people=MappingProxyType({name: names for name, names in given.items() if names}),
    )  # fmt: skip
