"""Scripts speak the language of the site, in words that the page brings from its catalogues."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from test_policy import WATCH

from builds import SITES, Build, mkdocs_build

HEADER = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\n"
"""
WORDS = {
    "%(every)s of %(every)s claims": "%(every)s affirmations sur %(every)s",
    "%(shown)s of %(every)s claims": "%(shown)s affirmations sur %(every)s",
    "None of %(every)s claims": "Aucune affirmation sur %(every)s",
    "%(every)s of %(every)s forecasts": "%(every)s prévisions sur %(every)s",
    "%(shown)s of %(every)s forecasts": "%(shown)s prévisions sur %(every)s",
    "None of %(every)s forecasts": "Aucune prévision sur %(every)s",
    "%(found)s: %(chosen)s": "%(found)s : %(chosen)s",
    "No results": "Aucun résultat",
    "Copy link": "Copier le lien",
}
PLURAL = """
msgid "%(num)s result"
msgid_plural "%(num)s results"
msgstr[0] "%(num)s résultat"
msgstr[1] "%(num)s résultats"
"""


@pytest.fixture(scope="module")
def french(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A site in French with a catalogue of its own."""
    folder = tmp_path_factory.mktemp("french") / "site"
    shutil.copytree(SITES / "vigie", folder, ignore=shutil.ignore_patterns("site", ".cache"))
    entries = "".join(f'\nmsgid "{text}"\nmsgstr "{translated}"\n' for text, translated in WORDS.items())
    (folder / "words").mkdir()
    (folder / "words/fr.po").write_text(HEADER + entries + PLURAL, "utf-8")
    settings = folder / "mkdocs.yml"
    settings.write_text(
        settings.read_text("utf-8").replace("- foresite:", "- foresite:\n      catalogues: words"), "utf-8"
    )
    build = mkdocs_build(folder, folder / "built")
    assert build.code == 0, build.output
    return build


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.add_init_script(WATCH)
    yield page
    assert page.evaluate("broken") == []
    page.close()


def opened(page: Page, site: Path, path: str) -> Page:
    page.goto((site / path).as_uri())
    return page


@pytest.mark.parametrize(("path", "noun"), [("explorer", "affirmation"), ("previsions", "prévision")])
def test_tables_say_how_much_is_shown(page: Page, french: Build, path: str, noun: str) -> None:
    opened(page, french.site, f"{path}/index.html")
    status = page.locator(".fs-facets [role=status]")
    expect(status).to_have_text(re.compile(rf"^\d+ {noun}s sur \d+$"))
    page.locator(".fs-facets summary").click()
    page.locator(".fs-facets fieldset input").first.check()
    expect(status).to_have_text(re.compile(rf"^\d+ {noun}s? sur \d+ : \w"))
    page.locator(".fs-facets [name=text]").fill("zzzzzzzz")
    expect(status).to_have_text(re.compile(rf"^Aucune {noun} sur \d+ :"))


def test_search_and_the_box_for_citing_speak_french(page: Page, french: Build) -> None:
    opened(page, french.site, "bulletins/2022/index.html")
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("zzzzzzzz")
    status = page.locator(".fs-search [role=status]")
    expect(status).to_have_text("Aucun résultat")
    page.get_by_role("combobox").fill("crue")
    expect(status).to_have_text(re.compile(r"^\d+ résultats?$"))
    expect(page.locator(".fs-kind", has_text="prévision").first).to_be_visible()
    page.keyboard.press("Escape")
    page.locator(".fs-card .fs-more:has(> .fs-citethis)").first.evaluate("box => { box.open = true; }")
    expect(page.get_by_role("button", name="Copier le lien").first).to_be_visible()


def test_a_page_in_english_brings_no_words(harbours: Build) -> None:
    assert "fs-words" not in harbours.text("index.html")
