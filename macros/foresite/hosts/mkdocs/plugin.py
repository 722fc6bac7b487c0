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

from foresite.assets import SCRIPTS, STYLESHEETS, without_unneeded_scripts
from foresite.hosts.mkdocs import theming
from foresite.hosts.mkdocs.cache import add_generated, announce_data_files
from foresite.hosts.mkdocs.exclude import PageSelection
from foresite.hosts.mkdocs.log_filter import config_path
from foresite.hosts.mkdocs.pages import SiteFiles, prepare, without_dates
from foresite.hosts.mkdocs.parallel import ParallelBuild
from foresite.hosts.mkdocs.publish import PublicationGuard, only_published
from foresite.hosts.mkdocs.trees import (
    Trees,
    host_path,
    language_links,
    shared_links,
    translated_navigation,
    with_translations,
)
from foresite.hosts.mkdocs.watching import Watch
from foresite.language.foreign import with_elements
from foresite.language.scripts import script_words
from foresite.model.addresses import in_tree
from foresite.model.allowed_hosts import host_names
from foresite.model.problems import Problem, in_order
from foresite.model.settings import in_use
from foresite.parsing.configuration import read_configuration, site
from foresite.parsing.front_matter import permitted
from foresite.parsing.host_settings import missing_address, unused_settings
from foresite.parsing.other_plugins import templates_of
from foresite.parsing.setting_table import SETTINGS, Setting
from foresite.parsing.settings import read_settings
from foresite.render.markdown.extension import NAME, ForesiteExtension
from foresite.render.markdown.headings import ID
from foresite.render.sanitise import clean_meta
from foresite.runtime.pool import pause_collector
from foresite.site.policy import MARK, with_policy, without_marks
from foresite.site.project import CHANGES, Project
from foresite.site.redirects import moved_notes
from foresite.views.addresses import Addresses
from foresite.views.parts import part_sources

# The options of the plugin, for MkDocs.


def _option(setting: Setting) -> BaseConfigOption[object]:
    option: BaseConfigOption[object] = BaseConfigOption()
    option.default = setting.default
    return option


class ForesiteConfig(Config):  # type: ignore[no-untyped-call]
    """The options for MkDocs; ``foresite.parsing.settings`` reads and checks them."""

    vars().update({name: _option(setting) for name, setting in SETTINGS.items()})

    def validate(self) -> tuple[ConfigErrors, ConfigWarnings]:
        """Accept everything: our own reader reports problems, so that check and build report the same."""
        return [], []


# The MkDocs plugin: hooks that translate and delegate.


__all__ = ["ForesiteConfig", "ForesitePlugin"]


