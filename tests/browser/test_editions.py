"""A site of several editions a year, in a browser: what was known on a day, and groups on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from serving import served
from test_accessibility import light_and_dark

from builds import Build

PAGE = "institutions/"


@pytest.fixture(scope="module")
def economy_address(economy: Build) -> Iterator[str]:
    with served(economy.site) as address:
        yield address


def opened(browser: Browser, address: str, path: str = PAGE, width: int = 1200, scripts: bool = True) -> Page:
    context = browser.new_context(
        base_url=address, viewport={"width": width, "height": 800}, java_script_enabled=scripts
    )
    page = context.new_page()
    page.goto(path)
    return page


def rows(page: Page, caption: str) -> list[list[str]]:
    """What a table shows, row by row, what is hidden left out."""
    table = page.locator("table", has=page.locator("caption", has_text=caption)).first
    # Text that is out of sight, and so not laid out yet, counts as well.
    page.evaluate("for (const each of document.querySelectorAll('main *')) each.style.contentVisibility = 'visible'")
    shown = [row for row in table.locator("tbody tr").all() if row.is_visible()]
    return [[cell.inner_text().strip() for cell in row.locator("th, td").all()] for row in shown]


def choice(page: Page) -> Locator:
    return page.get_by_label("As known on").first


def outcome(page: Page, title: str) -> tuple[str, str]:
    """What the ledger says became of the first forecast of a title by the second institution."""
    found = next(row for row in rows(page, "Forecasts, how likely") if title in row[0] and "Coastal Bank" in row[0])
    return found[3], found[4]


@pytest.mark.parametrize("width", [1200, 390])
def test_a_reader_reads_ledger_and_score_as_of_a_day(browser: Browser, economy_address: str, width: int) -> None:
    page = opened(browser, economy_address, width=width)
    assert rows(page, "by institution")[1][:4] == ["Coastal Bank", "6", "2", "2"]
    choice(page).select_option("2025-01-16")
    assert rows(page, "by institution")[1][:4] == ["Coastal Bank", "6", "0", "1"]
    assert outcome(page, "Output grows") == ("none recorded due", "not judged yet")
    assert page.url.endswith("?as-of=2025-01-16")
    # Every table of the page is of the same day, and a second choice takes the place of the first.
    assert [each.input_value() for each in page.get_by_label("As known on").all()] == ["2025-01-16"] * 4
    choice(page).select_option("2024-08-21")
    assert outcome(page, "Output grows") == ("none recorded", "not judged yet")
    # What does not follow the day is either left out or said to be of the latest.
    kept = page.get_by_text("do not follow the day: they are as known on").first
    expect(kept).to_be_visible()
    expect(page.get_by_text("Not shown, because they are of").first).to_be_visible()
    expect(page.get_by_role("table", name="What hangs on the words").first).to_be_hidden()
    choice(page).select_option("")
    expect(kept).to_be_hidden()
    assert "as-of" not in page.url
    assert outcome(page, "Output grows") == ("occurred", "held")
    page.context.close()


def test_the_address_keeps_the_day(browser: Browser, economy_address: str) -> None:
    page = opened(browser, economy_address, f"{PAGE}?as-of=2025-02-25")
    # The latest day that can be chosen and that is not later.
    expect(choice(page)).to_have_value("2025-02-21")
    late = next(row for row in rows(page, "by institution") if row[0] == "Northern Council")
    assert late[:4] == ["Northern Council", "6", "4", "1"]
    page.goto(f"{PAGE}?as-of=2020-01-01")
    expect(choice(page)).to_have_value("0")
    assert rows(page, "by institution")[-1][:4] == ["All", "9", "0", "0"]
    page.goto(f"{PAGE}?as-of=2030-01-01")
    expect(choice(page)).to_have_value("")
    page.goto("comparison/?as-of=2025-01-16")
    assert "held" not in page.locator("table", has_text="Growth: what each brief said").inner_text().split("Each")[0]
    page.context.close()


def test_without_scripts_the_latest_shows_and_nothing_to_choose(browser: Browser, economy_address: str) -> None:
    page = opened(browser, economy_address, f"{PAGE}?as-of=2025-01-16", scripts=False)
    assert not choice(page).is_visible()
    assert len(rows(page, "by institution")) == 5
    assert rows(page, "by institution")[1][:4] == ["Coastal Bank", "6", "2", "2"]
    page.context.close()


def test_eight_briefs_fit_every_screen(browser: Browser, economy_address: str) -> None:
    page = opened(browser, economy_address, "")
    for path in ("", PAGE, "comparison/", "explore/", "timeline/", "due/", "trails/", "briefs/council2024c/"):
        page.goto(path)
        for width in (1200, 390):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") == width, path
    page.context.close()


OF_GROUPS = (f"{PAGE}?as-of=2025-01-16", "trails/", "due/")
"""The pages that show what no other site of the tests shows."""
OTHERS = ("", "comparison/", "timeline/", "briefs/council2024c/")


@pytest.mark.parametrize(
    ("width", "paths"),
    [
        (1280, OF_GROUPS),
        *(
            pytest.param(width, paths, marks=pytest.mark.nightly)
            for width, paths in ((320, OF_GROUPS), (1280, OTHERS), (320, OTHERS))
        ),
    ],
)
def test_axe_finds_nothing_where_eight_groups_stand(
    browser: Browser, economy_address: str, width: int, paths: tuple[str, ...]
) -> None:
    context = browser.new_context(bypass_csp=True, viewport={"width": width, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    assert [light_and_dark(page, economy_address + path) for path in paths] == [{} for _ in paths]
    context.close()
