"""The MkDocs plugin: its options, and hooks that translate and delegate."""

from __future__ import annotations

import gc
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from mkdocs.config.base import BaseConfigOption, Config, ConfigErrors, ConfigWarnings
from mkdocs.config.config_options import ExtraScriptValue
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from foresite.assets import SCRIPTS, STYLESHEETS
from foresite.hosts.mkdocs import theming
from foresite.hosts.mkdocs.cache import add, announce
from foresite.hosts.mkdocs.exclude import PageSelection
from foresite.hosts.mkdocs.pages import SiteFiles, prepare, without_dates
from foresite.hosts.mkdocs.parallel import ParallelBuild
from foresite.hosts.mkdocs.publish import PublicationGuard, only_published
from foresite.hosts.mkdocs.settings import config_path
from foresite.hosts.mkdocs.watching import Watch
from foresite.model.allowed_hosts import host_names
from foresite.model.problems import Problem, in_order
from foresite.model.settings import in_use
from foresite.parsing.configuration import site
from foresite.parsing.front_matter import permitted
from foresite.parsing.setting_table import SETTINGS, Setting
from foresite.parsing.settings import read_settings
from foresite.render.markdown.extension import NAME, ForesiteExtension
from foresite.render.markdown.headings import ID
from foresite.render.sanitise import clean_meta
from foresite.runtime.pool import pause_collector
from foresite.site.policy import MARK, with_policy, without_marks
from foresite.site.project import Project
from foresite.site.redirects import moved_notes
from foresite.views.parts import part_sources

# The options of the plugin, as MkDocs has them.


def _option(setting: Setting) -> BaseConfigOption[object]:
    option: BaseConfigOption[object] = BaseConfigOption()
    option.default = setting.default
    return option


class ForesiteConfig(Config):  # type: ignore[no-untyped-call]
    """The options as MkDocs sees them; ``foresite.parsing.settings`` reads and checks them, and says what is wrong."""

    vars().update({name: _option(setting) for name, setting in SETTINGS.items()})

    def validate(self) -> tuple[ConfigErrors, ConfigWarnings]:
        """Leave it to our own reader, so that check and build say the same."""
        return [], []


# The MkDocs plugin: hooks that translate and delegate.


__all__ = ["ForesiteConfig", "ForesitePlugin"]


