"""Pages of MkDocs that are made and written ahead of it, by whichever process is free, or were by an earlier build."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jinja2
import mkdocs
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents
from mkdocs.utils import write_file

Said = tuple[str, int, str]
"""What was logged: by which logger, at which level, in which words."""
LISTED = re.compile(r' id="ref-([^"]*)"')
HEADING = re.compile(r"\s*# [\w ,.:;?!()'’“”–-]*(?=\n|\Z)")
"""A page's own heading in plain words, with which it begins."""


@dataclass(frozen=True)
class Made:
    """What MkDocs has to know of a page that is finished; files by their path."""

    anchors: frozenset[str]
    links: Mapping[str, dict[str, str]]
    """The anchors of other pages that it leads to, each with the link as written."""
    works: frozenset[str]
    """The works that it lists, by key."""
    said: tuple[Said, ...] = ()


class PreparedPage(Page):
    """A page that may be finished when MkDocs comes to it."""

    ahead: Callable[[], Made] | None = None
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
        for name, level, words in made.said:
            logging.getLogger(name).log(level, words)


class SiteFiles(Files):
    """The files of a site, some of whose pages are finished."""

    finished: frozenset[str] = frozenset()

    def documentation_pages(self, *, inclusion: Callable[[InclusionLevel], bool] | None = None) -> list[File]:
        """The pages; MkDocs names an ``inclusion`` when it makes them, so that it gets those that are left."""
        found = super().documentation_pages(inclusion=inclusion or InclusionLevel.is_included)
        return [file for file in found if inclusion is None or file.src_uri not in self.finished]


class Maker:
    """Makes pages as MkDocs would, one after the other from its source to its file."""

    def __init__(self, config: MkDocsConfig, files: Files, nav: Navigation, env: jinja2.Environment) -> None:
        self._config, self._files, self._nav, self._env = config, files, nav, env
        self._listed = files.documentation_pages()

    def title(self, page: Page) -> str | None:
        """The title that a page has once it is made; nothing that is said meanwhile is heard."""
        with _listening():
            self._read(page)
            if heading := HEADING.match(page.markdown or ""):
                # It depends on nothing else of the page.
                page.markdown = heading[0]
            Page.render(page, self._config, self._files)
            return page.title  # type: ignore[no-any-return]

    def page(self, page: Page) -> Made:
        """Make a page and write it."""
        with _listening() as said:
            self._read(page)
            Page.render(page, self._config, self._files)
            plugins = self._config.plugins
            content = plugins.on_page_content(page.content or "", page=page, config=self._config, files=self._files)
            page.content = content
            output = plugins.on_post_page(self._dressed(page), page=page, config=self._config)
            write_file(output.encode("utf-8", "xmlcharrefreplace"), page.file.abs_dest_path)
        links = {file.src_uri: links for file, links in (page.links_to_anchors or {}).items()}
        made = Made(frozenset(page.present_anchor_ids or ()), links, frozenset(LISTED.findall(content)), tuple(said))
        # There are a thousand more.
        page.markdown, page.content, page.toc = "", "", TableOfContents([])
        return made

    def _read(self, page: Page) -> None:
        Page.read_source(page, self._config)
        page.markdown = self._config.plugins.on_page_markdown(
            page.markdown or "", page=page, config=self._config, files=self._files
        )

    def _dressed(self, page: Page) -> str:
        page.active = True
        try:
            context = get_context(self._nav, self._listed, self._config, page)
            template = self._env.get_template(page.meta.get("template", "main.html"))
            context = self._config.plugins.on_page_context(context, page=page, config=self._config, nav=self._nav)
            return template.render(context)
        finally:
            page.active = False


class _listening(logging.Handler):
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

    def __exit__(self, *_: object) -> None:
        self._log.handlers, self._log.propagate = self._before

    def emit(self, record: logging.LogRecord) -> None:
        self._said.append((record.name, record.levelno, record.getMessage()))


def prepare(files: Files, config: MkDocsConfig) -> None:
    """Let pages be of the kind that can be made ahead, with the titles that the navigation gives them."""
    titles = dict(_titles(config.nav or []))
    for file in files.documentation_pages():
        if file.page is None:
            PreparedPage(titles.get(file.src_uri), file, config)


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
