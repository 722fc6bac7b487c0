"""Publish only a complete and checked site, of files in the inventory, in a folder that holds nothing else."""

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
from foresite.hosts.mkdocs.log_filter import MkDocsLogFilter
from foresite.hosts.mkdocs.progress import ProgressReporter, handlers, log
from foresite.model.problems import Code, Notice, Place, Problem, TemplateFault
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
from foresite.site.publish import PreviewBackup, Publication, PublishingError


def only_published(files: Files, config: MkDocsConfig, project: Project) -> Iterator[Problem]:
    """Remove the files of the docs folder that must not be published, and sanitise pictures.

    Files that only the host would publish are reported; reading the sources has reported the others.
    """
    facts = project.origin.facts
    published, removed = frozenset(facts.files), False
    for file in [file for file in files if file.src_dir == config.docs_dir and file.abs_src_path]:
        path, source = file.src_uri, Path(str(file.abs_src_path))
        if file.name.startswith(".") and file.inclusion is InclusionLevel.EXCLUDED:
            # Other plugins read such files; the host publishes none.
            continue
        if path in facts.unpublished or not (file.is_documentation_page() or path in published):
            files.remove(file)
            removed = True
            if path not in facts.unpublished and file.inclusion.value > InclusionLevel.DRAFT.value:
                # It was added after the sources were read, or a plugin makes the host include it.
                message = "the file is not published, expected one that was there when the sources were read"
                yield Problem(Place(project.corpus.settings.relative(source), 1), Code.REFUSED_FILE, message)
        elif path.lower().endswith(".svg"):
            file.content_bytes = sanitise(source.read_bytes()).content
    if removed:
        # A removed file may have overridden a file of the theme.
        files.add_files_from_theme(config.theme.get_env(), config)


def require_site_folder(config: MkDocsConfig, settings: Settings) -> None:
    """Stop a build that would replace a folder that holds anything but a site."""
    files = read_configuration(Path(config.config_file_path)).files.values()
    if fault := site_folder_fault(Path(config.site_dir), settings, files):
        raise PluginError(f"site_dir '{config.site_dir}': {fault}; nothing was changed")


def require_source_date() -> None:
    """Stop a build with an invalid SOURCE_DATE_EPOCH before MkDocs reads it."""
    try:
        source_date()
    except SourceDateError as error:
        raise PluginError(str(error)) from None


# Hooks for publishing only a complete and checked site.


class PublicationGuard(ProgressReporter):
    """The part of the plugin that publishes the site."""

    log_filter: MkDocsLogFilter
    project: Project
    parse_cache: ParseCache
    serving = False
    """Whether this is a preview rather than a build for readers."""
    dirty = False
    publication: Publication | None = None
    published = False
    """Whether this build has replaced the published site."""
    shelf: PreviewBackup | None = None
    build_cache: BuildCache
    workers: Workers[str, Any]
    tree = ""
    """The language of the translation that is built; empty for the original."""
    build_trees: Callable[[MkDocsConfig], None]
    take_last_tree: Callable[[Path], None]
    give_last_tree_back: Callable[[], None]
    unchanged_paths: Collection[str] = ()
    """The paths, within the site, of unchanged files of the last preview."""
    store_finished: Callable[[Path], None]
    reported = 0
    """The number of problems of this build so far."""

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Record whether this is a preview."""
        require_source_date()
        self.serving, self.dirty = command == "serve", dirty

    def report(self, problems: Iterable[Problem]) -> None:
        """Warn of each problem: a strict build counts warnings."""
        for problem in problems:
            log.warning(str(problem))
            self.reported += 1

    def tell(self, notices: Iterable[Notice]) -> None:
        """Say what an editor should know although nothing is wrong."""
        for notice in notices:
            log.info(str(notice))

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Build beside the site that is published; a preview has a folder of its own."""
        if self.tree:
            self.take_last_tree(Path(config.site_dir))
            return
        settings = self.project.corpus.settings
        if link := next(linked_folders(settings.docs, settings.root), None):
            raise PluginError(f"{link} is a symbolic link to a folder, expected a real folder")
        if not self.serving:
            require_site_folder(config, settings)
        if self.serving:
            self.shelf = PreviewBackup(Path(config.site_dir))
            self.shelf.put()
        elif not self.dirty:
            self.publication = Publication.of(Path(config.site_dir))
            config.site_dir = str(self.publication.begin())

    def on_page_read_source(self, *, page: Page, config: MkDocsConfig) -> str | None:
        """Return the text of a page of the docs folder as it was parsed, or else read it now."""
        file = page.file
        if not file.abs_src_path or file.src_dir != config.docs_dir:
            return None
        if (text := self.parse_cache.text(file.src_uri)) is not None:
            return host_source(text, file.name, self.project.corpus.settings)
        return page_source(Path(file.abs_src_path), self.project.corpus.settings)

    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Check the result of a strict build, and publish the site unless warnings will fail the build."""
        if self.tree:
            if self.shelf:
                self.shelf.take(self.unchanged_paths)
                self.shelf = None
            self.store_finished(Path(config.site_dir))
            self.unfollow()
            self.log_filter.end()
            return
        self.build_trees(config)
        self.progress.phase("Checking the site")
        if self.shelf:
            # The check follows links to unchanged files, too.
            self.shelf.take(self.unchanged_paths)
            self.shelf = None
        if config.strict:
            corpus = self.project.corpus
            pages = [page.path for page in corpus.pages if not corpus.part(page.path)]
            dead = self.log_filter.dead
            self.report(check_site(Path(config.site_dir), corpus.settings, pages, self.project.problems, dead))
            # MkDocs does not count the warnings of a quiet build.
            if self.reported and not _has_counted_warnings():
                raise PluginError(f"problems of a strict build: {self.reported}; without --quiet they are named")
        if self.publication and not _has_counted_warnings():
            try:
                self.publication.publish()
            except PublishingError as error:
                raise PluginError(str(error)) from error
            # A deployment, which runs after the build, finds the site where it is published.
            config.site_dir = str(self.publication.site)
            self.publication = None
            self.published = True
            self.store_finished(Path(config.site_dir))
        if self.serving:
            self.store_finished(Path(config.site_dir))
            collect_later()
        self.unfollow()
        self.log_filter.end()

    def on_shutdown(self) -> None:
        """Clean up after an interrupted build."""
        self.workers.stop()
        if self.shelf:
            self.shelf.back()
            self.shelf = None

    @event_priority(-100)
    def on_build_error(self, *, error: Exception) -> None:
        """Leave the published site as it is, and report an error of the system in one line."""
        self.workers.stop()
        self.unfollow()
        self.log_filter.end()
        if self.publication:
            self.publication.abandon()
        if self.tree and self.shelf:
            self.give_last_tree_back()
            self.build_cache = BuildCache()
        if self.shelf:
            self.shelf.back()
            self.shelf = None
            if self.build_cache.project is self.project:
                # The cache refers to files that were not put in place.
                self.build_cache = BuildCache()
            collect_later()
        if isinstance(error, TemplateFault):
            raise PluginError(error.described) from error
        if isinstance(error, OSError) and error.strerror:
            where = error.filename or (self.publication and self.publication.building) or ""
            untouched = not (self.published or self.serving or self.dirty)
            published_note = "; the published site is as it was" if untouched else ""
            raise PluginError(
                f"the site cannot be built: {printable_path(str(where))}: {error.strerror}{published_note}"
            ) from error


def _has_counted_warnings() -> bool:
    """Return whether MkDocs has counted warnings, as in a strict build: it aborts after the last hook."""
    return any(isinstance(handler, CountHandler) and handler.get_counts() for handler in handlers())
