"""Input that is made to cost time or memory costs no more than its size, or is cut off with a problem."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from markdown import Markdown

from foresite.checking.html import read_html
from foresite.citing.grammar import find_citations
from foresite.citing.style import StyleError, read_style
from foresite.markdown import ForesiteExtension
from foresite.problems import Code
from foresite.project import Project
from foresite.reading.bibtex import read_entries
from foresite.reading.calls import CallError, parse_call
from foresite.reading.entries import EntryReader
from foresite.reading.latex import decode
from foresite.reading.nodes import YamlError, parse_yaml
from foresite.reading.pages import read_page
from foresite.reading.plain import plain
from foresite.sanitising import clean_html
from foresite.settings import Settings
from foresite.values import EdtfError, parse_edtf

PROJECT = Settings.default(Path("/project"))
# Characters: the small text takes enough time to be measured, the large one is 100 kB.
SMALL, LARGE = 12_500, 100_000
# Eight times the text: a linear reader takes 8 times as long, a quadratic one 64 times.
MOST = 28
QUICK = 0.5


def bibliography(text: str) -> list[Code]:
    reader = EntryReader("a.bib", {})
    _, problems = read_entries(text, reader)
    return [problem.code for problem in problems]


def yaml(text: str) -> None:
    try:
        parse_yaml(text)
    except YamlError:
        pass


def edtf(text: str) -> None:
    try:
        parse_edtf(text)
    except EdtfError:
        pass


def grows(read: Callable[[str], object], piece: str, head: str = "", tail: str = "") -> None:
    def seconds(length: int) -> float:
        text = head + piece * (length // len(piece)) + tail
        start = time.perf_counter()
        read(text)
        return time.perf_counter() - start

    small = min(seconds(SMALL), seconds(SMALL))
    large = seconds(LARGE)
    assert large < QUICK or large / small < MOST, f"{small:.3f} s, {large:.3f} s for {piece!r}"


@pytest.mark.parametrize(
    "piece", ["{", "}", '"', "# a ", "a = {b}, ", "\\", "@", "@a{b,", "$_", "{\\'", " and ", ", ", "%"]
)
def test_entries(piece: str) -> None:
    grows(bibliography, piece, "@misc{a, title = {x}, author = {", "}}\n@misc{b, title = {y}}")
    grows(bibliography, piece, "@misc{a, title = ", "}\n@misc{b, title = {y}}")
    grows(bibliography, piece)


@pytest.mark.parametrize("piece", ["$_", "\\'", "{", "}", "{{", "--", "`", "\\emph{", "~"])
def test_latex(piece: str) -> None:
    grows(decode, piece)


@pytest.mark.parametrize(
    "piece", ["- ", "[", "{", "{a: ", "a: b\n", "? ", "&a ", "'", '"', "|\n ", "a:\n ", "!", "#", "%", "\\"]
)
def test_yaml(piece: str) -> None:
    grows(yaml, piece)
    grows(yaml, piece, 'a: "')


@pytest.mark.parametrize("piece", ["2024-", "9", "X", "/", "..", "~", "2024-06-19/"])
def test_dates(piece: str) -> None:
    grows(edtf, piece)


PIECES = [
    "[", "]", "[@", "[@a, ", "@a ", "@a\t", "@a [", "-@", "{{ ", " }}", "{%", "{:", "<", "<a ", "<b>", "</b>", "<!--",
    "-->", "`", "``a`", "\\", "*", "**a", "_", "](", "![", "[a](", "[a][", "[a]: ", "/// ", "///\n",
    "/// event | x\n", "| ", "|\n", "# ", "> ", "- ", "1. ", "\n\n    a", "&#2;", "a@b.c ", "http://", "\t", " ", ";",
    ":", "¶", "é", "[^a]", "p. 3, ",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_pages(piece: str) -> None:
    for head in ("", "[@a", "# "):
        grows(lambda text: read_page(text, "a.md", PROJECT), piece, head)


@pytest.mark.parametrize("piece", PIECES)
def test_readers_of_text(piece: str) -> None:
    for read in (find_citations, plain, clean_html, read_html):
        grows(read, piece)


def test_strings_of_a_bibliography_cannot_double_without_end() -> None:
    strings = "".join(f"@string{{s{n + 1} = s{n} # s{n}}}\n" for n in range(60))
    tracemalloc.start()
    codes = bibliography(f'@string{{s0 = "0123456789"}}\n{strings}@misc{{a, title = s60 # s60}}')
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert Code.BAD_ENTRY in codes
    assert peak < 100_000_000


def test_one_long_string_cannot_be_used_without_end() -> None:
    uses = "".join(f"@misc{{k{n}, title = {' # '.join(['long'] * 200)}}}\n" for n in range(200))
    tracemalloc.start()
    codes = bibliography(f"@string{{long = {{{'x' * 10_000}}}}}\n{uses}")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert Code.BAD_ENTRY in codes
    assert peak < 100_000_000


def test_aliases_are_refused_where_anybody_writes() -> None:
    rows = "".join(f"a{n + 1}: &a{n + 1} [{', '.join([f'*a{n}'] * 9)}]\n" for n in range(30))
    with pytest.raises(YamlError, match="anchor or alias"):
        parse_yaml(f"a0: &a0 [x]\n{rows}")


@pytest.mark.parametrize("text", ["!!python/object/apply:os.system [ls]", "a: !ENV HOME", "- !!binary x", "!x {a: b}"])
def test_tags_are_refused_where_anybody_writes(text: str) -> None:
    with pytest.raises(YamlError, match="the tag '"):
        parse_yaml(text)


def test_a_style_with_entities_is_refused(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(20))
    style = tmp_path / "a.csl"
    style.write_text(f'<?xml version="1.0"?><!DOCTYPE style [<!ENTITY a0 "x">{entities}]><style>&a20;</style>', "utf-8")
    with pytest.raises(StyleError, match="declares a document type"):
        read_style(style)
    style.write_text('<!DOCTYPE style [<!ENTITY a SYSTEM "file:///etc/passwd">]><style>&a;</style>', "utf-8")
    with pytest.raises(StyleError, match="declares a document type"):
        read_style(style)


@pytest.mark.parametrize(
    "text", ["f(" * 400, "f([" + "[" * 900, "f(" + "-" * 990, "f(" + "9" * 990 + ")", "f(9" + "**9" * 300 + ")"]
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


@pytest.mark.parametrize(
    "piece", ["[", "*", "_", "`", "<", "![", "[a](", "&", "- ", "> ", "{{ ", "<b>", "@a ", "[@a] ", "a\n"]
)
def test_rendering(tmp_path: Path, piece: str) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "bib").mkdir()
    (tmp_path / "bib" / "references.bib").write_text("@misc{a, title={A}, date={2024}}", "utf-8")
    extension = ForesiteExtension(Project.load(Settings.default(tmp_path)), page="a.md")
    md = Markdown(extensions=["attr_list", "md_in_html", "tables", "toc", "pymdownx.superfences", extension])
    start = time.perf_counter()
    md.reset().convert("\n".join([piece * (2_000 // len(piece))] * 5))
    assert time.perf_counter() - start < 20
