"""Where pages are edited: as ``mkdocs.yml`` says, or as the CI's environment does."""

from __future__ import annotations

from pathlib import Path

import pytest

from foresite.parsing.configuration import edit_root
from foresite.parsing.settings import read_settings

DOCS = Path("/work/harbour/docs")
GITHUB = {
    "GITHUB_SERVER_URL": "https://github.example",
    "GITHUB_REPOSITORY": "port/harbour",
    "GITHUB_REF_NAME": "main",
    "GITHUB_REF_TYPE": "branch",
}
GITLAB = {"CI_PROJECT_URL": "https://gitlab.example/port/harbour", "CI_DEFAULT_BRANCH": "trunk"}
REPOSITORY = {"repo_url": "https://github.com/port/harbour"}


@pytest.mark.parametrize(
    ("given", "environment", "expected"),
    [
        ({}, GITHUB, "https://github.example/port/harbour/edit/main/docs/"),
        ({}, GITHUB | {"GITHUB_REF_NAME": "a b/c"}, "https://github.example/port/harbour/edit/a%20b/c/docs/"),
        ({}, GITHUB | {"GITHUB_REF_NAME": "v1", "GITHUB_REF_TYPE": "tag"}, "https://github.example/port/harbour/edit/main/docs/"),
        ({}, GITHUB | {"GITHUB_REF_NAME": "7/merge", "GITHUB_BASE_REF": "next"}, "https://github.example/port/harbour/edit/next/docs/"),
        ({}, GITLAB, "https://gitlab.example/port/harbour/-/edit/trunk/docs/"),
        ({}, GITLAB | {"CI_COMMIT_BRANCH": "next"}, "https://gitlab.example/port/harbour/-/edit/next/docs/"),
        ({}, GITLAB | {"CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "x"}, "https://gitlab.example/port/harbour/-/edit/x/docs/"),
        (REPOSITORY, {}, "https://github.com/port/harbour/edit/main/docs/"),
        ({"repo_url": "https://github.com/port/harbour.git/"}, {}, "https://github.com/port/harbour/edit/main/docs/"),
        ({"repo_url": "https://gitlab.com/port/harbour"}, {}, "https://gitlab.com/port/harbour/-/edit/main/docs/"),
        (REPOSITORY, GITHUB, "https://github.com/port/harbour/edit/main/docs/"),
        ({"repo_url": "https://github.example/port/harbour/"}, GITHUB | {"GITHUB_REF_NAME": "next"}, "https://github.example/port/harbour/edit/next/docs/"),
        (REPOSITORY | {"edit_uri": "edit/next/pages/"}, {}, "https://github.com/port/harbour/edit/next/pages/"),
        (REPOSITORY | {"edit_uri": "?file=docs/"}, {}, "https://github.com/port/harbour?file=docs/"),
        ({"edit_uri": "edit/next/pages/"}, GITHUB, "https://github.example/port/harbour/edit/next/pages/"),
        ({"repo_url": "https://code.example/harbour", "edit_uri": "https://edit.example/x/"}, {}, "https://edit.example/x/"),
    ],
)  # fmt: skip
def test_where_pages_are_edited(given: dict[str, object], environment: dict[str, str], expected: str) -> None:
    assert edit_root(given, environment, DOCS) == expected


@pytest.mark.parametrize(
    ("given", "environment"),
    [
        ({}, {}),
        ({}, {"CI": "true"}),
        ({}, {"GITHUB_SERVER_URL": "javascript:alert(1)", "GITHUB_REPOSITORY": "a/b"}),
        ({"repo_url": "https://code.example/harbour"}, {}),
        ({"repo_url": "javascript:alert(1)"}, {}),
        ({"repo_url": ["https://github.com/port/harbour"]}, {}),
        (REPOSITORY | {"edit_uri": None}, GITHUB),
        (REPOSITORY | {"edit_uri": "javascript:alert(1)"}, {}),
        (REPOSITORY | {"edit_uri": ["edit"]}, {}),
        ({"edit_uri": "edit/main/docs/"}, {}),
    ],
)
def test_where_nobody_can_edit_there_is_no_address(given: dict[str, object], environment: dict[str, str]) -> None:
    assert edit_root(given, environment, DOCS) == ""


def test_a_project_in_a_folder_of_its_repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    project = tmp_path / "sites" / "port 2"
    (project / "docs").mkdir(parents=True)
    (project / "mkdocs.yml").write_text("site_name: Harbour\nplugins: [foresite]\n", "utf-8")
    for name, value in GITHUB.items():
        monkeypatch.setenv(name, value)
    settings, _ = read_settings(project / "mkdocs.yml")
    assert settings.edit_base_url == "https://github.example/port/harbour/edit/main/sites/port%202/docs/"
