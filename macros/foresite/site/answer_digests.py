"""Digest the answers to queries, so that after an edit only the new corpus has to be asked.

A digest is the same in any process. It tells apart what ``ShownEquality`` of ``foresite.site.invalidate`` tells apart.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Container, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import cache
from hashlib import blake2b
from pathlib import PurePath
from typing import Any

from foresite.language.catalogue import words_of
from foresite.language.words import current
from foresite.model.corpus import Corpus
from foresite.model.records import Record

UNSHOWN = frozenset({"place", "body_line"})
"""The fields that no answer is told apart by: a line shows on the page alone on which it is, with the text of that."""
PLAIN = frozenset({str, int, float, bool, bytes, type(None)})
"""The types whose values are serialised as they are."""
BY_REPR = (date, Decimal, Fraction, PurePath)
"""The types whose ``repr`` says everything."""
FORMAT = 2
"""The version of ``marshal`` that writes equal values alike, be they one object or several."""
TUPLE, LIST, MAPPING, SET, RECORD = range(5)
"""What the serialised form of a value begins with; that of any other type begins with its name."""


@cache
def shown_fields(kind: Any) -> tuple[str, ...]:
    """Return the names of the fields by which the answers of a dataclass are told apart."""
    return tuple(each.name for each in fields(kind) if each.name not in UNSHOWN)


class AnswerDigester:
    """Digests answers of a corpus, in which a record stands by its id, and is compared once for all answers.

    Answers can hold words, so only those in the language of the site are digested.
    """

    def __init__(self, corpus: Corpus, changed: Container[str] = frozenset()) -> None:
        """``changed`` are the ids of the records of the corpus that were others before."""
        self._records = corpus.records
        self._language = words_of(corpus.settings.language).tag
        self._changed = changed
        self.has_changed_record = False
        """Whether the last answer contains a changed record."""
        self._makers: dict[type, Callable[[Any], Any]] = {}

    def __call__(self, answer: object) -> bytes | None:
        """Return the digest of an answer; None where a value in it cannot be digested."""
        self.has_changed_record = False
        if current().tag != self._language:
            return None
        try:
            form = self._form(answer)
        except TypeError:
            return None
        return blake2b(marshal.dumps(form, FORMAT), digest_size=16).digest()

    def _form(self, value: Any) -> Any:
        kind = type(value)
        if kind in PLAIN:
            return value
        if kind is tuple:
            return (TUPLE, *[each if type(each) in PLAIN else self._form(each) for each in value])
        make = self._makers.get(kind)
        if make is None:
            make = self._makers[kind] = self._maker(kind)
        return make(value)

    def _maker(self, kind: type) -> Callable[[Any], Any]:
        name, form = f"{kind.__module__}.{kind.__qualname__}", self._form
        if issubclass(kind, tuple):
            return lambda value: (name, *map(form, value))
        if issubclass(kind, list):
            return lambda value: (LIST, *map(form, value))
        if issubclass(kind, Mapping):
            # Their order may show.
            return lambda value: (MAPPING, name, *map(form, value), *map(form, value.values()))
        if issubclass(kind, Record):
            return lambda value: self._record(name, value)
        if is_dataclass(kind):
            names = shown_fields(kind)
            return lambda value: (name, *[form(getattr(value, each)) for each in names])
        if issubclass(kind, AbstractSet):
            return lambda value: (SET, *sorted(marshal.dumps(form(each), FORMAT) for each in value))
        if issubclass(kind, Enum):
            return lambda value: (name, value.name)
        if issubclass(kind, str):
            return lambda value: (name, str(value))
        if issubclass(kind, BY_REPR):
            return lambda value: (name, repr(value))
        raise TypeError(name)

    def _record(self, name: str, record: Record) -> Any:
        if self._records.get(record.id) is not record:
            # One of several with the same id, or the record as it was on an earlier day.
            kind: Any = type(record)
            return name, *[self._form(getattr(record, each)) for each in shown_fields(kind)]
        if record.id in self._changed:
            self.has_changed_record = True
        return RECORD, name, record.id
