"""Keep from build to build of a preview what did not change: pages, and files made from the whole record."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from hashlib import blake2b
from pathlib import Path, PurePath
from sysconfig import get_path
from types import FunctionType
from typing import Any, NamedTuple

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.theme import Theme
from mkdocs.utils import write_file

from foresite.exports.files import CITATIONS, Content, files_of, large_files
from foresite.hosts.mkdocs.pages import RenderedPage
from foresite.model.datafiles import DATA_FILE
from foresite.model.dependencies import Asked, Queries, run
from foresite.parsing.configuration import read_configuration
from foresite.render import templating
from foresite.search.index import SearchBuilder
from foresite.site.invalidate import changed_queries
from foresite.site.project import Project
from foresite.site.recording import Answering
from foresite.views.parts import part_sources

# The files of a site that are made from the whole record, to be made side by side with its pages.


Finished = tuple[str, str]
"""A file's path in the site, and the digest of its content."""


class Written(NamedTuple):
    """Files that were written."""

    files: tuple[Finished, ...]
    asked: Asked
    """What they were made of."""


def digest(content: bytes) -> str:
    """Return what tells a content from others."""
    return blake2b(content, digest_size=20).hexdigest()


def add(files: Files, config: MkDocsConfig, content: Mapping[str, Content]) -> None:
    """Have MkDocs write files."""
    for path, text in content.items():
        files.append(File.generated(config, path, content=text, inclusion=InclusionLevel.NOT_IN_NAV))


def announce(files: Files, config: MkDocsConfig) -> None:
    """Let MkDocs know of the data files, to which pages link, before they are there."""
    add(files, config, dict.fromkeys(DATA_FILE, ""))


def withdraw(files: Files) -> None:
    """Let MkDocs forget them before it writes: they are written."""
    for path in DATA_FILE:
        if file := files.get_file_from_path(path):
            files.remove(file)


def writing(project: Project, site: Path, before: Path) -> dict[str, Callable[[], Written]]:
    """What makes and writes the files that grow with the record, by name, but for the citations."""
    every = large_files(project.corpus, project.formatted)
    return {name: partial(write, project, make, site, before) for name, make in every.items() if name != CITATIONS}


def cite(project: Project, pages: Iterable[str], site: Path, before: Path) -> dict[str, Written]:
    """Write the files by which pages and their claims are cited."""
    corpus = project.corpus
    return {page: write(project, partial(files_of, corpus, page), site, before) for page in pages}


def write(project: Project, make: Callable[[], Mapping[str, Content]], site: Path, before: Path) -> Written:
    """Write what is made of a project into a site, but for what stands the same in the site ``before``."""
    made, asked = run(project.corpus, make)
    known = before.exists()
    files = []
    for path, text in made.items():
        content = text if isinstance(text, bytes) else text.encode()
        files.append((path, digest(content)))
        if not (known and _holds(before / path, content)):
            write_file(content, str(site / path))
    return Written(tuple(files), asked)


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False


# What is kept from one build to the next: in memory by a preview, which builds again and again, or on disk.


# What makes a page of its text alone. Others may read what no comparison of projects sees.
PURE = frozenset(
    "abbr admonition attr_list def_list fenced_code footnotes md_in_html meta sane_lists smarty tables toc "
    "pymdownx.betterem pymdownx.caret pymdownx.details pymdownx.highlight pymdownx.inlinehilite pymdownx.keys "
    "pymdownx.mark pymdownx.smartsymbols pymdownx.superfences pymdownx.tabbed pymdownx.tasklist pymdownx.tilde".split()
)


