"""Check MkDocs's own settings as MkDocs will check them, with our messages and before it runs.

Nothing that they name is imported: plugins, themes and extensions are looked up, and hooks only have to exist. The
options of other plugins are not checked.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from foresite.model.problems import Code, Notice, Place, Problem, nearest, one_of
from foresite.parsing import host_texts, installed
from foresite.parsing.configuration import INHERIT, WEB, Configuration
from foresite.parsing.other_plugins import conflict
from foresite.parsing.yaml import Items, Node, Table, Text, kind

OURS = "foresite"
LEVELS = ("warn", "info", "ignore")
VALIDATED: Mapping[str, Mapping[str, str]] = {
    "nav": {"omitted_files": "info", "not_found": "warn", "absolute_links": "info"},
    "links": {"not_found": "warn", "absolute_links": "info", "unrecognized_links": "info", "anchors": "info"},
}
"""MkDocs's validations with their default levels; a warning fails a strict build."""
NEVER_EMPTY = ("extra", "extra_javascript", "hooks", "validation", "watch")
"""Settings that MkDocs refuses without a value; others get their default."""
REPEATABLE = ("blog", "group", "optimize", "privacy", "social", "tags")
"""Plugins that may be named more than once."""
ADDRESS = re.compile(r"(?:localhost|\[?[\d.:a-fA-F]+\]?):\d+")
OWN_TEMPLATES = Path(__file__).parents[1] / "hosts" / "mkdocs" / "theme"
"""The templates that the generator adds to the theme."""
OWN_ASSETS = Path(__file__).parents[1] / "assets"
"""The assets that the generator adds to every site."""


class SettingFault(NamedTuple):
    """A mistake in a setting."""

    setting: str
    """The setting's top-level name."""
    problem: Problem
    dead: str = ""
    """The path within the site that is broken because of it."""


class HostSettings:
    """A site's settings, as the checks of single settings see them."""

    def __init__(self, configuration: Configuration, root: Path) -> None:
        self.configuration = configuration
        self.root = root
        self.faults: list[SettingFault] = []
        root_node = configuration.root
        entries = root_node.entries if isinstance(root_node, Table) else ()
        self.entries = {key.value: (key, node) for key, node in entries}

    def node(self, name: str) -> Node | None:
        """Return a setting; None if it is not set or empty."""
        node = self.entries.get(name, (None, None))[1]
        return None if kind(node) == "empty" else node

    def text(self, name: str, default: str = "") -> str:
        """Return a setting that is a text."""
        node = self.node(name)
        return node.value if isinstance(node, Text) and node.value else default

    def place(self, name: str, node: Node | None = None) -> Place:
        """Return the place of a setting, or of a part of it."""
        if name not in self.entries:
            return Place(self.configuration.name, 1)
        key = self.configuration.place(self.entries[name][0])
        return Place(key.path, node.line) if node else key

    def wrong(
        self, name: str, message: str, hint: str = "", node: Node | None = None, code: Code = Code.BAD_SETTING,
        dead: str = "",
    ) -> None:  # fmt: skip
        """Report a mistake in a setting, at its own line or that of a part of it."""
        self.faults.append(SettingFault(name, Problem(self.place(name, node), code, message, hint), dead))

    def expect(self, name: str, node: Node, expected: str, of: str = "", hint: str = "", *, item: bool = False) -> None:
        """Report an unexpected value; ``of`` names a part of the setting, ``item`` means one of several."""
        what = kind(node)
        description = f"'{node.value}', {what}" if isinstance(node, Text) and what not in ("empty", "a text") else what
        description = f"'{node.value}'" if isinstance(node, Text) and what == "a text" else description
        if expected.startswith("a text") and isinstance(node, Text) and what in ("a number", "true or false", "a date"):
            hint = hint or f"put it in quotes: '{node.value}'"
        message = f"'{of or name}' {'has an item that ' if item else ''}is {description}, expected {expected}"
        self.wrong(name, message, hint, node)


