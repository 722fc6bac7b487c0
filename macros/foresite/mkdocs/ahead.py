"""The hooks that have pages made and written by several processes, ahead of MkDocs, which makes one after another.

A preview builds again and again in one process: it keeps the pages that an edit has left as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation

from foresite.exporting import cite_paths
from foresite.exporting.search_index import Search
from foresite.exporting.site_files import CITATIONS, SEARCH
from foresite.markdown import ForesiteExtension
from foresite.mkdocs.data import Paths, withdraw, write, writing
from foresite.mkdocs.keeping import PURE, Kept, surroundings
from foresite.mkdocs.making import Maker, name_pages
from foresite.mkdocs.marking import mark_templates
from foresite.mkdocs.pages import Made, PreparedPage, SiteFiles, date_pages
from foresite.mkdocs.settling import Settled
from foresite.project import Project
from foresite.publishing import Shelf
from foresite.reading.parse_cache import ParseCache
from foresite.reporting.progress import Progress
from foresite.reusing import NOTHING, Unchanged
from foresite.templates.environment import MemoryCache
from foresite.views.parts import part_sources
from foresite.workers import Workers

PAGE_EVENTS = ("env", "pre_page", "page_read_source", "page_markdown", "page_content", "page_context", "post_page")
"""By which plugins have a say in pages. Of several plugins, only MkDocs itself keeps them in their order."""


class Ahead:
    """A third of the plugin: pages are made once all files are known."""

    project: Project
    extension: ForesiteExtension
    progress: Progress
    serving = False
    dirty = False
    kept: Kept
    settled: Settled
    search: Search
    workers: Workers[str, Any] = Workers({})
    """Those that make the pages, by path, and large files, by the names of their tasks."""
    ahead: dict[str, Made | None]
    """The pages that MkDocs does not make, by path, as far as they are there already."""
    same: Unchanged
    left: Collection[str]
    """The paths, within the site, of what the preview before has left for this one."""
    surroundings: object = None
    written: dict[str, Paths]
    """What this process itself has written ahead, by the names of the tasks."""

    def __init__(self) -> None:
        self.kept = Kept()
        self.settled = Settled()

    @event_priority(-100)
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Begin with all that can be made ahead."""
        site = Path(config.site_dir)
        pages = {file.src_uri: file.page for file in self._free(files, config) if isinstance(file.page, PreparedPage)}
        env = mark_templates(config.theme.get_env())
        env.bytecode_cache = MemoryCache()
        maker = Maker(config, files, nav, env, self.extension.release)
        name_pages(maker, [page for page in nav.pages if page.file.src_uri in pages])
        self.same = self._unchanged(nav, config, files) if self.serving else NOTHING
        self.ahead = {path: self.kept.pages[path] if path in self.same.pages else None for path in pages}
        # The pages of the navigation are those that gather from all others: the longest work first.
        rest = sorted((path for path in pages if not self.ahead[path]), key=lambda path: pages[path] not in nav.pages)
        tasks: dict[str, Callable[[], Any]] = {**writing(self.project, site, Shelf(site).folder, self.same)}
        # Only this process remembers, so that it is the one that makes the search of every preview.
        own = tasks.pop(SEARCH, None) if self.serving else None
        tasks |= {path: partial(maker.page, pages[path]) for path in rest}
        self.progress.phase("Making pages and data", len(tasks))
        self.workers = Workers(tasks, self.progress.step)
        self.written = {SEARCH: self._search(site)} if own else {}
        for path, page in pages.items():
            page.ahead = partial(self._made, path)
        return nav

    @event_priority(-100)
    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> jinja2.Environment:
        """Let MkDocs go on with what is left, once everything is there."""
        made = {path: self._made(path) for path in self.ahead}
        written = self.written | {name: self.workers.result(name) for name in self.workers.names - made.keys()}
        self.workers.join()
        withdraw(files)
        date_pages(files, self.project.corpus)
        if isinstance(files, SiteFiles):
            for file in files.documentation_pages():
                if file.src_uri in made and file.page:
                    file.page.validate_anchor_links(files=files, log_level=config.validation.links.anchors)
            files.finished = frozenset(made)
        if self.serving:
            written |= {name: self.kept.files[name] for name in self.same.files}
            # Those of pages that are the same were not made again.
            written[CITATIONS] = tuple(cite_paths(self.project.corpus))
            pages = {file.dest_uri for file in files if file.src_uri in self.same.pages}
            self.left = pages.union(*written.values())
            self.kept = Kept(self.project, self.surroundings, made, self._texts(), written, self.search)
        self.progress.phase("Writing the site")
        return mark_templates(env)

    def _free(self, files: Files, config: MkDocsConfig) -> list[File]:
        """The pages that nobody else has a say in."""
        others = any(len(config.plugins.events[event]) > 1 for event in PAGE_EVENTS)
        if others or self.dirty or not isinstance(files, SiteFiles):
            return []
        # What MkDocs writes at the same address, it writes before the page.
        taken = {*config.theme.static_templates, *config.extra_templates}
        taken.update(file.dest_uri for file in files if not file.is_documentation_page())
        return [file for file in files.documentation_pages() if file.dest_uri not in taken]

    def _made(self, path: str) -> Made:
        self.ahead[path] = made = self.ahead[path] or self.workers.result(path)
        return made

    def _search(self, site: Path) -> Paths:
        # If this build fails, what is kept of the one before has nothing of it.
        self.search, self.kept.search = self.kept.search, Search()
        files = partial(self.search.files, self.project.corpus, self.project.formatted, self.same)
        return write(files, site, Shelf(site).folder)

    @cached_property
    def readings(self) -> ParseCache:
        """What earlier builds of this process have read."""
        return ParseCache()

    def _texts(self) -> Mapping[str, str]:
        return {**self.readings.texts, **part_sources(self.project.corpus)}

    def _unchanged(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Unchanged:
        listed = [(page.title, page.url) for page in nav.pages]
        self.surroundings = surroundings(config, files, listed)
        if not {str(name) for name in config.markdown_extensions if isinstance(name, str)} <= PURE:
            return NOTHING
        return self.kept.unchanged(self.project, self.surroundings, self._texts())
