"""Imports run one way, in no circle, and the core knows neither of its hosts."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import foresite

PACKAGE = Path(foresite.__file__).parent
# Each layer may import from itself and from those before it.
LAYERS = (
    ("language", "runtime", "render.raster", "render.svg"),
    ("model",),
    ("parsing", "citing", "render.sanitise"),
    ("views",),
    (
        "assets", "diff", "editing", "exports", "pdf.cache", "render.compiled", "render.overrides", "render.sandbox",
        "render.templating", "reporting", "search",
        "scaffold", "tabular", "verify",
        "site.check", "site.finished_pages", "site.policy", "site.publish", "site.redirects",
    ),
    ("site.project", "site.recording", "site.answer_digests", "site.invalidate"),
    ("render.markdown",),
    ("pdf",),
    ("hosts", "cli", "__main__"),
)  # fmt: skip
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
HOSTS = {"mkdocs": {"hosts"}, "markdown": {"render.markdown"}, "pymdownx": {"render.markdown"}, "material": set()}
MODULES = {
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
}


def layer(module: str) -> str:
    """Return the layer of a module: its package, or itself where it has a layer of its own."""
    parts = module.split(".")[1:]
    return next((name for end in (3, 2, 1) if (name := ".".join(parts[:end])) in RANK), parts[0])


@cache
def imports(module: str) -> set[str]:
    """What a module imports, wherever it does: within functions, and for type checking alone."""
    names = set()
    for node in ast.walk(ast.parse(MODULES[module].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            # A name may be a module of the package, whose own face is then not meant.
            members = {f"{node.module}.{alias.name}" for alias in node.names}
            names |= {name if name in MODULES else node.module for name in members}
    return names


# Packages above layers of their own hold nothing.
CHECKED = [module for module in MODULES if module not in ("foresite", "foresite.render", "foresite.site")]


@pytest.mark.parametrize("module", CHECKED)
def test_imports_run_one_way(module: str) -> None:
    own = layer(module)
    for name in imports(module):
        parts = name.split(".")
        if parts[0] == "foresite" and len(parts) > 1:
            assert RANK[layer(name)] <= RANK[own], f"{module} may not import {name}"
        elif parts[0] in HOSTS:
            assert own in HOSTS[parts[0]], f"{module} may not import {name}"


def test_no_module_imports_itself_by_way_of_others() -> None:
    done: set[str] = set()
    checked = set(CHECKED)

    def visit(module: str, path: tuple[str, ...]) -> None:
        assert module not in path, " -> ".join((*path[path.index(module) :], module))
        if module not in done:
            for name in imports(module):
                if name in checked and name != module:
                    visit(name, (*path, module))
            done.add(module)

    for module in CHECKED:
        visit(module, ())


def test_every_module_has_a_layer() -> None:
    assert {layer(module) for module in CHECKED} <= set(RANK)


@pytest.mark.parametrize(
    "path", [*MODULES.values(), *PACKAGE.rglob("*.j2"), *PACKAGE.rglob("*.css")], ids=lambda path: path.stem
)
def test_the_generator_knows_no_subject(path: Path) -> None:
    words = set(re.findall(r"\w+", path.read_text("utf-8").casefold()))
    assert words.isdisjoint({"russia", "dprk", "korea", "moscow", "pyongyang", "seoul", "jang2024", "lee2025"})
