"""MkDocs's own settings, checked as MkDocs will check them, in our words and before it runs.

Nothing that they name is imported: plugins, themes and extensions are looked up, hooks are files that are there or
not. What other plugins think of their own options only they know.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from foresite.model.problems import Code, Place, Problem, nearest, one_of
from foresite.parsing import host_texts, installed
from foresite.parsing.configuration import INHERIT, WEB, Configuration
from foresite.parsing.yaml import Items, Node, Table, Text, kind

OURS = "foresite"
LEVELS = ("warn", "info", "ignore")
VALIDATED: Mapping[str, Mapping[str, str]] = {
    "nav": {"omitted_files": "info", "not_found": "warn", "absolute_links": "info"},
    "links": {"not_found": "warn", "absolute_links": "info", "unrecognized_links": "info", "anchors": "info"},
}
"""What MkDocs looks at, each with the level at which it tells; a warning fails a strict build."""
NEVER_EMPTY = ("extra", "extra_javascript", "hooks", "validation", "watch")
"""Settings that MkDocs refuses without a value; of others it takes its default."""
OFTEN = ("blog", "group", "optimize", "privacy", "social", "tags")
"""Plugins that may be named more than once."""
ADDRESS = re.compile(r"(?:localhost|\[?[\d.:a-fA-F]+\]?):\d+")
BRINGS = Path(__file__).parents[1] / "hosts" / "mkdocs" / "theme"
"""The templates that the generator adds to the theme."""
SERVED = Path(__file__).parents[1] / "assets"
"""What the generator itself brings for every site."""


class SettingFault(NamedTuple):
    """Something wrong in a setting."""

    setting: str
    """The setting's name, at the top of the file."""
    problem: Problem
    dead: str = ""
    """The path within the site that leads nowhere because of it."""


class HostSettings:
    """A site's settings, as the readers of single settings look at them."""

    def __init__(self, configuration: Configuration, root: Path) -> None:
        self.configuration = configuration
        self.root = root
        self.found: list[SettingFault] = []
        root_node = configuration.root
        entries = root_node.entries if isinstance(root_node, Table) else ()
        self.entries = {key.value: (key, node) for key, node in entries}

    def node(self, name: str) -> Node | None:
        """A setting; None where it is not given or empty."""
        node = self.entries.get(name, (None, None))[1]
        return None if kind(node) == "empty" else node

    def text(self, name: str, default: str = "") -> str:
        """A setting that is a text."""
        node = self.node(name)
        return node.value if isinstance(node, Text) and node.value else default

    def place(self, name: str, node: Node | None = None) -> Place:
        """Where a setting stands, or a part of it."""
        if name not in self.entries:
            return Place(self.configuration.name, 1)
        key = self.configuration.place(self.entries[name][0])
        return Place(key.path, node.line) if node else key

    def wrong(
        self, name: str, message: str, hint: str = "", node: Node | None = None, code: Code = Code.BAD_SETTING,
        dead: str = "",
    ) -> None:  # fmt: skip
        """Report what is wrong with a setting, at its own line or that of a part of it."""
        self.found.append(SettingFault(name, Problem(self.place(name, node), code, message, hint), dead))

    def expect(self, name: str, node: Node, expected: str, of: str = "", hint: str = "", *, item: bool = False) -> None:
        """Report a value that is not what was expected; ``of`` names a part of the setting, ``item`` is one of many."""
        what = kind(node)
        said = f"'{node.value}', {what}" if isinstance(node, Text) and what not in ("empty", "a text") else what
        said = f"'{node.value}'" if isinstance(node, Text) and what == "a text" else said
        if expected.startswith("a text") and isinstance(node, Text) and what in ("a number", "true or false", "a date"):
            hint = hint or f"put it in quotes: '{node.value}'"
        self.wrong(
            name, f"'{of or name}' {'has an item that ' if item else ''}is {said}, expected {expected}", hint, node
        )


