"""Citing a page or a claim: readable without scripts, copied with them, its files there in a folder on disk."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from builds import Build

BRIEF = "briefs/2024-jang/"
TREATY = "jang-mutual-defence-treaty"


def box(page: Page):
    return page.locator(f"section:has([id='{TREATY}']) details.fs-more")


def test_a_click_copies_the_citation_with_its_address(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(BRIEF)
    expect(box(page).locator("button")).to_have_count(0)
    box(page).locator("summary").click()
    box(page).get_by_role("button", name="Copy citation").click()
    expect(box(page).get_by_role("status")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "“A mutual-defence treaty is signed.” Annotation of Jang 2024, ¶17." in copied
    assert copied.endswith(f" {address}{BRIEF}#{TREATY}")
    context.close()


def test_a_citation_opens_by_keyboard(page: Page) -> None:
    page.goto(BRIEF)
    box(page).locator("summary").focus()
    page.keyboard.press("Enter")
    expect(box(page).get_by_text("Annotation of Jang 2024, ¶17.")).to_be_visible()
    link = box(page).get_by_role("link", name="Permanent link")
    for _ in range(box(page).get_by_role("link").count()):
        page.keyboard.press("Tab")
        if link.evaluate("e => e === document.activeElement"):
            break
    expect(link).to_be_focused()


@pytest.mark.parametrize(
    ("format", "end", "begins"),
    [
        ("BibTeX", "bib", "@online{{{id},\n"),
        ("RIS", "ris", "TY  - ELEC\r\nID  - {id}\r\n"),
        ("CSL-JSON", "json", "[{{"),
    ],
)
def test_a_click_downloads_the_entry_of_the_claim_alone(page: Page, format: str, end: str, begins: str) -> None:
    page.goto(BRIEF)
    box(page).locator("summary").click()
    with page.expect_download() as download:
        box(page).get_by_role("link", name=format).click()
    assert download.value.suggested_filename == f"{TREATY}.{end}"
    entry = download.value.path().read_bytes().decode()
    assert entry.startswith(begins.format(id=TREATY))
    assert "A mutual-defence treaty is signed" in entry
    assert len(re.findall(r"^@|^TY {2}- |\"id\":", entry, re.MULTILINE)) == 1
    if end == "json":
        assert [item["id"] for item in json.loads(entry)] == [TREATY]
    expect(box(page).get_by_text("With the rest of the page:")).to_have_count(0)


def test_without_scripts_the_citation_is_there_and_so_are_its_files(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto(BRIEF)
    expect(box(page).get_by_text("Annotation of Jang 2024, ¶17.")).to_be_hidden()
    box(page).locator("summary").click()
    expect(box(page).get_by_text("Annotation of Jang 2024, ¶17.")).to_be_visible()
    with page.expect_download() as download:
        box(page).get_by_role("link", name="RIS").click()
    assert download.value.suggested_filename == "2024-jang.ris"
    assert f"ID  - {TREATY}\r\n" in download.value.path().read_bytes().decode()
    expect(box(page).get_by_text("With the rest of the page:")).to_be_visible()
    context.close()


def test_in_a_folder_on_disk_the_files_are_there_too(browser: Browser, shipped: Build) -> None:
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((shipped.site / BRIEF / "index.html").as_uri())
    box(page).locator("summary").click()
    link = box(page).get_by_role("link", name="BibTeX").evaluate("link => link.href")
    assert link == (shipped.site / "data" / "cite" / "briefs" / "2024-jang.bib").as_uri()
    expect(box(page).get_by_text("With the rest of the page:")).to_be_visible()
    own = page.locator("details.fs-citethis").last
    own.locator("summary").click()
    assert own.get_by_role("link", name="Permanent link").evaluate("link => link.href") == page.url
    context.close()


@pytest.mark.parametrize("path", ["", BRIEF, "bibliography/"])
def test_linked_data_is_there_and_the_policy_lets_it_be(browser: Browser, address: str, path: str) -> None:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.add_init_script("addEventListener('securitypolicyviolation', e => console.log(e.violatedDirective))")
    page.goto(path)
    policy = page.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content") or ""
    assert "script-src" in policy
    assert "unsafe-inline" not in policy
    graph = json.loads(page.locator("script[type='application/ld+json']").inner_text())["@graph"]
    assert graph[0]["@type"] == "WebPage"
    assert said == []
    context.close()
