"""A stranger's page changes nothing but itself: no code of it runs, and no file outside the project is read."""

from __future__ import annotations

import ast
import hashlib
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from builds import SITES, Build, mkdocs_build
from foresite.cli import main
from foresite.runtime.limits import limited
from searched import entries, files_of

CONFIG = """
site_name: Harbours
site_url: https://own.example/
nav: [{Home: index.md}, ko.md]
not_in_nav: "*"
theme: {name: material, font: false}
plugins: [foresite: {scale: phia, themes: {trade: Trade, locks: Locks}}]
markdown_extensions: [attr_list, md_in_html, admonition, pymdownx.superfences]
"""
SECRET = "the-secret-of-the-machine"
HOSTILE = """---
title: "</title><script>alert(1)</script>"
description: '"><script>alert(2)</script>'
author: '&lt;/title&gt;&lt;script&gt;alert(3)&lt;/script&gt;'
icon: ../../../../etc/passwd
---

# A <script>alert(4)</script> \\<script>alert(5)\\</script>

<script>alert(6)</script> <img src=x onerror=alert(7)> [x](javascript:alert(8)) {{ cycler.__init__.__globals__ }}

--8<-- "../secret.txt"

{% include "../secret.txt" %}

![x](../../secret.txt) <style>* { display: none }</style>

</div></article></main></body><script>alert(9)</script>

/// forecast | <script>alert(10)</script>
    id: stranger-one

<script>alert(11)</script> [x](javascript:alert(12))
///
"""


WATCH = """
import json, sys
def told(event, args):
    if event.startswith(("socket.", "urllib.")) or event in ("open", "subprocess.Popen", "os.system", "os.posix_spawn"):
        log.write(json.dumps([event, str(args[0]), str(args[1]) if len(args) > 1 else ""]) + chr(10))
        log.flush()
log = open({log!r}, "w", encoding="utf-8")
sys.addaudithook(told)
"""


