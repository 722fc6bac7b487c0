"""Build the translations of a site: for each language the pages once more, in a folder of its own."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from html import escape, unescape
from pathlib import Path
from typing import Any, NamedTuple, Self
from urllib.parse import unquote, urlsplit

from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from foresite.hosts.mkdocs.log_filter import MkDocsLogFilter
from foresite.language.foreign import Foreign
from foresite.model.addresses import in_tree
from foresite.model.languages import autonym
from foresite.model.settings import Settings
from foresite.parsing.parse_cache import ParseCache
from foresite.render.markdown.extension import at_hand
from foresite.site.project import Project
from foresite.site.publish import PreviewBackup
from foresite.views.addresses import Addresses

RELATIVE = re.compile(r'(\s(?:href|src)=")([^"#?]*)([^"]*")')
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
ENTRY = re.compile(r"<url>\s*<loc>([^<]*)</loc>.*?</url>", re.DOTALL)


class LanguageLink(NamedTuple):
    """A link to a page in a language."""

    tag: str
    name: str
    href: str
    """From the page."""
    url: str
    """The whole address; empty where that of the site is not known."""
    is_current: bool


def language_links(settings: Settings, page: str, base: str = "") -> list[LanguageLink]:
    """Return the links from a page of a tree, by its served path, to itself in each language; none in a site of one.

    ``base`` is the path of the site on its host, for a page that is served at any address.
    """
    original = settings.original or settings
    if not original.trees:
        return []
    here = f"{settings.tree}/{page}" if settings.tree else page
    links = []
    for tag in (original.content_language, *original.trees):
        folder = "" if tag == original.content_language else f"{tag}/"
        target = f"{folder}{page}"
        given = original.languages.get(tag)
        name = given.name if given and given.name else autonym(tag)
        href = f"{base}{target}" if base else Addresses.of(original).relative(target, here)
        url = f"{original.url}{target}" if original.url else ""
        links.append(LanguageLink(tag, name, href, url, tag == settings.content_language))
    return links


def translated_navigation(nav: Any, settings: Settings, project: Project) -> Any:
    """Return the navigation of the settings with its titles in the language of a translation.

    Where the settings translate none, a page is called by its own title, if it has a translation.
    """
    labels = settings.languages[settings.tree].nav
    assert settings.original
    lang = settings.original.content_language
    translated = project.origin.facts.translated_pages

    def title(label: str, value: Any) -> str:
        if label in labels:
            return labels[label]
        page = project.corpus.page(value) if isinstance(value, str) and value in translated else None
        return page.title if page else Foreign(label, lang)

    match nav:
        case list():
            return [translated_navigation(item, settings, project) for item in nav]
        case dict():
            return {
                title(label, value): translated_navigation(value, settings, project) for label, value in nav.items()
            }
    return nav


def shared_links(html: str, page: str, base: str, printed: Collection[str] = ()) -> str:
    """Return a page of a translation whose links to files that stand once lead out of the folder of the language.

    ``page`` is its served path in that folder; ``base`` the path of the folder on the host, for absolute
    links. ``printed`` are the documents that are printed of the translation.
    """

    def led(match: re.Match[str]) -> str:
        link = unescape(match[2])
        if not link or SCHEME.match(link):
            return match[0]
        if link.startswith("/"):
            if not base or not link.startswith(base) or in_tree(link.removeprefix(base), printed):
                return match[0]
            above = posixpath.dirname(base.rstrip("/")).rstrip("/")
            return f"{match[1]}{escape(above + '/' + link.removeprefix(base))}{match[3]}"
        folder = posixpath.dirname(page)
        path = posixpath.normpath(posixpath.join(folder, link))
        path = "" if path == "." else f"{path}/" if link.endswith(("/", "/.", "/..")) or link in (".", "..") else path
        if path.startswith("..") or in_tree(unquote(path), printed):
            return match[0]
        steps = folder.count("/") + 2 if folder else 1
        return f"{match[1]}{'../' * steps}{escape(path)}{match[3]}"

    return RELATIVE.sub(led, html)


def with_translations(site_map: str, settings: Settings) -> str:
    """Return the map of a site with the pages of its translations."""
    if not settings.trees or not settings.url:
        return site_map

    def entries(match: re.Match[str]) -> str:
        path = match[1].removeprefix(settings.url)
        if path == match[1]:
            return match[0]
        others = (match[0].replace(match[1], f"{settings.url}{tag}/{path}", 1) for tag in settings.trees)
        return "\n    ".join((match[0], *others))

    return ENTRY.sub(entries, site_map)


class Trees:
    """The part of the plugin that builds translations, and that knows whether it builds one itself."""

    project: Project
    parse_cache: ParseCache
    log_filter: MkDocsLogFilter
    serving = False
    dirty = False
    tree = ""
    """The language of the translation that is built; empty for the original."""
    above: Self | None = None
    """The plugin of the original, for one of a translation."""
    shelf: PreviewBackup | None = None
    tree_plugins: dict[str, dict[str, Any]]
    """The plugins of each translation, by language and name: what they keep saves the next preview time."""

    def build_trees(self, config: MkDocsConfig) -> None:
        """Build each translation into its folder of the site."""
        for tag in self.project.corpus.settings.trees:
            self._build_tree(tag, config)

    def _build_tree(self, tag: str, config: MkDocsConfig) -> None:
        plugins = self.tree_plugins.setdefault(tag, {})
        is_first = not plugins
        with self.log_filter.silence(), _plugins_of(plugins), at_hand(self.project):
            tree_config = load_config(
                config.config_file_path,
                site_dir=str(Path(config.site_dir, tag)),
                site_url=f"{config.site_url.rstrip('/')}/{tag}/" if config.site_url else None,
                use_directory_urls=config.use_directory_urls,
                strict=False,
            )
            plugin = next(each for each in tree_config.plugins.values() if type(each) is type(self))
            plugin.tree, plugin.above = tag, self
            if is_first:
                tree_config.plugins.on_startup(command="serve" if self.serving else "build", dirty=self.dirty)
            plugin.log_filter.silent = True
            build(tree_config, dirty=self.dirty)

    def take_last_tree(self, site: Path) -> None:
        """Put the files of the last preview of a translation aside, which that of the site has put aside with its own.

        Their place is where a preview of a site of one language would have them.
        """
        if self.serving and self.above and self.above.shelf:
            self.shelf = PreviewBackup(site)
            last = self.above.shelf.folder / self.tree
            if last.exists():
                site.parent.mkdir(parents=True, exist_ok=True)
                last.rename(self.shelf.folder)

    def give_last_tree_back(self) -> None:
        """Put them back to those of the site, which goes back to its last preview as a whole."""
        if self.shelf and self.shelf.folder.exists() and self.above and self.above.shelf:
            self.shelf.folder.rename(self.above.shelf.folder / self.tree)
        self.shelf = None

    def translate_config(self, config: MkDocsConfig, settings: Settings) -> None:
        """Make MkDocs's own settings those of the translation."""
        given = settings.languages[settings.tree]
        config.site_name = settings.name
        config.site_description = settings.description or None
        config.copyright = given.copyright or config.copyright
        if "language" in config.theme or config.theme.name == "material":
            config.theme["language"] = settings.tree
        # The original's map of the site has all pages.
        config.theme.static_templates = {name for name in config.theme.static_templates if name != "sitemap.xml"}
        config.extra_templates = []


@contextmanager
def _plugins_of(plugins: dict[str, Any]) -> Iterator[None]:
    """Let MkDocs take its plugins from others than those of the original, which it keeps for all of a process."""
    option: Any = MkDocsConfig.plugins
    before = option.plugin_cache
    option.plugin_cache = plugins
    try:
        yield
    finally:
        option.plugin_cache = before


def without_shared(files: Files, printed: Sequence[str]) -> None:
    """Remove the files that the original has for all languages, once pages have been linked with them."""
    for file in list(files):
        if not file.is_documentation_page() and not in_tree(file.dest_uri, printed):
            files.remove(file)


def host_path(url: str | None) -> str:
    """Return the path of a site on its host."""
    path = urlsplit(url or "").path or "/"
    return path if path.endswith("/") else f"{path}/"
