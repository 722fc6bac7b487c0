"""Watch the files of a project that MkDocs does not watch itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer

from foresite.hosts.mkdocs.log_filter import config_path
from foresite.model.settings import Settings
from foresite.parsing.configuration import read_configuration
from foresite.parsing.overrides import PRINT


class Watch:
    """Watches the folders of a project's files, as the settings of each build name them.

    Watching a folder also notices files that appear and disappear. Subfolders are not watched: builds write to some.
    """

    def __init__(self) -> None:
        self._server: LiveReloadServer | None = None
        self._folders: frozenset[Path] = frozenset()

    def start(self, server: LiveReloadServer, generator: Path) -> None:
        """Have the preview's server watch the generator, and from now on the files that settings name."""
        self._server = server
        server.watch(str(generator))

    def follow(self, settings: Settings, style: object, config: MkDocsConfig) -> None:
        """Watch the files that the settings name now, and no others; a missing ``style`` may still appear."""
        if not self._server:
            return
        # MkDocs does not watch a folder inside one that it watches already.
        watched = {Path(path).resolve() for path in (config.docs_dir, *config.watch)}
        wanted = {path for path in _folders(settings, style, config) if path.is_dir() and path.resolve() not in watched}
        for folder in self._folders - wanted:
            self._server.unwatch(str(folder))
        for folder in wanted - self._folders:
            self._server.watch(str(folder), recursive=False)
        self._folders = frozenset(wanted)


def _folders(settings: Settings, style: object, config: MkDocsConfig) -> Iterator[Path]:
    yield settings.root
    if isinstance(style, str):
        yield (settings.root / style).parent
    if overrides := settings.overrides:
        yield from (overrides, overrides / PRINT)
    if settings.catalogues:
        yield settings.catalogues
    inherited = read_configuration(config_path(config.config_file_path)).files.values()
    for file in (*settings.bibliography, *inherited):
        yield file.parent
    if config.theme.custom_dir:
        folder = Path(config.theme.custom_dir)
        yield folder
        yield from (path for path in folder.rglob("*") if path.is_dir())
