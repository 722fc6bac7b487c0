"""What ``mkdocs.yml`` says of the site itself, with MkDocs and without."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from mkdocs.config import load_config

from builds import ROOT
from foresite.model.settings import Settings
from foresite.parsing.configuration import read_configuration, read_host, site
from foresite.parsing.host_settings import UNUSED, unused_settings
from foresite.parsing.settings import read_settings

WHOLE = """\
site_name: Harbour
site_url: https://harbour.example/site
site_author: The desk
site_description: Ports
use_directory_urls: false
theme:
  name: material
  language: ko
plugins:
  - foresite:
      licence: https://l.example/by
"""


def read(folder: Path, text: str) -> Settings:
    (folder / "docs").mkdir()
    (folder / "mkdocs.yml").write_text(text, "utf-8")
    settings, problems = read_settings(folder / "mkdocs.yml")
    assert problems == []
    return settings


def test_the_site_is_known(tmp_path: Path) -> None:
    found = read(tmp_path, WHOLE)
    assert (found.name, found.author, found.description, found.content_language) == (
        "Harbour",
        "The desk",
        "Ports",
        "ko",
    )
    assert (found.url, found.directory_urls) == ("https://harbour.example/site/", False)
    assert found.licence == "https://l.example/by"


def test_mkdocs_itself_says_the_same(tmp_path: Path) -> None:
    found = read(tmp_path, WHOLE)
    given = site(load_config(str(tmp_path / "mkdocs.yml")))
    assert given == {name: getattr(found, name) for name in given}
    assert given.keys() == {"name", "author", "description", "content_language", "url", "directory_urls"}


@pytest.mark.parametrize(
    "text",
    [
        "site_name: Harbour\n",
        "site_name: Harbour\nsite_url:\n",
        "site_name: Harbour\nsite_url: !ENV SITE_URL\n",
        "site_name: Harbour\nsite_url: !ENV [SITE_URL, https://x.example]\ntheme: material\n",
        "site_name: Harbour\nsite_url: javascript:alert(1)\ntheme: [a]\n",
        "site_name: Harbour\nsite_url: 'https://a.example/\"><script>'\n",
    ],
)
def test_what_is_no_address_is_not_known(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, text)
    assert (found.name, found.url, found.content_language, found.directory_urls) == ("Harbour", "", "en", True)


def test_an_empty_file_names_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, "").name == ""


BASE = """\
INHERIT: ../further.yml
site_name: Not this one
site_author: The desk
docs_dir: text
theme:
  name: material
  language: ko
plugins:
  - search
  - foresite:
      licence: https://l.example/by
      scale: fortune
      themes:
        Locks: Locks
nav:
  - b.md
  - a.md
"""


@pytest.fixture
def inheriting(tmp_path: Path) -> Path:
    """A file of settings that says little itself."""
    (tmp_path / "text").mkdir()
    (tmp_path / "shared").mkdir()
    (tmp_path / "mkdocs.yml").write_text("INHERIT: shared/base.yml\nsite_name: Harbour\ntheme:\n  features: []\n")
    (tmp_path / "shared" / "base.yml").write_text(BASE, "utf-8")
    (tmp_path / "further.yml").write_text("site_description: Ports\ntheme:\n  language: en\n", "utf-8")
    return tmp_path / "mkdocs.yml"


def test_what_a_file_inherits_counts_where_it_says_nothing_itself(inheriting: Path) -> None:
    found, problems = read_settings(inheriting)
    assert (found.name, found.author, found.description, found.content_language) == (
        "Harbour",
        "The desk",
        "Ports",
        "ko",
    )
    assert (found.licence, found.docs) == ("https://l.example/by", inheriting.parent / "text")
    assert [str(problem).partition(":")[0] for problem in problems] == ["shared/base.yml"] * 2
    assert sorted(problem.place.line for problem in problems) == [12, 14]
    assert read_host(inheriting).navigation == ("b.md", "a.md")


def test_mkdocs_inherits_the_same(inheriting: Path) -> None:
    base = inheriting.parent / "shared" / "base.yml"
    base.write_text(BASE.replace("fortune", "icd203").replace("Locks: Locks", "locks: Locks"), "utf-8")
    found, problems = read_settings(inheriting)
    assert problems == []
    config = load_config(str(inheriting))
    assert site(config) == {name: getattr(found, name) for name in site(config)}
    assert Path(config.docs_dir) == found.docs
    assert config.plugins["foresite"].config.licence == found.licence


def test_a_file_that_is_not_there_to_inherit_from_is_a_problem(inheriting: Path) -> None:
    base = inheriting.parent / "shared" / "base.yml"
    base.write_text(BASE.replace("fortune", "icd203").replace("Locks: Locks", "locks: Locks"), "utf-8")
    (inheriting.parent / "further.yml").rename(inheriting.parent / "furthest.yml")
    found, problems = read_settings(inheriting)
    (problem,) = map(str, problems)
    assert problem.startswith("shared/base.yml:1: bad-file: 'INHERIT' leads to 'further.yml', which cannot be read")
    assert "did you mean 'furthest.yml'?" in problem
    assert (found.name, found.author) == ("Harbour", "The desk")


def test_what_files_inherit_stands_in_the_order_of_mkdocs(tmp_path: Path) -> None:
    """The order of themes is that of the pages."""

    def themes(*ids: str) -> str:
        return "plugins:\n  foresite:\n    themes:\n" + "".join(f"      {id}: Theme {id}\n" for id in ids)

    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text(f"INHERIT: base.yml\nsite_name: Harbour\n{themes('e', 'c', 'a')}", "utf-8")
    (tmp_path / "base.yml").write_text(f"INHERIT: first.yml\n{themes('d', 'c')}", "utf-8")
    (tmp_path / "first.yml").write_text(themes("b", "d", "a"), "utf-8")
    found, problems = read_settings(tmp_path / "mkdocs.yml")
    assert problems == []
    assert list(found.themes or ()) == ["b", "d", "a", "c", "e"]
    assert list(load_config(str(tmp_path / "mkdocs.yml")).plugins["foresite"].config.themes) == list(found.themes or ())


def test_files_that_inherit_from_each_other_are_read_once(inheriting: Path) -> None:
    (inheriting.parent / "further.yml").write_text("INHERIT: mkdocs.yml\nsite_description: Ports\n", "utf-8")
    found, _ = read_settings(inheriting)
    assert (found.name, found.description) == ("Harbour", "Ports")


@pytest.mark.parametrize("label", ["{{ claims() }}", "A {% b"])
def test_a_theme_is_not_called_by_a_macro_call(tmp_path: Path, label: str) -> None:
    text = f"site_name: A\nplugins:\n  - foresite:\n      themes:\n        trade: '{label}'\n"
    (tmp_path / "mkdocs.yml").write_text(text, "utf-8")
    (found,) = read_settings(tmp_path / "mkdocs.yml")[1]
    said = "the label of the theme 'trade' has '{{' or '{%', which begin a macro call, expected words"
    assert str(found) == f"mkdocs.yml:5: bad-setting: {said}"


SCALES = """\
      scales:
        own:
          label: 'Own {{ a'
          source: '{% b'
          terms:
            'rare {{': 0-40 %
            often:
              range: 30-100 %
              synonyms: ['much {{']
          no_degree: ['may {{']
      measures:
        output: 'Output {{'
        prices: {label: Prices, unit: '{% a'}
