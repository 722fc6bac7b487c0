"""The files that search loads: small ones, so that no question needs them all.

Each is a script that sets ``foresiteIndex``, since a page opened from a folder may load no data. The first says
where to look; the others hold JSON, deflated and in base64: entries, and rows of terms with where they stand.
``assets/search.js`` reads them.
"""

from __future__ import annotations

import zlib
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import chain, groupby
from operator import is_, sub
from typing import NamedTuple, Protocol

from foresite.exports.serialise import compact
from foresite.search.terms import INSIDE, Postings, union

EACH = 32
"""Entries in a file, as the script knows; results come from all over the site, so small files are less to load."""
SIZE = 24_000
"""Bytes of rows in a file, before they are deflated."""
WIDE = 2 * SIZE
"""Bytes of rows with one beginning, above which the beginning has a row of its own and is all that is loaded."""
ANY = "*"
"""After a beginning, in its own row: where any term stands that begins so."""
ZERO = 34
"""The character of a gap of 0: those before it cannot stand in JSON as they are."""
LEVEL = 4
"""How hard it is tried to deflate: 6 would take twice as long, and 9 thrice, for a fortieth of the size."""
SURROGATES, COUNT = 0xD800, 0x800
"""The first character that cannot stand in a text, and how many there are."""


class Shown(Protocol):
    """An entry; what a result shows of it goes into the files."""

    @property
    def shown(self) -> object:
        """A value of JSON."""


class Shard(NamedTuple):
    """A part of the index, ready to be written."""

    script: str
    digest: bytes

    @classmethod
    def of(cls, text: str) -> Shard:
        """The part that holds a text of JSON."""
        held = text.encode()
        return cls(_script(f'"{b64encode(zlib.compress(held, LEVEL)).decode()}"'), sha256(held).digest())


class Shards:
    """The files of an index that may change again and again: what stays the same is not packed twice."""

    def __init__(self) -> None:
        self._chars = _Chars()
        self._rows: dict[str, str] = {}
        self._entries: dict[int, tuple[Sequence[Shown], Shard]] = {}
        self._terms: dict[str, Shard] = {}

    def files(
        self,
        entries: Sequence[Shown],
        terms: Mapping[str, Postings],
        moved: Iterable[str] | None = None,
        **about: object,
    ) -> dict[str, str]:
        """The files by name: ``index``, which also says what is given as ``about``; ``entries-N``; ``terms-N``.

        ``moved`` are the terms whose postings are others than the last time; None where any may be.
        """
        if moved is None:
            self._rows = {}
            moved = terms
        for term in moved:
            self._rows.pop(term, None)
            if term in terms:
                self._rows[term] = _row(term, terms[term], self._chars)
        rows = dict(self._rows)
        sizes = {term: len(row.encode()) for term, row in rows.items()}
        wide = {start: union(terms[term] for term in among) for start, among in _wide(sizes, _sorted(rows))}
        for start, found in wide.items():
            rows[start + ANY] = row = _row(start + ANY, found, self._chars)
            sizes[start + ANY] = len(row.encode())
        divided = list(_divided(sizes, _sorted(rows)))
        parts = dict(self._entry_parts(entries))
        texts = [f"[{','.join(rows[term] for term in shard)}]" for shard in divided]
        self._terms = {text: self._terms.get(text) or Shard.of(text) for text in texts}
        parts |= {f"terms-{n}": self._terms[text] for n, text in enumerate(texts)}
        known = {
            **about,
            "version": sha256(b"".join(part.digest for part in parts.values())).hexdigest()[:8],
            "count": len(entries),
            "terms": [shard[0] if n else "" for n, shard in enumerate(divided)],
            "wide": list(wide),
        }
        return {"index": _script(compact(known)), **{name: part.script for name, part in parts.items()}}

    def _entry_parts(self, entries: Sequence[Shown]) -> Iterator[tuple[str, Shard]]:
        before, self._entries = self._entries, {}
        for number, start in enumerate(range(0, len(entries), EACH)):
            those = entries[start : start + EACH]
            known = before.get(number)
            # Those that changed are other objects, not the same with other words in them.
            if known and len(known[0]) == len(those) and all(map(is_, known[0], those)):
                part = known[1]
            else:
                part = Shard.of(compact([entry.shown for entry in those]))
            self._entries[number] = those, part
            yield f"entries-{number}", part


def _script(value: str) -> str:
    return f"window.foresiteIndex = {value};\n"


class _Chars(dict[int, str]):
    """The character of each gap."""

    def __missing__(self, gap: int) -> str:
        code = gap + ZERO
        self[gap] = chr(code if code < SURROGATES else code + COUNT)
        return self[gap]


def _row(term: str, found: Postings, chars: Mapping[int, str]) -> str:
    return compact([term, _gaps(found.titles, chars), _gaps(found.texts, chars)])


def _gaps(numbers: Sequence[int], chars: Mapping[int, str]) -> str:
    """Rising numbers, a character each: how far it is from the one before."""
    return "".join(map(chars.__getitem__, map(sub, numbers, chain((-1,), numbers))))


def _wide(sizes: Mapping[str, int], terms: Sequence[str], length: int = 1) -> Iterator[tuple[str, Sequence[str]]]:
    """Beginnings, of this length or longer, that too much begins with, and the terms that do."""
    for start, group in groupby(terms, lambda term: term[:length]):
        among = list(group)
        if len(among) > 1 and sum(map(sizes.__getitem__, among)) > WIDE:
            if start != INSIDE:
                yield start, among
            yield from _wide(sizes, among, length + 1)


def _divided(sizes: Mapping[str, int], terms: Iterable[str]) -> Iterator[list[str]]:
    """The terms of one file after the other."""
    shard: list[str] = []
    room = SIZE
    for term in terms:
        room -= sizes[term]
        if shard and room < 0:
            yield shard
            shard, room = [], SIZE - sizes[term]
        shard.append(term)
    if shard:
        yield shard


def _sorted(terms: Iterable[str]) -> list[str]:
    """As scripts compare texts."""
    return sorted(terms, key=lambda term: term.encode("utf-16-be"))