def check_settings(configuration: Configuration, root: Path) -> list[SettingFault]:
    """Everything wrong in the settings of MkDocs itself, in the order of the file."""
    host = HostSettings(configuration, root)
    if kind(configuration.root) not in ("a mapping", "empty"):
        if not configuration.problems:
            message = f"the settings are {kind(configuration.root)}, expected a mapping such as 'site_name: Outlooks'"
            host.found.append(SettingFault("", Problem(Place(configuration.name, 1), Code.BAD_SETTING, message)))
        return host.found
    if configuration.root is None and configuration.problems:
        return []
    if host.node("site_name") is None and not _unknown(host, "site_name"):
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
                # It says nothing of where the navigation leads.
                host.found.append(SettingFault("titles", Problem(host.place(name, part), code, message)))
    return host.found


def _unknown(host: HostSettings, name: str) -> bool:
    """Whether a value is given that is known only when the host runs, such as a variable of the environment."""
    return name in host.entries and kind(host.entries[name][1]) == ""


def _text(host: HostSettings, name: str, node: Node) -> None:
    if kind(node) != "a text":
        host.expect(name, node, "a text")


def _truth(host: HostSettings, name: str, node: Node) -> None:
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
        right = bool(parts.scheme and parts.netloc)
    except ValueError:
        right = False
    if kind(node) != "a text" or (value and not right):
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
    # That it is missing is reported with the pages.


def _dev_addr(host: HostSettings, name: str, node: Node) -> None:
    if not (isinstance(node, Text) and ADDRESS.fullmatch(node.value)):
        host.expect(name, node, "an address and a port such as 127.0.0.1:8000")


def _list(host: HostSettings, name: str, node: Node) -> None:
    if not isinstance(node, Items):
        host.expect(name, node, "a list")


def _folder_files(host: HostSettings, name: str, node: Node) -> None:
    """Style sheets, scripts and templates of the docs folder."""
    if not isinstance(node, Items):
        host.expect(name, node, "a list of files")
        return
    for item in node.items:
        path = item
        if isinstance(item, Table) and name == "extra_javascript":
            path = next((value for key, value in item.entries if key.value == "path"), item)
            for key, _ in item.entries:
                if key.value not in (known := ("path", "type", "defer", "async")):
                    message = f"no option '{key.value}' of a script, expected {one_of(known)}"
                    host.wrong(name, message, nearest(key.value, known), key)
        if not isinstance(path, Text) or kind(path) not in ("a text", ""):
            host.expect(name, item, "the path of a file", item=True)
            continue
        _in_docs(host, name, path)


def _in_docs(host: HostSettings, name: str, node: Text, *elsewhere: Path) -> None:
    """Look whether a file is there that a page will load."""
    written = node.value.split("?")[0].split("#")[0]
    if not written or "://" in written or written.startswith(("/", "//", "data:")):
        return
    docs = host.root / host.text("docs_dir", "docs")
    if any((folder / written).is_file() for folder in (docs, *elsewhere)):
        return
    if written.startswith("assets/") and (SERVED / Path(written).name).is_file():
        return
    known = [found.relative_to(docs).as_posix() for found in _siblings(docs, written)]
    message = f"no file '{written}' in the docs folder, expected one for '{name}'"
    host.wrong(name.partition(".")[0], message, nearest(written, known), node, dead=os.path.normpath(written))


def _siblings(docs: Path, written: str) -> Iterator[Path]:
    """The files with the same ending."""
    ending = Path(written).suffix
    for number, path in enumerate(docs.rglob(f"*{ending}" if ending else "*")):
        if number > 500:
            return
        if path.is_file():
            yield path


def _theme(host: HostSettings, name: str, node: Node) -> None:
    options: Mapping[str, Node] = {}
    if isinstance(node, Table):
        options = {key.value: value for key, value in node.entries}
        given = options.get("name")
        if given is None:
            host.wrong(name, "'theme' has no 'name', expected the name of an installed theme", "write 'name: material'")
            return
    elif isinstance(node, Text):
        given = node
    else:
        host.expect(name, node, "the name of a theme, or a mapping with 'name'")
        return
    themes = installed.names(installed.THEMES)
    custom = options.get("custom_dir")
    theme = given.value if isinstance(given, Text) else ""
    if kind(given) == "empty" and custom is not None:
        theme = ""
    elif kind(given) != "" and theme not in themes:
        message = f"no theme '{theme}' is installed, expected {one_of(themes)}"
        host.wrong(name, message, nearest(theme, themes), given)
        return
    folders = [folder] if (folder := installed.theme_folder(theme)) else []
    if isinstance(custom, Text) and kind(custom) == "a text":
        if not (host.root / custom.value).is_dir():
            host.wrong(name, f"no folder '{custom.value}', expected one for 'theme.custom_dir'", "", custom)
            return
        folders.append(host.root / custom.value)
    _theme_options(host, theme, options, folders)


