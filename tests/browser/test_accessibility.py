"""Everybody can read the site: axe finds nothing, the keyboard reaches everything, print and motion behave."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files

import pytest
from playwright.sync_api import Browser, Page, expect
from serving import served, until

from builds import Build
from test_shipped import PAGES

AXE = (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ALL = (*(f"{page}/".lstrip("/") for page in PAGES), "404.html")


COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that dark colours can break, and light ones not."""


WHOLE = "html"


def faults(page: Page, rules: Sequence[str] = RULES, within: str = WHOLE) -> list[str]:
    """What axe finds wrong with the page as it stands now, or with the part of it that a selector names."""
    assert page.locator(within).count(), within
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    found = page.evaluate("([within, options]) => axe.run(within, options)", [within, options])
    return [f"{one['id']}: {node['html'][:160]}" for one in found["violations"] for node in one["nodes"][:3]]


def light_and_dark(page: Page, path: str) -> dict[tuple[str, str], list[str]]:
    """What axe finds wrong with a page in both schemes, where it finds something."""
    page.emulate_media(color_scheme="light")
    page.goto(path)
    found = {(path, "light"): faults(page)}
    page.emulate_media(color_scheme="dark")
    found[path, "dark"] = faults(page, COLOURS)
    return {where: told for where, told in found.items() if told}


@pytest.fixture
def sound(browser: Browser) -> Iterator[Page]:
    """A page in which axe may run, without movement."""
    context = browser.new_context(bypass_csp=True, reduced_motion="reduce")
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.nightly), 320])
def test_axe_finds_nothing_on_a_page_of_each_kind_light_or_dark(sound: Page, harbours: Build, width: int) -> None:
    sound.set_viewport_size({"width": width, "height": 900})
    with served(harbours.site) as address:
        # Between them they show every kind of card, every macro, and a page in Korean.
        found = {
            **light_and_dark(sound, f"{address}views/"),
            **light_and_dark(sound, f"{address}record/"),
            **light_and_dark(sound, f"{address}briefs/2022/"),
            **light_and_dark(sound, f"{address}ko/"),
            **light_and_dark(sound, address),
            **light_and_dark(sound, f"{address}404.html"),
        }
    assert found == {}


@pytest.mark.parametrize("width", [1280, pytest.param(320, marks=pytest.mark.nightly)])
def test_axe_finds_nothing_where_coders_differ_and_sources_agree(sound: Page, vigie: Build, width: int) -> None:
    sound.set_viewport_size({"width": width, "height": 900})
    with served(vigie.site) as address:
        pages = ("previsions/", "sources/", "registre/")
        assert [light_and_dark(sound, address + path) for path in pages] == [{} for _ in pages]


@pytest.mark.parametrize("width", [pytest.param(1280, marks=pytest.mark.nightly), 390])
def test_axe_finds_nothing_in_japanese(sound: Page, mihari: Build, width: int) -> None:
    sound.set_viewport_size({"width": width, "height": 900})
    with served(mihari.site) as address:
        pages = ("bulletins/2022/", "comparison/", "record/")
        assert [light_and_dark(sound, address + path) for path in pages] == [{} for _ in pages]


@pytest.mark.nightly
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_on_any_page_light_or_dark(sound: Page, address: str, width: int) -> None:
    sound.set_viewport_size({"width": width, "height": 900})
    assert [light_and_dark(sound, address + path) for path in ALL] == [{} for _ in ALL]