def check_settings(configuration: Configuration, root: Path) -> list[SettingFault]:
    """Return everything wrong in the settings of MkDocs itself, in the order of the file."""
    host = HostSettings(configuration, root)
    if kind(configuration.root) not in ("a mapping", "empty"):
        if not configuration.problems:
            message = f"the settings are {kind(configuration.root)}, expected a mapping such as 'site_name: Outlooks'"
            host.faults.append(SettingFault("", Problem(Place(configuration.name, 1), Code.BAD_SETTING, message)))
        return host.faults
    if configuration.root is None and configuration.problems:
        return []
    if host.node("site_name") is None and not _is_unknown(host, "site_name"):
        host.wrong("site_name", "'site_name' is missing, expected the site's name", "write 'site_name: Outlooks'")
    for name, (_, node) in host.entries.items():
        if name == INHERIT:
            continue
        if name not in SETTINGS:
            host.wrong(name, f"MkDocs has no setting '{name}'", nearest(name, SETTINGS) or "write it under 'extra'")
        elif kind(node) == "empty" and name in NEVER_EMPTY:
            host.wrong(name, f"'{name}' is empty, expected something below it", "or remove it", node)
        elif kind(node) not in ("empty", ""):
            SETTINGS[name](host, name, node)
            for part, code, message in host_texts.faults(name, node):
                # This fault does not concern the targets of the navigation.
                host.faults.append(SettingFault("titles", Problem(host.place(name, part), code, message)))
    return host.faults


UNUSED: Mapping[str, tuple[str, ...]] = {
    "theme": ("palette", "font", "features", "icon"),
    "extra": ("social", "analytics", "alternate"),
}
"""Settings of Material for MkDocs that its own pages use and Foresite's do not."""


NO_ADDRESS = (
    "'site_url' is not set, so the site map is empty, links in feeds and data are relative, citations (BibTeX 'url') "
    "have no address, and links that are shared show no picture (og:image)"
)


def unused_settings(configuration: Configuration, root: Path) -> list[Notice]:
    """Return a notice for each setting of the theme that has no effect on Foresite's pages."""
    host = HostSettings(configuration, root)
    theme = host.node("theme")
    options = {key.value: value for key, value in _entries(theme)} if isinstance(theme, Table) else {"name": theme}
    name = options.get("name")
    if not (isinstance(name, Text) and name.value == "material" and _lists_ours(host)):
        return []
    if "custom_dir" in options:
        # Templates of the project's own may use any of them.
        return []
    return [
        Notice(host.place(setting, key), f"'{setting}.{key.value}' has no effect, because Foresite draws its own pages")
        for setting, names in UNUSED.items()
        for key, value in _entries(host.node(setting))
        if key.value in names and not (isinstance(value, Text) and value.value.lower() in ("", "false"))
    ]


def missing_address(configuration: Configuration, root: Path) -> list[Notice]:
    """Return a notice of what a site lacks whose settings do not say where it is published."""
    host = HostSettings(configuration, root)
    address = host.node("site_url")
    is_missing = address is None or (isinstance(address, Text) and not address.value)
    if not is_missing or _is_unknown(host, "site_url") or not _lists_ours(host):
        return []
    return [Notice(host.place("site_url"), NO_ADDRESS)]


def _lists_ours(host: HostSettings) -> bool:
    plugins = host.node("plugins")
    keys = _entries(plugins) or [
        entry
        for item in (plugins.items if isinstance(plugins, Items) else ())
        for entry in (_entries(item) or ([(item, None)] if isinstance(item, Text) else []))
    ]
    return any(isinstance(key, Text) and key.value == OURS for key, _ in keys)


def _is_unknown(host: HostSettings, name: str) -> bool:
    """Check whether a value is known only when the host runs, such as an environment variable."""
    return name in host.entries and kind(host.entries[name][1]) == ""


def _text(host: HostSettings, name: str, node: Node) -> None:
    if kind(node) != "a text":
        host.expect(name, node, "a text")


def _boolean(host: HostSettings, name: str, node: Node) -> None:
    if kind(node) != "true or false":
        host.expect(name, node, "true or false")


def _mapping(host: HostSettings, name: str, node: Node) -> None:
    if not isinstance(node, Table):
        host.expect(name, node, "a mapping")


def _site_url(host: HostSettings, name: str, node: Node) -> None:
    example = "a web address such as https://example.org/outlooks/"
    if not isinstance(node, Text) or kind(node) != "a text":
        host.expect(name, node, example)
    elif node.value and not WEB.fullmatch(node.value):
        hint = "write %20 for a space" if re.search(r"\s", node.value.strip()) else ""
        near = "" if "://" in node.value or hint else f"did you mean 'https://{node.value}'?"
        host.expect(name, node, example, hint=hint or near)


