"""Read gettext catalogues: those of Foresite, and those that a project has of its own.

A catalogue is a ``.po`` file, read as it is: what translators edit is what runs, and nothing has to be compiled, or can
be out of step. Only a site that is not in English reads one, once in a process and in some milliseconds.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO, StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from babel import Locale
    from babel.messages import Catalog, Message

FOLDER = Path(__file__).parent / "catalogues"
"""The folder of Foresite's own catalogues, one a language, and of the template that has every message."""
TEMPLATE = FOLDER / "foresite.pot"
ENDING = ".po"
ENGLISH = "en"
"""The language in which messages stand in the code, which needs no catalogue."""
COMPLETE = frozenset(("de", "es", "fr", "ja", "ko"))
"""The languages whose catalogues are used without a project asking for them.

A language belongs here once its catalogue has every message, and every template its words from a catalogue: a page half
in another language helps nobody. A project that has a catalogue of its own for a language uses ours beneath it.
"""
RIGHT_TO_LEFT = ("ar", "ckb", "dv", "fa", "he", "ku-iq", "ps", "sd", "ug", "ur", "yi")
"""The languages whose script runs from right to left, by their tags or their beginnings."""
TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*", re.ASCII)
"""A language tag, as BCP 47 writes it or with underscores."""
LINE = re.compile(r'\s*(?:#.*|(?:(?:msgctxt|msgid|msgid_plural|msgstr(?:\[\d\])?)\s+)?"(?:[^"\\]|\\.)*"\s*|)')
"""A line of a catalogue."""
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]")
MARKUP = re.compile(r"<[^<>]*>|&[^&;\s]+;")
Key = tuple[str, str]
"""A message's context, which may be empty, and its text."""


@dataclass(frozen=True, slots=True)
class Language:
    """The language of a site, and the catalogues that its project has of its own: part of its settings."""

    tag: str = ENGLISH
    """As BCP 47 writes it."""
    own: tuple[tuple[str, str], ...] = ()
    """The project's own catalogues: tag and text of each."""
    right_to_left: bool = False
    """Whether its pages run from right to left."""


