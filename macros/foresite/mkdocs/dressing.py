"""The theme's templates, which hand out the pages that were made ahead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import jinja2
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page


class Environment:
    """The theme's templates; ``ready`` gives the page at a path, made already."""

    def __init__(self, environment: jinja2.Environment, ready: Mapping[str, Callable[[], str]]) -> None:
        self._environment = environment
        self._ready = ready

    def __getattr__(self, name: str) -> Any:
        return getattr(self._environment, name)

    def get_template(self, name: str) -> Template:
        """A template of the theme."""
        return Template(self._environment.get_template(name), self._ready)


class Template:
    """A template that is filled already for most pages."""

    def __init__(self, template: jinja2.Template, ready: Mapping[str, Callable[[], str]]) -> None:
        self._template = template
        self._ready = ready

    def render(self, context: Mapping[str, Any]) -> str:
        """The page that the context is of, or the template filled."""
        page = context.get("page")
        ready = self._ready.get(page.file.src_uri) if page else None
        return ready() if ready else self._template.render(context)


def whole_page(
    page: Page, files: Sequence[File], nav: Navigation, config: MkDocsConfig, env: jinja2.Environment
) -> str:
    """A page as the theme dresses it; the steps are those of MkDocs."""
    page.active = True
    try:
        context = get_context(nav, files, config, page)
        template = env.get_template(page.meta.get("template", "main.html"))
        context = config.plugins.on_page_context(context, page=page, config=config, nav=nav)
        return template.render(context)
    finally:
        page.active = False


def is_draft(file: File) -> bool:
    """Whether a page shows in previews only, with a note that MkDocs puts before it."""
    return bool(file.inclusion.is_excluded())  # type: ignore[no-untyped-call]
