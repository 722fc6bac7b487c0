"""Pages made and written as MkDocs would, but in any process."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from functools import partial

import jinja2
import mkdocs
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import TableOfContents
from mkdocs.utils import write_file

from foresite.mkdocs.pages import Made, Said, repeat
from foresite.workers import Workers

LISTED = re.compile(r' id="ref-([^"]*)"')
HEADING = re.compile(r"\s*# [\w ,.:;?!()'’“”–-]*(?=\n|\Z)")
"""A page's own heading in plain words, with which it begins."""


class Maker:
    """Makes pages as MkDocs would, one after the other from its source to its file."""

    def __init__(
        self,
        config: MkDocsConfig,
        files: Files,
        nav: Navigation,
        env: jinja2.Environment,
        done: Callable[[], object],
    ) -> None:
        """``done`` is told that the text of a page is made."""
        self._config, self._files, self._nav, self._env = config, files, nav, env
        self._done = done
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
        with _listening():
            self.read(page)
            if heading := HEADING.match(page.markdown or ""):
                # It depends on nothing else of the page.
                page.markdown = heading[0]
            Page.render(page, self._config, self._files)
            self._config._current_page = None
            return page.title  # type: ignore[no-any-return]

    def page(self, page: Page) -> Made:
        """Make a page and write it."""
        with _listening() as said:
            self.read(page)
            Page.render(page, self._config, self._files)
            self._done()
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

    def _dressed(self, page: Page) -> str:
        page.active = True
        try:
            context = get_context(self._nav, self._listed, self._config, page)
            template = self._env.get_template(page.meta.get("template", "main.html"))
            context = self._config.plugins.on_page_context(context, page=page, config=self._config, nav=self._nav)
            return template.render(context)
        finally:
            page.active = False


def name_pages(maker: Maker, pages: Sequence[Page]) -> None:
    """Let pages of the navigation know their titles and front matter, of which other pages show something."""
    for page in pages:
        maker.read(page)
    unnamed = {page.file.src_uri: page for page in pages if "title" not in vars(page)}
    with Workers({path: partial(maker.title, page) for path, page in unnamed.items()}) as titles:
        for path, page in unnamed.items():
            page.title = titles.result(path)


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

    def __exit__(self, kind: object, *_: object) -> None:
        self._log.handlers, self._log.propagate = self._before
        if kind:
            # Nobody goes on with the page.
            repeat(self._said)

    def emit(self, record: logging.LogRecord) -> None:
        self._said.append((record.name, record.levelno, record.getMessage()))
