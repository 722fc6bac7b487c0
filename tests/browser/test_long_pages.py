"""Long pages: a bar that stays, contents that follow, cards that open, and what is drawn only when it is seen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from io import BytesIO

import pytest
from firefox import Firefox
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect
from pypdf import PdfReader

from builds import Build

BRIEF = "briefs/2024-jang/"
TREATY = "jang-mutual-defence-treaty"
TITLE = "A mutual-defence treaty is signed"
LAST = "jang-rec-no-pretext"
CARDS = "document.querySelectorAll('.fs-card')"
NARROW = ViewportSize(width=375, height=812)
WIDE = ViewportSize(width=1280, height=800)
STOPS = """[...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")]
    .filter((e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({ visibilityProperty: true })).length"""
TOP = "(id => document.getElementById(id).getBoundingClientRect().top)"
MOST_STOPS = 380
"""How many stops of the keyboard the longest page of a brief may have on a phone; it had 1,071."""
MOST_SCREENS = 66
"""How many screens of a phone that page may fill; it filled 134."""


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(base_url=address, viewport=NARROW, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


def bar(page: Page) -> Locator:
    return page.get_by_role("banner")


def place(page: Page) -> Locator:
    return bar(page).get_by_role("button", name="Table of contents")


def test_the_brief_is_short_on_a_phone_and_has_few_stops(phone: Page) -> None:
    phone.goto(BRIEF)
    assert phone.evaluate(STOPS) <= MOST_STOPS
    # As long as it is when all of it has been drawn.
    phone.evaluate(f"{CARDS}.forEach((card) => {{ card.style.contentVisibility = 'visible' }})")
    assert phone.evaluate("document.documentElement.scrollHeight / innerHeight") <= MOST_SCREENS


@pytest.mark.parametrize("viewport", [NARROW, WIDE])
def test_the_bar_stays_with_search_and_tells_the_place(page: Page, viewport: ViewportSize) -> None:
    page.set_viewport_size(viewport)
    page.goto(BRIEF)
    expect(place(page)).to_be_hidden()
    # Before the first section, it is the page itself.
    page.goto("shifts/")
    page.evaluate("document.querySelector('h1').nextElementSibling.scrollIntoView()")
    expect(place(page)).to_have_text("Shifts")
    page.goto(f"{BRIEF}#{TREATY}")
    expect(bar(page).get_by_role("button", name="Search")).to_be_in_viewport()
    expect(place(page)).to_be_in_viewport()
    expect(place(page)).to_have_text(TITLE)
    box = bar(page).bounding_box()
    assert box
    assert box["y"] == 0
    assert box["height"] < 80
    # What a link leads to stands below the bar.
    assert page.evaluate(f"{TOP}('{TREATY}')") >= box["height"]
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Search")).to_be_focused()


def test_the_contents_follow_and_fold_beside_the_text(page: Page) -> None:
    page.set_viewport_size(WIDE)
    page.goto(f"{BRIEF}#{TREATY}")
    contents = page.get_by_role("navigation", name="Table of contents")
    current = contents.locator("a[aria-current]")
    expect(current).to_have_text(TITLE)
    expect(current).to_be_in_viewport()
    # The entries of other sections are folded.
    far = contents.get_by_role("link", name="The Vostochny summit marks", include_hidden=True).first
    expect(far).to_be_hidden()
    page.evaluate("document.getElementById('jang-vostochny-landmark').scrollIntoView()")
    expect(far).to_be_visible()
    expect(contents.locator("a", has_text=re.compile(f"^{TITLE}$"))).to_be_hidden()
    fold = contents.get_by_role("button", name="Table of contents")
    expect(fold).to_have_attribute("aria-expanded", "true")
    fold.click()
    expect(far).to_be_hidden()
    expect(fold).to_have_attribute("aria-expanded", "false")
    fold.press("Enter")
    expect(far).to_be_visible()


def test_the_contents_open_from_the_bar_on_a_phone(phone: Page) -> None:
    phone.goto(f"{BRIEF}#{TREATY}")
    place(phone).tap()
    current = phone.locator("#fs-toc a[aria-current]")
    expect(current).to_be_visible()
    expect(current).to_have_text(TITLE)
    phone.locator("#fs-toc").get_by_text("Corrections", exact=True).locator("xpath=..").locator("summary").tap()
    link = phone.locator("#fs-toc").get_by_text("References", exact=True)
    expect(link).to_be_visible()
    link.tap()
    expect(link).to_be_hidden()
    expect(phone.locator("#references")).to_be_in_viewport()


@pytest.mark.parametrize("id", [TREATY, LAST, "ref-jang2024"])
def test_a_deep_link_lands_on_its_target_though_what_is_above_is_not_drawn(page: Page, id: str) -> None:
    page.goto(f"{BRIEF}#{id}")
    expect(page.locator(f"[id='{id}']")).to_be_in_viewport()
    # It stays there when what surrounds it has been drawn.
    page.wait_for_timeout(300)
    expect(page.locator(f"[id='{id}']")).to_be_in_viewport()
    skipped = "c => !c.firstElementChild.checkVisibility({ contentVisibilityAuto: true })"
    assert page.evaluate(f"[...{CARDS}].filter({skipped}).length") > 50


def test_who_comes_to_a_card_sees_all_of_it_and_others_open_by_one_control(page: Page) -> None:
    page.goto(f"{BRIEF}#{TREATY}")
    card = page.locator(f"section:has(> [id='{TREATY}'])")
    expect(card.get_by_text("Criterion", exact=True)).to_be_visible()
    expect(card.get_by_role("link", name="BibTeX")).to_be_visible()
    other = page.locator("section:has(> #jang-sanctions-lifted)")
    expect(other.get_by_text("Criterion", exact=True)).to_be_hidden()
    other.locator("summary").press("Enter")
    expect(other.get_by_text("Criterion", exact=True)).to_be_visible()


def test_the_text_of_an_outcome_stands_on_one_page_and_the_claim_leads_there(page: Page) -> None:
    words = "Article 4 obliges each side"
    page.goto(f"{BRIEF}#{TREATY}")
    assert words not in (page.locator("main").text_content() or "")
    page.get_by_role("link", name="A treaty with a mutual-assistance clause was signed").click()
    page.wait_for_url(re.compile(f"outcomes/2024/#{TREATY}-outcome$"))
    expect(page.get_by_text(words)).to_be_visible()


def test_marks_of_headings_are_for_the_mouse_alone(page: Page) -> None:
    page.goto("method/")
    assert page.locator("main .headerlink").count() > 5
    assert page.locator("main .headerlink:not([tabindex='-1'][aria-hidden='true'])").count() == 0
    expect(page.get_by_role("link", name="¶")).to_have_count(0)
    heading = page.get_by_role("heading", name="What was read")
    heading.hover()
    heading.locator(".headerlink").click()
    page.wait_for_url("**/method/#what-was-read")


def test_the_map_of_a_brief_is_one_stop_in_which_arrows_lead_on(page: Page) -> None:
    page.goto(BRIEF)
    links = page.locator(".fs-map a")
    assert links.count() > 50
    expect(page.locator(".fs-map a[tabindex='0']")).to_have_count(1)
    links.first.focus()
    page.keyboard.press("ArrowRight")
    expect(links.nth(1)).to_be_focused()
    page.keyboard.press("End")
    expect(links.last).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/#jang-*")


def test_the_find_of_a_page_reaches_what_is_not_drawn_and_what_is_folded(page: Page) -> None:
    page.goto(BRIEF)
    for words in ("by law, decree or official statement that it no longer applies", "no pretext for drastic steps"):
        page.evaluate("getSelection().removeAllRanges()")
        assert page.evaluate(f"find('{words}')")
        found = "getSelection().getRangeAt(0).getBoundingClientRect()"
        page.wait_for_function(f"(b => b.bottom > 0 && b.top < innerHeight && b.height)({found})")


def bare(text: str) -> str:
    return re.sub(r"\W", "", unicodedata.normalize("NFKC", text)).casefold()


def told_by(pdf: bytes) -> str:
    return bare("".join(sheet.extract_text() for sheet in PdfReader(BytesIO(pdf)).pages))


ON_PAPER = (
    TITLE,
    "A treaty with a mutual-assistance clause is signed by both leaders",
    "Judged before",
    "Both states ratify the partnership treaty",
    "The question of mutual defence is left aside",
)
TITLES = "[...document.querySelectorAll('.fs-card > :is(h2, h3, h4)')].map((e) => e.firstChild.textContent)"


def test_nothing_is_missing_on_paper(page: Page) -> None:
    page.goto(BRIEF)
    titles = page.evaluate(TITLES)
    told = told_by(page.pdf(format="A4", prefer_css_page_size=True))
    assert [title for title in (*titles, *ON_PAPER) if bare(title) not in told] == []
    assert bare("Details, evidence and citation") not in told


def test_a_long_page_in_firefox(firefox: Firefox, address: str) -> None:
    firefox.forget()
    firefox.resize(375, 812)
    firefox.goto(f"{address}{BRIEF}#{LAST}")
    firefox.until("document.querySelector('.fs-place').checkVisibility()")
    # A deep link lands, below the bar that stays, and its card is open.
    firefox.until(f"(top => top > 40 && top < innerHeight)({TOP}('{LAST}'))")
    assert firefox.evaluate("document.querySelector('.fs-top').getBoundingClientRect().top") == 0
    assert firefox.evaluate(f"document.getElementById('{LAST}').parentNode.querySelector('.fs-more').open")
    title = firefox.evaluate(f"document.getElementById('{LAST}').firstChild.textContent")
    firefox.until(f"document.querySelector('.fs-place').textContent.trim() === {title!r}")
    # The contents open from the bar and follow.
    firefox.evaluate("document.querySelector('.fs-place').click()")
    firefox.until("document.querySelector('#fs-toc').matches(':popover-open')")
    assert firefox.evaluate("document.querySelector('#fs-toc [aria-current]').textContent") == title
    firefox.press("Escape")
    # What is not drawn is found.
    assert firefox.evaluate(STOPS) <= MOST_STOPS
    assert firefox.evaluate("find('The second of the six steps', false, true, true)")
    firefox.until(
        "(b => b.bottom > 0 && b.top < innerHeight && b.height)(getSelection().getRangeAt(0).getBoundingClientRect())"
    )
    firefox.resize(1280, 800)
    titles = firefox.evaluate(TITLES)
    told = told_by(firefox.print())
    assert [title for title in (*titles, *ON_PAPER) if bare(title) not in told] == []
    assert firefox.faults == []


@pytest.mark.nightly  # A time limit, which a loaded machine misses.
def test_a_tap_is_answered_at_once(phone: Page) -> None:
    """The whole page changes its colours: under a slow processor this took 400 ms when every card was drawn."""
    phone.goto(BRIEF)
    session = phone.context.new_cdp_session(phone)
    phone.evaluate(
        """() => { window.took = [];
        new PerformanceObserver((list) => list.getEntries().forEach((each) => took.push(each.duration)))
            .observe({ type: "event", durationThreshold: 16 }); }"""
    )
    session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    best = []
    for _ in range(4):
        phone.evaluate("took.length = 0")
        phone.get_by_role("button", name="Dark colours").tap()
        phone.wait_for_function("took.length", timeout=20_000)
        best.append(max(phone.evaluate("took")))
    # A busy machine is slow now and then, and not each time.
    assert min(best) <= 200


def test_a_long_name_of_a_site_leaves_the_menu_on_its_line(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto("method/")
    page.evaluate(
        "document.querySelector('.fs-site__name').textContent = 'Outlooks of the Institute for Northern Ports'"
    )
    menu, find = (bar(page).get_by_role("button", name=name).bounding_box() for name in ("Menu", "Search"))
    assert menu and find
    assert menu["y"] == find["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_words_lead_to_what_they_mean(page: Page) -> None:
    page.goto("")
    page.locator(".fs-key").get_by_role("link", name="missed").click()
    page.wait_for_url("**/glossary/#fs-term-verdict-missed")
    expect(page.locator("#fs-term-verdict-missed")).to_be_in_viewport()
    page.goto(f"{BRIEF}#{TREATY}")
    card = page.locator(f"section:has(> [id='{TREATY}'])")
    card.get_by_role("link", name="unlikely", exact=True).click()
    page.wait_for_url("**/glossary/#fs-term-icd203-unlikely")
    expect(page.get_by_role("row", name=re.compile("^unlikely improbable"))).to_be_in_viewport()


def test_a_scale_is_explained_where_it_first_stands_on_a_page(page: Page) -> None:
    for path in ("", BRIEF, "forecasts/", "themes/security/", "explore/"):
        page.goto(path)
        explained = page.locator("main .fs-explained")
        expect(explained).to_have_count(1)
        expect(explained).to_have_text(", a scale of words for likelihood")
        assert explained.evaluate("e => e.previousSibling.textContent") == "ICD 203"
        page.locator("main a:has(+ .fs-explained)").evaluate("e => e.click()")
        page.wait_for_url("**/glossary/#*")
        expect(page.get_by_text("Intelligence Community Directive 203").first).to_be_visible()


def test_no_page_of_any_site_has_an_id_that_says_nothing(
    shipped: Build, harbours: Build, vigie: Build, economy: Build, growth: Build, coast: Build
) -> None:
    """Such as a table of contents makes of a heading in another script."""
    ids = {
        f"{path}#{id}"
        for build in (shipped, harbours, vigie, economy, growth, coast)
        for path in build.site.rglob("*.html")
        for id in re.findall(r"<h[1-6][^>]* id=\"([^\"]*)\"", path.read_text("utf-8"))
    }
    # A year says what its section holds.
    assert {each for each in ids if re.search(r"#(_+\d*|\d{5,})$", each)} == set()
    assert any(re.search(r"#[^#]*[가-힣]", each) for each in ids)
