"""Read and check the ``foresite`` entry of ``mkdocs.yml``, and the folder that a build replaces by the site."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from posixpath import normpath
from typing import Any

from foresite.model.addresses import PUBLISHED, SITE_MARKS
from foresite.model.allowed_hosts import blocked, foreign
from foresite.model.problems import Code, Place, Problem, in_order, nearest, one_of
from foresite.model.settings import Settings, in_use
from foresite.parsing.catalogues import own_catalogues
from foresite.parsing.configuration import (
    TEXTS,
    Configuration,
    edit_root,
    named_with_options,
    pages_of,
    read_configuration,
    site,
)
from foresite.parsing.files import read_text
from foresite.parsing.host_settings import HostSettings
from foresite.parsing.languages import check_languages, check_navigation_labels
from foresite.parsing.navigation import is_certain, levels_of
from foresite.parsing.options import altered_texts, entries_by_name
from foresite.parsing.overrides import own_macros
from foresite.parsing.setting_table import SETTINGS, PlaceOf, SettingContext, check_see_also
from foresite.parsing.unsafe import find_remote_in_style
from foresite.parsing.yaml import Items, Node, Table, Text

# The folder that a build replaces by the finished site, which must hold nothing but a site.


KEPT = ".cache"
"""Where a project keeps what was made for earlier builds."""


def site_folder_fault(site: Path, settings: Settings, files: Iterable[Path] = ()) -> str:
    """Why a site cannot be built into a folder, and what was expected; empty where it can.

    A build replaces the folder whole. ``files`` are those of the settings.
    """
    site = site.resolve()
    root = settings.root.resolve()
    ours = [root, settings.docs, *settings.bibliography, *files, root / PUBLISHED, root / KEPT]
    ours += [path for path in (settings.style, settings.custom_dir) if path]
    for path in ours:
        if path.resolve().is_relative_to(site):
            held = "is" if path.resolve() == site else "holds"
            name = settings.relative(path) if path != root else "the project's folder"
            return f"the folder {held} {name}, which a build would replace, {EXPECTED}"
    for folder in (settings.docs.resolve(), root / ".git", *_repository(site)):
        if site.is_relative_to(folder):
            return f"the folder lies in {settings.relative(folder)}, {EXPECTED}"
    return _not_a_site(site)


EXPECTED = "expected a folder of its own, such as 'site'"


def _repository(site: Path) -> list[Path]:
    """The folder of a repository that a folder lies in."""
    return [folder for folder in (site, *site.parents) if folder.name == ".git"]


def _not_a_site(site: Path) -> str:
    """Why a folder that exists holds no site; empty where it does, or holds nothing that is seen."""
    try:
        with os.scandir(site) as found:
            seen = [entry.name for entry in found if not entry.name.startswith(".")]
    except FileNotFoundError:
        return ""
    except NotADirectoryError:
        return f"this is a file, or lies below one, {EXPECTED}"
    except OSError as error:
        return f"the folder cannot be read ({error.strerror}), {EXPECTED}"
    if not seen or any((site / mark).is_file() for mark in SITE_MARKS):
        return ""
    return f"the folder exists and holds no finished site but '{sorted(seen)[0]}', {EXPECTED}, or an empty one"


# The `foresite` entry of mkdocs.yml, read without MkDocs and checked.


def read_settings(mkdocs_yml: Path) -> tuple[Settings, list[Problem]]:
    """Read a project's settings. Its root is the file's folder; without the file, all defaults hold.

    Looked at are the ``foresite`` entry of ``plugins``, ``docs_dir``, and what the file says of the site
    itself; tags such as ``!ENV`` or ``!!python/name:…`` are ignored, so nothing in the file is run. Never raises.
    """
    settings, problems = _read(mkdocs_yml)
    return replace(settings, config=mkdocs_yml.name), problems


def _read(mkdocs_yml: Path) -> tuple[Settings, list[Problem]]:
    root = mkdocs_yml.parent.resolve()
    default = Settings.default(root)
    try:
        if not mkdocs_yml.exists():
            return default, []
    except OSError as error:
        message = f"the file cannot be read ({error.strerror}), expected a readable file"
        return default, [Problem(Place(mkdocs_yml.name, 1), Code.BAD_FILE, message)]
    configuration = read_configuration(mkdocs_yml)
    node = configuration.root
    if node is None and configuration.problems:
        return default, list(configuration.problems)
    docs, wrong = _docs(configuration, root)
    wrong += configuration.problems
    # Never the whole file: with aliases, a short one can stand for a huge tree.
    entries = node.entries if isinstance(node, Table) else ()
    given = {key.value: _plain(value) for key, value in entries}
    host = HostSettings(configuration, root)
    nav = configuration.entry("nav")[1]
    navigation = frozenset(pages_of(nav))
    rendering = (entries for name in ("markdown_extensions", "plugins") for entries in [configuration.entry(name)[1]])
    extensions = in_use(name for node in rendering for name, _ in named_with_options(node))
    of_site = {**site(given), **_theme(given.get("theme"), root), "extensions": extensions}
    of_site |= {
        "files_named_in_config": frozenset(_named(given)),
        "navigation": navigation,
        "edit_base_url": edit_root(given, os.environ, docs),
    }
    sections = [item for item in nav.items if isinstance(item, Table)] if isinstance(nav, Items) else []
    nav_of = {key.value: node for item in sections for key, node in item.entries}
    of_site |= {"mkdocs_warnings": levels_of(host), "file_list_is_final": is_certain(host)}
    wrong += _site_folder(configuration, root, docs)
    place, entry = _plugin(configuration)
    if entry is None or (isinstance(entry, Text) and not entry.value):
        settings = replace(default, docs=docs, **of_site)
        return settings, in_order([*wrong, *_remote(configuration, settings)])
    if not isinstance(entry, Table):
        message = "the 'foresite' entry is not a mapping, expected 'name: value' under it"
        wrong.append(Problem(place, Code.BAD_SETTING, message))
        return replace(default, docs=docs, **of_site), wrong
    places = _places(entry, configuration)
    options = {key.value: _plain(node) for key, node in reversed(entry.entries)}
    settings, problems = settings_from(options, root, docs, lambda part: _place(part, places, place))
    wrong += _altered(entry, configuration)
    if settings.languages:
        labels = SettingContext(root, lambda part: _place(part, places, place))
        check_navigation_labels(labels, settings, frozenset(_titles(nav)))
        if (theme := of_site.get("theme")) and theme != "material":
            message = f"the theme '{theme}' does not lead from one language to another, expected 'material'"
            labels.problem("languages", message)
        problems += labels.problems
    in_footer = (page for title in settings.footer_nav for page in pages_of(nav_of.get(title)))
    settings = replace(settings, **of_site, footer_pages=frozenset(in_footer))
    return settings, in_order([*wrong, *problems, *_repeated(entry, place.path), *_remote(configuration, settings)])


def settings_from(
    options: Mapping[str, Any], root: Path, docs: Path, place_of: PlaceOf
) -> tuple[Settings, list[Problem]]:
    """The settings that options stand for, and what is wrong with them; a wrong one keeps its default.

    An option that is None is not given. Paths are relative to ``root``.
    """
    context = SettingContext(root.resolve(), place_of)
    given = {name: value for name, value in options.items() if value is not None}
    for name in given:
        if name not in SETTINGS:
            hint = nearest(str(name), SETTINGS)
            context.problem(str(name), f"no setting '{name}', expected {one_of(SETTINGS)}", hint)
    read = {name: setting.read(context, given[name]) for name, setting in SETTINGS.items() if name in given}
    right = {SETTINGS[name].field or name: value for name, value in read.items() if value is not None}
    settings = replace(Settings.default(root), docs=docs, **right)
    check_see_also(context, settings.see_also, settings.themes)
    if settings.people:
        settings = replace(settings, people_place=context.place_of("people"))
    check_languages(context, settings)
    for name, folder in (("overrides", settings.overrides), ("catalogues", settings.catalogues)):
        if folder and folder.is_relative_to(docs.resolve()):
            # What strangers propose for the pages is data, a template is code, and so are words of the interface.
            message = f"'{name}' is {options[name]!r}, expected a folder outside of the pages'"
            context.problem(name, message, f"write '{name}'")
            without: dict[str, Any] = {name: None}
            settings = replace(settings, **without)
    macros, wrong_macros = own_macros(settings)
    catalogues, wrong_catalogues = own_catalogues(settings)
    settings = replace(settings, own_macros=macros, own_catalogues=catalogues)
    return settings, [*context.problems, *wrong_macros, *wrong_catalogues]


def _docs(configuration: Configuration, root: Path) -> tuple[Path, list[Problem]]:
    place, entry = configuration.entry("docs_dir")
    if isinstance(entry, Text) and entry.value:
        # Where a symbolic link stands in its way is for others to see.
        path = Path(os.path.normpath(root / entry.value))
        if "\0" in entry.value:
            message = f"'docs_dir' is {entry.value!r}, expected the path of a folder"
            return root / "docs", [Problem(place, Code.BAD_SETTING, message)]
        return path, []
    return root / "docs", []


def _titles(nav: Node | None) -> Iterator[str]:
    """The titles that the navigation gives, of sections and of pages."""
    match nav:
        case Items():
            for item in nav.items:
                yield from _titles(item)
        case Table():
            for key, value in nav.entries:
                yield key.value
                yield from _titles(value)


def _named(given: Mapping[str, Any]) -> Iterator[str]:
    """The files that the site's settings name themselves; addresses of other sites are not among them."""
    theme = given.get("theme")
    names = [theme.get("logo"), theme.get("favicon")] if isinstance(theme, Mapping) else []
    for option in ("extra_css", "extra_javascript", "extra_templates"):
        each = given.get(option)
        names += each if isinstance(each, list | tuple) else []
    for name in names:
        # A script may be named with what it is.
        path = name.get("path") if isinstance(name, Mapping) else name
        if isinstance(path, str) and path and "://" not in path:
            yield normpath(path.partition("?")[0])


