"""Give the scripts of a page their words: those of the catalogues, and no table of their own.

``assets/foresite.js`` has the same functions as gettext, and finds the words in a block of the page. A page in English
has no block, because the scripts hold the messages in English.
"""

from __future__ import annotations

import json
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from foresite.language.catalogue import Language, template, words_of

if TYPE_CHECKING:
    from babel import Locale

SCRIPTS = "assets/"
"""Where the template of catalogues says that a message of a script stands."""
CONTEXT = "\x04"
"""Between the context of a message and its text, as gettext has it."""
COUNTED = (*range(200), 1000, 1_000_000)
"""Numbers among which every category of CLDR that whole numbers have occurs."""


@cache
def _messages() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the messages of scripts: the context of each, and its text, or its forms for one and several."""
    return tuple(
        (message.context or "", tuple(message.id) if isinstance(message.id, list | tuple) else (message.id,))
        for message in template()
        if message.id and any(path.startswith(SCRIPTS) for path, _ in message.locations)
    )


def _samples(locale: Locale) -> dict[str, int]:
    """Return a number of each category of plurals in a language."""
    samples: dict[str, int] = {}
    for number in COUNTED:
        samples.setdefault(locale.plural_form(number), number)
    return samples


@lru_cache(16)
def script_words(language: Language) -> str:
    """Return the words of scripts as JSON that is safe in a ``script`` element; empty in English."""
    words = words_of(language)
    if words.english:
        return ""
    found: dict[str, str | dict[str, str]] = {"": words.tag.replace("_", "-")}
    samples = _samples(words.locale)
    for context, (text, *several) in _messages():
        if several:
            forms = {form: words.ngettext(text, several[0], number) for form, number in samples.items()}
            if not {text, *several}.issuperset(forms.values()):
                found[text] = forms
        else:
            name = f"{context}{CONTEXT}{text}" if context else text
            found[name] = words.pgettext(context, text) if context else words.gettext(text)
    changed = {name: told for name, told in found.items() if told != name.rpartition(CONTEXT)[2]}
    return json.dumps(changed, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def script_block(language: Language) -> str:
    """Return the element that holds the words of scripts; nothing in English."""
    words = script_words(language)
    return f'<script type="application/json" id="fs-words">{words}</script>' if words else ""
