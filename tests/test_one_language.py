"""A site in one language is so by ``theme.language`` alone: every word of ours comes from its catalogue."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from builds import ROOT, SITES, Build, mkdocs_build
from foresite.language import formats
from foresite.language.catalogue import COMPLETE, FOLDER, Language, read_catalogue
from foresite.language.words import pgettext, use
from foresite.model.records import Verdict
from foresite.parsing.configuration import read_host
from foresite.parsing.settings import read_settings
from foresite.pdf import summary
from foresite.pdf.documents import documents
from foresite.pdf.print_job import paper_pages, paper_templates
from foresite.site.project import Project
from foresite.views.cards import Cards
from searched import entries, files_of
from sharing import Shared
from spoken import ADDRESS, VALUE, Said, Unmarked, pages, pseudo, said

LATIN = re.compile(r"[A-Za-zÀ-ÿ]{2,}")
NAMES = frozenset("BibTeX CSL Cohen Fleiss ICD IPCC JSON Kent No PHIA RIS xii".split())
"""Names, and what a style of citations has of its own in Japanese as well."""
SOURCES = re.compile(r"Monthly Weather Review|Journal of the American Statistical Association|no\. \d+ \(\d{4}\)")
JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


@pytest.fixture(scope="module")
def marked(shared: Shared, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Japanese example in a language in which every message of ours stands between marks."""
    folder = tmp_path_factory.mktemp("marked") / "project"
    shutil.copytree(SITES / "mihari", folder, ignore=shutil.ignore_patterns("site", ".cache"))
    (folder / "words").mkdir()
    (folder / "words/ja.po").write_text(pseudo("ja"), "utf-8")
    settings = folder / "mkdocs.yml"
    settings.write_text(
        settings.read_text("utf-8").replace("- foresite:", "- foresite:\n      catalogues: words"), "utf-8"
    )
    return folder


@pytest.fixture(scope="module")
def built(marked: Path) -> Build:
    return mkdocs_build(marked, marked / "site", "--strict")


def translations(tag: str) -> list[str]:
    """The texts of a catalogue, without the values that they take."""
    texts: list[str] = []
    for message in read_catalogue((FOLDER / f"{tag}.po").read_text("utf-8"), tag):
        if message.id and message.string:
            texts += [message.string] if isinstance(message.string, str) else message.string
    return [VALUE.sub("", text) for text in texts]


def strange(texts: Iterable[Said], names: frozenset[str] = NAMES) -> list[str]:
    """The words in Latin letters that are no names, each with a place."""
    found = {
        word: f"{word} ({each.page}, {each.place}: {each.text[:60]})"
        for each in texts
        for word in LATIN.findall(SOURCES.sub("", each.text))
        if word not in names
    }
    return sorted(found.values())


def test_no_word_of_ours_stands_outside_of_the_catalogues_on_a_page(built: Build) -> None:
    assert (built.code, built.warnings) == (0, [])
    assert strange(pages(built.site)) == []


def test_no_word_of_ours_stands_outside_of_the_catalogues_in_feeds_and_search(built: Build) -> None:
    texts = []
    for feed in ("outcomes", "changes"):
        for element in ElementTree.fromstring(built.text(f"data/{feed}.atom")).iter():
            if element.tag.endswith(("}title", "}summary", "}content", "}subtitle")):
                plain = re.sub(r"<[^>]+>", " ", "".join(element.itertext()))
                texts.append(Said(feed, element.tag, ADDRESS.sub("", Unmarked().of(plain)), ""))
    texts += [
        Said("search", str(entry[0]), ADDRESS.sub("", Unmarked().of(entry[3])), "")
        for entry in entries(files_of(built))
    ]
    assert texts
    assert strange(texts) == []


def test_no_word_of_ours_stands_outside_of_the_catalogues_on_paper(marked: Path, tmp_path: Path) -> None:
    settings, _ = read_settings(marked / "mkdocs.yml")
    project, host = Project.load(settings), read_host(marked / "mkdocs.yml")
    written: dict[str, str] = {}
    with use(settings.language):
        whole = next(each for each in documents(project.corpus, host.navigation) if each.whole)
        renderer = paper_pages(whole, project, host.extensions)
        written |= {page.replace("/", "-"): renderer.page(page) for page in whole.pages}
        for brief in project.corpus.briefs:
            templates = paper_templates(summary.summary_document(project.corpus, brief), project)
            view = next(iter(summary.summaries(Cards(project.corpus), brief.key)))
            written[brief.key] = templates.summary(view)
    texts: list[Said] = []
    for name, html in written.items():
        file = tmp_path / f"{name}.html"
        file.write_text(html, "utf-8")
        texts += said(file)
    assert len(texts) > 500
    assert strange(texts) == []