def _site_folder(configuration: Configuration, root: Path, docs: Path) -> list[Problem]:
    """What is wrong with the folder of the finished site, where settings name one."""
    place, entry = configuration.entry("site_dir")
    if not isinstance(entry, Text) or not entry.value or "\0" in entry.value:
        return []
    settings = replace(Settings.default(root), docs=docs)
    fault = site_folder_fault(root / entry.value, settings, configuration.files.values())
    return [Problem(place, Code.BAD_SETTING, f"'site_dir' is '{entry.value}': {fault}")] if fault else []


DEEPEST = 5
"""Mappings in each other, as deep as settings go: ``scales``, a scale, its terms, a term, its synonyms."""


def _plain(node: Node, depth: int = DEEPEST, made: dict[tuple[int, int], object] | None = None) -> object:
    """A setting as a Python value, as deep as settings go; an empty one is None.

    What stands in several places by aliases is made once.
    """
    made = {} if made is None else made
    known = made.get((id(node), depth), made)
    if known is not made:
        return known
    value: object = None
    match node:
        case Text():
            value = node.value or None if depth == DEEPEST else node.value
        case Items():
            value = [_plain(item, depth, made) if isinstance(item, Table) else _text(item) for item in node.items]
        case Table() if depth:
            value = {key.value: _plain(item, depth - 1, made) for key, item in node.entries}
    made[id(node), depth] = value
    return value


