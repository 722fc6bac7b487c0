"""Which queries have another answer than before: whatever asked one of them has to be made anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import fields, is_dataclass
from typing import Any

from foresite.language.words import in_language, of_corpus
from foresite.model.corpus import Corpus
from foresite.model.dependencies import DERIVED, Queries, QueryArguments
from foresite.site.answer_digests import AnswerDigester, shown_fields
from foresite.site.recording import QuerySources, answers

PROSE = "outlines"
"""The field of a corpus that an edit of prose changes; no other query looks at it."""


@in_language(lambda before: of_corpus(before.corpus))
def changed_queries(
    before: QuerySources,
    after: QuerySources,
    queries: Queries,
    digests: MutableMapping[int, bytes] | None = None,
) -> frozenset[int]:
    """Return the ids of the queries that are answered otherwise than before.

    ``digests`` are those of earlier answers, by the ids of their queries; those of the new answers replace them. A
    derived answer without one is computed from the old sources as well. Both sides are asked in the language of the
    site, which is the same before and after: builds with other settings are not compared.
    """
    if before.formatted is after.formatted and _differ_in_prose_alone(before.corpus, after.corpus):
        queries = {question: asked for question, asked in queries.items() if question[2] == PROSE}
    alike = ShownEquality()
    same = {"corpus.history"} if before.corpus.history == after.corpus.history else set()
    if alike(before.formatted, after.formatted):
        same.add("formatted")
    digest = AnswerDigester(after.corpus, _changed_records(before.corpus, after.corpus, alike))
    changed: set[int] = set()
    for question, asked in queries.items():
        if question[0] in same:
            # There may be very many of these.
            continue
        then, now = answers(before, question), answers(after, question)
        if question[1] == DERIVED and digests is not None:
            changed |= _changed_digests(asked, then, now, digest, digests)
            continue
        for given, id in asked.items():
            one, other = then(*given), now(*given)
            if one is not other and not alike(one, other):
                changed.add(id)
    return frozenset(changed)


def _changed_records(before: Corpus, after: Corpus, alike: ShownEquality) -> frozenset[str]:
    """Return the ids of the records that differ."""
    old = before.records
    return frozenset(
        id for id, record in after.records.items() if (other := old.get(id)) is not record and not alike(other, record)
    )


def _changed_digests(
    asked: Mapping[QueryArguments, int],
    then: Callable[..., Any],
    now: Callable[..., Any],
    digest: AnswerDigester,
    digests: MutableMapping[int, bytes],
) -> set[int]:
    """Return the ids of the queries of a question whose answers have another digest, and update the digests."""
    changed = set()
    for given, id in asked.items():
        answer = now(*given)
        new = digest(answer)
        known = digests.pop(id, None)
        if new is not None:
            digests[id] = new
        if known is None or new is None:
            one = then(*given)
            if one is not answer and not ShownEquality()(one, answer):
                changed.add(id)
        elif new != known or digest.has_changed_record:
            changed.add(id)
    return changed


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
                kind: Any = type(one)
                names = shown_fields(kind)
                same = all(self(getattr(one, name), getattr(other, name)) for name in names)
                self._known[key] = same, one, other
            return self._known[key][0]
        return one == other
