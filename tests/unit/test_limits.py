"""Input that is made to cost memory, or to run something, is cut off with a problem."""

from __future__ import annotations

import subprocess
import time
import tracemalloc
from html import unescape
from pathlib import Path
from typing import Any

import markdown
import pytest

from foresite.citing import pandoc
from foresite.citing.style import read_style
from foresite.model.macros import CallError
from foresite.model.problems import Code, StyleError
from foresite.model.settings import Settings
from foresite.parsing.bibliography.entries import EntryReader
from foresite.parsing.bibliography.files import read_entries, read_file
from foresite.parsing.calls import parse_call
from foresite.parsing.markdown.nesting import flatten
from foresite.parsing.pages import read_page
from foresite.parsing.yaml import YamlError, parse_yaml

PROJECT = Settings.default(Path("/project"))
MEMORY = 100_000_000


def bibliography(text: str) -> tuple[list[Code], int]:
    """The codes of a bibliography's problems, and the most memory that reading it took."""
    reader = EntryReader("a.bib", {})
    tracemalloc.start()
    _, problems = read_entries(text, reader)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return [problem.code for problem in problems], peak


def test_strings_of_a_bibliography_cannot_double_without_end() -> None:
    strings = "".join(f"@string{{s{n + 1} = s{n} # s{n}}}\n" for n in range(60))
    codes, peak = bibliography(f'@string{{s0 = "0123456789"}}\n{strings}@misc{{a, title = s60 # s60}}')
    assert Code.BAD_ENTRY in codes
    assert peak < MEMORY


def test_one_long_string_cannot_be_used_without_end() -> None:
    uses = "".join(f"@misc{{k{n}, title = {' # '.join(['long'] * 200)}}}\n" for n in range(200))
    codes, peak = bibliography(f"@string{{long = {{{'x' * 10_000}}}}}\n{uses}")
    assert Code.BAD_ENTRY in codes
    assert peak < MEMORY


def test_aliases_are_refused_where_anybody_writes() -> None:
    rows = "".join(f"a{n + 1}: &a{n + 1} [{', '.join([f'*a{n}'] * 9)}]\n" for n in range(30))
    with pytest.raises(YamlError, match=r"'&' or '\*', which YAML reserves"):
        parse_yaml(f"a0: &a0 [x]\n{rows}")


@pytest.mark.parametrize("text", ["!!python/object/apply:os.system [ls]", "a: !ENV HOME", "- !!binary x", "!x {a: b}"])
def test_tags_are_refused_where_anybody_writes(text: str) -> None:
    with pytest.raises(YamlError, match="'!', which YAML reserves"):
        parse_yaml(text)


@pytest.mark.parametrize("text", ["[" * 5_000, "{a: " * 5_000, "- " * 5_000])
def test_what_is_nested_too_deeply_is_refused(text: str) -> None:
    with pytest.raises(YamlError):
        parse_yaml(text)


@pytest.mark.parametrize("entity", ['<!ENTITY a "&b;&b;">', '<!ENTITY a SYSTEM "file:///etc/passwd">'])
def test_a_style_with_entities_is_refused(tmp_path: Path, entity: str) -> None:
    style = tmp_path / "a.csl"
    style.write_text(f'<?xml version="1.0"?><!DOCTYPE style [<!ENTITY b "x">{entity}]><style>&a;</style>', "utf-8")
    with pytest.raises(StyleError, match="declares a document type"):
        read_style(style)


@pytest.mark.parametrize(
    "text",
    ["f(" * 400, "f([" + "[" * 900, "f(" + "-" * 990, "f(" + "9" * 990 + ")", "f(9" + "**9" * 300 + ")"],
)
def test_calls_are_short_and_shallow(text: str) -> None:
    try:
        call = parse_call(text)
    except CallError:
        return
    assert call.name == "f"


@pytest.mark.parametrize(
    "text",
    ["cycler.__init__.__globals__", "''.__class__", "config", "f(x)", "f(*[1])", "f(**{})", "f()|attr('a')", "f()[0]",
     "f.g()", "f(g())", "f(1 + 1)", "f({'a': 1})", "f() if 1", "f() ~ f()", "lipsum", "self.x()"],
)  # fmt: skip
def test_calls_hold_nothing_that_could_run(text: str) -> None:
    with pytest.raises(CallError):
        parse_call(text)


