"""The page for developers is true: what it names is there, and it names every part of the package."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import foresite
from foresite.model.macros import MACROS

ROOT = Path(__file__).parents[2]
PACKAGE = Path(foresite.__file__).parent
PAGE = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
WAY = PAGE[PAGE.index("\n## A claim's way\n") : PAGE.index("\n## Packages and modules\n")]
PATH = r"`([\w.-]+(?:/[\w.-]+)+/?|[\w-]+\.(?:py|j2|md|txt|yml))`"
NAMED = sorted({*re.findall(PATH, PAGE.replace(WAY, "")), *re.findall(r"\]\(([^)#]+)\)", PAGE)})
# The cache is there only once a project was built; the others are files of each golden case.
OF_ANY_PROJECT = {"purpose.txt", "expected.txt", *(path for path in NAMED if path.startswith(".cache/foresite/"))}
SHOWN = sorted({*re.findall(PATH, WAY), *re.findall(r"(?<![\w/])((?:\w+/)*\w+(?:/|\.py))(?= |$)", WAY, re.MULTILINE)})


@pytest.mark.parametrize("path", [path for path in NAMED if path not in OF_ANY_PROJECT])
def test_a_named_path_exists(path: str) -> None:
    assert (ROOT / path).exists()
    assert path.endswith("/") == (ROOT / path).is_dir()


@pytest.mark.parametrize("path", [path for path in SHOWN if not path.startswith("macros/")])
def test_a_path_of_the_picture_exists(path: str) -> None:
    assert (PACKAGE / path).exists()


def test_every_part_of_the_package_is_named() -> None:
    table = PAGE[PAGE.index("\n## Packages and modules\n") : PAGE.index("\n## Where state lives\n")]
    parts = {
        f"macros/foresite/{path.name}{'/' if path.is_dir() else ''}"
        for path in PACKAGE.iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").exists()) and not path.name.startswith("__")
    }
    assert parts - set(re.findall(PATH, table)) == set()


@pytest.mark.parametrize("name", MACROS)
def test_every_macro_has_a_template_for_the_screen_and_one_for_paper(name: str) -> None:
    for package in ("render", "pdf"):
        assert (PACKAGE / package / "templates" / f"{name}.j2").exists()
