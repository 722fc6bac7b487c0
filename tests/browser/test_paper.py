"""Every page prints well from the browser: what comes out of Chromium and of Firefox, read as a PDF."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from firefox import Firefox
from PIL import Image
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


def test_nothing_is_clipped_on_any_page(browser: Browser, address: str) -> None:
    page = browser.new_page(base_url=address)
    page.emulate_media(media="print")
    wide = {}
    for path in PAGES:
        page.goto(f"{path}/".lstrip("/"))
        for paper, width in WIDTHS.items():
            page.set_viewport_size({"width": width, "height": 900})
            wide[path, paper] = page.evaluate(
                """() => [document.documentElement, ...document.querySelectorAll('.fs-scroll, pre')]
                    .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.outerHTML.slice(0, 90))"""
            )
    page.close()
    assert {where: found for where, found in wide.items() if found} == {}


def test_navigation_and_controls_stay_off_the_paper(page: Page) -> None:
    page.goto("timeline/")
    first = bare(printed(page)[0])
    for gone in ("Search", "Recommendations", "Show all", "Menu", "Skip to content"):
        assert bare(gone) not in first


def test_no_short_card_is_torn_and_none_leaves_its_head_alone(page: Page) -> None:
    page.goto("briefs/2025-lee/")
    page.emulate_media(media="print")
    cards = page.evaluate(
        """() => [...document.querySelectorAll('.fs-card')].map(card => [card.querySelector('h2, h3, h4').innerText,
            card.innerText, !card.querySelector('.fs-card__outcome') && card.offsetHeight < 700])"""
    )
    numbers = r"[\s\d]"
    sheets = [bare(sheet, numbers) for sheet in printed(page)]
    assert len(cards) > 50
    assert sum(short for *_, short in cards) > 10
    for title, text, short in cards:
        lines = [bare(line, numbers) for line in text.split("\n") if len(line) > 12]
        kept = (lines[0], lines[-1]) if short else lines[:2]
        assert any(all(line in sheet for line in kept) for sheet in sheets), title


def test_a_brief_takes_no_more_paper_than_somebody_prints(page: Page) -> None:
    """Of 56 sheets, half were white: no card was divided."""
    page.goto("briefs/2025-lee/")
    assert len(printed(page)) <= 34


@dataclass(frozen=True)
class Line:
    """A line of a sheet: its words, and its edges in points from the sheet's upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Sheet:
    """A printed sheet, its foot left out."""

    width: float
    height: float
    lines: list[Line]

    @classmethod
    def of(cls, page: Any) -> Sheet:
        width, height = page.get_size()
        text = page.get_textpage()
        boxes: list[tuple[float, float, float, float]] = []
        for at in range(text.count_rects()):
            left, bottom, right, top = text.get_rect(at)
            # Chromium's letters each have a box of their own.
            if boxes and abs(boxes[-1][1] - bottom) < 4 and -1 < left - boxes[-1][2] < 4:
                last = boxes.pop()
                left, bottom, top = last[0], min(last[1], bottom), max(last[3], top)
            boxes.append((left, bottom, right, top))
        lines = [Line(text.get_text_bounded(*box), box[0], height - box[3], box[2], height - box[1]) for box in boxes]
        return cls(width, height, [line for line in lines if line.text.strip() and line.bottom < height - FOOT])

    def at_its_foot(self) -> str:
        """What stands lowest on it, in one row."""
        last = max(self.lines, key=lambda line: line.top)
        return " ".join(line.text.strip() for line in self.lines if line.bottom > last.top)


FOOT = 19 * 72 / 25.4
ENGINES = ("chromium", "firefox")
Printing = Callable[[str, str], list[Sheet]]


@pytest.fixture(scope="module")
def sheets(browser: Browser, firefox: Firefox, address: str) -> Printing:
    """The sheets of a page of the shipped site, printed by an engine; each is printed once."""

    @cache
    def of(path: str, engine: str) -> list[Sheet]:
        if engine == "firefox":
            firefox.goto(address + path)
            # Not every forecast of the site needs the longest verdict.
            firefox.evaluate(f"({LONGEST})()")
            content = firefox.print()
        else:
            page = browser.new_page(base_url=address)
            page.goto(path)
            page.evaluate(LONGEST)
            content = page.pdf(format="A4", prefer_css_page_size=True)
            page.close()
        with pypdfium2.PdfDocument(content) as document:
            return [Sheet.of(page) for page in document]

    return of


