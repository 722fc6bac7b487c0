"""The parts of views that are too much for one page, in a browser."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from serving import served
from test_accessibility import faults

from builds import Build


@pytest.fixture
def site(browser: Browser, large: Build) -> Iterator[Page]:
    with served(large.site) as address:
        context = browser.new_context(base_url=address, bypass_csp=True, reduced_motion="reduce")
        yield context.new_page()
        context.close()


PAGES = ("comparison/", "comparison/law/", "explore/", "explore/1996/", "timeline/", "bibliography/")


@pytest.mark.parametrize("width", [1280, 320])
def test_nothing_runs_out_of_the_window(site: Page, width: int) -> None:
    site.set_viewport_size({"width": width, "height": 900})
    for path in PAGES:
        site.goto(path)
        assert site.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("path", ["comparison/law/", "explore/1996/"])
def test_axe_finds_nothing_in_what_leads_from_part_to_part(site: Page, path: str) -> None:
    site.goto(path)
    assert faults(site, within="main nav") == []


@pytest.mark.nightly
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_on_a_whole_page(site: Page, width: int) -> None:
    site.set_viewport_size({"width": width, "height": 900})
    for path in PAGES:
        site.goto(path)
        assert faults(site) == [], path


def test_a_reader_goes_from_part_to_part(site: Page) -> None:
    site.goto("explore/")
    site.get_by_role("main").get_by_role("link", name="1996").first.click()
    first = site.locator("h1").inner_text()
    site.get_by_role("navigation", name="Previous and next part").get_by_role("link").click()
    expect(site.locator("h1")).not_to_have_text(first)
    site.get_by_role("link", name="Before it").click()
    expect(site.locator("h1")).to_have_text(first)
    site.get_by_role("navigation", name="Parts of Explore").get_by_role("link", name="Explore").click()
    expect(site.locator("h1")).to_contain_text("Explore")


def test_a_part_narrows_and_downloads_its_own_claims(site: Page, large: Build, tmp_path: Path) -> None:
    site.goto("explore/1996/?kind=recommendation")
    rows = site.locator(".fs-explore tbody tr:not(.fs-evidence):visible")
    expect(site.locator(".fs-facets [role=status]")).not_to_contain_text("None of")
    site.get_by_text("Filter and order").click()
    with site.expect_download() as info:
        site.get_by_role("button", name="Download what is shown (CSV)").click()
    info.value.save_as(tmp_path / "claims.csv")
    found = list(csv.DictReader(StringIO((tmp_path / "claims.csv").read_bytes().decode("utf-8-sig"), newline="")))
    assert 0 < len(found) == rows.count()
    published = csv.DictReader(StringIO(large.text("data/claims.csv").removeprefix("\ufeff"), newline=""))
    by_id = {row["id"]: row for row in published}
    for row in found:
        assert row.pop("url").endswith(f"/#{row['id']}")
        assert row == {name: by_id[row["id"]][name] for name in row}
