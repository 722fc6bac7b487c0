"""A project's pages and records as HTML, without a host."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension

from foresite.markdown import NAME, ForesiteExtension
from foresite.markdown.filling import CITED
from foresite.model import Record
from foresite.project import Project
from foresite.reading.front_matter import read_front_matter
from foresite.reading.source import page_source


class Pages:
    """Renders pages with the extensions that the host is told to use, and with ours."""

    def __init__(self, project: Project, extensions: Mapping[str, Mapping[str, Any]]) -> None:
        self._project = project
        self._extensions = {name: options for name, options in extensions.items() if name != NAME}
        self._ours = ForesiteExtension(project)

    def page(self, path: str) -> str:
        """The content of a page."""
        settings = self._project.corpus.settings
        self._ours.page = path
        # The extension learns its page when an instance takes it up.
        extensions: list[str | Extension] = [*self._extensions, self._ours]
        md = Markdown(extensions=extensions, extension_configs=self._extensions, output_format="xhtml")
        return md.convert(read_front_matter(page_source(settings.docs / path, settings), path, path).rest)

    def card(self, record: Record, level: int) -> str:
        """The card of a record, as on its own page."""
        card = self._project.templates.card(record, record.page, level)
        return self._ours.fragments.filled(card, record.page)

    def references(self, html: str, level: int) -> str:
        """The works that a piece of HTML cites."""
        keys = [key for key in self._project.corpus.references if f'"#{CITED}{key}"' in html]
        return self._project.templates.references(keys, "", level) if keys else ""
