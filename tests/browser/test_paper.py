"""Every page prints well from the browser: what comes out of Chromium, read as a PDF."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from builds import SITES, Build, mkdocs_build, project_of
from repositories import commit, git
from sharing import Shared
from test_shipped import PAGES

URL = "https://harbours.example/outlooks/"
# The width of the text on a sheet, in CSS pixels: the paper's less two margins of 16 mm.
WIDTHS = {"A4": 673, "Letter": 695}
NAMED = 'A "small" <harbour> \\ and more'


@pytest.fixture(scope="module")
def published(shared: Shared) -> Build:
    """The harbours at an address of their own, committed on the first of May 2023."""
    return shared.built("paper", build)


def build(home: Path) -> Build:
    folder = project_of(SITES / "harbours", home / "project")
    config = folder / "mkdocs.yml"
    config.write_text(f"site_url: {URL}\n{config.read_text('utf-8')}", "utf-8")
    (folder / "docs" / "named.md").write_text(
        f"---\ntitle: '{NAMED}'\n---\n\n# Named\n\nThe [first](briefs/2021.md), [again](briefs/2021.md), "
        "[out](https://example.org/a?b=c), [here](#named).\n",
        "utf-8",
    )
    git(folder, "init", "-q")
    commit(folder, "2023-05-01")
    return mkdocs_build(folder, home / "site", "--strict")


@pytest.fixture
def folder(browser: Browser, published: Build) -> Iterator[Page]:
    page = browser.new_page()
    page.goto((published.site / "named" / "index.html").as_uri())
    yield page
    page.close()


def printed(page: Page, paper: str = "A4") -> list[str]:
    """The text of each sheet."""
    read = PdfReader(BytesIO(page.pdf(format=paper, prefer_css_page_size=True)))
    return [unicodedata.normalize("NFKC", sheet.extract_text()) for sheet in read.pages]


def bare(text: str, without: str = r"\s") -> str:
    return re.sub(without, "", unicodedata.normalize("NFKC", text)).casefold()


def test_the_foot_of_each_sheet_names_the_page_its_address_its_day_and_its_number(folder: Page) -> None:
    sheets = printed(folder)
    for number, sheet in enumerate(sheets, 1):
        for part in (NAMED, f"{URL}named/", "1 May 2023", f"{number} / {len(sheets)}"):
            assert bare(part) in bare(sheet)


def test_addresses_stand_once_in_a_list_at_the_end_under_the_numbers_of_their_links(folder: Page) -> None:
    text = " ".join(" ".join(printed(folder)).split())
    assert re.search(r"The first1, again1, out2, here\.", text)
    at_end = bare(text[text.index("Addresses") :])
    assert at_end == f"addresses1.{URL}briefs/2021/2.https://example.org/a?b=c"


def test_printing_again_says_the_same(folder: Page) -> None:
    assert printed(folder) == printed(folder)
    expect(folder.locator(".fs-addresses")).to_be_hidden()


@pytest.mark.parametrize("paper", WIDTHS)
def test_nothing_is_clipped_on_any_page(browser: Browser, address: str, paper: str) -> None:
    page = browser.new_page(base_url=address, viewport={"width": WIDTHS[paper], "height": 900})
    page.emulate_media(media="print")
    wide = {}
    for path in PAGES:
        page.goto(f"{path}/".lstrip("/"))
        wide[path] = page.evaluate(
            """() => [document.documentElement, ...document.querySelectorAll('.fs-scroll, pre')]
                .filter(e => e.scrollWidth > e.clientWidth + 1 && !e.querySelector('.fs-forecasts'))
                .filter(e => !e.closest('.fs-forecasts')).map(e => e.outerHTML.slice(0, 90))"""
        )
    page.close()
    assert {path: found for path, found in wide.items() if found} == {}


def test_navigation_and_controls_stay_off_the_paper(page: Page) -> None:
    page.goto("timeline/")
    first = bare(printed(page)[0])
    for gone in ("Search", "Recommendations", "Show all", "Menu", "Skip to content"):
        assert bare(gone) not in first


def test_the_timeline_fits_on_one_sheet_with_its_key(page: Page) -> None:
    page.goto("timeline/")
    last = page.locator(".fs-strip__mark text").last.text_content() or ""
    first = printed(page, "Letter")[0]
    assert "One row a year" in first
    assert re.search(rf"\b{re.escape(last.split()[0])}\b", first)


def test_no_card_is_torn(page: Page) -> None:
    page.goto("briefs/2025-lee/")
    page.emulate_media(media="print")
    cards = page.evaluate(
        """() => [...document.querySelectorAll('.fs-card')].filter(card => card.offsetHeight < 700)
            .map(card => [card.querySelector('h2, h3, h4').innerText, card.innerText])"""
    )
    numbers = r"[\s\d]"
    sheets = [bare(sheet, numbers) for sheet in printed(page)]
    assert len(cards) > 50
    for title, text in cards:
        lines = [bare(line, numbers) for line in text.split("\n") if len(line) > 12]
        assert any(all(line in sheet for line in (lines[0], lines[-1])) for sheet in sheets), title


def test_a_long_table_is_wide_and_has_its_head_on_each_sheet(page: Page) -> None:
    page.goto("forecasts/")
    read = PdfReader(BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    for sheet in read.pages:
        assert sheet.mediabox.width > sheet.mediabox.height
    rows = [text for sheet in read.pages if "% " in (text := sheet.extract_text()) and "Brier" not in text]
    assert len(rows) > 3
    for text in rows:
        assert bare("Proposition") in bare(text)


def test_what_explore_shows_is_what_is_printed_and_says_how_it_was_chosen(page: Page) -> None:
    page.goto("explore/?outlook=2024&verdict=missed&text=treaty")
    expect(page.locator(".fs-explore [role=status]")).to_have_text(re.compile(r"^\d of \d+ claims$"))
    shown = page.locator(".fs-explore tbody tr:visible th a").all_inner_texts()
    hidden = page.locator(".fs-explore tbody tr:not(:visible) th a").all_text_contents()
    text = bare(" ".join(printed(page)))
    assert 0 < len(shown) < 9
    assert all(bare(title) in text for title in shown)
    assert not any(bare(title) in text for title in hidden)
    for said in ("Words in the claim", "treaty", "2024", "missed", f"{len(shown)} of "):
        assert bare(said) in text
    for left in ("Download", "Order", "roughly even chance"):
        assert bare(left) not in text


def test_paper_says_how_to_cite_the_page(page: Page) -> None:
    page.goto("method/")
    text = bare(" ".join(printed(page)))
    assert bare("“Method.” Foresite. Last modified") in text
    assert bare("BibTeX") not in text
