"""Track dependencies: the queries that a page, or a part of it, makes while it is rendered.

A query is a question to the corpus or to the formatted citations. A result stays valid while the answers to its
queries stay the same, so no code has to know which page shows which record. Plain sources record nothing; those of
``foresite.site.recording`` pass their queries to a ``Recorder``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from functools import wraps
from types import MappingProxyType
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from foresite.language.words import current

Question = tuple[str, str, str]
"""The name of the source, the kind of query, and the name of the attribute or function."""
QueryArguments = tuple[Hashable, ...]
"""The arguments of a query."""
Queries = dict[Question, dict[QueryArguments, int]]
"""Queries by their question and arguments, each with its id."""
QueryIds = frozenset[int]
"""The ids of queries."""
Source = TypeVar("Source")
Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")
Value = TypeVar("Value")
DERIVED = "derived"
"""The kind of query that a function answers."""


class Recorder:
    """Records queries, and gives each an id.

    The ids of ``known`` queries stay. Those of others are hashes, which are the same in forked processes, but not in
    the next build.
    """

    def __init__(
        self,
        known: Mapping[Question, Mapping[QueryArguments, int]] = MappingProxyType({}),
        digest: Callable[[Any], bytes | None] | None = None,
        digested: Iterable[int] = (),
    ) -> None:
        """``digest`` digests derived answers, except those to the queries whose ids are ``digested``."""
        self._digest = digest
        self._digested = set(digested)
        self._digests: dict[int, bytes] = {}
        self._ids_of = {question: _Ids(question, ids) for question, ids in known.items()}
        self._frames: list[set[int]] = []
        self._asked: set[int] = set()

    def query_recorder(self, question: Question) -> Callable[[QueryArguments], int]:
        """Return a function that records a query with its arguments, and returns its id."""
        ids = self._ids_of.get(question)
        if ids is None:
            ids = self._ids_of[question] = _Ids(question, {})
        ids_of_question = ids

        def record(arguments: QueryArguments) -> int:
            id = ids_of_question[arguments]
            self._asked.add(id)
            return id

        return record

    def record_answer(self, id: int, value: object) -> None:
        """Record the digest of a derived answer, once for each query."""
        if self._digest and id not in self._digested:
            digest = self._digest(value)
            if digest is not None:
                self._digested.add(id)
                self._digests[id] = digest

    def add(self, asked: Collection[int]) -> None:
        """Add the queries of an earlier result that is used again."""
        self._asked.update(asked)

    def track(self, compute: Callable[[], Value]) -> tuple[Value, QueryIds]:
        """Compute a value, and return it with its queries, which also count for an enclosing computation."""
        self._frames.append(self._asked)
        self._asked = set()
        try:
            value = compute()
        finally:
            asked, self._asked = self._asked, self._frames.pop()
            self._asked |= asked
        return value, frozenset(asked)

    def take_new(self) -> Queries:
        """Return the queries since the last call; a process reports each only once."""
        new = {question: ids.new for question, ids in self._ids_of.items() if ids.new}
        for question in new:
            self._ids_of[question].new = {}
        return new

    def take_new_digests(self) -> dict[int, bytes]:
        """Return the digests of answers since the last call, by the ids of the queries."""
        new, self._digests = self._digests, {}
        return new


class _Ids(dict[QueryArguments, int]):
    """The ids of the queries of one question."""

    def __init__(self, question: Question, known: Mapping[QueryArguments, int]) -> None:
        super().__init__(known)
        self._question = question
        self.new: dict[QueryArguments, int] = {}

    def __missing__(self, arguments: QueryArguments) -> int:
        # Should two queries ever share an id, what asked one is made again with what asked the other.
        id = self[arguments] = self.new[arguments] = hash((self._question, arguments))
        return id


def merge(queries: Queries, more: Queries) -> None:
    """Add queries to existing ones."""
    for question, ids_of_arguments in more.items():
        queries.setdefault(question, {}).update(ids_of_arguments)


def query(
    function: Callable[Concatenate[Source, Arguments], Answer],
) -> Callable[Concatenate[Source, Arguments], Answer]:
    """Make a pure function of a source a query, so that only its answer counts, not what it reads.

    Its other arguments are positional, hashable and of plain types.
    """
    name = f"{function.__module__}:{function.__name__}"

    @wraps(function)
    def ask(source: Source, *arguments: Arguments.args, **keywords: Arguments.kwargs) -> Answer:
        recorder = recorder_of(source)
        if recorder is None:
            return function(source, *arguments, **keywords)
        assert not keywords, "the arguments of a query are positional"
        recording: Any = source
        id = recorder.query_recorder((recording.name, DERIVED, name))(arguments)
        value = answer(recording.plain, name, function, arguments)
        recorder.record_answer(id, value)
        return cast(Answer, value)

    return cast(Callable[Concatenate[Source, Arguments], Answer], ask)


def answer(source: Any, name: str, function: Callable[..., Any], arguments: QueryArguments) -> Any:
    """Return the answer to a query, which a source with ``query_answers`` computes only once."""
    answers = getattr(source, "query_answers", None)
    if answers is None:
        return function(source, *arguments)
    # Answers can hold words, so each language has its own.
    key = current().tag, name, arguments
    if key not in answers:
        answers[key] = function(source, *arguments)
    return answers[key]


def track(source: object, compute: Callable[[], Value]) -> tuple[Value, QueryIds]:
    """Compute a value from a source, and return it with its queries, which are empty without a recorder."""
    recorder = recorder_of(source)
    return recorder.track(compute) if recorder else (compute(), frozenset())


def record_reuse(source: object, asked: QueryIds) -> None:
    """Record the queries of an earlier result that is used again."""
    if recorder := recorder_of(source):
        recorder.add(asked)


def recorder_of(source: object) -> Recorder | None:
    """Return the recorder of a source; None where it has none."""
    return getattr(source, "recorder", None)


class Computed:
    """A cache of values computed from a source, by language; each use of a value records its queries."""

    def __init__(self, source: object) -> None:
        self._source = source
        self._values: dict[tuple[str, Hashable], tuple[Any, QueryIds]] = {}

    def get(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """Return the value of a key, computed on first use."""
        in_language = current().tag, key
        cached = self._values.get(in_language)
        if cached is None:
            cached = self._values[in_language] = track(self._source, compute)
        else:
            record_reuse(self._source, cached[1])
        return cast(Value, cached[0])


def computed_property(method: Callable[[Any], Value]) -> property:
    """Make a method a property that is cached in the instance's ``computed``."""

    @wraps(method)
    def value(self: Any) -> Value:
        return cast(Value, self.computed.get(method.__name__, lambda: method(self)))

    return property(value)


def computed_by_id(method: Callable[[Any, Any], Value]) -> Callable[[Any, Any], Value]:
    """Cache a method by the id of its record, in the instance's ``computed``."""

    @wraps(method)
    def value(self: Any, record: Any) -> Value:
        return cast(Value, self.computed.get((method.__name__, record.id), lambda: method(self, record)))

    return value
