"""Divide views that are too large for one page by theme, outlook, year or letter, each part on its own page.

The division follows from the corpus and the calls on its pages. A host that can create pages creates those of
``Corpus.parts``; without one nothing is divided. A part is named after the first outlook, year or letter in it, so
that later additions change only the last part.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from posixpath import basename, dirname, join, splitext
from typing import Any, NamedTuple

from foresite.language.catalogue import Language
from foresite.language.formats import series
from foresite.language.words import current, gettext, in_language, of_corpus, use
from foresite.model.corpus import Corpus
from foresite.model.macros import MACROS
from foresite.model.records import MacroCall, Page, Part
from foresite.views.addresses import INDEXES, Addresses
from foresite.views.cards import Cards

# The divisions of a view: themes, and in them outlooks, years or letters.


@dataclass(frozen=True, slots=True)
class Subdivision:
    """An outlook, a year or a letter, with its items."""

    slug: str
    """Its part of an address, which is the same in every language of a site."""
    label: str
    items: tuple[tuple[str, ...], ...]
    """Groups of ids that are never split between pages, such as the claims of one thread, in order."""

    @property
    def size(self) -> int:
        """How many records or works it has."""
        return sum(map(len, self.items))


@dataclass(frozen=True, slots=True)
class Division:
    """A theme, or a whole view without themes."""

    slug: str
    label: str
    """The label; empty for a whole view."""
    subdivisions: list[Subdivision]

    @property
    def size(self) -> int:
        """How many records or works it has."""
        return sum(unit.size for unit in self.subdivisions)


class Named(NamedTuple):
    """A label, and the words in English of which an address is made."""

    english: str
    label: str


def named(words: Callable[[], str]) -> Named:
    """Return what ``words`` returns in the current language and in English."""
    label = words()
    if current().english:
        return Named(label, label)
    with use(Language()):
        return Named(words(), label)


Label = Named | str | int
"""What a subdivision is called; a text or a year is the same in every language."""


def single_division(items: Iterable[tuple[Label, tuple[str, ...]]]) -> list[Division]:
    """Return a view without themes as one division; each item has the label of its outlook, year or letter."""
    return [Division("", "", subdivisions(items))]


def subdivisions(items: Iterable[tuple[Label, tuple[str, ...]]]) -> list[Subdivision]:
    """Group items by their label, in the order in which labels first occur."""
    groups: dict[Named, list[tuple[str, ...]]] = {}
    for label, ids in items:
        both = label if isinstance(label, Named) else Named(str(label), str(label))
        groups.setdefault(both, []).append(ids)
    return [Subdivision(address_part(each.english), each.label, tuple(found)) for each, found in groups.items()]


def address_part(label: str) -> str:
    """Return a label as a part of an address."""
    return re.sub(r"[\W_]+", "-", label.casefold()).strip("-") or "other"


# Division of views that are too large for one page.


MAX_ITEMS_PER_PAGE = 500
"""The maximum number of claims, events or works on a page: half a megabyte, a tenth of it compressed."""


@dataclass(frozen=True, slots=True)
class PartContent:
    """The content of one part."""

    slug: str
    label: str
    ids: tuple[str, ...]


@in_language(of_corpus)
def with_parts(corpus: Corpus) -> Corpus:
    """Return the corpus with the pages of its large views' parts; unchanged where one page is enough for each."""
    if max(map(len, (corpus.claims, corpus.events, corpus.references))) <= MAX_ITEMS_PER_PAGE:
        return corpus
    parts = tuple(_parts(corpus))
    return replace(corpus, parts=parts, pages=(*corpus.pages, *_pages(corpus, parts)))


def part_sources(corpus: Corpus) -> dict[str, str]:
    """Return the source of each part's page, by its path: a call, which the page restricts to the part."""
    return {
        part.page: f"---\ntitle: {json.dumps(part.title, ensure_ascii=False)}\n---\n\n{{{{ {_call(part)} }}}}\n"
        for part in corpus.parts
    }


def _call(part: Part) -> str:
    """Return the call of a part's page: it needs no more than what its macro requires."""
    required = [each.name for each in MACROS[part.view].parameters if each.required]
    given = (f"{name}={json.dumps(part.arguments[name], ensure_ascii=False)}" for name in required)
    return f"{part.view}({', '.join(given)})"


