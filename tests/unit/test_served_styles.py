"""What a page loads: of the theme the rules that its elements can match, of ours the scripts of what it shows."""

from __future__ import annotations

from importlib.metadata import distribution
from pathlib import Path

import pytest

from foresite.assets import SCRIPTS, STYLESHEETS, without_unneeded_scripts
from foresite.hosts.mkdocs.theming import without_unused


@pytest.mark.parametrize(
    ("css", "left"),
    [
        (".md-header{top:0}.md-typeset a{color:red}", ".md-typeset a{color:red}"),
        (".md-nav__link,.md-typeset td{margin:0}", ".md-typeset td{margin:0}"),
        (".md-typeset a:not(.md-annotation){margin:0}", ".md-typeset a:not(.md-annotation){margin:0}"),
        (".md-typeset :is(td,th),.md-tooltip{margin:0}", ".md-typeset :is(td,th){margin:0}"),
        ("@media print{.md-footer{display:none}}a{color:red}", "a{color:red}"),
        ("@media print{.md-top{top:0}a{color:red}}", "@media print{a{color:red}}"),
        ("@keyframes fade{0%{opacity:0}to{opacity:1}}", "@keyframes fade{0%{opacity:0}to{opacity:1}}"),
        ('.md-typeset q:before{content:"{.md-nav}"}', '.md-typeset q:before{content:"{.md-nav}"}'),
        (".md-typeset .md-button{margin:0}.md-grid{margin:0}", ".md-typeset .md-button{margin:0}.md-grid{margin:0}"),
        (':root{--md-nav-icon:url("data:x;y")}a{b:c}', "a{b:c}"),
        (
            ':root{--md-note-icon:url("data:x;y")}.note{mask:var(--md-note-icon)}',
            ':root{--md-note-icon:url("data:x;y")}.note{mask:var(--md-note-icon)}',
        ),
        (":root>*{--md-mermaid-edge-color:red;--md-mermaid-node-bg-color:red}a{b:c}", "a{b:c}"),
    ],
)
def test_rules_that_no_page_uses_are_left_out(css: str, left: str) -> None:
    assert without_unused(css, []) == left


def test_no_change_of_a_class_makes_a_browser_style_a_whole_subtree_anew() -> None:
    css = ".md-typeset table:not([class]) td>:first-child{margin-top:0}"
    left = without_unused(css, [])
    assert left == ".md-typeset table:not([class]) td>:is(p,ul,ol,dl,pre,blockquote):first-child{margin-top:0}"


def test_rules_of_tabs_stay_where_an_extension_writes_tabs() -> None:
    css = ".md-typeset .tabbed-set{margin:0}"
    assert without_unused(css, []) == ""
    assert without_unused(css, ["pymdownx.tabbed"]) == without_unused(css, ["pymdownx.blocks.tab"]) == css


def test_of_the_theme_the_rules_of_texts_stay() -> None:
    material = Path(str(distribution("mkdocs-material").locate_file("material")))
    (main,) = material.glob("templates/assets/stylesheets/main.*.min.css")
    css = main.read_text("utf-8").partition("/*#")[0]
    left = without_unused(css, ["pymdownx.tabbed"])
    assert len(left) < len(css) * 0.7
    assert left.count("{") == left.count("}")
    for name in (
        ".admonition",
        "details",
        ".highlight",
        ".task-list-item",
        ".footnote",
        ".grid",
        ".keys",
        ".tabbed-set",
    ):
        assert left.count(f".md-typeset {name}") > 0, name
    assert ".md-nav" not in left


def test_a_page_loads_the_scripts_of_its_parts() -> None:
    page = "".join(f'<script src="../{path}" defer></script>\n' for path in SCRIPTS)

    def loaded(content: str) -> set[str]:
        html = without_unneeded_scripts(content + page)
        return {path.removeprefix("assets/") for path in SCRIPTS if path in html}

    always = {"foresite.js", "search.js"}
    assert loaded("<p>A text</p>") == always
    assert loaded('<div class="fs-timeline">') == {*always, "timeline.js"}
    assert loaded('<form class="fs-facets">') == {*always, "explore.js"}
    assert loaded('<details class="fs-citethis">') == {*always, "cite.js"}
    assert loaded('<p data-fs-moved="page">') == {*always, "moved.js"}


def test_comments_are_not_served() -> None:
    for text in (*STYLESHEETS.values(), *SCRIPTS.values()):
        assert "/*" not in text.replace("/* not kept */", "")
        assert "\n//" not in text
