"""A build that fails publishes nothing: the site that was there stays as it was."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from builds import SITES, mkdocs_build

HOOK = """
import os, time
def on_page_content(html, **_):
    {act}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The clean mini-site, with an older site of it that is published."""
    shutil.copytree(SITES / "harbours", tmp_path / "project")
    old = tmp_path / "published" / "site"
    old.mkdir(parents=True)
    (old / "index.html").write_text("the old site", "utf-8")
    (old / "sitemap.xml").write_text("", "utf-8")
    return tmp_path / "project"


@pytest.fixture
def site(project: Path) -> Path:
    return project.parent / "published" / "site"


def with_hook(project: Path, act: str) -> None:
    (project / "hook.py").write_text(HOOK.format(act=act), "utf-8")
    with (project / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("\nhooks: [hook.py]\n")


def is_old(site: Path) -> bool:
    found = sorted(path.name for path in site.parent.rglob("*"))
    return found == ["index.html", "site", "sitemap.xml"] and (site / "index.html").read_text("utf-8") == "the old site"


def test_a_good_build_replaces_the_old_site(project: Path, site: Path) -> None:
    assert mkdocs_build(project, site, "--strict").code == 0
    assert "the old site" not in (site / "index.html").read_text("utf-8")
    assert (site / "briefs").is_dir()
    assert [path.name for path in site.parent.iterdir()] == ["site"]


@pytest.mark.parametrize("host", ["mkdocs", "properdocs"])
def test_a_strict_build_of_which_the_host_warns_publishes_nothing(project: Path, site: Path, host: str) -> None:
    with_hook(project, "import logging; logging.getLogger('mkdocs.hook').warning('mind the step')")
    build = mkdocs_build(project, site, "--strict", host=host)
    assert build.code != 0
    assert "mind the step" in build.output
    assert is_old(site)


@pytest.mark.parametrize(
    ("options", "said"), [((), "unknown-citation"), (("--quiet",), "problems of a strict build: 1")]
)
def test_a_strict_build_with_a_problem_publishes_nothing(
    project: Path, site: Path, options: tuple[str, ...], said: str
) -> None:
    with (project / "docs" / "index.md").open("a", encoding="utf-8") as file:
        file.write("\n\nA slip [@nobody2042].\n")
    build = mkdocs_build(project, site, "--strict", *options)
    assert build.code != 0
    assert said in build.output
    assert is_old(site)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("See [there](briefs/2031-amary/).", "dead-link"),
        ("## One {#twice}\n\n## Two {#twice}", "repeated-anchor"),
    ],
)
def test_a_strict_build_fails_on_its_output_and_names_the_line(
    project: Path, site: Path, written: str, code: str
) -> None:
    page = project / "docs" / "index.md"
    text = page.read_text("utf-8").rstrip("\n")
    page.write_text(f"{text}\n\n{written}\n", "utf-8")
    build = mkdocs_build(project, site, "--strict")
    last = text.count("\n") + 3 + written.count("\n")
    assert build.code != 0
    assert f"docs/index.md:{last}: {code}: " in build.output
    assert is_old(site)


def test_a_macro_in_a_title_is_left_unrendered_and_found(project: Path, site: Path) -> None:
    (project / "docs" / "index.md").write_text("---\nhide: [toc]\ntitle: '{{ scorecard() }}'\n---\n\nText.\n", "utf-8")
    build = mkdocs_build(project, site, "--strict")
    assert build.code != 0
    assert "docs/index.md:3: unrendered: '{{ scorecard() }}" in build.output
    assert is_old(site)


def test_what_the_source_check_has_told_the_output_check_does_not_repeat(project: Path, site: Path) -> None:
    with (project / "docs" / "index.md").open("a", encoding="utf-8") as file:
        file.write("\n\n| a |\n|---|\n| {{ scorecard( |\n")
    build = mkdocs_build(project, site, "--strict")
    assert "bad-macro" in build.output
    assert "unrendered" not in build.output


def test_a_build_that_raises_publishes_nothing(project: Path, site: Path) -> None:
    with_hook(project, "raise RuntimeError('in the middle')")
    assert mkdocs_build(project, site).code != 0
    assert is_old(site)


def test_a_build_that_is_killed_publishes_nothing_and_the_next_clears_up(project: Path, site: Path) -> None:
    with_hook(project, "open('reached', 'w').close(); time.sleep(600)")
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "--site-dir", str(site)]
    with subprocess.Popen(command, cwd=project, stderr=subprocess.DEVNULL) as run:
        for _ in range(1800):
            if (project / "reached").exists():
                break
            time.sleep(0.1)
        run.send_signal(signal.SIGKILL)
    assert (project / "reached").exists()
    assert (site / "index.html").read_text("utf-8") == "the old site"
    assert len(list(site.parent.iterdir())) == 2
    (project / "hook.py").write_text("", "utf-8")
    assert mkdocs_build(project, site, "--strict").code == 0
    assert [path.name for path in site.parent.iterdir()] == ["site"]
