"""Imports run one way, and the core knows neither of its hosts."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import foresite

PACKAGE = Path(foresite.__file__).parent
# Each layer may import from itself and from those before it.
LAYERS = (
    ("limited", "memory", "problems", "site_paths", "svg", "values", "workers", "xml_text"),
    ("settings", "model", "signatures", "permalinks", "extensions", "hosts"),
    ("verdicts", "reading", "sanitising", "corpus", "citing", "integrity"),
    ("views",),
    (
        "templates", "exporting", "reporting", "comparing", "writing", "verifying", "schemas", "redirects",
        "assets", "checking", "publishing", "policy", "pdf_cache",
    ),
    ("project", "reusing"),
    ("markdown",),
    ("pdf",),
    ("mkdocs", "cli", "__main__"),
)  # fmt: skip
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
HOSTS = {"mkdocs": {"mkdocs"}, "markdown": {"markdown"}, "pymdownx": {"markdown"}, "material": set()}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path != PACKAGE / "__init__.py")


def layer(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> list[str]:
    """The modules that a file imports when it runs; those for type checking alone do not count."""
    tree = ast.parse(path.read_text("utf-8"))
    checking = {
        id(node)
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and getattr(block.test, "id", "") == "TYPE_CHECKING"
        for node in ast.walk(block)
    }
    names = []
    for node in ast.walk(tree):
        if id(node) in checking:
            continue
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_imports_run_one_way(path: Path) -> None:
    own = layer(path)
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "foresite" and len(parts) > 1 and parts[1] in RANK:
            assert RANK[parts[1]] <= RANK[own], f"{own} may not import {name}"
        elif parts[0] in HOSTS:
            assert own in HOSTS[parts[0]], f"{own} may not import {name}"


def test_every_module_has_a_layer() -> None:
    assert {layer(path) for path in MODULES} <= set(RANK)


@pytest.mark.parametrize("path", [*MODULES, *PACKAGE.rglob("*.j2"), *PACKAGE.rglob("*.css")], ids=str)
def test_the_generator_knows_no_subject(path: Path) -> None:
    words = set(re.findall(r"\w+", path.read_text("utf-8").casefold()))
    assert words.isdisjoint({"russia", "dprk", "korea", "moscow", "pyongyang", "seoul", "jang2024", "lee2025"})
