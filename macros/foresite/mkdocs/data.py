"""The files of a site that are made from the whole record, to be made side by side with its pages."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

from foresite.exporting import DATA
from foresite.exporting.site_files import Content, large_files
from foresite.project import Project


def add(files: Files, config: MkDocsConfig, content: Mapping[str, Content]) -> None:
    """Have MkDocs write files."""
    for path, text in content.items():
        files.append(File.generated(config, path, content=text, inclusion=InclusionLevel.NOT_IN_NAV))


class LargeFiles:
    """The files that grow with the record."""

    def __init__(self, files: Files, config: MkDocsConfig) -> None:
        self._files, self._config = files, config
        # Pages link to them, so that MkDocs has to know of them before they are there.
        add(files, config, dict.fromkeys(DATA, ""))

    def tasks(
        self, project: Project, kept: Mapping[str, Mapping[str, Content]]
    ) -> dict[str, Callable[[], Mapping[str, Content]]]:
        """What makes them, by name, but for those that are kept."""
        self._kept = kept
        every = large_files(project.corpus, project.formatted)
        return {name: task for name, task in every.items() if name not in kept}

    def finish(self, made: Mapping[str, Mapping[str, Content]]) -> Mapping[str, Mapping[str, Content]]:
        """Hand them to MkDocs: what was made, and what was kept; all come back."""
        for path in DATA:
            if file := self._files.get_file_from_path(path):
                self._files.remove(file)
        every = {**self._kept, **made}
        for content in every.values():
            add(self._files, self._config, content)
        return every
