"""Comments of editors are taken out of every text, and code keeps what only looks like one."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from foresite.editing.bibtex import format_bibtex
from foresite.model.problems import Code
from foresite.model.records import Forecast
from foresite.model.settings import Settings
from foresite.parsing.bibliography.files import read_file
from foresite.parsing.bibliography.syntax import without_line_comments
from foresite.parsing.markdown.comments import without_comments
from foresite.parsing.page_source import host_source
from foresite.parsing.pages import ReadPage, read_page

SETTINGS = Settings.default(Path("/project"))


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("one <!-- note --> two", "one two"),
        ("one<!-- note -->two", "onetwo"),
        ("one <!-- note -->", "one"),
        ("<!-- note --> one", "one"),
        ("# Head <!-- note -->\n\nText", "# Head\n\nText"),
        ("one\n<!-- note -->\ntwo", "one\n\ntwo"),
        ("one\n\n<!--\n\n# note\n\n-->\n\ntwo", "one\n\n\n\n\n\n\n\ntwo"),
        ("one <!-- a --> <!-- b --> two <!-- c\nd --> three", "one two\nthree"),
        ("<!--> one --> two", "one --> two"),
        ("| a <!-- note --> | b |", "| a | b |"),
        ("- one\n\n    <!-- note -->\n- two", "- one\n\n\n- two"),
        ("> <!-- note --> one", "> one"),
        ("/// finding | A\n\n<!-- more -->\n///", "/// finding | A\n\n\n///"),
        ("one {# note #} two", "one two"),
        ("## Head {#head} {# note #}", "## Head {#head}"),
        ("one\n\n[//]: # (note)\n\ntwo", "one\n\n\n\ntwo"),
        ('[comment]: <> "note"\none', "\none"),
        # What is in a comment opens and closes nothing.
        ("<!--\n```\n-->\none <!-- note -->\n```\ncode\n```", "\n\n\none\n```\ncode\n```"),
        ("<!-- ` --> one <!-- ` --> two", "one two"),
        ("<!--\n/// finding | Note\n    id: x\n///\n-->\none", "\n\n\n\n\none"),
        ("it`s\n<!-- don`t -->", "it`s\n"),
    ],
)
def test_a_comment_is_gone(written: str, left: str) -> None:
    found = without_comments(written)
    assert found.text == left
    assert found.text.count("\n") == written.count("\n")
    assert not found.faults


@pytest.mark.parametrize(
    "text",
    [
        "`<!-- code -->` and ``{# `code` #}``",
        "```html\n<!-- code -->\n```",
        "~~~~\n```\n<!-- code -->\n~~~~",
        "one\n\n    <!-- code -->\n\ntwo",
        "- one\n\n    ```\n    <!-- code -->\n    ```",
        "a --> b",
        "{#head} and {: #head }",
        "[one]: # (a link to the top)",
        "&lt;!-- no comment --&gt;",
        # By these, other plugins know where an excerpt ends and where tags are listed.
        "one\n\n<!-- more -->\n\ntwo",
        "# Tags\n\n<!-- material/tags { scope: true } -->\n",
    ],
)
def test_what_is_no_comment_stays(text: str) -> None:
    assert without_comments(text) == (text, frozenset(), ())


@pytest.mark.parametrize(
    ("written", "left", "line", "message"),
    [
        ("one\n<!-- note\n\ntwo", "one\n\n\n", 2, "the comment that '<!--' opens is never closed, expected '-->'"),
        ("one {# note\n\ntwo", "one\n\n", 1, "the comment that '{#' opens is never closed, expected '#}'"),
        ("/// finding | A\n\n<!-- note\n///\n\ntwo", "/// finding | A\n\n\n///\n\ntwo", 3, "the comment that '<!--'"),
        # Whoever forgets to close one, or puts one into another, did not mean the rest to be published.
        ("one <!-- a <!-- b --> c --> two", "one two", 1, "a comment holds '<!--' again, expected '-->' before it"),
        ("one <!-- a\n<!-- b --> two", "one\ntwo", 2, "a comment holds '<!--' again, expected '-->' before it"),
    ],
)
def test_one_that_is_not_closed_is_a_problem_and_hides_what_follows(
    written: str, left: str, line: int, message: str
) -> None:
    found = without_comments(written)
    assert found.text == left
    (fault,) = found.faults
    assert (fault.line, fault.code) == (line, Code.UNCLOSED_COMMENT)
    assert fault.message.startswith(message)


PAGE = """---
title: A page <!-- note -->
# note
brief: rivera2024
outlook: 2024
paragraphs: 9
description: >
  What it <!-- note
  note -->
  says
