"""The Python-Markdown extension: blocks as cards, citations, macro calls; and a project's pages without a host.

Zensical names extensions and makes them anew for each page, so what a project says cannot be kept in an
extension. It is kept beside the host's own settings, which live as long as what the host builds.

It needs no host. Under bare Markdown a page renders fully::

    markdown.markdown(text, extensions=["foresite"], extension_configs={
        "foresite": {"docs": "docs", "bibliography": "bib/references.bib", "page": "briefs/2024.md"},
    })
"""

from __future__ import annotations

import logging
import os
import weakref
from collections.abc import Callable, Mapping
from pathlib import Path
from time import monotonic
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from foresite.model.problems import Place
from foresite.model.records import Record
from foresite.model.settings import CONTRACT, Settings
from foresite.parsing.configuration import read_configuration
from foresite.parsing.front_matter import KEYS, read_front_matter
from foresite.parsing.navigation import missing_plugin
from foresite.parsing.page_source import page_source
from foresite.parsing.setting_table import SETTINGS
from foresite.parsing.settings import read_settings, settings_from
from foresite.render.markdown import blocks, citations, headings, placeholders, safety, trees
from foresite.render.markdown import blocks as macros
from foresite.render.markdown.blocks import BlockPreprocessor
from foresite.render.markdown.placeholders import CITED, Fragments
from foresite.render.sanitise import clean_meta
from foresite.site.project import Project

# The extensions of Markdown that the contract documents, turned on where the settings do not name them.


Registered = Callable[[Markdown], bool]
REGISTERED: dict[str, Registered] = {
    "admonition": lambda md: "admonition" in md.parser.blockprocessors,
    "attr_list": lambda md: "attr_list" in md.treeprocessors,
    "footnotes": lambda md: "footnote" in md.treeprocessors,
    "md_in_html": lambda md: "markdown_block" in md.parser.blockprocessors,
    "pymdownx.details": lambda md: "details" in md.parser.blockprocessors,
    "pymdownx.superfences": lambda md: _has_superfences(md),
    "tables": lambda md: "table" in md.parser.blockprocessors,
    "toc": lambda md: "toc" in md.treeprocessors,
}
"""By what each is known to be on, whoever turned it on and with whatever options."""


def turn_on(md: Markdown) -> None:
    """Turn on what of the contract a Markdown instance lacks."""
    missing = [name for name in CONTRACT if not REGISTERED[name](md)]
    if missing:
        options: dict[str, dict[str, Any]] = {}
        md.registerExtensions(missing, options)


def _has_superfences(md: Markdown) -> bool:
    name = "fenced_code_block"
    return name in md.preprocessors and type(md.preprocessors[name]).__module__ == "pymdownx.superfences"


# A host that makes a Markdown instance for every page: which page it renders, and the project meanwhile.


CONFIGURATION = "mkdocs.yml"
CONTEXT = "rendering_context"
"""The preprocessor in which Zensical tells extensions what it renders."""
MKDOCS = "relpath"
"""The tree processor by which MkDocs makes links, which knows the site's configuration."""
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
    config = Path(context.config["root_dir"], CONFIGURATION)
    known: Hosted | None = context.config.get(__name__)
    if known is None:
        known = context.config[__name__] = Hosted(config)
    known.refresh()
    # What its theme shows of the page is this very table, and themes do not escape front matter.
    meta = context.page.meta
    page = known.project.corpus.page(context.page.path)
    # Of a draft, which it builds all the same, there is nothing to show.
    accepted = page.meta if page else {}
    allowed = {key: accepted[key] if key in KEYS else value for key, value in meta.items() if key in accepted}
    cleaned = clean_meta(allowed)
    meta.clear()
    meta.update(cleaned)
    return known, context.page.path


class PluginlessProcessor(Treeprocessor):
    """Says of a page with blocks that MkDocs was told of the extension alone: what it makes of them is not a site."""

    _told: weakref.ref[Any] | None = None
    """The configuration of the build that has been told."""

    def __init__(self, md: Markdown, blocks: BlockPreprocessor) -> None:
        super().__init__(md)
        self._blocks = blocks

    def run(self, root: Element) -> None:
        """Warn once a build, as MkDocs counts warnings."""
        if not self._blocks.blocks or MKDOCS not in self.md.treeprocessors:
            return
        host: Any = self.md.treeprocessors[MKDOCS]
        told = PluginlessProcessor._told
        if told and told() is host.config:
            return
        PluginlessProcessor._told = weakref.ref(host.config)
        path = Path(host.config.config_file_path or CONFIGURATION)
        log = logging.getLogger(f"{type(host).__module__.partition('.')[0]}.plugins.foresite")
        for found in missing_plugin(read_configuration(path), path.parent):
            log.warning("foresite: %s", found.problem)


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


# The Python-Markdown extension: blocks as cards, citations, macro calls.


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
        turn_on(md)
        found = blocks.register_blocks(md, self.project.corpus, self.page)
        trees.register_diagrams(md)
        citations.register(self.project, md)
        macros.register_macros(md)
        trees.register_tables(md)
        safety.register(md, self.project.corpus.settings.allow)
        filled = placeholders.register_filling(md, self.project, self.fragments, found, self.page)
        headings.register(md, filled)
        if host:
            placeholders.register_foot(md, filled)
        if alone:
            md.treeprocessors.register(PluginlessProcessor(md, found), "foresite-plugin", placeholders.FILLING_PRIORITY)

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


# A project's pages and records as HTML, without a host.


class PageRenderer:
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