def _url(host: HostSettings, name: str, node: Node) -> None:
    value = node.value if isinstance(node, Text) else ""
    try:
        parts = urlsplit(value)
        is_valid = bool(parts.scheme and parts.netloc)
    except ValueError:
        is_valid = False
    if kind(node) != "a text" or (value and not is_valid):
        near = f"did you mean 'https://{value}'?" if re.match(r"[\w-]+(\.[\w-]+)+(/|$)", value) else ""
        host.expect(name, node, "an address such as https://example.org/", hint=near)


def _edit_uri(host: HostSettings, name: str, node: Node) -> None:
    if kind(node) != "a text":
        host.expect(name, node, "a text")
    elif isinstance(node, Text) and node.value and not host.text("repo_url") and not WEB.match(node.value):
        message = f"'{name}' is '{node.value}' without 'repo_url', expected the two together, or a whole address"
        host.wrong(name, message, "", node)


def _edit_template(host: HostSettings, name: str, node: Node) -> None:
    if not isinstance(node, Text) or kind(node) != "a text":
        host.expect(name, node, "a text with {path}")
        return
    for part in re.findall(r"\{(\w*)", node.value):
        if part not in ("path", "path_noext"):
            host.wrong(name, f"'{name}' has '{{{part}}}', expected {{path}} or {{path_noext}}", "", node)
    if host.text("edit_uri"):
        host.wrong(name, f"'{name}' and 'edit_uri' are both given, expected only one of them", "", node)
    elif not host.text("repo_url") and node.value and not WEB.match(node.value):
        message = f"'{name}' is '{node.value}' without 'repo_url', expected the two together, or a whole address"
        host.wrong(name, message, "", node)


def _docs_dir(host: HostSettings, name: str, node: Node) -> None:
    if not isinstance(node, Text) or kind(node) != "a text":
        host.expect(name, node, "the path of a folder")
        return
    folder = Path(os.path.normpath(host.root / node.value))
    if folder == host.root:
        host.wrong(name, f"'{name}' is the folder of {host.configuration.name} itself, expected one below it", "", node)
    # A missing folder is reported with the pages.


def _dev_addr(host: HostSettings, name: str, node: Node) -> None:
    if not (isinstance(node, Text) and ADDRESS.fullmatch(node.value)):
        host.expect(name, node, "an address and a port such as 127.0.0.1:8000")


def _list(host: HostSettings, name: str, node: Node) -> None:
    if not isinstance(node, Items):
        host.expect(name, node, "a list")


def _folder_files(host: HostSettings, name: str, node: Node) -> None:
    """Check style sheets, scripts and templates of the docs folder."""
    if not isinstance(node, Items):
        host.expect(name, node, "a list of files")
        return
    for item in node.items:
        path = item
        if isinstance(item, Table) and name == "extra_javascript":
            path = next((value for key, value in item.entries if key.value == "path"), item)
            for key, _ in item.entries:
                if key.value not in (known_options := ("path", "type", "defer", "async")):
                    message = f"no option '{key.value}' of a script, expected {one_of(known_options)}"
                    host.wrong(name, message, nearest(key.value, known_options), key)
        if not isinstance(path, Text) or kind(path) not in ("a text", ""):
            host.expect(name, item, "the path of a file", item=True)
            continue
        _check_file_exists(host, name, path)


def _check_file_exists(host: HostSettings, name: str, node: Text, *elsewhere: Path) -> None:
    """Check that a file exists that a page will load."""
    path = node.value.split("?")[0].split("#")[0]
    if not path or "://" in path or path.startswith(("/", "//", "data:")):
        return
    docs = host.root / host.text("docs_dir", "docs")
    if any((folder / path).is_file() for folder in (docs, *elsewhere)):
        return
    if path.startswith("assets/") and (OWN_ASSETS / Path(path).name).is_file():
        return
    candidates = [file.relative_to(docs).as_posix() for file in _siblings(docs, path)]
    message = f"no file '{path}' in the docs folder, expected one for '{name}'"
    host.wrong(name.partition(".")[0], message, nearest(path, candidates), node, dead=os.path.normpath(path))


