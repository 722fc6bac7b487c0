"""Divide the search index into small files, so that no query loads all of them.

Each is a script that sets ``foresiteIndex``, since a page opened from a folder may load no data. The first says
which file to load; the others hold JSON, deflated and in base64: entries, rows of terms with their postings, and all
words, which only a query that has a misspelt word needs.
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
from foresite.search.terms import INSIDE, PAIR, Postings, union

ENTRIES_PER_FILE = 32
"""Entries in a file, which the script relies on; results are scattered, so small files mean less to load."""
FILE_SIZE = 24_000
"""Bytes of rows in a file, before compression."""
WIDE_SIZE = 2 * FILE_SIZE
"""Bytes of rows with the same prefix above which the prefix has a row of its own, loaded instead of them."""
PREFIX_MARK = "*"
"""Marks a row of a prefix, which holds the postings of all terms with this prefix."""
GAP_BASE = 34
"""The code of the character for a gap of 0: JSON escapes those before it."""
COMPRESSION = 4
"""The level of zlib: 6 takes twice as long, and 9 three times, for 2.5 % less."""
SURROGATES, SURROGATE_COUNT = 0xD800, 0x800
"""The code of the first surrogate, which no text may hold, and the number of them."""


class Shown(Protocol):
    """An entry of which the files hold what a result shows."""

    @property
    def shown(self) -> object:
        """The value, for JSON."""


class Shard(NamedTuple):
    """A file of the index, ready to be written."""

    script: str
    digest: bytes

    @classmethod
    def of(cls, text: str) -> Shard:
        """Return the file that holds a text of JSON."""
        content = text.encode()
        return cls(_script(f'"{b64encode(zlib.compress(content, COMPRESSION)).decode()}"'), sha256(content).digest())


class Shards:
    """The files of an index that changes from build to build; what stays the same is not compressed again."""

    def __init__(self) -> None:
        self._gap_chars = _GapChars()
        self._rows: dict[str, str] = {}
        self._entries: dict[int, tuple[Sequence[Shown], Shard]] = {}
        self._terms: dict[str, Shard] = {}
        self._words: tuple[str, Shard] | None = None

    def files(
        self,
        entries: Sequence[Shown],
        terms: Mapping[str, Postings],
        moved: Iterable[str] | None = None,
        **about: object,
    ) -> dict[str, str]:
        """Return the files by name: ``index``, which also holds ``about``; ``entries-N``; ``terms-N``; ``words``.

        ``moved`` are the terms whose postings have changed since the last call; None where any may have.
        """
        if moved is None:
            self._rows = {}
            moved = terms
        for term in moved:
            self._rows.pop(term, None)
            if term in terms:
                self._rows[term] = _row(term, terms[term], self._gap_chars)
        rows = dict(self._rows)
        sizes = {term: len(wide_row.encode()) for term, wide_row in rows.items()}
        prefixes = {
            start: union(terms[term] for term in terms_of_prefix)
            for start, terms_of_prefix in _wide_prefixes(sizes, _sort_terms(rows))
        }
        for start, postings in prefixes.items():
            rows[start + PREFIX_MARK] = wide_row = _row(start + PREFIX_MARK, postings, self._gap_chars)
            sizes[start + PREFIX_MARK] = len(wide_row.encode())
        shards = list(_divide(sizes, _sort_terms(rows)))
        parts = dict(self._entry_parts(entries))
        texts = [f"[{','.join(rows[term] for term in shard)}]" for shard in shards]
        self._terms = {text: self._terms.get(text) or Shard.of(text) for text in texts}
        parts |= {f"terms-{n}": self._terms[text] for n, text in enumerate(texts)}
        if terms:
            words = compact([term for term in _sort_terms(terms) if term[0] not in (PAIR, INSIDE)])
            if self._words is None or words != self._words[0]:
                self._words = words, Shard.of(words)
            parts["words"] = self._words[1]
        index = {
            **about,
            "version": sha256(b"".join(part.digest for part in parts.values())).hexdigest()[:8],
            "count": len(entries),
            "terms": [shard[0] if n else "" for n, shard in enumerate(shards)],
            "wide": list(prefixes),
        }
        return {"index": _script(compact(index)), **{name: part.script for name, part in parts.items()}}

    def _entry_parts(self, entries: Sequence[Shown]) -> Iterator[tuple[str, Shard]]:
        last_parts, self._entries = self._entries, {}
        for number, start in enumerate(range(0, len(entries), ENTRIES_PER_FILE)):
            group = entries[start : start + ENTRIES_PER_FILE]
            last = last_parts.get(number)
            # A changed entry is a new object; entries are not mutated.
            if last and len(last[0]) == len(group) and all(map(is_, last[0], group)):
                part = last[1]
            else:
                part = Shard.of(compact([entry.shown for entry in group]))
            self._entries[number] = group, part
            yield f"entries-{number}", part


def _script(value: str) -> str:
    return f"window.foresiteIndex = {value};\n"


class _GapChars(dict[int, str]):
    """The character that encodes each gap."""

    def __missing__(self, gap: int) -> str:
        code = gap + GAP_BASE
        self[gap] = chr(code if code < SURROGATES else code + SURROGATE_COUNT)
        return self[gap]


def _row(term: str, postings: Postings, chars: Mapping[int, str]) -> str:
    return compact([term, _gaps(postings.titles, chars), _gaps(postings.texts, chars)])


def _gaps(numbers: Sequence[int], chars: Mapping[int, str]) -> str:
    """Encode rising numbers as one character each: the gap to the number before."""
    return "".join(map(chars.__getitem__, map(sub, numbers, chain((-1,), numbers))))


def _wide_prefixes(
    sizes: Mapping[str, int], terms: Sequence[str], length: int = 1
) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the prefixes, of at least this length, whose rows are too large, with their terms."""
    for start, group in groupby(terms, lambda term: term[:length]):
        terms_of_prefix = list(group)
        # A pair is looked up as a whole.
        if start != PAIR and len(terms_of_prefix) > 1 and sum(map(sizes.__getitem__, terms_of_prefix)) > WIDE_SIZE:
            if start != INSIDE:
                yield start, terms_of_prefix
            yield from _wide_prefixes(sizes, terms_of_prefix, length + 1)


def _divide(sizes: Mapping[str, int], terms: Iterable[str]) -> Iterator[list[str]]:
    """Yield the terms of one file after another."""
    shard: list[str] = []
    room = FILE_SIZE
    for term in terms:
        room -= sizes[term]
        if shard and room < 0:
            yield shard
            shard, room = [], FILE_SIZE - sizes[term]
        shard.append(term)
    if shard:
        yield shard


def _sort_terms(terms: Iterable[str]) -> list[str]:
    """Sort terms in the order in which scripts compare texts, by UTF-16."""
    return sorted(terms, key=lambda term: term.encode("utf-16-be"))