def _text(node: Node) -> str | None:
    return node.value if isinstance(node, Text) else None


def _theme(given: object, root: Path) -> dict[str, Any]:
    """The theme's name, and the project's own folder for it."""
    if not isinstance(given, Mapping):
        return {"theme": given if isinstance(given, str) else "mkdocs"}
    custom = given.get("custom_dir")
    folder = {"custom_dir": root / custom} if isinstance(custom, str) and custom and "\0" not in custom else {}
    return {"theme": given.get("name") or ("" if "name" in given else "mkdocs"), **folder}


def _plugin(configuration: Configuration) -> tuple[Place, Node | None]:
    """Where the foresite plugin is named, and its options; None where it is not."""
    place, plugins = configuration.entry("plugins")
    items = plugins.items if isinstance(plugins, Items) else (plugins,)
    for item in items:
        if isinstance(item, Text) and item.value == "foresite":
            return Place(place.path, item.line), Text("", item.line)
        for key, node in item.entries if isinstance(item, Table) else ():
            if key.value == "foresite":
                return configuration.place(key), node
    return place, None


def _remote(configuration: Configuration, settings: Settings) -> list[Problem]:
    """Styles and scripts of other hosts that are not allowed, and what the site's own styles take from such."""
    problems = []
    for setting, kind in (("extra_css", "styles"), ("extra_javascript", "scripts")):
        place, node = configuration.entry(setting)
        for item in node.items if isinstance(node, Items) else ():
            paths = [value for key, value in item.entries if key.value == "path"] if isinstance(item, Table) else [item]
            for path in paths:
                if not isinstance(path, Text) or not path.value:
                    continue
                if wrong := blocked(settings.allow, kind, path.value, settings.url):
                    problems.append(Problem(Place(place.path, path.line), Code.BLOCKED_CONTENT, *wrong))
                elif kind == "styles" and not foreign(path.value, settings.url):
                    problems += _in_style(path.value, settings)
    place, theme = configuration.entry("theme")
    for key, value in theme.entries if isinstance(theme, Table) else ():
        if key.value == "font" and not (isinstance(value, Text) and value.value.lower() in ("", "false")):
            message = "'font' would come from another host, which the page's own policy blocks, expected 'font: false'"
            hint = "put the font into the docs folder, and name it in a stylesheet of extra_css"
            problems.append(Problem(Place(place.path, key.line), Code.BLOCKED_CONTENT, message, hint))
    return problems


