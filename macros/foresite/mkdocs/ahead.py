"""The hooks that have pages made by several processes, ahead of MkDocs, which asks for one after another.

A preview builds again and again in one process: it keeps the pages that an edit has left as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from foresite.mkdocs.data import LargeFiles
from foresite.mkdocs.dressing import Environment, is_draft, whole_page
from foresite.mkdocs.keeping import PURE, Kept, surroundings
from foresite.mkdocs.pages import PreparedPage, content_of
from foresite.project import Project
from foresite.reporting.progress import Progress
from foresite.reusing import NOTHING, Unchanged
from foresite.workers import Workers


class Ahead:
    """A third of the plugin: content is made ahead once all files are known, whole pages once all content is."""

    project: Project
    serving = False
    kept: Kept
    large: LargeFiles
    workers: Workers[str, Any]
    """Those that make the content of pages, by path, and large files, by the names of their tasks."""
    files: tuple[str, ...]
    """Those names."""
    progress: Progress
    navigation: Navigation
    same: Unchanged
    surroundings: object = None

    def __init__(self) -> None:
        self.kept = Kept()

    @event_priority(-100)
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Begin with the content of all pages."""
        self.navigation = nav
        self.same = self._unchanged(config, files) if self.serving else NOTHING
        kept = {name: self.kept.files[name] for name in self.same.files & self.kept.files.keys()}
        pages = {file.src_uri: file.page for file in files.documentation_pages() if isinstance(file.page, PreparedPage)}
        for path in self.same.contents & self.kept.contents.keys() & pages.keys():
            pages[path].prepared = partial(self.kept.contents.get, path)
        # The pages of the navigation are those that gather from all others: the longest work first.
        rest = [path for path in pages if not pages[path].prepared]
        rest.sort(key=lambda path: pages[path] not in nav.pages)
        tasks: dict[str, Callable[[], Any]] = dict(self.large.tasks(self.project, kept))
        self.files = tuple(tasks)
        self.workers = Workers(tasks | {path: partial(content_of, pages[path], config, files) for path in rest})
        if self.workers.running:
            for path in rest:
                pages[path].prepared = partial(self.workers.result, path)
        return nav

    @event_priority(-100)
    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> jinja2.Environment:
        """Begin with the whole pages, unless other plugins have a say in what their templates are given."""
        self.workers.join()
        self.progress.phase("Writing the data")
        large = self.large.finish({name: self.workers.result(name) for name in self.files})
        self.progress.phase("Writing pages", len(files.documentation_pages()))
        if len(config.plugins.events["page_context"]) > 1:
            return env
        listed = files.documentation_pages()
        pages = {file.src_uri: file.page for file in listed if file.page and not is_draft(file)}
        kept = {path: self.kept.wholes[path] for path in self._same_wholes(pages)}
        workers = Workers(
            {
                path: partial(whole_page, page, listed, self.navigation, config, env)
                for path, page in pages.items()
                if path not in kept
            }
        )
        ready: dict[str, Callable[[], str]] = {path: partial(workers.result, path) for path in pages.keys() - kept}
        ready |= {path: partial(kept.__getitem__, path) for path in kept}
        self.kept.wholes = dict(kept)
        if self.serving:
            self.kept.surroundings, self.kept.files = self.surroundings, large
            self.kept.contents = {
                path: page.made for path, page in pages.items() if isinstance(page, PreparedPage) and page.made
            }
            self.kept.project = self.project
            ready = {path: partial(self._keep, path, make) for path, make in ready.items()}
        return Environment(env, ready)  # type: ignore[return-value]

    def _unchanged(self, config: MkDocsConfig, files: Files) -> Unchanged:
        self.surroundings = surroundings(config, files)
        if not {str(name) for name in config.markdown_extensions if isinstance(name, str)} <= PURE:
            return NOTHING
        return self.kept.unchanged(self.project, self.surroundings)

    def _same_wholes(self, pages: Mapping[str, Page]) -> set[str]:
        """The pages whose content, navigation, head and foot are as they were."""
        listed = [(page.title, page.url) for page in self.navigation.pages]
        if self.kept.listed != listed:
            self.kept.listed = listed
            return set()
        same = self.same.wholes & self.kept.wholes.keys() & pages.keys()
        return {path for path in same if getattr(pages[path], "made", None) is self.kept.contents.get(path)}

    def _keep(self, path: str, make: Callable[[], str]) -> str:
        self.kept.wholes[path] = whole = make()
        return whole
