"""Sharing: what other sites embed, and what is copied."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from firefox import Firefox
from playwright.sync_api import Browser, Page, expect
from serving import HARBOURS, served
from test_accessibility import faults

from builds import Build

TREATY = "jang-mutual-defence-treaty"
CARD, CHART, THEME = f"embed/claim/{TREATY}.html", "embed/outlook/2025.html", "embed/theme/security.html"
BRIEF = "briefs/2024-jang/"


def box(page: Page):
    return page.locator(f"section:has([id='{TREATY}']) .fs-more")


def host_page(folder: Path, address: str) -> None:
    """Write a page of another site that frames what is there to embed."""
    frames = "".join(
        f'<iframe src="{address}{path}" title="{path}" width="600" height="320"></iframe>' for path in (CARD, CHART)
    )
    head = '<!doctype html><html lang="en"><title>Elsewhere</title><link rel="icon" href="data:,">'
    (folder / "index.html").write_text(f"{head}<h1>Elsewhere</h1>{frames}", "utf-8")


@pytest.fixture
def elsewhere(tmp_path: Path, address: str) -> Iterator[str]:
    """A page of another origin."""
    host_page(tmp_path, address)
    with served(tmp_path) as other:
        yield other


def test_a_card_is_framed_by_a_page_of_another_origin(browser: Browser, address: str, elsewhere: str) -> None:
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(elsewhere)
    card, chart = page.frame_locator("iframe").first, page.frame_locator("iframe").last
    expect(card.get_by_role("heading", name="A mutual-defence treaty is signed")).to_be_visible()
    expect(card.get_by_text("missed")).to_be_visible()
    expect(chart.get_by_text(re.compile(r"^Of \d+ forecasts, \d+ can be judged by now: "))).to_be_visible()
    # The style sheet was not refused.
    assert card.locator(".bar").evaluate("e => getComputedStyle(e).height") == "14px"
    assert said == []
    assert {url for url in asked if not url.startswith(elsewhere)} == {
        f"{address}{path}" for path in (CARD, CHART, "assets/embed.css")
    }
    with page.expect_popup() as opened:
        card.get_by_role("link", name="Read it on Foresite").click()
    assert opened.value.url == f"{address}{BRIEF}#{TREATY}"
    page.context.close()


def test_firefox_frames_it_too(firefox: Firefox, address: str, elsewhere: str) -> None:
    firefox.forget()
    firefox.goto(elsewhere)
    # A page that may not be framed does not come to load its style sheet.
    assert {f"{address}{CARD}", f"{address}{CHART}", f"{address}assets/embed.css"} <= {*firefox.requests}
    firefox.goto(f"{address}{CARD}")
    assert firefox.evaluate("getComputedStyle(document.querySelector('.bar')).height") == "14px"
    assert firefox.faults == []


@pytest.mark.parametrize("width", [300, 700])
def test_axe_finds_nothing_on_what_is_embedded_or_changed_and_nothing_is_cut_off(
    browser: Browser, address: str, width: int
) -> None:
    context = browser.new_context(bypass_csp=True, base_url=address, viewport={"width": width, "height": 320})
    page = context.new_page()
    found = {}
    for path in (CARD, CHART, THEME, "changes/"):
        grounds = []
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.goto(path)
            grounds.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
            found[path, scheme] = faults(page)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert grounds[0] != grounds[1]
    assert {key: told for key, told in found.items() if told} == {}
    context.close()


def test_a_claims_link_and_the_code_to_embed_it_are_copied(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(BRIEF)
    box(page).locator("summary").first.click()
    box(page).get_by_role("button", name="Copy link").click()
    expect(box(page).get_by_role("status")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == f"{address}{BRIEF}#{TREATY}"
    box(page).get_by_role("button", name="Copy code to embed").click()
    expect(box(page).get_by_role("status")).to_have_text("Copied")
    code = page.evaluate("navigator.clipboard.readText()")
    assert code.startswith(f'<iframe src="{address}{CARD}" title="A mutual-defence treaty is signed"')
    # What was copied works as it is.
    other = context.new_page()
    other.set_content(f"<!doctype html><title>x</title>{code}")
    expect(other.frame_locator("iframe").get_by_role("heading")).to_be_visible()
    context.close()


def test_without_leave_to_copy_the_link_is_selected_and_said(page: Page, address: str) -> None:
    page.goto(BRIEF)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')) }")
    box(page).locator("summary").first.click()
    box(page).get_by_role("button", name="Copy link").click()
    expect(box(page).get_by_role("status")).to_have_text(f"{address}{BRIEF}#{TREATY}")
    assert page.evaluate("getSelection().toString()") == f"{address}{BRIEF}#{TREATY}"


def test_the_foot_of_every_page_leads_to_what_changed_and_its_feed(page: Page, address: str) -> None:
    for path in ("", BRIEF, "404.html"):
        page.goto(path)
        foot = page.get_by_role("contentinfo")
        assert foot.get_by_role("link", name="What changed").evaluate("e => e.href").endswith("/changes/")
        assert foot.get_by_role("link", name="Feed of changes").evaluate("e => e.href").endswith("/data/changes.atom")
    page.goto("")
    page.get_by_role("contentinfo").get_by_role("link", name="What changed").click()
    expect(page.get_by_role("heading", level=1, name="What changed")).to_be_visible()
    expect(page.locator(".fs-changes section").first).to_be_visible()


def test_what_is_embedded_is_neither_in_the_site_map_nor_in_search(addressed: Build) -> None:
    assert addressed.code == 0, addressed.output
    site_map = (addressed.site / "sitemap.xml").read_text("utf-8")
    assert HARBOURS in site_map
    assert "embed/" not in site_map
    assert not [path for path in (addressed.site / "search").glob("*.js") if "embed/" in path.read_text("utf-8")]
    home = (addressed.site / "index.html").read_text("utf-8")
    (picture,) = re.findall(rf'<meta property="og:image" content="{HARBOURS}([^"]+)">', home)
    assert (addressed.site / picture).read_bytes().startswith(b"\x89PNG")
