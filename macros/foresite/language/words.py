"""Find the words for readers in the language in which something is being made.

The language is a variable of the context in which code runs (``contextvars``), and ``use`` sets it. Whatever makes
something for readers enters the language of its project first: templates, PDFs, feeds, search. Elsewhere words are
English: problems, commands, data.

A variable of the context, because the words of a date, a status or a likelihood are asked for far from any project, in
templates as well. It holds in one thread alone, and goes back to what it was, so that two sites, or the trees of one
site in several languages, can be made one after the other or at a time in one process. A process that is forked or
started afresh enters the language itself, as every maker of texts takes it from the settings of the project.

What is kept must not mix languages: a corpus, its templates and what is computed from them belong to one project, and
what is kept with them is kept by language, too (``foresite.model.dependencies``). A constant of a module holds the
message (``N_``, ``NP_``), and its words are looked up where they are shown. No function with a cache of its own returns
words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

from foresite.language.catalogue import IN_ENGLISH, Language, Words, words_of

_current: ContextVar[Words] = ContextVar("foresite_language", default=IN_ENGLISH)
current = _current.get
"""Returns the words of the language in which something is being made."""


@contextmanager
def use(language: Language) -> Iterator[None]:
    """Make what is made within in a language."""
    token = _current.set(words_of(language))
    try:
        yield
    finally:
        _current.reset(token)


P = ParamSpec("P")
T = TypeVar("T")


def in_language(
    language_of: Callable[[Any], Language],
) -> Callable[[Callable[Concatenate[Any, P], T]], Callable[Concatenate[Any, P], T]]:
    """Make what a function returns in the language that its first argument gives."""

    def decorate(function: Callable[Concatenate[Any, P], T]) -> Callable[Concatenate[Any, P], T]:
        @wraps(function)
        def call(first: Any, /, *arguments: P.args, **keywords: P.kwargs) -> T:
            with use(language_of(first)):
                return function(first, *arguments, **keywords)

        return call

    return decorate


def of_corpus(corpus: Any) -> Language:
    """Return the language of the site of a corpus."""
    language: Language = corpus.settings.language
    return language


# Every message is a format, in templates and in Python: a sign of per cent is written twice.


def gettext(message: str, /, **values: object) -> str:
    """Return a message in the current language, with its values."""
    return _current.get().gettext(message) % values


def ngettext(one: str, several: str, number: int, /, **values: object) -> str:
    """Return the form of a message for a number, which it can show as ``%(num)s``."""
    return _current.get().ngettext(one, several, number) % {"num": number, **values}


def pgettext(context: str, message: str, /, **values: object) -> str:
    """Return a message whose words would be ambiguous without a context."""
    return _current.get().pgettext(context, message) % values


def npgettext(context: str, one: str, several: str, number: int, /, **values: object) -> str:
    """Return the form of a message with a context for a number."""
    return _current.get().npgettext(context, one, several, number) % {"num": number, **values}


def right_to_left() -> bool:
    """Return whether the page for which something is being made runs from right to left."""
    return _current.get().right_to_left


CALLABLES: Mapping[str, Callable[..., str]] = {
    "gettext": lambda message: _current.get().gettext(message),
    "ngettext": lambda one, several, number: _current.get().ngettext(one, several, number),
    "pgettext": lambda context, message: _current.get().pgettext(context, message),
    "npgettext": lambda context, one, several, number: _current.get().npgettext(context, one, several, number),
}
"""The same for templates, whose engine sets the values."""


def N_(message: str) -> str:
    """Mark a message whose words are looked up later; a constant holds it."""
    return message


def NN_(one: str, several: str) -> str:
    """Mark a message with a form for several, which are looked up later, by the first."""
    return one


class Message(NamedTuple):
    """A message with its context, whose words are looked up later."""

    context: str
    text: str

    @property
    def words(self) -> str:
        """Its words in the current language."""
        return pgettext(self.context, self.text)


def NP_(context: str, text: str) -> Message:
    """Mark a message with its context, whose words are looked up later."""
    return Message(context, text)
