"""The hooks that have pages made by several processes, ahead of MkDocs, which asks for one after another."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import jinja2
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from foresite.workers import Workers

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
    said: tuple[Said, ...]


class PreparedPage(Page):
    """A page whose text may have been made ahead."""

    prepared: Callable[[], Content | None] | None = None

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Take what was made ahead, if it was made of the same text, or make it now."""
        content = self.prepared() if self.prepared else None
        if content is None or content.markdown != self.markdown:
            super().render(config, files)
            return
        self.content, self.toc, self._title_from_render = content.html, content.toc, content.title
        self.present_anchor_ids = content.anchors
        found = ((files.get_file_from_path(path), links) for path, links in content.links.items())
        self.links_to_anchors = {file: links for file, links in found if file}
        for name, level, words in content.said:
            logging.getLogger(name).log(level, words)


class Ahead:
    """A third of the plugin: content is made ahead once all files are known, whole pages once all content is."""

    navigation: Navigation

    def prepare(self, files: Files, config: MkDocsConfig) -> None:
        """Let pages be of the kind that can be made ahead, with the titles that the navigation gives them."""
        titles = dict(_titles(config.nav or []))
        for file in files.documentation_pages():
            if file.page is None:
                PreparedPage(titles.get(file.src_uri), file, config)

    @event_priority(-100)
    def on_nav(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Begin with the content of all pages."""
        self.navigation = nav
        pages = {file.src_uri: file.page for file in files.documentation_pages() if isinstance(file.page, PreparedPage)}
        # The pages of the navigation are those that gather from all others: the longest work first.
        ordered = sorted(pages, key=lambda path: pages[path] not in nav.pages)
        workers = Workers({path: partial(_content, pages[path], config, files) for path in ordered})
        self.contents = workers
        if workers.running:
            for path, page in pages.items():
                page.prepared = partial(workers.result, path)
        return nav

    @event_priority(-100)
    def on_env(self, env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> jinja2.Environment:
        """Begin with the whole pages, unless other plugins have a say in what their templates are given."""
        self.contents.join()
        if len(config.plugins.events["page_context"]) > 1 or not self.contents.running:
            return env
        listed = files.documentation_pages()
        pages = {file.src_uri: file.page for file in listed if file.page and not _is_draft(file)}
        tasks = {path: partial(_whole, page, listed, self.navigation, config, env) for path, page in pages.items()}
        return Environment(env, Workers(tasks))  # type: ignore[return-value]


class Environment:
    """The theme's templates, which hand out the pages that were made ahead."""

    def __init__(self, environment: jinja2.Environment, pages: Workers[str, str]) -> None:
        self._environment = environment
        self._pages = pages

    def __getattr__(self, name: str) -> Any:
        return getattr(self._environment, name)

    def get_template(self, name: str) -> Template:
        """A template of the theme."""
        return Template(self._environment.get_template(name), self._pages)


class Template:
    """A template that is filled already for most pages."""

    def __init__(self, template: jinja2.Template, pages: Workers[str, str]) -> None:
        self._template = template
        self._pages = pages

    def render(self, context: Mapping[str, Any]) -> str:
        """The page that the context is of, or the template filled."""
        page = context.get("page")
        if page is None or _is_draft(page.file):
            return self._template.render(context)
        return self._pages.result(page.file.src_uri)


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.said: list[Said] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append((record.name, record.levelno, record.getMessage()))


def _content(page: Page, config: MkDocsConfig, files: Files) -> Content:
    """A page's content, made in a process of its own: what it says is said again by the one that takes it."""
    log, listener = logging.getLogger("mkdocs"), _Listener()
    log.handlers, log.propagate = [listener], False
    page.read_source(config)
    markdown = page.markdown or ""
    page.markdown = config.plugins.on_page_markdown(markdown, page=page, config=config, files=files)
    made_of = page.markdown
    Page.render(page, config, files)
    links = {file.src_uri: links for file, links in (page.links_to_anchors or {}).items()}
    return Content(
        made_of,
        page.content or "",
        page.toc,
        page._title_from_render,
        page.present_anchor_ids or set(),
        links,
        tuple(listener.said),
    )


def _whole(page: Page, files: Sequence[File], nav: Navigation, config: MkDocsConfig, env: jinja2.Environment) -> str:
    """A page as the theme dresses it; the steps are those of MkDocs."""
    page.active = True
    try:
        context = get_context(nav, files, config, page)
        template = env.get_template(page.meta.get("template", "main.html"))
        context = config.plugins.on_page_context(context, page=page, config=config, nav=nav)
        return template.render(context)
    finally:
        page.active = False


def _is_draft(file: File) -> bool:
    return bool(file.inclusion.is_excluded())  # type: ignore[no-untyped-call]


def _titles(nav: Any) -> Any:
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
