"""Which queries have another answer than before: whatever asked one of them has to be made anew."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, cast

from foresite.model.corpus import Corpus
from foresite.model.dependencies import Queries
from foresite.site.recording import QuerySources, answers

UNSHOWN = frozenset({"place", "body_line"})
"""The fields that no answer is told apart by: a line shows on the page alone on which it is, with the text of that."""


PROSE = "outlines"
"""The field of a corpus that an edit of prose changes; no other query looks at it."""


def changed_queries(before: QuerySources, after: QuerySources, queries: Queries) -> frozenset[int]:
    """Return the ids of the queries that are answered otherwise than before."""
    if before.formatted is after.formatted and _differ_in_prose_alone(before.corpus, after.corpus):
        queries = {question: asked for question, asked in queries.items() if question[2] == PROSE}
    alike = ShownEquality()
    same = {"corpus.history"} if before.corpus.history == after.corpus.history else set()
    if alike(before.formatted, after.formatted):
        same.add("formatted")
    changed: set[int] = set()
    for question, asked in queries.items():
        if question[0] in same:
            # There may be very many of these.
            continue
        then, now = answers(before, question), answers(after, question)
        for given, id in asked.items():
            one, other = then(*given), now(*given)
            if one is not other and not alike(one, other):
                changed.add(id)
    return frozenset(changed)


def _differ_in_prose_alone(before: Corpus, after: Corpus) -> bool:
    """Return whether an edit of prose made one corpus from the other, which then shares all else with it."""
    return all(getattr(before, each.name) is getattr(after, each.name) for each in fields(Corpus) if each.name != PROSE)


class ShownEquality:
    """Compares answers; what both sides share is one object, so that most comparisons end at once."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int], tuple[bool, object, object]] = {}
        """By identity, so that the objects themselves have to stay."""

    def __call__(self, one: object, other: object) -> bool:
        """Return whether two answers are the same wherever they are shown."""
        if one is other:
            return True
        if type(one) is not type(other):
            return False
        if isinstance(one, tuple | list):
            assert isinstance(other, tuple | list)
            return len(one) == len(other) and all(map(self, one, other))
        if isinstance(one, Mapping):
            assert isinstance(other, Mapping)
            # Their order may show.
            return list(one) == list(other) and all(map(self, one.values(), other.values()))
        if is_dataclass(one):
            key = id(one), id(other)
            if key not in self._known:
                names = _shown(cast(Hashable, type(one)))
                same = all(self(getattr(one, name), getattr(other, name)) for name in names)
                self._known[key] = same, one, other
            return self._known[key][0]
        return one == other


@cache
def _shown(kind: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind) if each.name not in UNSHOWN)