def files(build: Build) -> dict[str, str]:
    found = (path for path in build.site.rglob("*") if path.is_file())
    return {path.relative_to(build.site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    shutil.copytree(SITES / "harbours", folder)
    (folder / "mkdocs.yml").write_text(CONFIG, "utf-8")
    (tmp_path / "secret.txt").write_text(SECRET, "utf-8")
    return folder


def scripts(build: Build, page: str) -> list[str]:
    """What a page runs: addresses of scripts and the text of inline ones."""
    found = [each for each in build.html(page).iter("script") if each.get("type") != "application/ld+json"]
    return [each.get("src") or (each.text or "") for each in found]


def test_a_hostile_page_changes_nothing_but_itself(project: Path, tmp_path: Path) -> None:
    page = project / "docs" / "stranger.md"
    page.write_text("---\ntitle: A stranger\n---\n\n# A stranger\n\nNothing to see.\n", "utf-8")
    harmless = mkdocs_build(project, tmp_path / "harmless")
    assert harmless.code == 0, harmless.output
    page.write_text(HOSTILE, "utf-8")
    hostile = mkdocs_build(project, tmp_path / "hostile")
    assert hostile.code == 0, hostile.output
    before, after = files(harmless), files(hostile)
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    own = {f"data/cite/stranger.{form}" for form in ("bib", "json", "ris")}
    search = {name for name in changed if name.startswith("search/")}
    assert changed - search <= {"stranger/index.html", "sitemap.xml", "sitemap.xml.gz", *own}
    results = [
        [each for each in entries(files_of(build)) if each[2].partition("#")[0] != "stranger/"]
        for build in (harmless, hostile)
    ]
    assert results[0] == results[1]
    assert scripts(hostile, "stranger/index.html") == scripts(harmless, "stranger/index.html")
    tree = hostile.html("stranger/index.html")
    assert not [name for each in tree.iter() for name in each.attrib if str(name).startswith("on")]
    assert not [each for each in tree.iter("a") if (each.get("href") or "").startswith("javascript")]
    assert [each.tag for each in tree] == ["head", "body"]
    assert SECRET not in hostile.text("stranger/index.html")
    assert "</div>" not in hostile.text("stranger/index.html").split("alert(9)")[0][-40:]


def program(name: str, given: str) -> str:
    """What was run, also where it is put under limits first."""
    command = ast.literal_eval(given)
    at = command.index(limited.__code__.co_filename) + 3 if limited.__code__.co_filename in command else 0
    return Path(command[at] if at else name).stem


def test_a_build_asks_nothing_of_the_network_and_runs_nothing_but_pandoc_and_git(project: Path, tmp_path: Path) -> None:
    (project / "hook.py").write_text(WATCH.format(log=str(tmp_path / "log")), "utf-8")
    (project / "mkdocs.yml").write_text(f"{CONFIG}\nhooks: [hook.py]\n", "utf-8")
    remote = "![x](https://evil.example/a.png) <img src='https://evil.example/b.png'> [x](http://evil.example)"
    (project / "docs" / "stranger.md").write_text(f"{HOSTILE}\n\n{remote} [@evil2020]\n", "utf-8")
    with (project / "bib" / "references.bib").open("a", encoding="utf-8") as file:
        file.write(
            "\n@online{evil2020, title = {\\input{../secret.txt}}, date = {2020}, url = {file://../secret.txt}}\n"
        )
    build = mkdocs_build(project, tmp_path / "site")
    assert build.code == 0, build.output
    done = [json.loads(line) for line in (tmp_path / "log").read_text("utf-8").splitlines()]
    assert [each for each in done if each[0].startswith(("socket.", "urllib.", "os."))] == []
    ran = {program(name, given) for event, name, given in done if event == "subprocess.Popen"}
    # Python's ctypes asks these where the libraries are that draw the pictures of link previews.
    assert ran - {"gcc", "ld", "ldconfig"} == {"pandoc", "git"}
    assert any(name.endswith("stranger.md") for event, name, _ in done if event == "open")
    assert not [name for event, name, _ in done if event == "open" and "secret" in name]


def test_a_hostile_title_does_not_reach_other_pages(project: Path, tmp_path: Path) -> None:
    (project / "mkdocs.yml").write_text(CONFIG.replace("not_in_nav:", "# ").replace("nav:", "# "), "utf-8")
    before = mkdocs_build(project, tmp_path / "before")
    strangers = {"a": HOSTILE, "b": "# \\<script>alert(1)\\</script> &lt;script&gt;x", "c": "# `<script>alert(1)`"}
    for name, text in strangers.items():
        (project / "docs" / f"{name}.md").write_text(text, "utf-8")
    after = mkdocs_build(project, tmp_path / "after")
    assert (before.code, after.code) == (0, 0), after.output
    for page in ("index.html", "record/index.html", "404.html"):
        assert scripts(after, page) == scripts(before, page)
    for page in ("a/index.html", "b/index.html", "c/index.html"):
        assert [s for s in scripts(after, page) if "alert" in s] == []


def test_symbolic_links_out_of_the_docs_folder_are_not_published(project: Path, tmp_path: Path) -> None:
    (project / "docs" / "leak.txt").symlink_to(tmp_path / "secret.txt")
    (project / "docs" / "leak.md").symlink_to(tmp_path / "secret.txt")
    (project / "docs" / "config.txt").symlink_to(project / "mkdocs.yml")
    build = mkdocs_build(project, tmp_path / "site")
    assert build.code == 0, build.output
    for name in ("leak.txt", "leak.md", "config.txt"):
        assert f"docs/{name}:1: bad-file: " in build.output
    assert not [path for path in build.site.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]
    assert not [path for path in build.site.rglob("*") if path.name in ("leak.txt", "config.txt")]


def test_a_maze_of_symbolic_links_is_not_entered(project: Path, tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (project / "docs" / name).symlink_to(project / "docs")
    build = mkdocs_build(project, tmp_path / "site")
    assert build.code != 0
    assert "is a symbolic link to a folder" in build.output
    assert not build.site.exists()


REFUSED = [
        "a: &a [*a]", "a: &a {b: *a}", f"a: {'[' * 50_000}", f"a: {'{a: ' * 20_000}",
        "!!python/object/apply:os.system [ls]", 'a: !!python/object/apply:os.system ["touch RUN"]', "a: !ENV HOME",
        "&a0 [x]: &a1 [*a0, *a0]", "a: &x [y]\nb: [*x, *x]",
]  # fmt: skip


def test_front_matter_that_our_reader_refuses_is_not_read_by_the_host(project: Path, tmp_path: Path) -> None:
    for number, matter in enumerate(REFUSED):
        text = f"---\n{matter}\n---\n\nText that stays.\n"
        (project / "docs" / f"stranger-{number}.md").write_text(text, "utf-8")
    build = mkdocs_build(project, tmp_path / "site")
    assert build.code == 0, build.output[-2000:]
    for number, matter in enumerate(REFUSED):
        page = build.text(f"stranger-{number}/index.html")
        assert "Text that stays." in page, matter[:80]
        assert "<p>a: " not in page, matter[:80]
        assert f"docs/stranger-{number}.md:2: bad-yaml: " in build.output, matter[:80]
    assert not list(tmp_path.rglob("RUN"))


FRONT_MATTER = {
    "redirect": "---\ntemplate: redirect.html\nlocation: https://elsewhere.example/\n---\n\nText that stays.\n",
    "partial": "---\ntemplate: partials/content.html\n---\n\nText that stays.\n",
    "nowhere": "---\ntemplate: nope.html\n---\n\nText that stays.\n",
    "empty": "---\nhide:\n---\n\nText that stays.\n",
    "search": "---\nsearch: true\ntags: a\n---\n\nText that stays.\n",
    "unfenced": "template: redirect.html\nlocation: https://elsewhere.example/\n\nText that stays.\n",
}


SHOWS_META = """\
{% extends "base.html" %}
{% block content %}<p>[{{ page.meta | list | join(" ") }}]</p>{{ page.content }}{% endblock %}
"""


def test_front_matter_that_is_wrong_does_not_reach_the_theme(project: Path, tmp_path: Path) -> None:
    settings = (project / "mkdocs.yml").read_text("utf-8").replace("theme: {", "theme: {custom_dir: theme, ")
    (project / "mkdocs.yml").write_text(settings, "utf-8")
    (project / "theme").mkdir()
    (project / "theme" / "main.html").write_text(SHOWS_META, "utf-8")
    for name, text in FRONT_MATTER.items():
        (project / "docs" / f"{name}.md").write_text(text, "utf-8")
    build = mkdocs_build(project, tmp_path / "site")
    assert build.code == 0, build.output[-2000:]
    for name in FRONT_MATTER:
        page = build.text(f"{name}/index.html")
        assert "Text that stays." in page
        assert "<p>[]</p>" in page
        assert "<title>" in page
        assert "Content-Security-Policy" in page
        assert 'http-equiv="refresh"' not in page
        assert 'href="https://elsewhere.example' not in page
        assert f"docs/{name}.md:" in build.output


def test_a_template_that_the_settings_list_is_used_and_keys_of_others_keep_their_type(
    project: Path, tmp_path: Path
) -> None:
    settings = (project / "mkdocs.yml").read_text("utf-8")
    allowed = settings.replace("foresite: {", "foresite: {templates: [landing.html], front_matter: [shown], ")
    allowed = allowed.replace("theme: {", "theme: {custom_dir: theme, ")
    (project / "mkdocs.yml").write_text(allowed, "utf-8")
    (project / "theme").mkdir()
    landing = "{% extends 'main.html' %}{% block content %}{{ page.meta.shown.year }} {{ page.content }}{% endblock %}"
    (project / "theme" / "landing.html").write_text(landing, "utf-8")
    page = project / "docs" / "landing.md"
    page.write_text("---\ntemplate: landing.html\nshown: 2024-01-20\n---\n\nText.\n", "utf-8")
    build = mkdocs_build(project, tmp_path / "site")
    assert build.code == 0, build.output[-2000:]
    assert "2024 <p>Text.</p>" in build.text("landing/index.html")


PRINTED = """\
site_name: 'Harbours <img src=x onerror=alert(1)>'
site_description: 'x" onmouseover="alert(2)'
site_author: '&lt;script&gt;alert(3)&lt;/script&gt;'
copyright: '<a href="https://example.org" target="_blank">C</a> <img src=x onerror=alert(4)>'
repo_url: 'https://example.org/a/b"><script>alert(13)</script>'
repo_name: <b>r</b>
edit_uri: javascript:alert(5)
extra:
  homepage: javascript:alert(6)
  social:
    - icon: fontawesome/brands/mastodon
      link: "java\\tscript:alert(7)"
      name: "n<script>alert(8)</script>"
  consent:
    title: Cookies
    description: <em>as the theme's manual has it</em>
theme:
  name: material
  font: false
  favicon: data:text/html,alert(14)
  palette:
    scheme: 'x" onload="alert(9)'
nav:
  - '<img src=x onerror=alert(10)>': index.md
  - '&lt;img src=x onerror=alert(11)&gt;':
    - 'A < B & "C"': https://example.org/
    - A: javascript:alert(12)
plugins: [foresite]
"""
"""Settings that a theme prints as they are."""
PLAIN = "has HTML, expected plain text"
ACTING = "has HTML that runs code or pulls in other content, expected text and links"
LINK = "unsafe-link: a link with the scheme 'javascript:', expected https, http, mailto or a path"
TOLD = [
    f"mkdocs.yml:1: unsafe-html: 'site_name' {PLAIN}",
    f"mkdocs.yml:2: unsafe-html: 'site_description' {PLAIN}",
    f"mkdocs.yml:3: unsafe-html: 'site_author' {PLAIN}",
    f"mkdocs.yml:4: unsafe-html: 'copyright' {ACTING}",
    "mkdocs.yml:5: unsafe-link: an address with a quotation mark or HTML, expected them encoded, such as %22",
    f"mkdocs.yml:6: unsafe-html: 'repo_name' {PLAIN}",
    f"mkdocs.yml:7: {LINK}",
    f"mkdocs.yml:9: {LINK}",
    f"mkdocs.yml:12: {LINK}",
    f"mkdocs.yml:13: unsafe-html: 'extra' {ACTING}",
    f"mkdocs.yml:20: {LINK}".replace("javascript", "data"),
    f"mkdocs.yml:22: unsafe-html: a text of 'theme' {PLAIN}",
    f"mkdocs.yml:24: unsafe-html: a title in 'nav' {PLAIN}",
    f"mkdocs.yml:25: unsafe-html: a title in 'nav' {PLAIN}",
    f"mkdocs.yml:27: {LINK}",
]


def test_settings_that_a_theme_prints_run_nothing_and_show_no_markup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "bib").mkdir()
    (tmp_path / "bib" / "references.bib").write_text("", "utf-8")
    (tmp_path / "docs" / "index.md").write_text("# Home\n", "utf-8")
    (tmp_path / "mkdocs.yml").write_text(PRINTED, "utf-8")
    build = mkdocs_build(tmp_path, tmp_path / "site")
    assert build.code == 0, build.output[-2000:]
    assert build.warnings == TOLD
    checked = CliRunner().invoke(main, ["check"]).output
    said = [line for line in checked.splitlines() if line.startswith("mkdocs.yml:") and ": notice: " not in line]
    assert said == TOLD
    for page in ("index.html", "404.html"):
        elements = list(build.html(page).iter())
        handlers = {name for element in elements for name in element.attrib if name.startswith("on")}
        assert not handlers
        # That of the copyright is left, as HTML may stand there, and runs nothing.
        assert [element.get("src") for element in elements].count("x") == 1
        assert "javascript:" not in build.text(page)
        assert "data:text" not in build.text(page)
        scripts = [element.text or "" for element in elements if element.tag == "script"]
        assert not any("alert(" in script for script in scripts if not script.startswith("{"))
    page = build.text("index.html")
    assert "<b>r</b>" not in page
    assert '<a href="https://example.org">C</a>' in page
