"""Sites of three genres, and by night the shipped one, by MkDocs and by Zensical: a reader finds the same."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

import pytest

from builds import ROOT, SITES, Build, mkdocs_build, project_of
from sharing import Shared, hosted_site

THEIRS = {"__skip"}
"""The ids that Zensical's theme puts among ours."""
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
DRESS = {"sitemap.xml", "sitemap.xml.gz", "assets/theme.css", "assets/images/favicon.png"}
"""The files that belong to MkDocs and its theme."""


@dataclass(frozen=True)
class Pair:
    """The same sources, built by both hosts."""

    plain: Build
    hosted: Build

    @cached_property
    def pages(self) -> list[str]:
        """The pages of the docs folder, as files of the site."""
        return served(self.hosted.site.parent / "docs")


@pytest.fixture(
    scope="module", params=["economy", "coast2040", "growth", pytest.param("shipped", marks=pytest.mark.nightly)]
)
def pair(request: pytest.FixtureRequest, shared: Shared) -> Pair:
    name = request.param
    pair = Pair(plain_site(shared, name), hosted_site(shared, name, source_of(name)))
    assert len(pair.pages) > 7
    return pair


def source_of(name: str) -> Path:
    return ROOT if name == "shipped" else SITES / name


def plain_site(shared: Shared, name: str) -> Build:
    """A site by MkDocs, of a copy: it has no history, which would tell the days of changes."""

    def build(folder: Path) -> Build:
        return mkdocs_build(project_of(source_of(name), folder), folder / "site", "--strict")

    return shared.built(f"{name}-plain", build)


def served(docs: Path) -> list[str]:
    """The pages of a docs folder, as files of the site."""
    found = {path.relative_to(docs).with_suffix("") for path in docs.rglob("*.md") if "." not in path.stem}
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


def test_every_page_says_the_same(pair: Pair) -> None:
    for page in pair.pages:
        ours, theirs = content(pair.plain, page), content(pair.hosted, page)
        assert texts(theirs, HEADINGS) == texts(ours, HEADINGS), page
        assert texts(theirs, {"th", "td", "caption"}) == texts(ours, {"th", "td", "caption"}), page
        assert cards(theirs) == cards(ours), page
        assert said(theirs) == said(ours), page


def test_every_link_leads_to_the_same_place(pair: Pair) -> None:
    number = 0
    for page in pair.pages:
        links = targets(content(pair.plain, page), page)
        assert targets(content(pair.hosted, page), page) == links, page
        number += len(links)
    assert number > 100


def test_every_address_is_the_same(pair: Pair) -> None:
    for page in pair.pages:
        ours, theirs = (
            [each.get("id") for each in content(b, page).iter() if each.get("id")] for b in (pair.plain, pair.hosted)
        )
        assert [id for id in theirs if id not in THEIRS] == ours, page


def test_every_file_beside_the_pages_is_the_same(pair: Pair) -> None:
    plain, hosted = pair.plain, pair.hosted
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


def test_every_page_says_the_same_to_machines(pair: Pair) -> None:
    for page in pair.pages:
        assert len(head(pair.plain, page)) > 8
        assert head(pair.hosted, page) == head(pair.plain, page), page


@pytest.mark.parametrize("name", ["coast2040", pytest.param("shipped", marks=pytest.mark.nightly)])
def test_the_fork_of_mkdocs_builds_the_site_unchanged(name: str, shared: Shared, tmp_path: Path) -> None:
    plain = plain_site(shared, name)
    project = project_of(source_of(name), tmp_path / "project")
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