class CatalogueError(ValueError):
    """A text that is not a catalogue; its message says what is wrong with it."""

    def __init__(self, line: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.line, self.hint = line, hint


class Words:
    """The messages of a language, with English for those that it lacks."""

    def __init__(self, tag: str, catalogues: Mapping[str, Catalog], *, right_to_left: bool = False) -> None:
        """``catalogues`` are named, and the first that has a message is used; without any, the words are English."""
        self.tag = tag if catalogues else ENGLISH
        """The language of the words: English where the site's has no catalogue."""
        self.right_to_left = right_to_left
        """Whether the page on which they stand runs from right to left, and its charts with it."""
        self.translations = NullTranslations()
        for catalogue in reversed(list(catalogues.values())):
            found = _translations(catalogue)
            found.add_fallback(self.translations)
            self.translations = found
        self.gettext = self.translations.gettext
        self.ngettext = self.translations.ngettext
        self.pgettext = self.translations.pgettext
        self.npgettext = self.translations.npgettext
        # Every page asks for these hundreds of times.
        pgettext = self.pgettext
        self.comma, self.semicolon = pgettext("list", ", "), pgettext("list", "; ")
        self.colon, self.full_stop = pgettext("label", ": "), pgettext("sentence", ".")

    @property
    def english(self) -> bool:
        """Whether dates and numbers are written in English, as Foresite does."""
        return _primary(self.tag) == ENGLISH

    @cached_property
    def locale(self) -> Locale:
        """The forms of dates, numbers and lists in the language, from CLDR."""
        from babel import Locale, UnknownLocaleError

        try:
            return Locale.parse(self.tag.replace("-", "_"))
        except (UnknownLocaleError, ValueError):
            return Locale.parse(_primary(self.tag))


IN_ENGLISH = Words(ENGLISH, {})


def runs_right_to_left(tag: str) -> bool:
    """Return whether a language is written from right to left."""
    plain = tag.replace("_", "-").casefold()
    return any(plain == each or plain.startswith(f"{each}-") for each in RIGHT_TO_LEFT)


@lru_cache(64)
def words_of(language: Language) -> Words:
    """Return the words of a language: those of the project's own catalogues, then those of ours."""
    catalogues: dict[str, Catalog] = {}
    for tag in _candidates(language.tag):
        for own, text in language.own:
            if same_tag(own, tag):
                catalogues[f"own {tag}"] = read_catalogue(text, own)
    for tag in _candidates(language.tag):
        # Whoever writes a catalogue for a site wants it, complete or not.
        if (catalogues or tag in COMPLETE) and (text := shipped(tag)):
            catalogues[tag] = read_catalogue(text, tag)
    if not catalogues and not language.right_to_left:
        return IN_ENGLISH
    return Words(language.tag, catalogues, right_to_left=language.right_to_left)


def same_tag(first: str, second: str) -> bool:
    """Return whether two tags name one language: case and the kind of dash do not matter."""
    return first.replace("_", "-").casefold() == second.replace("_", "-").casefold()


def _candidates(tag: str) -> tuple[str, ...]:
    """Return the tags whose catalogues suit a language: its own, and that without its region."""
    return tuple(dict.fromkeys((tag, _primary(tag))))


def _primary(tag: str) -> str:
    return re.split("[-_]", tag, maxsplit=1)[0].lower()


@cache
def shipped(tag: str) -> str:
    """Return the text of Foresite's own catalogue of a language; empty where there is none."""
    path = FOLDER / f"{tag}{ENDING}"
    return path.read_text("utf-8") if TAG.fullmatch(tag) and path.is_file() else ""


def shipped_tags() -> list[str]:
    """Return the languages of Foresite's own catalogues."""
    return sorted(path.stem for path in FOLDER.glob(f"*{ENDING}"))


def read_catalogue(text: str, tag: str) -> Catalog:
    """Read a catalogue.

    Raises:
        CatalogueError: where it cannot be used, with the line and what was expected.
    """
    from babel import Locale, UnknownLocaleError
    from babel.messages.pofile import PoFileError, read_po

    try:
        locale = Locale.parse(tag.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        try:
            locale = Locale.parse(_primary(tag))
        except (UnknownLocaleError, ValueError):
            raise CatalogueError(1, f"'{tag}' is not a language, expected a tag such as fr or pt-BR") from None
    for number, given in enumerate(text.split("\n"), 1):
        if not LINE.fullmatch(given):
            told = f"'{given.strip()[:40]}' is not a line of a catalogue"
            raise CatalogueError(number, told, 'expected msgid or msgstr with a text in quotation marks: msgstr "…"')
    try:
        catalogue: Catalog = read_po(StringIO(text), locale=locale, abort_invalid=True)
    except PoFileError as error:
        line = error.lineno + 1 if isinstance(error.lineno, int) else 1
        raise CatalogueError(line, f"the catalogue cannot be read: {error}", "expected a .po file of gettext") from None
    except (ValueError, LookupError, TypeError, IndexError) as error:
        raise CatalogueError(1, f"the catalogue cannot be read: {error}", "expected a .po file of gettext") from None
    return catalogue


def _translations(catalogue: Catalog) -> GNUTranslations:
    from babel.messages.mofile import write_mo

    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def faults(catalogue: Catalog) -> Iterator[CatalogueError]:
    """Yield the translations that cannot be used: with other placeholders, markup or numbers of forms."""
    for message in catalogue:
        if not message.id or message.fuzzy:
            continue
        forms, texts = _forms(message), _texts(message)
        if not any(forms):
            continue
        line = message.lineno or 1
        named = texts[0] if len(texts[0]) <= 60 else f"{texts[0][:59]}…"
        if len(texts) > 1 and len(forms) != catalogue.num_plurals:
            told = f"'{named}' has {len(forms)} forms, expected {catalogue.num_plurals} for this language"
            yield CatalogueError(line, told)
            continue
        expected = set().union(*map(placeholders, texts))
        markup = [Counter(MARKUP.findall(text)) for text in texts]
        for form in forms:
            if unknown := placeholders(form) - expected:
                known = f"expected {', '.join(f'%({name})s' for name in sorted(expected)) or 'none'}"
                yield CatalogueError(line, f"the translation of '{named}' has '%({min(unknown)})s', {known}")
            elif len(texts) == 1 and placeholders(form) != expected:
                left_out = min(expected - placeholders(form))
                yield CatalogueError(line, f"the translation of '{named}' lacks '%({left_out})s'")
            elif not _formatted(form, expected):
                yield CatalogueError(line, f"the translation of '{named}' has a single '%'", "write '%%' for a '%'")
            elif Counter(MARKUP.findall(form)) not in markup or (_is_open(form) and not any(map(_is_open, texts))):
                yield CatalogueError(
                    line,
                    f"the translation of '{named}' has other markup than the message",
                    "keep its elements, and add none",
                )
            else:
                continue
            break


def placeholders(text: str) -> set[str]:
    """Return the names of the values that a message takes."""
    return set(PLACEHOLDER.findall(text))


def _formatted(text: str, names: set[str]) -> bool:
    try:
        text % dict.fromkeys(names, 0)
    except (TypeError, ValueError, KeyError):
        return False
    return True


def _is_open(text: str) -> bool:
    """Whether a text has a sign of markup outside of elements and entities, or one that could end an attribute."""
    return any(sign in MARKUP.sub("", text) for sign in '<&"')


def _texts(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, list | tuple) else (message.id,)


def _forms(message: Message) -> tuple[str, ...]:
    string: Any = message.string
    return tuple(string) if isinstance(string, list | tuple) else (string or "",)


def messages(catalogue: Catalog) -> dict[Key, Message]:
    """Return the messages of a catalogue, by context and text."""
    return {(message.context or "", _texts(message)[0]): message for message in catalogue if message.id}


def template() -> Catalog:
    """Return the template that has every message."""
    return read_catalogue(TEMPLATE.read_text("utf-8"), ENGLISH)


def missing(language: Language) -> tuple[list[Key], int]:
    """Return the messages that no catalogue of a language has, and how many there are in all."""
    wanted = messages(template())
    every = len(wanted)
    if same_tag(_primary(language.tag), ENGLISH):
        return [], every
    for tag in _candidates(language.tag):
        texts = [text for own, text in language.own if same_tag(own, tag)]
        texts += [text] if (text := shipped(tag)) else []
        for text in texts:
            for key, message in messages(read_catalogue(text, tag)).items():
                if all(_forms(message)) and not message.fuzzy:
                    wanted.pop(key, None)
    return list(wanted), every
