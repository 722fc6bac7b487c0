"""A site of one's own look: logo, colours, fonts, and what the foot says."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, expect
from serving import served

from builds import ROOT, Build, mkdocs_build
from foresite.cli import main

LOGO = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><path fill="#800" d="M0 0h40v20H0z"/></svg>'


NAME = "Port & Sea"


@pytest.fixture(scope="module")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    project = tmp_path_factory.mktemp("look")
    assert CliRunner().invoke(main, ["init", str(project), "--name", NAME]).exit_code == 0
    settings = project / "mkdocs.yml"
    text = settings.read_text("utf-8")
    colours = "link_colour: '#005500'\n      outlook_colours: ['#800000']\n      scale:"
    text = text.replace("scale:", colours, 1).replace(
        "  font: false", "  font: false\n  logo: images/logo.svg\n  custom_dir: own"
    )
    settings.write_text(f"{text}extra_css: [own.css]\nextra_javascript: [own.js]\n", "utf-8")
    (project / "docs" / "images").mkdir()
    (project / "docs" / "images" / "logo.svg").write_text(LOGO, "utf-8")
    (project / "docs" / "own.css").write_text(":root { --fs-serif: 'Courier New' }\n", "utf-8")
    (project / "docs" / "own.js").write_text("0;\n", "utf-8")
    (project / "own").mkdir()
    template = re.findall(r"(?s)```jinja\n(.*?)```", (ROOT / "docs" / "look.md").read_text("utf-8"))[0]
    (project / "own" / "main.html").write_text(template, "utf-8")
    built = mkdocs_build(project, project / "site", "--strict")
    assert built.code == 0, built.output
    return built


@pytest.fixture
def page(browser: Browser, build: Build) -> Iterator[Page]:
    with served(build.site) as address:
        page = browser.new_page(base_url=address)
        yield page
        page.close()


def colour(page: Page, selector: str) -> str:
    return page.locator(selector).first.evaluate("e => getComputedStyle(e).color")


def test_it_is_shown(page: Page) -> None:
    page.emulate_media(color_scheme="light")
    page.goto("comparison/")
    logo = page.locator(".fs-site img")
    expect(logo).to_be_visible()
    expect(page.get_by_text("The outlook for 2026 is out.")).to_be_visible()
    assert page.locator("head script[type='application/ld+json']").count() == 1
    expect(page.locator(".fs-site")).to_have_text(NAME)
    expect(page).to_have_title(re.compile(re.escape(NAME)))
    assert logo.evaluate("e => e.naturalWidth") == 40
    assert page.locator(".fs-site svg").count() == 0
    assert colour(page, "main p a") == "rgb(0, 85, 0)"
    assert colour(page, "main .fs-outlook") == "rgb(128, 0, 0)"
    assert "Courier New" in page.locator("h1").evaluate("e => getComputedStyle(e).fontFamily")
    page.emulate_media(color_scheme="dark")
    page.reload()
    red, green, _ = map(int, re.findall(r"\d+", colour(page, "main p a")))
    assert green > red > 90


def test_the_foot_promises_nothing_where_a_script_of_others_runs(build: Build, shipped: Build) -> None:
    assert "keeps no watch" not in build.text("index.html")
    assert "keeps no watch" not in build.text("404.html")
    assert "keeps no watch" in shipped.text("index.html")
    assert "keeps no watch" in shipped.text("404.html")
