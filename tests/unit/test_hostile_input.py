"""Input that is made to cost time costs no more than its size."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from markdown import Markdown

from examples import nightly
from foresite.citing.grammar import find_citations
from foresite.model.dates import EdtfError, parse_edtf
from foresite.model.settings import Settings
from foresite.parsing.bibliography.entries import EntryReader
from foresite.parsing.bibliography.files import read_entries
from foresite.parsing.bibliography.latex import decode_latex
from foresite.parsing.front_matter import read_front_matter
from foresite.parsing.markdown.nesting import flatten
from foresite.parsing.markdown.text import plain_text
from foresite.parsing.pages import read_page
from foresite.parsing.yaml import YamlError, parse_yaml
from foresite.render.markdown.extension import ForesiteExtension
from foresite.render.sanitise import clean_html
from foresite.site.finished_pages import read_html
from foresite.site.project import Project

pytestmark = pytest.mark.slow

PROJECT = Settings.default(Path("/project"))
# Characters, at night and by day. Of eight times the text a linear reader takes 8 times as long, a quadratic one 64.
LARGE, FEWER, TIMES = 20_000, 8_000, 8
MOST = 28
QUICK = 0.3
"""Seconds of the processor for the large text, below which nothing is wrong and clocks are not exact."""
TRIES = 4
"""What disturbs a measurement makes it longer, and does not come back each time."""


def bibliography(text: str) -> None:
    read_entries(text, EntryReader("a.bib", {}))


def page(text: str) -> None:
    read_page(text, "a.md", PROJECT)


def front_matter(text: str) -> None:
    read_front_matter(f"---\n{text}\n---\n", "a.md", "docs/a.md")


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


def seconds(read: Callable[[str], object], text: str) -> float:
    """Of the processor: what else the machine does is not counted."""
    start = time.process_time()
    read(text)
    return time.process_time() - start


def grows(read: Callable[[str], object], piece: str, head: str = "", tail: str = "") -> None:
    """Whether the time grows with the text rather than with its square."""
    length = LARGE if nightly() else FEWER
    small, large = (head + piece * (each // len(piece)) + tail for each in (length // TIMES, length))
    told = []
    for _ in range(TRIES):
        taken = seconds(read, large)
        if taken < QUICK:
            return
        least = min(seconds(read, small) for _ in range(3))
        if taken / least < MOST:
            return
        told.append(f"{least:.3f} s, {taken:.3f} s")
    raise AssertionError(f"{told} for {piece!r}")


PIECES = [
    "[", "]", "[@", "[@a, ", "@a ", "@a\t", "@a [", "-@", "{{ ", " }}", "{%", "{:", "<", "<a ", "<b>", "</b>", "<!--",
    "-->", "`", "``a`", "\\", "*", "**a", "_", "](", "![", "[a](", "[a][", "[a]: ", "/// ", "///\n",
    "/// event | x\n", "| ", "|\n", "# ", "> ", "- ", "- + ", "1. ", "\n\n    a", "&#2;", "a@b.c ", "http://", "\t",
    " ", ";", ":", "¶", "é", "[^a]", "p. 3, ", "{", "}",
]  # fmt: skip
NAMED = ["{", "}", '"', "# a ", "a = {b}, ", "\\", "@", "@a{b,", "$_", "{\\'", " and ", ", ", "%"]
YAML = ["- ", "[", "{", "{a: ", "a: b\n", "? ", "&a ", "'", '"', "|\n ", "a:\n ", "!", "#", "%", "\\"]


@pytest.mark.parametrize("piece", NAMED)
def test_entries(piece: str) -> None:
    grows(bibliography, piece, "@misc{a, title = {x}, author = {", "}}\n@misc{b, title = {y}}")
    grows(bibliography, piece, "@misc{a, title = ", "}\n@misc{b, title = {y}}")
    grows(bibliography, piece)


@pytest.mark.parametrize("piece", ["$_", "\\'", "{", "}", "{{", "--", "`", "\\emph{", "~"])
def test_latex(piece: str) -> None:
    grows(decode_latex, piece)


@pytest.mark.parametrize("piece", YAML)
def test_yaml(piece: str) -> None:
    grows(yaml, piece)
    grows(yaml, piece, 'a: "')
    grows(front_matter, piece)


@pytest.mark.parametrize("piece", ["2024-", "9", "X", "/", "..", "~", "2024-06-19/"])
def test_dates(piece: str) -> None:
    grows(edtf, piece)


@pytest.mark.parametrize("piece", PIECES)
def test_pages(piece: str) -> None:
    grows(page, piece, "# [@a")


@pytest.mark.parametrize("piece", PIECES)
def test_readers_of_text(piece: str) -> None:
    for read in (find_citations, plain_text, clean_html, read_html, flatten):
        grows(read, piece)


@pytest.mark.parametrize(
    "read", [page, find_citations, plain_text, clean_html, read_html, flatten, bibliography, decode_latex, yaml]
)
def test_a_hundred_kilobytes_of_everything(read: Callable[[str], object]) -> None:
    random = Random(5)
    text = "".join(random.choice(PIECES) * random.choice((1, 2, 50, 2_000)) for _ in range(100))[:100_000]
    assert seconds(read, text) < 60


@pytest.mark.parametrize(
    "piece", ["[", "*", "_", "`", "<", "<a ", "![", "[a](", "[a](<", "[a][", "&", "- ", "- + ", "1. ", "> ", "{{ ",
              "<b>", "<div>", "@a ", "[@a] ", "a\n", "#\n", "{: .a }"]
)  # fmt: skip
def test_rendering(tmp_path: Path, piece: str) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "bib").mkdir()
    (tmp_path / "bib" / "references.bib").write_text("@misc{a, title={A}, date={2024}}", "utf-8")
    extension = ForesiteExtension(Project.load(Settings.default(tmp_path)), page="a.md")
    md = Markdown(extensions=["attr_list", "md_in_html", "tables", "toc", "pymdownx.superfences", extension])
    grows(lambda text: md.reset().convert(text), piece)
