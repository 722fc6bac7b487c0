"""What was published stays: the list of permanent addresses, and what is built where they have moved."""

from __future__ import annotations

from pathlib import Path

import html5lib
import pytest
from click.testing import CliRunner

from builds import SITES, mkdocs_build, project_of
from foresite.cli import main

REDIRECTS = """      redirects:
        briefs/2021.md#amari-dredging: briefs/2021.md#amari-dredge
        views.md#moved-away: record.md#lock-opens
        old/notes.md: record.md
        old/notes.md#renamed: record.md#shift-locks
        old/parts.md#part: record.md
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that has moved some of what it published."""
    folder = tmp_path / "project"
    project_of(SITES / "harbours", folder)
    config = folder / "mkdocs.yml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("      themes:\n", f"{REDIRECTS}      themes:\n"), "utf-8")
    return folder


def ids(project: Path, *options: str):
    return CliRunner().invoke(main, ["ids", "-f", str(project / "mkdocs.yml"), *options])


def test_what_is_published_is_kept_and_added_to(project: Path) -> None:
    assert "0 published" in ids(project).stdout
    assert not (project / "permalinks.txt").exists()
    assert ids(project, "--write").exit_code == 0
    kept = (project / "permalinks.txt").read_text("utf-8")
    for link in ("index.md", "briefs/2021.md#amari-lock", "record.md#lock-opens", "views.md#ref-gauge2022"):
        assert f"\n{link}\n" in kept
    assert " 0 added, 0 broken" in ids(project, "--write").stdout
    assert (project / "permalinks.txt").read_text("utf-8") == kept


def test_a_promise_once_made_is_not_forgotten(project: Path) -> None:
    ids(project, "--write")
    page = project / "docs" / "briefs" / "2021.md"
    page.write_text(page.read_text("utf-8").replace("id: amari-dredge\n", "id: amari-deepen\n"), "utf-8")
    done = ids(project, "--write")
    assert done.exit_code == 1
    assert "broken-permalink: 'briefs/2021.md#amari-dredge' was published and is gone" in done.stdout
    kept = (project / "permalinks.txt").read_text("utf-8")
    shown = CliRunner().invoke(main, ["check", "-f", str(project / "mkdocs.yml")]).stdout
    assert "| briefs/2021.md#amari-dredge\n      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^" in shown
    assert "#amari-dredge\n" in kept
    assert "#amari-deepen\n" in kept
    config = project / "mkdocs.yml"
    redirect = "        briefs/2021.md#amari-dredge: briefs/2021.md#amari-deepen\n"
    told = config.read_text("utf-8").replace("#amari-dredging: briefs/2021.md#amari-dredge", "#x: index.md")
    config.write_text(told.replace("      redirects:\n", f"      redirects:\n{redirect}"), "utf-8")
    assert ids(project).exit_code == 0


def test_a_broken_promise_stops_a_strict_build_until_a_redirect_keeps_it(project: Path, tmp_path: Path) -> None:
    ids(project, "--write")
    for page in (project / "docs").rglob("*.md"):
        page.write_text(page.read_text("utf-8").replace("boone-flood", "boone-high-water"), "utf-8")
    build = mkdocs_build(project, tmp_path / "site", "--strict")
    assert build.code != 0
    line = (project / "permalinks.txt").read_text("utf-8").split("\n").index("briefs/2022.md#boone-flood") + 1
    assert f"permalinks.txt:{line}: broken-permalink: 'briefs/2022.md#boone-flood' was" in build.output
    assert not (tmp_path / "site").exists()
    config = project / "mkdocs.yml"
    redirect = "        briefs/2022.md#boone-flood: briefs/2022.md#boone-high-water\n"
    config.write_text(config.read_text("utf-8").replace("      redirects:\n", f"      redirects:\n{redirect}"), "utf-8")
    build = mkdocs_build(project, tmp_path / "site", "--strict")
    assert build.code == 0, build.output
    moved = notes(build.site / "briefs/2022/index.html")
    assert [(id, href) for id, href, _ in moved] == [("boone-flood", "#boone-high-water")]


@pytest.mark.parametrize("content", [b"\xff", b"x" * 2_000_001])
def test_a_list_that_cannot_be_read_is_said(project: Path, content: bytes) -> None:
    (project / "permalinks.txt").write_bytes(content)
    assert ids(project).exit_code == 2
    assert CliRunner().invoke(main, ["check", "-f", str(project / "mkdocs.yml")]).exit_code == 1


def test_a_list_outside_the_project_is_not_read(project: Path) -> None:
    (project.parent / "elsewhere.txt").write_text("secret.md\n", "utf-8")
    (project / "permalinks.txt").symlink_to(project.parent / "elsewhere.txt")
    done = ids(project)
    assert done.exit_code == 2
    assert "secret" not in done.output


@pytest.fixture
def site(project: Path, tmp_path: Path) -> Path:
    build = mkdocs_build(project, tmp_path / "site", "--strict")
    assert build.code == 0, build.output
    return build.site


def parsed(file: Path):
    return html5lib.parse(file.read_text("utf-8"), namespaceHTMLElements=False)


def notes(file: Path) -> list[tuple[str | None, str, str]]:
    found = [e for e in parsed(file).iter("p") if e.get("data-fs-moved") is not None]
    return [(e.get("id"), e.find("a").get("href"), e.find("a").text) for e in found]


def test_a_page_says_where_its_anchors_are_now(site: Path) -> None:
    assert notes(site / "briefs/2021/index.html") == [("amari-dredging", "#amari-dredge", "Dredge the approach")]
    assert notes(site / "views/index.html") == [("moved-away", "../record/#lock-opens", "The second lock opens")]
    assert notes(site / "record/index.html") == []


def test_a_page_stands_where_a_page_is_gone(site: Path) -> None:
    page = site / "old/notes/index.html"
    assert notes(page) == [
        (None, "../../record/", "Record"),
        ("renamed", "../../record/#shift-locks", "From a second lock to a third"),
    ]
    text = page.read_text("utf-8")
    assert '<noscript><meta http-equiv="refresh" content="0; url=../../record/"></noscript>' in text
    assert "Content-Security-Policy" in text
    assert (page.parent / parsed(page).find(".//script").get("src")).resolve().is_file()


def test_a_page_whose_anchors_alone_have_moved_leads_on_by_links(site: Path) -> None:
    page = site / "old/parts/index.html"
    assert notes(page) == [("part", "../../record/", "Record")]
    assert "http-equiv=refresh" not in page.read_text("utf-8").replace('"', "")
