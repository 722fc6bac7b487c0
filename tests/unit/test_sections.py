"""A page's prose by its headings."""

from __future__ import annotations

import markdown

from foresite.parsing.markdown.comments import without_comments
from foresite.parsing.markdown.text import MarkdownText, Section
from foresite.parsing.page_source import read_sections

PAGE = """---
title: Elsewhere
---
Before any heading.

# The page's *own* heading

Its first words.

/// event | A thing happens
    id: thing
    date: 2024
    themes: [a]
    sources: [b]

No prose of the page.
///

## Twice {#mine}

One.

## Thing

## Twice

Two.

Underlined
----------

Three.

```
## In code
```

## 한국어

Four.

## 요약

Five.
"""


def test_sections_stand_by_heading_with_the_anchor_they_have_on_the_page() -> None:
    assert read_sections(PAGE, "a.md", taken=["thing"]) == [
        Section("", "", "Before any heading."),
        Section("The page's own heading", "", "Its first words."),
        Section("Twice", "mine", "One."),
        Section("Thing", "thing_1", ""),
        Section("Twice", "twice", "Two."),
        Section("Underlined", "underlined", "Three."),
        Section("한국어", "한국어", "Four."),
        Section("요약", "요약", "Five."),
    ]


def test_a_section_knows_the_line_of_its_heading() -> None:
    lines = PAGE.split("\n")
    for section in read_sections(PAGE, "a.md")[1:]:
        assert section.title.split(" {")[0].split()[0] in lines[section.line - 1], section


def test_anchors_are_those_of_python_markdown() -> None:
    titles = ("A: b/c", "A b-c", "A  b--c!", "Été &amp; *so*", "`code` x_y", "_1", "⚓", "x {#y}", "y")
    text = "\n\n".join(f"## {title}" for title in titles)
    html = markdown.markdown(text, extensions=["toc", "attr_list"])
    for section in read_sections(text, "a.md"):
        assert f'id="{section.anchor}"' in html, section


def test_a_page_of_nothing_has_no_sections() -> None:
    assert read_sections("", "a.md") == []
    assert read_sections("---\ntitle: x\n---\n", "a.md") == []


def test_a_heading_with_code_has_the_anchor_that_markdown_gives_it() -> None:
    text = MarkdownText("# Options\n\n## The `id` option\n\nText.\n\nUnder `code`\n---\n", 10)
    shown = markdown.markdown(text.written, extensions=["toc"])
    for anchor in ("the-id-option", "under-code"):
        assert f'id="{anchor}"' in shown
        assert anchor in text.anchors
    assert [heading.line for heading in text.headings] == [1, 3, 7]
    assert text.line(text.written.index("Under")) == 16


def test_code_behind_an_escaped_backslash_is_code_to_the_comments_too() -> None:
    text = r"A backslash \\`<!-- shown -->` and more."
    assert without_comments(text).text == text
    assert "<code>" in markdown.markdown(text)
