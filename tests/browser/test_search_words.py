"""What search takes for the same word: inflected forms, spellings, synonyms, near misses, phrases."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from test_search import ask, titles

from builds import Build, mkdocs_build
from sharing import Shared

SAME = (
    "treaty treaties", "sign signs signed signing", "trade trades traded trading", "plan plans planned planning",
    "travel travels travelled traveled travelling", "agree agrees agreed agreeing", "use uses used",
    "state states stated stating", "deploy deploys deployed deploying", "force forces forced forcing",
    "organise organises organised organising", "hope hoped hoping", "hop hopped hopping hops", "add added adding",
    "policy policies", "crisis", "pass passes passed passing", "play plays played playing",
)  # fmt: skip
"""Forms of one word each."""
APART = (
    "news", "use us", "plan plane", "hop hope", "sanction sanctify", "general generate", "police policy",
    "nation native", "unit unity", "status state", "this thy", "bring bred", "during dura", "mission missile",
    "international intern",
)  # fmt: skip
"""Words that are no forms of one another."""
SPELT = {
    "defence": "defense", "labour": "labor", "neighbouring": "neighboring", "organise": "organize", "centre": "center",
    "analysed": "analyzed", "programme": "program", "grey": "gray", "sceptical": "skeptical", "licence": "license",
    "kilometres": "kilometers", "mobilisation": "mobilization", "behaviour": "behavior", "manoeuvres": "maneuvers",
}  # fmt: skip
"""British to American spelling."""
PAGES = {
    "index.md": "# Home\n\nWelcome.\n",
    "first.md": "# First\n\nThe harbour gets assistance from the European Union in its defence.\n",
    "second.md": "# Second\n\nA defence of the harbour, and help.\n\nSaid of 대서양조약기구.\n",
    "third.md": "# Third\n\nThe Harbor’s pilots organised it: in defence they trust.\n",
    "tool.md": "# Help with harbours\n\nHelp for editors.\n",
}
SETTINGS = """site_name: Words
theme: {{name: material, language: {language}}}
nav: [index.md, first.md, second.md, third.md, {{Tool: [tool.md]}}]
plugins:
  - foresite:
      bibliography: []
      footer_nav: [Tool]
      synonyms:
        aid: [help, assistance]
        EU: European Union
