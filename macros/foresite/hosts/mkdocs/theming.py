"""Use the theme's stylesheet as a layer below ours, and mark the inline code of its templates."""

from __future__ import annotations

import re
from collections.abc import Iterable
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
# Parts of Material's own page, and what only its scripts make: no page of ours has an element of these classes.
FRAME = re.compile(
    r"\.no-js\b|\.md-(?:annotation|author|clipboard|code|consent|container|copyright|dialog|draft|feedback|footer|header"
    r"|main|meta|nav|option|overlay|pagination|path|pin|post|profile|progress|search|select|sidebar|skip|social|source"
    r"|status|tabs|toggle|tooltip2?|top|version)(?![a-z])"
)
TABS = re.compile(r"\.tabbed-")
TABBED = {"pymdownx.tabbed", "pymdownx.blocks.tab"}
"""The extensions that write tabs, whose rules are heavy."""
_EXCEPT = re.compile(r":not\([^()]*\)")
_STRING = r'"(?:[^"\\]|\\.)*"'
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+(?:"|\\?\Z)|[{}]', re.DOTALL)
"""A string, which may hold braces, or a brace. What is never closed ends with the text, so that time stays linear."""
_COMMA = re.compile(r",(?![^(]*\))")
_SCRIPTED = re.compile(r"--md-mermaid-[\w-]+:[^;}]*;?")
_ICON = re.compile(rf"(--md-[\w-]*icon[\w-]*):url\({_STRING}\);?")
_EMPTY = re.compile(r"(?:^|(?<=[{}]))[^{}]+\{\}")
# A child of any name below an attribute: after each change of a class a browser would compute the styles of all that is
# inside anew. On a slow phone that is half of the time in which a tap is answered.
_CHILD = re.compile(r"(table:not\(\[class\]\) t[dh]>)(?=:(?:first|last)-child)")
_BLOCKS = r"\1:is(p,ul,ol,dl,pre,blockquote)"


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
    text = without_unused(text, config.markdown_extensions)
    files.append(File.generated(config, THEME_STYLES, content=f'@charset "UTF-8";@layer theme{{{text}}}'))


def without_unused(css: str, extensions: Iterable[object]) -> str:
    """Return Material's minified stylesheet without rules, variables and icons that no page of ours uses.

    Without them it is half as heavy; every page loads it before it shows anything.
    """
    unused = [FRAME] if TABBED.intersection(each for each in extensions if isinstance(each, str)) else [FRAME, TABS]
    blocks: list[tuple[str, list[str]]] = [("", [])]
    css, start = _CHILD.sub(_BLOCKS, _SCRIPTED.sub("", css)), 0
    for token in _TOKEN.finditer(css):
        if token[0] not in ("{", "}"):
            continue
        text, start = css[start : token.start()], token.end()
        if token[0] == "{":
            blocks.append((text, []))
            continue
        opening, parts = blocks.pop()
        body = "".join(parts) + text
        kept = opening if opening.startswith("@") else _used(opening, unused)
        if kept and body:
            blocks[-1][1].append(f"{kept}{{{body}}}")
    rules = "".join(blocks[0][1])
    rest = _ICON.sub(lambda icon: icon[0] if f"var({icon[1]}" in rules else "", rules)
    return _EMPTY.sub("", rest)


def _used(selectors: str, unused: Iterable[re.Pattern[str]]) -> str:
    """Return the selectors that can match an element of our pages."""
    parts = _COMMA.split(selectors)
    if any(part.count("(") != part.count(")") for part in parts):
        parts = [selectors]
    return ",".join(part for part in parts if not any(each.search(_EXCEPT.sub("", part)) for each in unused))


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
