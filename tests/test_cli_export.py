"""``foresite export``: what it finishes, what it finds, and what it says."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import html5lib
import pytest

from builds import SITES, Build, export, mkdocs_build, project_of, zensical_build
from sharing import Shared

REDIRECTS = """      redirects:
        briefs/2021.md#amari-dredging: briefs/2021.md#amari-dredge
        old/notes.md: record.md
"""


def change(project: Path, name: str, old: str, new: str) -> None:
    text = (project / name).read_text("utf-8")
    assert old in text
    (project / name).write_text(text.replace(old, new), "utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The mini-site, with settings for both hosts."""
    folder = project_of(SITES / "harbours", tmp_path / "project")
    change(folder, "mkdocs.yml", "markdown_extensions:\n", "markdown_extensions:\n  - foresite\n")
    return folder


def built(project: Path, *options: str) -> Build:
    build = zensical_build(project, *options)
    assert build.code == 0, build.output
    return build


@pytest.fixture
def finished(tmp_path: Path, shared: Shared) -> Build:
    """The mini-site as the other host leaves it, a copy."""

    def make(folder: Path) -> None:
        project_of(SITES / "harbours", folder)
        change(folder, "mkdocs.yml", "markdown_extensions:\n", "markdown_extensions:\n  - foresite\n")
        built(folder)

    project = shutil.copytree(shared.once("exportable-harbours", make), tmp_path / "project")
    return Build(project / "site", 0, "")


def problems(build: Build) -> list[str]:
    return [line for line in build.output.splitlines() if line.startswith(("docs/", "bib/", "mkdocs.yml"))]


def test_a_good_site_is_finished(finished: Build) -> None:
    build = finished
    done = export(build.site.parent)
    assert (done.code, problems(done)) == (0, [])
    assert done.output.startswith("site: ")
    assert "no problems" in done.output
    loaded = [each.get("href") for each in build.html("record/index.html").iter("link")]
    assert "../assets/foresite.css" in loaded
    assert (build.site / "data" / "claims.json").is_file()
    assert (build.site / "data" / "cite" / "briefs" / "2021.bib").is_file()


def test_what_may_not_be_published_is_taken_back(project: Path) -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><rect width="9" height="9"/></svg>'
    for name in ("evil.html", "sw.js", "search/index.js", "data/claims.json.md", "picture.svg"):
        (project / "docs" / name).parent.mkdir(exist_ok=True)
        (project / "docs" / name).write_text(svg if name.endswith("svg") else "alert('theirs')\n", "utf-8")
    (project.parent / "secret.txt").write_text("the secret", "utf-8")
    (project / "docs" / "leak.txt").symlink_to(project.parent / "secret.txt")
    build = built(project)
    assert (build.site / "evil.html").is_file()
    done = export(project)
    assert done.code == 1
    told = {line.split(": ")[1] for line in problems(done)}
    assert told >= {"refused-file", "taken-address", "unsafe-svg"}
    assert not (build.site / "evil.html").exists()
    assert not (build.site / "sw.js").exists()
    assert not (build.site / "leak.txt").exists()
    assert "theirs" not in build.text("search/index.js")
    assert "claims" in build.text("data/claims.json")
    assert "script" not in build.text("picture.svg")
    assert "<rect" in build.text("picture.svg")


def test_quiet_says_nothing_of_what_is_well(finished: Build) -> None:
    assert export(finished.site.parent, "--quiet").output == ""


def test_a_second_run_changes_nothing(finished: Build) -> None:
    site = finished.site
    export(site.parent)
    once = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    assert export(site.parent).code == 0
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == once