def _templates(host: HostSettings, options: Node | None) -> None:
    """The templates that pages may name, each of which must be there."""
    folders = _theme_folders(host)
    listed = [node for name, node in _entries(options) if name.value == "templates"]
    for item in (item for node in listed for item in (node.items if isinstance(node, Items) else (node,))):
        if isinstance(item, Text) and item.value and not any((folder / item.value).is_file() for folder in folders):
            known = [file.name for folder in folders for file in folder.glob("*.html")]
            message = f"no template '{item.value}' in the theme, expected one for 'templates'"
            host.wrong("plugins", message, nearest(item.value, known), item)


def _theme_folders(host: HostSettings) -> list[Path]:
    """The folders in which templates are looked for."""
    theme = host.node("theme")
    options = {key.value: value for key, value in _entries(theme)} if isinstance(theme, Table) else {"name": theme}
    name, custom = options.get("name"), options.get("custom_dir")
    own = [host.root / custom.value] if isinstance(custom, Text) and custom.value else []
    theirs = installed.theme_folder(name.value) if isinstance(name, Text) else None
    return [*own, BRINGS, *([theirs] if theirs else ())]


def _entries(node: Node | None) -> tuple[tuple[Text, Node], ...]:
    return node.entries if isinstance(node, Table) else ()


def _theme_options(host: HostSettings, theme: str, options: Mapping[str, Node], folders: list[Path]) -> None:
    language = options.get("language")
    known = {*installed.languages(theme), *_stems(folders)}
    if known and isinstance(language, Text) and kind(language) != "" and language.value not in known:
        short = language.value.partition("-")[0]
        hint = f"did you mean '{short}'?" if short in known else nearest(language.value, known)
        message = f"the theme has no language '{language.value}', expected a code such as en, de or ko"
        host.wrong("theme", message, hint, language)
    for option in ("favicon", "logo"):
        file = options.get(option)
        if isinstance(file, Text) and kind(file) == "a text":
            _in_docs(host, f"theme.{option}", file, *folders)
    for option in ("features", "static_templates"):
        if (node := options.get(option)) is not None and kind(node) not in ("a list", "empty", ""):
            host.expect("theme", node, "a list", of=f"theme.{option}")
    locale = options.get("locale")
    if locale is not None and kind(locale) not in ("a text", ""):
        host.expect("theme", locale, "a text such as en", of="theme.locale")


def _stems(folders: list[Path]) -> Iterator[str]:
    for folder in folders:
        yield from (file.stem for file in (folder / installed.LANGUAGES).glob("*.html"))


def _named(host: HostSettings, name: str, node: Node, what: str) -> Iterator[tuple[Text, Node | None]]:
    """The names that a list or mapping has, each with its options."""
    if isinstance(node, Table):
        yield from node.entries
    elif isinstance(node, Items):
        for item in node.items:
            if isinstance(item, Text) and kind(item) == "a text":
                yield item, None
            elif isinstance(item, Table) and len(item.entries) == 1:
                yield item.entries[0]
            elif isinstance(item, Table):
                written = ", ".join(key.value for key, _ in item.entries)
                message = f"one item of '{name}' holds {written}, expected one {what} an item"
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
    known = installed.names(installed.PLUGINS)
    theme = host.node("theme")
    names = {key.value: value for key, value in theme.entries} if isinstance(theme, Table) else {"name": theme}
    given = names.get("name")
    space = f"{given.value}/" if isinstance(given, Text) else ""
    seen: dict[str, int] = {}
    for key, options in _named(host, name, node, "plugin"):
        full = key.value.removeprefix("/")
        if key.value not in known and full not in known and f"{space}{key.value}" not in known:
            short = {each.removeprefix(space) for each in known if "/" not in each or each.startswith(space)}
            message = f"no plugin '{key.value}' is installed, expected one of {one_of(sorted(short))}"
            hint = nearest(key.value, short)
            host.wrong(name, message, hint or f"install the package that brings '{key.value}'", key)
            continue
        if key.value in seen and key.value not in OFTEN:
            message = f"the plugin '{key.value}' is already listed on line {seen[key.value]}, expected it once"
            host.wrong(name, message, "", key)
        seen.setdefault(key.value, key.line)
        if key.value == OURS:
            _templates(host, options)
            continue
        _options(host, name, key, options)
        for option, value in _entries(options):
            if option.value == "enabled" and kind(value) not in ("true or false", ""):
                host.expect(name, value, "true or false", of=f"{key.value}.enabled")


