"""The anchors of headings: of their own words, in any script, the same on the page, in the check, search and print."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from markdown import Markdown
from markdown.extensions.toc import TocExtension, slugify_unicode

from foresite.parsing.markdown.text import MarkdownText, heading_anchor
from foresite.parsing.page_source import read_sections
from foresite.render.markdown.extension import ForesiteExtension
from foresite.site.project import Project

WORKS = (
    "@book{doe, author = {Doe, Jane}, title = {T}, date = {2020}}\n"
    "@book{lee, author = {Lee, Ben}, title = {U}, date = {2021}}\n"
)
SAME_YEAR = "@book{doeb, author = {Doe, Jane}, title = {A}, date = {2020}}\n"
TEXT = """\
# 길잡이 [@doe, p. 3]

## What was said [@doe]

## What @doe says

## What was said

## [@lee; @doe]

## 주제 {#theme}

## 판정과 말

## 판정과 말

## *한국어* and `code` [@doe]

Under lines [@lee]
---

[@doeb]
"""
ANCHORS = [
    "길잡이", "what-was-said", "what-says", "what-was-said_1", "doe-lee", "theme", "판정과-말", "판정과-말_1",
    "한국어-and-code", "under-lines",
]  # fmt: skip


def project(folder: Path, page: str, works: str = WORKS) -> Project:
    for name in ("docs", "bib"):
        (folder / name).mkdir(parents=True)
    (folder / "docs" / "a.md").write_text(page, "utf-8")
    (folder / "bib" / "references.bib").write_text(works, "utf-8")
    extension = ForesiteExtension(docs=str(folder / "docs"), bibliography="bib/references.bib", page="a.md")
    return extension.project


def on_the_page(project: Project, page: str, *extensions: TocExtension) -> list[str]:
    html = Markdown(extensions=[*extensions, ForesiteExtension(project, page="a.md")]).convert(page)
    return re.findall(r'<h\d id="([^"]*)"', html.partition('<h2 id="references"')[0])


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("A: b/c — d", "a-bc-d"),
        ("Crème brûlée, é", "creme-brulee-e"),
        ("Łódź, Straße, Æsir", "lodz-strasse-aesir"),
        ("2000–2023년의 사건", "20002023년의-사건"),
        (unicodedata.normalize("NFD", "한국어 é"), "한국어-e"),
        ("हिन्दी भाषा", "हिन्दी-भाषा"),
        ("Привет, Мир", "привет-мир"),
        ("Ελλάδα", "ελλάδα"),
        ("שלום, עולם", "שלום-עולם"),
        ("日本語「々」", "日本語々"),
        ("⚓ …", ""),
    ],
)
def test_an_anchor_has_the_letters_of_its_heading(heading: str, anchor: str) -> None:
    assert heading_anchor(heading) == anchor


def test_the_page_the_check_and_print_know_the_same_anchors(tmp_path: Path) -> None:
    assert on_the_page(project(tmp_path, TEXT), TEXT) == ANCHORS
    assert [section.anchor for section in read_sections(TEXT, "a.md")][1:] == ANCHORS[1:]
    assert {*ANCHORS} <= MarkdownText(TEXT).anchors


def test_another_work_of_the_year_changes_no_anchor(tmp_path: Path) -> None:
    found = project(tmp_path, TEXT, WORKS + SAME_YEAR)
    assert any("2020b" in found.citation(citation) for citation in found.formatted.citations)
    assert on_the_page(found, TEXT) == ANCHORS


def test_inserting_a_heading_moves_no_anchor_in_another_script(tmp_path: Path) -> None:
    text = TEXT.replace("## 판정과 말\n", "## 사건\n\n## 판정과 말\n", 1)
    assert [id for id in on_the_page(project(tmp_path, text), text) if id != "사건"] == ANCHORS


def test_a_heading_with_the_id_of_a_key_hides_no_reference(tmp_path: Path) -> None:
    text = "## Doe\n\nAs said [@doe].\n"
    html = Markdown(extensions=[ForesiteExtension(project(tmp_path, text), page="a.md")]).convert(text)
    assert 'id="doe"' in html
    assert 'id="ref-doe"' in html


def test_settings_may_make_anchors_in_another_way(tmp_path: Path) -> None:
    text = "## Été [@doe]\n\n## Straße\n"
    found = on_the_page(project(tmp_path, text), text, TocExtension(slugify=slugify_unicode, separator="-"))
    assert found == ["été", "straße"]
    assert {*found} <= MarkdownText(text).anchors
    assert on_the_page(project(tmp_path / "b", text), text, TocExtension(separator="_")) == ["ete", "strasse"]
