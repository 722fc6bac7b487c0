"""The Python-Markdown extension: blocks as cards, citations, macro calls.

It needs no host. Under bare Markdown a page renders fully::

    markdown.markdown(text, extensions=["foresite"], extension_configs={
        "foresite": {"docs": "docs", "bibliography": "bib/references.bib", "page": "briefs/2024.md"},
    })
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from markdown import Markdown
from markdown.extensions import Extension

from foresite.markdown import blocks, citations, contract, diagrams, filling, foot, headings, macros, safety, tables
from foresite.markdown.fragments import Fragments
from foresite.markdown.hosts import PluginlessProcessor, hosted
from foresite.problems import Place
from foresite.project import Project
from foresite.reading.setting_table import SETTINGS
from foresite.reading.settings import settings_from

__all__ = ["NAME", "ForesiteExtension"]

NAME = "foresite"
"""By what settings name the extension."""
OPTIONS = {name: setting for name, setting in SETTINGS.items() if setting.extension}
"""The settings that a page without a host needs; paths are relative to the folder that holds the docs folder."""


class ForesiteExtension(Extension):
    """Reads a project once, then renders any number of its pages.

    A host that has read the project hands it over as ``project`` and sets ``page`` before each page.
    """

    def __init__(self, project: Project | None = None, **options: Any) -> None:
        self.config = {
            "docs": ["docs", "The folder of the pages."],
            "page": ["", "The page's path relative to the docs folder."],
            **{name: [setting.default, setting.schema["description"]] for name, setting in OPTIONS.items()},
        }
        super().__init__(**options)
        self.page: str = self.getConfig("page")
        self._project = project
        self._fragments: Fragments | None = None
        self._md: Markdown | None = None

    @property
    def project(self) -> Project:
        """The project, read when it is first needed."""
        if self._project is None:
            given = {name: self.getConfig(name) for name in OPTIONS}
            docs = Path(self.getConfig("docs")).resolve()
            options = {name: value for name, value in given.items() if value}
            settings, problems = settings_from(options, docs.parent, docs, lambda _: Place("foresite", 1))
            if problems:
                raise ValueError("; ".join(str(problem) for problem in problems))
            self._project = Project.load(settings)
        return self._project

    def use(self, project: Project) -> None:
        """Go on with a project that a host has read."""
        self._project, self._fragments = project, None

    @property
    def fragments(self) -> Fragments:
        """The project's bodies, converted when they are first shown."""
        if self._fragments is None:
            self._fragments = Fragments(self.project)
        return self._fragments

    def extendMarkdown(self, md: Markdown) -> None:
        """Register what reads blocks, citations and calls, and what fills the page."""
        self._md = md
        host = hosted(md)
        alone = self._project is None and not host
        if host:
            kept, self.page = host
            self._project, self._fragments = kept.project, kept.fragments
        contract.turn_on(md)
        found = blocks.register(md, self.project.corpus, self.page)
        diagrams.register(md)
        citations.register(self.project, md)
        macros.register(md)
        tables.register(md)
        safety.register(md, self.project.corpus.settings.allow)
        filled = filling.register(md, self.project, self.fragments, found, self.page)
        headings.register(md, filled)
        if host:
            foot.register(md, filled)
        if alone:
            md.treeprocessors.register(PluginlessProcessor(md, found), "foresite-plugin", filling.PRIORITY)

    def release(self) -> None:
        """Take apart the instance that was last extended, for a host that has one for every page and is done with it.

        Its parts know each other, so that they would stay until somebody looks for garbage.
        """
        if self._md:
            for extension in self._md.registeredExtensions:
                if extension is not self:
                    vars(extension).clear()
            vars(self._md.parser).clear()
            vars(self._md).clear()
            self._md = None
