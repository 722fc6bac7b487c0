"""The eight tasks of a reader: each starts on the first page and takes at most three clicks.

To open the search is a click, to type is none. What is done in one browser is done in the other, on a phone as well.
"""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urlsplit

import pytest
from click.testing import CliRunner
from firefox import Firefox
from playwright.sync_api import Browser, Locator, Page, Route
from pypdf import PdfReader
from serving import HARBOURS, served, until

from builds import Build, mkdocs_build
from foresite.cli import main
from foresite.parsing.settings import read_settings
from foresite.pdf.cache import CachedPdf, save
from foresite.site.project import Project

MOST = 3
"""How many clicks a task may take."""
EPOCH = "1780617600"
"""A day that stands still between printing and building."""
OPENED = ("chromium", 1280), ("chromium", 375), ("firefox", 1280)


class Reader(ABC):
    """A person with a browser, whose clicks are counted."""

    clicks = 0

    def click(self, selector: str, text: str = "") -> None:
        """Click on the first element that is shown and has that text."""
        self.clicks += 1
        assert self.clicks <= MOST
        self._click(selector, text)

    def search(self, query: str) -> None:
        """Open the search, type, and wait for results."""
        self.click("button", "Search")
        self.until("document.activeElement.matches('.fs-search input')")
        self._type(query)
        self.until("document.querySelector('[role=listbox][aria-busy=false] [role=option]')")

    def arrive(self, address: str) -> None:
        """Wait until a page is there whose address, with its anchor, ends like this."""
        self.until(f"location.href.endsWith({json.dumps(address)}) && document.readyState === 'complete'")

    def sees(self, selector: str, *texts: str) -> None:
        """Wait until one element that is shown has all these texts."""
        has = f"{json.dumps(texts)}.every(text => shown.innerText.includes(text))"
        self.until(
            f"[...document.querySelectorAll({json.dumps(selector)})].some(shown => shown.checkVisibility() && {has})"
        )

    @abstractmethod
    def open(self, address: str) -> None: ...

    @abstractmethod
    def until(self, condition: str) -> None: ...

    @abstractmethod
    def evaluate(self, expression: str) -> Any: ...

    @abstractmethod
    def print(self) -> bytes: ...

    @abstractmethod
    def download(self, selector: str, text: str) -> str:
        """Click on what downloads a file; return what is in it."""

    @abstractmethod
    def _click(self, selector: str, text: str) -> None: ...

    @abstractmethod
    def _type(self, text: str) -> None: ...


class InChromium(Reader):
    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, address: str) -> None:
        self.page.goto(address)

    def until(self, condition: str) -> None:
        until(self.page, condition)

    def evaluate(self, expression: str) -> Any:
        return self.page.evaluate(expression)

    def print(self) -> bytes:
        return self.page.pdf(format="A4", prefer_css_page_size=True)

    def download(self, selector: str, text: str) -> str:
        with self.page.expect_download() as download:
            self.click(selector, text)
        return download.value.path().read_text("utf-8")

    def found(self, selector: str, text: str) -> Locator:
        return self.page.locator(selector).filter(has_text=text, visible=True).first

    def _click(self, selector: str, text: str) -> None:
        self.found(selector, text).click()

    def _type(self, text: str) -> None:
        self.page.keyboard.type(text)


class InFirefox(Reader):
    def __init__(self, firefox: Firefox) -> None:
        self.firefox = firefox

    def open(self, address: str) -> None:
        self.firefox.goto(address)

    def until(self, condition: str) -> None:
        self.firefox.until(condition)

    def evaluate(self, expression: str) -> Any:
        return self.firefox.evaluate(expression)

    def print(self) -> bytes:
        return self.firefox.print()

    def download(self, selector: str, text: str) -> str:
        # What is downloaded is kept for the test, instead of in a folder.
        keep = "URL.createObjectURL = (kept) => { window.kept = kept; return make(kept) }"
        self.evaluate(f"((make) => {{ {keep}; }})(URL.createObjectURL.bind(URL))")
        self.evaluate("(HTMLAnchorElement.prototype.click = function () {}, 0)")
        self.click(selector, text)
        self.until("window.kept")
        return str(self.evaluate("window.kept.text()"))

    def _click(self, selector: str, text: str) -> None:
        all_of_them = f"[...document.querySelectorAll({json.dumps(selector)})]"
        meant = f"each => each.checkVisibility() && each.textContent.includes({json.dumps(text)})"
        self.until(f"{all_of_them}.some({meant})")
        self.evaluate("document.querySelector('[data-meant]')?.removeAttribute('data-meant')")
        self.evaluate(f"({all_of_them}.find({meant}).setAttribute('data-meant', ''), 0)")
        self.firefox.click("[data-meant]")

    def _type(self, text: str) -> None:
        self.firefox.type(text)


