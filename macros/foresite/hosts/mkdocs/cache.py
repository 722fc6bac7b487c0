"""Cache the results of a build for the next: pages, and files made from the whole corpus."""

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

from foresite.exports.files import CITATIONS, Content, large_files, page_files
from foresite.hosts.mkdocs.pages import RenderedPage
from foresite.model.datafiles import DATA_FILE
from foresite.model.dependencies import Queries, QueryIds, track
from foresite.parsing.configuration import read_configuration
from foresite.render import templating
from foresite.search.index import SearchBuilder
from foresite.site.invalidate import changed_queries
from foresite.site.project import Project
from foresite.site.recording import QuerySources
from foresite.views.parts import part_sources

# Files of a site that are made from the whole corpus, in parallel with its pages.

Finished = tuple[str, str]
"""A file's path in the site, and the digest of its content."""


class Written(NamedTuple):
    """The result of a task that writes files."""

    files: tuple[Finished, ...]
    asked: QueryIds
    """The queries that they were made from."""


def digest(content: bytes) -> str:
    """Return a digest of a file's content."""
    return blake2b(content, digest_size=20).hexdigest()


def add_generated(files: Files, config: MkDocsConfig, content: Mapping[str, Content]) -> None:
    """Add generated files to those that MkDocs writes."""
    for path, text in content.items():
        files.append(File.generated(config, path, content=text, inclusion=InclusionLevel.NOT_IN_NAV))


def announce_data_files(files: Files, config: MkDocsConfig) -> None:
    """Add the data files, empty, before they are written, so that MkDocs accepts links to them."""
    add_generated(files, config, dict.fromkeys(DATA_FILE, ""))


def withdraw_data_files(files: Files) -> None:
    """Remove the data files, which are written already, before MkDocs writes its files."""
    for path in DATA_FILE:
        if file := files.get_file_from_path(path):
            files.remove(file)


def file_tasks(project: Project, site: Path, last_site: Path) -> dict[str, Callable[[], Written]]:
    """Return the tasks that write the large files, by name, without the citations."""
    makers = large_files(project.corpus, project.formatted)
    return {name: partial(write, project, make, site, last_site) for name, make in makers.items() if name != CITATIONS}


def write_citations(project: Project, pages: Iterable[str], site: Path, last_site: Path) -> dict[str, Written]:
    """Write the files for citing pages and their claims."""
    corpus = project.corpus
    return {page: write(project, partial(page_files, corpus, page), site, last_site) for page in pages}


def write(project: Project, make: Callable[[], Mapping[str, Content]], site: Path, last_site: Path) -> Written:
    """Make files of a project and write into a site those that differ from the last site."""
    contents, asked = track(project.corpus, make)
    exists = last_site.exists()
    files = []
    for path, text in contents.items():
        content = text if isinstance(text, bytes) else text.encode()
        files.append((path, digest(content)))
        if not (exists and _has_content(last_site / path, content)):
            write_file(content, str(site / path))
    return Written(tuple(files), asked)