def _extensions(host: HostSettings, name: str, node: Node) -> None:
    known = installed.names(installed.EXTENSIONS)
    for key, options in _named(host, name, node, "extension"):
        if key.value not in known and not installed.is_module(key.value):
            family = key.value.rpartition(".")[0]
            near = nearest(key.value, (*known, *installed.siblings(family)))
            message = f"no Markdown extension '{key.value}' is installed, expected the name of one"
            host.wrong(name, message, near or f"install the package that brings '{key.value}'", key)
            continue
        _options(host, name, key, options)
        taken = installed.extension_options(key.value) if _entries(options) else None
        if not taken:
            continue
        for option, _ in _entries(options):
            if option.value not in taken:
                message = (
                    f"the extension '{key.value}' has no option '{option.value}', expected {one_of(sorted(taken))}"
                )
                host.wrong(name, message, nearest(option.value, taken), option)


def _paths(host: HostSettings, name: str, node: Node) -> None:
    """Files and folders that must be there: hooks, and what a preview watches."""
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
            others = [found.name for found in path.parent.glob("*")] if path.parent.is_dir() else []
            host.wrong(name, f"no {what} '{item.value}', expected one for '{name}'", nearest(path.name, others), item)


def _validation(host: HostSettings, name: str, node: Node) -> None:
    if not isinstance(node, Table):
        host.expect(name, node, "a mapping with 'nav' and 'links'")
        return
    every = {key for keys in VALIDATED.values() for key in keys}
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
        elif key.value in every:
            _level(host, key, value)
        else:
            message = f"no setting 'validation.{key.value}', expected nav or links"
            host.wrong(name, message, nearest(key.value, (*VALIDATED, *every)), key)


def _level(host: HostSettings, key: Text, node: Node) -> None:
    levels = (*LEVELS, "relative_to_docs") if key.value == "absolute_links" else LEVELS
    if not (isinstance(node, Text) and node.value in levels):
        near = nearest(node.value, levels) if isinstance(node, Text) else ""
        host.expect("validation", node, one_of(levels), of=key.value, hint=near)


def _gone(host: HostSettings, name: str, node: Node) -> None:
    instead = {"pages": "expected 'nav'", "google_analytics": "expected what the theme offers for it"}
    host.wrong(name, f"MkDocs no longer has '{name}', {instead.get(name, 'for it is set by MkDocs itself')}")


def _nav(host: HostSettings, name: str, node: Node) -> None:
    """The form of the navigation; what it names is checked with the pages."""
    if not isinstance(node, Items):
        host.expect(name, node, "a list of pages")
        return
    _nav_items(host, node)


def _nav_items(host: HostSettings, node: Items) -> None:
    for item in node.items:
        if isinstance(item, Table) and len(item.entries) != 1:
            written = ", ".join(f"'{key.value}'" for key, _ in item.entries)
            message = f"one item of 'nav' holds {written or 'nothing'}, expected one title and page an item"
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
    **dict.fromkeys(("use_directory_urls", "strict"), _truth),
    **dict.fromkeys(("extra_css", "extra_javascript", "extra_templates"), _folder_files),
    **dict.fromkeys(("hooks", "watch"), _paths),
    **dict.fromkeys(("pages", "google_analytics", "mdx_configs", "config_file_path"), _gone),
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
"""What checks each setting of MkDocs."""
