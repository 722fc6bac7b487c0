"""``foresite diff`` on real repositories, hostile ones among them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from builds import SITES, project_of
from foresite.cli import main

BRIEF = Path("docs/briefs/2021.md")


def git(folder: Path, *command: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    base = ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", "-C", str(folder)]
    return subprocess.run([*base, *command], env=environment, capture_output=True, text=True, check=True).stdout


def commit(folder: Path) -> str:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--no-verify", "-m", "x")
    return git(folder, "rev-parse", "HEAD").strip()


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The project stands in a folder of its repository."""
    project = tmp_path / "site"
    project_of(SITES / "harbours", project)
    git(tmp_path, "init", "-q")
    commit(tmp_path)
    return project


def diff(project: Path, *arguments: str):
    return CliRunner().invoke(main, ["diff", "-f", str(project / "mkdocs.yml"), *arguments])


def edit(project: Path, old: str, new: str, page: Path = BRIEF) -> None:
    file = project / page
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")


def test_the_work_tree_against_a_revision(repository: Path) -> None:
    assert diff(repository, "HEAD").stdout == "no change of the record\n"
    edit(repository, "likelihood: highly likely", "likelihood: unlikely")
    run = diff(repository, "HEAD")
    assert run.exit_code == 0
    assert "  ~ forecast amari-lock: The second lock opens\n      likelihood: highly likely → unlikely\n" in run.stdout
    assert "  amari-lock: held → missed (The second lock opens)\n" in run.stdout


def test_two_revisions_whatever_the_work_tree_holds(repository: Path) -> None:
    first = commit_changed(repository)
    (repository / BRIEF).unlink()
    found = json.loads(diff(repository, f"{first}~1", first, "--format", "json").stdout)
    assert [(item["kind"], item["id"]) for item in found["changes"]] == [("forecast", "amari-lock")]
    assert found["verdicts"] == [
        {"claim": "amari-lock", "title": "The second lock opens", "before": "held", "after": "missed"}
    ]


def test_a_hook_may_call_it(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index.lock")
    assert diff(repository, "HEAD").stdout == "no change of the record\n"


def commit_changed(repository: Path) -> str:
    edit(repository, "likelihood: highly likely", "likelihood: unlikely")
    return commit(repository)


def test_a_renamed_id_breaks_its_permalink(repository: Path) -> None:
    edit(repository, "id: amari-dredge", "id: amari-dredging")
    said = diff(repository, "HEAD", "--format", "markdown").stdout
    assert "- `briefs/2021/#amari-dredge`, gone\n" in said


@pytest.mark.parametrize("revision", ["nowhere", "HEAD:site", "--output=x", "HEAD..HEAD", ""])
def test_a_revision_that_is_none_is_misuse(repository: Path, revision: str) -> None:
    run = diff(repository, "--", revision)
    assert run.exit_code == 2
    assert "there is no such commit here" in run.stderr


def test_without_a_repository_there_is_nothing_to_compare_with(tmp_path: Path) -> None:
    shutil.copytree(SITES / "harbours", tmp_path / "site")
    run = diff(tmp_path / "site", "HEAD")
    assert run.exit_code == 2
    assert "not a git repository" in run.stderr


def test_problems_are_told_because_they_hide_things(repository: Path) -> None:
    edit(repository, "theme: locks", "thema: locks")
    run = diff(repository, "HEAD")
    assert run.stderr.startswith("the files as they stand: ")
    assert run.stderr.endswith("what they hide is not compared\n")


def test_a_hostile_revision_runs_nothing_and_writes_nothing_outside(repository: Path, tmp_path: Path) -> None:
    touched = tmp_path / "touched"
    hook = tmp_path / ".git" / "hooks" / "post-checkout"
    hook.write_text(f"#!/bin/sh\ntouch {touched}\n", "utf-8")
    hook.chmod(0o755)
    for name in ("smudge", "clean", "process"):
        git(tmp_path, "config", f"filter.evil.{name}", f"touch {touched}; cat")
    git(tmp_path, "config", "core.fsmonitor", f"touch {touched}")
    plain = git(tmp_path, "rev-parse", "HEAD").strip()
    (tmp_path / ".gitattributes").write_text("*.md filter=evil export-ignore export-subst\n", "utf-8")
    (repository / "docs" / "out.md").symlink_to("/etc/hostname")
    (repository / "docs" / "folder").symlink_to("/etc")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-q", "--no-verify", "-m", "$Format:%H$")
    touched.unlink(missing_ok=True)
    run = diff(repository, plain, "HEAD")
    assert run.exit_code == 0, run.output
    assert run.stdout == "no change of the record\n"
    assert not touched.exists()