"""


def test_no_text_of_an_outlook_a_scale_or_a_measure_begins_a_macro_call(tmp_path: Path) -> None:
    outlooks = "      outlooks:\n        far: {label: '{{ claims() }}', period: 2040}\n"
    text = f"site_name: A\nplugins:\n  - foresite:\n{outlooks}{SCALES}"
    (tmp_path / "mkdocs.yml").write_text(text, "utf-8")
    found, problems = read_settings(tmp_path / "mkdocs.yml")
    ending = "has '{{' or '{%', which begin a macro call, expected words"
    assert [str(problem) for problem in problems] == [
        f"mkdocs.yml:5: bad-setting: the label of the outlook 'far' {ending}",
        f"mkdocs.yml:8: bad-setting: the label of the scale {ending}",
        f"mkdocs.yml:9: bad-setting: the source of the scale {ending}",
        f"mkdocs.yml:11: bad-setting: the term 'rare {{{{' {ending}",
        f"mkdocs.yml:14: bad-setting: the word 'much {{{{' {ending}",
        f"mkdocs.yml:15: bad-setting: the word 'may {{{{' {ending}",
        f"mkdocs.yml:17: bad-setting: the label of the measure 'output' {ending}",
        f"mkdocs.yml:18: bad-setting: the unit of the measure 'prices' {ending}",
    ]
    assert [*found.outlooks, *found.scales, *found.measures] == []


MATERIAL = """\
site_name: A
theme:
  name: material
  font: {text: Roboto}
  palette:
    scheme: slate
  features: [navigation.instant]
  icon: {}
  language: de
plugins: [foresite]
extra:
  social: [{icon: x, link: "https://example.org"}]
  own: 1
"""


def notices(tmp_path: Path, text: str) -> list[str]:
    (tmp_path / "mkdocs.yml").write_text(text, "utf-8")
    return [str(notice) for notice in unused_settings(read_configuration(tmp_path / "mkdocs.yml"), tmp_path)]


def test_settings_of_material_that_have_no_effect_are_named(tmp_path: Path) -> None:
    because = "has no effect, because Foresite draws its own pages"
    assert notices(tmp_path, MATERIAL) == [
        f"mkdocs.yml:4: notice: 'theme.font' {because}",
        f"mkdocs.yml:5: notice: 'theme.palette' {because}",
        f"mkdocs.yml:7: notice: 'theme.features' {because}",
        f"mkdocs.yml:8: notice: 'theme.icon' {because}",
        f"mkdocs.yml:12: notice: 'extra.social' {because}",
    ]
    named = {f"{setting}.{name}" for setting, names in UNUSED.items() for name in names}
    section = (ROOT / "docs" / "look.md").read_text("utf-8").partition("## What is not used")[2]
    assert named == set(re.findall(r"`((?:theme|extra)\.\w+)`", section)) - {"theme.custom_dir"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("name: material", "name: mkdocs"),
        ("[foresite]", "[search]"),
        ("language: de", "custom_dir: own"),
        ("font: {text: Roboto}", "font: false"),
    ],
)
def test_no_setting_is_named_that_may_have_an_effect(tmp_path: Path, old: str, new: str) -> None:
    text = MATERIAL.replace(old, new)
    assert text != MATERIAL
    found = notices(tmp_path, text)
    assert len(found) == (4 if "false" in new else 0)
