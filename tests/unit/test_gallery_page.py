"""The page on example projects is true: it names them all, and what they show."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import gallery
import pytest
import yaml

from builds import ROOT, SITES
from foresite.parsing.project import read_project
from foresite.parsing.settings import read_settings

PAGE = (ROOT / "docs" / "gallery.md").read_text("utf-8")
SECTIONS = {
    match[1]: section
    for section in re.split(r"(?m)^## ", PAGE)[1:]
    if (match := re.search(r"(?m)^- Sources: `tests/sites/(\w+)/`$", section))
}


def listed(section: str, what: str) -> list[str]:
    line = re.search(rf"(?m)^- {what}: (.*)$", section)
    return re.findall(r"`([\w-]+)`", line[1]) if line else []


def own_settings(folder: Path) -> dict[str, Any]:
    plugins = yaml.safe_load((folder / "mkdocs.yml").read_text("utf-8"))["plugins"]
    return next(each["foresite"] for each in plugins if isinstance(each, dict) and "foresite" in each)


def test_every_project_has_its_section() -> None:
    assert set(SECTIONS) == {path.name for path in SITES.iterdir() if (path / "mkdocs.yml").is_file()}
    assert len(re.findall(r"(?m)^## ", PAGE)) == len(SECTIONS)


@pytest.mark.parametrize("name", SECTIONS)
def test_it_names_the_settings_and_macros_of_each(name: str) -> None:
    folder, section = SITES / name, SECTIONS[name]
    assert listed(section, "Settings") == sorted(own_settings(folder))
    sources = read_project(read_settings(folder / "mkdocs.yml")[0])
    assert listed(section, "Macros") == sorted({call.name for call in sources.calls})
    # Only the one that is there for its mistakes has any.
    assert bool(sources.problems) == (name == "mistakes")


@pytest.mark.parametrize("name", SECTIONS)
def test_what_it_points_to_is_there(name: str) -> None:
    section = SECTIONS[name]
    paths = [ROOT / path for path in re.findall(r"`(tests/sites/[\w./-]+)`", section)]
    assert [path for path in paths if not path.exists()] == []
    # Options and settings are those of the file that is named before them.
    for path, said in re.findall(r"(?m)`(tests/sites/[\w./-]+\.md)` for ([^.]*?)(?=, (?:and )?`tests|\.$)", section):
        text = (ROOT / path).read_text("utf-8")
        for option in re.findall(r"`([\w-]+)`", said):
            assert re.search(rf"(?m)^    {option}:|\b{option}=", text), (path, option)


def test_every_picture_is_one_that_the_tool_takes_and_is_small() -> None:
    shown = re.findall(r"!\[[^\]]+\]\((images/gallery/(\w+)\.webp)\)", PAGE)
    assert sorted(name for _, name in shown) == sorted(gallery.SHOWN)
    assert all((ROOT / "docs" / path).stat().st_size < 30_000 for path, _ in shown)
    assert len(list((ROOT / "docs" / "images" / "gallery").iterdir())) == len(shown)
    for name in gallery.SHOWN:
        assert f"images/gallery/{name}.webp" in SECTIONS[name]
