"""Dependencies: what a page, or a part of it, asked for while it was made.

A query is a question to the corpus or to the formatted citations. Whatever is made of the answers stays the same for
as long as they do, so nothing has to know which page shows which record. Plain sources record nothing; those of
``foresite.site.recording`` tell a ``Recorder`` what they are asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from functools import wraps
from hashlib import blake2b
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

Question = tuple[str, str, str]
"""Of whom is asked, in which way, and the name of what is asked."""
Given = tuple[Hashable, ...]
"""The arguments of a query."""
Queries = dict[Question, dict[Given, int]]
"""Queries by their question and arguments, each with its id."""
Asked = frozenset[int]
"""The ids of queries."""
Source = TypeVar("Source")
Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")
Value = TypeVar("Value")
DERIVED = "derived"
"""The way of a query that a function answers."""


class Recorder:
    """Notes queries, and gives each an id that is the same in every process."""

    def __init__(self) -> None:
        self._known: dict[Question, _Ids] = {}
        self._frames: list[set[int]] = []
        self._asked: set[int] = set()

    def asking(self, question: Question) -> Callable[[Given], None]:
        """Return what notes a query, given its arguments."""
        ids = self._known.get(question)
        if ids is None:
            ids = self._known[question] = _Ids(question)
        known = ids

        def note(given: Given) -> None:
            self._asked.add(known[given])

        return note

    def add(self, asked: Collection[int]) -> None:
        """Add queries that something asked that was made earlier and is used again."""
        self._asked.update(asked)

    def run(self, make: Callable[[], Value]) -> tuple[Value, Asked]:
        """Make something, and return it with what it asked for; whatever is being made around it asked for that too."""
        self._frames.append(self._asked)
        self._asked = set()
        try:
            value = make()
        finally:
            asked, self._asked = self._asked, self._frames.pop()
            self._asked |= asked
        return value, frozenset(asked)

    def take_new(self) -> Queries:
        """Return the queries that nobody has taken yet; a process hands each over once."""
        new = {question: ids.new for question, ids in self._known.items() if ids.new}
        for question in new:
            self._known[question].new = {}
        return new


class _Ids(dict[Given, int]):
    """The ids of the queries of one question."""

    def __init__(self, question: Question) -> None:
        super().__init__()
        self._question = question
        self.new: dict[Given, int] = {}

    def __missing__(self, given: Given) -> int:
        id = self[given] = self.new[given] = query_id(self._question, given)
        return id


def query_id(question: Question, given: Given) -> int:
    """Return an id that depends on the question and the arguments alone."""
    # Most queries are of one name, and there are hundreds of thousands.
    plain = len(given) == 1 and type(given[0]) is str
    text = "\0".join((*question, str(given[0]))) if plain else repr((question, _stable(given)))
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def merge(queries: Queries, more: Queries) -> None:
    """Add queries to others."""
    for question, given in more.items():
        queries.setdefault(question, {}).update(given)


def _stable(value: object) -> object:
    if isinstance(value, frozenset):
        return "set", sorted(map(repr, value))
    return tuple(map(_stable, value)) if type(value) is tuple else value


def query(
    function: Callable[Concatenate[Source, Arguments], Answer],
) -> Callable[Concatenate[Source, Arguments], Answer]:
    """Make a pure function of a source a query: only its answer counts, not all that it looks at to find it.

    Its other arguments are hashable, of plain types, and given by position.
    """
    name = f"{function.__module__}:{function.__name__}"

    @wraps(function)
    def ask(source: Source, *arguments: Arguments.args, **named: Arguments.kwargs) -> Answer:
        recorder = recorder_of(source)
        if recorder is None:
            return function(source, *arguments, **named)
        assert not named, "the arguments of a query are positional"
        recording: Any = source
        recorder.asking((recording.name, DERIVED, name))(arguments)
        return function(recording.plain, *arguments, **named)

    return cast(Callable[Concatenate[Source, Arguments], Answer], ask)


def run(source: object, make: Callable[[], Value]) -> tuple[Value, Asked]:
    """Make something of a source, and return it with what it asked for; with nothing where nothing records that."""
    recorder = recorder_of(source)
    return recorder.run(make) if recorder else (make(), frozenset())


def again(source: object, asked: Asked) -> None:
    """Note that something of a source that was made earlier, and asked for that, is used again."""
    if recorder := recorder_of(source):
        recorder.add(asked)


def recorder_of(source: object) -> Recorder | None:
    """Return what records the queries to a source; None where nothing does."""
    return getattr(source, "recorder", None)


class Computed:
    """Values computed from a source once; each use of one depends on what it was computed from."""

    def __init__(self, source: object) -> None:
        self._source = source
        self._values: dict[Hashable, tuple[Any, Asked]] = {}

    def get(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """Return the value of a key, computed where it is not known yet."""
        found = self._values.get(key)
        if found is None:
            found = self._values[key] = run(self._source, compute)
        else:
            again(self._source, found[1])
        return cast(Value, found[0])


def once(method: Callable[[Any], Value]) -> property:
    """A property that is computed once for an instance, which has ``computed``."""

    @wraps(method)
    def value(self: Any) -> Value:
        return cast(Value, self.computed.get(method.__name__, lambda: method(self)))

    return property(value)


def once_each(method: Callable[[Any, Any], Value]) -> Callable[[Any, Any], Value]:
    """A method that is computed once for each record, by its id; its instance has ``computed``."""

    @wraps(method)
    def value(self: Any, record: Any) -> Value:
        return cast(Value, self.computed.get((method.__name__, record.id), lambda: method(self, record)))

    return value