class ForesitePlugin(PublicationGuard, ParallelBuild, Trees, PageSelection, BasePlugin[ForesiteConfig]):  # type: ignore[no-untyped-call]
    """Builds a project's pages, and reports every problem of its sources as a warning."""

    project: Project
    extension: ForesiteExtension
    templates: Collection[str] = ()
    """The existing templates that pages, and plugins for them, may name."""
    own_scripts_only: bool = True
    """Whether no script but ours runs, so that none can track readers."""
    settings_problems: Sequence[Problem] = ()
    """The problems of the settings."""

    def __init__(self) -> None:
        super().__init__()
        self.watch = Watch()
        self.tree_plugins = {}

    def load_config(
        self, options: dict[str, Any], config_file_path: str | None = None
    ) -> tuple[ConfigErrors, ConfigWarnings]:
        """Check MkDocs's own settings, which it validates now, so that we report their faults ourselves."""
        self.log_filter.begin(config_path(config_file_path))
        return super().load_config(options, config_file_path)

    @event_priority(100)
    def _replace_faulty_settings(self, config: MkDocsConfig) -> MkDocsConfig:
        """Replace faulty settings before other plugins read them."""
        self.log_filter.settle(config)
        return config

    def _read_project(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the project anew for each build and hand it to the Markdown extension."""
        self.follow()
        if self.serving:
            pause_collector()
        self.progress.phase("Reading the sources")
        if self.above:
            return self._read_translation(config, self.above)
        settings, self.settings_problems = read_settings(config_path(config.config_file_path))
        # Other plugins and hooks may have added extensions.
        extensions = in_use(extension for extension in config.markdown_extensions if isinstance(extension, str))
        host_settings = {**site(config), "extensions": settings.extensions | extensions}
        self.restore(settings.root)
        self.project = self.load(replace(settings, **host_settings, drafts=self.serving, host_built_pages=self.built))
        if not self.serving:
            # A single build needs all its objects to the end, so collecting garbage is useless.
            gc.freeze()
        self.watch.follow(self.project.corpus.settings, self.config["style"], config)
        return self._set_up(config)

    def _read_translation(self, config: MkDocsConfig, above: ForesitePlugin) -> MkDocsConfig:
        """Read the translation that is built now: its settings are those of the original, in another language."""
        settings = above.project.corpus.settings.translated(self.tree)
        self.restore(settings.root)
        self.parse_cache = above.parse_cache.tree(self.tree)
        self.history = above.project.origin.history
        self.project = self.load(settings)
        self.translate_config(config, settings)
        config.nav = translated_navigation(config.nav, settings, self.project)
        return self._set_up(config)

    def _set_up(self, config: MkDocsConfig) -> MkDocsConfig:
        self.reported = 0
        self.extension = ForesiteExtension(self.project)
        config.markdown_extensions = [
            # Where another host reads the same settings, they name the extension as well.
            *(e for e in config.markdown_extensions if e != NAME and not isinstance(e, ForesiteExtension)),
            self.extension,  # type: ignore[list-item]  # MkDocs passes instances through to Markdown
        ]
        config.extra_css = [*STYLESHEETS, *config.extra_css]
        # Other scripts may do anything.
        self.own_scripts_only = not (config.extra_javascript or self.project.corpus.settings.allow.get("scripts"))
        config.extra_javascript = [*map(_deferred, SCRIPTS), *config.extra_javascript]
        theming.without_remote_code(config)
        if config.theme.name == "material":
            theming.add_templates(config)
        template_names = self.project.corpus.settings.templates
        self.templates = {
            name for name in template_names if any(Path(folder, name).is_file() for folder in config.theme.dirs)
        } | templates_of(self.project.corpus.settings.extensions)
        return config

    on_config = CombinedEvent(_replace_faulty_settings, _read_project)

    # After other plugins, which may have left out pages.
    @event_priority(-100)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the stylesheets, data files, search index and printed documents to the site."""
        file_problems = list(only_published(files, config, self.project))
        self.follow_host(files, config)
        if not self.tree:
            self._report_all(file_problems, config)
        self.progress.phase("Writing the data")
        generated = {**self.project.small_files(), **part_sources(self.project.corpus)}
        if self.above:
            # Pages link to what the original alone has.
            shared = dict.fromkeys((path for path in self.above.project.small_files() if not in_tree(path)), "")
            generated = {**shared, **generated}
        add_generated(files, config, generated)
        announce_data_files(files, config)
        if config.theme.name == "material":
            theming.layer_styles(files, config)
        if len(config.plugins.events["nav"]) == 1:
            # A plugin that makes the navigation names pages itself.
            prepare(files, config)
        return SiteFiles(files)

    def _report_all(self, file_problems: Sequence[Problem], config: MkDocsConfig) -> None:
        host_problems = self.log_filter.problems(config_path(config.config_file_path), self.project)
        self.report(in_order((*self.settings_problems, *host_problems, *self.project.problems, *file_problems)))
        configuration = read_configuration(config_path(config.config_file_path))
        root = self.project.corpus.settings.root
        self.tell([*missing_address(configuration, root), *unused_settings(configuration, root)])

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Set the extension's page, as MkDocs shares one, and sanitise front matter, which themes do not escape."""
        self.extension.page = page.file.src_uri
        page.meta = clean_meta(permitted(page.meta, self.templates))
        return markdown

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Add notes on moved content, and register the anchors of cards with MkDocs."""
        page.present_anchor_ids = (page.present_anchor_ids or set()) | set(ID.findall(html))
        return html + moved_notes(self.recording_project.corpus, page.file.src_uri, self.recording_project.href)

    def on_page_context(self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation) -> None:
        """Pass to the theme what a page shows besides its content."""
        frame = self.recording_project.page_frame(page.file.src_uri, MARK)
        context["foresite_page"] = frame  # type: ignore[typeddict-unknown-key]
        self._set_frame(context)
        links = language_links(self.project.corpus.settings, page.url)
        context["foresite_languages"] = links  # type: ignore[typeddict-unknown-key]

    def on_template_context(
        self, context: TemplateContext, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """Pass to the theme what every page shows, including the 404 page."""
        self._set_frame(context)
        settings = self.project.corpus.settings
        base = host_path((settings.original or settings).url)
        context["foresite_languages"] = language_links(settings, "", base)  # type: ignore[typeddict-unknown-key]
        return context

    def _set_frame(self, context: TemplateContext) -> None:
        settings = self.project.corpus.settings
        changes = self.recording_project.corpus.page_of(CHANGES)
        path = Addresses.of(settings).path(changes) if changes else ""
        context["foresite_changes"] = path  # type: ignore[typeddict-unknown-key]
        context["foresite_footer_nav"] = settings.footer_nav  # type: ignore[typeddict-unknown-key]
        note = self.own_scripts_only if settings.privacy_note is None else settings.privacy_note
        context["foresite_privacy_note"] = note  # type: ignore[typeddict-unknown-key]
        context["foresite_words"] = script_words(settings.language)  # type: ignore[typeddict-unknown-key]
        context["foresite_hosts"] = host_names(settings.allow)  # type: ignore[typeddict-unknown-key]

    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Set the policy of a page; a preview has none, so that MkDocs's script can reload it."""
        output = self._of_tree(without_unneeded_scripts(output), page.url, config)
        return without_marks(output) if self.serving else with_policy(output, self.project.corpus.settings.allow)

    def on_post_template(self, output_content: str, *, template_name: str, config: MkDocsConfig) -> str:
        """Finish pages that are not documents, such as the 404 page, and the site map."""
        if template_name == "sitemap.xml":
            return with_translations(without_dates(output_content), self.project.corpus.settings)
        if not template_name.endswith(".html"):
            return output_content
        output = self._of_tree(without_unneeded_scripts(output_content), template_name, config)
        return with_policy(output, self.project.corpus.settings.allow)

    def _of_tree(self, html: str, path: str, config: MkDocsConfig) -> str:
        """Return a page of a translation with its languages marked, and links to what the original has for all."""
        if not self.tree:
            return html
        printed = [document.path for document in self.project.printed]
        return shared_links(with_elements(html), path, host_path(config.site_url), printed)

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: object) -> LiveReloadServer:
        """Watch the files of the project and the generator."""
        self.watch.start(server, Path(__file__).parents[2])
        self.watch.follow(self.project.corpus.settings, self.config["style"], config)
        return server


def _deferred(path: str) -> ExtraScriptValue:
    script = ExtraScriptValue(path)
    script.defer = True
    return script
