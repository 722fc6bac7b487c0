"""What a preview, which builds again and again in one process, keeps from one build to the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from foresite import templates
from foresite.exporting.search_index import Search
from foresite.mkdocs.data import Paths
from foresite.mkdocs.pages import Made
from foresite.project import Project
from foresite.reading.configuration import read_configuration
from foresite.reusing import NOTHING, Unchanged, unchanged

# What makes a page of its text alone. Others may read what no comparison of projects sees.
PURE = frozenset(
    "abbr admonition attr_list def_list fenced_code footnotes md_in_html meta sane_lists smarty tables toc "
    "pymdownx.betterem pymdownx.caret pymdownx.details pymdownx.highlight pymdownx.inlinehilite pymdownx.keys "
    "pymdownx.mark pymdownx.smartsymbols pymdownx.superfences pymdownx.tabbed pymdownx.tasklist pymdownx.tilde".split()
)


@dataclass
class Kept:
    """What a preview keeps of a build; the finished files themselves stay where they are."""

    project: Project | None = None
    surroundings: object = None
    """What else the pages were made of."""
    pages: Mapping[str, Made] = field(default_factory=dict)
    """The pages by path."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """What each was made of."""
    files: Mapping[str, Paths] = field(default_factory=dict)
    """What was written of the whole record, by the names of the tasks."""
    search: Search = field(default_factory=Search)
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
    folders = [str(Path(__file__).parent), str(Path(templates.__file__).parent), config.theme.custom_dir]
    found = (path for folder in folders if folder for path in Path(folder).rglob("*") if path.is_file())
    return (
        [path.read_bytes() for path in read_configuration(Path(config.config_file_path)).files.values()],
        listed,
        frozenset(file.src_uri for file in files if file.src_dir == config.docs_dir),
        sorted((str(path), path.stat().st_mtime_ns) for path in found if path.suffix != ".pyc"),
    )