def part_contents(subdivisions: list[Subdivision], most: int) -> list[PartContent]:
    """Group units until a page is full; a unit that is too large for a page is split between its items."""
    complete: list[PartContent] = []
    current: list[Subdivision] = []
    for unit in subdivisions:
        if current and sum(member.size for member in current) + unit.size > most:
            complete += _split(current, most)
            current = []
        current.append(unit)
    return [*complete, *_split(current, most)] if current else complete


def _split(subdivisions: list[Subdivision], most: int) -> Iterator[PartContent]:
    """Yield units as one piece, or a single unit that is too large as several."""
    slug, label = subdivisions[0].slug, subdivisions[0].label
    if len(subdivisions) > 1:
        label = f"{label}–{subdivisions[-1].label}"
    shares: list[list[str]] = [[]]
    for item in (item for unit in subdivisions for item in unit.items):
        if shares[-1] and len(shares[-1]) + len(item) > most:
            shares.append([])
        shares[-1] += item
    for number, ids in enumerate(shares, 1):
        if number == 1:
            yield PartContent(slug, f"{label} (1)" if len(shares) > 1 else label, tuple(ids))
        else:
            yield PartContent(f"{slug}-{number}", f"{label} ({number})", tuple(ids))


def _parts(corpus: Corpus) -> Iterator[Part]:
    cards, addresses = Cards(corpus), Addresses.of(corpus.settings)
    titles = {page.path: page.title for page in corpus.pages}
    used_paths = {addresses.path(page.path) for page in corpus.pages}
    shifts = {shift.id for shift in corpus.shifts}
    divided: list[tuple[MacroCall, list[Division]]] = []
    for call in corpus.calls:
        is_divided = any(call.name == other.name and call.arguments == other.arguments for other, _ in divided)
        if corpus.settings.macros[call.name].divided_by and not is_divided:
            arguments: Mapping[str, Any] = call.arguments
            divisions: list[Division] = MACROS[call.name].division(cards, **arguments)
            if sum(division.size for division in divisions) > MAX_ITEMS_PER_PAGE:
                divided.append((call, divisions))
    for call, divisions in divided:
        is_only = sum(other.page == call.page for other, _ in divided) == 1
        title = titles.get(call.page, "") if is_only else call.name.capitalize()
        for division in divisions:
            pieces_of_division = part_contents(division.subdivisions, MAX_ITEMS_PER_PAGE)
            for piece in pieces_of_division:
                is_whole = bool(division.label) and len(pieces_of_division) == 1
                label = division.label if is_whole else piece.label
                slug = division.slug if is_whole else join(division.slug, piece.slug)
                path = _unused_path(_folder(call), slug, addresses, used_paths)
                name = label if is_whole or not division.label else series((division.label, label))
                yield Part(
                    view=call.name,
                    arguments=call.arguments,
                    home=call.page,
                    page=path,
                    title=f"{title}: {name}",
                    label=label,
                    group=division.label,
                    ids=frozenset(piece.ids),
                    # A shift stands in a part, but is not one of its claims.
                    count=sum(id not in shifts for id in piece.ids),
                )


def _folder(call: MacroCall) -> str:
    """Return the folder of a call's parts: below its page, in a folder named like the view unless the page is."""
    stem = splitext(call.page)[0]
    folder = dirname(stem) if basename(stem) in INDEXES else stem
    return folder if basename(folder) == call.name else join(folder, call.name)


def _unused_path(folder: str, slug: str, addresses: Addresses, used_paths: set[str]) -> str:
    """Return the path of a page that does not exist yet."""
    names = (f"{slug}{'-part' * suffixes}.md" for suffixes in count())
    path = next(path for name in names if addresses.path(path := join(folder, name)) not in used_paths)
    used_paths.add(addresses.path(path))
    return path


def _pages(corpus: Corpus, parts: tuple[Part, ...]) -> Iterator[Page]:
    homes = {page.path: page for page in corpus.pages}
    for part in parts:
        home = homes[part.home]
        yield Page(part.page, part.title, {}, home.place, gettext("A part of %(page)s.", page=home.title))
