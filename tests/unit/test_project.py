"""A project made ready to show: what happens at its edges."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import markdown
import pytest

from builds import SITES
from foresite import Project, Settings
from foresite.model import Citation, CitedWork
from foresite.reading.settings import read_settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    shutil.copytree(SITES / "harbours", tmp_path, dirs_exist_ok=True)
    settings, problems = read_settings(tmp_path / "mkdocs.yml")
    assert problems == []
    return settings


def test_a_draft_outside_the_project_may_cite_in_new_ways(settings: Settings) -> None:
    project = Project.load(settings)
    unheard = Citation((CitedWork("chen2023", prefix="pace", label="paragraph", locator="4"),))
    assert unheard not in project.formatted.citations
    assert "(pace " in project.citation(unheard)


def test_a_style_that_pandoc_refuses_is_a_problem_and_loses_nothing(settings: Settings) -> None:
    style = settings.root / "own.csl"
    style.write_text(
        '<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text"><info/>'
        '<citation><layout><text macro="none"/></layout></citation>'
        '<bibliography><layout><text macro="none"/></layout></bibliography></style>',
        "utf-8",
    )
    project = Project.load(replace(settings, style=style))
    assert [str(problem).split(": ")[:2] for problem in project.problems] == [["own.csl:1", "bad-style"]]
    assert "Amari" in project.formatted.entry("amari2021")


def test_a_page_renders_under_bare_markdown(settings: Settings) -> None:
    text = (settings.docs / "briefs" / "2021.md").read_text("utf-8").split("---\n", 2)[2]
    options = {
        "docs": str(settings.docs),
        "bibliography": "bib/references.bib",
        "scale": "phia",
        "page": "briefs/2021.md",
    }
    html = markdown.markdown(text, extensions=["foresite"], extension_configs={"foresite": options})
    for shown in ('id="amari-lock"', "80–90 %", "Delta Institute", '<a href="../record.md#lock-opens">', "held"):
        assert shown in html
