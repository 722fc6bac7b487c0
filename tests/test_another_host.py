"""The shipped site, and examples of other genres, by MkDocs and by Zensical: a reader of the record finds the same."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

import pytest

from builds import ROOT, SITES, Build, export, mkdocs_build, project_of, zensical_build
from sharing import Shared

THEIRS = {"__skip"}
"""The ids that Zensical's theme puts among ours."""
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
DRESS = {"sitemap.xml", "sitemap.xml.gz", "assets/theme.css", "assets/images/favicon.png"}
"""The files that belong to MkDocs and its theme."""


@pytest.fixture(scope="module")
def plain(shared: Shared) -> Build:
    """The same sources by MkDocs."""
    return shared.built("plain", lambda folder: mkdocs_build(project_of(ROOT, folder), folder / "site", "--strict"))


@pytest.fixture(scope="module")
def pages(hosted: Build, plain: Build) -> list[str]:
    """The pages of the docs folder, as files of the site."""
    found = served(hosted.site.parent / "docs")
    assert len(found) > 15
    return found


def served(docs: Path) -> list[str]:
    """The pages of a docs folder, as files of the site."""
    found = {path.relative_to(docs).with_suffix("") for path in docs.rglob("*.md")}
    return sorted(((path.parent if path.name == "index" else path) / "index.html").as_posix() for path in found)


def content(build: Build, page: str) -> Element:
    """What stands of the page's source in the page, and what Foresite adds to it."""
    (article,) = [each for each in build.html(page).iter("article") if "md-typeset" in each.get("class", "")]
    for foot in [each for each in article.iter("div") if each.get("class") == "fs-pagefoot"]:
        # Foresite's own theme has these links at the foot of the page.
        (feed,) = [each for each in foot if each.get("class") == "fs-feed"]
        # Not every site has a page of changes.
        assert said(feed) in ("What changed · Feed of changes", "Feed of changes")
        foot.remove(feed)
    return article


def said(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def texts(article: Element, names: set[str]) -> list[tuple[str, str]]:
    return [(each.tag, said(each)) for each in article.iter() if each.tag in names]


def cards(article: Element) -> list[tuple[str, str]]:
    found = (each for each in article.iter() if any(name.startswith("fs-") for name in each.get("class", "").split()))
    return [(each.get("class", ""), said(each)) for each in found if each.get("class") != "fs-pagefoot"]


def targets(article: Element, page: str) -> list[tuple[str, str]]:
    """Every link with its text and where it leads."""
    here = urljoin("https://site.example/", page.removesuffix("index.html"))
    return [(said(each), urljoin(here, each.get("href"))) for each in article.iter("a") if "href" in each.attrib]


def test_every_page_says_the_same(hosted: Build, plain: Build, pages: list[str]) -> None:
    for page in pages:
        ours, theirs = content(plain, page), content(hosted, page)
        assert texts(theirs, HEADINGS) == texts(ours, HEADINGS), page
        assert texts(theirs, {"th", "td", "caption"}) == texts(ours, {"th", "td", "caption"}), page
        assert cards(theirs) == cards(ours), page
        assert said(theirs) == said(ours), page


def test_every_link_leads_to_the_same_place(hosted: Build, plain: Build, pages: list[str]) -> None:
    number = 0
    for page in pages:
        links = targets(content(plain, page), page)
        assert targets(content(hosted, page), page) == links, page
        number += len(links)
    assert number > 3000


def test_every_address_is_the_same(hosted: Build, plain: Build, pages: list[str]) -> None:
    for page in pages:
        ours, theirs = ([each.get("id") for each in content(b, page).iter() if each.get("id")] for b in (plain, hosted))
        assert [id for id in theirs if id not in THEIRS] == ours, page


def test_every_file_beside_the_pages_is_the_same(hosted: Build, plain: Build) -> None:
    files = [path.relative_to(plain.site) for path in plain.site.rglob("*") if path.is_file()]
    compared = [path for path in files if path.suffix != ".html" and path.as_posix() not in DRESS]
    assert {Path("data/claims.json"), Path("data/references.bib"), Path("assets/foresite.css")} <= set(compared)
    for path in compared:
        assert (hosted.site / path).read_bytes() == (plain.site / path).read_bytes(), path


def head(build: Build, page: str) -> list[tuple[str, str, str]]:
    """What a page says of itself to machines."""
    document = build.html(page)
    metas = list(document.iter("meta"))
    names = [(each.get("name") or each.get("property") or "", each.get("content", "")) for each in metas]
    ours = [("meta", *each) for each in names if each[0].startswith(("DC.", "citation_", "og:"))]
    rels = ("type", "license", "describedby", "item", "alternate", "cite-as")
    links = [("link", each.get("rel"), each.get("href")) for each in document.iter("link") if each.get("rel") in rels]
    scripts = [each for each in document.iter("script") if each.get("type") == "application/ld+json"]
    return [*ours, *links, *(("script", "", each.text or "") for each in scripts)]


def test_every_page_says_the_same_to_machines(hosted: Build, plain: Build, pages: list[str]) -> None:
    for page in pages:
        assert len(head(plain, page)) > 8
        assert head(hosted, page) == head(plain, page), page


@pytest.mark.parametrize("example", ["coast2040", "growth"])
def test_examples_of_other_genres_are_the_same(example: str, tmp_path: Path) -> None:
    # Neither copy has a history, which would tell the days of changes.
    project = project_of(SITES / example, tmp_path / "project")
    ours = mkdocs_build(project_of(SITES / example, tmp_path / "ours"), tmp_path / "site", "--strict")
    assert zensical_build(project, "--clean").code == 0
    theirs = export(project)
    assert theirs.code == 0, theirs.output
    named = served(project / "docs")
    assert len(named) > 7
    for page in named:
        one, other = content(ours, page), content(theirs, page)
        assert texts(other, HEADINGS | {"th", "td", "caption"}) == texts(one, HEADINGS | {"th", "td", "caption"}), page
        assert cards(other) == cards(one), page
        assert targets(other, page) == targets(one, page), page


def test_the_fork_of_mkdocs_builds_the_site_unchanged(plain: Build, tmp_path: Path) -> None:
    project = project_of(ROOT, tmp_path / "project")
    fork = mkdocs_build(project, tmp_path / "site", "--strict", host="properdocs")
    assert fork.code == 0, fork.output
    files = {path.relative_to(fork.site) for path in fork.site.rglob("*") if path.is_file()}
    assert files == {path.relative_to(plain.site) for path in plain.site.rglob("*") if path.is_file()}
    for path in files - {Path("sitemap.xml.gz")}:
        ours, theirs = (plain.site / path).read_bytes(), (fork.site / path).read_bytes()
        if path.suffix == ".html":
            # A page to embed is Foresite's alone.
            assert b'"Foresite with ProperDocs 1.' in theirs or path.parts[0] == "embed"
            ours, theirs = (re.sub(rb'"Foresite with [\w .]+"', b"", text) for text in (ours, theirs))
        assert theirs == ours, path
