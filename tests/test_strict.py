"""What is wrong in the sources stops a strict build, and ``foresite check`` says the same without one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from builds import SITES, mkdocs_build

MISTAKES = SITES / "mistakes"


def check(config: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "foresite", "check", "--config", str(config)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def problems(output: str) -> list[str]:
    """The lines that begin with a place: those that show the source below it do not. Notices stop no build."""
    placed = (line for line in output.splitlines() if line.startswith(("docs/", "bib/", "mkdocs.yml")))
    return [line for line in placed if ": notice: " not in line]


def test_check_and_strict_build_report_the_same(tmp_path: Path) -> None:
    checked = check(MISTAKES / "mkdocs.yml")
    assert checked.returncode == 1
    build = mkdocs_build(MISTAKES, tmp_path / "site", "--strict")
    assert build.code != 0
    assert build.warnings == problems(checked.stdout)
    assert len(build.warnings) > 20
    assert "Traceback" not in build.output + checked.stdout + checked.stderr


def test_without_strict_the_page_is_built_and_nothing_is_lost(tmp_path: Path) -> None:
    build = mkdocs_build(MISTAKES, tmp_path / "site")
    assert build.code == 0
    page = build.text("index.html")
    for written in ("The lock opens", "Body.", "Freight fell", "Never closed.", "@amary2021", "comparision()"):
        assert written in page, written


def test_a_clean_project_exits_with_0() -> None:
    done = check(SITES / "harbours" / "mkdocs.yml")
    assert (done.returncode, problems(done.stdout)) == (0, [])


def test_misuse_exits_with_2() -> None:
    done = check(MISTAKES / "no-such-file.yml")
    assert done.returncode == 2
    assert "does not exist" in done.stderr


@pytest.mark.parametrize("text", ["", "site_name: [", "plugins: 7\n", "site_name: x\nplugins:\n  - foresite: 7\n"])
def test_settings_that_are_none_never_show_a_traceback(tmp_path: Path, text: str) -> None:
    shutil.copytree(MISTAKES, tmp_path, dirs_exist_ok=True)
    (tmp_path / "mkdocs.yml").write_text(text, "utf-8")
    done = check(tmp_path / "mkdocs.yml")
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