LONGEST = "() => { for (const e of document.querySelectorAll('td .fs-verdict')) e.lastChild.data = 'condition unmet' }"


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("path", ["forecasts/", "explore/", "comparison/", "themes/security/", "timeline/"])
def test_nothing_is_cut_at_the_edge_of_a_sheet(sheets: Printing, path: str, engine: str) -> None:
    for number, sheet in enumerate(sheets(path, engine), 1):
        # The chart of the timeline lies on its side.
        assert sheet.width == pytest.approx(595, abs=2) or (path, sheet.width) == (
            "timeline/",
            pytest.approx(842, abs=2),
        )
        for line in sheet.lines:
            assert line.left > 40 and line.right < sheet.width - 40, (number, line)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_long_table_has_its_head_and_its_verdicts_on_each_sheet(sheets: Printing, engine: str) -> None:
    ledger = [
        sheet for sheet in sheets("forecasts/", engine) if any("Proposition" in line.text for line in sheet.lines)
    ]
    assert len(ledger) > 3
    for sheet in ledger:
        texts = [line.text.strip() for line in sheet.lines]
        assert any("Verdict" in text for text in texts)
        assert sum("unmet" in text for text in texts) > 0


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("path", ["forecasts/", "themes/security/", "timeline/"])
def test_no_heading_stands_alone_at_the_foot_of_a_sheet(sheets: Printing, page: Page, path: str, engine: str) -> None:
    page.goto(path)
    heads = page.locator(".md-typeset :is(h2, .fs-year, thead tr, caption, p.fs-term)").all_inner_texts()
    titles, rows = {bare(head) for head in heads}, [head.split() for head in heads]
    for number, sheet in enumerate(sheets(path, engine), 1):
        last = sheet.at_its_foot()
        words = {word for word in last.split() if word.isalpha()}
        assert bare(last) not in titles or len(sheet.lines) < 3, number
        assert len(words) < 3 or not any(words <= {*row} and last.split()[0] == row[0] for row in rows), number


def test_bars_keep_their_track_with_forced_colours(browser: Browser, address: str) -> None:
    page = browser.new_page(base_url=address)
    page.emulate_media(forced_colors="active")
    for path, track in {"forecasts/": ".fs-bar", "themes/security/": ".fs-axis__track"}.items():
        page.goto(path)
        shown = page.locator(f"tbody {track}").first
        picture = Image.open(BytesIO(shown.screenshot())).convert("RGB")
        width, height = picture.size
        colours = {picture.getpixel((x, height // 2)) for x in range(width)}
        ground = picture.getpixel((width - 2, 1))
        assert len(colours - {ground}) > 1, path
        assert page.locator("td .fs-bar, .fs-interval").first.evaluate("e => getComputedStyle(e).fill") != ground
    page.close()


def test_the_ledger_needs_no_scrolling_at_any_width(browser: Browser, address: str) -> None:
    page = browser.new_page(base_url=address)
    for path in ("forecasts/", "explore/"):
        page.goto(path)
        page.evaluate(LONGEST)
        for width in (705, 800, 960, 1030, 1100, 1200, 1400):
            page.set_viewport_size({"width": width, "height": 900})
            wide = "[...document.querySelectorAll('.fs-scroll')].filter(e => e.scrollWidth > e.clientWidth + 1).length"
            assert page.evaluate(wide) == 0, (path, width)
            # Folded or not, every fact is there, and with a name where the heads of columns are not shown.
            row = page.locator("tbody tr").filter(has=page.locator(".fs-verdict")).last
            expect(row).to_contain_text("condition unmet")
            expect(row.locator("td:visible")).to_have_count(row.locator("td").count())
    page.close()


def test_what_explore_shows_is_what_is_printed_and_says_how_it_was_chosen(page: Page) -> None:
    page.goto("explore/?outlook=2024&verdict=missed&text=treaty")
    expect(page.locator(".fs-explore [role=status]")).to_have_text(re.compile(r"^\d of \d+ claims\b"))
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
    # Nor does the list at the end hold the addresses of what is left out.
    assert page.locator(".fs-addresses li").count() < 100


def test_paper_says_how_to_cite_the_page(page: Page) -> None:
    page.goto("method/")
    text = bare(" ".join(printed(page)))
    assert bare("“Method.” Foresite. Last modified") in text
    assert bare("BibTeX") not in text