def test_what_the_settings_load_already_is_not_loaded_twice(project: Path) -> None:
    with (project / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("extra_css:\n  - assets/foresite.css\n")
    build = built(project)
    export(project)
    assert build.text("record/index.html").count("assets/foresite.css") == 1


def test_a_host_that_leaves_us_out_is_found_out(project: Path) -> None:
    change(project, "mkdocs.yml", "  - foresite\n  - attr_list", "  - attr_list")
    built(project)
    done = export(project)
    assert done.code == 1
    assert problems(done) == [
        "mkdocs.yml:1: bad-setting: 'foresite' is not among markdown_extensions, "
        "expected it for a host that knows no plugins"
    ]


def test_pages_that_were_built_without_us_are_found_out(project: Path) -> None:
    change(project, "mkdocs.yml", "  - foresite\n  - attr_list", "  - attr_list")
    built(project)
    change(project, "mkdocs.yml", "  - attr_list", "  - foresite\n  - attr_list")
    done = export(project)
    assert done.code == 1
    found = problems(done)
    assert len(found) == len(list((project / "docs").rglob("*.md")))
    assert "docs/record.md:1: stale-page: 'record/index.html' was not rendered by Foresite" in "\n".join(found)


def test_a_page_from_a_stale_cache_is_found_out(project: Path) -> None:
    built(project)
    assert export(project).code == 0
    change(project, "bib/references.bib", "Second lock opens", "Second lock is open")
    built(project)
    stale = export(project)
    assert stale.code == 1
    assert "docs/views.md:1: stale-page: 'views/index.html' was made from other sources" in stale.output
    built(project, "--clean")
    assert export(project).code == 0


def test_a_page_that_is_missing_is_named(finished: Build) -> None:
    (finished.site / "record" / "index.html").unlink()
    done = export(finished.site.parent)
    assert done.code == 1
    assert "docs/record.md:1: stale-page: the site has no 'record/index.html'" in done.output


def test_problems_of_sources_and_pages_are_those_of_a_strict_build(project: Path, tmp_path: Path) -> None:
    change(project, "docs/record.md", "[@gauge2022]", "[@gauge2042]")
    with (project / "docs" / "ko.md").open("a", encoding="utf-8") as file:
        file.write("\n[Data](data/cite/clams.bib)\n")
    built(project)
    done = export(project)
    assert done.code == 1
    strict = mkdocs_build(project, tmp_path / "strict", "--strict")
    # The same mistakes at the same places; a link is written by each host in its own way.
    places = [line.split(": ")[:2] for line in problems(done)]
    assert [code for _, code in sorted(places, reverse=True)] == ["unknown-citation", "dead-link"]
    assert sorted(places) == sorted(line.split(": ")[:2] for line in strict.warnings)


def test_what_has_moved_leads_on(project: Path) -> None:
    change(project, "mkdocs.yml", "      themes:\n", f"{REDIRECTS}      themes:\n")
    site = built(project).site
    assert export(project).code == 0
    page = html5lib.parse((site / "briefs/2021/index.html").read_text("utf-8"), namespaceHTMLElements=False)
    (note,) = [each for each in page.iter("p") if each.get("data-fs-moved") is not None]
    assert (note.get("id"), note.find("a").get("href")) == ("amari-dredging", "#amari-dredge")
    assert "This page has moved" in (site / "old/notes/index.html").read_text("utf-8")


def test_printed_documents_are_published_and_linked(tmp_path: Path) -> None:
    project = project_of(SITES / "jetty", tmp_path)
    with (project / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("markdown_extensions:\n  - foresite\n")
    printed = subprocess.run([sys.executable, "-m", "foresite", "print", "--quiet"], cwd=project, check=True)
    assert printed.returncode == 0
    build = built(project)
    assert export(project).code == 0
    links = [each.get("href") for each in build.html("briefs/2021/index.html").iter("a")]
    assert "../2021.pdf" in links
    assert (build.site / "briefs" / "2021.pdf").read_bytes().startswith(b"%PDF")


def test_hostile_front_matter_stays_text(project: Path) -> None:
    page = project / "docs" / "ko.md"
    hostile = '---\ntitle: "<script>alert(1)</script>Page"\ndescription: "\\"><script>alert(2)</script>"\n---\n'
    page.write_text(f"{hostile}\nText.\n", "utf-8")
    site = built(project).site
    export(project)
    for path in site.rglob("*.html"):
        assert "<script>alert" not in path.read_text("utf-8"), path
    assert "‹script›alert(1)" in (site / "ko" / "index.html").read_text("utf-8")


def test_misuse_exits_with_2(project: Path, tmp_path: Path) -> None:
    assert "no finished site" in export(project).output
    assert export(project).code == 2
    build = mkdocs_build(project, tmp_path / "mk", "--strict")
    assert build.code == 0, build.output
    done = export(project, "--site", str(tmp_path / "mk"))
    assert done.code == 2
    assert "leaves nothing to export" in done.output
