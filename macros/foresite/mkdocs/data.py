"""The files of a site that are made from the whole record, to be made side by side with its pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.utils import write_file

from foresite.datafiles import DATA_FILE
from foresite.exporting.site_files import Content, large_files
from foresite.project import Project
from foresite.reusing import Unchanged

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