def _has_content(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False


# The cache of a build: in the memory of a preview, or on disk.


# Extensions that depend on a page's text alone. Others may read files that no comparison of projects covers.
PURE = frozenset(
    "abbr admonition attr_list def_list fenced_code footnotes md_in_html meta sane_lists smarty tables toc "
    "pymdownx.betterem pymdownx.caret pymdownx.details pymdownx.highlight pymdownx.inlinehilite pymdownx.keys "
    "pymdownx.mark pymdownx.smartsymbols pymdownx.superfences pymdownx.tabbed pymdownx.tasklist pymdownx.tilde".split()
)


IGNORED_SETTINGS = ("site_dir", "strict")
"""Settings that differ from build to build and affect no page."""
VARIABLE = re.compile(r"[A-Za-z_]\w*")
"""A possible name of an environment variable."""
MOMENT = (b"build_date", b"update_date", b"now(")
"""Text of a template that makes a page depend on the current time."""
FOREIGN = re.compile(rb"!!python/[\w/]*:(?!(?:pymdownx|material|markdown|mkdocs)\.)")
"""Text of settings that makes a page depend on unknown code."""
THEME = "material"
"""The theme that is known not to depend on the current time."""
PACKAGE = Path(templating.__file__).parent.parent


@dataclass(frozen=True, slots=True)
class Unchanged:
    """What the build need not make again."""

    pages: frozenset[str] = frozenset()
    """Pages, by path."""
    files: frozenset[str] = frozenset()
    """Files made from the whole corpus, by the names of their tasks."""
    cited: frozenset[str] = frozenset()
    """Pages whose citation files are unchanged, by path."""
    changed: frozenset[int] | None = None
    """The ids of queries with changed answers; None where any may have changed."""
    digests: Mapping[int, bytes] = field(default_factory=dict)
    """The digests of the answers to derived queries as they are now, by id."""


@dataclass
class BuildCache:
    """The cached results of a build; the files themselves stay in the site."""

    project: Project | None = None
    context_digest: str | None = None
    """The digest of everything else that the pages were made from; None where it is unknown."""
    pages: Mapping[str, RenderedPage] = field(default_factory=dict)
    """Rendered pages, by path."""
    own: Mapping[str, object] = field(default_factory=dict)
    """The content of each page itself, by path: its text, and its printed documents."""
    files: Mapping[str, Written] = field(default_factory=dict)
    """Written files of the whole corpus, by the names of their tasks."""
    cited: Mapping[str, Written] = field(default_factory=dict)
    """Written citation files, by the path of the page."""
    queries: Queries = field(default_factory=dict)
    """All queries that these were made from."""
    digests: Mapping[int, bytes] = field(default_factory=dict)
    """The digests of the answers to those that are derived, by id."""
    search: SearchBuilder = field(default_factory=SearchBuilder)
    """The builder of the search files, with its state."""
    mark: bytes = b""
    """The mark of the stored search; empty where this cache was not read from disk."""

    def for_storage(self, mark: bytes) -> BuildCache:
        """Return the part to store with the cache; the project and search are stored separately."""
        return replace(self, project=None, search=SearchBuilder(), mark=mark)

    def unchanged(self, project: Project, context_digest: str | None, own: Mapping[str, object]) -> Unchanged:
        """Return the results that depend on nothing that changed."""
        if self.project is None or context_digest is None or self.context_digest != context_digest:
            return Unchanged()
        if self.project.corpus.settings != project.corpus.settings:
            return Unchanged()
        before, after = (
            QuerySources(build_project.corpus, build_project.formatted) for build_project in (self.project, project)
        )
        digests = dict(self.digests)
        changed = changed_queries(before, after, self.queries, digests)

        def is_unchanged(asked: QueryIds) -> bool:
            return asked.isdisjoint(changed)

        return Unchanged(
            frozenset(
                path
                for path, page in self.pages.items()
                if path in own and self.own.get(path) == own[path] and is_unchanged(page.asked)
            ),
            frozenset(name for name, written in self.files.items() if is_unchanged(written.asked)),
            frozenset(path for path, written in self.cited.items() if is_unchanged(written.asked)),
            changed,
            digests,
        )


def own_content(project: Project, texts: Mapping[str, str]) -> dict[str, object]:
    """Return the content of each page itself, by path: its text, and its printed documents."""
    all_texts = {**texts, **part_sources(project.corpus)}
    return {path: (text, tuple(project.printed_of(path))) for path, text in all_texts.items()}


def context_digest(config: MkDocsConfig, files: Files, nav: Navigation) -> str | None:
    """Return a digest of what pages are made from besides the project; None where that is not fully known.

    These are the settings, the navigation, the list of files, and templates that belong to no installed package.
    """
    if not {str(name) for name in config.markdown_extensions if isinstance(name, str)} <= PURE:
        return None
    settings = [path.read_bytes() for path in read_configuration(Path(config.config_file_path)).files.values()]
    folders = [Path(__file__).parent, Path(templating.__file__).parent, *map(Path, config.theme.dirs)]
    package_folders = [Path(path) for path in map(get_path, ("purelib", "platlib"))]
    contents = {
        str(path): path.read_bytes()
        for folder in folders
        if not any(folder.is_relative_to(package) for package in package_folders)
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    foreign_contents = [content for path, content in contents.items() if not Path(path).is_relative_to(PACKAGE)]
    if config.theme.name != THEME:
        foreign_contents += [path.read_bytes() for folder in folders for path in folder.rglob("*.html")]
    if any(name in content for content in foreign_contents for name in MOMENT) or any(map(FOREIGN.search, settings)):
        return None
    inputs = (
        settings,
        [os.environ.get(name) for text in settings for name in _variables(text)],
        _as_plain_value({name: value for name, value in config.items() if name not in IGNORED_SETTINGS}),
        _hooks(config),
        str(nav),
        [(page.title, page.url, _as_plain_value(page.meta)) for page in nav.pages],
        sorted((file.src_uri, file.dest_uri, file.inclusion.name) for file in files),
        sorted((name, digest(content)) for name, content in contents.items()),
    )
    return digest(repr(inputs).encode("utf-8", "surrogateescape"))


def _hooks(config: MkDocsConfig) -> list[bytes]:
    """Return the code of hooks, which MkDocs has replaced by their modules in the configuration."""
    hooks: Any = config.hooks or {}
    return [Path(module.__file__).read_bytes() for module in hooks.values()]


def _variables(settings: bytes) -> Iterator[str]:
    """Yield the names of environment variables that settings may read."""
    text = settings.decode("utf-8", "replace")
    if "!ENV" in text:
        yield from VARIABLE.findall(text)


def _as_plain_value(value: object) -> object:
    """Return a value of settings in a form whose ``repr`` is the same in any process."""
    if isinstance(value, Mapping | Theme):
        return sorted((str(name), _as_plain_value(item)) for name, item in value.items())
    if isinstance(value, set | frozenset):
        return sorted(map(repr, value))
    if isinstance(value, list | tuple):
        return [_as_plain_value(item) for item in value]
    if value is None or isinstance(value, str | int | float | date | PurePath):
        return value
    if isinstance(value, FunctionType | type):
        return f"{value.__module__}.{value.__qualname__}"
    return type(value).__qualname__
