"""The timeline: read without scripts; with them narrowed, walked by keyboard, and tied to the claims."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pypdfium2
import pytest
from firefox import Firefox
from playwright.sync_api import Browser, Locator, Page, expect
from test_accessibility import faults

EVENTS = ".fs-timeline li[data-number]"
TREATY = "timeline-treaty-signed"
TREATY_TITLE = "Putin and Kim Jong Un sign the Comprehensive Strategic Partnership Treaty"


def mark(page: Page, id: str) -> Locator:
    """The mark of an event or forecast on the chart that is shown, by the id of its entry."""
    entry = page.locator(f"[id='{id}']")
    name = "number" if entry.get_attribute("data-number") else "claim"
    value = entry.get_attribute(f"data-{name}")
    return page.locator(f".fs-chart:visible g[data-{name}='{value}']")


def sheet(page: Page) -> Locator:
    return page.get_by_role("region", name="Chosen mark")


def threads(page: Page) -> int:
    """How many lines lead from what is chosen."""
    drawn = page.locator(".fs-chart:visible .fs-chart__threads").get_attribute("d") or ""
    return drawn.count("M")


def test_without_scripts_the_chart_and_the_lists_are_there_and_no_controls(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto("timeline/")
    expect(page.get_by_role("img", name=re.compile("Timeline"))).to_be_visible()
    expect(page.get_by_role("combobox")).to_have_count(0)
    page.get_by_text("The events as a list, year by year").click()
    expect(page.get_by_role("heading", level=2, name="2024")).to_be_visible()
    expect(page.get_by_role("heading", level=3, name=TREATY_TITLE)).to_be_visible()
    # What decides most leads into the list.
    page.get_by_text("The events as a list, year by year").click()
    page.get_by_role("link", name=TREATY_TITLE).first.click()
    expect(page.locator(f"[id='{TREATY}']")).to_be_in_viewport()
    context.close()


def listed(page: Page) -> int:
    """How many events are left, which is what the form says."""
    said = page.locator(".fs-filter output")
    expect(said).to_have_text(re.compile(r"^\d+ of \d+ events$"))
    count = int(said.inner_text().split()[0])
    assert page.locator(f"{EVENTS}:not([hidden])").count() == count
    assert page.locator(".fs-chart:visible g[data-number]:not(.fs-off)").count() == count
    return count


def test_it_is_narrowed_by_theme_actor_and_outlook_and_the_address_keeps_it(page: Page) -> None:
    page.goto("timeline/")
    every = listed(page)
    assert every == page.locator(EVENTS).count()
    page.get_by_role("combobox", name="Theme").select_option("Sanctions")
    narrowed = listed(page)
    assert 0 < narrowed < every
    for entry in page.locator(f"{EVENTS}:not([hidden])").all():
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
    assert listed(page) == page.locator(EVENTS).count()


def test_with_an_outlook_chosen_what_its_author_could_not_know_is_hatched(page: Page) -> None:
    page.goto("timeline/")
    hatched = page.locator(".fs-chart--wide .fs-chart__after:not([display])")
    expect(hatched).to_have_count(0)
    page.get_by_role("combobox", name="Outlook").select_option("2024")
    expect(hatched).to_have_count(1)
    expect(hatched).to_have_attribute("data-group", "2024")
    box, line = hatched.bounding_box(), page.locator(".fs-chart--wide g[data-group='2024'] path").first.bounding_box()
    chart = page.locator(".fs-chart--wide").bounding_box()
    assert box and line and chart
    assert box["x"] == pytest.approx(line["x"] + line["width"] / 2, abs=2)
    assert box["height"] > chart["height"] * 0.85


def test_an_event_opens_beside_the_chart_with_threads_to_its_claims_and_nothing_jumps(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("timeline/")
    page.evaluate("scrollTo(0, 350)")
    dot = mark(page, TREATY)
    before = dot.bounding_box()
    dot.click()
    expect(sheet(page).get_by_role("heading", name=TREATY_TITLE)).to_be_visible()
    for said in ("19 June 2024", "decides 14 claims", "missed", "A mutual-defence treaty is signed"):
        expect(sheet(page)).to_contain_text(said)
    # Text and sources come from the event's card.
    expect(sheet(page)).to_contain_text("Article 4 obliges each side")
    expect(sheet(page)).to_contain_text("Sources")
    after, chart, panel = dot.bounding_box(), page.locator(".fs-chart--wide").bounding_box(), sheet(page).bounding_box()
    assert before and after and chart and panel
    assert (after["x"], after["y"]) == pytest.approx((before["x"], before["y"]), abs=3)
    assert panel["x"] >= chart["x"] + chart["width"]
    assert panel["y"] < 900
    tied = page.locator(".fs-chart--wide .fs-tied").count()
    assert 5 < tied == threads(page) <= 14
    assert page.url.endswith(f"#{TREATY}")
    page.reload()
    expect(sheet(page).get_by_role("heading", name=TREATY_TITLE)).to_be_visible()
    page.get_by_role("button", name="Close", exact=True).click()
    expect(sheet(page)).to_be_hidden()
    assert threads(page) == 0


def test_hovering_shows_an_event_and_leaving_hides_it(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("timeline/")
    mark(page, TREATY).hover()
    expect(sheet(page).get_by_role("heading", name=TREATY_TITLE)).to_be_visible()
    page.get_by_role("heading", level=1).hover()
    expect(sheet(page)).to_be_hidden()
    assert "#" not in page.url


def test_a_claim_leads_to_the_events_that_decided_it(page: Page) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("timeline/#timeline-.jang-mutual-defence-treaty")
    expect(sheet(page)).to_contain_text("A mutual-defence treaty is signed")
    expect(sheet(page)).to_contain_text("unlikely, 20–45 %")
    assert threads(page) == sheet(page).get_by_role("listitem").count() > 0
    sheet(page).get_by_role("link", name=TREATY_TITLE).click()
    expect(sheet(page).get_by_role("heading", name=TREATY_TITLE)).to_be_visible()
    # With the pointer on its line, a forecast shows as well.
    line = page.locator("[id='timeline-.jang-mutual-defence-treaty']").get_attribute("data-claim")
    page.locator(f".fs-chart--wide g[data-claim='{line}'] use").hover(force=True)
    expect(sheet(page)).to_contain_text("Horizon: June 2024 to December 2024")


def test_previous_and_next_go_through_the_events_that_are_shown(page: Page) -> None:
    page.goto("timeline/?theme=Sanctions")
    first, second = page.locator(f"{EVENTS}:not([hidden]) .fs-event__title").all_text_contents()[:2]
    mark(page, page.locator(f"{EVENTS}:not([hidden])").first.get_attribute("id") or "").dispatch_event("click")
    expect(sheet(page)).to_contain_text(first)
    expect(page.get_by_role("button", name="Previous event")).to_be_disabled()
    page.get_by_role("button", name="Next event").click()
    expect(sheet(page)).to_contain_text(second)
    page.get_by_role("button", name="Previous event").click()
    expect(sheet(page)).to_contain_text(first)


def test_its_marks_are_one_stop_and_walked_by_the_arrow_keys(page: Page) -> None:
    page.goto("timeline/")
    events, claims = page.locator(".fs-chart--wide g[data-number]"), page.locator(".fs-chart--wide g[data-claim]")
    number = "data-number"
    assert page.locator(".fs-chart--wide g[tabindex='0']").count() == 1
    page.get_by_role("button", name="Show all").focus()
    page.keyboard.press("Tab")
    on = page.locator(".fs-chart--wide g:focus")
    expect(on).to_have_attribute(number, "1")
    expect(on).to_have_accessible_name(re.compile(r"^9 February 2000 .*, decides no claim$"))
    page.keyboard.press("ArrowRight")
    expect(on).to_have_attribute(number, "2")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    expect(on).to_have_attribute(number, "1")
    page.keyboard.press("End")
    expect(on).to_have_attribute(number, str(events.count()))
    assert page.locator(".fs-chart--wide g[tabindex='0']").count() == 1
    # From an event to its claims, and on among the claims.
    mark(page, TREATY).focus()
    page.keyboard.press("PageDown")
    expect(on).to_have_attribute("data-claim", re.compile(r"\d+"))
    assert claims.count() > 50
    expect(sheet(page)).to_contain_text("Decided by")
    page.keyboard.press("PageUp")
    expect(on).to_have_attribute(number, re.compile(r"\d+"))
    # Enter goes to what the panel says, Escape back to the mark.
    page.keyboard.press("Enter")
    expect(sheet(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(sheet(page)).to_be_hidden()
    expect(on).to_have_attribute(number, re.compile(r"\d+"))


def test_the_arrow_keys_pass_over_what_is_left_out(page: Page) -> None:
    page.goto("timeline/?theme=Sanctions")
    ids = [entry.get_attribute("data-number") for entry in page.locator(f"{EVENTS}:not([hidden])").all()]
    page.get_by_role("button", name="Show all").focus()
    page.keyboard.press("Tab")
    for id in ids[:3]:
        expect(page.locator(".fs-chart--wide g:focus")).to_have_attribute("data-number", id or "")
        page.keyboard.press("ArrowRight")


def test_an_event_leads_to_the_claims_it_decides_and_a_claim_back_to_the_event(page: Page) -> None:
    page.goto(f"timeline/#{TREATY}")
    sheet(page).get_by_role("link", name="A mutual-defence treaty is signed").click()
    page.wait_for_url("**/briefs/2024-jang/#jang-mutual-defence-treaty")
    card = page.locator("section.fs-card", has=page.locator("[id='jang-mutual-defence-treaty']"))
    back = card.get_by_role("link", name="19 June 2024", exact=True)
    expect(back).to_have_accessible_description("On the timeline")
    back.click()
    page.wait_for_url(f"**/timeline/#{TREATY}")
    expect(sheet(page).get_by_role("heading", name=TREATY_TITLE)).to_be_visible()
    expect(mark(page, TREATY)).to_be_in_viewport()


def test_an_event_that_was_asked_for_is_shown_whatever_was_left_out(page: Page) -> None:
    page.goto(f"timeline/?theme=Society+and+culture#{TREATY}")
    expect(sheet(page).get_by_role("heading", name=TREATY_TITLE)).to_be_visible()
    expect(page.get_by_role("combobox", name="Theme")).to_have_value("")


@pytest.mark.parametrize("width", [320, 375, 768])
def test_on_a_narrow_screen_the_axis_is_upright_and_its_years_stay_in_sight(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 700})
    page.goto("timeline/")
    chart = page.locator(".fs-chart--tall")
    expect(chart).to_be_visible()
    expect(page.locator(".fs-chart--wide")).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = chart.bounding_box()
    assert box and box["height"] > 2 * box["width"]
    # In the middle of a year, the year and the lanes are named.
    page.evaluate("""() => { const box = document.querySelector('.fs-chart--tall').getBoundingClientRect();
        scrollTo(0, box.top + scrollY + box.height * .6); }""")
    expect(page.locator(".fs-tall__head")).to_be_in_viewport(ratio=0.9)
    # The bar of the page does not cover them.
    head, top = page.locator(".fs-tall__head").bounding_box(), page.locator(".fs-top").bounding_box()
    assert head and top
    assert head["y"] >= top["y"] + top["height"] - 6
    shown = page.locator(".fs-tall__years span").evaluate_all(
        "all => all.filter(e => { const b = e.getBoundingClientRect(); return b.top >= 0 && b.bottom < innerHeight; })"
        ".map(e => e.textContent)"
    )
    assert shown
    assert all(re.fullmatch(r"20\d\d", year) for year in shown)


def test_on_a_phone_a_tap_beside_a_dot_is_enough_and_the_panel_leaves_the_dot_in_sight(
    browser: Browser, address: str
) -> None:
    context = browser.new_context(
        base_url=address, viewport={"width": 375, "height": 700}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto("timeline/")
    dot = mark(page, TREATY)
    dot.scroll_into_view_if_needed()
    box = dot.bounding_box()
    assert box
    page.touchscreen.tap(box["x"] - 6, box["y"] + box["height"] / 2)
    expect(sheet(page).get_by_role("heading", name=TREATY_TITLE)).to_be_visible()
    dotted, panel = dot.bounding_box(), sheet(page).bounding_box()
    assert dotted and panel
    assert dotted["y"] + dotted["height"] <= panel["y"]
    assert threads(page) > 5
    context.close()


@pytest.mark.nightly  # By day test_states.py looks at the panel and the lists alone.
@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_with_the_panel_open(browser: Browser, address: str, width: int, scheme: str) -> None:
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": 900},
        color_scheme="dark" if scheme == "dark" else "light",
        bypass_csp=True,
        reduced_motion="reduce",
    )
    page = context.new_page()
    for id in (TREATY, "timeline-.jang-mutual-defence-treaty"):
        page.goto(f"timeline/#{id}")
        expect(sheet(page)).to_be_visible()
        page.wait_for_load_state("networkidle")
        assert faults(page) == []
    page.goto("timeline/")
    for summary in page.locator(".fs-timeline > details > summary").all():
        summary.click()
    assert faults(page) == []
    page.goto("deciding/")
    assert faults(page) == []
    context.close()


def test_a_chart_that_a_reader_opens_from_a_disk_shows_what_it_can(browser: Browser, shipped) -> None:  # type: ignore[no-untyped-def]
    page = browser.new_page()
    page.goto((shipped.site / "timeline" / "index.html").as_uri() + f"#{TREATY}")
    expect(sheet(page).get_by_role("heading", name=TREATY_TITLE)).to_be_visible()
    expect(sheet(page).get_by_role("link", name="Text and sources")).to_be_visible()
    expect(sheet(page)).to_contain_text("A mutual-defence treaty is signed")
    page.close()


def landscape(content: bytes) -> list[str]:
    """The text of each landscape sheet."""
    with pypdfium2.PdfDocument(content) as document:
        return [page.get_textpage().get_text_bounded() for page in document if page.get_size()[0] > page.get_size()[1]]


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_printed_the_chart_and_its_key_take_one_landscape_page(page: Page, paper: str) -> None:
    page.goto("timeline/")
    (sheet_text,) = landscape(page.pdf(format=paper, prefer_css_page_size=True))
    for said in ("Brief of 2024", "decides 14", "Sanctions", "A dot is an event", "publication of a brief"):
        assert said in sheet_text.replace("\r\n", " ")


def test_firefox_shows_the_timeline_and_prints_it_on_one_landscape_page(firefox: Firefox, address: str) -> None:
    firefox.forget()
    firefox.resize(1280, 900)
    firefox.goto(f"{address}timeline/")
    firefox.until("!document.querySelector('.fs-filter').hidden")
    number = firefox.evaluate(f"document.getElementById('{TREATY}').dataset.number")
    firefox.click(f".fs-chart--wide g[data-number='{number}'] circle")
    firefox.until(f"document.querySelector('.fs-sheet h2')?.textContent.includes('{TREATY_TITLE}')")
    firefox.until("document.querySelector('.fs-sheet .fs-body')")
    assert (
        firefox.evaluate("document.querySelector('.fs-chart--wide .fs-chart__threads').getAttribute('d').length") > 99
    )
    firefox.evaluate("document.querySelector('.fs-chart--wide .fs-on').focus()")
    firefox.press("Escape")
    firefox.until("document.querySelector('.fs-sheet').hidden")
    firefox.resize(375, 700)
    firefox.until("document.querySelector('.fs-chart--tall').checkVisibility()")
    assert firefox.evaluate("document.documentElement.scrollWidth") <= 375
    firefox.resize(1280, 900)
    pages = landscape(firefox.print())
    assert len(pages) == 1
    assert "decides 14" in pages[0]
    assert firefox.faults == []


def restyled(browser: Browser, page: Page, act: Callable[[], object]) -> int:
    """Of how many elements an act makes the browser compute the styles at once, at most."""
    browser.start_tracing(page=page, categories=["devtools.timeline"])
    act()
    page.evaluate("new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)))")
    events = json.loads(browser.stop_tracing())["traceEvents"]
    counts = [each["args"].get("elementCount", 0) for each in events if each["name"] == "UpdateLayoutTree"]
    assert counts
    return max(counts)


def test_a_tap_on_the_chart_computes_no_styles_of_the_rest_of_the_page(browser: Browser, address: str) -> None:
    """A selector that looked from the page down to the chart had each tap compute 1,270 elements three times."""
    context = browser.new_context(
        base_url=address, viewport={"width": 375, "height": 740}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.goto("timeline/")
    marks = page.locator(".fs-chart:visible g[data-claim]")

    def tap(nth: int) -> None:
        # In the upper part of the window, which the panel leaves free.
        marks.nth(3 * nth).evaluate(
            "g => { const b = g.getBoundingClientRect(); scrollBy(0, b.y + b.height / 2 - 200); }"
        )
        box = marks.nth(3 * nth).bounding_box()
        assert box
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        expect(page.locator(".fs-chart:visible .fs-on")).to_have_count(1)

    rendered = page.evaluate("[...document.body.querySelectorAll('*')].filter(e => e.checkVisibility()).length")
    # The first one as well, which fades all other marks.
    assert restyled(browser, page, lambda: tap(1)) < rendered * 0.7
    assert restyled(browser, page, lambda: tap(2)) < rendered / 2
    context.close()
