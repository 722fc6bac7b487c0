"""Render pages with Python-Markdown: blocks as cards, citations, macro calls; also without a host.

Zensical creates extensions anew for each page, so an extension cannot hold the project. The project is stored in the
host's own settings, which live as long as a build.

It needs no host. Under bare Markdown a page renders fully::

    markdown.markdown(text, extensions=["foresite"], extension_configs={
        "foresite": {"docs": "docs", "bibliography": "bib/references.bib", "page": "briefs/2024.md"},
    })
"""

from __future__ import annotations

import logging
import os
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from time import monotonic
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from foresite.citing.style import style_files
from foresite.model.problems import Place
from foresite.model.records import Record
from foresite.model.settings import CONTRACT, Settings
from foresite.parsing.configuration import read_configuration
from foresite.parsing.front_matter import KEYS, read_front_matter
from foresite.parsing.navigation import missing_plugin
from foresite.parsing.setting_table import SETTINGS
from foresite.parsing.settings import read_settings, settings_from
from foresite.render.markdown import blocks, citations, headings, notes, placeholders, safety, trees
from foresite.render.markdown import blocks as macros
from foresite.render.markdown.blocks import BlockPreprocessor
from foresite.render.markdown.placeholders import CITED, Fragments
from foresite.render.sanitise import clean_meta
from foresite.site.project import Project

# Extensions of Markdown that Foresite documents, registered where the settings do not name them.


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
"""Returns for each extension whether it is registered, with any options."""


def turn_on(md: Markdown) -> None:
    """Register the documented extensions that a Markdown instance lacks."""
    missing = [name for name in CONTRACT if not REGISTERED[name](md)]
    if missing:
        options: dict[str, dict[str, Any]] = {}
        md.registerExtensions(missing, options)


def _has_superfences(md: Markdown) -> bool:
    name = "fenced_code_block"
    return name in md.preprocessors and type(md.preprocessors[name]).__module__ == "pymdownx.superfences"


# A host that makes a Markdown instance for every page: its current page, and the project.


CONFIGURATION = "mkdocs.yml"
CONTEXT = "rendering_context"
"""The preprocessor through which Zensical tells extensions what it renders."""
MKDOCS = "relpath"
"""The tree processor with which MkDocs resolves links; it has the site's configuration."""
SETTLE_TIME = 0.3
"""Seconds without rendering after which a host is taken to render because of a change."""
Stamp = frozenset[tuple[str, int, int]]


class Hosted:
    """The project for such a host, read again when its files have changed."""

    _used: float
    """The time of the last use."""

    def __init__(self, config: Path) -> None:
        self._config = config
        self._read()

    def refresh(self) -> None:
        """Read the project again if it has changed since.

        Checking every file for every page would take quadratic time.
        """
        if monotonic() - self._used > SETTLE_TIME and _stamp(self.project.corpus.settings, self._config) != self._stamp:
            self._read()
        self._used = monotonic()

    def _read(self) -> None:
        settings, _ = read_settings(self._config)
        self._stamp = _stamp(settings, self._config)
        self.project = Project.load(settings, dated=True)
        self.fragments = Fragments(self.project)
        self._used = monotonic()


def hosted(md: Markdown) -> tuple[Hosted, str] | None:
    """Return the host's project and the page that it renders; None where no such host made the instance."""
    if CONTEXT not in md.preprocessors:
        return None
    context: Any = md.preprocessors[CONTEXT]
    config = Path(context.config["root_dir"], CONFIGURATION)
    project_of_host: Hosted | None = context.config.get(__name__)
    if project_of_host is None:
        project_of_host = context.config[__name__] = Hosted(config)
    project_of_host.refresh()
    # The theme shows this mapping, and themes do not escape front matter.
    meta = context.page.meta
    page = project_of_host.project.corpus.page(context.page.path)
    # The host builds drafts as well; they show nothing.
    accepted = page.meta if page else {}
    allowed = {key: accepted[key] if key in KEYS else value for key, value in meta.items() if key in accepted}
    cleaned = clean_meta(allowed)
    meta.clear()
    meta.update(cleaned)
    return project_of_host, context.page.path


class PluginlessProcessor(Treeprocessor):
    """Warns where MkDocs uses the extension without the plugin, which does not make a working site."""

    _warned_config: weakref.ref[Any] | None = None
    """The configuration of the build that was warned."""

    def __init__(self, md: Markdown, blocks: BlockPreprocessor) -> None:
        super().__init__(md)
        self._blocks = blocks

    def run(self, root: Element) -> None:
        """Warn once per build, as MkDocs counts warnings."""
        if not self._blocks.blocks or MKDOCS not in self.md.treeprocessors:
            return
        host: Any = self.md.treeprocessors[MKDOCS]
        warned_config = PluginlessProcessor._warned_config
        if warned_config and warned_config() is host.config:
            return
        PluginlessProcessor._warned_config = weakref.ref(host.config)
        path = Path(host.config.config_file_path or CONFIGURATION)
        log = logging.getLogger(f"{type(host).__module__.partition('.')[0]}.plugins.foresite")
        for fault in missing_plugin(read_configuration(path), path.parent):
            log.warning("foresite: %s", fault.problem)


