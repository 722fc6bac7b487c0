"""Footnotes in the bodies of blocks: addresses of their own, wherever and however often a body is shown."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from markdown import Markdown

from foresite.model.settings import Settings
from foresite.parsing.markdown.text import plain_text
from foresite.render.markdown.extension import ForesiteExtension
from foresite.site.project import Project

PAGE = """# Events

Of the page[^1].

/// event | The lock opens
    id: lock-opens
    date: 2024-07-02
    themes: [trade]
    sources: [gauge]

It opened[^1] at noon[^why].

[^1]: By the *harbour* clock.
[^why]: As planned [@gauge].
///

/// event | The lock closes
    id: lock-closes
    date: 2024-08
    themes: [trade]
    sources: [gauge]

It closed[^1].

[^1]: For good.
///

[^1]: The page’s own.
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("project")
    (folder / "docs").mkdir()
    (folder / "bib").mkdir()
    (folder / "docs" / "events.md").write_text(PAGE, "utf-8")
    (folder / "bib" / "references.bib").write_text("@online{gauge, title = {The Gauge}, date = {2024}}\n", "utf-8")
    return Project.load(Settings.default(folder))


def check(html: str) -> None:
    """Every id stands once, and every link to a footnote or back leads to one."""
    ids = re.findall(r'\bid="(fn[^"]*)"', html)
    assert max(Counter(ids).values()) == 1, ids
    assert set(re.findall(r'href="#(fn[^"]*)"', html)) == set(ids)


def test_a_page_and_its_blocks_have_footnotes_side_by_side(project: Project) -> None:
    assert project.problems == ()
    html = Markdown(extensions=[ForesiteExtension(project, page="events.md")]).convert(PAGE)
    check(html)
    assert "<em>harbour</em>" in html
    for id in ("fn:1", "fn:lock-opens:1", "fn:lock-opens:why", "fn:lock-closes:1"):
        assert f'id="{id}"' in html


def test_a_body_that_is_shown_twice_on_one_page_has_two_sets_of_footnotes(project: Project) -> None:
    extension = ForesiteExtension(project, page="events.md")
    record = project.corpus.records["lock-opens"]
    shown: Counter[str] = Counter()
    twice = [extension.fragments.body(record, page, shown) for page in ("events.md", "events.md")]
    check("".join(twice))
    # Another page begins anew, and the links stay on it.
    assert extension.fragments.body(record, "elsewhere.md") == twice[0]


def test_what_a_footnote_says_is_found_by_search(project: Project) -> None:
    words = plain_text(project.corpus.records["lock-opens"].body)
    assert words == "It opened at noon. By the harbour clock. As planned."
