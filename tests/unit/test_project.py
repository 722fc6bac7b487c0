"""A project made ready to show: what happens at its edges."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import markdown
import pytest

from builds import SITES
from foresite import Project, Settings
from foresite.model.records import Citation, CitedWork
from foresite.parsing.parse_cache import ParseCache
from foresite.parsing.settings import read_settings

INFO = "<info><title>T</title><id>t</id><updated>2020-01-01T00:00:00+00:00</updated></info>"


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


def test_after_an_edit_of_prose_the_record_is_the_one_that_was_there(settings: Settings) -> None:
    parse_cache = ParseCache()
    before = Project.load(settings, parse_cache=parse_cache)
    page = settings.docs / "index.md"
    page.write_text(page.read_text("utf-8") + "\nOne more sentence.\n", "utf-8")
    after = Project.load(settings, parse_cache=parse_cache, before=before)
    assert after.corpus.claims is before.corpus.claims
    assert after.formatted is before.formatted
    assert "One more sentence." in after.corpus.outlines["index.md"].prose
    assert "One more sentence." not in before.corpus.outlines["index.md"].prose


@pytest.mark.parametrize(
    ("edited", "old", "new"),
    [
        ("docs/briefs/2021.md", "says @amari2021", "says @chen2023"),
        ("docs/briefs/2021.md", "addressee: the", "addressee: a"),
        ("docs/index.md", "{{ ", "{ { "),
        ("bib/references.bib", "Amari", "Amarant"),
    ],
)
def test_after_an_edit_of_anything_else_it_is_what_it_would_be(
    settings: Settings, edited: str, old: str, new: str
) -> None:
    parse_cache = ParseCache()
    before = Project.load(settings, parse_cache=parse_cache)
    path = settings.root / edited
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    after, clean = Project.load(settings, parse_cache=parse_cache, before=before), Project.load(settings)
    assert after.corpus == clean.corpus
    assert after.formatted == clean.formatted
    assert after.problems == clean.problems
    assert after.origin != before.origin


def test_another_style_is_seen_though_nothing_else_changed(settings: Settings) -> None:
    style = settings.root / "own.csl"
    layout = '<layout><text variable="title" prefix="{}"/></layout>'
    parts = "".join(f"<{part}>{layout}</{part}>" for part in ("citation", "bibliography"))
    text = f'<style xmlns="http://purl.org/net/xbiblio/csl" version="1.0" class="in-text">{INFO}{parts}</style>'
    style.write_text(text.replace("{}", "One: "), "utf-8")
    before = Project.load(replace(settings, style=style))
    style.write_text(text.replace("{}", "Other: "), "utf-8")
    after = Project.load(replace(settings, style=style), before=before)
    assert "Other: " in after.formatted.entry("amari2021")


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
