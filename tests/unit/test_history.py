"""When a record last changed, as Git tells it: the same for the same commit, and nothing where nothing is known."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from builds import SITES, mkdocs_build, project_of
from foresite.cli import main
from foresite.diff.changes import RevisionError, write_revision
from foresite.model.problems import Code, Problem
from foresite.model.records import History
from foresite.parsing.cache import check_cache
from foresite.parsing.history import check_history, read_history
from foresite.parsing.project import read_project
from foresite.parsing.settings import read_settings
from repositories import commit, git

EVENT = "/// event | {title}\n    id: {id}\n    date: 2024\n    themes: [a]\n    sources: [k]\n\n{body}\n///\n\n"


def write(folder: Path, **bodies: str) -> None:
    text = "# Events\n\n" + "".join(EVENT.format(id=id, title=id, body=body) for id, body in bodies.items())
    (folder / "docs" / "events.md").write_text(text, "utf-8")


def history(folder: Path, cache: Path | None = None) -> History:
    return read(folder, cache)[0]


def read(folder: Path, cache: Path | None = None) -> tuple[History, list[Problem]]:
    settings, _ = read_settings(folder / "mkdocs.yml")
    found, problems = read_history(settings, read_project(settings), cache)
    assert check_history(settings) == problems
    return found, problems


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """One commit in January with two events, one in March that changes the first."""
    folder = tmp_path / "project"
    (folder / "docs").mkdir(parents=True)
    (folder / "bib").mkdir()
    (folder / "bib" / "references.bib").write_text("@misc{k, title = {K}}\n", "utf-8")
    (folder / "docs" / "index.md").write_text("# Home\n", "utf-8")
    git(folder, "init", "-q")
    write(folder, first="One.", second="Two.")
    commit(folder, "2024-01-01")
    write(folder, first="One.\n\nAnd more.", second="Two.")
    commit(folder, "2024-03-03")
    return folder


def test_a_record_changes_with_its_own_lines(project: Path) -> None:
    found = history(project)
    assert found.records == {"first": date(2024, 3, 3), "second": date(2024, 1, 1)}
    assert found.pages == {"events.md": date(2024, 3, 3), "index.md": date(2024, 1, 1)}
    assert found.bibliography == date(2024, 1, 1)


def test_what_is_not_committed_counts_as_the_files_last_commit(project: Path) -> None:
    write(project, first="One.\n\nAnd more.", second="Two, changed.", third="New.")
    (project / "docs" / "new.md").write_text(EVENT.format(id="fourth", title="x", body="Not in Git."), "utf-8")
    found = history(project)
    assert found.records == {"first": date(2024, 3, 3), "second": date(2024, 3, 3), "third": date(2024, 3, 3)}
    assert "new.md" not in found.pages


def test_a_page_whose_text_went_changed_on_that_day(project: Path) -> None:
    write(project, first="One.\n\nAnd more.")
    commit(project, "2024-05-05")
    assert history(project).pages["events.md"] == date(2024, 5, 5)


def test_a_page_that_is_no_longer_under_git_takes_no_dates_from_others(project: Path) -> None:
    git(project, "rm", "-q", "--cached", "docs/events.md")
    git(project, "commit", "-qm", "x", day="2024-05-05")
    found, problems = read(project)
    assert (found.records, problems) == ({}, [])
    assert found.pages["index.md"] == date(2024, 1, 1)


def test_without_git_there_are_no_dates_and_that_is_told(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    found, (problem,) = read(project)
    assert found == History()
    assert "('git cannot be run: No such file or directory')" in problem.message
    assert problem.code is Code.NO_HISTORY


def test_without_a_repository_there_are_no_dates_and_none_are_missed(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / ".git").rename(tmp_path / "away")
    assert read(project) == (History(), [])
    monkeypatch.setenv("PATH", "")
    assert read(project) == (History(), [])


def test_a_repository_without_commits_has_no_dates_yet(project: Path, tmp_path: Path) -> None:
    (project / ".git").rename(tmp_path / "away")
    git(project, "init", "-q")
    assert read(project) == (History(), [])


def test_a_repository_that_git_refuses_is_told_once_in_its_own_words(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    found, (problem,) = read(project)
    assert found == History()
    assert f"fatal: detected dubious ownership in repository at '{project}'" in problem.message
    assert f"git config --global --add safe.directory {project}" in problem.hint


def test_a_history_that_is_damaged_is_told(project: Path) -> None:
    for each in (project / ".git" / "objects").glob("??/*"):
        each.unlink()
    settings, _ = read_settings(project / "mkdocs.yml")
    found, (problem,) = read_history(settings, read_project(settings))
    assert found == History()
    assert "fatal: " in problem.message


def test_the_check_the_build_and_print_tell_it_once_and_print_goes_on(tmp_path: Path) -> None:
    project = project_of(SITES / "harbours", tmp_path / "project")
    (project / ".git").mkdir()
    config = str(project / "mkdocs.yml")
    checked = CliRunner().invoke(main, ["check", "-f", config])
    assert (checked.exit_code, checked.output.count("no-history")) == (1, 1)
    build = mkdocs_build(project, tmp_path / "site", "--strict")
    assert (build.code, build.output.count("no-history")) == (1, 1)
    printed = CliRunner().invoke(main, ["print", "-f", config, "--summary", "chen2023", "-o", str(tmp_path / "a.pdf")])
    assert (printed.exit_code, printed.output.count("no-history")) == (0, 1), printed.output


RUNS = """\
[core]
    fsmonitor = "touch {mark}; false"
    pager = touch {mark}
    sshCommand = touch {mark}
[diff]
    external = touch {mark}
