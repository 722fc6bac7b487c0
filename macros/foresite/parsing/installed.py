"""Look up plugins, themes and extensions that a host loads by name, without importing them.

Settings from an untrusted change can name any package; checking whether it exists must not run it.
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

# The location of a theme's files, found without loading the theme or its host.


TEMPLATES = (".html", ".py", ".pyc", ".yml")
"""The endings of a theme's files that are not copied into a site."""


class ThemeFiles:
    """The files that a site has of its theme."""

    def __init__(self, name: str, custom: Path | None) -> None:
        """Look up a theme; ``custom`` is the project's own folder of files that replace the theme's."""
        self._folders = (*([custom] if custom else ()), *_folders(name))

    def has(self, path: str) -> bool:
        """Check whether the site has this path of the theme."""
        if path.endswith(TEMPLATES) or path.startswith(".") or "/." in path:
            return False
        return any(os.path.isfile(folder / path) for folder in self._folders)  # noqa: PTH113 (it never raises)


@lru_cache(8)
def _folders(name: str) -> tuple[Path, ...]:
    """Return the folder of an installed theme; empty for an unknown theme, which the host reports."""
    if not name:
        return ()
    try:
        module = next(iter(entry_points(group="mkdocs.themes", name=name))).value
        top, *subfolders = module.split(".")
        # Looking up a submodule would import its package.
        spec = find_spec(top)
    except (StopIteration, ImportError, ValueError):
        return ()
    places = spec.submodule_search_locations if spec else None
    return tuple(Path(place, *subfolders) for place in places or ())


# Installed plugins, themes and Markdown extensions, looked up without importing them.


PLUGINS, THEMES, EXTENSIONS = "mkdocs.plugins", "mkdocs.themes", "markdown.extensions"
LANGUAGES = "partials/languages"
MAX_EXTENSION_BYTES = 500_000
"""Bytes of an extension's source that is parsed for its options."""
TAKES_MORE = re.compile(r"\bconfig\.update\(|\bconfig\[[^\]]*\] *=(?!=)")
"""Code by which an extension accepts options that it does not list."""


@cache
def names(group: str) -> tuple[str, ...]:
    """Return the names under which packages offer entry points of a group."""
    return tuple(sorted({entry.name for entry in entry_points(group=group)}))


@cache
def theme_folder(theme: str) -> Path | None:
    """Return the folder of a theme's templates; None if it is not found."""
    module = next((entry.value for entry in entry_points(group=THEMES) if entry.name == theme), None)
    return next(_find_module(module), None) if module else None


@cache
def is_module(name: str) -> bool:
    """Check whether Python finds a module of that name, optionally followed by a colon and a class."""
    return next(_find_module(name.partition(":")[0]), None) is not None


def languages(theme: str) -> tuple[str, ...]:
    """Return the languages for which a theme has texts; empty if it does not say."""
    folder = theme_folder(theme)
    return tuple(sorted(file.stem for file in (folder / LANGUAGES).glob("*.html"))) if folder else ()


def _find_module(module: str) -> Iterator[Path]:
    """Yield the file or folder of a module; a submodule is looked up on disk, since Python would import it."""
    top, *subfolders = module.split(".")
    if not all(part.isidentifier() for part in (top, *subfolders)):
        return
    try:
        spec = importlib.util.find_spec(top)
    except (ImportError, ValueError):
        return
    if spec is None:
        return
    if not subfolders:
        yield from map(Path, spec.submodule_search_locations or [spec.origin or "built-in"])
        return
    for folder in spec.submodule_search_locations or ():
        path = Path(folder, *subfolders)
        if path.is_dir():
            yield path
        elif (file := path.with_name(f"{path.name}.py")).is_file():
            yield file
        else:
            yield from path.parent.glob(f"{path.name}.*.so")


def siblings(package: str) -> tuple[str, ...]:
    """Return the modules of a package by their full names; empty if it is not found."""
    folder = next(_find_module(package), None) if package else None
    if folder is None or not folder.is_dir():
        return ()
    return tuple(f"{package}.{file.stem}" for file in folder.glob("*.py") if not file.stem.startswith("_"))


@cache
def extension_options(extension: str) -> frozenset[str] | None:
    """Return the options of a Markdown extension, from its source; None if it does not list them plainly."""
    offered = {entry.name: entry.value for entry in entry_points(group=EXTENSIONS)}
    path = next(_find_module(offered.get(extension, extension).partition(":")[0]), None)
    source = path / "__init__.py" if path and path.is_dir() else path
    try:
        text = source.read_text("utf-8") if source and source.stat().st_size < MAX_EXTENSION_BYTES else ""
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
