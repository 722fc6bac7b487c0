"""What the site found stands first, drawn to scale."""

from __future__ import annotations

import pytest
from firefox import Firefox
from playwright.sync_api import Browser, Page, expect

BARS = """() => [...document.querySelectorAll('.fs-bars')[0].querySelectorAll('.fs-bars__bar')].map(bar => ({
  width: Math.max(...[...bar.querySelectorAll('rect')].map(part => part.getBoundingClientRect().right))
    - bar.getBoundingClientRect().left,
  height: bar.getBoundingClientRect().height,
  count: parseInt(bar.parentElement.querySelector('.fs-bars__counts').textContent)}))"""


@pytest.mark.parametrize("path", ["", "comparison/", "themes/sanctions/"])
@pytest.mark.parametrize("width", [375, 1280])
def test_the_length_of_a_bar_is_how_many_forecasts_there_are(page: Page, path: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(path)
    expect(page.locator(".fs-bars__title").first).to_contain_text("can be judged by now")
    expect(page.locator(".fs-bars__title").first).to_be_in_viewport()
    bars = page.evaluate(BARS)
    assert len(bars) > 1
    each = [bar["width"] / bar["count"] for bar in bars]
    assert max(each) == pytest.approx(min(each), rel=0.03)
    assert {bar["height"] for bar in bars} == {24}


@pytest.mark.parametrize("width", [375, 768, 1280])
def test_a_number_is_not_parted_from_what_it_counts(page: Page, width: int) -> None:
    """Nor in itself: 14 in a narrow column must not be a 1 above a 4."""
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("comparison/")
    lines = """all => all.map((e) => {
        const range = document.createRange();
        const [number, words] = [e.firstChild, e.querySelector(".fs-verdict").lastChild];
        const tops = [number, words].map((node) => {
            range.selectNodeContents(node);
            return range.getClientRects()[0].top;
        });
        return Math.abs(tops[0] - tops[1]);
    })"""
    apart = page.locator(".fs-table--glance td:visible .fs-count:has(.fs-verdict):visible").evaluate_all(lines)
    assert len(apart) > 20
    assert max(apart) < 4
    page.goto("deciding/")
    totals = page.locator(".fs-deciding .fs-total")
    heights = totals.evaluate_all("all => all.map((e) => e.offsetHeight)")
    assert max(heights) < 40
    assert max(map(int, totals.all_inner_texts())) > 9


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_verdicts_differ_without_colours(browser: Browser, address: str, scheme: str) -> None:
    page = browser.new_page(base_url=address, color_scheme="dark" if scheme == "dark" else "light")
    page.goto("")
    drawn = page.evaluate(
        """() => [...new Set([...document.querySelectorAll('.fs-bars rect')].map(part => part.getAttribute('fill')))]
            .map(fill => document.querySelector(fill.slice(4, -1)).innerHTML.replaceAll('currentColor', ''))"""
    )
    assert len(drawn) == len(set(drawn)) > 4
    page.close()


def test_bars_are_drawn_in_firefox(firefox: Firefox, address: str) -> None:
    firefox.forget()
    firefox.goto(address)
    bars = firefox.evaluate(f"({BARS})()")
    each = [bar["width"] / bar["count"] for bar in bars]
    assert len(bars) > 1 and max(each) == pytest.approx(min(each), rel=0.03)
