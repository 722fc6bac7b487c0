"""The files that search loads: small ones, so that no question needs them all.

Each is a script that sets ``foresiteIndex``, since a page opened from a folder may load no data. The first says
where to look; the others hold JSON, deflated and in base64: entries, and rows of terms with where they stand.
``assets/search.js`` reads them.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import groupby

from foresite.exporting.search_terms import INSIDE, Postings, union

EACH = 16
"""Entries in a file, as the script knows; results come from all over the site, so small files are less to load."""
SIZE = 24_000
"""Bytes of rows in a file, before they are deflated."""
WIDE = 2 * SIZE
"""Bytes of rows with one beginning, above which the beginning has a row of its own and is all that is loaded."""
ANY = "*"
"""After a beginning, in its own row: where any term stands that begins so."""
ZERO = 34
"""The character of a gap of 0: those before it cannot stand in JSON as they are."""
SURROGATES, COUNT = 0xD800, 0x800
"""The first character that cannot stand in a text, and how many there are."""


def shards(entries: Sequence[object], terms: Mapping[str, Postings], **about: object) -> dict[str, str]:
    """The files by name: ``index``, which also says what is given as ``about``; ``entries-N``; ``terms-N``."""
    rows = {term: _row(term, found) for term, found in terms.items()}
    wide = {start: union(terms[term] for term in among) for start, among in _wide(rows, _sorted(rows))}
    rows |= {start + ANY: _row(start + ANY, found) for start, found in wide.items()}
    divided = list(_divided(rows, _sorted(rows)))
    parts = {f"entries-{n // EACH}": _json(entries[n : n + EACH]) for n in range(0, len(entries), EACH)}
    parts |= {f"terms-{n}": f"[{','.join(rows[term] for term in shard)}]" for n, shard in enumerate(divided)}
    known = {
        **about,
        "version": sha256("".join(parts.values()).encode()).hexdigest()[:8],
        "count": len(entries),
        "terms": [shard[0] if n else "" for n, shard in enumerate(divided)],
        "wide": list(wide),
    }
    packed = {name: b64encode(zlib.compress(part.encode(), 9)).decode() for name, part in parts.items()}
    return {name: f"window.foresiteIndex = {_json(held)};\n" for name, held in {"index": known, **packed}.items()}


def _row(term: str, found: Postings) -> str:
    return _json([term, _gaps(found.titles), _gaps(found.texts)])


def _gaps(numbers: Iterable[int]) -> str:
    """Rising numbers, a character each: how far it is from the one before."""
    last, gaps = -1, []
    for number in numbers:
        code = number - last + ZERO
        gaps.append(chr(code if code < SURROGATES else code + COUNT))
        last = number
    return "".join(gaps)


def _wide(rows: Mapping[str, str], terms: Sequence[str], length: int = 1) -> Iterator[tuple[str, Sequence[str]]]:
    """Beginnings, of this length or longer, that too much begins with, and the terms that do."""
    for start, group in groupby(terms, lambda term: term[:length]):
        among = list(group)
        if len(among) > 1 and sum(_size(rows[term]) for term in among) > WIDE:
            if start != INSIDE:
                yield start, among
            yield from _wide(rows, among, length + 1)


def _divided(rows: Mapping[str, str], terms: Iterable[str]) -> Iterator[list[str]]:
    """The terms of one file after the other."""
    shard: list[str] = []
    room = SIZE
    for term in terms:
        room -= _size(rows[term])
        if shard and room < 0:
            yield shard
            shard, room = [], SIZE - _size(rows[term])
        shard.append(term)
    if shard:
        yield shard


def _size(row: str) -> int:
    return len(row.encode())


def _sorted(terms: Iterable[str]) -> list[str]:
    """As scripts compare texts."""
    return sorted(terms, key=lambda term: term.encode("utf-16-be"))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
