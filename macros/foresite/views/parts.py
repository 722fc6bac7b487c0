"""Divide views that are too much for one page by theme, outlook, year or letter, each part a page of its own.

What is divided, and where, follows from the corpus and from the calls on its pages. A host that can make pages
makes those of ``Corpus.parts``; without one nothing is divided. A part's address is that of the first outlook,
year or letter in it, so that what is added later changes the last part at most.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from posixpath import basename, dirname, join, splitext
from typing import Any

from foresite.model.corpus import Corpus
from foresite.model.macros import MACROS
from foresite.model.records import MacroCall, Page, Part
from foresite.views.addresses import INDEXES, Addresses
from foresite.views.cards import Cards

# What a view can be divided by: its themes, and in them outlooks, years or letters.


@dataclass(frozen=True, slots=True)
class Unit:
    """An outlook, a year or a letter, with what belongs to it."""

    slug: str
    label: str
    items: tuple[tuple[str, ...], ...]
    """What never stands on two pages, such as the claims of one thread: the ids of each, in order."""

    @property
    def size(self) -> int:
        """How many records or works it has."""
        return sum(map(len, self.items))


@dataclass(frozen=True, slots=True)
class Division:
    """A theme, or all of a view that has none."""

    slug: str
    label: str
    """Empty for all of a view."""
    units: list[Unit]

    @property
    def size(self) -> int:
        """How many records or works it has."""
        return sum(unit.size for unit in self.units)


def whole(items: Iterable[tuple[str | int, tuple[str, ...]]]) -> list[Division]:
    """A view without themes: its items, each with the outlook, year or letter that it belongs to, in order."""
    return [Division("", "", units(items))]


def units(items: Iterable[tuple[str | int, tuple[str, ...]]]) -> list[Unit]:
    """Items put together by what they belong to, in the order in which that first comes up."""
    groups: dict[str, list[tuple[str, ...]]] = {}
    for label, ids in items:
        groups.setdefault(str(label), []).append(ids)
    return [Unit(address_part(label), label, tuple(found)) for label, found in groups.items()]


def address_part(label: str) -> str:
    """A label as a part of an address."""
    return re.sub(r"[\W_]+", "-", label.casefold()).strip("-") or "other"


# Views that are too much for one page, divided: by theme, outlook, year or letter, each part a page of its own.


MOST = 500
"""How many claims, events or works a page shows: half a megabyte, a tenth of it as it is sent."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What one part holds."""

    slug: str
    label: str
    ids: tuple[str, ...]


def with_parts(corpus: Corpus) -> Corpus:
    """The corpus with the pages that its large views need; the same where one page is enough for each."""
    if max(map(len, (corpus.claims, corpus.events, corpus.references))) <= MOST:
        return corpus
    parts = tuple(_parts(corpus))
    return replace(corpus, parts=parts, pages=(*corpus.pages, *_pages(corpus, parts)))


def part_sources(corpus: Corpus) -> dict[str, str]:
    """The text of each part's page, by its path: a call, and the page says which part of it."""
    return {
        part.page: f"---\ntitle: {json.dumps(part.title, ensure_ascii=False)}\n---\n\n{{{{ {part.view}() }}}}\n"
        for part in corpus.parts
    }


def pieces(units: list[Unit], most: int) -> list[Piece]:
    """Units put together until a page is full; one that is too much for a page is cut between its items."""
    found: list[Piece] = []
    together: list[Unit] = []
    for unit in units:
        if together and sum(each.size for each in together) + unit.size > most:
            found += _cut(together, most)
            together = []
        together.append(unit)
    return [*found, *_cut(together, most)] if together else found


def _cut(units: list[Unit], most: int) -> Iterator[Piece]:
    """Units as one piece, or a single one that is too large as several."""
    slug, label = units[0].slug, units[0].label
    if len(units) > 1:
        label = f"{label}–{units[-1].label}"
    shares: list[list[str]] = [[]]
    for item in (item for unit in units for item in unit.items):
        if shares[-1] and len(shares[-1]) + len(item) > most:
            shares.append([])
        shares[-1] += item
    for number, ids in enumerate(shares, 1):
        if number == 1:
            yield Piece(slug, f"{label} (1)" if len(shares) > 1 else label, tuple(ids))
        else:
            yield Piece(f"{slug}-{number}", f"{label} ({number})", tuple(ids))


def _parts(corpus: Corpus) -> Iterator[Part]:
    cards, addresses = Cards(corpus), Addresses.of(corpus.settings)
    titles = {page.path: page.title for page in corpus.pages}
    taken = {addresses.path(page.path) for page in corpus.pages}
    shifts = {shift.id for shift in corpus.shifts}
    divided: list[tuple[MacroCall, list[Division]]] = []
    for call in corpus.calls:
        known = any(call.name == one.name and call.arguments == one.arguments for one, _ in divided)
        if MACROS[call.name].divides and not known:
            arguments: Mapping[str, Any] = call.arguments
            divisions: list[Division] = MACROS[call.name].division(cards, **arguments)
            if sum(division.size for division in divisions) > MOST:
                divided.append((call, divisions))
    for call, divisions in divided:
        alone = sum(one.page == call.page for one, _ in divided) == 1
        title = titles.get(call.page, "") if alone else call.name.capitalize()
        for division in divisions:
            found = pieces(division.units, MOST)
            for piece in found:
                whole = bool(division.label) and len(found) == 1
                label = division.label if whole else piece.label
                slug = division.slug if whole else join(division.slug, piece.slug)
                path = _free(_folder(call), slug, addresses, taken)
                named = label if whole or not division.label else f"{division.label}, {label}"
                yield Part(
                    view=call.name,
                    arguments=call.arguments,
                    home=call.page,
                    page=path,
                    title=f"{title}: {named}",
                    label=label,
                    group=division.label,
                    shows=frozenset(piece.ids),
                    # A shift stands in a part, but is none of its claims.
                    count=sum(id not in shifts for id in piece.ids),
                )


def _folder(call: MacroCall) -> str:
    """Where a call's parts stand: under its page, and there under the view's name unless the page has it."""
    stem = splitext(call.page)[0]
    folder = dirname(stem) if basename(stem) in INDEXES else stem
    return folder if basename(folder) == call.name else join(folder, call.name)


def _free(folder: str, slug: str, addresses: Addresses, taken: set[str]) -> str:
    """A page that is not there yet."""
    names = (f"{slug}{'-part' * more}.md" for more in count())
    path = next(path for name in names if addresses.path(path := join(folder, name)) not in taken)
    taken.add(addresses.path(path))
    return path


def _pages(corpus: Corpus, parts: tuple[Part, ...]) -> Iterator[Page]:
    homes = {page.path: page for page in corpus.pages}
    for part in parts:
        home = homes[part.home]
        yield Page(part.page, part.title, {}, home.place, f"A part of {home.title}.")
