"""The corpus and the formatted citations as pages are made from them: each records what it is asked.

They record every public attribute without knowing any by name, so that what is added to the corpus later is recorded
as well: a method with its arguments, a mapping or a set by the keys that it is asked for, anything else as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import partial
from pkgutil import resolve_name
from typing import Any, NamedTuple, cast

from foresite.citing.format import Formatted
from foresite.model.corpus import Corpus
from foresite.model.dependencies import DERIVED, Question, Recorder
from foresite.model.records import History, Record
from foresite.render.templating import CitationText, Templates
from foresite.site.project import Project

WHOLE, CALL, ITEM = "whole", "call", "item"
"""The ways of queries: an attribute, a method with arguments, a key of a mapping or a member of a set."""


@dataclass(frozen=True, slots=True)
class RecordId:
    """Stands for a record among the arguments of a query: only its id counts."""

    id: str


@dataclass(frozen=True, slots=True)
class Items:
    """Stands for a mapping among the arguments of a query."""

    pairs: tuple[tuple[Hashable, Hashable], ...]


class Recording:
    """A source that records what it is asked; ``name`` tells it from others."""

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
            recording = self._asking(attribute, value)
        else:
            self.recorder.asking((self.name, WHOLE, attribute))(())
            return value
        # Python looks here first.
        vars(self)[attribute] = recording
        return recording

    def _asking(self, attribute: str, method: Callable[..., Any]) -> Callable[..., Any]:
        note = self.recorder.asking((self.name, CALL, attribute))

        def ask(*arguments: Any, **named: Any) -> Any:
            assert not named, "the arguments of a query are positional"
            note(tuple(map(_as_argument, arguments)))
            return method(*arguments)

        return ask


class RecordingMapping(Mapping[Any, Any]):
    """A mapping that records which keys it is asked for, or that it was looked through as a whole."""

    def __init__(self, name: tuple[str, str], mapping: Mapping[Any, Any], recorder: Recorder) -> None:
        source, attribute = name
        self._mapping = mapping
        self._note = recorder.asking((source, ITEM, attribute))
        self._note_whole = recorder.asking((source, WHOLE, attribute))

    def __getitem__(self, key: Any) -> Any:
        self._note((key,))
        return self._mapping[key]

    def __iter__(self) -> Iterator[Any]:
        self._note_whole(())
        return iter(self._mapping)

    def __len__(self) -> int:
        self._note_whole(())
        return len(self._mapping)


class RecordingSet(AbstractSet[Any]):
    """A set that does the same."""

    def __init__(self, name: tuple[str, str], members: AbstractSet[Any], recorder: Recorder) -> None:
        source, attribute = name
        self._members = members
        self._note = recorder.asking((source, ITEM, attribute))
        self._note_whole = recorder.asking((source, WHOLE, attribute))

    def __contains__(self, member: object) -> bool:
        self._note((member,))
        return member in self._members

    def __iter__(self) -> Iterator[Any]:
        self._note_whole(())
        return iter(self._members)

    def __len__(self) -> int:
        self._note_whole(())
        return len(self._members)


def _as_argument(value: Any) -> Hashable:
    if type(value) is str:
        return value
    if isinstance(value, Record):
        return RecordId(value.id)
    if isinstance(value, Mapping):
        return Items(tuple(sorted(value.items())))
    return cast(Hashable, value)


class Answering(NamedTuple):
    """What answers queries."""

    corpus: Corpus
    formatted: CitationText

    def recorded_by(self, recorder: Recorder) -> Answering:
        """Return the same, so that what it is asked is recorded."""
        corpus = Recording("corpus", self.corpus, recorder)
        # What is made of these is compared only where the settings are the same.
        vars(corpus)["settings"] = self.corpus.settings
        formatted = Recording("formatted", self.formatted, recorder)
        return Answering(cast(Corpus, corpus), cast(CitationText, formatted))


def recording(project: Project, recorder: Recorder) -> Project:
    """Return the project as pages are made from it."""
    corpus, formatted = Answering(project.corpus, project.formatted).recorded_by(recorder)
    templates = Templates(corpus, formatted, href=project.href)
    other = replace(project, corpus=corpus, formatted=cast(Formatted, formatted), templates=templates)
    # What a page's own printed documents are is compared with its text.
    vars(other)["printed"] = project.printed
    return other


def answers(known: Answering, question: Question) -> Callable[..., Any]:
    """Return what gives the answer to a question of sources that record nothing, from the arguments of a query.

    It is None where what is asked about is gone.
    """
    source, way, name = question
    sources = {"corpus": known.corpus, "corpus.history": known.corpus.history, "formatted": known.formatted}
    if way == DERIVED:
        # A process that answers need not have asked: views are imported when they are first called.
        return partial(resolve_name(name), sources[source])
    value: Any = getattr(sources[source], name)
    if way == WHOLE:
        return lambda: value
    if way == ITEM:
        return value.get if isinstance(value, Mapping) else value.__contains__

    def ask(*given: Hashable) -> Any:
        arguments: list[Any] = []
        for argument in given:
            if isinstance(argument, RecordId):
                record = known.corpus.records.get(argument.id)
                if record is None:
                    return None
                arguments.append(record)
            else:
                arguments.append(dict(argument.pairs) if isinstance(argument, Items) else argument)
        try:
            return value(*arguments)
        except LookupError:
            return None

    return ask