OF_ONE_BUILD = ("site_dir", "strict")
"""Settings that differ from build to build, and show on no page."""
VARIABLE = re.compile(r"[A-Za-z_]\w*")
"""What may be the name of a variable of the environment."""
MOMENT = (b"build_date", b"update_date", b"now(")
"""What in a template has a page depend on the moment."""
FOREIGN = re.compile(rb"!!python/[\w/]*:(?!(?:pymdownx|material|markdown|mkdocs)\.)")
"""What in settings has a page depend on code that may be anybody's."""
THEME = "material"
"""The theme that is known to show no such thing."""
PACKAGE = Path(templating.__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Unchanged:
    """What need not be made again."""

    pages: frozenset[str] = frozenset()
    """By path."""
    files: frozenset[str] = frozenset()
    """The files that were made of the whole record, by the names of the tasks."""
    cited: frozenset[str] = frozenset()
    """The pages whose files to cite them are the same, by path."""
    changed: frozenset[int] | None = None
    """The queries that are answered otherwise than before; None where any may be."""


@dataclass
class BuildCache:
    """What a preview keeps of a build; the finished files themselves stay where they are."""

    project: Project | None = None
    surroundings: str | None = None
    """What else the pages were made of."""
    pages: Mapping[str, RenderedPage] = field(default_factory=dict)
    """The pages by path."""
    own: Mapping[str, object] = field(default_factory=dict)
    """What is each one's own: its text, and what was printed of it."""
    files: Mapping[str, Written] = field(default_factory=dict)
    """What was written of the whole record, by the names of the tasks."""
    cited: Mapping[str, Written] = field(default_factory=dict)
    """The files to cite each page."""
    queries: Queries = field(default_factory=dict)
    """All that was asked for any of these."""
    search: SearchBuilder = field(default_factory=SearchBuilder)
    """What makes the files of search, as it was left."""
    mark: bytes = b""
    """What the stored search belongs to; empty where this was not read from disk."""

    def left(self, mark: bytes) -> BuildCache:
        """Return what of it is stored, but for the project and search."""
        return replace(self, project=None, search=SearchBuilder(), mark=mark)

    def unchanged(self, project: Project, surroundings: str | None, own: Mapping[str, object]) -> Unchanged:
        """Return what asked for nothing that changed."""
        if self.project is None or surroundings is None or self.surroundings != surroundings:
            return Unchanged()
        if self.project.corpus.settings != project.corpus.settings:
            return Unchanged()
        before, after = (Answering(each.corpus, each.formatted) for each in (self.project, project))
        changed = changed_queries(before, after, self.queries)

        def same(asked: Asked) -> bool:
            return asked.isdisjoint(changed)

        return Unchanged(
            frozenset(
                path
                for path, made in self.pages.items()
                if path in own and self.own.get(path) == own[path] and same(made.asked)
            ),
            frozenset(name for name, written in self.files.items() if same(written.asked)),
            frozenset(path for path, written in self.cited.items() if same(written.asked)),
            changed,
        )


def own_content(project: Project, texts: Mapping[str, str]) -> dict[str, object]:
    """Return what each page shows of itself alone, by path: its text, and the documents that were printed of it."""
    every = {**texts, **part_sources(project.corpus)}
    return {path: (text, tuple(project.printed_of(path))) for path, text in every.items()}


def surroundings(config: MkDocsConfig, files: Files, nav: Navigation) -> str | None:
    """Return a digest of what pages are made of beside the project; None where that cannot be told.

    These are the settings, the navigation, the list of files, and templates that came with no package.
    """
    if not {str(name) for name in config.markdown_extensions if isinstance(name, str)} <= PURE:
        return None
    settings = [path.read_bytes() for path in read_configuration(Path(config.config_file_path)).files.values()]
    own = [Path(__file__).parent, Path(templating.__file__).parent, *map(Path, config.theme.dirs)]
    packaged = [Path(path) for path in map(get_path, ("purelib", "platlib"))]
    found = {
        str(path): path.read_bytes()
        for folder in own
        if not any(folder.is_relative_to(each) for each in packaged)
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    theirs = [content for path, content in found.items() if not Path(path).is_relative_to(PACKAGE)]
    if config.theme.name != THEME:
        theirs += [path.read_bytes() for folder in own for path in folder.rglob("*.html")]
    if any(name in content for content in theirs for name in MOMENT) or any(map(FOREIGN.search, settings)):
        return None
    every = (
        settings,
        [os.environ.get(name) for text in settings for name in _variables(text)],
        _plain({name: value for name, value in config.items() if name not in OF_ONE_BUILD}),
        _hooks(config),
        str(nav),
        [(page.title, page.url, _plain(page.meta)) for page in nav.pages],
        sorted((file.src_uri, file.dest_uri, file.inclusion.name) for file in files),
        sorted((name, digest(content)) for name, content in found.items()),
    )
    return digest(repr(every).encode("utf-8", "surrogateescape"))


def _hooks(config: MkDocsConfig) -> list[bytes]:
    """The code of hooks: MkDocs has put modules in the place of their paths."""
    hooks: Any = config.hooks or {}
    return [Path(module.__file__).read_bytes() for module in hooks.values()]


def _variables(settings: bytes) -> Iterator[str]:
    """The names of variables of the environment that settings may take values from."""
    text = settings.decode("utf-8", "replace")
    if "!ENV" in text:
        yield from VARIABLE.findall(text)


def _plain(value: object) -> object:
    """A value of settings so that its ``repr`` is the same in any process."""
    if isinstance(value, Mapping | Theme):
        return sorted((str(name), _plain(each)) for name, each in value.items())
    if isinstance(value, set | frozenset):
        return sorted(map(repr, value))
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if value is None or isinstance(value, str | int | float | date | PurePath):
        return value
    if isinstance(value, FunctionType | type):
        return f"{value.__module__}.{value.__qualname__}"
    return type(value).__qualname__
