"""What is written reads back as it was meant, and nothing beside it changes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builds import ROOT
from examples import tried
from foresite.editing import insertions
from foresite.editing.bibtex import format_bibtex
from foresite.editing.files import write_atomically
from foresite.editing.insertions import insert
from foresite.model.problems import Code
from foresite.parsing.bibliography.entries import EntryReader
from foresite.parsing.bibliography.files import read_entries
from foresite.parsing.markdown.scan import scan
from foresite.parsing.options import read_options
from foresite.parsing.yaml import Items, Table, Text, parse_yaml

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), max_size=20).map(
    lambda text: " ".join(text.split())
)
TRICKY = st.sampled_from(
    ["a: b", "# x", "- x", "[x]", "{x}", "'", '"', "it's", "x #y", "&a", "*a", "!x", "yes", "2024", "%", "@a",
     "a, b", "|", "?"]
)  # fmt: skip
TEXTS = st.one_of(WORDS, TRICKY).filter(bool)


@given(st.one_of(TEXTS, st.lists(TEXTS, min_size=1, max_size=4)))
def test_a_value_reads_back(value: str | list[str]) -> None:
    written = insertions.value(value)
    assert "\n" not in written
    root = parse_yaml(f"name: {written}")
    assert isinstance(root, Table)
    node = root.entries[0][1]
    if isinstance(value, str):
        assert isinstance(node, Text)
        assert node.value == value
    else:
        assert isinstance(node, Items)
        assert [item.value for item in node.items if isinstance(item, Text)] == value


@given(
    WORDS.filter(lambda title: title and "|" not in title),
    st.dictionaries(st.sampled_from("at quote set".split()), TEXTS),
)
def test_a_block_reads_back(title: str, options: dict[str, str]) -> None:
    found = scan(insertions.block("finding", title, options, "The body.\n\n- a list"))
    (block,) = found.blocks
    assert found.faults == ()
    assert (block.title, block.body) == (title, "The body.\n\n- a list")
    read = read_options(block.options, 1)
    assert {name: read.text(name) for name in read.by_name} == options


@given(
    st.lists(st.sampled_from([b"a", b"\n", b"\r\n", b"\n\n", b"\xff", "한".encode()])).map(b"".join), st.integers(0, 12)
)
def test_inserting_leaves_every_other_byte(data: bytes, after: int) -> None:
    result = insert(data, after, "NEW\nTEXT")
    added = len(result) - len(data)
    assert any(result[:at] == data[:at] and result[at + added :] == data[at:] for at in range(len(data) + 1))
    ends = re.split(rb"\r\n|\r|\n", result)
    at = ends.index(b"NEW")
    assert ends[at + 1] == b"TEXT"
    assert at == 0 or ends[at - 1] == b""
    assert ends[at + 2] == b""


def test_line_ends_are_those_of_the_file() -> None:
    assert insert(b"a\r\nb\r\n", 1, "X\nY") == b"a\r\n\r\nX\r\nY\r\n\r\nb\r\n"
    assert insert(b"a", 0, "X") == b"a\n\nX\n"
    assert insert(b"", 0, "X") == b"X\n"


def test_a_file_that_cannot_be_written_stays_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.md"
    file.write_text("old", "utf-8")
    file.chmod(0o640)
    write_atomically(file, b"new")
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"new", 0o640)

    def refuse(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="disk full"):
        write_atomically(file, b"newer")
    assert file.read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["a.md"]


UNORDERED = """% The bibliography
@string{ed = "Editor"}

@Report{ b2,
    Title={B, {a} second},
  author   = "A, B" # ed,
  odd = {kept}, date=2024}
% about a1
@misc{a1, title = {On
     two lines}}  % behind

@comment{ anything }
% Standing alone

@book(c, title={C})
@book{B3, title={B}}
% the end
"""
ORDERED = """% The bibliography
@string{ed = "Editor"}

% about a1
@misc{a1,
  title = {On
     two lines},
} % behind

@report{b2,
  author = "A, B" # ed,
  title = {B, {a} second},
  date = 2024,
  odd = {kept},
}

@comment{ anything }

% Standing alone

@book{B3,
  title = {B},
}

@book{c,
  title = {C},
}

% the end
"""


def test_a_bibliography_in_order() -> None:
    assert format_bibtex(UNORDERED) == ORDERED
    assert format_bibtex(ORDERED) == ORDERED
    assert format_bibtex("") == ""


def test_the_shipped_bibliography_is_in_order() -> None:
    text = (ROOT / "bib" / "references.bib").read_text("utf-8")
    assert format_bibtex(text) == text


FIELDS = st.dictionaries(
    st.sampled_from(["title", "Author", "date", "url", "own-field", "note"]),
    st.sampled_from(
        ["{A}", '"B {c}"', "ed", "2024", "{x} # ed", "{two\n  lines}", "{}", "{a, b = c}", "{% no comment}"]
    ),
    max_size=4,
).map(lambda fields: "".join(f",\n {name} = {value}" for name, value in fields.items()))
PIECES = st.one_of(
    st.sampled_from(
        [
            "% c1\n",
            "%c2",
            "\n",
            "\n\n",
            "text\n",
            "@string{ed = {E}}\n",
            "@preamble{{x}}\n",
            "@comment{x @y}\n",
            "  ",
            "é\n",
        ]
    ),
    st.builds("@{}{{{}{}}}".format, st.sampled_from(["misc", "Report"]), st.sampled_from("a b B c1 ö".split()), FIELDS),
)


def meaning(text: str) -> tuple[list[tuple[object, ...]], set[Code]]:
    references, problems = read_entries(text, EntryReader("x.bib", {}))
    said = [(r.key, r.type, r.authors, r.date, sorted(r.fields.items())) for r in references]
    return sorted(said, key=repr), {problem.code for problem in problems}


@given(st.lists(PIECES, max_size=12).map("".join))
@tried(300)
def test_ordering_loses_nothing_and_is_done_once(text: str) -> None:
    once = format_bibtex(text)
    assert format_bibtex(once) == once
    # Of entries with one key the first counts, so their order is their meaning; such a file is refused.
    if Code.DUPLICATE_KEY not in meaning(text)[1]:
        assert meaning(once) == meaning(text)
    for kept in ("% c1", "%c2", "@string{ed = {E}}", "@preamble{{x}}", "@comment{x @y}", "own-field", "é"):
        assert once.count(kept) == text.count(kept)
    assert sorted("".join(once.casefold().replace(",", "").split())) == sorted(
        "".join(text.casefold().replace(",", "").split())
    )