"""


@pytest.fixture(scope="module")
def sites(shared: Shared) -> dict[str, Path]:
    """A small site with words of its own, in English and in another language."""
    return {language: shared.built(f"words-{language}", partial(make, language)).site for language in ("en", "de")}


def make(language: str, folder: Path) -> Build:
    (folder / "mkdocs.yml").write_text(SETTINGS.format(language=language), "utf-8")
    (folder / "docs").mkdir()
    for name, text in PAGES.items():
        (folder / "docs" / name).write_text(text, "utf-8")
    return mkdocs_build(folder, folder / "site")


@pytest.fixture(scope="module")
def english(browser: Browser, sites: dict[str, Path]) -> Iterator[Page]:
    """The first page of the site in English, with search open, from its folder."""
    page = browser.new_page()
    page.goto((sites["en"] / "index.html").as_uri())
    ask(page, "welcome")
    yield page
    page.close()


@pytest.mark.parametrize("group", SAME)
def test_forms_of_a_word_have_one_stem(english: Page, group: str) -> None:
    assert len(set(english.evaluate("words => words.map(foresite.stem)", group.split()))) == 1


@pytest.mark.parametrize("pair", APART)
def test_other_words_have_others(english: Page, pair: str) -> None:
    stems = english.evaluate("words => words.map(foresite.stem)", pair.split())
    assert len(set(stems)) == len(stems)


def test_each_spelling_leads_to_the_other(english: Page) -> None:
    for british, american in SPELT.items():
        assert american in english.evaluate("foresite.spellings", british)
        assert british in english.evaluate("foresite.spellings", american)


@pytest.mark.parametrize("word", ["korea", "sanctions", "treaty", "size", "four", "metal", "cent"])
def test_words_of_one_spelling_find_no_word_that_there_is(english: Page, word: str) -> None:
    assert set(english.evaluate("foresite.spellings", word)) <= {word, "sise"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("defense", ["Second", "First", "Third"]),
        ("harbor organize", ["Third"]),
        ("defences", ["Second", "First", "Third"]),
        ("the pilots of the harbour", ["Third"]),
        ("who trusts", ["Third"]),
        # Those of the project, whatever their form; what has the word itself comes first.
        ("aid", ["First", "Second", "Help with harbours"]),
        ("helps", ["Second", "First", "Help with harbours"]),
        ("EU", ["First"]),
        ("european unions", ["First"]),
        # As printed.
        ('"defence of the harbour"', ["Second"]),
        ("„harbour gets assistance“", ["First"]),
        ("“in defence”", ["Third"]),
        ('"defense"', []),
        ('"in its defence" harbour', ["First"]),
        ('"pilots organised', ["Third"]),
        ('"대서양조약기구"', ["Second"]),
        ("nothing of this", []),
    ],
)
def test_english_words_are_found_in_whatever_form(english: Page, query: str, found: list[str]) -> None:
    ask(english, query)
    assert found == titles(english) if query in ("aid", "helps") else sorted(found) == sorted(titles(english))


@pytest.mark.parametrize(
    ("query", "near", "found"),
    [
        ("harrbour", "harbour", ["First", "Help with harbours", "Second", "Third"]),
        ("asistence", "assistance", ["First"]),
        ("pylots", "pilots", ["Third"]),
        ("eropean union", "european", ["First"]),
        ("대서양조악기구", "대서양조약기구", ["Second"]),
    ],
)
def test_a_misspelt_word_finds_the_nearest_and_says_so(english: Page, query: str, near: str, found: list[str]) -> None:
    ask(english, query)
    assert sorted(titles(english)) == found
    expect(english.get_by_role("status")).to_contain_text(f"nothing matches “{query.split()[0]}”, showing: {near}")


@pytest.mark.parametrize("query", ["xyz", "1907", "qqqqqqqq", '"harbuor"', "defence qqqqqqq"])
def test_what_is_near_to_nothing_has_no_result(english: Page, query: str) -> None:
    ask(english, query)
    expect(english.get_by_role("status")).to_have_text("No results")


def test_what_is_found_is_marked_in_the_form_that_stands_there(english: Page) -> None:
    ask(english, "defense organize")
    assert english.locator(".fs-result b").all_inner_texts() == ["organise", "defence"]
    ask(english, "asistence")
    assert english.locator(".fs-result b").all_inner_texts() == ["assistance"]


def test_in_another_language_nothing_english_is_assumed(browser: Browser, sites: dict[str, Path]) -> None:
    page = browser.new_page()
    page.goto((sites["de"] / "index.html").as_uri())
    found = {
        query: page.evaluate("async query => (await foresite.find(query)).filter(Boolean).length", query)
        for query in ("defense", "organize", "trusted", "who trust", "aid", "harrbour", '"defence of the harbour"')
    }
    # The project's own synonyms, near misses and phrases belong to no language.
    assert found == {
        "defense": 3, "organize": 1, "trusted": 0, "who trust": 0, "aid": 3, "harrbour": 3,
        '"defence of the harbour"': 1,
    }  # fmt: skip
    page.close()


ELSEWHERE = {
    "fr": ("L’accord tient. Aujourd’hui rien.", {"d'accord": 1, "qu’accord": 1, "l'aujourd'hui": 1, "l'absence": 0}),
    "de": ("Im März schließt die Straße.", {"Maerz": 1, "strasse": 1, "schliesst": 1, "Moerz": 0}),
    "ja": ("北朝鮮とロシアの条約", {"ロシアと北朝鮮": 1, "条約": 1, "ロシアの港": 0}),
    "ko": ("러시아와 북한의 조약", {"러시아는": 1, "조약을": 1, "항구": 0}),
}


@pytest.mark.parametrize("language", ELSEWHERE)
def test_a_query_is_read_as_its_language_writes(language: str, browser: Browser, tmp_path: Path) -> None:
    text, asked = ELSEWHERE[language]
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text(f"# 1\n\n{text}\n", "utf-8")
    settings = (f"theme: {{name: material, language: {language}}}", "plugins: [foresite: {bibliography: []}]")
    (tmp_path / "mkdocs.yml").write_text("\n".join(("site_name: W", *settings)), "utf-8")
    build = mkdocs_build(tmp_path, tmp_path / "site")
    assert build.code == 0, build.output
    page = browser.new_page()
    page.goto((build.site / "index.html").as_uri())
    find = "async query => (await foresite.find(query)).filter(Boolean).length"
    found = {query: page.evaluate(find, query) for query in asked}
    page.close()
    assert found == asked


def test_the_list_of_words_is_loaded_for_a_misspelt_word_alone(browser: Browser, sites: dict[str, Path]) -> None:
    page = browser.new_page()
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto((sites["en"] / "index.html").as_uri())
    ask(page, "harbour assistance")
    assert not any("/search/words.js" in url for url in loaded)
    ask(page, "harbuor")
    assert any("/search/words.js" in url for url in loaded)
    page.close()
