"""A cache is a help and never a source: what anybody could have proposed is not used, what is broken is made anew."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import date
from pathlib import Path

import pytest

from foresite.citing.cache import FormatCache
from foresite.model.corpus import Corpus
from foresite.model.problems import Code
from foresite.model.settings import Settings
from foresite.parsing.cache import load_json, own_cache
from foresite.parsing.history import read_history
from foresite.parsing.project import read_project
from foresite.pdf import cache as pdf_cache
from foresite.pdf.cache import CachedPdf, PrintingError, digest
from foresite.site.project import Project

BIB = "@misc{doe2024, author = {Doe, Jane}, title = {A Book}, date = {2024}}\n"
NESTED = "[" * 200_000
BROKEN = [b"", b"{", b"[]", b"1", b"\xff", NESTED.encode(), b'{"entries": ' + NESTED.encode()]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    for name, text in {"docs/index.md": "# Home\n\nSo [@doe2024].\n", "bib/references.bib": BIB}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


def git(folder: Path, *arguments: str) -> None:
    who = {f"GIT_{role}_{part}": "n@example.org" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True, env={**os.environ, **who, **alone})


def load(folder: Path) -> Project:
    return Project.load(Settings.default(folder), dated=True)


def citations(folder: Path) -> Path:
    (path,) = (folder / ".cache" / "foresite").glob("citations-*.json")
    return path


def forge(folder: Path, said: str) -> None:
    path = citations(folder)
    given = json.loads(path.read_text("utf-8"))
    given["entries"] = {name: [said for _ in entries] for name, entries in given["entries"].items()}
    path.write_text(json.dumps(given), "utf-8")


@pytest.mark.parametrize("said", ["<script>x()</script>", '<a href="javascript:x()">Doe</a>', "<em>Doe", "<em/>"])
def test_html_of_a_cache_that_no_formatter_made_is_not_used(project: Path, said: str) -> None:
    first = load(project).formatted.entry("doe2024")
    assert FormatCache.load(citations(project)) != FormatCache()
    forge(project, said)
    assert FormatCache.load(citations(project)) == FormatCache()
    assert load(project).formatted.entry("doe2024") == first


def test_a_cache_under_version_control_is_reported_and_not_used(project: Path) -> None:
    git(project, "init", "-q")
    first = load(project).formatted.entry("doe2024")
    forge(project, "Doe, Jane. <em>Another Book</em>.")
    assert load(project).formatted.entry("doe2024") == "Doe, Jane. <em>Another Book</em>."
    git(project, "add", "-f", ".cache")
    found = load(project)
    assert found.formatted.entry("doe2024") == first
    (problem,) = found.problems
    assert (problem.code, problem.place.path) == (Code.BAD_FILE, str(citations(project).relative_to(project)))
    assert "git rm -r --cached .cache/foresite" in problem.hint
    assert read_project(Settings.default(project)).problems == (problem,)
    with pytest.raises(PrintingError, match="version control"):
        pdf_cache.save([], found.corpus)


def test_a_folder_that_is_a_committed_link_is_no_cache(project: Path, tmp_path: Path) -> None:
    git(project, "init", "-q")
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "foresite" / "print").mkdir(parents=True)
    (elsewhere / "foresite" / "print" / "precious").write_text("x")
    (project / ".cache").symlink_to(elsewhere)
    assert own_cache(project) == project / ".cache" / "foresite", "somebody's own link is theirs"
    git(project, "add", "-f", ".cache")
    assert own_cache(project) is None
    corpus = load(project).corpus
    with pytest.raises(PrintingError):
        pdf_cache.save([], corpus)
    assert (elsewhere / "foresite" / "print" / "precious").read_text() == "x"
    assert not list((elsewhere / "foresite").glob("citations*"))


def test_what_others_keep_in_the_folder_beside_ours_is_none_of_our_business(project: Path) -> None:
    git(project, "init", "-q")
    load(project)
    (project / ".cache" / "other").mkdir()
    (project / ".cache" / "other" / "card.png").write_bytes(b"x")
    git(project, "add", "-f", ".cache/other")
    assert load(project).problems == ()
    assert own_cache(project)


@pytest.mark.parametrize("content", BROKEN)
def test_a_cache_that_cannot_be_read_is_made_anew(project: Path, content: bytes) -> None:
    git(project, "init", "-q")
    git(project, "add", "docs", "bib")
    git(project, "commit", "-qm", "x")
    first = load(project)
    folder = project / ".cache" / "foresite"
    for name in (citations(project).name, "history.json"):
        (folder / name).write_bytes(content)
    (folder / "print").mkdir()
    (folder / "print" / "documents.json").write_bytes(content)
    again = load(project)
    assert again.formatted == first.formatted
    assert again.corpus.history == first.corpus.history
    assert again.printed == ()
    assert FormatCache.load(citations(project)) != FormatCache()


def test_a_pipe_or_a_folder_in_its_place_is_not_waited_for(project: Path) -> None:
    load(project)
    path = citations(project)
    path.unlink()
    os.mkfifo(path)
    assert load_json(path) is None
    path.unlink()
    path.mkdir()
    assert load_json(path) is None
    assert load(project).formatted.order == ("doe2024",)


def test_days_that_are_none_are_not_taken(project: Path) -> None:
    git(project, "init", "-q")
    event = "/// event | E\n    id: it-was\n    date: 2024\n    themes: [a]\n    sources: [doe2024]\n\nx\n///\n"
    (project / "docs" / "index.md").write_text(event, "utf-8")
    git(project, "add", "docs", "bib")
    git(project, "commit", "-qm", "x")
    settings = Settings.default(project)
    folder = own_cache(project)
    assert folder
    cache = folder / "history.json"
    first = read_history(settings, read_project(settings), cache)[0].records
    assert isinstance(first["it-was"], date)
    names = json.loads(cache.read_text("utf-8"))
    for days in (["soon"] * 8, [1] * 8, [["2024-01-01"]] * 8, "2024", 5):
        cache.write_text(json.dumps(dict.fromkeys(names, days)), "utf-8")
        assert read_history(settings, read_project(settings), cache)[0].records == first


def document(path: str = "index.pdf", content: bytes = b"%PDF-2.0\n") -> CachedPdf:
    return CachedPdf(path, "PDF of this page", ("index.md",), 1, content)


def corpus_of(folder: Path) -> Corpus:
    return Corpus.build(Settings.default(folder), read_project(Settings.default(folder)))


def test_documents_are_kept_for_the_same_sources(project: Path) -> None:
    corpus = corpus_of(project)
    pdf_cache.save([document(), document("briefs/2024.pdf")], corpus)
    assert pdf_cache.load_documents(corpus) == (document(), document("briefs/2024.pdf"))


@pytest.mark.parametrize(
    "change",
    [
        {"path": "../../../secret.pdf"}, {"path": "/etc/passwd"}, {"path": "evil.html"}, {"path": "search/index.js"},
        {"path": ".hidden/x.pdf"}, {"path": "a/../../x.pdf"}, {"path": 5}, {"pages": "many"}, {"label": ["x"]},
        {"links": [1]}, {"more": 1},
    ],
)  # fmt: skip
def test_nothing_is_published_for_a_document_but_a_pdf_of_the_folder(project: Path, change: dict[str, object]) -> None:
    corpus = corpus_of(project)
    folder = pdf_cache.save([document()], corpus)
    (project / "secret.pdf").write_bytes(b"%PDF-secret")
    for name in ("evil.html", "search/index.js", ".hidden/x.pdf"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"%PDF-2.0\n<script>")
    listed = json.loads((folder / "documents.json").read_text("utf-8"))
    assert listed["sources"] == digest(corpus)
    listed["documents"][0] |= change
    (folder / "documents.json").write_text(json.dumps(listed), "utf-8")
    assert pdf_cache.load_documents(corpus) == ()


def test_a_document_is_a_pdf_and_no_link(project: Path) -> None:
    corpus = corpus_of(project)
    folder = pdf_cache.save([document(content=b"<!doctype html>")], corpus)
    assert pdf_cache.load_documents(corpus) == ()
    (folder / "index.pdf").unlink()
    (project / "secret").write_bytes(b"%PDF-secret")
    (folder / "index.pdf").symlink_to(project / "secret")
    assert pdf_cache.load_documents(corpus) == ()
