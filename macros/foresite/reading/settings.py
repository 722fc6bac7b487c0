"""The ``foresite`` entry of mkdocs.yml, read without MkDocs and checked."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from foresite.permalinks import Permalink, Redirect
from foresite.problems import Code, Place, Problem, in_order, nearest
from foresite.reading.configuration import Configuration, read_configuration
from foresite.reading.faults import one_of
from foresite.reading.nodes import Items, Node, Table, Text
from foresite.reading.options import given_once
from foresite.reading.repository import edit_root
from foresite.reading.site import WEB, site
from foresite.reading.values import KEBAB
from foresite.settings import Settings
from foresite.values import SCALES, Scale

OPTIONS = ("bibliography", "themes", "scale", "style", "licence", "redirects")
ADDRESS = re.compile(r"(?!/)(?!.*(?:^|/)\.\.?/)[^\s#<>\"\\]+\.(?:md|markdown|mdown|mkdn|mkd)(?:#[^\s#<>\"]+)?")
"""A page relative to the docs folder, or an anchor on it."""
PlaceOf = Callable[[str], Place]
"""From an option's name, or ``option.part`` for a part of one, to its place."""


def read_settings(mkdocs_yml: Path) -> tuple[Settings, list[Problem]]:
    """Read a project's settings. Its root is the file's folder; without the file, all defaults hold.

    Looked at are the ``foresite`` entry of ``plugins``, ``docs_dir``, and what the file says of the site
    itself; tags such as ``!ENV`` or ``!!python/name:…`` are ignored, so nothing in the file is run. Never raises.
    """
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
    of_site = {**site(given), "edit": edit_root(given, os.environ, docs)}
    place, entry = _plugin(configuration)
    if entry is None or (isinstance(entry, Text) and not entry.value):
        return replace(default, docs=docs, **of_site), wrong
    if not isinstance(entry, Table):
        message = "the 'foresite' entry is not a mapping, expected 'name: value' under it"
        wrong.append(Problem(place, Code.BAD_SETTING, message))
        return replace(default, docs=docs, **of_site), wrong
    places = _places(entry, configuration)
    options = {key.value: _plain(node) for key, node in reversed(entry.entries)}
    settings, problems = settings_from(options, root, docs, lambda part: places.get(part, place))
    return replace(settings, **of_site), in_order([*wrong, *problems, *_repeated(entry, place.path)])


def settings_from(
    options: Mapping[str, Any], root: Path, docs: Path, place_of: PlaceOf
) -> tuple[Settings, list[Problem]]:
    """The settings that options stand for, and what is wrong with them; a wrong one keeps its default.

    An option that is None is not given. Paths are relative to ``root``.
    """
    checker = _Checker(root.resolve(), place_of)
    given = {name: value for name, value in options.items() if value is not None}
    for name in given:
        if name not in OPTIONS:
            hint = nearest(str(name), OPTIONS)
            checker.problem(str(name), f"no setting '{name}', expected {one_of(OPTIONS)}", hint)
    settings = replace(Settings.default(root), docs=docs)
    if "bibliography" in given:
        settings = replace(settings, bibliography=checker.bibliography(given["bibliography"]) or settings.bibliography)
    if "themes" in given:
        settings = replace(settings, themes=checker.themes(given["themes"]))
    if "scale" in given:
        settings = replace(settings, scale=checker.scale(given["scale"]) or settings.scale)
    if "style" in given:
        settings = replace(settings, style=checker.style(given["style"]))
    if "licence" in given:
        settings = replace(settings, licence=checker.licence(given["licence"]))
    if "redirects" in given:
        settings = replace(settings, redirects=checker.redirects(given["redirects"]))
    return settings, checker.problems


