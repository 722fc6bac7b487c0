"""Render and write pages in several processes before MkDocs, which renders one after another.

A preview builds repeatedly in one process: it reuses the pages that an edit does not affect.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from secrets import token_bytes
from typing import Any, TypeVar

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

from foresite.exports.files import CITATIONS, SEARCH
from foresite.hosts.mkdocs.cache import (
    BuildCache,
    Finished,
    Unchanged,
    Written,
    context_digest,
    digest,
    file_tasks,
    own_content,
    withdraw_data_files,
    write,
    write_citations,
)
from foresite.hosts.mkdocs.log_filter import MkDocsLogFilter
from foresite.hosts.mkdocs.pages import PreparedPage, RenderedPage, Said, SiteFiles, date_pages, repeat
from foresite.hosts.mkdocs.stored import Key, Placing, Store, pickled
from foresite.hosts.mkdocs.theming import mark_templates
from foresite.hosts.mkdocs.trees import without_shared
from foresite.language.catalogue import Language
from foresite.model.dependencies import Queries, Recorder, merge, track
from foresite.parsing.parse_cache import ParseCache
from foresite.render.compiled import Packed, add_compiled, take_new_compiled
from foresite.render.markdown.extension import ForesiteExtension
from foresite.reporting.progress import Progress
from foresite.runtime.pool import Workers
from foresite.search.index import SearchBuilder
from foresite.site.answer_digests import AnswerDigester
from foresite.site.project import Project
from foresite.site.publish import PreviewBackup
from foresite.site.recording import recording

# Rendering of single pages, in any process.

HEADING = re.compile(r"\s*# [\w ,.:;?!()'’“”–-]*(?=\n|\Z)")
"""A heading in plain words at the start of a page."""


class PageWriter:
    """Renders pages as MkDocs does, from source to file."""

    def __init__(
        self,
        config: MkDocsConfig,
        files: Files,
        nav: Navigation,
        env: jinja2.Environment,
        project: Project,
        done: Callable[[], object],
    ) -> None:
        """``done`` is called when the text of a page is converted."""
        self._config, self._files, self._nav, self._env = config, files, nav, env
        self._project, self._done = project, done
        self._listed = files.documentation_pages()

    def read(self, page: Page) -> None:
        """Set the text and front matter of a page."""
        # Settings may hold paths relative to the page.
        self._config._current_page = page
        Page.read_source(page, self._config)
        page.markdown = self._config.plugins.on_page_markdown(
            page.markdown or "", page=page, config=self._config, files=self._files
        )

    def title(self, page: Page) -> str | None:
        """Return the title that a page has once it is rendered, without logging anything."""
        with _LogCollector():
            self.read(page)
            if heading := HEADING.match(page.markdown or ""):
                # The title depends on nothing else of the page.
                page.markdown = heading[0]
            Page.render(page, self._config, self._files)
            self._config._current_page = None
            return page.title  # type: ignore[no-any-return]

    def page(self, page: Page) -> RenderedPage:
        """Render a page and write its file."""
        rendered, asked = track(self._project.corpus, partial(self._write_page, page))
        return replace(rendered, asked=asked)

    def _write_page(self, page: Page) -> RenderedPage:
        with _LogCollector() as log_records:
            self.read(page)
            Page.render(page, self._config, self._files)
            self._done()
            plugins = self._config.plugins
            html = plugins.on_page_content(page.content or "", page=page, config=self._config, files=self._files)
            page.content = html
            output = plugins.on_post_page(self._render_template(page), page=page, config=self._config)
            content = output.encode("utf-8", "xmlcharrefreplace")
            write_file(content, page.file.abs_dest_path)
        links = {file.src_uri: links for file, links in (page.links_to_anchors or {}).items()}
        rendered = RenderedPage(
            frozenset(page.present_anchor_ids or ()), links, frozenset(), digest(content), tuple(log_records)
        )
        # Frees memory: a site may have thousands of pages.
        page.markdown, page.content, page.toc = "", "", TableOfContents([])
        return rendered

    def _render_template(self, page: Page) -> str:
        page.active = True
        try:
            context = get_context(self._nav, self._listed, self._config, page)
            template = self._env.get_template(page.meta.get("template", "main.html"))
            context = self._config.plugins.on_page_context(context, page=page, config=self._config, nav=self._nav)
            return template.render(context)
        finally:
            page.active = False


def name_pages(writer: PageWriter, pages: Sequence[Page]) -> None:
    """Set the titles and front matter of the navigation's pages, which other pages show."""
    for page in pages:
        writer.read(page)
    unnamed = {page.file.src_uri: page for page in pages if "title" not in vars(page)}
    with Workers({path: partial(writer.title, page) for path, page in unnamed.items()}) as titles:
        for path, page in unnamed.items():
            page.title = titles.result(path)


