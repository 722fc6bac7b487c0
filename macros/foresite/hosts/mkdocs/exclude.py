"""Read exactly the pages that MkDocs builds."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files, InclusionLevel
from mkdocs.structure.pages import Page

from foresite.hosts.mkdocs.cache import BuildCache
from foresite.model.problems import CiteprocError
from foresite.model.records import History
from foresite.model.settings import Settings
from foresite.parsing.parse_cache import ParseCache
from foresite.render.markdown.extension import ForesiteExtension
from foresite.site.project import Project

LEFT_OUT = (InclusionLevel.EXCLUDED, InclusionLevel.DRAFT)


class PageSelection:
    """The part of the plugin that reads the pages that MkDocs builds."""

    project: Project
    extension: ForesiteExtension
    parse_cache: ParseCache
    build_cache: BuildCache
    serving = False
    history: History | None = None
    """That of the original, for a translation."""
    built: frozenset[str] | None = None
    """The pages that MkDocs builds, where they differ from the settings."""

    def load(self, settings: Settings) -> Project:
        """Read the project."""
        try:
            return Project.load(
                settings,
                dated=True,
                served=True,
                parse_cache=self.parse_cache,
                before=self.build_cache.project,
                history=self.history,
            )
        except CiteprocError as error:
            raise PluginError(str(error)) from error

    def follow_host(self, files: Files, config: MkDocsConfig) -> None:
        """Read the project again where MkDocs builds other pages than the settings say; leave out drafts."""
        mark_drafts(files, self.project.drafts)
        built = built_pages(files, self.serving) & self.project.pages
        moved = {path: url for path, url in pages_of_plugins(files).items() if path in self.project.pages_of_site}
        built |= moved.keys()
        if moved or built != self.project.pages_of_site:
            # The next build of a preview starts with these pages.
            self.built = built
            self.project = self.load(
                replace(self.project.corpus.settings, host_built_pages=built, moved=MappingProxyType(moved))
            )
            self.extension.use(self.project)
            mark_drafts(files, self.project.drafts)
        config.nav = without_pages(config.nav, files, LEFT_OUT[:1] if self.serving else LEFT_OUT)


def built_pages(files: Files, serving: bool) -> frozenset[str]:
    """Return the paths of the pages that MkDocs builds, after other plugins have removed or added files."""
    wanted = InclusionLevel.is_in_serve if serving else InclusionLevel.is_included
    return frozenset(file.src_uri for file in files.documentation_pages(inclusion=wanted))


def pages_of_plugins(files: Files) -> dict[str, str]:
    """Return the pages that another plugin builds itself, such as posts of a blog: their addresses by their paths.

    Until the navigation is made, it excludes them, so that MkDocs does not miss them there.
    """
    pages = files.documentation_pages(inclusion=lambda level: level is InclusionLevel.EXCLUDED)
    return {file.src_uri: file.url for file in pages if file.page is not None and type(file.page) is not Page}


def mark_drafts(files: Files, drafts: Collection[str]) -> None:
    """Mark pages whose front matter says so as drafts, as MkDocs does those of ``draft_docs``."""
    for path in drafts:
        file = files.get_file_from_path(path)
        if file and file.inclusion not in LEFT_OUT:
            file.inclusion = InclusionLevel.DRAFT


def without_pages(nav: Any, files: Files, left_out: Collection[InclusionLevel]) -> Any:
    """Return the navigation of the settings without the pages that MkDocs leaves out."""
    match nav:
        case list():
            remaining = [without_pages(item, files, left_out) for item in nav]
            return [item for item in remaining if item not in (None, {}, [])]
        case dict():
            entries = {title: without_pages(value, files, left_out) for title, value in nav.items()}
            return {title: value for title, value in entries.items() if value not in (None, {}, [])}
        case str():
            file = files.get_file_from_path(nav)
            return None if file and file.inclusion in left_out else nav
    return nav
