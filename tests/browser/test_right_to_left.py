"""A site in Arabic: pages, charts and what opens run from right to left, in Chromium and in Firefox."""

from __future__ import annotations

import pytest
from firefox import Firefox
from playwright.sync_api import Browser, Page
from serving import served
from test_accessibility import light_and_dark, sound  # noqa: F401

from builds import Build

PAGES = ("", "briefs/2023/", "briefs/2024/", "comparison/", "timeline/", "forecasts/", "quantities/", "explore/",
         "record/", "glossary/", "bibliography/", "404.html")  # fmt: skip
PLACES = """() => {
  const left = (what) => [...document.querySelectorAll(what)].filter((e) => e.checkVisibility())
    .map((e) => e.getBoundingClientRect().left);
  const [first] = left('.fs-main'), sheet = document.querySelector('.fs-panel');
  return {
    over: document.documentElement.scrollWidth - innerWidth,
    dots: left('.fs-chart g[data-number] circle'),
    years: left('.fs-chart__years text, .fs-tall__years span'),
    lanes: left('.fs-chart__labels text'),
    panel: sheet.getBoundingClientRect().left,
    name: document.querySelector('.fs-site').getBoundingClientRect().right,
  };
}"""


def test_time_runs_to_the_left_and_nothing_stands_over_an_edge(browser: Browser, muzn: Build) -> None:
    with served(muzn.site) as address:
        page = browser.new_page(base_url=address)
        for width in (375, 1280):
            page.set_viewport_size({"width": width, "height": 900})
            for path in PAGES:
                page.goto(path)
                assert page.evaluate("[document.documentElement.scrollWidth, document.dir]") == [width, "rtl"], path
            page.goto("timeline/")
            wide = page.evaluate(PLACES)
            assert wide["name"] > width * 0.9
            if width == 1280:
                assert wide["dots"] == sorted(wide["dots"], reverse=True)
                assert wide["years"] == sorted(wide["years"], reverse=True)
                assert min(wide["lanes"]) > max(wide["dots"])
                assert wide["panel"] < min(wide["dots"])
            else:
                # The years stand beside the lanes, on the right.
                assert min(wide["years"]) > max(wide["dots"])
        page.close()


def test_a_likelihood_is_drawn_from_the_right(browser: Browser, muzn: Build) -> None:
    with served(muzn.site) as address:
        page = browser.new_page(base_url=address)
        page.goto("briefs/2023/#haddad-wheat")
        bar = page.locator(".fs-card:has(#haddad-wheat) .fs-bar")
        bar.scroll_into_view_if_needed()
        whole, part = bar.bounding_box(), bar.locator("rect").bounding_box()
        assert whole
        assert part
        # From 80 to 95 per cent.
        assert part["x"] - whole["x"] == pytest.approx(whole["width"] * 0.05, abs=2)
        page.close()


def test_an_english_quotation_ends_with_its_full_stop(browser: Browser, muzn: Build) -> None:
    place = """e => {
      const range = new Range(), [text] = e.childNodes, left = (n) => {
        range.setStart(text, n); range.setEnd(text, n + 1); return range.getBoundingClientRect().left };
      return [left(0), left(text.length - 1)] }"""
    with served(muzn.site) as address:
        page = browser.new_page(base_url=address)
        page.goto("briefs/2024/")
        quoted = page.locator("blockquote p", has_text="Rationing will go on.")
        first, stop = quoted.evaluate(place)
        assert first < stop
        assert quoted.evaluate("e => getComputedStyle(e).textAlign") == "right"
        page.close()


def test_search_and_the_panel_of_the_timeline_speak_arabic(browser: Browser, muzn: Build) -> None:
    with served(muzn.site) as address:
        page = browser.new_page(base_url=address)
        page.goto("timeline/")
        page.locator(".fs-chart:visible g[data-number] circle").first.click(force=True)
        assert page.locator(".fs-sheet__bar button").all_inner_texts() == ["السابق", "التالي", "إغلاق"]
        page.keyboard.press("Control+k")
        page.locator(".fs-search input").press_sequentially("التقنين")
        page.locator("[role=option]").first.wait_for()
        assert (
            "نتيجة" in page.locator(".fs-search__count").inner_text()
            or "نتائج" in page.locator(".fs-search__count").inner_text()
        )
        page.close()


def test_axe_finds_nothing_from_right_to_left(sound: Page, muzn: Build) -> None:  # noqa: F811
    with served(muzn.site) as address:
        found = [light_and_dark(sound, address + path) for path in PAGES]
    assert found == [{} for _ in PAGES]


def test_it_is_the_same_in_firefox(firefox: Firefox, muzn: Build) -> None:
    with served(muzn.site) as address:
        firefox.goto(f"{address}timeline/")
        places = firefox.evaluate(f"({PLACES})()")
        assert places["over"] <= 0
        assert places["dots"] == sorted(places["dots"], reverse=True)
        assert min(places["lanes"]) > max(places["dots"])
        assert places["panel"] < min(places["dots"])
