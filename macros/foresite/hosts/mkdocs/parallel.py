"""Make and write pages by several processes, ahead of MkDocs, which makes one after another.

A preview builds again and again in one process: it keeps the pages that an edit has left as they were.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import jinja2
import mkdocs
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents
from mkdocs.utils import write_file

from foresite.exports.files import CITATIONS, SEARCH, cite_paths
from foresite.hosts.mkdocs.cache import PURE, BuildCache, Paths, surroundings, withdraw, write, writing
from foresite.hosts.mkdocs.pages import PreparedPage, RenderedPage, Said, SiteFiles, date_pages, repeat
from foresite.hosts.mkdocs.settings import SettingsFilter
from foresite.hosts.mkdocs.theming import mark_templates
from foresite.parsing.parse_cache import ParseCache
from foresite.render.markdown.extension import ForesiteExtension
from foresite.render.templating import MemoryCache
from foresite.reporting.progress import Progress
from foresite.runtime.pool import Workers
from foresite.search.index import SearchBuilder
from foresite.site.invalidate import NOTHING, Unchanged
from foresite.site.project import Project
from foresite.site.publish import Shelf
from foresite.views.parts import part_sources

# Pages made and written as MkDocs would, but in any process.


LISTED = re.compile(r' id="ref-([^"]*)"')
HEADING = re.compile(r"\s*# [\w ,.:;?!()'’“”–-]*(?=\n|\Z)")
"""A page's own heading in plain words, with which it begins."""


class PageWriter:
    """Makes pages as MkDocs would, one after the other from its source to its file."""

    def __init__(
        self,
        config: MkDocsConfig,
        files: Files,
        nav: Navigation,
        env: jinja2.Environment,
        done: Callable[[], object],
    ) -> None:
        """``done`` is told that the text of a page is made."""
        self._config, self._files, self._nav, self._env = config, files, nav, env
        self._done = done
        self._listed = files.documentation_pages()

    def read(self, page: Page) -> None:
        """Let a page know its text and front matter."""
        # What settings name relative to a page is found by it.
        self._config._current_page = page
        Page.read_source(page, self._config)
        page.markdown = self._config.plugins.on_page_markdown(
            page.markdown or "", page=page, config=self._config, files=self._files
        )

    def title(self, page: Page) -> str | None:
        """The title that a page has once it is made; nothing that is said meanwhile is heard."""
        with _LogCollector():
            self.read(page)
            if heading := HEADING.match(page.markdown or ""):
                # It depends on nothing else of the page.
                page.markdown = heading[0]
            Page.render(page, self._config, self._files)
            self._config._current_page = None
            return page.title  # type: ignore[no-any-return]

    def page(self, page: Page) -> RenderedPage:
        """Make a page and write it."""
        with _LogCollector() as said:
            self.read(page)
            Page.render(page, self._config, self._files)
            self._done()
            plugins = self._config.plugins
            content = plugins.on_page_content(page.content or "", page=page, config=self._config, files=self._files)
            page.content = content
            output = plugins.on_post_page(self._dressed(page), page=page, config=self._config)
            write_file(output.encode("utf-8", "xmlcharrefreplace"), page.file.abs_dest_path)
        links = {file.src_uri: links for file, links in (page.links_to_anchors or {}).items()}
        made = RenderedPage(
            frozenset(page.present_anchor_ids or ()), links, frozenset(LISTED.findall(content)), tuple(said)
        )
        # There are a thousand more.
        page.markdown, page.content, page.toc = "", "", TableOfContents([])
        return made

    def _dressed(self, page: Page) -> str:
        page.active = True
        try:
            context = get_context(self._nav, self._listed, self._config, page)
            template = self._env.get_template(page.meta.get("template", "main.html"))
            context = self._config.plugins.on_page_context(context, page=page, config=self._config, nav=self._nav)
            return template.render(context)
        finally:
            page.active = False


def name_pages(maker: PageWriter, pages: Sequence[Page]) -> None:
    """Let pages of the navigation know their titles and front matter, of which other pages show something."""
    for page in pages:
        maker.read(page)
    unnamed = {page.file.src_uri: page for page in pages if "title" not in vars(page)}
    with Workers({path: partial(maker.title, page) for path, page in unnamed.items()}) as titles:
        for path, page in unnamed.items():
            page.title = titles.result(path)


class _LogCollector(logging.Handler):
    """Keeps what the host logs for the process that goes on with the page, which says it in its turn."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self._said: list[Said] = []
        # A fork of MkDocs has another name, and its loggers too.
        self._log = logging.getLogger(mkdocs.__name__)

    def __enter__(self) -> list[Said]:
        self._before = self._log.handlers, self._log.propagate
        self._log.handlers, self._log.propagate = [self], False
        return self._said

    def __exit__(self, kind: object, *_: object) -> None:
        self._log.handlers, self._log.propagate = self._before
        if kind:
            # Nobody goes on with the page.
            repeat(self._said)

    def emit(self, record: logging.LogRecord) -> None:
        self._said.append((record.name, record.levelno, record.getMessage()))


# The hooks that have pages made and written by several processes, ahead of MkDocs, which makes one after another.


PAGE_EVENTS = ("env", "pre_page", "page_read_source", "page_markdown", "page_content", "page_context", "post_page")
"""By which plugins have a say in pages. Of several plugins, only MkDocs itself keeps them in their order."""


class ParallelBuild:
    """A third of the plugin: pages are made once all files are known."""

    project: Project
    extension: ForesiteExtension
    progress: Progress
    serving = False
    dirty = False
    kept: BuildCache
    settled: SettingsFilter
    search: SearchBuilder
    workers: Workers[str, Any] = Workers({})
    """Those that make the pages, by path, and large files, by the names of their tasks."""
    ahead: dict[str, RenderedPage | None]
    """The pages that MkDocs does not make, by path, as far as they are there already."""
    same: Unchanged
    left: Collection[str]
    """The paths, within the site, of what the preview before has left for this one."""
    surroundings: object = None
    written: dict[str, Paths]
    """What this process itself has written ahead, by the names of the tasks."""

    def __init__(self) -> None:
        self.kept = BuildCache()
        self.settled = SettingsFilter()

    @event_priority(-100)
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Begin with all that can be made ahead."""
        site = Path(config.site_dir)
        pages = {file.src_uri: file.page for file in self._free(files, config) if isinstance(file.page, PreparedPage)}
        env = mark_templates(config.theme.get_env())
        env.bytecode_cache = MemoryCache()
        maker = PageWriter(config, files, nav, env, self.extension.release)
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
            self.kept = BuildCache(self.project, self.surroundings, made, self._texts(), written, self.search)
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

    def _made(self, path: str) -> RenderedPage:
        self.ahead[path] = made = self.ahead[path] or self.workers.result(path)
        return made

    def _search(self, site: Path) -> Paths:
        # If this build fails, what is kept of the one before has nothing of it.
        self.search, self.kept.search = self.kept.search, SearchBuilder()
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
