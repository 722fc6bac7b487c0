"""When a record last changed, as Git tells it: the same for the same commit, and nothing where nothing is known."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from foresite.model import History
from foresite.reading import read_project
from foresite.reading.history import read_history
from foresite.reading.settings import read_settings
from repositories import commit, git

EVENT = "/// event | {title}\n    id: {id}\n    date: 2024\n    themes: [a]\n    sources: [k]\n\n{body}\n///\n\n"


def write(folder: Path, **bodies: str) -> None:
    text = "# Events\n\n" + "".join(EVENT.format(id=id, title=id, body=body) for id, body in bodies.items())
    (folder / "docs" / "events.md").write_text(text, "utf-8")


def history(folder: Path, cache: Path | None = None) -> History:
    settings, _ = read_settings(folder / "mkdocs.yml")
    return read_history(settings, read_project(settings), cache)


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


def test_without_git_there_are_no_dates(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert history(project) == History()


def test_without_a_repository_there_are_no_dates(project: Path, tmp_path: Path) -> None:
    (project / ".git").rename(tmp_path / "away")
    assert history(project) == History()


def test_a_shallow_clone_claims_no_more_than_it_knows(project: Path, tmp_path: Path) -> None:
    write(project, first="One.\n\nAnd more.", second="Two.\n\nAnd more.")
    commit(project, "2024-05-05")
    (project / "docs" / "index.md").write_text("# House\n", "utf-8")
    commit(project, "2024-06-06")
    git(tmp_path, "clone", "-q", "--depth", "2", f"file://{project}", "shallow")
    found = history(tmp_path / "shallow")
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
