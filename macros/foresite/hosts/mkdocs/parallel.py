"""Make and write pages by several processes, ahead of MkDocs, which makes one after another.

A preview builds again and again in one process: it keeps the pages that an edit has left as they were.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Collection, Mapping, Sequence
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
    cite,
    digest,
    own_content,
    surroundings,
    withdraw,
    write,
    writing,
)
from foresite.hosts.mkdocs.pages import PreparedPage, RenderedPage, Said, SiteFiles, date_pages, repeat
from foresite.hosts.mkdocs.settings import SettingsFilter
from foresite.hosts.mkdocs.stored import Key, Placing, Store, pickled
from foresite.hosts.mkdocs.theming import mark_templates
from foresite.model.dependencies import Queries, Recorder, merge, run
from foresite.parsing.parse_cache import ParseCache
from foresite.render.markdown.extension import ForesiteExtension
from foresite.render.templating import MemoryCache
from foresite.reporting.progress import Progress
from foresite.runtime.pool import Workers
from foresite.search.index import SearchBuilder
from foresite.site.project import Project
from foresite.site.publish import Shelf
from foresite.site.recording import recording

# Pages made and written as MkDocs would, but in any process.


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
        project: Project,
        done: Callable[[], object],
    ) -> None:
        """``done`` is told that the text of a page is made."""
        self._config, self._files, self._nav, self._env = config, files, nav, env
        self._project, self._done = project, done
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
        made, asked = run(self._project.corpus, partial(self._page, page))
        return replace(made, asked=asked)

    def _page(self, page: Page) -> RenderedPage:
        with _LogCollector() as said:
            self.read(page)
            Page.render(page, self._config, self._files)
            self._done()
            plugins = self._config.plugins
            content = plugins.on_page_content(page.content or "", page=page, config=self._config, files=self._files)
            page.content = content
            output = plugins.on_post_page(self._dressed(page), page=page, config=self._config)
            finished = output.encode("utf-8", "xmlcharrefreplace")
            write_file(finished, page.file.abs_dest_path)
        links = {file.src_uri: links for file, links in (page.links_to_anchors or {}).items()}
        made = RenderedPage(frozenset(page.present_anchor_ids or ()), links, frozenset(), digest(finished), tuple(said))
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


Value = TypeVar("Value")
PAGE, DATA = "page", "data"
"""The kinds of what is taken as it was, beside citations."""
FEWEST = 40
"""The pages from which on it saves time to store what was made."""
LITTLE = 0.05
"""The share of pages that may differ from what is stored before it is stored anew."""
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
    surroundings: str | None = None
    recorder: Recorder | None = None
    """What notes the queries of this build; None where nobody goes on with it."""
    store: Store | None = None
    """Where what is made is left for a process that starts anew."""
    restored = saving = False
    """Whether an earlier process was asked what it left, and whether this one leaves something."""
    placing: Placing | None = None
    """What takes from there what need not be made again."""
    again: Mapping[str, Callable[[], RenderedPage]]
    """What makes a page that was to be taken, and was gone."""
    finished: Collection[Finished] = ()
    """The files of the finished site."""
    taken = b""
    """The mark of what was stored when this build began."""
    packed = b""
    """The search that another process made, to be stored."""
    shown: Project
    """The project as pages are made of it."""
    own: Mapping[str, object]
    """What each page shows of itself alone."""
    queries: Queries
    """What was asked for by what is made, and by what need not be made again."""
    written: dict[str, Written]
    """What this process itself has written ahead, by the names of the tasks."""

    def __init__(self) -> None:
        self.kept, self.search = BuildCache(), SearchBuilder()
        self.settled = SettingsFilter()

    @event_priority(-100)
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Begin with all that can be made ahead."""
        site = Path(config.site_dir)
        pages = {file.src_uri: file.page for file in self._free(files, config) if isinstance(file.page, PreparedPage)}
        env = mark_templates(config.theme.get_env())
        env.bytecode_cache = MemoryCache()
        stored = self.store if len(pages) >= FEWEST else None
        # Only a preview and what is stored go on with what was made.
        recorder = self.recorder = Recorder() if self.serving or stored else None
        self.shown = recording(self.project, recorder) if recorder else self.project
        self.extension.use(self.shown)
        maker = PageWriter(config, files, nav, env, self.shown, self.extension.release)
        name_pages(maker, [page for page in nav.pages if page.file.src_uri in pages])
        self.same = self._unchanged(nav, config, files) if recorder else Unchanged()
        self.ahead = {path: self.kept.pages[path] if path in self.same.pages else None for path in pages}
        # The pages of the navigation are those that gather from all others: the longest work first.
        rest = sorted((path for path in pages if not self.ahead[path]), key=lambda path: pages[path] not in nav.pages)
        before = Shelf(site).folder
        tasks: dict[str, Callable[[], Any]] = {**writing(self.shown, site, before)}
        tasks = {name: task for name, task in tasks.items() if name not in self.same.files}
        every = [page.path for page in self.project.corpus.pages]
        self.same = replace(self.same, cited=self.same.cited.intersection(every))
        tasks[CITATIONS] = partial(
            cite, self.shown, [path for path in every if path not in self.same.cited], site, before
        )
        # Where little was made, what is stored is as good as what would be.
        first = self.kept.project is None or bool(self.kept.mark)
        self.saving = bool(stored) and first and len(rest) > len(pages) * LITTLE
        # Only this process remembers, so that it is the one that makes the search of every preview.
        own = tasks.pop(SEARCH, None) if self.serving else None
        if stored and SEARCH in tasks:
            tasks[SEARCH] = partial(self._stored_search, site)
        tasks |= {path: partial(maker.page, pages[path]) for path in rest}
        self.placing = Placing(self._kept_files(files), self.store, site) if self.store and self.kept.mark else None
        self.again = {path: partial(maker.page, page) for path, page in pages.items()}
        tasks |= self.placing.tasks if self.placing else {}
        self.progress.phase("Making pages and data", len(tasks))
        self.workers = Workers(
            {name: partial(_noted, task, recorder) for name, task in tasks.items()}, self.progress.step
        )
        self.queries = self.kept.queries if self.same.changed is not None else {}
        self.taken = self.kept.mark
        self.written = {SEARCH: self._search(site)} if own else {}
        if self.serving and self.store and self.taken and not own:
            self.search = self.store.search(self.taken)
        for path, page in pages.items():
            page.ahead = partial(self._made, path)
        return nav

    @event_priority(-100)
    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> jinja2.Environment:
        """Let MkDocs go on with what is left, once everything is there."""
        made = {path: self._made(path) for path in self.ahead}
        names = self.workers.names - made.keys() - (self.placing.tasks.keys() if self.placing else set())
        written = self.written | {name: self._result(name) for name in names}
        self.workers.join()
        withdraw(files)
        date_pages(files, self.project.corpus)
        if isinstance(files, SiteFiles):
            for file in files.documentation_pages():
                if file.src_uri in made and file.page:
                    file.page.validate_anchor_links(files=files, log_level=config.validation.links.anchors)
            files.finished = frozenset(made)
        if self.recorder:
            self._keep(made, written, files, Path(config.site_dir))
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

    def _keep(self, made: Mapping[str, RenderedPage], written: dict[str, Any], files: Files, site: Path) -> None:
        if not self.serving and SEARCH in written:
            written[SEARCH], self.packed = written[SEARCH]
        cited = written.pop(CITATIONS)
        for name in self.same.files:
            if self._is_there((DATA, name)):
                written[name] = self.kept.files[name]
            else:
                written[name] = self._now(writing(self.shown, site, site)[name])
        gone = [page for page in self.same.cited if not self._is_there((CITATIONS, page))]
        cited |= {page: self.kept.cited[page] for page in self.same.cited}
        cited |= self._now(partial(cite, self.shown, gone, site, site))
        pages = {file.src_uri: (file.dest_uri, made[file.src_uri].content) for file in files if file.src_uri in made}
        others = [file for each in (*written.values(), *cited.values()) for file in each.files]
        self.finished = (*pages.values(), *others)
        self.left = {pages[path][0] for path in self.same.pages if path in pages}.union(path for path, _ in others)
        kept = (self.project, self.surroundings, made, self.own, written, cited, self.queries, self.search)
        self.kept = BuildCache(*kept)

    def restore(self, root: Path) -> None:
        """Go on from what an earlier process has left, as long as this one has built nothing."""
        if self.restored:
            return
        self.restored = True
        self.store = None if self.dirty else Store.of(root, "preview" if self.serving else "site")
        if self.store and (left := self.store.load()):
            self.readings, self.kept = left

    def store_finished(self, site: Path) -> None:
        """Leave what was made for a process that starts anew."""
        if self.store and self.saving:
            mark = token_bytes(16)
            # Where nothing changed that search looks at, it is the one that is stored already.
            known = b"" if self.serving else self.packed or pickled(self.store.search(self.taken))
            search = mark + (known or pickled(self.search))
            self.store.save(self.readings, self.kept, mark, search, site, self.finished)
        self.saving = False

    def _kept_files(self, files: Files) -> dict[Key, tuple[Finished, ...]]:
        """The files of what need not be made again."""
        there = {file.src_uri: file.dest_uri for file in files}
        pages = [path for path in self.same.pages if self.ahead.get(path)]
        return {
            **{(PAGE, path): ((there[path], self.kept.pages[path].content),) for path in pages},
            **{(DATA, name): self.kept.files[name].files for name in self.same.files},
            **{(CITATIONS, page): self.kept.cited[page].files for page in self.same.cited},
        }

    def _is_there(self, key: Key) -> bool:
        return not self.placing or self.placing.is_there(key, lambda name: self.workers.result(name)[0])

    def _made(self, path: str) -> RenderedPage:
        made = self.ahead[path]
        if made is None:
            made = self._result(path)
        elif not self._is_there((PAGE, path)):
            made = self._now(self.again[path])
        self.ahead[path] = made
        return made

    def _now(self, task: Callable[[], Value]) -> Value:
        result, queries = _noted(task, self.recorder)
        merge(self.queries, queries)
        return result

    def _result(self, name: str) -> Any:
        result, queries = self.workers.result(name)
        merge(self.queries, queries)
        return result

    def _search(self, site: Path) -> Written:
        # If this build fails, what is kept of the one before has nothing of it.
        self.search, self.kept.search = self.kept.search, SearchBuilder()
        if self.store and self.kept.mark:
            self.search = self.store.search(self.kept.mark)
        files = partial(self.search.files, self.shown.corpus, self.shown.formatted, self.same.changed)
        return self._now(partial(write, self.shown, files, site, Shelf(site).folder))

    def _stored_search(self, site: Path) -> tuple[Written, bytes]:
        # It is large, and made by another process than the one that stores it.
        search = self.store.search(self.kept.mark) if self.store and self.kept.mark else SearchBuilder()
        files = partial(search.files, self.shown.corpus, self.shown.formatted, self.same.changed)
        written = write(self.shown, files, site, Shelf(site).folder)
        return written, pickled(search) if self.saving else b""

    @cached_property
    def readings(self) -> ParseCache:
        """What earlier builds of this process have read."""
        return ParseCache()

    def _unchanged(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Unchanged:
        self.surroundings = surroundings(config, files, nav)
        self.own = own_content(self.project, self.readings.texts)
        return self.kept.unchanged(self.project, self.surroundings, self.own)


def _noted(task: Callable[[], Value], recorder: Recorder | None) -> tuple[Value, Queries]:
    """Do a task, and return with its result the queries that were new to this process."""
    result = task()
    return result, recorder.take_new() if recorder else {}
