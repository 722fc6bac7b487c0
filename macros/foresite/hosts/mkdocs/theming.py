"""Take over from the theme its stylesheet, as a layer below ours, and mark the inline code of its templates."""

from __future__ import annotations

from fnmatch import fnmatch
from pathlib import Path

from jinja2 import Environment
from jinja2.ext import Extension
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from foresite.model.addresses import THEME_STYLES
from foresite.site.policy import marked

# What is taken over from the theme: its stylesheet, as a layer below ours; none of its scripts.


THEME = Path(__file__).parent / "theme"
TEXT = "assets/stylesheets/main.*.css"
LEFT_OUT = ("assets/javascripts/*", "assets/stylesheets/*")


def add_templates(config: MkDocsConfig) -> None:
    """Put our templates behind the project's own overrides, before the theme itself."""
    config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(THEME))
    config.extra_css = [THEME_STYLES, *config.extra_css]


def without_remote_code(config: MkDocsConfig) -> None:
    """Keep MkDocs's own themes from loading a highlighter of another host: code is coloured when pages are made."""
    if "highlightjs" in config.theme:
        config.theme["highlightjs"] = False


def layer_styles(files: Files, config: MkDocsConfig) -> None:
    """Replace the theme's stylesheets and scripts by the one stylesheet that sets text.

    Its rules are a layer, so that ours win by standing outside, however its selectors are made.
    """
    own = str(config.docs_dir)
    theirs = [file for file in files if file.src_dir != own and any(fnmatch(file.src_uri, one) for one in LEFT_OUT)]
    rules = "".join(file.content_string for file in theirs if fnmatch(file.src_uri, TEXT))
    for file in theirs:
        files.remove(file)
    text = rules.removeprefix('@charset "UTF-8";').partition("/*# sourceMappingURL")[0]
    files.append(File.generated(config, THEME_STYLES, content=f'@charset "UTF-8";@layer theme{{{text}}}'))


# Marks the inline code of the theme's templates, so that a page's policy allows it and no other.


class _Marking(Extension):
    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return marked(source)


def mark_templates(env: Environment) -> Environment:
    """Make an environment, which has read no template so far, mark what its templates say in code."""
    env.add_extension(_Marking)
    return env
