"""The package without its checkout: from an empty folder to a site that a browser shows."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from serving import served

from builds import ROOT
from installed import Installed, install, installed
from sharing import Shared


@pytest.fixture(scope="module")
def own(shared: Shared) -> Installed:
    """The installed package."""
    return installed(shared.once("installed", install))


@pytest.fixture(scope="module")
def project(own: Installed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new project: set up, checked, printed and built, by nothing but the installed package."""
    folder = tmp_path_factory.mktemp("empty")
    own.run(folder, "-m", "foresite", "init", "port", "--name", "Port outlooks")
    for command in (["foresite", "check"], ["foresite", "print", "--quiet"], ["mkdocs", "build", "--strict"]):
        own.run(folder / "port", "-m", *command)
    return folder / "port"


def test_it_is_what_was_installed_that_runs(own: Installed, tmp_path: Path) -> None:
    said = own.run(tmp_path, "-c", "import foresite; print(foresite.__file__)").stdout
    assert Path(said.strip()).is_relative_to(own.python.parent.parent)
    version = own.run(tmp_path, "-m", "foresite", "--version").stdout
    assert version.strip() == f"foresite, version {own.wheel.name.split('-')[1]}"
    script = subprocess.run([own.python.with_name("foresite"), "--version"], capture_output=True, text=True, check=True)
    assert script.stdout == version


def test_the_wheel_holds_all_of_the_package(own: Installed) -> None:
    with zipfile.ZipFile(own.wheel) as archive:
        held = {name for name in archive.namelist() if name.startswith("foresite/")}
    package = ROOT / "macros" / "foresite"
    files = {path.relative_to(package.parent).as_posix() for path in package.rglob("*") if path.is_file()}
    assert held == {name for name in files if "__pycache__" not in name}


def test_the_site_looks_as_it_should(project: Path, browser: Browser) -> None:
    # Below a path, as many sites are: links between pages are relative.
    with served(project) as address:
        page = browser.new_page(base_url=f"{address}site/")
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.goto("")
        expect(page.get_by_role("heading", level=1)).to_contain_text("What was foreseen, and what became of it")
        expect(page).to_have_title("Port outlooks: What was foreseen, and what became of it")
        # The style sheet is there: the bar at the top has the two colours of the first two outlooks.
        assert page.evaluate("getComputedStyle(document.querySelector('.fs-top')).display") != "inline"
        page.get_by_role("link", name="Comparison", exact=True).first.click()
        expect(page.get_by_role("heading", name="The harbour")).to_be_visible()
        expect(page.get_by_role("link", name="Trade and freight").first).to_be_visible()
        expect(page.get_by_role("link", name="PDF").first).to_be_visible()
        page.get_by_role("button", name="Search", exact=True).click()
        page.keyboard.type("dredge")
        expect(page.get_by_role("option", name="Dredge the approach before the autumn").first).to_be_visible()
        assert faults == []
        page.close()


def test_it_says_how_to_get_what_printing_needs_from_where_it_was_installed(own: Installed, project: Path) -> None:
    without = "import sys; sys.modules['weasyprint'] = None; from foresite.cli import main; main(['print'])"
    said = own.run(project, "-c", without, code=1).stderr
    assert f"pip install 'foresite[pdf] @ {own.wheel.as_uri()}'" in said
