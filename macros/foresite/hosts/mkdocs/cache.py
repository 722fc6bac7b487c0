"""Keep from build to build of a preview what did not change: pages, and files made from the whole record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.utils import write_file

from foresite.exports.files import Content, large_files
from foresite.hosts.mkdocs.pages import RenderedPage
from foresite.model.datafiles import DATA_FILE
from foresite.parsing.configuration import read_configuration
from foresite.render import templating
from foresite.search.index import SearchBuilder
from foresite.site.invalidate import NOTHING, Unchanged, unchanged
from foresite.site.project import Project

# The files of a site that are made from the whole record, to be made side by side with its pages.


Paths = tuple[str, ...]


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


def writing(project: Project, site: Path, before: Path, same: Unchanged) -> dict[str, Callable[[], Paths]]:
    """What makes and writes the files that grow with the record, by name, but for those that are the same."""
    every = large_files(project.corpus, project.formatted, same.cited)
    return {name: partial(write, make, site, before) for name, make in every.items() if name not in same.files}


def write(make: Callable[[], Mapping[str, Content]], site: Path, before: Path) -> Paths:
    """Write what is made into a site, but for what stands the same in the site ``before``: the paths, within it."""
    made = make()
    known = before.exists()
    for path, text in made.items():
        content = text if isinstance(text, bytes) else text.encode()
        if not (known and _holds(before / path, content)):
            write_file(content, str(site / path))
    return tuple(made)


def _holds(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False


# What a preview, which builds again and again in one process, keeps from one build to the next.


# What makes a page of its text alone. Others may read what no comparison of projects sees.
PURE = frozenset(
    "abbr admonition attr_list def_list fenced_code footnotes md_in_html meta sane_lists smarty tables toc "
    "pymdownx.betterem pymdownx.caret pymdownx.details pymdownx.highlight pymdownx.inlinehilite pymdownx.keys "
    "pymdownx.mark pymdownx.smartsymbols pymdownx.superfences pymdownx.tabbed pymdownx.tasklist pymdownx.tilde".split()
)


@dataclass
class BuildCache:
    """What a preview keeps of a build; the finished files themselves stay where they are."""

    project: Project | None = None
    surroundings: object = None
    """What else the pages were made of."""
    pages: Mapping[str, RenderedPage] = field(default_factory=dict)
    """The pages by path."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """What each was made of."""
    files: Mapping[str, Paths] = field(default_factory=dict)
    """What was written of the whole record, by the names of the tasks."""
    search: SearchBuilder = field(default_factory=SearchBuilder)
    """What makes the files of search, as it was left."""

    def unchanged(self, project: Project, surroundings: object, texts: Mapping[str, str]) -> Unchanged:
        """The pages and files that are as they were."""
        if self.project is None or self.surroundings != surroundings:
            return NOTHING
        same = unchanged(self.project, project, {path: made.works for path, made in self.pages.items()})
        pages = {path for path in same.pages & self.pages.keys() if self.texts.get(path) == texts.get(path)}
        return replace(same, pages=frozenset(pages), cited=same.cited & pages, files=same.files & self.files.keys())


def surroundings(config: MkDocsConfig, files: Files, listed: object) -> object:
    """What pages are made of beside the project: settings, navigation, the other files, and templates."""
    folders = [str(Path(__file__).parent), str(Path(templating.__file__).parent), config.theme.custom_dir]
    found = (path for folder in folders if folder for path in Path(folder).rglob("*") if path.is_file())
    return (
        [path.read_bytes() for path in read_configuration(Path(config.config_file_path)).files.values()],
        listed,
        frozenset(file.src_uri for file in files if file.src_dir == config.docs_dir),
        sorted((str(path), path.stat().st_mtime_ns) for path in found if path.suffix != ".pyc"),
    )