def _stamp(settings: Settings, config: Path) -> Stamp:
    """Return the modification time and size of each file of a project."""
    pages = (Path(folder, name) for folder, _, names in os.walk(settings.docs) for name in names)
    style = style_files(settings.style) if settings.style else ()
    return frozenset(map(_state, (config, *settings.bibliography, *style, *pages)))


def _state(path: Path) -> tuple[str, int, int]:
    try:
        status = path.stat()
    except OSError:
        return str(path), 0, 0
    return str(path), status.st_mtime_ns, status.st_size


# The Python-Markdown extension: blocks as cards, citations, macro calls.


__all__ = ["NAME", "ForesiteExtension"]

NAME = "foresite"
"""The extension's name in settings."""
OPTIONS = {name: setting for name, setting in SETTINGS.items() if setting.extension}
"""The settings that a page without a host needs; paths are relative to the folder that holds the docs folder."""


_at_hand: ContextVar[Project | None] = ContextVar("foresite_project", default=None)


@contextmanager
def at_hand(project: Project) -> Iterator[None]:
    """Let instances that have no project take this one: a host makes one of every extension to check its settings."""
    token = _at_hand.set(project)
    try:
        yield
    finally:
        _at_hand.reset(token)


class ForesiteExtension(Extension):
    """Reads a project once, then renders any number of its pages.

    A host that has read the project passes it as ``project`` and sets ``page`` before each page.
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
        """The project, read on first use."""
        self._project = self._project or _at_hand.get()
        if self._project is None:
            configured = {name: self.getConfig(name) for name in OPTIONS}
            docs = Path(self.getConfig("docs")).resolve()
            options = {name: value for name, value in configured.items() if value}
            settings, problems = settings_from(options, docs.parent, docs, lambda _: Place("foresite", 1))
            if problems:
                raise ValueError("; ".join(str(problem) for problem in problems))
            self._project = Project.load(settings)
        return self._project

    def use(self, project: Project) -> None:
        """Use a project that a host has read."""
        self._project, self._fragments = project, None

    @property
    def fragments(self) -> Fragments:
        """The converted bodies of the project's records."""
        if self._fragments is None:
            self._fragments = Fragments(self.project)
        return self._fragments

    def extendMarkdown(self, md: Markdown) -> None:
        """Register the processors that read blocks, citations and calls, and that fill the page."""
        self._md = md
        host = hosted(md)
        standalone = self._project is None and not host
        if host:
            host_project, self.page = host
            self._project, self._fragments = host_project.project, host_project.fragments
        turn_on(md)
        block_processor = blocks.register_blocks(md, self.project.corpus, self.page)
        trees.register_diagrams(md)
        citations.register(self.project, md)
        macros.register_macros(md)
        trees.register_tables(md)
        safety.register(md, self.project.corpus.settings.allow)
        filling = placeholders.register_filling(md, self.project, self.fragments, block_processor, self.page)
        headings.register(md, filling)
        notes.register(md, self.project)
        if host:
            placeholders.register_foot(md, filling)
        if standalone:
            md.treeprocessors.register(
                PluginlessProcessor(md, block_processor), "foresite-plugin", placeholders.FILLING_PRIORITY
            )

    def release(self) -> None:
        """Take apart the last instance, for a host that has one for every page and no longer needs it.

        Its parts reference each other, so they would stay in memory until the garbage collector runs.
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
    """Renders pages with the host's configured extensions and with ours."""

    def __init__(self, project: Project, extensions: Mapping[str, Mapping[str, Any]]) -> None:
        self._project = project
        self._extensions = {name: options for name, options in extensions.items() if name != NAME}
        self._ours = ForesiteExtension(project)

    def page(self, path: str) -> str:
        """Return the content of a page as HTML."""
        self._ours.page = path
        # The extension reads its page when an instance registers it.
        extensions: list[str | Extension] = [*self._extensions, self._ours]
        md = Markdown(extensions=extensions, extension_configs=self._extensions, output_format="xhtml")
        return md.convert(read_front_matter(self._project.text(path), path, path).rest)

    def card(self, record: Record, level: int) -> str:
        """Return the card of a record as on its own page."""
        card = self._project.templates.card(record, record.page, level)
        return self._ours.fragments.filled(card, record.page)

    def with_notes(self, html: str) -> str:
        """Return a piece of HTML of several cards with its footnotes numbered and listed."""
        return notes.with_notes(html, self._project)

    def references(self, html: str, level: int) -> str:
        """Return the list of works that a piece of HTML cites."""
        keys = [key for key in self._project.corpus.references if f'"#{CITED}{key}"' in html]
        return self._project.templates.references(keys, "", level) if keys else ""
