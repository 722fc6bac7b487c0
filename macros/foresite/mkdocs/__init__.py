"""The MkDocs plugin: hooks that translate and delegate."""

from __future__ import annotations

from pathlib import Path

from mkdocs.config.base import Config
from mkdocs.config.config_options import ExtraScriptValue, Type
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

from foresite.assets import SCRIPTS, STYLESHEETS
from foresite.exporting import data_files
from foresite.markdown import ForesiteExtension
from foresite.project import Project
from foresite.reading.settings import read_settings

log = get_plugin_logger("foresite")
THEME = Path(__file__).parent / "theme"


class ForesiteConfig(Config):  # type: ignore[no-untyped-call]
    """The options as MkDocs sees them; ``foresite.reading.settings`` reads and checks them."""

    bibliography = Type((str, list), default="bib/references.bib")
    themes = Type(dict, default={})
    scale = Type(str, default="icd203")
    style = Type(str, default="")


class ForesitePlugin(BasePlugin[ForesiteConfig]):  # type: ignore[no-untyped-call]
    """Builds a project's pages, and reports every problem of its sources as a warning."""

    project: Project
    extension: ForesiteExtension

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the project anew for each build and hand it to the Markdown extension."""
        settings, problems = read_settings(Path(config.config_file_path))
        self.project = Project.load(settings)
        for problem in (*problems, *self.project.problems):
            log.warning(str(problem))
        self.extension = ForesiteExtension(self.project)
        config.markdown_extensions = [
            *(e for e in config.markdown_extensions if not isinstance(e, ForesiteExtension)),
            self.extension,  # type: ignore[list-item]  # MkDocs passes instances through to Markdown
        ]
        config.extra_css = [*STYLESHEETS, *config.extra_css]
        config.extra_javascript = [*map(_deferred, SCRIPTS), *config.extra_javascript]
        if config.theme.name == "material":
            # Behind the project's own overrides, before the theme itself.
            config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(THEME))
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the stylesheets and the data files to the site."""
        for path, content in (*STYLESHEETS.items(), *SCRIPTS.items(), *data_files(self.project.corpus).items()):
            files.append(File.generated(config, path, content=content, inclusion=InclusionLevel.INCLUDED))
        return files

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Tell the extension which page is next: MkDocs shares one extension among all of them."""
        self.extension.page = page.file.src_uri
        return markdown

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: object) -> LiveReloadServer:
        """Build again when the bibliography, the style or the generator changes."""
        settings = self.project.corpus.settings
        for path in (*settings.bibliography, settings.style, Path(__file__).parent.parent):
            if path:
                server.watch(str(path))
        return server


def _deferred(path: str) -> ExtraScriptValue:
    script = ExtraScriptValue(path)
    script.defer = True
    return script
