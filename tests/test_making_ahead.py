"""Pages that are made ahead of MkDocs, by several processes or one, are what it would have made itself."""

from __future__ import annotations

import gc
import re
import shutil
import weakref
from pathlib import Path

import pytest
from markdown import Markdown

from builds import SITES, Build, mkdocs_build, project_of
from foresite.model.settings import Settings
from foresite.render.markdown.extension import ForesiteExtension
from foresite.site.project import Project

ALONE = "few"
"""The name of a project that one process makes."""
HOOK = "def on_page_content(html, **_):\n    return html + '<!-- seen by a hook -->'\n"
NAV = re.compile(r"^nav:\n(?:[ -].*\n)+", re.MULTILINE)


@pytest.fixture(params=["few pages", "many pages"])
def project(request: pytest.FixtureRequest, tmp_path: Path, port_sources: Path) -> Path:
    """A project that one process makes, and one that takes several where there are several processors."""
    if request.param == "few pages":
        return project_of(SITES / "harbours", tmp_path / ALONE)
    return shutil.copytree(port_sources, tmp_path / "project")


def built(project: Path, *options: str) -> Build:
    build = mkdocs_build(project, project.parent / "site", *options, alone=project.name == ALONE)
    assert build.code == 0, build.output
    return build


def pages(build: Build) -> dict[str, str]:
    return {path.relative_to(build.site).as_posix(): path.read_text("utf-8") for path in build.site.rglob("*.html")}


def test_where_a_hook_has_a_say_in_pages_it_has_it_and_nothing_else_changes(project: Path) -> None:
    ahead = pages(built(project))
    (project / "hook.py").write_text(HOOK, "utf-8")
    config = project / "mkdocs.yml"
    config.write_text(config.read_text("utf-8") + "\nhooks: [hook.py]\n", "utf-8")
    hooked = pages(built(project))
    sources = list((project / "docs").rglob("*.md"))
    assert sum("<!-- seen by a hook -->" in page for page in hooked.values()) >= len(sources)
    assert {path: page.replace("<!-- seen by a hook -->", "") for path, page in hooked.items()} == ahead


def test_pages_without_a_title_in_the_navigation_are_named_by_their_own(project: Path) -> None:
    config = project / "mkdocs.yml"
    (project / "docs" / "first.md").write_text("# The first & *foremost*\n\nText.\n", "utf-8")
    (project / "docs" / "second.md").write_text("---\ntitle: As front matter has it\nlang: ko\n---\n\nText.\n", "utf-8")
    (project / "docs" / "third.md").write_text("# Third, plainly\n\nText.\n", "utf-8")
    nav = "nav:\n  - index.md\n  - first.md\n  - second.md\n  - third.md\n"
    config.write_text(f"{nav}{NAV.sub('', config.read_text('utf-8'))}", "utf-8")
    build = built(project)
    named = {a.get("href"): a for a in build.html("index.html").iter("a")}
    assert named["second/"].get("lang") == "ko"
    links = {href: " ".join("".join(a.itertext()).split()) for href, a in named.items()}
    assert links["first/"].endswith("The first & foremost")
    assert links["second/"] == "As front matter has it"
    assert links["third/"] == "Third, plainly"
    (after,) = [a for a in build.html("second/index.html").iter("a") if a.get("rel") == "next"]
    assert " ".join(after.itertext()).split()[-2:] == ["Third,", "plainly"]


def test_what_the_host_says_of_a_page_is_said_once(project: Path) -> None:
    with (project / "docs" / "index.md").open("a", encoding="utf-8") as file:
        file.write("\n\n[Nowhere](nowhere.txt) and [no such place](#no-such-place), [root](/from-the-root/)\n")
    output = built(project).output
    assert output.count("nowhere.txt") == 1
    assert output.count("no-such-place") == 1
    assert output.count("/from-the-root/") == 1


def test_a_page_stands_before_a_file_at_the_same_address(project: Path) -> None:
    (project / "docs" / "own").mkdir()
    (project / "docs" / "own" / "index.html").write_text("a file", "utf-8")
    (project / "docs" / "own.md").write_text("# A page\n\nOf its own.\n", "utf-8")
    config = project / "mkdocs.yml"
    config.write_text(config.read_text("utf-8") + "\nuse_directory_urls: false\n", "utf-8")
    (project / "docs" / "own.html").write_text("a file", "utf-8")
    build = built(project)
    assert "Of its own." in build.text("own.html")


def test_the_map_of_the_site_names_every_page(project: Path) -> None:
    config = project / "mkdocs.yml"
    config.write_text(config.read_text("utf-8") + "\nsite_url: https://example.org/ports/\n", "utf-8")
    build = built(project)
    listed = set(re.findall(r"<loc>https://example.org/ports/(.*?)</loc>", build.text("sitemap.xml")))
    there = {path.removesuffix("index.html") for path in pages(build) if path.endswith("index.html")}
    assert listed == there


def test_a_page_that_is_made_leaves_nothing_to_look_for(tmp_path: Path) -> None:
    extension = ForesiteExtension(Project.load(Settings.default(tmp_path)), page="a.md")
    md = Markdown(extensions=[extension])
    assert md.convert("# A") == '<h1 id="a">A</h1>'
    left = weakref.ref(md)
    gc.collect()
    gc.disable()
    try:
        extension.release()
        del md
        assert left() is None
    finally:
        gc.enable()