[diff "a.b"]
    textconv = "touch {mark}; cat"
[filter "a=b.c"]
    clean = "touch {mark}; cat"
    process = "touch {mark}; cat"
    required = true
[log]
    showSignature = true
    showRoot = false
[gpg]
    program = touch {mark}
[extensions]
    partialClone = origin
[remote "origin"]
    promisor = true
    url = {folder}
    uploadpack = "touch {mark}; git-upload-pack"
"""


def test_nothing_that_the_settings_of_a_strangers_repository_name_is_run(project: Path, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    blob, tree = (git(project, "rev-parse", f"HEAD:{name}").strip() for name in ("docs/index.md", "docs"))
    git(project, "config", "core.repositoryFormatVersion", "1")
    with (project / ".git" / "config").open("a", encoding="utf-8") as config:
        config.write(RUNS.format(mark=mark, folder=project))
    (project / ".git" / "info").mkdir(exist_ok=True)
    (project / ".git" / "info" / "attributes").write_text("*.md filter=a=b.c diff=a.b\n", "utf-8")
    for name in ("post-index-change", "reference-transaction", "post-checkout"):
        hook = project / ".git" / "hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch {mark}\n", "utf-8")
        hook.chmod(0o755)
    (project / ".cache" / "foresite").mkdir(parents=True)
    write(project, first="One.\n\nAnd more.", second="Not committed.")
    found = history(project)
    assert check_cache(project) == []
    assert found.records == {"first": date(2024, 3, 3), "second": date(2024, 3, 3)}
    assert found.pages["index.md"] == date(2024, 1, 1)
    write_revision(project, "HEAD", tmp_path / "revision")
    (project / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(RevisionError, match="the clone is partial or damaged"):
        write_revision(project, "HEAD", tmp_path / "damaged")
    (project / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    settings, _ = read_settings(project / "mkdocs.yml")
    assert read_history(settings, read_project(settings))[0] == History()
    assert not mark.exists()


@pytest.mark.parametrize("moment", ["-1 +0000", "-9999999999 +0000", "253402300800 +0000", "99999999999999 +0000",
                                    "18446744073709551615 +0000", "1700000000 +9999", "1700000000 -999999",
                                    "nonsense", ""])  # fmt: skip
def test_a_commit_of_an_impossible_time_dates_what_it_can(project: Path, moment: str) -> None:
    write(project, first="One.\n\nAnd more.", second="Two, changed.")
    commit(project, "2024-04-04")
    whole = git(project, "cat-file", "commit", "HEAD")
    lines = [f"{line.partition('>')[0]}> {moment}" if line.startswith("committer") else line
             for line in whole.split("\n")]  # fmt: skip
    id = git(project, "hash-object", "-t", "commit", "-w", "--literally", "--stdin", given="\n".join(lines)).strip()
    git(project, "update-ref", "HEAD", id)
    found = history(project)
    assert found.records["first"] == date(2024, 3, 3)
    assert found.pages["index.md"] == date(2024, 1, 1)


def test_names_and_words_of_a_history_are_no_history(project: Path) -> None:
    other = project / "docs" / "x\u2028docs"
    other.mkdir()
    (other / "events.md").write_text("# X\n", "utf-8")
    (project / "docs" / f"\x01{'0' * 40} 2031-01-01 x\ndocs").mkdir()
    (project / "docs" / f"\x01{'0' * 40} 2031-01-01 x\ndocs" / "index.md").write_text("# X\n", "utf-8")
    git(project, "add", "-A", day="2031-01-01")
    message = f"x\n\n\x01{'0' * 40} 2031-01-01 y\n\ndocs/events.md\n{'0' * 40} 1 1 1\ncommitter-time 1924992000\n"
    author = "&lt;b&gt; \u202e committer-time 1924992000 <a@b.c>"
    git(project, "commit", "-qm", message, "--author", author, day="2031-01-01")
    assert history(project).pages["events.md"] == date(2024, 3, 3)
    assert history(project).pages["index.md"] == date(2024, 1, 1)
    assert history(project).records == {"first": date(2024, 3, 3), "second": date(2024, 1, 1)}


def test_a_shallow_clone_claims_no_more_than_it_knows(project: Path, tmp_path: Path) -> None:
    write(project, first="One.\n\nAnd more.", second="Two.\n\nAnd more.")
    commit(project, "2024-05-05")
    (project / "docs" / "index.md").write_text("# House\n", "utf-8")
    commit(project, "2024-06-06")
    git(tmp_path, "clone", "-q", "--depth", "2", f"file://{project}", "shallow")
    found, (problem,) = read(tmp_path / "shallow")
    assert "the clone is shallow" in problem.message
    assert "git fetch --unshallow" in problem.hint
    assert found.pages == {"index.md": date(2024, 6, 6)}
    assert found.records == {}
    assert found.bibliography is None


def test_a_project_in_a_folder_of_a_repository(project: Path) -> None:
    git(project, "init", "-q", "..")
    (project / ".git").rename(project.parent / "inner")
    git(project.parent, "add", "-A", "project", day="2024-07-07")
    git(project.parent, "commit", "-qm", "x", day="2024-07-07")
    assert history(project).records == {"first": date(2024, 7, 7), "second": date(2024, 7, 7)}


def test_the_cache_gives_the_same_dates_and_notices_changes(project: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache" / "history.json"
    assert history(project, cache) == history(project, cache) == history(project)
    write(project, first="One.\n\nAnd more.", second="Two, changed.")
    assert history(project, cache).records["second"] == date(2024, 3, 3)
    cache.write_text('{"broken": [1', "utf-8")
    assert history(project, cache) == history(project)