class ForesitePlugin(PublicationGuard, ParallelBuild, PageSelection, BasePlugin[ForesiteConfig]):  # type: ignore[no-untyped-call]
    """Builds a project's pages, and reports every problem of its sources as a warning."""

    project: Project
    extension: ForesiteExtension
    templates: Collection[str] = ()
    """The templates that pages may name, and that are there."""
    quiet: bool = True
    """Whether no script but ours can watch readers."""
    wrong: Sequence[Problem] = ()
    """What is wrong in the settings."""

    def __init__(self) -> None:
        super().__init__()
        self.watch = Watch()

    def load_config(
        self, options: dict[str, Any], config_file_path: str | None = None
    ) -> tuple[ConfigErrors, ConfigWarnings]:
        """Read the settings of MkDocs itself, which it looks at in this moment, to say what is wrong in our words."""
        self.settled.begin(config_path(config_file_path))
        return super().load_config(options, config_file_path)

    @event_priority(100)
    def _settle(self, config: MkDocsConfig) -> MkDocsConfig:
        """Put right what other plugins could not bear, before they see it."""
        self.settled.settle(config)
        return config

    def _read(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the project anew for each build and hand it to the Markdown extension."""
        self.follow()
        if self.serving:
            pause_collector()
        self.progress.phase("Reading the sources")
        settings, self.wrong = read_settings(config_path(config.config_file_path))
        # Other plugins and hooks may have turned on more than the file says.
        more = in_use(each for each in config.markdown_extensions if isinstance(each, str))
        of_host = {**site(config), "extensions": settings.extensions | more}
        self.restore(settings.root)
        self.project = self.load(replace(settings, **of_host, drafts=self.serving, built=self.built))
        if not self.serving:
            # One build, and all of it is needed to the end: no use looking through it for garbage.
            gc.freeze()
        self.watch.follow(self.project.corpus.settings, self.config["style"], config)
        self.reported = 0
        self.extension = ForesiteExtension(self.project)
        config.markdown_extensions = [
            # Where another host reads the same settings, they name the extension as well.
            *(e for e in config.markdown_extensions if e != NAME and not isinstance(e, ForesiteExtension)),
            self.extension,  # type: ignore[list-item]  # MkDocs passes instances through to Markdown
        ]
        config.extra_css = [*STYLESHEETS, *config.extra_css]
        # Nobody but us knows what a script of others does.
        self.quiet = not (config.extra_javascript or self.project.corpus.settings.allow.get("scripts"))
        config.extra_javascript = [*map(_deferred, SCRIPTS), *config.extra_javascript]
        theming.without_remote_code(config)
        if config.theme.name == "material":
            theming.add_templates(config)
        named = self.project.corpus.settings.templates
        self.templates = {name for name in named if any(Path(folder, name).is_file() for folder in config.theme.dirs)}
        return config

    on_config = CombinedEvent(_settle, _read)

    # After other plugins, which may have left out pages.
    @event_priority(-100)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the stylesheets, the data files, what search looks through and what was printed to the site."""
        strangers = list(only_published(files, config, self.project))
        self.follow_host(files, config)
        settled = self.settled.problems(config_path(config.config_file_path), self.project)
        self.report(in_order((*self.wrong, *settled, *self.project.problems, *strangers)))
        self.progress.phase("Writing the data")
        add(files, config, {**self.project.small_files(), **part_sources(self.project.corpus)})
        announce(files, config)
        if config.theme.name == "material":
            theming.layer_styles(files, config)
        prepare(files, config)
        return SiteFiles(files)

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Tell the extension which page is next, for MkDocs shares one; themes do not escape front matter."""
        self.extension.page = page.file.src_uri
        page.meta = clean_meta(permitted(page.meta, self.templates))
        return markdown

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Say of what has moved where it is now; tell MkDocs of the anchors in cards, which it did not see."""
        page.present_anchor_ids = (page.present_anchor_ids or set()) | set(ID.findall(html))
        return html + moved_notes(self.shown.corpus, page.file.src_uri, self.shown.href)

    def on_page_context(self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation) -> None:
        """Give the theme what a page shows beside its content."""
        parts = self.shown.parts(page.file.src_uri, MARK)
        context["foresite_page"] = parts  # type: ignore[typeddict-unknown-key]
        self._give_frame(context)

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """Give the theme what every page shows, also that for an address that does not exist."""
        self._give_frame(context)
        return context

    def _give_frame(self, context: TemplateContext) -> None:
        settings = self.project.corpus.settings
        context["foresite_footer_nav"] = settings.footer_nav  # type: ignore[typeddict-unknown-key]
        note = self.quiet if settings.privacy_note is None else settings.privacy_note
        context["foresite_privacy_note"] = note  # type: ignore[typeddict-unknown-key]
        context["foresite_hosts"] = host_names(settings.allow)  # type: ignore[typeddict-unknown-key]

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Finish a page; while it is being written, the host's own script must be able to reload it."""
        return without_marks(output) if self.serving else with_policy(output, self.project.corpus.settings.allow)

    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Finish the pages that are not documents, such as that of a wrong address, and the site map."""
        if template_name == "sitemap.xml":
            return without_dates(output_content)
        allowed = self.project.corpus.settings.allow
        return with_policy(output_content, allowed) if template_name.endswith(".html") else output_content

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: object) -> LiveReloadServer:
        """Build again when a file of the project or the generator changes."""
        self.watch.start(server, Path(__file__).parents[2])
        self.watch.follow(self.project.corpus.settings, self.config["style"], config)
        return server


def _deferred(path: str) -> ExtraScriptValue:
    script = ExtraScriptValue(path)
    script.defer = True
    return script
