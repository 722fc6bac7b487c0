"""Where pages are served, as MkDocs serves them."""

from __future__ import annotations

import pytest
from mkdocs.structure.files import File

from foresite.views.addresses import Addresses

PAGES = ("index.md", "README.md", "timeline.md", "briefs/2024 x.md", "briefs/index.md", "a/b/항만.md", "v1.2.md")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("directories", [True, False])
def test_a_page_is_where_mkdocs_puts_it(page: str, directories: bool) -> None:
    url = File(page, "docs", "site", directories).url
    assert Addresses("", directories).path(page) == url.removeprefix("./")


@pytest.mark.parametrize(
    ("path", "base", "link"),
    [
        ("timeline/#id", "data/claims.json", "../timeline/#id"),
        ("timeline/", "briefs/2024/", "../../timeline/"),
        ("#id", "data/claims.json", "../#id"),
        ("", "", "./"),
        ("data/claims.json", "", "data/claims.json"),
        ("data/x.bib", "timeline.html", "data/x.bib"),
        ("data/x.bib", "data/claims.json", "x.bib"),
    ],
)
def test_a_link_is_relative_where_the_site_does_not_know_its_address(path: str, base: str, link: str) -> None:
    assert Addresses("", True).link(path, base) == link
    assert Addresses("https://a.example/s/", True).link(path, base) == f"https://a.example/s/{path}"