def _siblings(docs: Path, name: str) -> Iterator[Path]:
    """Yield files with the same ending, at most 500."""
    ending = Path(name).suffix
    for number, path in enumerate(docs.rglob(f"*{ending}" if ending else "*")):
        if number > 500:
            return
        if path.is_file():
            yield path


def _theme(host: HostSettings, name: str, node: Node) -> None:
    options: Mapping[str, Node] = {}
    if isinstance(node, Table):
        options = {key.value: value for key, value in node.entries}
        name_node = options.get("name")
        if name_node is None:
            host.wrong(name, "'theme' has no 'name', expected the name of an installed theme", "write 'name: material'")
            return
    elif isinstance(node, Text):
        name_node = node
    else:
        host.expect(name, node, "the name of a theme, or a mapping with 'name'")
        return
    themes = installed.names(installed.THEMES)
    custom = options.get("custom_dir")
    theme = name_node.value if isinstance(name_node, Text) else ""
    if kind(name_node) == "empty" and custom is not None:
        theme = ""
    elif kind(name_node) != "" and theme not in themes:
        message = f"no theme '{theme}' is installed, expected {one_of(themes)}"
        host.wrong(name, message, nearest(theme, themes), name_node)
        return
    folders = [folder] if (folder := installed.theme_folder(theme)) else []
    if isinstance(custom, Text) and kind(custom) == "a text":
        if not (host.root / custom.value).is_dir():
            host.wrong(name, f"no folder '{custom.value}', expected one for 'theme.custom_dir'", "", custom)
            return
        folders.append(host.root / custom.value)
    _theme_options(host, theme, options, folders)


def _templates(host: HostSettings, options: Node | None) -> None:
    """Check that the templates that pages may name exist."""
    folders = _theme_folders(host)
    listed = [node for name, node in _entries(options) if name.value == "templates"]
    for item in (item for node in listed for item in (node.items if isinstance(node, Items) else (node,))):
        if isinstance(item, Text) and item.value and not any((folder / item.value).is_file() for folder in folders):
            file_names = [file.name for folder in folders for file in folder.glob("*.html")]
            message = f"no template '{item.value}' in the theme, expected one for 'templates'"
            host.wrong("plugins", message, nearest(item.value, file_names), item)


def _theme_folders(host: HostSettings) -> list[Path]:
    """Return the folders in which templates are looked up."""
    theme = host.node("theme")
    options = {key.value: value for key, value in _entries(theme)} if isinstance(theme, Table) else {"name": theme}
    name, custom = options.get("name"), options.get("custom_dir")
    custom_folders = [host.root / custom.value] if isinstance(custom, Text) and custom.value else []
    theme_folder = installed.theme_folder(name.value) if isinstance(name, Text) else None
    return [*custom_folders, OWN_TEMPLATES, *([theme_folder] if theme_folder else ())]


def _entries(node: Node | None) -> tuple[tuple[Text, Node], ...]:
    return node.entries if isinstance(node, Table) else ()


def _theme_options(host: HostSettings, theme: str, options: Mapping[str, Node], folders: list[Path]) -> None:
    language = options.get("language")
    language_codes = {*installed.languages(theme), *_language_codes(folders)}
    if language_codes and isinstance(language, Text) and kind(language) != "" and language.value not in language_codes:
        short = language.value.partition("-")[0]
        hint = f"did you mean '{short}'?" if short in language_codes else nearest(language.value, language_codes)
        message = f"the theme has no language '{language.value}', expected a code such as en, de or ko"
        host.wrong("theme", message, hint, language)
    for option in ("favicon", "logo"):
        file = options.get(option)
        if isinstance(file, Text) and kind(file) == "a text":
            _check_file_exists(host, f"theme.{option}", file, *folders)
    for option in ("features", "static_templates"):
        if (node := options.get(option)) is not None and kind(node) not in ("a list", "empty", ""):
            host.expect("theme", node, "a list", of=f"theme.{option}")
    locale = options.get("locale")
    if locale is not None and kind(locale) not in ("a text", ""):
        host.expect("theme", locale, "a text such as en", of="theme.locale")


def _language_codes(folders: list[Path]) -> Iterator[str]:
    for folder in folders:
        yield from (file.stem for file in (folder / installed.LANGUAGES).glob("*.html"))