class _LogCollector(logging.Handler):
    """Collects the host's log records in a worker, to be logged again by the main process."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self._records: list[Said] = []
        # A fork of MkDocs has another name, and its loggers too.
        self._log = logging.getLogger(mkdocs.__name__)

    def __enter__(self) -> list[Said]:
        self._before = self._log.handlers, self._log.propagate
        self._log.handlers, self._log.propagate = [self], False
        return self._records

    def __exit__(self, kind: object, *_: object) -> None:
        self._log.handlers, self._log.propagate = self._before
        if kind:
            # The main process does not get the result.
            repeat(self._records)

    def emit(self, record: logging.LogRecord) -> None:
        self._records.append((record.name, record.levelno, record.getMessage()))


# Hooks that render and write pages in several processes, before MkDocs.


Value = TypeVar("Value")
PAGE, DATA = "page", "data"
"""The kinds of results that are reused, besides citations."""
MIN_PAGES_TO_STORE = 40
"""The number of pages from which storing the cache saves time."""
LITTLE = 0.05
"""The share of changed pages above which the cache is stored again."""
PAGE_TEMPLATES = ("main.html", "base.html")
"""The templates of a theme that every page is made with."""
PAGE_EVENTS = ("env", "pre_page", "page_read_source", "page_markdown", "page_content", "page_context", "post_page")
"""The events by which plugins change pages. Only MkDocs itself calls several plugins in their order."""


class ParallelBuild:
    """The part of the plugin that renders pages once all files are known."""

    project: Project
    extension: ForesiteExtension
    progress: Progress
    serving = False
    dirty = False
    tree = ""
    """The language of the translation that is built; empty for the original."""
    build_cache: BuildCache
    log_filter: MkDocsLogFilter
    search: SearchBuilder
    workers: Workers[str, Any] = Workers({})
    """The workers for pages, by path, and large files, by the names of their tasks."""
    ahead: dict[str, RenderedPage | None]
    """The pages that MkDocs does not render, by path; None until they are rendered."""
    unchanged: Unchanged
    unchanged_paths: Collection[str]
    """The paths, within the site, of unchanged files of the last preview."""
    context_digest: str | None = None
    recorder: Recorder | None = None
    """The recorder of this build's queries; None where no later build uses them."""
    store: Store | None = None
    """The store for later processes."""
    restored = saving = False
    """Whether the store has been loaded, and whether this build will be stored."""
    placing: Placing | None = None
    """Copies unchanged files from the store."""
    page_tasks: Mapping[str, Callable[[], RenderedPage]]
    """The tasks that render pages, for those missing from the store, by path."""
    finished_files: Collection[Finished] = ()
    """The written files of the site, with their digests."""
    stored_mark = b""
    """The mark of the cache that was stored when this build began."""
    packed_search = b""
    """The pickled search builder from a worker, to be stored."""
    recording_project: Project
    """The project, with its queries recorded."""
    own_contents: Mapping[str, object]
    """The content of each page itself, by path."""
    queries: Queries
    """The queries of all results, new and reused."""
    digests: dict[int, bytes]
    """The digests of the answers to derived queries, by id."""
    written_files: dict[str, Written]
    """Files that this process itself has written ahead, by the names of the tasks."""

    def __init__(self) -> None:
        self.build_cache, self.search = BuildCache(), SearchBuilder()
        self.log_filter = MkDocsLogFilter()

    @event_priority(-100)
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Start all tasks that can run ahead of MkDocs."""
        site = Path(config.site_dir)
        pages = {
            file.src_uri: file.page for file in self._own_pages(files, config) if isinstance(file.page, PreparedPage)
        }
        env = mark_templates(config.theme.get_env(), self._theme_language(config))
        stored = self.store if len(pages) >= MIN_PAGES_TO_STORE else None
        # Compiled here, they are compiled once.
        for name in PAGE_TEMPLATES:
            with suppress(jinja2.TemplateError):
                env.get_template(name)
        # Titles are compared as part of the navigation, so what they are made from is not recorded.
        namer = PageWriter(config, files, nav, env, self.project, self.extension.release)
        name_pages(namer, [page for page in nav.pages if page.file.src_uri in pages])
        # Only previews and stored builds reuse results.
        reuses_results = self.serving or bool(stored)
        self.unchanged = self._unchanged(nav, config, files) if reuses_results else Unchanged()
        self.queries = self.build_cache.queries if self.unchanged.changed is not None else {}
        self.digests = dict(self.unchanged.digests)
        digest = AnswerDigester(self.project.corpus)
        recorder = self.recorder = Recorder(self.queries, digest, self.digests) if reuses_results else None
        self.recording_project = recording(self.project, recorder) if recorder else self.project
        self.extension.use(self.recording_project)
        writer = PageWriter(config, files, nav, env, self.recording_project, self.extension.release)
        self.ahead = {path: self.build_cache.pages[path] if path in self.unchanged.pages else None for path in pages}
        # Pages of the navigation collect from all others, which takes longest, so they come first.
        changed_paths = sorted(
            (path for path in pages if not self.ahead[path]), key=lambda path: pages[path] not in nav.pages
        )
        last_site = PreviewBackup(site).folder
        tasks: dict[str, Callable[[], Any]] = {**file_tasks(self.recording_project, site, last_site)}
        tasks = {name: task for name, task in tasks.items() if name not in self.unchanged.files}
        all_paths = [page.path for page in self.project.corpus.pages]
        self.unchanged = replace(self.unchanged, cited=self.unchanged.cited.intersection(all_paths))
        tasks[CITATIONS] = partial(
            write_citations,
            self.recording_project,
            [path for path in all_paths if path not in self.unchanged.cited],
            site,
            last_site,
        )
        # Where little was made, the stored cache is as good as a new one.
        is_first = self.build_cache.project is None or bool(self.build_cache.mark)
        self.saving = bool(stored) and is_first and len(changed_paths) > len(pages) * LITTLE
        # Only this process lives on, so it builds the search of every preview.
        search_task = tasks.pop(SEARCH, None) if self.serving else None
        if stored and SEARCH in tasks:
            tasks[SEARCH] = partial(self._stored_search, site)
        tasks |= {path: partial(writer.page, pages[path]) for path in changed_paths}
        self.placing = (
            Placing(self._stored_files(files), self.store, site) if self.store and self.build_cache.mark else None
        )
        self.page_tasks = {path: partial(writer.page, page) for path, page in pages.items()}
        tasks |= self.placing.tasks if self.placing else {}
        self.progress.phase("Making pages and data", len(tasks))
        self.workers = Workers(
            {name: partial(_run_recorded, task, recorder) for name, task in tasks.items()}, self.progress.step
        )
        self.stored_mark = self.build_cache.mark
        self.written_files = {SEARCH: self._search(site)} if search_task else {}
        if self.serving and self.store and self.stored_mark and not search_task:
            self.search = self.store.search(self.stored_mark)
        for path, page in pages.items():
            page.ahead = partial(self._rendered, path)
        return nav

    @event_priority(-100)
    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> jinja2.Environment:
        """Wait for all tasks, then let MkDocs continue with the rest."""
        rendered = {path: self._rendered(path) for path in self.ahead}
        task_names = self.workers.names - rendered.keys() - (self.placing.tasks.keys() if self.placing else set())
        written = self.written_files | {name: self._result(name) for name in task_names}
        self.workers.join()
        withdraw_data_files(files)
        if self.tree:
            without_shared(files, [document.path for document in self.project.printed])
        date_pages(files, self.project.corpus)
        if isinstance(files, SiteFiles):
            for file in files.documentation_pages():
                if file.src_uri in rendered and file.page:
                    file.page.validate_anchor_links(files=files, log_level=config.validation.links.anchors)
            files.finished = frozenset(rendered)
        if self.recorder:
            self._update_cache(rendered, written, files, Path(config.site_dir))
        self.progress.phase("Writing the site")
        return mark_templates(env, self._theme_language(config))

    def _theme_language(self, config: MkDocsConfig) -> Language | None:
        """Return the language of our templates for the theme; None where the theme has its own."""
        return self.project.corpus.settings.language if config.theme.name == "material" else None

    def _own_pages(self, files: Files, config: MkDocsConfig) -> list[File]:
        """Return the pages that no other plugin changes."""
        has_other_plugins = any(len(config.plugins.events[event]) > 1 for event in PAGE_EVENTS)
        if has_other_plugins or self.dirty or not isinstance(files, SiteFiles):
            return []
        # MkDocs writes files with the same address before the page.
        used_paths = {*config.theme.static_templates, *config.extra_templates}
        used_paths.update(file.dest_uri for file in files if not file.is_documentation_page())
        return [file for file in files.documentation_pages() if file.dest_uri not in used_paths]

    def _update_cache(
        self, rendered: Mapping[str, RenderedPage], written: dict[str, Any], files: Files, site: Path
    ) -> None:
        if not self.serving and SEARCH in written:
            written[SEARCH], self.packed_search = written[SEARCH]
        cited = written.pop(CITATIONS)
        for name in self.unchanged.files:
            if self._is_there((DATA, name)):
                written[name] = self.build_cache.files[name]
            else:
                written[name] = self._run_now(file_tasks(self.recording_project, site, site)[name])
        missing = [page for page in self.unchanged.cited if not self._is_there((CITATIONS, page))]
        cited |= {page: self.build_cache.cited[page] for page in self.unchanged.cited}
        cited |= self._run_now(partial(write_citations, self.recording_project, missing, site, site))
        pages = {
            file.src_uri: (file.dest_uri, rendered[file.src_uri].content) for file in files if file.src_uri in rendered
        }
        data_files = [file for result in (*written.values(), *cited.values()) for file in result.files]
        self.finished_files = (*pages.values(), *data_files)
        self.unchanged_paths = {pages[path][0] for path in self.unchanged.pages if path in pages}.union(
            path for path, _ in data_files
        )
        contents = (
            self.project,
            self.context_digest,
            rendered,
            self.own_contents,
            written,
            cited,
            self.queries,
            self.digests,
            self.search,
        )
        self.build_cache = BuildCache(*contents)

    def restore(self, root: Path) -> None:
        """Load the cache that an earlier process stored, before the first build of this one."""
        if self.restored:
            return
        self.restored = True
        name = f"site-{self.tree}" if self.tree else "preview" if self.serving else "site"
        self.store = None if self.dirty or (self.tree and self.serving) else Store.of(root, name)
        if self.store and (stored := self.store.load()):
            self.parse_cache, self.build_cache = stored

    def store_finished(self, site: Path) -> None:
        """Store the cache for later processes."""
        if self.store and self.saving:
            mark = token_bytes(16)
            # A search that did not change is stored already.
            pickled_search = b"" if self.serving else self.packed_search or pickled(self.store.search(self.stored_mark))
            search = mark + (pickled_search or pickled(self.search))
            # The cache of the original has what was read for a translation.
            parse_cache = ParseCache() if self.tree else self.parse_cache
            self.store.save(parse_cache, self.build_cache, mark, search, site, self.finished_files)
        self.saving = False

    def _stored_files(self, files: Files) -> dict[Key, tuple[Finished, ...]]:
        """Return the stored files of everything that need not be made again."""
        targets = {file.src_uri: file.dest_uri for file in files}
        pages = [path for path in self.unchanged.pages if self.ahead.get(path)]
        return {
            **{(PAGE, path): ((targets[path], self.build_cache.pages[path].content),) for path in pages},
            **{(DATA, name): self.build_cache.files[name].files for name in self.unchanged.files},
            **{(CITATIONS, page): self.build_cache.cited[page].files for page in self.unchanged.cited},
        }

    def _is_there(self, key: Key) -> bool:
        return not self.placing or self.placing.is_there(key, lambda name: self.workers.result(name)[0])

    def _rendered(self, path: str) -> RenderedPage:
        rendered = self.ahead[path]
        if rendered is None:
            rendered = self._result(path)
        elif not self._is_there((PAGE, path)):
            rendered = self._run_now(self.page_tasks[path])
        self.ahead[path] = rendered
        return rendered

    def _run_now(self, task: Callable[[], Value]) -> Value:
        result, queries, digests, _ = _run_recorded(task, self.recorder)
        merge(self.queries, queries)
        self.digests |= digests
        return result

    def _result(self, name: str) -> Any:
        result, queries, digests, templates = self.workers.result(name)
        merge(self.queries, queries)
        self.digests |= digests
        add_compiled(templates)
        return result

    def _search(self, site: Path) -> Written:
        # A failed build must leave no changes in the cache.
        self.search, self.build_cache.search = self.build_cache.search, SearchBuilder()
        if self.store and self.build_cache.mark:
            self.search = self.store.search(self.build_cache.mark)
        files = partial(
            self.search.files, self.recording_project.corpus, self.recording_project.formatted, self.unchanged.changed
        )
        return self._run_now(partial(write, self.recording_project, files, site, PreviewBackup(site).folder))

    def _stored_search(self, site: Path) -> tuple[Written, bytes]:
        # The builder is large, so the worker pickles it for the process that stores it.
        search = self.store.search(self.build_cache.mark) if self.store and self.build_cache.mark else SearchBuilder()
        files = partial(
            search.files, self.recording_project.corpus, self.recording_project.formatted, self.unchanged.changed
        )
        written = write(self.recording_project, files, site, PreviewBackup(site).folder)
        return written, pickled(search) if self.saving else b""

    @cached_property
    def parse_cache(self) -> ParseCache:
        """The cache of what earlier builds have parsed."""
        return ParseCache()

    def _unchanged(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Unchanged:
        self.context_digest = context_digest(config, files, nav)
        self.own_contents = own_content(self.project, self.parse_cache.texts)
        return self.build_cache.unchanged(self.project, self.context_digest, self.own_contents)


def _run_recorded(
    task: Callable[[], Value], recorder: Recorder | None
) -> tuple[Value, Queries, Mapping[int, bytes], Packed]:
    """Run a task, and return with its result what is new in this process: queries, digests of answers, templates."""
    result = task()
    if recorder is None:
        return result, {}, {}, ()
    return result, recorder.take_new(), recorder.take_new_digests(), take_new_compiled()
