"""Quantities in a browser: the drawing follows the day that a reader chooses, and fits every screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from serving import served
from test_accessibility import light_and_dark
from test_editions import choice, opened, rows

from builds import Build


@pytest.fixture(scope="module")
def address(growth: Build) -> Iterator[str]:
    with served(growth.site) as found:
        yield found


def test_the_drawing_and_the_table_follow_the_day(browser: Browser, address: str) -> None:
    page = opened(browser, address, "quantities/")
    drawn = page.locator("svg.fs-strip").first.locator("line[data-from]")

    def shown() -> list[str]:
        """The lines of what came out, by the day from which they are drawn."""
        return drawn.evaluate_all(
            "lines => lines.filter((each) => each.checkVisibility()).map((each) => each.dataset.from)"
        )

    def error() -> str:
        return next(row[6] for row in rows(page, "Growth of output") if "2.4 per cent in 2023" in row[0])

    assert error() == "−1.0"
    assert shown() == ["2023-06-20", "2024-09-18", "2024-09-18", "2025-02-19"]
    choice(page).select_option("2024-04-16")
    assert error() == "−1.3"
    assert shown() == ["2023-06-20", "2024-02-20"]
    assert page.url.endswith("?as-of=2024-04-16")
    page.context.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_both_sites_fit_the_screen(browser: Browser, address: str, coast: Build, width: int) -> None:
    for path in ("quantities/", "trails/", "scorecard/", "explore/", "briefs/council2023b/"):
        page = opened(browser, address, path, width)
        assert page.evaluate("document.documentElement.scrollWidth") == width, path
        page.context.close()
    with served(coast.site) as other:
        for path in ("", "scenarios/", "comparison/", "briefs/foresight2021/"):
            page = opened(browser, other, path, width)
            assert page.evaluate("document.documentElement.scrollWidth") == width, path
            page.context.close()


def test_axe_finds_nothing(browser: Browser, address: str) -> None:
    context = browser.new_context(bypass_csp=True, viewport={"width": 390, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    paths = ("quantities/", "trails/", "scorecard/")
    assert [light_and_dark(page, f"{address}{path}") for path in paths] == [{} for _ in paths]
    context.close()