def _entries_with_options(host: HostSettings, name: str, node: Node, what: str) -> Iterator[tuple[Text, Node | None]]:
    """Yield the names in a list or mapping, each with its options."""
    if isinstance(node, Table):
        yield from node.entries
    elif isinstance(node, Items):
        for item in node.items:
            if isinstance(item, Text) and kind(item) == "a text":
                yield item, None
            elif isinstance(item, Table) and len(item.entries) == 1:
                yield item.entries[0]
            elif isinstance(item, Table):
                names = ", ".join(key.value for key, _ in item.entries)
                message = f"one item of '{name}' holds {names}, expected one {what} an item"
                host.wrong(name, message, "indent options by two more spaces than their name", item)
            elif kind(item) != "":
                host.expect(name, item, f"the name of {'an' if what[0] in 'aeiou' else 'a'} {what}",
                            item=True)  # fmt: skip
    else:
        host.expect(name, node, f"a list of {what}s")


def _options(host: HostSettings, name: str, key: Text, options: Node | None) -> None:
    if options is not None and kind(options) not in ("a mapping", "empty", ""):
        host.expect(name, options, "a mapping of its options", of=key.value)


def _plugins(host: HostSettings, name: str, node: Node) -> None:
    available = installed.names(installed.PLUGINS)
    theme = host.node("theme")
    names = {key.value: value for key, value in theme.entries} if isinstance(theme, Table) else {"name": theme}
    theme_name = names.get("name")
    prefix = f"{theme_name.value}/" if isinstance(theme_name, Text) else ""
    first_lines: dict[str, int] = {}
    for key, options in _entries_with_options(host, name, node, "plugin"):
        given = {option.value: value.value for option, value in _entries(options) if isinstance(value, Text)}
        if given.get("enabled", "").lower() != "false" and (wrong := conflict(key.value, given)):
            host.wrong(name, *wrong, key)
            continue
        full = key.value.removeprefix("/")
        if key.value not in available and full not in available and f"{prefix}{key.value}" not in available:
            short_names = {
                plugin.removeprefix(prefix) for plugin in available if "/" not in plugin or plugin.startswith(prefix)
            }
            message = f"no plugin '{key.value}' is installed, expected one of {one_of(sorted(short_names))}"
            hint = nearest(key.value, short_names)
            host.wrong(name, message, hint or f"install the package that brings '{key.value}'", key)
            continue
        if key.value in first_lines and key.value not in REPEATABLE:
            message = f"the plugin '{key.value}' is already listed on line {first_lines[key.value]}, expected it once"
            host.wrong(name, message, "", key)
        first_lines.setdefault(key.value, key.line)
        if key.value == OURS:
            _templates(host, options)
            continue
        _options(host, name, key, options)
        for option, value in _entries(options):
            if option.value == "enabled" and kind(value) not in ("true or false", ""):
                host.expect(name, value, "true or false", of=f"{key.value}.enabled")


def _extensions(host: HostSettings, name: str, node: Node) -> None:
    available = installed.names(installed.EXTENSIONS)
    for key, options in _entries_with_options(host, name, node, "extension"):
        if key.value not in available and not installed.is_module(key.value):
            family = key.value.rpartition(".")[0]
            near = nearest(key.value, (*available, *installed.siblings(family)))
            message = f"no Markdown extension '{key.value}' is installed, expected the name of one"
            host.wrong(name, message, near or f"install the package that brings '{key.value}'", key)
            continue
        _options(host, name, key, options)
        option_names = installed.extension_options(key.value) if _entries(options) else None
        if not option_names:
            continue
        for option, _ in _entries(options):
            if option.value not in option_names:
                expected = one_of(sorted(option_names))
                message = f"the extension '{key.value}' has no option '{option.value}', expected {expected}"
                host.wrong(name, message, nearest(option.value, option_names), option)


def _paths(host: HostSettings, name: str, node: Node) -> None:
    """Check that files and folders exist: hooks, and what a preview watches."""
    if not isinstance(node, Items):
        host.expect(name, node, "a list of paths")
        return
    for item in node.items:
        if not isinstance(item, Text) or kind(item) != "a text":
            if kind(item) != "":
                host.expect(name, item, "a path", item=True)
            continue
        path = host.root / item.value
        if not (path.is_file() if name == "hooks" else path.exists()):
            what = "file" if name == "hooks" else "file or folder"
            siblings = [file.name for file in path.parent.glob("*")] if path.parent.is_dir() else []
            host.wrong(name, f"no {what} '{item.value}', expected one for '{name}'", nearest(path.name, siblings), item)


