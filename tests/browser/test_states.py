"""Axe finds nothing in any state that a page can be brought into, on a phone or at a desk, light or dark."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect
from test_accessibility import COLOURS, WHOLE, faults
from test_search import ask

BRIEF = "briefs/2024-jang/"
TREATY = "jang-mutual-defence-treaty"
PHONE, DESK = 375, 1280


@dataclass(frozen=True)
class State:
    """A state of a page: where it is, what brings it about, and the part of the page that has changed."""

    path: str
    part: str
    make: Callable[[Page], object] = lambda page: None
    widths: tuple[int, ...] = (PHONE, DESK)


def search(query: str) -> Callable[[Page], object]:
    return lambda page: ask(page, query)


def narrowed(page: Page) -> None:
    """Wait until the address has been read."""
    expect(page.locator(".fs-facets [role=status]")).to_contain_text(" of ")


def filters(page: Page) -> None:
    narrowed(page)
    page.locator(".fs-facets details > summary").first.click()


def evidence(page: Page) -> None:
    narrowed(page)
    page.locator(".fs-evidence:visible summary").first.click()


def panel(page: Page) -> None:
    expect(page.get_by_role("region", name="Chosen mark")).to_be_visible()
    page.wait_for_load_state("networkidle")


def lists(page: Page) -> None:
    for summary in page.locator(".fs-timeline > details > summary").all():
        summary.click()


def details(page: Page) -> None:
    more = page.locator("section:has(> #jang-sanctions-lifted) .fs-more > summary")
    more.click()
    expect(page.locator("section:has(> #jang-sanctions-lifted) .fs-citethis button").first).to_be_visible()


def reference(page: Page) -> None:
    page.locator(".fs-cite a").first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("tooltip")).to_be_visible()


def cited(page: Page) -> None:
    box = page.locator("article > .fs-citethis")
    box.locator("summary").click()
    expect(box.locator("button").first).to_be_visible()


def menu(page: Page) -> None:
    page.get_by_role("button", name="Menu").click()
    expect(page.locator("#fs-nav")).to_be_visible()


def contents(page: Page) -> None:
    page.get_by_role("button", name="Table of contents").click()
    expect(page.locator("#fs-toc")).to_be_visible()


DIALOG, LEDGER = "dialog.fs-search", ".fs-ledger"
STATES = {
    "search open": State("", DIALOG, search("")),
    "search without a result": State("", DIALOG, search("qqqqqqq")),
    "search with results": State(BRIEF, DIALOG, search("mutual defense treaty")),
    "search for a misspelt word": State("", DIALOG, search("sattelite")),
    "search in Korean": State("", DIALOG, search("특별군사작전")),
    "a result chosen": State("", DIALOG, lambda page: (ask(page, "treaty"), page.keyboard.press("ArrowDown"))),
    "ledger narrowed": State("forecasts/?verdict=missed&outlook=2025#ledger", LEDGER, narrowed),
    "ledger with evidence": State("forecasts/?verdict=missed&outlook=2025#ledger", LEDGER, evidence),
    "ledger without a result": State("forecasts/?text=qqqq#ledger", LEDGER, narrowed),
    "ledger as of a day": State("forecasts/?as-of=2025-12-31#ledger", LEDGER, narrowed),
    "Explore narrowed": State("explore/?text=treaty&outlook=2024&verdict=missed", LEDGER, narrowed),
    "Explore with filters": State("explore/?text=treaty", ".fs-facets", filters),
    "Explore with evidence": State("explore/?verdict=missed", LEDGER, evidence),
    "Explore without a result": State("explore/?text=qqqq", LEDGER, narrowed),
    "timeline narrowed": State("timeline/?theme=Sanctions", ".fs-filter"),
    "timeline with an outlook": State("timeline/?outlook=2024", ".fs-timeline"),
    "timeline with an event": State("timeline/#timeline-treaty-signed", ".fs-sheet", panel),
    "timeline with a claim": State(f"timeline/#timeline-.{TREATY}", ".fs-sheet", panel),
    "timeline with its lists": State("timeline/", ".fs-timeline > details", lists),
    "card opened": State(BRIEF, "section:has(> #jang-sanctions-lifted)", details),
    "card come to": State(f"{BRIEF}#{TREATY}", f"section:has(> #{TREATY})"),
    "page to be cited": State(BRIEF, "article > .fs-citethis", cited),
    "citation pointed at": State(BRIEF, "[role=tooltip]", reference),
    "menu open": State(BRIEF, "#fs-nav", menu, (PHONE,)),
    "contents open": State(BRIEF, "#fs-toc", contents, (PHONE,)),
    "changes": State("changes/", "main"),
    "embedded claim": State(f"embed/claim/{TREATY}.html", WHOLE),
    "embedded outlook": State("embed/outlook/2025.html", WHOLE),
    "embedded theme": State("embed/theme/security.html", WHOLE),
}


def found(browser: Browser, address: str, state: State, width: int, whole: bool) -> dict[str, list[str]]:
    """What axe finds wrong with a state, light and dark, where it finds something."""
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": 800}, bypass_csp=True, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(state.path)
    state.make(page)
    # What lies under the bar that stays would count as too small to hit.
    page.evaluate("scrollTo(0, 0)")
    within = WHOLE if whole else state.part
    told = {"light": faults(page, within=within)}
    page.emulate_media(color_scheme="dark")
    told["dark"] = faults(page, COLOURS, within=within)
    context.close()
    return {scheme: faults for scheme, faults in told.items() if faults}


@pytest.mark.parametrize("name", STATES)
def test_axe_finds_nothing_in_what_has_changed(browser: Browser, address: str, name: str) -> None:
    """Each state by day on a screen of one width, in the part that makes it what it is."""
    state = STATES[name]
    width = state.widths[list(STATES).index(name) % len(state.widths)]
    assert found(browser, address, state, width, whole=False) == {}


@pytest.mark.nightly
@pytest.mark.parametrize("width", [320, PHONE, 412, DESK])
@pytest.mark.parametrize("name", STATES)
def test_axe_finds_nothing_in_any_state(browser: Browser, address: str, name: str, width: int) -> None:
    state = STATES[name]
    if width < 500 or DESK in state.widths:
        assert found(browser, address, state, width, whole=True) == {}
