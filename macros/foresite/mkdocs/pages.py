"""Pages of MkDocs whose content may be made ahead, or kept from the build before."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import mkdocs
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

Said = tuple[str, int, str]
"""What was logged: by which logger, at which level, in which words."""


@dataclass(frozen=True)
class Content:
    """A page's text as HTML, and what MkDocs keeps of it; files by their path."""

    markdown: str
    """What it was made of."""
    html: str
    toc: Any
    title: str | None
    anchors: set[str]
    links: Mapping[str, dict[str, str]]
    said: tuple[Said, ...] = ()

    @classmethod
    def of(cls, page: Page, said: tuple[Said, ...] = ()) -> Content:
        """What a page has become by being rendered."""
        links = {file.src_uri: links for file, links in (page.links_to_anchors or {}).items()}
        anchors = page.present_anchor_ids or set()
        return cls(page.markdown or "", page.content or "", page.toc, page._title_from_render, anchors, links, said)


class PreparedPage(Page):
    """A page whose content may be there already."""

    prepared: Callable[[], Content | None] | None = None
    made: Content | None = None
    """Its content once it is rendered."""

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Take what is there, if it was made of the same text, or make it now."""
        content = self.prepared() if self.prepared else None
        if content is None or content.markdown != self.markdown:
            super().render(config, files)
            self.made = Content.of(self)
            return
        self.made = content
        self.content, self.toc, self._title_from_render = content.html, content.toc, content.title
        self.present_anchor_ids = content.anchors
        found = ((files.get_file_from_path(path), links) for path, links in content.links.items())
        self.links_to_anchors = {file: links for file, links in found if file}
        for name, level, words in content.said:
            logging.getLogger(name).log(level, words)


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.said: list[Said] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append((record.name, record.levelno, record.getMessage()))


def content_of(page: Page, config: MkDocsConfig, files: Files) -> Content:
    """A page's content, made in a process of its own: what it says is said again by the one that takes it."""
    # A fork of MkDocs has another name, and its loggers too.
    log, listener = logging.getLogger(mkdocs.__name__), _Listener()
    log.handlers, log.propagate = [listener], False
    page.read_source(config)
    page.markdown = config.plugins.on_page_markdown(page.markdown or "", page=page, config=config, files=files)
    Page.render(page, config, files)
    content = Content.of(page, tuple(listener.said))
    # It travels; this process has no more use for it.
    page.markdown, page.content, page.toc = None, None, []  # type: ignore[assignment]
    return content


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
