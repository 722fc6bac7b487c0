"""Prose becomes without Markdown what it becomes with it."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from foresite.model.records import Citation
from foresite.render.markdown.citations import LINE, is_prose, prose

SIGNS = (
    r"1. | 12 | - | * | ** | _ | ` | \\ | <b> | &amp; | & | http://a.org | a@b.org | [x](y) | [x] | [x]: y | ! | #"
    r" | ~~~ | ``` | : | = | === | --- | — | “ | ” | ' | \" | ( | ) | ? | % | ¶ | § | + | ^ | ~ | word | 특별군사작전은"
).split(" | ")
SPACES = (" ", "  ", "\n", "\n\n", "\n \n", "    ", "\t", "|", "# ", "- ", "+ ")
PIECES = st.one_of(st.sampled_from(SIGNS), st.sampled_from(SPACES), st.text(max_size=4))


def plainly(text: str) -> str:
    md = Markdown(extensions=["fenced_code", "sane_lists", "tables"], output_format="xhtml")
    return md.convert(text)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_what_is_taken_for_prose_reads_as_markdown_has_it(text: str) -> None:
    found = prose(text, lambda citation: "")
    assert found is None or found == plainly(text)


@pytest.mark.parametrize(
    "text",
    [
        "One line.",
        "Two\nlines, “quoted” (and more): yes; no!",
        "One paragraph.\n\nAnother, of 2021–22.",
        "북한은 러시아와.",
    ],
)
def test_prose_needs_no_markdown(text: str) -> None:
    assert prose(text, lambda citation: "") == plainly(text)


@given(st.text(st.one_of(st.characters(max_codepoint=127), st.sampled_from("é가–“")), max_size=6))
def test_plain_lines_are_told_without_a_pattern(line: str) -> None:
    assert is_prose(line) == bool(LINE.fullmatch(line))


def test_citations_stand_where_they_stood() -> None:
    def cite(citation: Citation) -> str:
        return f"<i>{escape(citation.works[0].key)}</i>"

    text = "It says [see @lock2021, ¶2] and @gate_house says.\n\nMore [@a; @b]."
    expected = "<p>It says <i>lock2021</i> and <i>gate_house</i> says.</p>\n<p>More <i>a</i>.</p>"
    assert prose(text, cite) == expected


@pytest.mark.parametrize(
    "text", ["An *emphasis*.", "- a list", "1. one", "A [link](x).", "# Head", "a\n    b", "A @ sign"]
)
def test_what_is_more_than_prose_is_left_to_markdown(text: str) -> None:
    assert prose(text, lambda citation: "") is None


def test_a_citation_that_nobody_knows_is_left_to_markdown() -> None:
    assert prose("It says [@nobody].", lambda citation: "") is None
