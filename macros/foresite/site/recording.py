"""Record the queries that pages make of the corpus and the formatted citations.

Every public attribute is recorded, none by name, so that what is added to the corpus later is recorded as well: a
method with its arguments, a mapping or a set by the keys that are looked up, anything else as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from pkgutil import resolve_name
from typing import Any, NamedTuple, cast

from foresite.citing.format import Formatted
from foresite.model.corpus import Corpus
from foresite.model.dependencies import DERIVED, Question, Recorder, answer
from foresite.model.records import History, Record
from foresite.render.templating import CitationText, Templates
from foresite.site.project import Project

WHOLE, CALL, ITEM = "whole", "call", "item"
"""The kinds of queries: an attribute, a method with arguments, a key of a mapping or a member of a set."""


class RecordId(NamedTuple):
    """Stands for a record among the arguments of a query: only its id counts."""

    id: str


class Items(NamedTuple):
    """Stands for a mapping among the arguments of a query."""

    pairs: tuple[tuple[Hashable, Hashable], ...]


class Recording:
    """A source that records its queries; ``name`` identifies it."""

    def __init__(self, name: str, plain: object, recorder: Recorder) -> None:
        self.name = name
        self.plain = plain
        self.recorder = recorder

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("_"):
            raise AttributeError(attribute)
        value = getattr(self.plain, attribute)
        recording: Any
        if isinstance(value, Mapping):
            recording = RecordingMapping((self.name, attribute), value, self.recorder)
        elif isinstance(value, AbstractSet):
            recording = RecordingSet((self.name, attribute), value, self.recorder)
        elif isinstance(value, History):
            recording = Recording(f"{self.name}.{attribute}", value, self.recorder)
        elif callable(value):
            recording = self._recorded_method(attribute, value)
        else:
            self.recorder.query_recorder((self.name, WHOLE, attribute))(())
            return value
        # Python looks here first.
        vars(self)[attribute] = recording
        return recording

    def _recorded_method(self, attribute: str, method: Callable[..., Any]) -> Callable[..., Any]:
        record = self.recorder.query_recorder((self.name, CALL, attribute))

        def ask(*arguments: Any) -> Any:
            record(tuple([each if type(each) is str else _as_argument(each) for each in arguments]))
            return method(*arguments)

        return ask


class RecordingMapping(Mapping[Any, Any]):
    """A mapping that records the keys that are looked up, or that it was read as a whole."""

    def __init__(self, name: tuple[str, str], mapping: Mapping[Any, Any], recorder: Recorder) -> None:
        source, attribute = name
        self._mapping = mapping
        self._record = recorder.query_recorder((source, ITEM, attribute))
        self._record_whole = recorder.query_recorder((source, WHOLE, attribute))

    def __getitem__(self, key: Any) -> Any:
        self._record((key,))
        return self._mapping[key]

    def get(self, key: Any, default: Any = None) -> Any:
        """Return the value of a key."""
        self._record((key,))
        return self._mapping.get(key, default)

    def __contains__(self, key: object) -> bool:
        self._record((key,))
        return key in self._mapping

    def __iter__(self) -> Iterator[Any]:
        self._record_whole(())
        return iter(self._mapping)

    def __len__(self) -> int:
        self._record_whole(())
        return len(self._mapping)


class RecordingSet(AbstractSet[Any]):
    """A set that records the members that are looked up, or that it was read as a whole."""

    def __init__(self, name: tuple[str, str], members: AbstractSet[Any], recorder: Recorder) -> None:
        source, attribute = name
        self._members = members
        self._record = recorder.query_recorder((source, ITEM, attribute))
        self._record_whole = recorder.query_recorder((source, WHOLE, attribute))

    def __contains__(self, member: object) -> bool:
        self._record((member,))
        return member in self._members

    def __iter__(self) -> Iterator[Any]:
        self._record_whole(())
        return iter(self._members)

    def __len__(self) -> int:
        self._record_whole(())
        return len(self._members)


def _as_argument(value: Any) -> Hashable:
    if isinstance(value, Record):
        return RecordId(value.id)
    if isinstance(value, Mapping):
        return Items(tuple(sorted(value.items())))
    return cast(Hashable, value)


class QuerySources(NamedTuple):
    """The sources that answer queries."""

    corpus: Corpus
    formatted: CitationText

    def recorded_by(self, recorder: Recorder) -> QuerySources:
        """Return the same sources, with their queries recorded."""
        corpus = Recording("corpus", self.corpus, recorder)
        # Builds with other settings are not compared at all.
        vars(corpus)["settings"] = self.corpus.settings
        formatted = Recording("formatted", self.formatted, recorder)
        return QuerySources(cast(Corpus, corpus), cast(CitationText, formatted))


def recording(project: Project, recorder: Recorder) -> Project:
    """Return the project with its queries recorded, for making pages."""
    corpus, formatted = QuerySources(project.corpus, project.formatted).recorded_by(recorder)
    templates = Templates(corpus, formatted, href=project.href)
    recorded = replace(project, corpus=corpus, formatted=cast(Formatted, formatted), templates=templates)
    # A page's printed documents are compared together with its text.
    vars(recorded)["printed"] = project.printed
    return recorded


def answers(answering: QuerySources, question: Question) -> Callable[..., Any]:
    """Return the function that answers a question from the arguments of a query, without recording it.

    The answer is None where the record that was asked about is gone.
    """
    source, kind, name = question
    sources = {"corpus": answering.corpus, "corpus.history": answering.corpus.history, "formatted": answering.formatted}
    if kind == DERIVED:
        # A process that answers need not have asked: views are imported when they are first called.
        function = resolve_name(name)
        return lambda *arguments: answer(sources[source], name, function, arguments)
    value: Any = getattr(sources[source], name)
    if kind == WHOLE:
        return lambda: value
    if kind == ITEM:
        return value.get if isinstance(value, Mapping) else value.__contains__

    records = answering.corpus.records

    def resolve(argument: Hashable) -> Any:
        if isinstance(argument, RecordId):
            return records[argument.id]
        return dict(argument.pairs) if isinstance(argument, Items) else argument

    def ask(*arguments: Hashable) -> Any:
        try:
            return value(*[each if type(each) is str else resolve(each) for each in arguments])
        except LookupError:
            return None

    return ask