def _in_style(path: str, settings: Settings) -> list[Problem]:
    file = settings.docs / path.partition("?")[0]
    text = read_text(file, settings) if file.is_file() else ""
    if not isinstance(text, str):
        return [text]
    name = settings.relative(file)
    return [fault.within(name) for fault in find_remote_in_style(text, settings.allow, settings.url)]


MOST_PLACES = 10_000
"""More parts than any settings have; with aliases, a short file can stand for a huge one."""


def _place(part: str, places: Mapping[str, Place], instead: Place) -> Place:
    """Where a part of a setting stands: where what it is a part of does, if it is not written out."""
    while part not in places and "." in part:
        part = part.rpartition(".")[0]
    return places.get(part, instead)


def _places(entry: Table, configuration: Configuration) -> dict[str, Place]:
    """Where each setting stands, and each part of one, as ``setting.part.part``."""
    places: dict[str, Place] = {}
    unseen = [("", entry, "", DEEPEST)]
    for prefix, table, file, depth in unseen:
        for key, node in table.entries:
            place = Place(file, key.line) if file else configuration.place(key)
            name = f"{prefix}{key.value}"
            places.setdefault(name, place)
            if isinstance(node, Table) and depth and len(places) < MOST_PLACES:
                # What a file inherits, it inherits by settings and their parts.
                unseen.append((f"{name}.", node, place.path if depth < DEEPEST else "", depth - 1))
    return places


def _altered(entry: Table, configuration: Configuration) -> list[Problem]:
    """Texts of which YAML drops the end: ours, and those by which the site is cited."""
    problems = []
    entries = configuration.root.entries if isinstance(configuration.root, Table) else ()
    for key, node in (*entry.entries, *((key, node) for key, node in entries if key.value in TEXTS.values())):
        faults = altered_texts(key.value, node, prose=False)
        problems += [fault.within(configuration.place(key).path) for fault in faults]
    return problems


def _repeated(entry: Table, path: str) -> list[Problem]:
    """Settings and themes given twice: YAML would take the last without a word."""
    problems = []
    for table in (entry, *(node for _, node in entry.entries if isinstance(node, Table))):
        _, faults = entries_by_name(table)
        problems += [fault.within(path) for fault in faults]
    return problems
