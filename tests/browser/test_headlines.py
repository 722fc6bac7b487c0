"""What the site found stands first, and a theme is a few clicks away: to read, and to print."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from firefox import Firefox
from playwright.sync_api import Browser, Page, expect
from serving import served

from builds import mkdocs_build
from foresite.cli import main
from foresite.parsing.settings import read_settings
from foresite.pdf.cache import CachedPdf, save
from foresite.site.project import Project

EPOCH = "1780617600"
"""A day that stands still between printing and building."""
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


def test_what_changed_on_a_theme_is_two_clicks_from_home(page: Page) -> None:
    page.goto("")
    page.get_by_role("navigation", name="Navigation").get_by_role("link", name="Comparison").click()
    page.locator(".fs-bars").first.get_by_role("link", name="War in Ukraine").click()
    page.wait_for_url("**/themes/ukraine/*")
    article = page.get_by_role("article")
    expect(article.get_by_text("what changed and how it turned out")).to_be_visible()
    expect(article.locator(".fs-change").first).to_be_visible()
    # Aid is told of under another theme as well, to which the page leads.
    article.locator(".fs-related").get_by_role("link", name="South Korea’s response").click()
    page.wait_for_url("**/themes/south-korea/*")
    expect(article.locator(".fs-related").get_by_role("link", name="War in Ukraine")).to_be_visible()


def test_a_theme_is_printed_in_three_clicks(browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)
    project = tmp_path / "project"
    assert CliRunner().invoke(main, ["init", str(project), "--theme", "Trade"]).exit_code == 0
    corpus = Project.load(read_settings(project / "mkdocs.yml")[0], dated=True).corpus
    theme = "themes/trade"
    save([CachedPdf(f"{theme}.pdf", "PDF of this page", (f"{theme}.md",), 2, b"%PDF-1.7 Trade")], corpus)
    build = mkdocs_build(project, tmp_path / "site", "--strict")
    assert build.code == 0, build.output
    with served(build.site) as address:
        page = browser.new_page(base_url=address)
        page.goto("")
        page.get_by_role("navigation", name="Navigation").get_by_role("link", name="Comparison").click()
        page.locator(".fs-bars").first.get_by_role("link", name="Trade").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Trade")
        with page.expect_response("**/themes/trade.pdf") as response:
            page.get_by_role("link", name="PDF of this page").click()
        assert response.value.ok
        page.close()


def test_bars_are_drawn_in_firefox(firefox: Firefox, address: str) -> None:
    firefox.forget()
    firefox.goto(address)
    bars = firefox.evaluate(f"({BARS})()")
    each = [bar["width"] / bar["count"] for bar in bars]
    assert len(bars) > 1 and max(each) == pytest.approx(min(each), rel=0.03)
