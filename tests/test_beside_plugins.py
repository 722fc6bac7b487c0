"""Other plugins of MkDocs build a strict site beside Foresite, or the check says that they cannot."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from builds import Build, mkdocs_build
from foresite.cli.common import load

PAGE = (Path(__file__).parents[1] / "docs" / "plugins.md").read_text("utf-8")
ROW = re.compile(r"^\| `([a-z0-9-]+)` \| ([a-z, ]+) \|", re.MULTILINE)
TABLE = dict(ROW.findall(PAGE))
DELIMITERS = PAGE.split("```yaml\nplugins:\n")[1].partition("  - foresite")[0]
BRIEF = """---
brief: rivera2024
outlook: 2024
paragraphs: 9
tags: [ports]
---

# The Port in a Dry Year

/// forecast | The second lock opens
    id: second-lock
    theme: trade
    at: 3
    wording: should
    likelihood: likely
    horizon: 2025
    criterion: A ship passes.

It will open soon [@rivera2024, ¶3].
///
"""
BIB = """@report{rivera2024,
  author = {Rivera, Alma},
  title = {The Port in a Dry Year},
  date = {2024-01-15},
}
"""
SETTINGS = """site_name: Ports
site_url: https://ports.example.net/
theme: {name: material, font: false}
plugins:
{PLUGIN}  - foresite:
      themes: {trade: Trade}
{NAV}"""
NAV = "nav: [Home: index.md, Brief: brief.md]\n"
POST = "---\ndate: 2025-01-02\ncategories: [Ships]\n---\n\n# A new crane\n\nIt lifts.\n"


@dataclass(frozen=True)
class Beside:
    """A plugin beside Foresite: its settings, its pages, and what shows that it did its work."""

    shows: Callable[[Build], bool]
    settings: str = ""
    files: tuple[tuple[str, str], ...] = ()
    nav: str = NAV


def has(path: str, text: str) -> Callable[[Build], bool]:
    return lambda build: text in build.text(path)


BESIDE = {
    "search": Beside(has("search/search_index.json", "second lock")),
    "tags": Beside(has("tags/index.html", "ports"), files=(("tags.md", "# Tags\n\n<!-- material/tags -->\n"),),
                   nav=NAV.replace("]", ", Tags: tags.md]")),
    "blog": Beside(lambda build: all(
        word in build.text(f"blog/{page}index.html") for page in ("", "2025/01/02/a-new-crane/") for word in
        ("A new crane", "It lifts.", "January 2, 2025", "Ships")), nav="",
                   files=(("blog/index.md", "# News\n"), ("blog/posts/crane.md", POST))),
    "awesome-nav": Beside(has("index.html", ">Our brief<"), nav="",
                          files=((".nav.yml", "nav:\n  - index.md\n  - Our brief: brief.md\n"),)),
    "redirects": Beside(has("old/index.html", "../brief/"), "      redirect_maps: {old.md: brief.md}\n"),
    "rss": Beside(has("feed_rss_updated.xml", "The Port in a Dry Year")),
    "minify": Beside(lambda build: "\n<body" not in build.text("index.html"), "      minify_html: true\n"),
    "offline": Beside(has("index.html", 'href="brief.html#second-lock"')),
    "macros": Beside(has("index.html", "It is 42"), DELIMITERS.partition("\n")[2],
                     (("index.md", "# Home\n\nIt is (( 41 + 1 )).\n\n{{ claims() }}\n"),)),
    "git-revision-date-localized": Beside(has("brief/index.html", "second-lock")),
}  # fmt: skip


def project(folder: Path, plugin: str, beside: Beside) -> Path:
    """Write a small project with a plugin, under Git."""
    options = f"  - {plugin}:\n{beside.settings}" if beside.settings else f"  - {plugin}\n"
    files = {
        "mkdocs.yml": SETTINGS.replace("{PLUGIN}", options).replace("{NAV}", beside.nav),
        "bib/references.bib": BIB,
        "docs/index.md": "# Home\n\n{{ claims() }}\n",
        "docs/brief.md": BRIEF,
        **{f"docs/{path}": text for path, text in beside.files},
    }
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    name = ["-c", "user.name=Editor", "-c", "user.email=editor@example.org"]
    for command in (["init", "-q"], ["add", "."], [*name, "commit", "-qm", "All"]):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return folder


@pytest.mark.parametrize("plugin", BESIDE)
def test_a_plugin_builds_a_strict_site_beside_ours(
    plugin: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # One of them tells of a fork of MkDocs.
    monkeypatch.setitem(os.environ, "DISABLE_MKDOCS_2_WARNING", "true")
    beside = BESIDE[plugin]
    folder = project(tmp_path / "project", plugin, beside)
    assert [str(problem) for problem in load(folder / "mkdocs.yml", host=True).problems] == []
    build = mkdocs_build(folder, tmp_path / "site", "--strict")
    assert build.code == 0, build.output
    assert beside.shows(build)
    # Ours is whole, too.
    brief = next(path for path in ("brief.html", "brief/index.html") if (build.site / path).is_file())
    assert "id=second-lock" in build.text(brief).replace('"', "")
    assert "second-lock" in build.text("data/claims.json")


def test_the_table_names_each_that_is_tried_and_says_of_the_others_why_not() -> None:
    tried = {plugin for plugin, works in TABLE.items() if works in ("yes", "with other delimiters")}
    assert tried == set(BESIDE)
    assert {plugin: works for plugin, works in TABLE.items() if plugin not in tried} == {
        "table-reader": "not tested", "social": "not tested", "glightbox": "no", "i18n": "no",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            "  - i18n:\n      languages: []\n",
            "mkdocs.yml:5: bad-setting: the plugin 'i18n' builds each page once for each",
        ),
        ("  - glightbox\n", "mkdocs.yml:5: bad-setting: the plugin 'glightbox' needs code in each page"),
        ("  - macros\n", "mkdocs.yml:5: bad-setting: the plugin 'macros' takes '{{ … }}' and '{#id}' for its own"),
        ("  - macros:\n      render_by_default: false\n", ""),
    ],
)
def test_the_check_says_what_cannot_work(tmp_path: Path, options: str, message: str) -> None:
    folder = project(tmp_path, "search", BESIDE["search"])
    file = folder / "mkdocs.yml"
    file.write_text(file.read_text("utf-8").replace("  - search\n", options), "utf-8")
    found = [str(problem) for problem in load(file, host=True).problems]
    assert len(found) == bool(message)
    assert all(each.startswith(message) for each in found)


def test_calls_of_the_table_reader_are_left_to_it(tmp_path: Path) -> None:
    folder = project(tmp_path, "search", BESIDE["search"])
    page = folder / "docs" / "index.md"
    page.write_text("# Home\n\n{{ read_csv('table.csv') }}\n", "utf-8")
    file = folder / "mkdocs.yml"
    assert "unknown-macro" in str(load(file).problems[0])
    file.write_text(file.read_text("utf-8").replace("  - search\n", "  - table-reader\n"), "utf-8")
    assert load(file).problems == []