@pytest.fixture(params=OPENED, ids=lambda opened: f"{opened[0]}-{opened[1]}")
def reader(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Reader]:
    """One reader after another: at a desk, with a phone, and in Firefox."""
    engine, width = request.param
    if engine == "firefox":
        window: Firefox = request.getfixturevalue("firefox")
        window.forget()
        window.resize(width, 800)
        yield InFirefox(window)
        assert window.faults == []
        return
    phone = width < 500
    context = browser.new_context(viewport={"width": width, "height": 800}, has_touch=phone, is_mobile=phone)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield InChromium(page)
    context.close()
    assert faults == []


def test_what_was_said_of_a_treaty_how_likely_and_what_came_of_it(reader: Reader, address: str) -> None:
    reader.open(address)
    reader.search("mutual defense treaty")
    # The result says it already.
    reader.sees("[role=option]:first-of-type", "mutual-defence treaty", "unlikely, 20–45 %", "missed")
    reader.click("[role=option]")
    reader.arrive("briefs/2024-jang/#jang-mutual-defence-treaty")
    reader.sees(
        "section:has(> #jang-mutual-defence-treaty)", "A mutual-defence treaty is signed", "unlikely", "missed",
        "A treaty with a mutual-assistance clause was signed",
    )  # fmt: skip


def test_which_forecasts_for_2025_about_sanctions_missed_and_on_what_evidence(reader: Reader, address: str) -> None:
    reader.open(address)
    reader.click(".fs-glance.fs-outlook--1 a", "missed")
    reader.until("/^2 of [0-9]+ claims: 2025, Forecast, missed$/.test("
                 "document.querySelector('.fs-facets [role=status]')?.textContent)")  # fmt: skip
    reader.sees(".fs-ledger tbody", "Sanctions", "missed")
    reader.click(".fs-ledger tbody:not(.fs-out) .fs-evidence summary")
    reader.sees(".fs-ledger tbody .fs-body", "2025")
    reader.sees(".fs-ledger tbody .fs-evidence a", "The outcome:")


def test_what_changed_on_aid_to_ukraine(reader: Reader, address: str) -> None:
    reader.open(address)
    reader.click("a", "Comparison")
    reader.arrive("comparison/")
    reader.click(".fs-bars a", "War in Ukraine")
    reader.until("location.pathname.endsWith('/themes/ukraine/')")
    reader.sees("article", "what changed and how it turned out")
    reader.sees("article .fs-change")
    # Aid is told of under another theme as well, to which the page leads.
    reader.click("article .fs-related a", "South Korea’s response")
    reader.until("location.pathname.endsWith('/themes/south-korea/')")
    reader.sees("article .fs-related a", "War in Ukraine")


def test_a_claim_is_cited_in_bibtex_with_its_address(reader: Reader, addressed: Build) -> None:
    with served(addressed.site) as address:
        reader.open(address)
        reader.click("a[href$='#amari-lock']", "the lock")
        reader.arrive("#amari-lock")
        # The card that the address leads to is open.
        reader.until("document.querySelector('section:has(> #amari-lock) .fs-citethis button')")
        entry = reader.download("section:has(> #amari-lock) .fs-citethis a", "BibTeX")
    assert entry.startswith("@online{amari-lock,")
    assert f"url = {{{HARBOURS}briefs/2021/#amari-lock}}" in re.sub(r"\s+=\s+", " = ", entry)


