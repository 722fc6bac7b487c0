"""The files of a site that are made from the whole record, side by side with its pages."""

from __future__ import annotations

from collections.abc import Mapping

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

from foresite.exporting import DATA
from foresite.exporting.site_files import Content, large_files
from foresite.project import Project
from foresite.workers import Workers

MANY = 1000
"""Records from which on it is worth other processes to write their files."""


def add(files: Files, config: MkDocsConfig, content: Mapping[str, Content]) -> None:
    """Have MkDocs write files."""
    for path, text in content.items():
        files.append(File.generated(config, path, content=text, inclusion=InclusionLevel.NOT_IN_NAV))


class LargeFiles:
    """The files that grow with the record."""

    def __init__(self, files: Files, config: MkDocsConfig) -> None:
        self._files, self._config = files, config
        self._workers: Workers[str, Mapping[str, Content]] | None = None
        self._kept: dict[str, Mapping[str, Content]] = {}
        # Pages link to them, so that MkDocs has to know of them before they are there.
        add(files, config, dict.fromkeys(DATA, ""))

    def begin(self, project: Project, kept: Mapping[str, Mapping[str, Content]]) -> None:
        """Start to make them, but for those that are kept."""
        tasks = {
            name: task for name, task in large_files(project.corpus, project.formatted).items() if name not in kept
        }
        fewest = 2 if len(project.corpus.records) >= MANY else len(tasks) + 1
        self._kept = dict(kept)
        self._workers = Workers(tasks, fewest)

    def finish(self) -> dict[str, Mapping[str, Content]]:
        """Hand them to MkDocs; they come back by the names of their tasks."""
        made = dict(self._kept)
        if self._workers:
            made |= {name: self._workers.result(name) for name in self._workers.names}
            self._workers.join()
        for path in DATA:
            if file := self._files.get_file_from_path(path):
                self._files.remove(file)
        for content in made.values():
            add(self._files, self._config, content)
        return made
