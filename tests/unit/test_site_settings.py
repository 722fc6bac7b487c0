"""What ``mkdocs.yml`` says of the site itself, with MkDocs and without."""

from __future__ import annotations

from pathlib import Path

import pytest
from mkdocs.config import load_config

from foresite.reading.settings import read_settings
from foresite.reading.site import site
from foresite.settings import Settings

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
    assert (found.name, found.author, found.description, found.language) == ("Harbour", "The desk", "Ports", "ko")
    assert (found.url, found.directory_urls) == ("https://harbour.example/site/", False)
    assert found.licence == "https://l.example/by"


def test_mkdocs_itself_says_the_same(tmp_path: Path) -> None:
    found = read(tmp_path, WHOLE)
    given = site(load_config(str(tmp_path / "mkdocs.yml")))
    assert given == {name: getattr(found, name) for name in given}
    assert given.keys() == {"name", "author", "description", "language", "url", "directory_urls"}


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
    assert (found.name, found.url, found.language, found.directory_urls) == ("Harbour", "", "en", True)


def test_an_empty_file_names_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, "").name == ""
