"""What a page is said to be about: what its editor wrote, or else how its prose begins."""

from __future__ import annotations

import pytest
from harbour import PAGES, corpus

from foresite.parsing.markdown.text import MAX_DESCRIPTION_LENGTH, first_paragraph
from foresite.parsing.pages import read_page
from foresite.views.metadata import metadata

SITE = corpus().settings


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Ports\n\nWhat two *outlooks* said\nof ports [@moor2021, ¶3].\n\nMore.", "What two outlooks said of ports."),
        ("Ports\n=====\n\n{{ brief('moor2021') }}\n\n- one\n\n| a |\n\n<div>x</div>\n\nThe text.", "The text."),
        ("```\nA program.\n```\n\n    indented\n\nThe text.", "The text."),
        ("Type `foresite check` to *check*.", "Type foresite check to check."),
        ("[here]: https://example.org/\n\nSee [the text](x.md).", "See the text."),
        ("- one\n\n**Right:** the text\n  goes on.\n \t\nMore.", "Right: the text goes on."),
        ("# Only a heading\n\n{{ scorecard() }}\n", ""),
        ("", ""),
    ],
)
def test_it_is_the_first_paragraph_of_prose_in_plain_words(text: str, expected: str) -> None:
    assert read_page(text, "a.md", SITE).page.description == expected


def test_a_long_one_ends_with_a_sentence_or_with_a_word() -> None:
    sentence = "A hundred ships came to the quay, and none of them left again. "
    assert first_paragraph(sentence * 9) == (sentence * 4).strip()
    assert first_paragraph("quays " * 90).endswith("quays …")
    assert len(first_paragraph("quays " * 90)) <= MAX_DESCRIPTION_LENGTH + 2
    assert len(first_paragraph("말" * 900)) == MAX_DESCRIPTION_LENGTH


def test_what_the_editor_says_of_a_page_comes_first() -> None:
    page = read_page("---\ndescription: >\n  Ports,\n  in brief\n---\n\nThe text.", "a.md", SITE).page
    assert page.description == "Ports, in brief"
    assert read_page("---\ndescription: [1]\n---\n\nThe text.", "a.md", SITE).page.description == "The text."


def test_search_engines_and_link_previews_have_the_description() -> None:
    found = corpus()
    page = read_page('# Ports\n\nThe <text> of a "page".', PAGES[2021], SITE).page
    told = metadata(found, page)
    assert told.description == page.description
    assert dict(told.properties)["og:description"] == page.description
    assert page.description not in told.linked_data
