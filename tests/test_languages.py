"""A site in two languages, built: each has its pages, which lead to each other and say in which language they are."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

import searched
from bilingual import FILES, SETTINGS, write
from builds import Build, export, mkdocs_build

PAGES = ("", "briefs/rivera/", "about/", "outcomes/")


def test_the_build_is_sound_and_each_language_has_its_pages(bilingual: Build) -> None:
    assert (bilingual.code, bilingual.warnings) == (0, [])
    for page in PAGES:
        assert (bilingual.site / page / "index.html").is_file()
        assert (bilingual.site / "ko" / page / "index.html").is_file()
    assert (bilingual.site / "ko/404.html").is_file()
    assert not list(bilingual.site.rglob("*rivera.ko*"))


def test_every_page_leads_to_itself_in_the_other_language(bilingual: Build) -> None:
    for page in PAGES:
        for tree in ("", "ko/"):
            html = bilingual.html(f"{tree}{page}index.html")
            links = {link.get("hreflang"): link.get("href") for link in html.iter("link") if link.get("hreflang")}
            root = "https://example.org/harbour/"
            assert links == {"en": f"{root}{page}", "ko": f"{root}ko/{page}", "x-default": f"{root}{page}"}
            canonical = next(link.get("href") for link in html.iter("link") if link.get("rel") == "canonical")
            assert canonical == f"{root}{tree}{page}"
            switch = next(nav for nav in html.iter("nav") if nav.get("class") == "fs-languages")
            (link,) = switch.iter("a")
            other = "en" if tree else "ko"
            assert (link.get("lang"), link.get("hreflang")) == (other, other)
            target = (bilingual.site / tree / page / link.get("href")).resolve()
            assert target == (bilingual.site / ("" if tree else "ko") / page).resolve()
    assert bilingual.html("ko/index.html").get("lang") == "ko"


def language_of_texts(html) -> dict[str, str]:
    """Return the language of each text that a reader sees, by the text."""
    found: dict[str, str] = {}

    def walk(element, lang: str) -> None:
        lang = element.get("lang", lang)
        if element.tag in ("script", "style", "head", "title"):
            return
        found.setdefault(" ".join((element.text or "").split()), lang)
        for child in element:
            walk(child, lang)
            found.setdefault(" ".join((child.tail or "").split()), lang)

    walk(html, "")
    return found


def test_what_is_not_translated_is_marked_wherever_it_is_shown(bilingual: Build) -> None:
    for page in ("ko/index.html", "ko/briefs/rivera/index.html"):
        texts = language_of_texts(bilingual.html(page))
        assert texts["The port is full"] == "en"
        assert texts["곡물 수출이 늘어난다"] == "ko"
    texts = language_of_texts(bilingual.html("ko/briefs/rivera/index.html"))
    assert (texts["No berth is free."], texts["is likely to"]) == ("en", "en")
    # A work whose language nobody gives is in that of the original.
    assert texts["Outlook of the harbour"] == "en"
    assert texts["보고서의 내용이다."] == "ko"
    about = language_of_texts(bilingual.html("ko/about/index.html"))
    assert [about[text] for text in ("About us", "Method", "How it is made.")] == ["en"] * 3
    # The title of a page in the navigation, and what a reader can choose by.
    assert about["About"] == "en"
    assert about["처음"] == "ko"
    for path in bilingual.site.rglob("*"):
        if path.is_file():
            assert not re.search("[\U000e0000-\U000e007f]", path.read_bytes().decode("utf-8", "replace")), path


def test_words_of_the_settings_are_translated_and_headings_keep_their_addresses(bilingual: Build) -> None:
    page = bilingual.text("ko/briefs/rivera/index.html")
    assert ">무역<" in page
    assert "항만청" in page
    assert "Trade" not in page
    assert '<h2 id="claims">주장' in page
    assert "<title>리베라의 2024년 · 항구</title>" in page
    assert '<meta name="description" content="리베라의 전망.">' in page


def test_files_that_stand_once_are_linked_where_they_stand(bilingual: Build) -> None:
    tree = bilingual.site / "ko"
    once = {path.relative_to(tree).as_posix() for path in tree.rglob("*") if path.is_file() and path.suffix != ".html"}
    assert {path for path in once if not path.startswith("search/")} == {
        "assets/search.js",
        "data/changes.atom",
        "data/outcomes.atom",
    }
    page = bilingual.text("ko/about/index.html")
    assert 'href="../../data/claims.json"' in page
    assert 'href="../../assets/foresite.css"' in page
    assert 'src="../assets/search.js"' in page


def test_feeds_and_the_map_of_the_site_have_both_languages(bilingual: Build) -> None:
    feed = bilingual.text("ko/data/outcomes.atom")
    assert "곡물 수출이 늘어난다" in feed
    assert 'xml:lang="ko"' in feed
    pages = re.findall("<loc>(.*?)</loc>", bilingual.text("sitemap.xml"))
    root = "https://example.org/harbour/"
    assert sorted(pages) == sorted(f"{root}{tree}{page}" for tree in ("", "ko/") for page in PAGES)
    assert not (bilingual.site / "ko/sitemap.xml").exists()
    claims = json.loads(bilingual.text("data/claims.json"))
    assert {claim["title"] for claim in claims["claims"]} == {"Grain exports grow", "The port is full"}


def test_a_site_without_the_setting_is_the_original(bilingual: Build, tmp_path: Path) -> None:
    plain = re.sub(r"      languages:\n(?:        .*\n)+", "", SETTINGS)
    project = write(tmp_path / "plain", **{"mkdocs.yml": plain})
    for name in FILES:
        if name.endswith(".ko.md"):
            (project / name).unlink()
    build = mkdocs_build(project, project / "site", "--strict")
    assert build.code == 0, build.output
    names = {path.relative_to(build.site).as_posix() for path in build.site.rglob("*") if path.is_file()}
    assert names == {
        path.relative_to(bilingual.site).as_posix()
        for path in bilingual.site.rglob("*")
        if path.is_file() and not path.is_relative_to(bilingual.site / "ko")
    }
    for name in ("data/claims.json", "data/claims.csv", "embed/claim/grain.html", "assets/foresite.js"):
        assert build.text(name) == bilingual.text(name)
    assert "fs-languages" not in build.text("index.html")


def test_another_host_says_that_it_makes_the_original_alone(tmp_path: Path) -> None:
    project = write(tmp_path / "project")
    site = project / "site"
    site.mkdir()
    (site / "index.html").write_text("<html><head></head><body></body></html>", "utf-8")
    (site / "briefs" / "rivera.ko").mkdir(parents=True)
    (site / "briefs" / "rivera.ko" / "index.html").write_text("곡물", "utf-8")
    build = export(project)
    assert build.code == 1
    assert "mkdocs.yml:1: bad-setting: this host cannot build a translation into ko, expected MkDocs" in build.output
    assert not (site / "briefs" / "rivera.ko").exists()
    shutil.rmtree(site)


@pytest.mark.parametrize("tree", ["", "ko"])
@pytest.mark.parametrize("title", ["Grain exports grow", "곡물 수출이 늘어난다"])
def test_search_finds_a_record_by_its_title_in_either_language(bilingual: Build, tree: str, title: str) -> None:
    entries = searched.entries(searched.files_of(Build(bilingual.site / tree, 0, "")))
    (entry,) = (entry for entry in entries if str(entry[2]).endswith("#grain"))
    assert title in f"{entry[1]} {entry[3]}"


def test_search_engines_are_told_of_languages_only_by_whole_addresses(shipped: Build) -> None:
    """The shipped site has no address, so that its links are relative."""
    for page in ("index.html", "ko/index.html"):
        html = shipped.html(page)
        assert [link for link in html.iter("link") if link.get("hreflang")] == []
        assert [link for link in html.iter("a") if link.get("hreflang")]


@pytest.mark.parametrize("setting", ["exclude_docs", "draft_docs"])
def test_a_translation_that_is_left_out_itself_is_not_published(tmp_path: Path, setting: str) -> None:
    project = write(tmp_path / "project")
    settings = project / "mkdocs.yml"
    settings.write_text(f"{settings.read_text('utf-8')}\n{setting}: |\n  briefs/rivera.ko.md\n", "utf-8")
    build = mkdocs_build(project, tmp_path / "site")
    assert build.code == 0, build.output
    said = "곡물 수출이 늘어난다".encode()
    assert said in (project / "docs/briefs/rivera.ko.md").read_bytes()
    assert [file for file in build.site.rglob("*") if file.is_file() and said in file.read_bytes()] == []
    # The original stands there.
    assert (build.site / "ko/briefs/rivera/index.html").is_file()
