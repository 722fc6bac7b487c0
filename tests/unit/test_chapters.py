"""Pages of the site made ready for paper."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from xml.etree.ElementTree import fromstring, tostring

import harbour
import pytest

from foresite.parsing.configuration import read_host
from foresite.pdf.chapters import ChapterBuilder, DocumentLinks, keep_hangul_words_whole, parse_html
from foresite.pdf.documents import Document

SCREEN, PAPER = "render/templates", "pdf/templates"
# What facts.j2 writes, components.j2 writes on paper.
OF_THE_SCREEN = {"cite-page.j2", "cite.j2", "divided.j2", "embed.j2", "facts.j2", "foot.j2", "head.j2", "part.j2"}


def chapter(html: str, page: str = "notes.md", pages: tuple[str, ...] = ("notes.md",)) -> str:
    links = DocumentLinks(harbour.corpus(), Document("notes.pdf", "Notes", pages))
    return tostring(ChapterBuilder(links).chapter(page, "Notes", html).body, encoding="unicode")


def test_each_word_with_hangul_stands_alone() -> None:
    root = fromstring("<p>A 북한과 러시아, <em>둘의</em> 관계.</p>")
    keep_hangul_words_whole(root)
    assert tostring(root, encoding="unicode") == (
        '<p>A <span class="w">북한과</span> <span class="w">러시아,</span> '
        '<em><span class="w">둘의</span></em> <span class="w">관계.</span></p>'
    )


@pytest.mark.parametrize(
    ("href", "leads"),
    [
        ("#mine", "#notes--mine"),
        ("briefs/2021-moor.md#moor-strike", "#moor-strike"),
        ("briefs/2021-moor.md", "#briefs-2021-moor"),
        ("events.md#berth-opens", None),
        ("javascript:alert(1)", None),
        ("https://example.org/", "https://example.org/"),
    ],
)
def test_links_lead_into_the_document_to_the_web_or_nowhere(href: str, leads: str | None) -> None:
    pages = ("notes.md", "briefs/2021-moor.md")
    body = fromstring(chapter(f'<h1>Notes</h1><p id="mine"><a href="{href}">there</a></p>', pages=pages))
    assert [link.get("href") for link in body.iter("a")] == ([leads] if leads else [])
    assert "there" in "".join(body.itertext())


def test_a_page_that_is_mostly_a_wide_table_turns() -> None:
    row = "<tr>" + "<td>much text in a cell</td>" * 8 + "</tr>"
    assert 'class="chapter wide"' in chapter(f"<h1>Notes</h1><table>{row}</table>")
    narrow = chapter(f"<h1>Notes</h1><p>{'Much more text. ' * 40}</p><table>{row}</table>")
    assert 'class="chapter"' in narrow
    assert "wide" in narrow


def test_html_that_is_no_xml_is_read_all_the_same() -> None:
    body = parse_html("<p>One<br>two &nbsp; <svg viewBox='0 0 1 1'><path d='M0 0'></svg>")
    assert "".join(body.itertext()).split() == ["Onetwo"]
    assert body.find(".//{http://www.w3.org/2000/svg}path") is not None


def test_the_order_of_pages_and_the_extensions_are_the_hosts(tmp_path: Path) -> None:
    file = tmp_path / "mkdocs.yml"
    file.write_text(
        "nav:\n  - b.md\n  - Part:\n      - A: a.md\n      - b.md\n"
        "markdown_extensions:\n  - tables\n  - toc:\n      permalink: true\n      toc_depth: 3\n"
        "      slugify: !!python/name:os.system\n",
        "utf-8",
    )
    host = read_host(file)
    assert host.navigation == ("b.md", "a.md")
    assert host.extensions == {"tables": {}, "toc": {"permalink": True, "toc_depth": 3}}
    assert read_host(tmp_path / "none.yml").navigation == ()


def test_paper_shows_all_that_the_screen_shows_from_templates_of_its_own() -> None:
    """Each card and macro of the screen has its template; parts of a view that is divided are pages of a host alone."""
    screen, paper = (
        {each.name for each in (files("foresite") / where).iterdir() if each.name.endswith(".j2")}
        for where in (SCREEN, PAPER)
    )
    assert screen - paper == OF_THE_SCREEN
    assert paper - screen == {"summary.j2"}
    for name in paper:
        text = (files("foresite") / PAPER / name).read_text("utf-8")
        assert not re.search(
            r"<(?:details|form|button|select|nav|script|time)\b|aria-|data-label|fs-hidden|<svg aria", text
        ), name
