"""The full reference stands beside a citation for those who point at it or reach it by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect


@pytest.fixture
def brief(page: Page) -> Page:
    page.goto("briefs/2024-jang/")
    return page


def test_hover_shows_the_reference_and_the_pointer_may_rest_on_it(brief: Page) -> None:
    link = brief.locator(".fs-cite a").first
    link.scroll_into_view_if_needed()
    link.hover()
    tip = brief.get_by_role("tooltip")
    expect(tip).to_contain_text("75th Anniversary of Diplomatic Relations")
    assert link.get_attribute("aria-describedby") == tip.get_attribute("id")
    tip.hover()
    brief.wait_for_timeout(600)
    expect(tip).to_be_visible()  # hoverable, and it stays
    brief.mouse.move(5, 5)
    expect(tip).to_have_count(0)
    assert link.get_attribute("aria-describedby") is None


def test_escape_puts_it_away_and_leaves_the_focus_where_it_was(brief: Page) -> None:
    link = brief.locator(".fs-cite a").first
    link.focus()
    brief.keyboard.press("Shift+Tab")
    brief.keyboard.press("Tab")
    expect(link).to_be_focused()
    tip = brief.get_by_role("tooltip")
    expect(tip).to_be_visible()
    brief.wait_for_timeout(600)
    expect(tip).to_be_visible()  # persistent
    brief.keyboard.press("Escape")
    expect(tip).to_have_count(0)
    expect(link).to_be_focused()


def test_it_goes_when_the_focus_goes(brief: Page) -> None:
    brief.locator(".fs-cite a").first.focus()
    brief.keyboard.press("Shift+Tab")
    brief.keyboard.press("Tab")
    expect(brief.get_by_role("tooltip")).to_be_visible()
    brief.get_by_role("button", name="Dark colours").focus()
    expect(brief.get_by_role("tooltip")).to_have_count(0)


@pytest.mark.parametrize("width", [1280, 320])
def test_it_stays_within_the_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto("themes/security/")
    for link in page.locator(".fs-cite a").all()[:6]:
        link.scroll_into_view_if_needed()
        link.hover()
        tip = page.get_by_role("tooltip")
        expect(tip).to_be_visible()
        box = tip.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        page.keyboard.press("Escape")
        page.mouse.move(0, 0)


def test_on_the_bibliography_it_shows_the_entry(page: Page) -> None:
    page.goto("bibliography/")
    page.locator('main a[href^="#ref-"]').first.hover()
    expect(page.get_by_role("tooltip")).to_be_visible()


def test_source_and_date_are_read_without_pointing(page: Page) -> None:
    page.goto("events/")
    card = page.locator("section.fs-card", has=page.locator("[id='treaty-signed']"))
    expect(card.locator("time").first).to_have_text("19 June 2024")
    expect(card.locator(".fs-sources")).to_contain_text("TASS 2024")


def test_the_reference_does_not_cover_a_citation_that_runs_over_two_lines(page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto("themes/security/")
    wrapped = page.evaluate(
        """() => [...document.querySelectorAll('main a[href^="#ref-"]')]
            .map((link, at) => link.getClientRects().length > 1 ? at : -1).filter(at => at >= 0).slice(0, 5)"""
    )
    assert wrapped
    links = page.locator('main a[href^="#ref-"]')
    for at in wrapped:
        links.nth(at).focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        tip, link = page.get_by_role("tooltip").bounding_box(), links.nth(at).bounding_box()
        assert tip and link
        assert tip["y"] >= link["y"] + link["height"] - 1 or tip["y"] + tip["height"] <= link["y"] + 1
