"""Publish only a whole and checked site, of files that the inventory has, in a folder that holds nothing else."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, Literal

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority
from mkdocs.structure.files import Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler

from foresite.hosts.mkdocs.cache import BuildCache
from foresite.hosts.mkdocs.progress import ProgressReporter, handlers, log
from foresite.hosts.mkdocs.settings import SettingsFilter
from foresite.model.problems import Code, Place, Problem
from foresite.model.settings import Settings
from foresite.parsing.configuration import read_configuration
from foresite.parsing.files import printable_path
from foresite.parsing.history import SourceDateError, source_date
from foresite.parsing.page_source import host_source, linked_folders, page_source
from foresite.parsing.parse_cache import ParseCache
from foresite.parsing.settings import site_folder_fault
from foresite.render.svg import sanitise
from foresite.runtime.pool import Workers, collect_later
from foresite.site.check import check_site
from foresite.site.project import Project
from foresite.site.publish import Publication, PublishingError, Shelf

# What a build may publish, and where: the files that the inventory has, in a folder that holds nothing else.


def only_published(files: Files, config: MkDocsConfig, project: Project) -> Iterator[Problem]:
    """Leave out of the docs folder what is not to be published, and make pictures harmless.

    What only the host would publish is reported; the rest was, when the sources were read.
    """
    facts = project.origin.facts
    published, removed = frozenset(facts.files), False
    for file in [file for file in files if file.src_dir == config.docs_dir and file.abs_src_path]:
        path, source = file.src_uri, Path(str(file.abs_src_path))
        if path in facts.unpublished or not (file.is_documentation_page() or path in published):
            files.remove(file)
            removed = True
            if path not in facts.unpublished and file.inclusion.value > InclusionLevel.DRAFT.value:
                # It has come since, or the host was told by something else than settings to include it.
                message = "the file is not published, expected one that was there when the sources were read"
                yield Problem(Place(project.corpus.settings.relative(source), 1), Code.REFUSED_FILE, message)
        elif path.lower().endswith(".svg"):
            file.content_bytes = sanitise(source.read_bytes()).content
    if removed:
        # What stood in the place of a file of the theme has kept it out.
        files.add_files_from_theme(config.theme.get_env(), config)


def require_site_folder(config: MkDocsConfig, settings: Settings) -> None:
    """End a build that would replace a folder that holds anything but a site."""
    files = read_configuration(Path(config.config_file_path)).files.values()
    if fault := site_folder_fault(Path(config.site_dir), settings, files):
        raise PluginError(f"site_dir '{config.site_dir}': {fault}; nothing was changed")


def require_source_date() -> None:
    """End a build whose date is not one, before MkDocs comes to it."""
    try:
        source_date()
    except SourceDateError as error:
        raise PluginError(str(error)) from None


# The hooks that see to it that only a whole and checked site is published.


class PublicationGuard(ProgressReporter):
    """Half of the plugin; the other half reads the project."""

    settled: SettingsFilter
    project: Project
    readings: ParseCache
    serving = False
    """Whether pages are built for the one who writes them, rather than for readers."""
    dirty = False
    publication: Publication | None = None
    shelf: Shelf | None = None
    kept: BuildCache
    workers: Workers[str, Any]
    left: Collection[str] = ()
    """The paths, within the site, of what the preview before has left for this one."""
    store_finished: Callable[[Path], None]
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
            self.store_finished(Path(config.site_dir))
        if self.serving:
            self.store_finished(Path(config.site_dir))
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
                self.kept = BuildCache()
            collect_later()
        if isinstance(error, OSError) and error.strerror:
            where = error.filename or (self.publication and self.publication.building) or ""
            whole = "; the published site is as it was" if self.publication else ""
            raise PluginError(
                f"the site cannot be built: {printable_path(str(where))}: {error.strerror}{whole}"
            ) from error


def _counted() -> bool:
    """Whether MkDocs has counted warnings, as it does in a strict build: it aborts after the last hook."""
    return any(isinstance(handler, CountHandler) and handler.get_counts() for handler in handlers())
