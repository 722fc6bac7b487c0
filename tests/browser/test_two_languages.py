"""A reader changes the language of a page, and stays where they were; nothing bars anybody's way."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from serving import served
from test_accessibility import faults, sound

from builds import Build

__all__ = ["sound"]


def test_the_switch_keeps_the_place_and_is_reached_by_keyboard(sound: Page, bilingual: Build) -> None:
    with served(bilingual.site) as address:
        sound.goto(f"{address}briefs/rivera/#grain")
        link = sound.locator(".fs-languages a")
        expect(link).to_have_attribute("hreflang", "ko")
        link.focus()
        sound.keyboard.press("Enter")
        sound.wait_for_url(f"{address}ko/briefs/rivera/#grain")
        expect(sound.locator("#grain")).to_contain_text("곡물 수출이 늘어난다")
        expect(sound.locator("#grain")).to_be_in_viewport()
        sound.get_by_role("link", name="English").click()
        sound.wait_for_url(f"{address}briefs/rivera/#grain")


@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_in_either_language(sound: Page, bilingual: Build, width: int) -> None:
    sound.set_viewport_size({"width": width, "height": 900})
    with served(bilingual.site) as address:
        found = {}
        for path in ("", "ko/", "ko/briefs/rivera/", "ko/about/"):
            sound.goto(f"{address}{path}")
            found[path] = faults(sound)
            assert sound.evaluate("document.documentElement.scrollWidth") <= width, path
    assert {path: told for path, told in found.items() if told} == {}


def test_search_finds_a_korean_page_by_its_english_title_and_leads_there(sound: Page, bilingual: Build) -> None:
    with served(bilingual.site) as address:
        sound.goto(f"{address}ko/")
        sound.keyboard.press("Control+k")
        sound.locator(".fs-search input").fill("grain exports")
        result = sound.locator("#fs-results a, #fs-results [role=option]").first
        expect(result).to_contain_text("곡물 수출이 늘어난다")
        sound.keyboard.press("Enter")
        sound.wait_for_url(f"{address}ko/briefs/rivera/#grain")
