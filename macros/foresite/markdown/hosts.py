"""A host that makes a Markdown instance for every page: which page it renders, and the project meanwhile.

Zensical names extensions and makes them anew for each page, so what a project says cannot be kept in an
extension. It is kept beside the host's own settings, which live as long as what the host builds.
"""

from __future__ import annotations

import os
from pathlib import Path
from time import monotonic
from typing import Any

from markdown import Markdown

from foresite.markdown.fragments import Fragments
from foresite.project import Project
from foresite.reading.settings import read_settings
from foresite.settings import Settings

SETTINGS = "mkdocs.yml"
CONTEXT = "rendering_context"
"""The preprocessor in which Zensical tells extensions what it renders."""
CALM = 0.3
"""Seconds after which a host that renders again has noticed a change, rather than being at its next page."""
Stamp = frozenset[tuple[str, int, int]]


class Hosted:
    """A project as read for such a host, and read again when its files have changed."""

    _used: float
    """When it was last asked for."""

    def __init__(self, config: Path) -> None:
        self._config = config
        self._read()

    def refresh(self) -> None:
        """Read the project again if it has changed since.

        Looking at every file for every page would take time by the square of their number.
        """
        if monotonic() - self._used > CALM and _stamp(self.project.corpus.settings, self._config) != self._stamp:
            self._read()
        self._used = monotonic()

    def _read(self) -> None:
        settings, _ = read_settings(self._config)
        self._stamp = _stamp(settings, self._config)
        self.project = Project.load(settings, dated=True)
        self.fragments = Fragments(self.project)
        self._used = monotonic()


def hosted(md: Markdown) -> tuple[Hosted, str] | None:
    """The project of the host, and the page that it renders; None where no such host made the instance."""
    if CONTEXT not in md.preprocessors:
        return None
    context: Any = md.preprocessors[CONTEXT]
    config = Path(context.config["root_dir"], SETTINGS)
    known: Hosted | None = context.config.get(__name__)
    if known is None:
        known = context.config[__name__] = Hosted(config)
    known.refresh()
    # What its theme shows of the page is this very table, and themes do not escape front matter.
    meta = context.page.meta
    # Of a draft, which it builds all the same, there is nothing to show.
    project, path = known.project, context.page.path
    cleaned = {} if path in project.corpus.withheld else project.meta(path, meta)
    meta.clear()
    meta.update(cleaned)
    return known, context.page.path


def _stamp(settings: Settings, config: Path) -> Stamp:
    """When each file of a project was last written, and how long it is."""
    pages = (Path(folder, name) for folder, _, names in os.walk(settings.docs) for name in names)
    given = (config, *settings.bibliography, settings.style)
    return frozenset(_state(path) for path in (*given, *pages) if path)


def _state(path: Path) -> tuple[str, int, int]:
    try:
        said = path.stat()
    except OSError:
        return str(path), 0, 0
    return str(path), said.st_mtime_ns, said.st_size
