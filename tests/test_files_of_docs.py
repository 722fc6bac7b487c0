"""Files and pages of the docs folder that would stand in the place of the site's own, or could run, are not published.

A plain build publishes the site as it would be without them; check and a strict build name each, and what stands there.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from builds import SITES, Build, mkdocs_build
from foresite.cli import main
from foresite.model.problems import Code
from foresite.model.settings import Settings
from foresite.pdf.cache import CachedPdf
from foresite.site.project import Project
from searched import entries, files_of

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc33"
    "0000000049454e44ae426082"
)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9"/>{}</svg>'
PAGE = "---\ntitle: A stranger\n---\n\n# A stranger\n\nNothing to see.\n"
OURS = (
    "search/index.js", "search/entries-0.js", "data/claims.json", "data/claims.csv-metadata.json",
    "data/cite/index.bib", "data/cite/x.bib", "data/schemas/claims.json", "404.html", "sitemap.xml",
    "assets/foresite.css", "assets/search.js", "assets/theme.css", "assets/images/foresite.svg",
    "assets/images/favicon.png", "book.pdf", "briefs/2021.pdf", "briefs/2021-summary.pdf", "DATA/claims.csv",
)  # fmt: skip
"""Paths that a site, or its print, writes."""
RUNNING = (
    "evil.html", "EVIL.HTM", "sw.js", "sub/a.mjs", "a.css", "page.xhtml", "feed.xml", "evil.html.", "a.pdf.html",
    "CNAME", "_redirects", "robots.txt", "a.md~", "a.wasm",
)  # fmt: skip
TWICE = {
    "data/claims.json.md": "a data file of the site",
    "index.html.md": "the page 'docs/index.md'",
    "record/index.md": "the page 'docs/record.md'",
    "Views.md": "the page 'docs/views.md'",
    "assets/images/favicon.png.md": "a file of the theme",
}
NAMES = ("a#b.md", "a?b.png", "100%.md", "new\nline.md", "dot./x.md", "bell\x07.png", " space.md", "back\\slash.csv")


@dataclass(frozen=True)
class Attacked:
    """A project with hostile files, what it says of itself, and the site that comes of it."""

    project: Path
    checked: list[str]
    plain: Build
    before: Build
    """The site without them."""


def problems(output: str) -> list[str]:
    return [line for line in output.splitlines() if re.match(r"(docs|bib)[/:]|mkdocs\.yml:", line)]


def check(project: Path) -> list[str]:
    return problems(CliRunner().invoke(main, ["check", "-f", str(project / "mkdocs.yml")]).output)


def warned(build: Build) -> list[str]:
    return problems("\n".join(line.partition("foresite: ")[2] for line in build.output.splitlines()))


def digests(site: Path) -> dict[str, str]:
    found = (path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


def write(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


@pytest.fixture(scope="module")
def attacked(tmp_path_factory: pytest.TempPathFactory) -> Attacked:
    folder = tmp_path_factory.mktemp("attacked")
    project = folder / "project"
    shutil.copytree(SITES / "harbours", project)
    docs = project / "docs"
    before = mkdocs_build(project, folder / "before")
    for path in (*OURS, *RUNNING):
        write(docs / path, "alert('not ours')")
    for path in TWICE:
        write(docs / path, PAGE)
    for path in NAMES:
        write(docs / path, PAGE if path.endswith(".md") else "x")
    write(docs / "harmless.png", PNG)
    write(docs / "two words.png", PNG)
    write(docs / "HARMLESS.png", PNG)
    write(docs / "numbers.csv", "a,b\n1,2\n")
    write(docs / "evil.svg", SVG.format("\n<script>alert(1)</script>"))
    write(docs / "broken.svg", "<svg")
    os.mkfifo(docs / "pipe.png")
    os.mkfifo(docs / "pipe.md")
    with socket.socket(socket.AF_UNIX) as listening:
        here = Path.cwd()
        os.chdir(docs)
        listening.bind("socket.pdf")
        os.chdir(here)
    checked = check(project)
    return Attacked(project, checked, mkdocs_build(project, folder / "after"), before)


def test_check_and_a_strict_build_say_the_same(attacked: Attacked, tmp_path: Path) -> None:
    strict = mkdocs_build(attacked.project, tmp_path / "site", "--strict")
    assert strict.code != 0
    # What only the finished site shows, such as a link to a page that is not published, comes after.
    assert [line for line in warned(strict) if ": dead-link: " not in line] == attacked.checked
    assert not (tmp_path / "site").exists()


def test_a_plain_build_publishes_ours_and_not_theirs(attacked: Attacked) -> None:
    assert attacked.plain.code == 0, attacked.plain.output
    before, after = digests(attacked.before.site), digests(attacked.plain.site)
    assert after.keys() - before.keys() == {"harmless.png", "two words.png", "numbers.csv", "evil.svg"}
    assert not before.keys() - after.keys()
    for path in before:
        if "not ours" in (attacked.plain.site / path).read_bytes().decode("utf-8", "replace"):
            pytest.fail(f"{path} is theirs")
    ours = {path for path in before if path.startswith(("data/", "assets/")) or path in ("404.html",)}
    assert {path: after[path] for path in ours} == {path: before[path] for path in ours}


@pytest.mark.parametrize("path", OURS)
def test_a_file_in_our_place_is_named_with_what_stands_there(attacked: Attacked, path: str) -> None:
    (said,) = [line for line in attacked.checked if line.startswith(f"docs/{path}:1: ")]
    assert re.search(f"taken-address: the file would be published as '{path}', where .+ stands, expected another", said)


@pytest.mark.parametrize("path", RUNNING)
def test_a_file_that_could_run_is_not_published(attacked: Attacked, path: str) -> None:
    (said,) = [line for line in attacked.checked if line.startswith(f"docs/{path}:1: ")]
    assert re.search("refused-file: a file of the (kind|name) '.+' is not published, expected one of|bad-name", said)
    assert not (attacked.plain.site / path).exists()


@pytest.mark.parametrize(("path", "there"), TWICE.items())
def test_a_page_at_an_address_that_is_taken_is_named_with_what_has_it(
    attacked: Attacked, path: str, there: str
) -> None:
    (said,) = [line for line in attacked.checked if line.startswith(f"docs/{path}:1: ")]
    assert "taken-address: the page would be published as" in said
    assert f"where {there} stands, expected another name" in said


@pytest.mark.parametrize("path", NAMES)
def test_a_name_that_cannot_be_part_of_an_address_is_refused(attacked: Attacked, path: str) -> None:
    shown = path.encode("unicode_escape").decode() if not path.isprintable() else path
    (said,) = [line for line in attacked.checked if line.startswith(f"docs/{shown}:1: ")]
    assert "bad-name: the name '" in said
    assert "expected a name without it" in said


def test_names_that_differ_by_case_only_are_two_files_of_one_name(attacked: Attacked) -> None:
    message = "the file would be published as 'HARMLESS.png', where the file 'docs/harmless.png' stands"
    assert any(message in line for line in attacked.checked)


def test_what_never_ends_is_not_read(attacked: Attacked) -> None:
    for name, what in (("pipe.png", "a named pipe"), ("pipe.md", "a named pipe"), ("socket.pdf", "a socket")):
        assert f"docs/{name}:1: bad-file: the file is {what}, expected a regular file" in attacked.checked


def test_a_picture_in_svg_is_published_without_what_runs(attacked: Attacked) -> None:
    assert attacked.plain.text("evil.svg").count("<rect") == 1
    assert "script" not in attacked.plain.text("evil.svg")
    message = "the element 'script' can run code or load from elsewhere and is left out, expected what draws"
    assert f"docs/evil.svg:2: {Code.UNSAFE_SVG}: {message}" in attacked.checked
    assert [line for line in attacked.checked if "docs/broken.svg:1: bad-file: the picture is not well-formed" in line]


def test_names_with_spaces_and_signs_are_served_and_linked(tmp_path: Path) -> None:
    project, name = tmp_path / "project", "Amary's 2021 (first) & last"
    shutil.copytree(SITES / "harbours", project)
    docs, quoted = project / "docs", quote(name)
    (docs / "briefs" / "2021.md").rename(docs / "briefs" / f"{name}.md")
    for page in docs.rglob("*.md"):
        page.write_text(page.read_text("utf-8").replace("briefs/2021.md", f"briefs/{quoted}.md"), "utf-8")
    write(docs / "two words.png", PNG)
    write(docs / "한국어 쪽.md", "# A page\n\nSee [home](index.md).\n\n![A picture](two%20words.png)\n")
    redirect = "      redirects: {my old page.md: 한국어 쪽.md}\n      scale: phia\n"
    settings = (project / "mkdocs.yml").read_text("utf-8").replace("      scale: phia\n", redirect)
    (project / "mkdocs.yml").write_text(f"{settings}\nsite_url: https://own.example/\n", "utf-8")
    # A strict build follows every link.
    build = mkdocs_build(project, tmp_path / "site", "--strict")
    assert build.code == 0, build.output
    address = f"https://own.example/briefs/{quoted}/"
    shown = f"briefs/{name}/index.html"
    for served in ("sitemap.xml", "data/claims.json", "data/outcomes.atom", f"data/cite/briefs/{name}.ris", shown):
        assert address in build.text(served), served
    assert f"data/cite/briefs/{quoted}.bib" in build.text(shown)
    assert f'href="../{quote("한국어 쪽")}/"' in build.text("my old page/index.html")
    found = [each[2] for each in entries(files_of(build)) if "Amary" in each[2]]
    assert len(found) > 3
    assert all(each.startswith(f"briefs/{quoted}/") for each in found)
    for each in build.site.rglob("*.html"):
        assert not re.search(r'(?:href|src)="[^"#]* [^"]*"', each.read_text("utf-8")), each


def test_the_printed_files_of_pages_with_spaces_are_linked(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "my page.md").write_text("# A\n", "utf-8")
    project = Project.load(Settings.default(tmp_path))
    project.__dict__["printed"] = (CachedPdf("my page.pdf", "PDF", ("my page.md",), 1, b""),)
    parts = project.page_frame("my page.md")
    assert parts and [link for _, link, _ in parts.printed] == ["../my%20page.pdf"]
