"""The hooks that see to it that only a whole and checked site is published."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, Literal

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler

from foresite.checking import check_site
from foresite.memory import collect_later
from foresite.mkdocs.allowing import require_site_folder, require_source_date
from foresite.mkdocs.following import Follower, handlers, log
from foresite.mkdocs.keeping import Kept
from foresite.mkdocs.settling import Settled
from foresite.problems import Problem
from foresite.project import Project
from foresite.publishing import Publication, PublishingError, Shelf
from foresite.reading.file_names import shown
from foresite.reading.parse_cache import ParseCache
from foresite.reading.source import host_source, linked_folders, page_source
from foresite.workers import Workers


class Guard(Follower):
    """Half of the plugin; the other half reads the project."""

    settled: Settled
    project: Project
    readings: ParseCache
    serving = False
    """Whether pages are built for the one who writes them, rather than for readers."""
    dirty = False
    publication: Publication | None = None
    shelf: Shelf | None = None
    kept: Kept
    workers: Workers[str, Any]
    left: Collection[str] = ()
    """The paths, within the site, of what the preview before has left for this one."""
    reported = 0
    """Problems of this build so far."""

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember what the pages are built for."""
        require_source_date()
        self.serving, self.dirty = command == "serve", dirty

    def report(self, problems: Iterable[Problem]) -> None:
        """Warn of each problem: a strict build counts warnings."""
        for problem in problems:
            log.warning(str(problem))
            self.reported += 1

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Build beside the site that is published; a preview has a folder of its own."""
        settings = self.project.corpus.settings
        if found := next(linked_folders(settings.docs, settings.root), None):
            raise PluginError(f"{found} is a symbolic link to a folder, expected a real folder")
        if not self.serving:
            require_site_folder(config, settings)
        if self.serving:
            self.shelf = Shelf(Path(config.site_dir))
            self.shelf.put()
        elif not self.dirty:
            self.publication = Publication.of(Path(config.site_dir))
            config.site_dir = str(self.publication.begin())

    def on_page_read_source(self, *, page: Page, config: MkDocsConfig) -> str | None:
        """Give a page of the docs folder as it was read, or what of it may be read now."""
        file = page.file
        if not file.abs_src_path or file.src_dir != config.docs_dir:
            return None
        if (text := self.readings.text(file.src_uri)) is not None:
            return host_source(text, file.name, self.project.corpus.settings)
        return page_source(Path(file.abs_src_path), self.project.corpus.settings)

    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Check what a strict build wrote, and publish it unless it is going to fail for its warnings."""
        self.progress.phase("Checking the site")
        if self.shelf:
            # A preview shows what it has, and its check follows links to what is as it was.
            self.shelf.take(self.left)
            self.shelf = None
        if config.strict:
            corpus = self.project.corpus
            pages = [page.path for page in corpus.pages if not corpus.part(page.path)]
            dead = self.settled.dead
            self.report(check_site(Path(config.site_dir), corpus.settings, pages, self.project.problems, dead))
            # A quiet build hears no warnings, so MkDocs would not count them.
            if self.reported and not _counted():
                raise PluginError(f"problems of a strict build: {self.reported}; without --quiet they are named")
        if self.publication and not _counted():
            try:
                self.publication.publish()
            except PublishingError as error:
                raise PluginError(str(error)) from error
            # A deployment, which runs after the build, finds the site where it is published.
            config.site_dir = str(self.publication.site)
            self.publication = None
        if self.serving:
            collect_later()
        self.unfollow()
        self.settled.end()

    def on_shutdown(self) -> None:
        """Leave nothing behind of a build that was broken off in the middle."""
        self.workers.stop()
        if self.shelf:
            self.shelf.back()
            self.shelf = None

    @event_priority(-100)
    def on_build_error(self, *, error: Exception) -> None:
        """Leave the published site as it is; what the machine refused is said in a line."""
        self.workers.stop()
        self.unfollow()
        self.settled.end()
        if self.publication:
            self.publication.abandon()
        if self.shelf:
            self.shelf.back()
            self.shelf = None
            if self.kept.project is self.project:
                # It speaks of files that were not put in place.
                self.kept = Kept()
            collect_later()
        if isinstance(error, OSError) and error.strerror:
            where = error.filename or (self.publication and self.publication.building) or ""
            whole = "; the published site is as it was" if self.publication else ""
            raise PluginError(f"the site cannot be built: {shown(str(where))}: {error.strerror}{whole}") from error


def _counted() -> bool:
    """Whether MkDocs has counted warnings, as it does in a strict build: it aborts after the last hook."""
    return any(isinstance(handler, CountHandler) and handler.get_counts() for handler in handlers())