def test_the_first_stop_of_the_keyboard_leads_past_the_header(page: Page) -> None:
    page.goto("method/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("path", ["", "timeline/", "explore/"])
def test_every_stop_of_the_keyboard_is_seen(page: Page, path: str) -> None:
    page.goto(path)
    stops = page.evaluate(
        "[...document.querySelectorAll('a[href], button, input, select, summary, [tabindex=\"0\"]')]"
        ".filter(e => e.tabIndex >= 0 && e.checkVisibility({visibilityProperty: true})).length"
    )
    seen = set()
    for _ in range(min(stops, 60)):
        page.keyboard.press("Tab")
        told = page.evaluate(
            """() => { const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();
            const mark = e.closest('svg') && e.querySelector('circle, rect'), drawn = mark && getComputedStyle(mark);
            const ring = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2
                || !!drawn && drawn.stroke !== 'none' && parseFloat(drawn.strokeWidth) >= 3;
            return [e.outerHTML.slice(0, 120), ring,
                    b.bottom > 0 && b.top < innerHeight]; }"""
        )
        if told[0].startswith("<body"):  # Past the last stop.
            break
        assert told[1:] == [True, True], told[0]
        seen.add(told[0])
    assert len(seen) > min(stops, 60) // 2


def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("method/")
    link = page.get_by_role("navigation", name="Navigation").get_by_role("link", name="Comparison")
    expect(link).to_be_hidden()
    page.get_by_role("button", name="Menu").focus()
    page.keyboard.press("Enter")
    expect(link).to_be_visible()
    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    expect(page.get_by_role("button", name="Menu")).to_be_focused()
    page.keyboard.press("Enter")
    link.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Comparison")


def test_without_scripts_the_menu_stands_open(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False, viewport={"width": 320, "height": 800})
    page = context.new_page()
    page.goto("method/")
    expect(page.get_by_role("link", name="Comparison", exact=True)).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    context.close()


def test_colours_can_be_chosen_and_the_choice_is_kept(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, color_scheme="light")
    page = context.new_page()
    page.goto("")
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    button = page.get_by_role("button", name="Dark colours")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    dark = page.evaluate(ground)
    assert dark != light
    page.goto("method/")
    assert page.evaluate(ground) == dark
    assert page.evaluate("Object.keys(localStorage)") == ["fs-scheme"]
    context.close()


def test_dark_needs_no_scripts(browser: Browser, address: str) -> None:
    grounds = set()
    for scheme in ("light", "dark"):
        context = browser.new_context(base_url=address, java_script_enabled=False, color_scheme=scheme)
        page = context.new_page()
        page.goto("method/")
        grounds.add(page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor"))
        context.close()
    assert len(grounds) == 2


def test_tables_have_headers_and_captions(shipped: Build) -> None:
    bare = []
    for path in ALL:
        tree = shipped.html(path if path.endswith(".html") else f"{path}index.html")
        for table in tree.iter("table"):
            caption = table.find("caption")
            if caption is None or not "".join(caption.itertext()).strip() or not list(table.iter("th")):
                bare.append((path, "".join(table.itertext())[:60]))
    assert bare == []


def test_nothing_moves_for_those_who_asked_for_stillness(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, reduced_motion="reduce")
    page = context.new_page()
    for path in ("", "timeline/"):
        page.goto(path)
        moving = page.evaluate(
            """[...document.querySelectorAll('*')].filter(e => { const s = getComputedStyle(e);
            return parseFloat(s.transitionDuration) > 0 && s.transitionProperty !== 'none'
                || s.animationName !== 'none' || s.scrollBehavior === 'smooth'; }).map(e => e.outerHTML.slice(0, 80))"""
        )
        assert moving == [], path
    context.close()


def test_paper_gets_the_text_in_black_on_white_and_no_controls(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, color_scheme="dark")
    page = context.new_page()
    page.goto("timeline/")
    page.emulate_media(media="print", color_scheme="dark")
    for gone in ("nav", "button", ".fs-filter"):
        assert page.locator(f"{gone}:visible").count() == 0, gone
    expect(page.locator(".fs-chart--paper")).to_be_visible()
    body = page.locator("body")
    assert body.evaluate("e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor]") == [
        "rgb(0, 0, 0)",
        "rgb(255, 255, 255)",
    ]
    context.close()


def test_only_tables_that_scroll_stop_the_keyboard(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("comparison/")
    stops = "[...document.querySelectorAll('.fs-scroll')].filter(e => e.tabIndex === 0).length"
    assert page.evaluate(stops) == 0
    page.goto("agreement/")
    page.set_viewport_size({"width": 390, "height": 800})
    until(page, f"{stops} > 0")


def test_in_forced_colours_finds_and_the_chosen_result_can_be_seen(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, forced_colors="active", color_scheme="dark")
    page = context.new_page()
    page.goto("")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Search").fill("treaty")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    expect(chosen).to_be_visible()
    assert chosen.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    words, ground, behind = chosen.locator("b").first.evaluate(
        """e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor,
            getComputedStyle(e.closest('dialog')).backgroundColor]"""
    )
    assert words != behind
    assert ground in ("rgba(0, 0, 0, 0)", behind)
    context.close()


def test_without_scripts_a_phone_shows_the_page_before_its_contents(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False, viewport={"width": 360, "height": 800})
    page = context.new_page()
    page.goto("briefs/2024-jang/")
    box = page.get_by_role("heading", level=1).bounding_box()
    assert box and box["y"] < 800
    context.close()


def test_korean_is_marked_as_korean(page: Page) -> None:
    for path in ("", "briefs/2024-jang/", "briefs/2025-lee/", "korean/"):
        page.goto(path)
        unmarked = page.evaluate(
            """() => { const found = [], walk = document.createTreeWalker(document.querySelector('main'), 4);
            while (walk.nextNode()) { const e = walk.currentNode.parentElement, text = walk.currentNode.data;
              const hangul = (text.match(/[가-힣]/g) || []).length;
              if (2 * hangul > text.trim().length && !e.closest('[lang]').lang.startsWith('ko'))
                found.push(text.trim()); }
            return found; }"""
        )
        assert unmarked == [], path
        breaks = "[...document.querySelectorAll('main :is(p, a, li, td, h2)')].map(e => getComputedStyle(e).wordBreak)"
        assert set(page.evaluate(breaks)) == {"keep-all"}
