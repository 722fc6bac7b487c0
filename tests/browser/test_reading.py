"""What a reader meets: phone width, no scripts, citations, light and dark."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, expect

from test_shipped import PAGES


def test_nothing_scrolls_sideways_on_a_small_phone(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    widths = {}
    for path in PAGES:
        page.goto(path)
        widths[path] = page.evaluate("document.documentElement.scrollWidth")
    assert {path: width for path, width in widths.items() if width > 320} == {}


def test_without_scripts_everything_is_there(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("timeline/")
    expect(page.locator("article svg").first).to_be_visible()
    page.get_by_text("The events as a list, year by year").click()
    expect(page.get_by_role("link", name="The spans of the Tumen road bridge join").first).to_be_visible()
    page.goto("themes/security/")
    expect(page.get_by_role("article").get_by_text("A mutual-defence treaty is signed").first).to_be_visible()
    context.close()


def test_a_citation_leads_to_its_reference_and_that_to_its_entry(page: Page) -> None:
    page.goto("briefs/2024-jang/")
    page.locator(".fs-cite a").first.click()
    page.wait_for_url("**/#ref-jang2024")
    entry = page.locator("li[id='ref-jang2024']")
    expect(entry).to_be_in_viewport()
    entry.get_by_role("link", name="Cited by").click()
    page.wait_for_url("**/bibliography/#ref-jang2024")
    expect(page.locator("[id='ref-jang2024']")).to_be_in_viewport()


def test_dark_and_light_both_have_readable_text(browser: Browser, address: str) -> None:
    for scheme in ("light", "dark"):
        context = browser.new_context(base_url=address, color_scheme=scheme)
        page = context.new_page()
        page.goto("forecasts/")
        colours = page.locator("article td").first.evaluate(
            "e => [getComputedStyle(e).color, getComputedStyle(document.body).backgroundColor]"
        )
        assert colours[0] != colours[1]
        context.close()
