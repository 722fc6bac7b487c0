"""Pages of MkDocs that are finished before it comes to them."""

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
from foresite.model.dependencies import Asked
from foresite.parsing.history import source_date
from foresite.views.citable import changed

Said = tuple[str, int, str]
"""What was logged: by which logger, at which level, in which words."""


@dataclass(frozen=True)
class RenderedPage:
    """What MkDocs has to know of a page that is finished; files by their path."""

    anchors: frozenset[str]
    links: Mapping[str, dict[str, str]]
    """The anchors of other pages that it leads to, each with the link as written."""
    asked: Asked
    """What it was made of."""
    content: str
    """The digest of the finished file."""
    said: tuple[Said, ...] = ()


# MkDocs takes the latest day of all pages for the time of a file, so each must have one.
UNDATED = "1980-01-01"


class PreparedPage(Page):
    """A page that may be finished when MkDocs comes to it."""

    ahead: Callable[[], RenderedPage] | None = None
    """What waits until it is; None where MkDocs makes it."""

    def read_source(self, config: MkDocsConfig) -> None:
        """Read what MkDocs will need."""
        if self.ahead:
            self.markdown = ""
        else:
            super().read_source(config)

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Wait for what was made, and say what was said meanwhile; or make it now."""
        if self.ahead is None:
            super().render(config, files)
            return
        made = self.ahead()
        self.content, self.toc = "", TableOfContents([])
        self.present_anchor_ids = set(made.anchors)
        found = ((files.get_file_from_path(path), links) for path, links in made.links.items())
        self.links_to_anchors = {file: links for file, links in found if file}
        repeat(made.said)


def repeat(said: Iterable[Said]) -> None:
    """Say again what was said elsewhere."""
    for name, level, words in said:
        logging.getLogger(name).log(level, words)


class SiteFiles(Files):
    """The files of a site, some of whose pages are finished."""

    finished: frozenset[str] = frozenset()

    def documentation_pages(self, *, inclusion: Callable[[InclusionLevel], bool] | None = None) -> list[File]:
        """The pages; MkDocs names an ``inclusion`` when it makes them, so that it gets those that are left."""
        found = super().documentation_pages(inclusion=inclusion or InclusionLevel.is_included)
        return [file for file in found if inclusion is None or file.src_uri not in self.finished]


def prepare(files: Files, config: MkDocsConfig) -> None:
    """Let pages be of the kind that can be made ahead, with the titles that the navigation gives them."""
    titles = dict(_titles(config.nav or []))
    for file in files.documentation_pages():
        if file.page is None:
            PreparedPage(titles.get(file.src_uri), file, config)


def date_pages(files: Files, corpus: Corpus) -> None:
    """Let the site map say when each page changed, as the page does, rather than when the site was built."""
    for file in files.documentation_pages():
        if file.page and (page := corpus.page(file.src_uri)):
            day = changed(corpus, page) or source_date()
            file.page.update_date = day.isoformat() if day else UNDATED


def without_dates(site_map: str) -> str:
    """A site map that says nothing of pages whose day is not known."""
    return site_map.replace(f"<lastmod>{UNDATED}</lastmod>", "")


def _titles(nav: Any) -> Iterator[tuple[str, str]]:
    """Path and title of every entry that names both."""
    if isinstance(nav, dict):
        for title, value in nav.items():
            if isinstance(value, str):
                yield value, title
            else:
                yield from _titles(value)
    elif isinstance(nav, list):
        for item in nav:
            yield from _titles(item)
