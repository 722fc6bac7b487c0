"""Which files are read, and how."""

from __future__ import annotations

from pathlib import Path

import pytest

from foresite.model.likelihood import SCALES
from foresite.model.problems import Code, Place, Problem
from foresite.model.settings import Settings
from foresite.parsing.files import MAX_SOURCE_BYTES, read_text
from foresite.parsing.project import read_project
from foresite.parsing.settings import read_settings, settings_from


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "bib").mkdir()
    (tmp_path / "bib" / "references.bib").write_text("", "utf-8")
    return tmp_path


def codes(project: Path) -> list[tuple[str, Code]]:
    return [(p.place.path, p.code) for p in read_project(Settings.default(project)).problems]


def test_line_ends_and_a_byte_order_mark_do_not_matter(project: Path) -> None:
    (project / "docs" / "a.md").write_bytes("\ufeff# A\r\n\r/// event\r\n///\r\n".encode())
    (problem, *_) = read_project(Settings.default(project)).problems
    assert problem.place == Place("docs/a.md", 3)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_in_utf_16_is_told_once(project: Path, encoding: str) -> None:
    (project / "docs" / "a.md").write_bytes("# A heading\n\nText.\n".encode(encoding))
    (problem,) = read_project(Settings.default(project)).problems
    told = "docs/a.md:1: not-utf8: the file is in UTF-16, expected text in UTF-8; save the file as UTF-8"
    assert str(problem) == told


def test_a_file_that_is_too_large_is_not_read(project: Path) -> None:
    (project / "docs" / "a.md").write_bytes(b" " * (MAX_SOURCE_BYTES + 1))
    assert codes(project) == [("docs/a.md", Code.BAD_FILE)]


def test_a_symbolic_link_out_of_the_project_is_not_followed(project: Path, tmp_path: Path) -> None:
    secret = tmp_path.parent / f"{tmp_path.name}-secret.md"
    secret.write_text("secret", "utf-8")
    (project / "docs" / "a.md").symlink_to(secret)
    (project / "docs" / "b.md").symlink_to(project / "docs" / "b.md")
    (project / "docs" / "folder").symlink_to(tmp_path.parent)
    assert codes(project) == [(f"docs/{name}", Code.BAD_FILE) for name in ("a.md", "b.md", "folder")]
    found = read_text(project / "docs" / "a.md", Settings.default(project))
    assert isinstance(found, Problem)
    assert "expected a file inside docs/" in found.message


def test_hidden_files_and_files_of_other_kinds_are_no_pages(project: Path) -> None:
    for name in (".hidden.md", "a.txt", "b.md.bak"):
        (project / "docs" / name).write_text("/// event", "utf-8")
    (project / "docs" / ".git").mkdir()
    (project / "docs" / ".git" / "c.md").write_text("/// event", "utf-8")
    assert codes(project) == [("docs/b.md.bak", Code.REFUSED_FILE)]


def test_a_project_without_pages_says_so(tmp_path: Path) -> None:
    found = read_project(Settings.default(tmp_path))
    assert [(p.place.path, p.code) for p in found.problems] == [
        ("bib/references.bib", Code.BAD_FILE),
        ("docs", Code.BAD_FILE),
    ]


def test_pages_have_titles(project: Path) -> None:
    pages = {"a": "---\ntitle: 'From: meta'\n---\n# B", "b": "text\n\n# Heading {#id}", "long-name": ""}
    for name, text in pages.items():
        (project / "docs" / f"{name}.md").write_text(text, "utf-8")
    found = read_project(Settings.default(project))
    assert [page.title for page in found.pages] == ["From: meta", "Heading", "Long name"]


def test_without_a_settings_file_the_defaults_hold(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "mkdocs.yml") == (Settings.default(tmp_path), [])


def test_settings_are_read(tmp_path: Path) -> None:
    (tmp_path / "house.csl").write_text("", "utf-8")
    (tmp_path / "mkdocs.yml").write_text(
        "docs_dir: text\nplugins:\n  foresite:\n    bibliography: [a.bib, b.bib]\n"
        "    themes: {b: Bee, a: Ay}\n    scale: kent\n    style: house.csl\n",
        "utf-8",
    )
    settings, problems = read_settings(tmp_path / "mkdocs.yml")
    root = tmp_path.resolve()
    assert problems == []
    assert settings.docs == root / "text"
    assert settings.bibliography == (root / "a.bib", root / "b.bib")
    assert list(settings.themes.items()) == [("b", "Bee"), ("a", "Ay")]
    assert settings.scale is SCALES["kent"]
    assert settings.style == root / "house.csl"


def test_aliases_in_settings_cannot_blow_up(tmp_path: Path) -> None:
    rows = "".join(f"  - &a{n + 1} [{', '.join([f'*a{n}'] * 10)}]\n" for n in range(15))
    text = f"extra:\n  - &a0 [x]\n{rows}plugins:\n  - foresite:\n      themes: *a15\n"
    (tmp_path / "mkdocs.yml").write_text(text, "utf-8")
    _, problems = read_settings(tmp_path / "mkdocs.yml")
    assert [(p.place.line, p.code) for p in problems] == [(20, Code.BAD_SETTING)]


@pytest.mark.parametrize(
    "options",
    [{"scale": ["icd203"]}, {"scale": 7}, {"themes": ["a"]}, {"themes": {"a": 1}}, {"bibliography": {}},
     {"bibliography": [""]}, {"bibliography": "/etc/passwd"}, {"bibliography": "a\0b"}, {"style": 7}, {7: 7}],
)  # fmt: skip
def test_wrong_settings_keep_their_defaults(tmp_path: Path, options: dict[str, object]) -> None:
    settings, problems = settings_from(options, tmp_path, tmp_path / "docs", lambda _: Place("mkdocs.yml", 1))
    assert settings == Settings.default(tmp_path)
    assert [problem.code for problem in problems] == [Code.BAD_SETTING]
    assert "expected" in problems[0].message


def test_options_that_are_none_are_not_given(tmp_path: Path) -> None:
    options = dict.fromkeys(("bibliography", "themes", "scale", "style"))
    settings, problems = settings_from(options, tmp_path, tmp_path / "docs", lambda _: Place("mkdocs.yml", 1))
    assert (settings, problems) == (Settings.default(tmp_path), [])