def test_the_japanese_example_says_nothing_in_english(mihari: Build) -> None:
    assert (mihari.code, mihari.warnings) == (0, [])
    # Names of formats, programs, people and works, which the Japanese catalogue keeps in Latin letters.
    kept = frozenset(word for text in translations("ja") for word in LATIN.findall(text))
    assert strange(pages(mihari.site), NAMES | kept) == []


def test_what_the_japanese_example_says_is_marked_as_japanese(mihari: Build) -> None:
    languages = Counter(each.lang for each in pages(mihari.site) if JAPANESE.search(each.text))
    assert set(languages) == {"ja"}
    assert languages["ja"] > 1000


def test_the_arabic_example_says_nothing_in_english(muzn: Build) -> None:
    assert (muzn.code, muzn.warnings) == (0, [])
    own = read_catalogue((SITES / "muzn" / "catalogues" / "ar.po").read_text("utf-8"), "ar")
    said = [str(message.string) for message in own if message.id]
    # Works and people, and what the project quotes in English.
    said += [(SITES / "muzn" / "bib" / "references.bib").read_text("utf-8"), "more likely than not, unlikely, probable"]
    said += ["Rationing will go on.", "After"]
    kept = frozenset(word for text in said for word in LATIN.findall(text))
    assert strange(pages(muzn.site), NAMES | kept) == []


WORD = re.compile(r"[^\W\d_]{3,}")


def _words(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in WORD.findall(text.casefold())}


def test_the_french_example_says_nothing_in_english(vigie: Build) -> None:
    catalogue = read_catalogue((FOLDER / "fr.po").read_text("utf-8"), "fr")
    english: set[str] = set()
    french = _words(translations("fr"))
    for message in catalogue:
        if message.id:
            english |= _words(message.id if isinstance(message.id, list | tuple) else [message.id])
    written = _words(file.read_text("utf-8") for file in (SITES / "vigie").rglob("*") if file.suffix in (".md", ".bib"))
    written |= _words([(SITES / "vigie/mkdocs.yml").read_text("utf-8")])
    shown = Counter(
        word for each in pages(vigie.site) for word in _words([each.text]) if word in english - french - written
    )
    assert dict(shown) == {}


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("de", {"held": "2 bestätigt", "day": "1. September 2023", "title": "„Der Titel“."}),
        ("es", {"held": "2 aciertos", "day": "1 de septiembre de 2023", "title": "«Der Titel»."}),
        ("fr", {"held": "2 confirmées", "day": "1er septembre 2023", "title": "« Der Titel »."}),
        ("ja", {"held": "的中2件", "day": "2023年9月1日", "title": "「Der Titel」。"}),
        ("ko", {"held": "적중 2건", "day": "2023년 9월 1일", "title": "“Der Titel.”"}),
    ],
)
def test_counts_days_and_titles_follow_the_language(tag: str, said: dict[str, str]) -> None:
    assert tag in COMPLETE
    with use(Language(tag)):
        title = pgettext("title", "“%(title)s.”", title="Der Titel").replace("\u00a0", " ")
        found = {"held": Verdict.HELD.counted(2), "day": formats.day(date(2023, 9, 1)), "title": title}
    assert found == said


def test_the_shipped_site_in_korean_says_nothing_in_english(shipped: Build) -> None:
    """Of the pages that have a translation; the manual is in English, and marked as such."""
    docs = ROOT / "docs"
    translated = {
        file.relative_to(docs).as_posix().removesuffix(".ko.md").removesuffix("index") for file in docs.rglob("*.ko.md")
    }
    assert len(translated) > 25
    # Names of formats and works, and what the translation quotes from the briefs.
    said = [*translations("ko"), (ROOT / "mkdocs.yml").read_text("utf-8")]
    said += [file.read_text("utf-8") for file in (*docs.rglob("*.ko.md"), *(ROOT / "bib").glob("*.bib"))]
    kept = frozenset(word for text in said for word in LATIN.findall(text))
    texts = [each for each in pages(shipped.site / "ko") if each.page.removesuffix("/index.html") in translated]
    assert len(texts) > 10_000
    assert strange((each for each in texts if each.lang == "ko"), NAMES | kept) == []
    # Not one record stands there in the original.
    foreign = Counter(each.place for each in texts if each.lang == "en")
    assert not [place for place in foreign if place.startswith(("h2", "h3", "h4"))]
