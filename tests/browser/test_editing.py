"""From a card to the line it was written on."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from builds import SITES, Build, mkdocs_build, project_of
from sharing import Shared

EDITED = "https://github.com/port/harbour/edit/main/docs/"
PAGES = {"briefs/2021.md": "briefs/2021/index.html", "record.md": "record/index.html"}


@pytest.fixture(scope="module")
def site(shared: Shared) -> Path:
    """The mini-site with a repository, on disk."""
    return shared.built("edited", build).site


def build(folder: Path) -> Build:
    project = project_of(SITES / "harbours", folder)
    with (project / "mkdocs.yml").open("a", encoding="utf-8") as file:
        file.write("\nrepo_url: https://github.com/port/harbour\n")
    return mkdocs_build(project, folder / "site", "--strict")


@pytest.fixture
def opened(browser: Browser, site: Path, request: pytest.FixtureRequest):
    page = browser.new_page()
    page.goto((site / PAGES[request.param]).as_uri())
    page.evaluate("document.querySelectorAll('.fs-more').forEach((each) => { each.open = true })")
    yield page, (SITES / "harbours" / "docs" / request.param).read_text("utf-8").split("\n"), request.param
    page.close()


@pytest.mark.parametrize("opened", PAGES, indirect=True)
def test_every_card_leads_to_its_own_line(opened: tuple[Page, list[str], str]) -> None:
    page, lines, name = opened
    cards = page.locator(".fs-card")
    assert cards.count() == sum(bool(re.match(r"///+ *\w", line)) for line in lines)
    for card in cards.all():
        # What is not drawn has no inner text.
        title = (card.get_by_role("heading").first.text_content() or "").removesuffix("¶")
        link = card.get_by_role("link", name=re.compile(rf"^Edit this [a-z]+ “{re.escape(title)}”$"))
        expect(link).to_have_count(1)
        address, _, line = (link.get_attribute("href") or "").partition("#L")
        assert address == EDITED + name
        assert re.match(r"///+ *\w", lines[int(line) - 1])
        assert lines[int(line) - 1].endswith(f"| {title}")


@pytest.mark.parametrize("opened", PAGES, indirect=True)
def test_the_link_can_be_hit_and_is_not_printed(opened: tuple[Page, list[str], str]) -> None:
    page, *_ = opened
    links = page.get_by_role("link", name="Edit this")
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        for link in links.all():
            box = link.bounding_box()
            assert box and box["height"] >= 24 and box["width"] >= 24
            assert box["x"] >= 0 and box["x"] + box["width"] <= width
    assert links.count() > 0
    page.emulate_media(media="print")
    assert links.count() == 0


def test_without_a_repository_there_is_no_link(page: Page) -> None:
    page.goto("briefs/2024-jang/")
    assert page.locator(".fs-card").count() > 0
    assert page.get_by_role("link", name="Edit this").count() == 0
