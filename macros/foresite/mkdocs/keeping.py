"""What a preview, which builds again and again in one process, keeps from one build to the next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from foresite import templates
from foresite.mkdocs.pages import Content
from foresite.project import Project
from foresite.reusing import NOTHING, Unchanged, unchanged

LISTED = re.compile(r' id="ref-([^"]*)"')
# What makes a page of its text alone. Others may read what no comparison of projects sees.
PURE = frozenset(
    "abbr admonition attr_list def_list fenced_code footnotes md_in_html meta sane_lists smarty tables toc "
    "pymdownx.betterem pymdownx.caret pymdownx.details pymdownx.highlight pymdownx.inlinehilite pymdownx.keys "
    "pymdownx.mark pymdownx.smartsymbols pymdownx.superfences pymdownx.tabbed pymdownx.tasklist pymdownx.tilde".split()
)


class Kept:
    """What a preview keeps from one build to the next."""

    project: Project | None = None
    surroundings: object = None
    """What else the pages were made of."""
    contents: dict[str, Content]
    wholes: dict[str, str]
    files: Mapping[str, Mapping[str, str | bytes]]
    """What was written of the whole record."""
    listed: object = None
    """The entries of the navigation."""

    def __init__(self) -> None:
        self.contents, self.wholes, self.files = {}, {}, {}

    def unchanged(self, project: Project, surroundings: object) -> Unchanged:
        """The pages that are as they were."""
        if self.project is None or self.surroundings != surroundings:
            return NOTHING
        cited = {path: frozenset(LISTED.findall(content.html)) for path, content in self.contents.items()}
        return unchanged(self.project, project, cited)


def surroundings(config: MkDocsConfig, files: Files) -> object:
    """What pages are made of beside the project: settings, the other files, and templates."""
    folders = [str(Path(__file__).parent), str(Path(templates.__file__).parent), config.theme.custom_dir]
    found = (path for folder in folders if folder for path in Path(folder).rglob("*") if path.is_file())
    return (
        Path(config.config_file_path).read_bytes(),
        frozenset(file.src_uri for file in files if file.src_dir == config.docs_dir),
        sorted((str(path), path.stat().st_mtime_ns) for path in found if path.suffix != ".pyc"),
    )
