"""The site as Zensical builds it and the export finishes it, in a browser: what runs here runs there."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from serving import served

from builds import Build


@pytest.fixture(scope="session")
def address(hosted: Build) -> Iterator[str]:
    """Zensical's site, in the place of ours."""
    with served(hosted.site) as address:
        yield address


def test_cards_wear_our_styles(page: Page) -> None:
    page.goto("comparison/")
    outlook = page.locator(".fs-outlook--0").first
    assert "light-dark" in outlook.evaluate("each => getComputedStyle(each).getPropertyValue('--fs-own')")


def test_explore_narrows_claims(page: Page) -> None:
    page.goto("explore/")
    status = page.locator(".fs-facets [role=status]")
    expect(status).to_contain_text("claims")
    before = status.inner_text()
    page.get_by_text("Filter and order").click()
    page.get_by_role("group", name="Kind").get_by_role("checkbox", name="Scenario").check()
    expect(status).not_to_have_text(before)
    expect(page.locator(".fs-explore tbody tr:not(.fs-evidence):visible")).to_have_count(2)


def test_a_citation_can_be_copied(page: Page) -> None:
    page.goto("record/")
    box = page.locator(".fs-pagefoot .fs-citethis")
    box.locator("summary").click()
    expect(box.get_by_role("button", name="Copy citation")).to_be_visible()
    expect(box.get_by_role("link", name="BibTeX")).to_be_visible()


@pytest.mark.parametrize("width", [320, 1280])
def test_no_page_is_wider_than_the_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    for path in ("", "briefs/council2024a/", "comparison/", "explore/", "timeline/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
