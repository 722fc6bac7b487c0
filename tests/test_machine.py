"""What the machine refuses is said in a line, and the site that is published stays whole."""

from __future__ import annotations

import gzip
import os
import re
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from builds import SITES, mkdocs_build
from foresite.cli import main
from foresite.parsing.history import SourceDateError, source_date

HOOK = """
import shutil
def on_env(env, config, files):
    shutil.rmtree(config.docs_dir)
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The clean mini-site, and a site of it that is published."""
    shutil.copytree(SITES / "harbours", tmp_path / "project")
    site = tmp_path / "published" / "site"
    site.mkdir(parents=True)
    for name in ("index.html", "sitemap.xml"):
        (site / name).write_text("the old site", "utf-8")
    return tmp_path / "project"


def run(command: list[str], project: Path, before: Callable[[], None] | None = None, **environment: str):
    site = project.parent / "published" / "site"
    return subprocess.run(
        [sys.executable, "-m", *command, *(["--site-dir", str(site)] if command[0] == "mkdocs" else [])],
        cwd=project, capture_output=True, text=True, check=False, preexec_fn=before, env=os.environ | environment,
    )  # fmt: skip


def is_whole(project: Path) -> bool:
    folder = project.parent / "published"
    found = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    return found == ["site", "site/index.html", "site/sitemap.xml"]


def names(project: Path) -> list[Path]:
    """Everything but what builds keep for themselves."""
    found = (path.relative_to(project) for path in project.rglob("*"))
    return sorted(path for path in found if path.parts[0] != ".cache")


def limited() -> None:
    """No file may grow beyond what a page takes, as on a disk that is full."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))


def test_a_full_disk_is_said_in_a_line_and_the_site_stays(project: Path) -> None:
    done = run(["mkdocs", "build", "-q"], project, limited)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert re.search("Error: the site cannot be built: .+: File too large; the published site is as it", done.stderr)
    assert is_whole(project)


def test_a_folder_that_cannot_be_written_is_said_in_a_line(project: Path, tmp_path: Path) -> None:
    # Nobody may make a folder there, not even root.
    build = mkdocs_build(project, Path("/proc/foresite/site"))
    assert build.code == 1
    assert "Traceback" not in build.output
    assert "Error: the site cannot be built: /proc/foresite: No such file or directory" in build.output
    (tmp_path / "file").write_text("x", "utf-8")
    build = mkdocs_build(project, tmp_path / "file" / "site")
    assert build.code == 1
    assert "this is a file, or lies below one" in build.output


def test_a_folder_that_goes_in_the_middle_of_a_build_is_said_in_a_line(project: Path) -> None:
    (project / "docs" / "a.png").write_text("x", "utf-8")
    (project / "hook.py").write_text(HOOK, "utf-8")
    with (project / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("\nhooks: [hook.py]\n")
    done = run(["mkdocs", "build", "-q"], project)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "docs/a.png: No such file or directory; the published site is as it was" in done.stderr
    assert is_whole(project)


def test_a_source_date_that_is_no_time_is_said_in_a_line(project: Path) -> None:
    done = run(["mkdocs", "build", "-q"], project, SOURCE_DATE_EPOCH="yesterday")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    said = "SOURCE_DATE_EPOCH is 'yesterday', expected a number of seconds since 1970, such as 1767225600, or nothing"
    assert said in done.stderr
    assert is_whole(project)


@pytest.mark.parametrize("value", ["", "-1", "1.5", "9" * 20, "٣", " 1"])
def test_only_seconds_are_a_source_date(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", value)
    with pytest.raises(SourceDateError, match="expected a number of seconds"):
        source_date()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1709596800")
    assert source_date() == date(2024, 3, 5)


def test_the_site_map_says_when_pages_changed_not_when_the_site_was_built(project: Path, tmp_path: Path) -> None:
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.example"]
    day = {f"GIT_{who}_DATE": "2024-03-05T12:00:00Z" for who in ("AUTHOR", "COMMITTER")}
    with (project / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("\nsite_url: https://own.example/\n")
    for command in (["init", "-q"], ["add", "docs"], ["commit", "-qm", "a"]):
        subprocess.run([*git, *command], cwd=project, env=os.environ | day, check=True)
    (project / "docs" / "new.md").write_text("# New\n", "utf-8")
    build = mkdocs_build(project, tmp_path / "site")
    assert build.code == 0, build.output
    found = re.findall(r"<loc>(.+?)</loc>\s*(?:<lastmod>(.+?)</lastmod>)?\s*</url>", build.text("sitemap.xml"))
    assert dict(found)["https://own.example/new/"] == ""
    assert dict(found)["https://own.example/briefs/2021/"] == "2024-03-05"
    packed = (build.site / "sitemap.xml.gz").read_bytes()
    assert gzip.decompress(packed) == (build.site / "sitemap.xml").read_bytes()
    # When it was made: the day of the last change, at midnight.
    assert int.from_bytes(packed[4:8], "little") == 1709596800


CLOSINGS = (">&-", ">&- 2>&-", "<&-", "</dev/null >/dev/full", "| head -c 0")


@pytest.mark.parametrize(
    ("form", "closing"),
    [
        *(("text", closing) for closing in CLOSINGS),
        ("github", ">&-"), ("json", "</dev/null >/dev/full"),
        *(pytest.param("github", closing, marks=pytest.mark.nightly) for closing in CLOSINGS[1:]),
        *(pytest.param("json", closing, marks=pytest.mark.nightly) for closing in CLOSINGS if "full" not in closing),
    ],
)  # fmt: skip
def test_a_closed_output_is_no_fault(project: Path, form: str, closing: str) -> None:
    with (project / "docs" / "index.md").open("a", encoding="utf-8") as file:
        file.write("\n[@nobody2042]\n")
    command = f"set -o pipefail; {sys.executable} -m foresite check --format {form} {closing}"
    done = subprocess.run(["bash", "-c", command], cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    if "full" in closing:
        assert "Error: No space left on device" in done.stderr


@pytest.mark.parametrize("name", ["bib", ".git", "docs", ".", "macros", "bib/..", "link", "docs/site", ".git/hooks/x"])
def test_a_folder_that_holds_anything_of_ours_is_never_replaced(project: Path, name: str) -> None:
    for path in (".git/HEAD", ".git/hooks/pre-commit", "macros/own.py"):
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text("x", "utf-8")
    (project / "link").symlink_to("bib")
    before = names(project)
    with (project / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write(f"\nsite_dir: {name}\n")
    checked = CliRunner().invoke(main, ["check", "-f", str(project / "mkdocs.yml")])
    assert checked.exit_code == 1
    line = (project / "mkdocs.yml").read_text("utf-8").count("\n")
    assert f"mkdocs.yml:{line}: bad-setting: 'site_dir' is '{name}': the folder " in checked.output
    assert "expected a folder of its own, such as 'site'" in checked.output
    for options in ((), ("--dirty",)) if name in ("bib", "macros") else ():
        command = [sys.executable, "-m", "mkdocs", "build", "-q", *options]
        done = subprocess.run(command, cwd=project, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert "nothing was changed" in done.stderr
    assert names(project) == before
