"""The bibliography as BibLaTeX, in a form of its own: the same references give the same text."""

from __future__ import annotations

from collections.abc import Iterable

from foresite.corpus import Corpus
from foresite.model import Name, Reference
from foresite.reading.bibliography.biblatex import ADDRESSES, LISTS
from foresite.reading.bibliography.entries import AND
from foresite.reading.bibliography.latex import TRIGGERS, encode


def references_bib(corpus: Corpus) -> str:
    """The whole bibliography in BibLaTeX."""
    return to_bibtex(list(corpus.references.values()))


def to_bibtex(references: Iterable[Reference]) -> str:
    """The references as a .bib file that reads back to the same records, by key.

    People and date come first, then the fields by name. Strings and comments of the original are gone.
    """
    return bibtex(sorted(references, key=lambda each: each.key))


def bibtex(references: Iterable[Reference]) -> str:
    """The references as a .bib file, in the order given."""
    return "\n".join(map(_entry, references))


def _entry(reference: Reference) -> str:
    fields = {
        "author": _people(reference.authors),
        "authororig": _originals(reference.authors),
        "nameorder": "family-first" if any(name.family_first for name in reference.authors) else "",
        "editor": _people(reference.editors),
        "date": reference.date.text if reference.date else "",
    }
    for name, text in sorted(reference.fields.items()):
        entries = reference.lists.get(name, (text,))
        fields[name] = text if name in ADDRESSES else " and ".join(_entry_of(name, entry) for entry in entries)
    lines = [f"  {name} = {{{text}}},\n" for name, text in fields.items() if text]
    return f"@{reference.type}{{{reference.key},\n{''.join(lines)}}}\n"


def _entry_of(name: str, text: str) -> str:
    """A field, or an entry of one that is a list: an 'and' of its own stands in braces."""
    return f"{{{_encoded(text)}}}" if name in LISTS and AND.search(text) else _encoded(text)


def _encoded(text: str) -> str:
    # What LaTeX would not read otherwise needs no second look.
    return encode(text) if TRIGGERS.search(text) else text


def _people(names: Iterable[Name]) -> str:
    return " and ".join(_name(name) for name in names)


def _name(name: Name) -> str:
    if name.literal:
        return f"{{{_encoded(name.literal)}}}"
    if not name.given:
        return _encoded(name.family)
    return f"{_part(name.family)}, {_part(name.given)}"


def _part(text: str) -> str:
    """A part of a name; in braces where its words or commas would make it several parts."""
    encoded = _encoded(text)
    words = text.split()
    plain = "," not in text and "and" not in (word.lower() for word in words)
    return encoded if plain and not any(word[:1].islower() for word in words) else f"{{{encoded}}}"


def _originals(names: tuple[Name, ...]) -> str:
    if not any(name.original for name in names):
        return ""
    return " and ".join(f"{{{_encoded(name.original)}}}" for name in names)
