"""A key of the bibliography renamed."""

from __future__ import annotations

import pytest

from foresite.editing.renaming import renamed_in_bibliography, renamed_in_page


def test_entries_that_have_or_name_the_key():
    text = (
        "% old stays\n@book{old, title = {old}, related={x, old}}\n@inbook( a ,crossref = {old}, note = {@b{old,}})\n"
        '@set{s, entryset = "a,old , older"}\n@book{older, title = {T}}\n'
    )
    assert renamed_in_bibliography(text, "old", "new") == (
        "% old stays\n@book{new, title = {old}, related={x, new}}\n@inbook( a ,crossref = {new}, note = {@b{old,}})\n"
        '@set{s, entryset = "a,new , older"}\n@book{older, title = {T}}\n'
    )


def test_values_that_are_taken_from_the_entry():
    text = '@book{a, author = {xdata=old-author-1 and xdata = old-editor}, note = "xdata=old-note", title = {%s}}'
    assert renamed_in_bibliography(text % "xdata=older-title", "old", "new") == (
        '@book{a, author = {xdata=new-author-1 and xdata = new-editor}, note = "xdata=new-note", title = '
        "{xdata=older-title}}"
    )


@pytest.mark.parametrize("old", ["O'Neil2020", "A&B2000", "https://example.com/a?b", "한국(2024)"])
def test_a_key_that_cannot_be_cited_is_renamed_as_it_was_written(old: str):
    page = f"[see @{{{old}}}, p. 3; @older]\n\nsources: [{old}]\n"
    assert renamed_in_page(page, old, "new", {3}) == "[see @{new}, p. 3; @older]\n\nsources: [new]\n"
    assert renamed_in_bibliography(f"@book{{{old}, title = {{T}}}}\n", old, "new") == "@book{new, title = {T}}\n"


@pytest.mark.parametrize(
    ("page", "new", "renamed"),
    [
        ("[see @old, p. 3; -@old]; @old says", "new", "[see @new, p. 3; -@new]; @new says"),
        ("@older and @old-er and a@old.org and \\@old", "new", "@older and @old-er and a@old.org and \\@old"),
        ("[@old]", "new--", "[@{new--}]"),
        ("[@{old}]", "new", "[@{new}]"),
        ("`@old`\n\n```\n@old\n```\n\nold [@old]", "new", "`@old`\n\n```\n@old\n```\n\nold [@new]"),
        ('{{ brief("old") }} and "old"', "new", '{{ brief("new") }} and "old"'),
        ("[it](bibliography.md#ref-old)", "new", "[it](bibliography.md#ref-new)"),
    ],
)
def test_pages(page: str, new: str, renamed: str):
    assert renamed_in_page(page, "old", new, ()) == renamed


def test_options_are_those_on_the_lines_that_name_it():
    page = "sources: [old, older]\nold: old\nbrief: old\n"
    assert renamed_in_page(page, "old", "new", {1, 2}) == "sources: [new, older]\nold: new\nbrief: old\n"
