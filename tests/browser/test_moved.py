"""Old addresses in a real browser: with scripts at once, without by a link."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from serving import served

from builds import SITES, Build, mkdocs_build, project_of
from sharing import Shared

REDIRECTS = """      redirects:
        views.md#moved-away: record.md#lock-opens
        old/notes.md: record.md
        old/notes.md#renamed: record.md#shift-locks
      themes:
"""


@pytest.fixture(scope="module")
def moved(shared: Shared) -> Iterator[str]:
    """A site some of whose pages and records have moved, served on this machine."""
    with served(shared.built("moved", build).site) as address:
        yield address


def build(folder: Path) -> Build:
    config = project_of(SITES / "harbours", folder / "project") / "mkdocs.yml"
    config.write_text(config.read_text("utf-8").replace("      themes:\n", REDIRECTS), "utf-8")
    return mkdocs_build(folder / "project", folder / "site", "--strict")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("views/#moved-away", "record/#lock-opens"),
        ("old/notes/", "record/"),
        ("old/notes/#renamed", "record/#shift-locks"),
        ("old/notes/#strike-begins", "record/#strike-begins"),
    ],
)
def test_an_old_address_leads_to_the_new_one(browser: Browser, moved: str, old: str, new: str) -> None:
    page = browser.new_page(base_url=moved)
    page.goto(old)
    page.wait_for_url(f"{moved}{new}")
    page.close()


def test_without_scripts_there_is_a_link(browser: Browser, moved: str) -> None:
    context = browser.new_context(base_url=moved, java_script_enabled=False)
    page = context.new_page()
    page.goto("views/#moved-away")
    link = page.locator("#moved-away").get_by_role("link", name="The second lock opens")
    expect(link).to_be_in_viewport()
    page.goto("old/notes/")
    page.wait_for_url(f"{moved}record/")
    context.close()