def _validation(host: HostSettings, name: str, node: Node) -> None:
    if not isinstance(node, Table):
        host.expect(name, node, "a mapping with 'nav' and 'links'")
        return
    all_keys = {key for keys in VALIDATED.values() for key in keys}
    for key, value in node.entries:
        if key.value in VALIDATED:
            keys = VALIDATED[key.value]
            if not isinstance(value, Table):
                host.expect(name, value, f"a mapping with {one_of(keys)}", of=f"validation.{key.value}")
                continue
            for inner, level in value.entries:
                if inner.value in keys:
                    _level(host, inner, level)
                else:
                    message = f"no setting 'validation.{key.value}.{inner.value}', expected {one_of(keys)}"
                    host.wrong(name, message, nearest(inner.value, keys), inner)
        elif key.value in all_keys:
            _level(host, key, value)
        else:
            message = f"no setting 'validation.{key.value}', expected nav or links"
            host.wrong(name, message, nearest(key.value, (*VALIDATED, *all_keys)), key)


def _level(host: HostSettings, key: Text, node: Node) -> None:
    levels = (*LEVELS, "relative_to_docs") if key.value == "absolute_links" else LEVELS
    if not (isinstance(node, Text) and node.value in levels):
        near = nearest(node.value, levels) if isinstance(node, Text) else ""
        host.expect("validation", node, one_of(levels), of=key.value, hint=near)


def _removed(host: HostSettings, name: str, node: Node) -> None:
    instead = {"pages": "expected 'nav'", "google_analytics": "expected what the theme offers for it"}
    host.wrong(name, f"MkDocs no longer has '{name}', {instead.get(name, 'for it is set by MkDocs itself')}")


def _nav(host: HostSettings, name: str, node: Node) -> None:
    """Check the structure of the navigation; its targets are checked with the pages."""
    if not isinstance(node, Items):
        host.expect(name, node, "a list of pages")
        return
    _nav_items(host, node)


def _nav_items(host: HostSettings, node: Items) -> None:
    for item in node.items:
        if isinstance(item, Table) and len(item.entries) != 1:
            titles = ", ".join(f"'{key.value}'" for key, _ in item.entries)
            message = f"one item of 'nav' holds {titles or 'nothing'}, expected one title and page an item"
            host.wrong("nav", message, "begin each with '- '", item)
        elif isinstance(item, Table):
            key, value = item.entries[0]
            if isinstance(value, Items):
                _nav_items(host, value)
            elif not isinstance(value, Text) or kind(value) == "empty":
                host.expect("nav", value, "a page or a list of pages", of=key.value)
        elif kind(item) not in ("a text", ""):
            host.expect("nav", item, "a page or a title with pages", item=True)


Check = Callable[[HostSettings, str, Node], None]
SETTINGS: Mapping[str, Check] = {
    **dict.fromkeys(("site_name", "site_description", "site_author", "copyright", "repo_name"), _text),
    **dict.fromkeys(("site_dir", "remote_branch", "remote_name"), _text),
    **dict.fromkeys(("exclude_docs", "draft_docs", "not_in_nav"), _text),
    **dict.fromkeys(("use_directory_urls", "strict"), _boolean),
    **dict.fromkeys(("extra_css", "extra_javascript", "extra_templates"), _folder_files),
    **dict.fromkeys(("hooks", "watch"), _paths),
    **dict.fromkeys(("pages", "google_analytics", "mdx_configs", "config_file_path"), _removed),
    "site_url": _site_url,
    "repo_url": _url,
    "edit_uri": _edit_uri,
    "edit_uri_template": _edit_template,
    "docs_dir": _docs_dir,
    "dev_addr": _dev_addr,
    "nav": _nav,
    "theme": _theme,
    "extra": _mapping,
    "markdown_extensions": _extensions,
    "plugins": _plugins,
    "validation": _validation,
}
"""The check of each setting of MkDocs."""
