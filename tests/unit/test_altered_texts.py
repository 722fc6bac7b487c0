"""Texts of options, front matter and settings come out as they were typed, or are a problem with the right form."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from foresite.model.problems import Code, Problem
from foresite.model.records import Forecast
from foresite.model.settings import Settings
from foresite.parsing.pages import ReadPage, read_page
from foresite.parsing.settings import read_settings

SETTINGS = replace(Settings.default(Path("/project")), themes={"harbour": "Harbour"})
PAGE = """---
brief: rivera2024
outlook: 2024
paragraphs: 9
---

/// forecast | A title
    id: rivera-one
    theme: harbour # a note
    # a note
    at: 2
    wording: may
    likelihood: likely
    horizon: 2025
    criterion: {}

Body.
///
"""


def read(text: str) -> ReadPage:
    return read_page(text, "a.md", SETTINGS)


def criterion(written: str) -> tuple[str, list[Problem]]:
    page = read(PAGE.format(written))
    found = [record.criterion for record in page.records if isinstance(record, Forecast)]
    return found[0] if found else "", page.problems


@pytest.mark.parametrize(
    "typed",
    [
        "Issue#4 rises", "yes", "No", "on", "~", "null", "1_000", "08", "0o17", "12:30:00", "1e3", ".5", "2024-06-01",
        "A, B and C", "50 % or more", "it's", "a [b] {c}", "=", "<<", "a - b", "x*y*", "C:\\temp", "https://example.org/#a",
    ],
)  # fmt: skip
def test_a_text_comes_out_as_it_was_typed(typed: str) -> None:
    assert criterion(typed) == (typed, [])


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ('"Issue #4 rises"', "Issue #4 rises"),
        ("'Issue #4 rises' # a note", "Issue #4 rises"),
        ("one\n      two", "one two"),
        (">\n      one #4\n      two", "one #4 two"),
        ("|\n      one: two\n      # three", "one: two # three"),
        (r'"say \"no\" \\ yes"', r'say "no" \ yes'),
    ],
)
def test_a_text_in_any_form_of_yaml_is_whole(written: str, text: str) -> None:
    assert criterion(written) == (text, [])


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("Issue #4 rises", "write 'criterion: \"Issue #4 rises\"'"),
        ("Issue  #", "write 'criterion: \"Issue #\"'"),
        ("#4 rises", "write 'criterion: \"#4 rises\"'"),
        ('The "big" #4', "write 'criterion: 'The \"big\" #4''"),
        ("It rises # ask Jim", "write 'criterion: \"It rises # ask Jim\"', or the note on a line of its own"),
        (r'"C:\temp"', r"write 'criterion: 'C:\temp''"),
    ],
)
def test_a_text_that_would_be_cut_or_changed_is_a_problem_with_the_right_form(written: str, hint: str) -> None:
    _, (problem,) = criterion(written)
    assert (problem.place.line, problem.code, problem.hint) == (15, Code.ALTERED_TEXT, hint)


@pytest.mark.parametrize(
    "written",
    ["*Very* many", "@rivera says", "> 5 %", '"Yes" they said', "The question:", "!important", "- no", "'tis so",
     "% of ships", "`a` and b", "| a", "? maybe"],
)  # fmt: skip
def test_a_text_that_yaml_cannot_read_is_a_problem_with_the_right_form(written: str) -> None:
    _, (problem,) = criterion(written)
    assert problem.code is Code.BAD_YAML
    right = problem.hint.removeprefix("write '").removesuffix("'")
    assert problem.hint == f"write '{right}'"
    assert yaml.safe_load(right) == {"criterion": written}


def test_so_it_is_in_lists_and_front_matter() -> None:
    page = read(PAGE.format("x").replace("paragraphs: 9", "paragraphs: 9 # a note\ntitle: Issue #4\ntags:\n  - a #b"))
    assert [(problem.place.line, problem.code, problem.hint) for problem in page.problems] == [
        (5, Code.ALTERED_TEXT, "write 'title: \"Issue #4\"'"),
        (7, Code.ALTERED_TEXT, 'write "a #b"'),
    ]


def test_so_it_is_in_settings(tmp_path: Path) -> None:
    file = tmp_path / "mkdocs.yml"
    file.write_text(
        "site_name: Site #1\nextra:\n  colour: a #fff\nplugins:\n  - foresite: # ours\n      scale: phia # a note\n"
        "      themes:\n        trade: Trade #1\n        on: Yes\n",
        "utf-8",
    )
    settings, problems = read_settings(file)
    assert [(str(problem.place), problem.hint) for problem in problems] == [
        ("mkdocs.yml:1", "write 'site_name: \"Site #1\"'"),
        ("mkdocs.yml:8", "write 'trade: \"Trade #1\"'"),
    ]
    assert settings.themes["on"] == "Yes"
