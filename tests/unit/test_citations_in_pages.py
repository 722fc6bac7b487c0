"""Citations as they stand in pages: with code, links, particles and footnotes around them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from markdown import Markdown
from markdown.extensions import Extension

from foresite.model.problems import Code
from foresite.model.settings import Settings
from foresite.parsing.project import read_project
from foresite.render.markdown.extension import ForesiteExtension
from foresite.site.project import Project

ENTRIES = (
    "@book{doe, author = {Doe, Jane}, title = {T}, date = {2020}, ids = {doe20}}\n"
    "@book{lee--, author = {Lee, Ben}, title = {U}, date = {2021}}\n"
)


def settings_of(folder: Path, page: str) -> Settings:
    (folder / "docs").mkdir()
    (folder / "docs" / "a.md").write_text(page, "utf-8")
    (folder / "bib").mkdir()
    (folder / "bib" / "references.bib").write_text(ENTRIES, "utf-8")
    return Settings.default(folder)


def rendered(folder: Path, page: str) -> str:
    project = Project.load(settings_of(folder, page))
    extensions: list[str | Extension] = ["footnotes", "fenced_code", ForesiteExtension(project, page="a.md")]
    html = Markdown(extensions=extensions).convert(page)
    return re.sub(r"</?(?:a|span)\b[^<>]*>", "", html.partition("<h2")[0])


@pytest.mark.parametrize(
    ("page", "html"),
    [
        ("[see `x < y` in @doe, p. 3]", "(see <code>x &lt; y</code> in Doe 2020, 3)"),
        ("[see [its *page*](https://a.org/x) and @doe]", "(see its <em>page</em> and Doe 2020)"),
        ("[@doe, *passim*]", "(Doe 2020, <em>passim</em>)"),
        ("@{doe}는 말한다 [@{lee--}]", "Doe (2020)는 말한다 (Lee 2021)"),
        ("*See* [@doe] and `[@doe]`", "<em>See</em> (Doe 2020) and <code>[@doe]</code>"),
    ],
)
def test_what_a_reader_sees(page: str, html: str, tmp_path: Path):
    assert f"<p>{html}</p>" in rendered(tmp_path, page)


RAISED = """<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
<info><title>S</title><id>s</id><updated>2024-01-01T00:00:00Z</updated></info>
<citation><layout vertical-align="sup"><text variable="citation-number"/></layout></citation>
<bibliography><layout><text variable="title"/></layout></bibliography></style>
"""


def test_a_raised_number_stands_directly_behind_its_word(tmp_path: Path):
    page = "A word [@doe], and\n[@{lee--}] (@doe)."
    style = tmp_path / "s.csl"
    style.write_text(RAISED, "utf-8")
    settings = replace(settings_of(tmp_path, page), style=style)
    html = Markdown(extensions=[ForesiteExtension(Project.load(settings), page="a.md")]).convert(page)
    text = re.sub(r"</?(?:a|span)\b[^<>]*>", "", html.partition("<section")[0])
    assert text.startswith("<p>A word<sup>1</sup>, and<sup>2</sup> (")


def test_a_footnote_may_follow(tmp_path: Path):
    html = rendered(tmp_path, "So [@doe][^1].\n\n[^1]: A note, [@doe].\n")
    assert "So (Doe 2020)<sup" in html
    assert "A note, (Doe 2020)." in html


@pytest.mark.parametrize(
    "page",
    [
        "- item\n\n        {}\n\n- next",
        "1. item\n\n    - nested\n\n            {}\n",
        "!!! note\n\n    text\n\n        {}\n",
        "# Heading\n    {}\n",
        "> quote\n>\n>     {}\n",
        "text\n\n```\nx\n```\n\n    {}\n",
        "<pre>\n{}\n</pre>\n",
        "<pre><code>{}\n\n{}</code></pre>\n",
    ],
)
def test_a_citation_in_code_is_none(page: str, tmp_path: Path):
    written = page.replace("{}", "x [@nobody] y")
    assert read_project(settings_of(tmp_path, written)).citations == ()
    html = Markdown(extensions=["admonition", "pymdownx.superfences"]).convert(written)
    assert re.search(r"<pre>(?:<span></span>)?(?:<code>)?\s*x \[@nobody\] y", html), html


@pytest.mark.parametrize(
    "page",
    [
        "- item\n\n    {}\n",
        "- item\n\n    - nested\n\n        {}\n",
        "!!! note\n\n    - item\n\n        {}\n",
        "text\n    {}\n",
        "- item\n        {}\n",
        "- item\n\n        code\n\n    {}\n",
        "> - item\n>\n>     {}\n",
        "> quote\n    {}\n",
        "text <pre and\n\n{}\n",
    ],
)
def test_a_citation_in_text_that_is_indented_is_one(page: str, tmp_path: Path):
    written = page.replace("{}", "x [@doe] y")
    assert len(read_project(settings_of(tmp_path, written)).citations) == 1
    html = Markdown(extensions=["admonition", "pymdownx.superfences"]).convert(written)
    assert not re.search(r"<pre>(?:<span></span>)?(?:<code>)?\s*x \[@doe\] y", html), html


def test_a_page_is_not_called_by_what_its_heading_cites(tmp_path: Path):
    (page,) = read_project(settings_of(tmp_path, "# The lock [@doe, p. 3] opens\n")).pages
    assert page.title == "The lock opens"


@pytest.mark.parametrize(
    ("page", "hint"),
    [
        ("@doe는 말한다", "write a key with letters behind it in braces: @{doe}는"),
        ("[@doe20]", "it is another name (ids) of 'doe': cite it as @doe"),
        ("[@lee]", "write it in braces: @{lee--}"),
    ],
)
def test_a_key_that_is_nearly_one_says_how_to_cite_it(page: str, hint: str, tmp_path: Path):
    problems = read_project(settings_of(tmp_path, page)).problems
    assert [problem.hint for problem in problems if problem.code is Code.UNKNOWN_CITATION] == [hint]
