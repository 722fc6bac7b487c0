"""The files that search loads: small ones, so that no question needs them all.

Each is a script that sets ``foresiteIndex``, since a page opened from a folder may load no data. The first says
where to look; the others hold JSON, deflated and in base64: entries, and rows of terms with where they stand.
``assets/search.js`` reads them.
"""

from __future__ import annotations

import zlib
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import chain, groupby
from operator import sub

from foresite.exporting.form import compact
from foresite.exporting.search_terms import INSIDE, Postings, union

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


def packed(part: bytes) -> str:
    """A part of the index as a text of JSON."""
    return f'"{b64encode(zlib.compress(part, LEVEL)).decode()}"'


def shards(
    entries: Sequence[object],
    terms: Mapping[str, Postings],
    pack: Callable[[bytes], str] = packed,
    **about: object,
) -> dict[str, str]:
    """The files by name: ``index``, which also says what is given as ``about``; ``entries-N``; ``terms-N``."""
    chars = _Chars()
    rows = {term: _row(term, found, chars) for term, found in terms.items()}
    sizes = {term: len(row.encode()) for term, row in rows.items()}
    wide = {start: union(terms[term] for term in among) for start, among in _wide(sizes, _sorted(rows))}
    for start, found in wide.items():
        rows[start + ANY] = row = _row(start + ANY, found, chars)
        sizes[start + ANY] = len(row.encode())
    divided = list(_divided(sizes, _sorted(rows)))
    parts = {f"entries-{n // EACH}": compact(entries[n : n + EACH]) for n in range(0, len(entries), EACH)}
    parts |= {f"terms-{n}": f"[{','.join(rows[term] for term in shard)}]" for n, shard in enumerate(divided)}
    held = {name: part.encode() for name, part in parts.items()}
    known = {
        **about,
        "version": sha256(b"".join(held.values())).hexdigest()[:8],
        "count": len(entries),
        "terms": [shard[0] if n else "" for n, shard in enumerate(divided)],
        "wide": list(wide),
    }
    return {"index": _script(compact(known)), **{name: _script(pack(part)) for name, part in held.items()}}


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
