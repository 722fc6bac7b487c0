"""The timeline: read without scripts; with them narrowed, walked by keyboard, and tied to the claims."""

from __future__ import annotations

import re

from playwright.sync_api import Browser, Page, expect

EVENTS = ".fs-timeline li[data-number]"


def test_without_scripts_the_drawing_and_the_list_are_there_and_no_controls(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("timeline/")
    expect(page.get_by_role("img", name=re.compile("Timeline"))).to_be_visible()
    expect(page.locator(EVENTS).first).to_be_visible()
    expect(page.get_by_role("combobox")).to_have_count(0)
    context.close()


def listed(page: Page) -> int:
    """How many events the list shows, which is what it says it shows."""
    said = page.locator(".fs-filter output")
    expect(said).to_have_text(re.compile(r"^\d+ of \d+ events$"))
    count = int(said.inner_text().split()[0])
    expect(page.locator(f"{EVENTS}:visible")).to_have_count(count)
    return count


def test_it_is_narrowed_by_theme_actor_and_outlook_and_the_address_keeps_it(page: Page) -> None:
    page.goto("timeline/")
    every = listed(page)
    assert every == page.locator(EVENTS).count()
    page.get_by_role("combobox", name="Theme").select_option("Sanctions")
    narrowed = listed(page)
    assert 0 < narrowed < every
    assert page.locator(".fs-strip__mark:not(.fs-off)").count() >= narrowed
    for entry in page.locator(f"{EVENTS}:visible").all():
        expect(entry).to_contain_text("Sanctions")
    page.get_by_role("combobox", name="Outlook").select_option("2025")
    assert "theme=Sanctions" in page.url
    assert "outlook=2025" in page.url
    kept = listed(page)
    assert 0 < kept < narrowed
    page.reload()
    assert listed(page) == kept
    expect(page.get_by_role("combobox", name="Theme")).to_have_value("Sanctions")
    page.get_by_role("button", name="Show all").click()
    page.wait_for_url(lambda url: "?" not in url)
    assert listed(page) == every
    page.get_by_role("combobox", name="Actor").select_option("China")
    assert 0 < listed(page) < every


def test_an_unknown_choice_in_the_address_shows_all(page: Page) -> None:
    page.goto("timeline/?theme=Nonsense")
    assert page.locator(f"{EVENTS}:visible").count() == page.locator(EVENTS).count()


def test_its_marks_are_one_stop_and_walked_by_the_arrow_keys(page: Page) -> None:
    page.goto("timeline/")
    marks = page.locator(".fs-strip__mark")
    assert page.locator(".fs-strip__mark[tabindex='0']").count() == 1
    page.get_by_role("button", name="Show all").focus()
    page.keyboard.press("Tab")
    expect(marks.first).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(marks.nth(1)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(marks.first).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(marks.first).to_be_focused()
    page.keyboard.press("End")
    expect(marks.last).to_be_focused()
    assert page.locator(".fs-strip__mark[tabindex='0']").count() == 1
    page.keyboard.press("Home")
    page.keyboard.press("Enter")
    page.wait_for_url("**/timeline/#timeline-*")
    entry = page.locator(EVENTS).first
    expect(entry).to_be_in_viewport()
    expect(entry.locator("a").first).to_be_focused()


def test_the_arrow_keys_pass_over_what_is_left_out(page: Page) -> None:
    page.goto("timeline/?theme=Sanctions")
    shown = page.locator(".fs-strip__mark:not(.fs-off)")
    shown.first.focus()
    page.keyboard.press("ArrowRight")
    expect(shown.nth(1)).to_be_focused()


def test_an_event_leads_to_the_claims_it_decides_and_a_claim_back_to_the_event(page: Page) -> None:
    page.goto("timeline/")
    entry = page.locator("[id='timeline-treaty-signed']")
    entry.get_by_role("link", name="A mutual-defence treaty is signed").click()
    page.wait_for_url("**/briefs/2024-jang/#jang-mutual-defence-treaty")
    card = page.locator("section.fs-card", has=page.locator("[id='jang-mutual-defence-treaty']"))
    back = card.get_by_role("link", name="19 June 2024")
    expect(back).to_have_accessible_description("On the timeline")
    back.click()
    page.wait_for_url("**/timeline/#timeline-treaty-signed")
    expect(page.locator("[id='timeline-treaty-signed']")).to_be_in_viewport()
    expect(page.locator(".fs-strip__mark.fs-on")).to_have_count(1)


def test_an_event_that_was_asked_for_is_shown_whatever_was_left_out(page: Page) -> None:
    page.goto("timeline/?theme=Society+and+culture#timeline-treaty-signed")
    expect(page.locator("[id='timeline-treaty-signed']")).to_be_visible()


def test_a_mark_can_be_clicked(page: Page) -> None:
    page.goto("timeline/")
    page.locator(".fs-strip__mark[data-number='3']").click()
    page.wait_for_url("**/timeline/#timeline-*")
    expect(page.locator(f"{EVENTS}[data-number='3']")).to_be_in_viewport()


def test_targets_of_the_drawing_are_large_enough_on_a_phone(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto("timeline/")
    sizes = page.evaluate(
        "[...document.querySelectorAll('.fs-strip__mark use')]"
        ".map(e => e.getBoundingClientRect()).map(b => [b.width, b.height])"
    )
    assert sizes
    assert all(round(width, 2) >= 24 and height >= 24 for width, height in sizes)