class _Checker:
    def __init__(self, root: Path, place_of: PlaceOf) -> None:
        self.root = root
        self.place_of = place_of
        self.problems: list[Problem] = []

    def problem(self, part: str, message: str, hint: str = "", code: Code = Code.BAD_SETTING) -> None:
        self.problems.append(Problem(self.place_of(part), code, message, hint))

    def bibliography(self, value: Any) -> tuple[Path, ...]:
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list | tuple) or not names or not all(isinstance(n, str) and n for n in names):
            self.problem("bibliography", f"'bibliography' is {value!r}, expected a path or a list of paths")
            return ()
        return tuple(path for name in names if (path := self._inside("bibliography", name)))

    def themes(self, value: Any) -> Mapping[str, str]:
        if not isinstance(value, Mapping):
            self.problem(
                "themes",
                f"'themes' is {value!r}, expected a mapping of ids to labels",
                "write 'trade: Trade'",
            )
            return MappingProxyType({})
        themes = {}
        for theme, label in value.items():
            part = f"themes.{theme}"
            if not KEBAB.fullmatch(str(theme)):
                self.problem(part, f"the theme id '{theme}' is not kebab-case, expected lowercase letters and hyphens")
            elif not isinstance(label, str) or not label.strip():
                self.problem(part, f"the theme '{theme}' has no label, expected a text", f"write '{theme}: Label'")
            else:
                themes[str(theme)] = label
        return MappingProxyType(themes)

    def scale(self, value: Any) -> Scale | None:
        if isinstance(value, str) and value in SCALES:
            return SCALES[value]
        self.problem("scale", f"no scale '{value}', expected {one_of(SCALES)}", nearest(str(value), SCALES))
        return None

    def style(self, value: Any) -> Path | None:
        if not isinstance(value, str):
            self.problem("style", f"'style' is {value!r}, expected the path of a CSL file")
            return None
        path = self._inside("style", value)
        if path is None or path.is_file():
            return path
        others = sorted(found.name for found in path.parent.glob("*.csl")) if path.parent.is_dir() else []
        self.problem("style", f"no file '{value}', expected a CSL file", nearest(path.name, others), Code.BAD_STYLE)
        return None

    def licence(self, value: Any) -> str:
        if isinstance(value, str) and WEB.fullmatch(value):
            return value
        hint = (
            "write the address at which the licence can be read, such as https://creativecommons.org/licenses/by/4.0/"
        )
        self.problem("licence", f"'licence' is {value!r}, expected a web address", hint)
        return ""

    def redirects(self, value: Any) -> tuple[Redirect, ...]:
        right = "write 'page.md#old-id: page.md#new-id'"
        if not isinstance(value, Mapping):
            self.problem("redirects", f"'redirects' is {value!r}, expected a mapping of old addresses to new", right)
            return ()
        found = []
        for old, new in value.items():
            if all(isinstance(text, str) and ADDRESS.fullmatch(text) for text in (old, new)):
                place = self.place_of(f"redirects.{old}")
                found.append(Redirect(Permalink.parse(old), Permalink.parse(new), place))
            else:
                message = f"'{old}: {new}' is not a redirect, expected pages or their anchors"
                self.problem(f"redirects.{old}", message, right)
        return tuple(found)

    def _inside(self, part: str, name: str) -> Path | None:
        """The path, unless it leads out of the project."""
        try:
            path = (self.root / name).resolve()
        except (OSError, ValueError, RuntimeError):
            path = Path("/")
        if path.is_relative_to(self.root) and path != self.root:
            return path
        self.problem(part, f"'{name}' is not a path inside the project, expected one relative to mkdocs.yml")
        return None


def _docs(configuration: Configuration, root: Path) -> tuple[Path, list[Problem]]:
    place, entry = configuration.entry("docs_dir")
    if isinstance(entry, Text) and entry.value:
        try:
            return (root / entry.value).resolve(), []
        except (OSError, ValueError, RuntimeError):
            message = f"'docs_dir' is {entry.value!r}, expected the path of a folder"
            return root / "docs", [Problem(place, Code.BAD_SETTING, message)]
    return root / "docs", []


def _plain(node: Node) -> object:
    """A setting as a Python value, two levels deep, which is as deep as settings go; an empty one is None."""
    match node:
        case Text():
            return node.value or None
        case Items():
            return [item.value if isinstance(item, Text) else None for item in node.items]
        case Table():
            return {key.value: item.value if isinstance(item, Text) else None for key, item in node.entries}


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


def _places(entry: Table, configuration: Configuration) -> dict[str, Place]:
    places: dict[str, Place] = {}
    for key, node in entry.entries:
        places.setdefault(key.value, configuration.place(key))
        for part, _ in node.entries if isinstance(node, Table) else ():
            places.setdefault(f"{key.value}.{part.value}", configuration.place(part))
    return places


def _repeated(entry: Table, path: str) -> list[Problem]:
    """Settings and themes given twice: YAML would take the last without a word."""
    problems = []
    for table in (entry, *(node for _, node in entry.entries if isinstance(node, Table))):
        _, faults = given_once(table)
        problems += [fault.within(path) for fault in faults]
    return problems
