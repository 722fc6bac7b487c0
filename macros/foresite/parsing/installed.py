"""Find what is installed for a host to load by name: plugins, themes and extensions. Nothing of it is imported.

A stranger's settings can name anything; to look whether it is there must not run it.
"""

from __future__ import annotations

import ast
import importlib.util
import os
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path

# Where a theme's files are, found without loading the theme or its host.


TEMPLATES = (".html", ".py", ".pyc", ".yml")
"""The endings of a theme's files that are not copied into a site."""


class ThemeFiles:
    """The files that a site has of its theme."""

    def __init__(self, name: str, custom: Path | None) -> None:
        """``custom`` is the project's own folder of files that take the place of the theme's."""
        self._folders = (*([custom] if custom else ()), *_folders(name))

    def has(self, path: str) -> bool:
        """Whether the site has this path of the theme."""
        if path.endswith(TEMPLATES) or path.startswith(".") or "/." in path:
            return False
        return any(os.path.isfile(folder / path) for folder in self._folders)  # noqa: PTH113 (it never raises)


@lru_cache(8)
def _folders(name: str) -> tuple[Path, ...]:
    """The folder of an installed theme; none where there is no such theme, which the host reports."""
    if not name:
        return ()
    try:
        module = next(iter(entry_points(group="mkdocs.themes", name=name))).value
        top, *rest = module.split(".")
        # A module inside a package would be found by importing the package.
        spec = find_spec(top)
    except (StopIteration, ImportError, ValueError):
        return ()
    places = spec.submodule_search_locations if spec else None
    return tuple(Path(place, *rest) for place in places or ())


# What is installed for a host to load by name: plugins, themes and Markdown extensions. Nothing of it is imported.


PLUGINS, THEMES, EXTENSIONS = "mkdocs.plugins", "mkdocs.themes", "markdown.extensions"
LANGUAGES = "partials/languages"
LARGEST = 500_000
"""Bytes of the source of an extension that is read for its options."""
TAKES_MORE = re.compile(r"\bconfig\.update\(|\bconfig\[[^\]]*\] *=(?!=)")
"""How an extension takes options that it does not list."""


@cache
def names(group: str) -> tuple[str, ...]:
    """The names under which packages offer something of a group."""
    return tuple(sorted({entry.name for entry in entry_points(group=group)}))


@cache
def theme_folder(theme: str) -> Path | None:
    """The folder of a theme's templates; None where it is not found."""
    found = next((entry.value for entry in entry_points(group=THEMES) if entry.name == theme), None)
    return next(_located(found), None) if found else None


@cache
def is_module(name: str) -> bool:
    """Whether Python finds a module of that name, perhaps with the name of a class behind a colon."""
    return next(_located(name.partition(":")[0]), None) is not None


def languages(theme: str) -> tuple[str, ...]:
    """The languages that a theme has texts in; none where it does not say."""
    folder = theme_folder(theme)
    return tuple(sorted(file.stem for file in (folder / LANGUAGES).glob("*.html"))) if folder else ()


def _located(module: str) -> Iterator[Path]:
    """The file or folder of a module. Python looks up its first part alone: for more it would import that."""
    top, *rest = module.split(".")
    if not all(part.isidentifier() for part in (top, *rest)):
        return
    try:
        spec = importlib.util.find_spec(top)
    except (ImportError, ValueError):
        return
    if spec is None:
        return
    if not rest:
        yield from map(Path, spec.submodule_search_locations or [spec.origin or "built-in"])
        return
    for folder in spec.submodule_search_locations or ():
        path = Path(folder, *rest)
        if path.is_dir():
            yield path
        elif (file := path.with_name(f"{path.name}.py")).is_file():
            yield file
        else:
            yield from path.parent.glob(f"{path.name}.*.so")


def siblings(package: str) -> tuple[str, ...]:
    """The modules of a package by their full names; none where it is not found."""
    folder = next(_located(package), None) if package else None
    if folder is None or not folder.is_dir():
        return ()
    return tuple(f"{package}.{file.stem}" for file in folder.glob("*.py") if not file.stem.startswith("_"))


@cache
def extension_options(extension: str) -> frozenset[str] | None:
    """The options of a Markdown extension, as its source lists them; None where it does not say it plainly."""
    offered = {entry.name: entry.value for entry in entry_points(group=EXTENSIONS)}
    path = next(_located(offered.get(extension, extension).partition(":")[0]), None)
    source = path / "__init__.py" if path and path.is_dir() else path
    try:
        text = source.read_text("utf-8") if source and source.stat().st_size < LARGEST else ""
        tree = ast.parse(text)
    except (OSError, ValueError, SyntaxError, RecursionError, MemoryError):
        return None
    if not text or TAKES_MORE.search(text):
        return None
    tables = [
        node.value for node in ast.walk(tree) if isinstance(node, ast.Assign | ast.AnnAssign) and _is_config(node)
    ]
    if not tables or not all(isinstance(table, ast.Dict) for table in tables):
        return None
    keys = [key for table in tables if isinstance(table, ast.Dict) for key in table.keys]
    names = [key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
    return frozenset(names) if len(names) == len(keys) else None


def _is_config(node: ast.Assign | ast.AnnAssign) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return any(isinstance(target, ast.Attribute) and target.attr == "config" for target in targets)
