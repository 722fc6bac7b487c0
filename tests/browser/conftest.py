"""A real browser on the built site."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from firefox import Firefox
from firefox import firefox as started
from playwright.sync_api import Browser, Page, expect, sync_playwright
from serving import HARBOURS, served

from builds import SITES, Build, mkdocs_build, project_of
from sharing import Shared

CHROMIUM = ("chromium-headless-shell", "chromium", "google-chrome")
"""Its programs. The first is the same engine without windows: it takes a quarter of the time to open a page."""
NEAR = "--blink-settings=lazyLoadingImageMarginPxUnknown=1250"
"""Without windows the engine does not know how fast the network is: pictures are loaded as on a fast one."""

# A busy machine is not a fault of the site's.
expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def address(shipped: Build) -> Iterator[str]:
    """The shipped site, served on this machine."""
    with served(shipped.site) as address:
        yield address


@pytest.fixture(scope="session")
def addressed(shared: Shared) -> Build:
    """The mini-site of the harbours with an address, so that it knows its own links."""

    def build(folder: Path) -> Build:
        project = project_of(SITES / "harbours", folder)
        settings = project / "mkdocs.yml"
        settings.write_text(f"site_url: {HARBOURS}\n{settings.read_text('utf-8')}", "utf-8")
        return mkdocs_build(project, folder / "site", "--strict")

    return shared.built("addressed", build)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    assert path, "These tests need Chromium: run `make test`, which installs it, or install it yourself."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu", NEAR])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A page that fails the test when a script of it fails or a request leaves the site's host."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: _watch(request.url, address, faults))
    yield page
    context.close()
    assert faults == []


def _watch(url: str, address: str, faults: list[str]) -> None:
    if not url.startswith((address, "data:", "blob:")):
        faults.append(f"a request left the site: {url}")


@pytest.fixture(scope="session")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    """The other browser."""
    path = shutil.which("firefox-esr") or shutil.which("firefox")
    assert path, "These tests need Firefox: run `make test`, which installs it, or install it yourself."
    with started(path, tmp_path_factory.mktemp("firefox")) as window:
        yield window
