"""A release is published only where tag, package, changelog and citation file name the same version."""

from __future__ import annotations

from pathlib import Path

import pytest
from check_release import mistakes

CHANGELOG = "# Changelog\n\n## Unreleased\n\n## 1.2.3 - 2026-11-27\n\n### Added\n\n- A thing.\n"


@pytest.fixture
def release(tmp_path: Path) -> Path:
    (tmp_path / "dist").mkdir()
    for name in ("foresite-1.2.3.tar.gz", "foresite-1.2.3-py3-none-any.whl"):
        (tmp_path / "dist" / name).touch()
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG, "utf-8")
    (tmp_path / "CITATION.cff").write_text("cff-version: 1.2.0\nversion: 1.2.3\n", "utf-8")
    return tmp_path


def test_what_agrees_is_released(release: Path) -> None:
    assert list(mistakes("v1.2.3", release)) == []


def test_a_package_of_another_version_is_not(release: Path) -> None:
    (release / "dist" / "foresite-1.2.3.tar.gz").rename(release / "dist" / "foresite-1.2.3.dev1.tar.gz")
    (found,) = mistakes("v1.2.3", release)
    assert found.startswith("dist/ has foresite-1.2.3-py3-none-any.whl, foresite-1.2.3.dev1.tar.gz, expected")


def test_another_tag_is_named_everywhere(release: Path) -> None:
    found = list(mistakes("v1.2.4", release))
    assert [each.split()[0] for each in found] == ["dist/", "CHANGELOG.md", "CITATION.cff"]


@pytest.mark.parametrize("tag", ["1.2.3", "v1.2", "v1.2.3rc1", "vX"])
def test_a_tag_that_is_not_a_version_is_named(release: Path, tag: str) -> None:
    assert f"the tag '{tag}' is not a version, expected one like v1.2.3" in list(mistakes(tag, release))


def test_a_section_without_a_date_is_not_a_release(release: Path) -> None:
    (release / "CHANGELOG.md").write_text(CHANGELOG.replace(" - 2026-11-27", ""), "utf-8")
    assert list(mistakes("v1.2.3", release)) == ["CHANGELOG.md has no section '## 1.2.3 - YEAR-MONTH-DAY'"]
