"""Tables written in Markdown, as a screen reader meets them."""

from __future__ import annotations

import html5lib
from markdown import Markdown

from foresite.render.markdown import trees

ROWS = "| a | b |\n|---|---|\n| 1 | 2 |\n"


def shown(text: str):
    md = Markdown(extensions=["tables", "toc"])
    trees.register_tables(md)
    return html5lib.parse(md.convert(text), namespaceHTMLElements=False)


def test_a_table_is_named_by_its_heading_and_can_be_scrolled_by_keyboard() -> None:
    tree = shown(f"# Page\n\n## Words & ranges\n\n{ROWS}\nAfter.")
    region = tree.find(".//div")
    assert (region.get("role"), region.get("tabindex")) == ("region", "0")
    assert region.get("aria-label") == "Words & ranges"
    assert region[0].tag == "table"
    assert region[0].find("caption").text == "Words & ranges"
    assert [p.text for p in tree.iter("p")] == ["After."]


def test_two_tables_under_one_heading_have_two_names() -> None:
    tree = shown(f"# Page\n\n{ROWS}\nAnd.\n\n{ROWS}")
    assert [region.get("aria-label") for region in tree.iter("div")] == ["Page", "Page (2)"]


def test_a_table_with_a_caption_of_its_own_is_left_alone() -> None:
    md = Markdown(extensions=["md_in_html"])
    trees.register_tables(md)
    given = '<table class="own"><caption>Mine</caption><tr><th>a</th></tr></table>'
    assert "fs-scroll" not in md.convert(given)