def test_the_special_military_operation_is_found_in_korean(reader: Reader, address: str) -> None:
    reader.open(address)
    reader.search("특별군사작전")
    reader.click("[role=option]")
    reader.until("location.pathname.endsWith('/korean/') && location.hash.length > 1")
    reader.sees("article [lang=ko], article:lang(ko)", "특별군사작전")


def test_a_theme_is_printed_by_the_browser(reader: Reader, address: str) -> None:
    reader.open(address)
    reader.click("a", "Comparison")
    reader.arrive("comparison/")
    reader.click(".fs-bars a", "Sanctions")
    reader.sees("h1", "Sanctions")
    # To print is the third click.
    title = reader.evaluate("document.querySelector('.fs-card > :is(h2, h3, h4), article h2').firstChild.textContent")
    with PdfReader(BytesIO(reader.print())) as printed:
        told = [re.sub(r"\W", "", sheet.extract_text()) for sheet in printed.pages]
    assert "Sanctions" in told[0]
    assert re.sub(r"\W", "", title) in "".join(told)


def test_a_theme_is_printed_as_the_pdf_that_was_made_of_it(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    project = tmp_path / "project"
    assert CliRunner().invoke(main, ["init", str(project), "--theme", "Trade"]).exit_code == 0
    corpus = Project.load(read_settings(project / "mkdocs.yml")[0], dated=True).corpus
    theme = "themes/trade"
    save([CachedPdf(f"{theme}.pdf", "PDF of this page", (f"{theme}.md",), 2, b"%PDF-1.7 Trade")], corpus)
    build = mkdocs_build(project, tmp_path / "site", "--strict")
    assert build.code == 0, build.output
    with served(build.site) as address:
        reader = InChromium(browser.new_page())
        reader.open(address)
        reader.click("nav a", "Comparison")
        reader.click(".fs-bars a", "Trade")
        reader.sees("h1", "Trade")
        with reader.page.expect_response("**/themes/trade.pdf") as response:
            reader.click("a", "PDF of this page")
        assert response.value.ok
        reader.page.close()


def test_which_events_decide_most(reader: Reader, address: str) -> None:
    reader.open(address)
    reader.click("a", "Timeline")
    reader.arrive("timeline/")
    reader.sees(".fs-panel li:first-child", "decides 14")
    listed = "document.querySelectorAll('.fs-panel li').length"
    named = "[...document.querySelectorAll('.fs-chart [data-named]')].filter(e => e.checkVisibility())"
    reader.until(f"{listed} === 10 && {named}.length === 10")
    assert reader.evaluate(f"{named}.filter(e => e.textContent.includes('decides 14')).length") == 1
    reader.click("a", "All events by what they decide")
    reader.arrive("deciding/")
    reader.sees(".fs-deciding ol > li:first-child", "Putin and Kim Jong Un sign the Comprehensive Strategic")
    counts = reader.evaluate(
        "[...document.querySelectorAll('.fs-deciding .fs-total')].map(e => parseInt(e.textContent))"
    )
    assert counts == sorted(counts, reverse=True)
    reader.click(".fs-deciding ol > li:first-child summary")
    reader.sees(".fs-deciding ol > li:first-child a", "A mutual-defence treaty is signed")
    assert re.search(r"\b\d+ events decide no claim\b", reader.evaluate("document.querySelector('main').textContent"))


def test_a_claim_leads_to_the_briefs_own_words(reader: Reader, address: str) -> None:
    link = "section:has(> #lee-alternative-to-china) a.fs-read"
    reader.open(address)
    reader.click("a[href$='#lee-alternative-to-china']")
    reader.arrive("#lee-alternative-to-china")
    reader.until(f"/^Read ¶\\d+ in the brief$/.test(document.querySelector('{link}')?.textContent)")
    original = reader.evaluate(f"document.querySelector('{link}').href")
    assert re.search(r"#(?::~:text=|page=)", original)
    if not isinstance(reader, InChromium):
        # Firefox would leave for another host, whose answer cannot be put in its place.
        return
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(body="<!doctype html><title>The brief</title>", content_type="text/html")

    reader.page.context.route(lambda url: urlsplit(url).hostname == urlsplit(original).hostname, answer)
    reader.click(link)
    until(reader.page, "document.title === 'The brief'")
    assert urldefrag(asked[0]).url == urldefrag(original).url
