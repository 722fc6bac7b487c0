"""Use the theme's stylesheet as a layer below ours, and mark the inline code of its templates."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

from jinja2 import Environment
from jinja2.ext import Extension
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from foresite.language.catalogue import Language, words_of
from foresite.model.addresses import THEME_STYLES
from foresite.render import compiled
from foresite.site.policy import marked

THEME = Path(__file__).parent / "theme"
TEXT = "assets/stylesheets/main.*.css"
LEFT_OUT = ("assets/javascripts/*", "assets/stylesheets/*")


def add_templates(config: MkDocsConfig) -> None:
    """Put our templates behind the project's own overrides, before the theme itself."""
    config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(THEME))
    config.extra_css = [THEME_STYLES, *config.extra_css]


def without_remote_code(config: MkDocsConfig) -> None:
    """Keep MkDocs's own themes from loading a highlighter of another host: code is coloured at build time."""
    if "highlightjs" in config.theme:
        config.theme["highlightjs"] = False


def layer_styles(files: Files, config: MkDocsConfig) -> None:
    """Replace the theme's stylesheets and scripts by its stylesheet for text.

    Its rules are in a layer, so that ours, outside of it, win whatever the selectors.
    """
    docs_dir = str(config.docs_dir)
    theme_files = [
        file
        for file in files
        if file.src_dir != docs_dir and any(fnmatch(file.src_uri, pattern) for pattern in LEFT_OUT)
    ]
    rules = "".join(file.content_string for file in theme_files if fnmatch(file.src_uri, TEXT))
    for file in theme_files:
        files.remove(file)
    text = rules.removeprefix('@charset "UTF-8";').partition("/*# sourceMappingURL")[0]
    files.append(File.generated(config, THEME_STYLES, content=f'@charset "UTF-8";@layer theme{{{text}}}'))


# Marking of the templates' inline code, which alone a page's policy allows.


class _MarkCode(Extension):
    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return marked(source)


def mark_templates(env: Environment, language: Language | None = None) -> Environment:
    """Make an environment, which must not have loaded templates yet, mark their inline code.

    With a language, its templates are ours, whose words are in it; MkDocs's own themes have catalogues of their own.
    """
    env.add_extension(_MarkCode)
    if language:
        env.add_extension("jinja2.ext.i18n")
        words = words_of(language)
        env.install_gettext_callables(  # type: ignore[attr-defined]
            words.gettext, words.ngettext, newstyle=True, pgettext=words.pgettext, npgettext=words.npgettext
        )
        env.policies["ext.i18n.trimmed"] = True
    env.bytecode_cache = compiled.MARKED
    return env
