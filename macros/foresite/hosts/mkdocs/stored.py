"""Store the build cache on disk for a new process, as in CI or where an editor starts a preview again.

A build that loads it continues like a preview: it reads the changed sources, makes what depends on them, and reuses
the rest. The cache is stored in the project's cache folder, signed as in ``foresite.runtime.signed`` and bound to a
digest of the program. The files of the site are stored beside it and reused only where their digests match the signed
list.
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
from foresite.render.compiled import add_compiled, pack_compiled
from foresite.runtime.pool import collector_paused
from foresite.runtime.signed import Signer
from foresite.search.index import SearchBuilder
from foresite.site.project import Project

Key = tuple[str, str]
"""The kind and the name of a result."""
KEYS_PER_TASK = 100
"""Results that one task puts into place."""
REBUILD = "FORESITE_REBUILD"
"""The environment variable that disables the cache."""
STATE, SEARCH, FILES = "state", "search", "files"
"""The names in the folder: two signed files, and the folder of built files."""


@dataclass(frozen=True, slots=True)
class Store:
    """The folder that stores the results of building a project, either for readers or as a preview."""

    folder: Path
    signer: Signer

    @classmethod
    def of(cls, root: Path, name: str) -> Store | None:
        """Return the store of a project; None where nothing can be stored, or the user disabled it."""
        cache_folder = None if os.environ.get(REBUILD) else own_cache(root)
        signer = Signer.of(root) if cache_folder else None
        if not cache_folder or not signer or (cache_folder / name).is_symlink():
            return None
        return cls(cache_folder / name, signer)

    @collector_paused()
    def load(self) -> tuple[ParseCache, BuildCache] | None:
        """Return the caches of the last build; None where other versions or an unknown program wrote them."""
        content = self._load_signed(STATE)
        if content is None:
            return None
        parse_cache, (corpus, formatted, origin), build_cache, templates = pickle.loads(content)
        add_compiled(templates)
        build_cache.project = Project.known(corpus, formatted, origin)
        return parse_cache, build_cache

    def search(self, mark: bytes) -> SearchBuilder:
        """Return the search builder stored with a mark; a new one where there is none."""
        content = self._load_signed(SEARCH)
        builder: SearchBuilder = (
            pickle.loads(content[len(mark) :]) if content and content.startswith(mark) else SearchBuilder()
        )
        return builder

    @collector_paused()
    def save(
        self,
        parse_cache: ParseCache,
        build_cache: BuildCache,
        mark: bytes,
        search: bytes,
        site: Path,
        files: Iterable[Finished],
    ) -> None:
        """Store the caches, the pickled search with the same mark, and the files of a finished site."""
        project = build_cache.project
        assert project
        with suppress(OSError):
            self._store_files(site, files)
            project_parts = (project.corpus, project.formatted, project.origin)
            state = parse_cache, project_parts, build_cache.for_storage(mark), pack_compiled()
            self._save_signed(STATE, pickled(state))
            self._save_signed(SEARCH, search)

    def place(self, files: Iterable[Finished], site: Path) -> list[str]:
        """Copy stored files into a site; return the paths of those that are missing or changed."""
        missing = []
        for path, expected in files:
            try:
                file = self._file(expected)
                # Reading a pipe would wait for ever.
                content = file.read_bytes() if file.is_file() else b""
            except OSError:
                content = b""
            if digest(content) != expected:
                missing.append(path)
                continue
            target = site / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        return missing

    def _store_files(self, site: Path, files: Iterable[Finished]) -> None:
        paths = {name: path for path, name in files}
        # Below a link that came with the project, files of somebody else would be replaced or removed.
        for folder in (self.folder / FILES, *(self.folder / FILES).glob("*")):
            if folder.is_symlink():
                folder.unlink()
        stored = {path.name for path in (self.folder / FILES).glob("*/*")}
        for name in paths.keys() - stored:
            path = self._file(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(site / paths[name], path)
            except OSError:
                # Another file system, or one without links.
                shutil.copyfile(site / paths[name], path)
        for name in stored - paths.keys():
            self._file(name).unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        return self.folder / FILES / name[:2] / name

    def _save_signed(self, name: str, content: bytes) -> None:
        self.signer.save(self.folder / name, made_by() + content)

    def _load_signed(self, name: str) -> bytes | None:
        content = self.signer.load(self.folder / name)
        digest_of_program = made_by()
        return content[len(digest_of_program) :] if content and content.startswith(digest_of_program) else None


class Placing:
    """Copies stored files into a site, in several processes, and records which are missing."""

    def __init__(self, files_of: Mapping[Key, tuple[Finished, ...]], store: Store, site: Path) -> None:
        self._files_of = files_of
        keys = list(files_of)
        groups = [keys[start : start + KEYS_PER_TASK] for start in range(0, len(keys), KEYS_PER_TASK)]
        self._group_of = {key: f"stored files {number}" for number, group in enumerate(groups) for key in group}
        self._missing: dict[str, frozenset[str]] = {}
        self.tasks = {
            f"stored files {number}": partial(store.place, [file for key in group for file in files_of[key]], site)
            for number, group in enumerate(groups)
        }
        """The tasks by name; each returns the paths of missing files."""

    def is_there(self, key: Key, result: Callable[[str], list[str]]) -> bool:
        """Return whether all files of a result are in place; ``result`` returns a task's result by name."""
        if key not in self._group_of:
            return True
        group = self._group_of[key]
        if group not in self._missing:
            self._missing[group] = frozenset(result(group))
        return self._missing[group].isdisjoint(path for path, _ in self._files_of[key])


class _Pickler(pickle.Pickler):
    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, Corpus):
            # Without its cached values.
            return Corpus, tuple(getattr(obj, name) for name in Corpus.__dataclass_fields__)
        return NotImplemented


def pickled(content: object) -> bytes:
    """Return an object as bytes, to be stored."""
    stream = BytesIO()
    _Pickler(stream, pickle.HIGHEST_PROTOCOL).dump(content)
    return stream.getvalue()


@cache
def made_by() -> bytes:
    """Return a digest of the program: the interpreter, installed distributions, and Foresite's own files."""
    program = blake2b(digest_size=32)
    program.update(repr((sys.version, platform.platform(), os.name, sorted(set(_installed())))).encode())
    package = Path(foresite.__file__).parent
    for path in sorted(path for path in package.rglob("*") if path.is_file() and path.suffix != ".pyc"):
        program.update(path.relative_to(package).as_posix().encode() + b"\0" + digest(path.read_bytes()).encode())
    return program.digest()


def _installed() -> Iterable[str]:
    """Yield names and versions of the distributions, as their folders are named."""
    for folder in sys.path:
        with suppress(OSError):
            yield from (name for name in os.listdir(folder or ".") if name.endswith((".dist-info", ".egg-info")))  # noqa: PTH208
