"""What a reader wants to know of a work before opening it, and the citations that views make themselves."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from foresite.citing.grammar import WORDS
from foresite.language.foreign import Foreign
from foresite.language.words import pgettext
from foresite.model.corpus import Corpus
from foresite.model.locators import Locator
from foresite.model.records import (
    SHOWN_LANGUAGE,
    Citation,
    CitedWork,
    Claim,
    Correction,
    Event,
    Name,
    Outcome,
    Record,
    Reference,
)
from foresite.parsing.bibliography.entries import eprint_address


def at_locator(record: Claim | Correction) -> Citation:
    """The brief that the record is about, with the place: ``(Rivera 2025, ¶7)``.

    What citation styles have no word for, such as a table, follows as text.
    """
    return _at_place(record.brief, record.at)


def of_record(record: Record) -> Citation | None:
    """The brief that a record of any kind is about, with the place if it names one; None where it is about none."""
    brief, at = getattr(record, "brief", ""), getattr(record, "at", None)
    if not brief:
        return None
    return _at_place(brief, at) if at else work_citation(brief)


def _at_place(brief: str, at: Locator) -> Citation:
    first, *more = at.parts
    if first.ranges and first.unit in WORDS:
        rest = "".join(f", {part.words}" for part in more)
        return Citation((CitedWork(brief, "", first.unit, first.numbers, rest),))
    return Citation((CitedWork(brief, suffix=f", {at.words}"),))


def of_sources(record: Event | Outcome) -> Citation:
    """The sources of an event, or of a value that came out, as one group."""
    return Citation(tuple(CitedWork(key) for key in record.sources))


def work_citation(key: str) -> Citation:
    """A work by itself."""
    return Citation((CitedWork(key),))


def title(reference: Reference) -> str:
    """The work's title with its subtitle; an untitled volume has that of the whole work."""
    fields = reference.fields
    text = ": ".join(part for part in (fields.get("title", ""), fields.get("subtitle", "")) if part)
    text = text or ("" if "titleaddon" in fields else fields.get("maintitle", ""))
    return Foreign(text, fields[SHOWN_LANGUAGE]) if text and SHOWN_LANGUAGE in fields else text


def short_name(reference: Reference) -> str:
    """Author and year in plain text, or the title where nobody signed it: ``Rivera 2025``."""
    return _named(reference, lambda name: name.literal or name.family or name.given)


def cited_name(corpus: Corpus, reference: Reference) -> str:
    """The same, told apart from every other work of the bibliography: ``Rivera 2024a``, or ``Ben Rivera 2024``."""
    alike = corpus.namesakes.get(reference.key, ())
    same = [work.key for work in alike if _signed(work) == _signed(reference)]
    name = short_name(reference) if len(same) == len(alike) else _named(reference, str)
    if len(same) < 2:
        return name
    letter = _letter(same.index(reference.key))
    return f"{name}{letter}" if reference.date else f"{name} n.d.-{letter}"


def _signed(work: Reference) -> tuple[str, ...]:
    return tuple(map(str, work.authors or work.editors))


def _letter(number: int) -> str:
    """``a`` to ``z``, then ``aa`` and so on, as citations count."""
    before, last = divmod(number, 26)
    return (_letter(before - 1) if before else "") + chr(ord("a") + last)


def _named(reference: Reference, called: Callable[[Name], str]) -> str:
    people = reference.authors or reference.editors
    names = [called(name) for name in people if not name.others]
    more = len(names) > 3 or (names and len(names) < len(people))
    who = pgettext("names", "%(name)s et al.", name=names[0]) if more else pgettext("names", " and ").join(names)
    who = who or reference.fields.get("institution", "") or title(reference) or reference.key
    return f"{who} {reference.date.first.year}" if reference.date else who


def address(reference: Reference) -> str:
    """Where the work is to be found: its DOI, else its URL if a browser may follow it, else where an archive has it."""
    doi, url = reference.fields.get("doi", ""), reference.fields.get("url") or eprint_address(reference.fields)
    if doi:
        return f"https://doi.org/{quote(doi.removeprefix('https://doi.org/'), safe='/:;()._-~+,=')}"
    return url if url.lower().startswith(("https://", "http://", "mailto:")) else ""


def archived(reference: Reference) -> str:
    """Where an archive of the web keeps a copy of the work; empty where none is given."""
    found = reference.fields.get("archived", "")
    return found if found.lower().startswith(("https://", "http://")) else ""