def test_pandoc_runs_in_its_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[list[str]] = []
    popen = subprocess.Popen

    def watched(command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        called.append(command)
        return popen(command, **options)

    monkeypatch.setattr("foresite.citing.pandoc.subprocess.Popen", watched)
    pandoc.run_citeproc([{"id": "a", "type": "book", "title": "A"}], [], pandoc.default_style())
    formatting = [command for command in called if "--citeproc" in command]
    assert formatting
    assert all("--sandbox" in command for command in formatting)


def faults(text: str) -> list[tuple[int, str]]:
    problems = read_page(text, "a.md", PROJECT).problems
    return [(each.place.line, each.message) for each in problems if each.code is Code.TOO_DEEP]


def rendered(text: str) -> str:
    return markdown.markdown(flatten(text))


@pytest.mark.parametrize(
    ("piece", "wanted"),
    [("[", "expected each to be closed by ']'"), ("[a](", "closed by ')'"), ("<a ", "closed by '>'")],
)
def test_what_nobody_closes_is_reported_once_and_shown_as_it_is(piece: str, wanted: str) -> None:
    text = f"# A\n\nText [a](b.md) <b>c</b>.\n\n{piece * 51}\n\n[e](f.md)\n"
    ((line, message),) = faults(text)
    assert line == 5
    assert wanted in message
    assert markdown.markdown("[e](f.md)") in rendered(text)
    assert markdown.markdown("Text [a](b.md) <b>c</b>.") in rendered(text)
    assert piece * 51 in unescape(rendered(text)).replace("</p>", "")
    assert faults(text.replace(piece * 51, piece * 50)) == []
    assert flatten(piece * 50) == piece * 50


def test_lists_in_lists_without_end_are_reported_and_shown_as_one_line() -> None:
    text = f"# A\n\n{'1. ' * 400}word\n\n{'> ' * 20}word\n"
    ((line, message),) = faults(text)
    assert line == 3
    assert "nested more than 50 deep" in message
    assert "<p>word</p>" in rendered(text)
    assert rendered(text).count("<blockquote>") == 20


def test_a_paragraph_without_end_is_reported_and_divided() -> None:
    text = "# A\n\n" + "## a\n" * 4_001 + "\nb\n"
    assert [line for line, _ in faults(text)] == [2_003, 4_003]
    assert rendered(text).count("<h2>") == 4_001
    assert faults("# A\n\n" + "## a\n" * 2_000 + "\n" + "c\n" * 2_000) == []


@pytest.mark.parametrize(
    ("table", "line", "wanted"),
    [
        (f"{'| a ' * 101}|\n{'|---' * 101}|\n{'| b ' * 101}|\n", 3, "100 columns"),
        (f"> {'a | ' * 101}a\n> {'-|' * 101}-\n", 3, "100 columns"),
        (f"a | b\n--- | ---\n{'c | d' * 101}\n", 0, ""),
        (f"{'|a' * 100}|\n{'|-' * 100}|\n" + "|b|\n" * 300, 3, "20,000 cells"),
        (f"<table>\n<tr>{'<td>a</td>' * 101}</tr>\n</table>\n", 4, "100 columns"),
        ("<table>\n<tr><td colspan='1000'>a</td></tr>\n</table>\n", 4, "100 columns"),
        (f"<table><tr><td><table><tr>{'<th>a' * 99}</table></td><td>b</td></tr></table>\n", 0, ""),
        ("<table>\n" + "<tr><td>a</td></tr>\n" * 1_990 + "</table>\n", 0, ""),
        (f"<table>\n\n{'<tr><td>a<td>b</tr>' * 10_001}\n\n</table>\n", 5, "20,000 cells"),
        (f"{'| a ' * 100}|\n{'|---' * 100}|\n" + f"{'| b ' * 100}|\n" * 190, 0, ""),
        (f"{'|' * 300}\n\n{'-' * 300}\n\n`{'|-' * 300}`\n", 0, ""),
    ],
)  # fmt: skip
def test_tables_that_no_page_can_hold_are_reported_where_they_begin(table: str, line: int, wanted: str) -> None:
    found = faults(f"# A\n\n{table}\nText.\n")
    assert [number for number, _ in found] == ([line] if line else [])
    assert all(wanted in message for _, message in found)


@pytest.mark.parametrize("text", ["[a] " * 500, "[a](b) " * 500, "<b>a</b> " * 500, "a < b " * 500, r"\[" * 500])
def test_what_is_closed_or_opens_nothing_may_stand_often(text: str) -> None:
    assert faults(f"# A\n\n{text}\n") == []
    assert flatten(text) == text


@pytest.mark.parametrize("piece", ["[", "[a](", "<a ", "1. "])
def test_code_is_left_alone(piece: str) -> None:
    text = f"# A\n\n```\n{piece * 500}\n```\n\n    {piece * 500}\n\nA `{piece * 500}` b.\n"
    assert faults(text) == []
    assert flatten(text) == text


def test_entries_cannot_inherit_without_end():
    parent = "@xdata{p, " + "".join(f"f{number} = {{x}}, " for number in range(20_000)) + "}\n"
    text = parent + "".join(f"@misc{{a{number}, xdata = {{p}}, title = {{T}}}}\n" for number in range(20_000))
    start = time.perf_counter()
    references, problems = read_file(text, "x.bib")
    assert time.perf_counter() - start < 60
    assert sum(len(each.fields) for each in references) < 2_000_000
    assert [str(each) for each in problems] == [
        "x.bib:2: bad-entry: entries that inherit more than 500,000 fields, expected fewer"
    ]


def test_entries_cannot_take_values_without_end():
    people = " and ".join(f"Stone, A{number}" for number in range(1_000))
    often = " and ".join(["xdata=p-author"] * 1_000)
    text = f"@xdata{{p, author = {{{people}}}}}\n@misc{{a, author = {{{often}}}, title = {{T}}}}\n"
    text += "".join(f"@misc{{b{number}, author = {{xdata=p-author}}, title = {{T}}}}\n" for number in range(2_000))
    references, problems = read_file(text, "x.bib")
    assert len(references[1].authors) < 20_000
    assert sum(len(each.authors) for each in references) < 1_000_000
    assert [problem.message for problem in problems] == [
        "entries that inherit more than 500,000 fields, expected fewer"
    ]
