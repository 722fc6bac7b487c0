"""The published site is the old one, whole, until it is the new one, whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from foresite.site.publish import Publication, PublishingError


def site(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "index.html").write_text(text, "utf-8")
    return folder


def text(folder: Path) -> str:
    return (folder / "index.html").read_text("utf-8")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_new_site_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    old = site(tmp_path / "site", "old")
    (old / "gone.html").write_text("", "utf-8")
    (old / ".git").mkdir()
    publication = Publication.of(old)
    site(publication.begin(), "new")
    assert text(old) == "old"
    publication.publish()
    assert text(old) == "new"
    assert names(old) == [".git", "index.html"]
    assert names(tmp_path) == ["site"]


def test_the_first_site_needs_no_old_one(tmp_path: Path) -> None:
    publication = Publication.of(tmp_path / "deep" / "site")
    site(publication.begin(), "new")
    publication.publish()
    assert text(tmp_path / "deep" / "site") == "new"


def test_a_build_that_fails_leaves_nothing(tmp_path: Path) -> None:
    publication = Publication.of(site(tmp_path / "site", "old"))
    site(publication.begin(), "half")
    publication.abandon()
    assert (text(tmp_path / "site"), names(tmp_path)) == ("old", ["site"])


def killed(publication: Publication) -> None:
    """What the end of a process does."""
    publication._release()


def test_what_a_killed_build_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    first, second = (Publication.of(site(tmp_path / "site", "old")) for _ in range(2))
    site(first.begin(), "half")
    killed(first)
    assert names(second.begin()) == []
    assert names(tmp_path) == [second.building.name, "site"]
    assert text(tmp_path / "site") == "old"


def test_builds_at_once_leave_each_other_alone_and_the_last_to_end_is_published(tmp_path: Path) -> None:
    first, second = (Publication.of(site(tmp_path / "site", "old")) for _ in range(2))
    site(first.begin(), "first")
    site(second.begin(), "second")
    second.publish()
    assert text(tmp_path / "site") == "second"
    first.publish()
    assert text(tmp_path / "site") == "first"
    assert names(tmp_path) == ["site"]


def test_a_build_killed_between_its_two_renames_loses_nothing(tmp_path: Path) -> None:
    first, second = (Publication.of(site(tmp_path / "site", "old")) for _ in range(2))
    first.begin()
    first.site.rename(first.old)
    killed(first)
    second.begin()
    assert text(tmp_path / "site") == "old"


def test_a_build_killed_after_its_renames_keeps_what_is_hidden(tmp_path: Path) -> None:
    publication = Publication.of(site(tmp_path / "site", "new"))
    (site(publication.old, "old") / ".git").mkdir()
    publication.begin()
    assert names(tmp_path / "site") == [".git", "index.html"]
    assert text(tmp_path / "site") == "new"
    assert not publication.old.exists()


def test_a_site_that_cannot_be_replaced_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publication = Publication.of(site(tmp_path / "site", "old"))
    building = publication.begin()
    rename = Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self == building:
            raise PermissionError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(PublishingError, match="cannot be replaced"):
        publication.publish()
    assert text(tmp_path / "site") == "old"


def test_a_symbolic_link_to_a_site_stays_one(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(site(tmp_path / "site", "old"))
    publication = Publication.of(tmp_path / "link")
    site(publication.begin(), "new")
    publication.publish()
    assert (tmp_path / "link").is_symlink()
    assert text(tmp_path / "link") == "new"
