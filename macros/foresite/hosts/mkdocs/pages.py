"""Let MkDocs take pages that are already rendered."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents

from foresite.model.corpus import Corpus
from foresite.model.dependencies import QueryIds
from foresite.parsing.history import source_date
from foresite.views.citable import changed

Said = tuple[str, int, str]
"""A log record: the logger's name, the level and the message."""


@dataclass(frozen=True)
class RenderedPage:
    """What MkDocs needs to know of a rendered page; files by their path."""

    anchors: frozenset[str]
    links: Mapping[str, dict[str, str]]
    """The anchors of other pages that it links to, each with the link as written."""
    asked: QueryIds
    """The queries that it was made from."""
    content: str
    """The digest of the finished file."""
    said: tuple[Said, ...] = ()


# MkDocs takes the latest day of all pages for the time of a file, so each must have one.
UNDATED = "1980-01-01"


class PreparedPage(Page):
    """A page that may be rendered before MkDocs comes to it."""

    ahead: Callable[[], RenderedPage] | None = None
    """Waits for the rendered page; None where MkDocs renders it."""

    def read_source(self, config: MkDocsConfig) -> None:
        """Read the source, unless the page is rendered elsewhere."""
        if self.ahead:
            self.markdown = ""
        else:
            super().read_source(config)

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Wait for the rendered page and repeat what was logged meanwhile; or render it now."""
        if self.ahead is None:
            super().render(config, files)
            return
        rendered = self.ahead()
        self.content, self.toc = "", TableOfContents([])
        self.present_anchor_ids = set(rendered.anchors)
        linked_files = ((files.get_file_from_path(path), links) for path, links in rendered.links.items())
        self.links_to_anchors = {file: links for file, links in linked_files if file}
        repeat(rendered.said)


def repeat(records: Iterable[Said]) -> None:
    """Log again what another process logged."""
    for name, level, words in records:
        logging.getLogger(name).log(level, words)


class SiteFiles(Files):
    """The files of a site, some of whose pages are rendered."""

    finished: frozenset[str] = frozenset()

    def documentation_pages(self, *, inclusion: Callable[[InclusionLevel], bool] | None = None) -> list[File]:
        """Return the pages; with an ``inclusion``, as MkDocs renders them, without those already rendered."""
        pages = super().documentation_pages(inclusion=inclusion or InclusionLevel.is_included)
        return [file for file in pages if inclusion is None or file.src_uri not in self.finished]


def prepare(files: Files, config: MkDocsConfig) -> None:
    """Make pages of the class that can be rendered ahead, with their titles in the navigation."""
    titles = dict(_titles(config.nav or []))
    for file in files.documentation_pages():
        if file.page is None:
            PreparedPage(titles.get(file.src_uri), file, config)


def date_pages(files: Files, corpus: Corpus) -> None:
    """Set the date of each page in the site map to its last change, as the page shows it, not to the build."""
    for file in files.documentation_pages():
        if file.page and (page := corpus.page(file.src_uri)):
            day = changed(corpus, page) or source_date()
            file.page.update_date = day.isoformat() if day else UNDATED


def without_dates(site_map: str) -> str:
    """Return a site map without dates of pages whose date is unknown."""
    return site_map.replace(f"<lastmod>{UNDATED}</lastmod>", "")


def _titles(nav: Any) -> Iterator[tuple[str, str]]:
    """Yield path and title of every entry that has both."""
    if isinstance(nav, dict):
        for title, value in nav.items():
            if isinstance(value, str):
                yield value, title
            else:
                yield from _titles(value)
    elif isinstance(nav, list):
        for item in nav:
            yield from _titles(item)
