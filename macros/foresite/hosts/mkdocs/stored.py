"""What a build leaves for the next that starts anew, as in CI or where an editor starts a preview again.

A build that finds it goes on as a preview does: it reads what changed, makes what asked for something that changed,
and takes the rest. It is kept in the project's cache, as ``foresite.runtime.signed`` says, by everything that this
process is made of; the finished files lie beside it and are taken only where their content is what the signed list
says.
"""

from __future__ import annotations

import os
import pickle
import platform
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Any

import foresite
from foresite.hosts.mkdocs.cache import BuildCache, Finished, digest
from foresite.model.corpus import Corpus
from foresite.parsing.cache import own_cache
from foresite.parsing.parse_cache import ParseCache
from foresite.runtime.pool import collector_paused
from foresite.runtime.signed import Signer
from foresite.search.index import SearchBuilder
from foresite.site.project import Project

Key = tuple[str, str]
"""The kind and the name of something made."""
TOGETHER = 100
"""How much of it a process puts into place before it says so."""
REBUILD = "FORESITE_REBUILD"
"""The environment variable that has everything made anew."""
STATE, SEARCH, FILES = "state", "search", "files"
"""The names in the folder: two signed files, and the folder of what was made."""


@dataclass(frozen=True, slots=True)
class Store:
    """The folder in which one way to build a project, for readers or as a preview, leaves what it made."""

    folder: Path
    signer: Signer

    @classmethod
    def of(cls, root: Path, name: str) -> Store | None:
        """Return the folder of a project; None where nothing can be kept, or nothing is to be."""
        found = None if os.environ.get(REBUILD) else own_cache(root)
        signer = Signer.of(root) if found else None
        return cls(found / name, signer) if found and signer else None

    @collector_paused()
    def load(self) -> tuple[ParseCache, BuildCache] | None:
        """Return what the last build left; None where that was made by other versions, or is none of ours."""
        held = self._load(STATE)
        if held is None:
            return None
        readings, (corpus, formatted, origin), kept = pickle.loads(held)
        kept.project = Project.known(corpus, formatted, origin)
        return readings, kept

    def search(self, of: bytes) -> SearchBuilder:
        """Return what made the files of search in the build of that mark; one that knows nothing where it is gone."""
        held = self._load(SEARCH)
        found: SearchBuilder = pickle.loads(held[len(of) :]) if held and held.startswith(of) else SearchBuilder()
        return found

    @collector_paused()
    def save(
        self, readings: ParseCache, kept: BuildCache, mark: bytes, search: bytes, site: Path, files: Iterable[Finished]
    ) -> None:
        """Leave all of this, the packed search with the same mark, and the files of a finished site."""
        project = kept.project
        assert project
        with suppress(OSError):
            self._keep(site, files)
            known = (project.corpus, project.formatted, project.origin)
            self._save(STATE, pickled((readings, known, kept.left(mark))))
            self._save(SEARCH, search)

    def place(self, files: Iterable[Finished], site: Path) -> list[str]:
        """Put files into a site as they were; return the paths of those that are not there any more, or others."""
        missing = []
        for path, expected in files:
            try:
                content = self._file(expected).read_bytes()
            except OSError:
                content = b""
            if digest(content) != expected:
                missing.append(path)
                continue
            target = site / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        return missing

    def _keep(self, site: Path, files: Iterable[Finished]) -> None:
        wanted = {name: path for path, name in files}
        there = {path.name for path in (self.folder / FILES).glob("*/*")}
        for name in wanted.keys() - there:
            path = self._file(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(site / wanted[name], path)
            except OSError:
                # Another file system, or one without links.
                shutil.copyfile(site / wanted[name], path)
        for name in there - wanted.keys():
            self._file(name).unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        return self.folder / FILES / name[:2] / name

    def _save(self, name: str, content: bytes) -> None:
        self.signer.save(self.folder / name, made_by() + content)

    def _load(self, name: str) -> bytes | None:
        held = self.signer.load(self.folder / name)
        by = made_by()
        return held[len(by) :] if held and held.startswith(by) else None


class Placing:
    """Puts what is stored into a site, by several processes, and knows what is not there any more."""

    def __init__(self, kept: Mapping[Key, tuple[Finished, ...]], store: Store, site: Path) -> None:
        self._kept = kept
        keys = list(kept)
        groups = [keys[start : start + TOGETHER] for start in range(0, len(keys), TOGETHER)]
        self._group_of = {key: f"stored files {number}" for number, group in enumerate(groups) for key in group}
        self._missing: dict[str, frozenset[str]] = {}
        self.tasks = {
            f"stored files {number}": partial(store.place, [file for key in group for file in kept[key]], site)
            for number, group in enumerate(groups)
        }
        """What does it, by name; each results in the paths that are missing."""

    def is_there(self, key: Key, result: Callable[[str], list[str]]) -> bool:
        """Return whether all files of something are in their place, given the results of the tasks."""
        if key not in self._group_of:
            return True
        group = self._group_of[key]
        if group not in self._missing:
            self._missing[group] = frozenset(result(group))
        return self._missing[group].isdisjoint(path for path, _ in self._kept[key])


class _Pickler(pickle.Pickler):
    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, Corpus):
            # Without what was found out about it.
            return Corpus, tuple(getattr(obj, name) for name in Corpus.__dataclass_fields__)
        return NotImplemented


def pickled(content: object) -> bytes:
    """Return something as bytes, to be stored."""
    stream = BytesIO()
    _Pickler(stream, pickle.HIGHEST_PROTOCOL).dump(content)
    return stream.getvalue()


@cache
def made_by() -> bytes:
    """Return a digest of all that makes a site: the interpreter, what is installed, and Foresite's own files."""
    known = blake2b(digest_size=32)
    known.update(repr((sys.version, platform.platform(), os.name, sorted(set(_installed())))).encode())
    package = Path(foresite.__file__).parent
    for path in sorted(path for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc"):
        known.update(path.relative_to(package).as_posix().encode() + b"\0" + digest(path.read_bytes()).encode())
    return known.digest()


def _installed() -> Iterable[str]:
    """Names and versions of the distributions, as their folders are called."""
    for folder in sys.path:
        with suppress(OSError):
            yield from (name for name in os.listdir(folder or ".") if name.endswith((".dist-info", ".egg-info")))  # noqa: PTH208
