"""The files of search, read as its script reads them."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode
from collections.abc import Iterable, Mapping, Sequence

from builds import Build
from foresite.search.shards import Shards, Shown
from foresite.search.terms import Index, Postings


def unpacked(script: str):
    """What a file holds."""
    held = json.loads(script.removeprefix("window.foresiteIndex = ").removesuffix(";\n"))
    return json.loads(zlib.decompress(b64decode(held))) if isinstance(held, str) else held


def parts(files: Mapping[str, str], kind: str) -> list[list]:
    """What all files of a kind hold, ``entries`` or ``terms``, each by itself."""
    found = []
    while script := files.get(f"search/{kind}-{len(found)}.js"):
        found.append(unpacked(script))
    return found


def entries(files: Mapping[str, str]) -> list[list]:
    """Kind, title, address, text, note and outlook of each result that search can give."""
    return [entry for part in parts(files, "entries") for entry in part]


def files_of(build: Build) -> dict[str, str]:
    """The files of search of a site."""
    return {f"search/{path.name}": path.read_text("utf-8") for path in (build.site / "search").iterdir()}


def numbers(gaps: str) -> list[int]:
    """The entries that a row names."""
    found, at = [], -1
    for code in map(ord, gaps):
        at += code - (0x822 if code > 0xDFFF else 34)
        found.append(at)
    return found


def index(entries: Iterable[tuple[str, str]]) -> dict[str, Postings]:
    """Where each term of titles and texts stands."""
    found: Index[tuple[str, str]] = Index(lambda entry: entry)
    found.update(list(entries))
    return found.postings


def shards(entries: Sequence[Shown], terms: Mapping[str, Postings], **about: object) -> dict[str, str]:
    """The files of an index that is made once."""
    return Shards().files(entries, terms, None, **about)