---

# A page

<!-- [@note2024] and {{ note() }} and [note](note.md) -->

/// forecast | A title <!-- note -->
    id: rivera-one
    <!-- note
    note -->
    theme: harbour
    # note
    at: 2
    wording: may <!-- note -->
    likelihood: likely
    horizon: 2025
    criterion: "It <!-- note --> comes."

One <!-- note [@note2024] --> two.
<!-- note
/// event | Note
///
-->
///

{#
note
#}

## Last <!-- note -->
"""


def read(text: str) -> ReadPage:
    return read_page(text, "a.md", replace(SETTINGS, themes={"harbour": "Harbour"}))


def test_a_page_is_read_as_if_it_had_none() -> None:
    page = read(PAGE)
    assert not page.problems
    (record,) = page.records
    assert (record.title, record.place.line) == ("A title", 17)
    assert record.body == "One two."
    assert isinstance(record, Forecast)
    assert record.criterion == "It comes."
    assert (page.page.title, page.page.description) == ("A page", "What it says")
    assert not page.citations and not page.links and not page.calls
    assert "note" not in repr(page)
    assert page.outline and page.outline.blocks == ((17, 34, "rivera-one"),)


def test_a_host_gets_no_comment() -> None:
    text = host_source(PAGE, "a.md", SETTINGS)
    # One of YAML's own, which no host shows, may stay.
    assert text.replace("# note", "").find("note") == -1
    # The front matter is ours, and what follows it begins with the first line that is not empty.
    content, written = (each.split("---\n", 2)[2] for each in (text, PAGE))
    assert content.count("\n") == written.lstrip("\n").count("\n")


def test_options_that_were_read_in_spite_of_an_empty_line_have_none_either() -> None:
    block = PAGE[PAGE.index("/// forecast") :].replace("id: rivera-one\n", "id: rivera-one\n\n")
    (record,) = read(PAGE[: PAGE.index("/// forecast")] + block).records
    assert "note" not in repr(record)


BIB = """
% @report{note1, title = {Note}}
@report{a2024, % note with {
  title = {100 % of <!-- note --> it},
  % note = {note}
  publisher = "A, % b",
  annotation = {note},
  file = {note.pdf},
  date = {2024}, % note
}
@comment{note}
"""


def test_a_bibliography_is_read_without_notes() -> None:
    (reference,), problems = read_file(BIB, "a.bib")
    assert not problems
    assert dict(reference.fields) == {"title": "100 % of it", "publisher": "A, % b"}
    assert reference.place.line == 3


@pytest.mark.parametrize(
    "piece",
    ["<!-- a -->", "<!-- `a -->\n", "```\n<!-- \n```\n-->\n", "<!--", "/// a\n<!-- \n///\n", "[//]: # (a\n", "{# ",
     "```<!-- -->", "`<!--` ", "[//]: # \n", "<!-- <!-- -->", "    <!-- \n\n"],
)  # fmt: skip
def test_comments_take_time_in_proportion(piece: str) -> None:
    def taken(times: int) -> float:
        start = time.process_time()
        without_comments(piece * times)
        return time.process_time() - start

    few = min(taken(1_000) for _ in range(3))
    many = min(taken(8_000) for _ in range(2))
    assert many < 0.2 or many < 28 * few


def test_notes_of_a_bibliography_take_time_in_proportion() -> None:
    start = time.process_time()
    without_line_comments('"{' * 50_000 + ",%\n" * 50_000)
    assert time.process_time() - start < 5


def test_an_entry_that_is_commented_out_stays_so_when_its_file_is_put_in_order() -> None:
    text = "@misc{b,\n  title = {B},\n}\n\n% @misc{a,\n%   title = {Note},\n% }\n@misc{c,\n  title = {C}, % note}\n}\n"
    ordered = format_bibtex(text)
    assert [reference.key for reference in read_file(ordered, "a.bib")[0]] == ["b", "c"]
    assert all(line in ordered.splitlines() for line in ("% @misc{a,", "%   title = {Note},", "% }"))
