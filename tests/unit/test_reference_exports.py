"""The bibliography exported: read back, it is the same."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from hypothesis import given
from hypothesis import strategies as st

from foresite.exports.references import to_bibtex, to_csl_json
from foresite.model.dates import parse_edtf
from foresite.model.problems import Place
from foresite.model.records import Name, Reference
from foresite.parsing.bibliography.entries import EntryReader
from foresite.parsing.bibliography.files import read_entries
from foresite.parsing.bibliography.latex import one_line

ROOT = Path(__file__).parents[2]


def read(text: str) -> list[Reference]:
    references, problems = read_entries(text, EntryReader("x.bib", {}))
    assert problems == []
    return references


def bare(references: list[Reference]) -> list[Reference]:
    """The references without what depends on how the file was written."""
    same = [replace(each, source="", place=Place("x.bib", 1), fields=dict(each.fields)) for each in references]
    return sorted(same, key=lambda each: each.key)


def test_the_shipped_bibliography_reads_back():
    references = read((ROOT / "bib" / "references.bib").read_text("utf-8"))
    assert len(references) > 2
    assert bare(read(to_bibtex(references))) == bare(references)
    assert to_bibtex(reversed(references)) == to_bibtex(references) == to_bibtex(read(to_bibtex(references)))


def test_the_text_of_an_entry():
    (reference,) = read(
        "@report{a, url = {https://a.org/x_y?a=1%20}, title = {50% {of} $5 \\& \\{x\\}},"
        "date = {2024~}, author = {von der Leyen, Ursula and {A and B}}, authororig = {가 and {}},}"
    )
    assert to_bibtex([reference]) == (
        "@report{a,\n"
        "  author = {{von der Leyen}, Ursula and {A and B}},\n"
        "  authororig = {{가} and {}},\n"
        "  date = {2024~},\n"
        "  title = {50% of \\textdollar{}5 & \\textbraceleft{}x\\textbraceright{}},\n"
        "  url = {https://a.org/x_y?a=1%20},\n"
        "}\n"
    )


WORDS = st.text(st.characters(codec="utf-8")).map(one_line)
TEXT = st.one_of(WORDS, st.text("\\{}$~-`'\"#@%&, aé=").map(one_line)).filter(bool)
PART = st.text("abé가'-.~", min_size=1).map(one_line).filter(lambda part: part.strip("~") == part)
NAMES = st.one_of(st.builds(Name, PART, PART), TEXT.map(lambda text: Name(literal=text)))


@given(NAMES, TEXT, TEXT, st.sampled_from(["2024", "2024-06~", "2024/..", "202X"]))
def test_any_text_reads_back(name: Name, title: str, note: str, date: str):
    reference = Reference(
        "a", "misc", (name,), (), parse_edtf(date), MappingProxyType({"title": title, "note": note}), "", Place("", 1)
    )
    (again,) = read(to_bibtex([reference]))
    assert (dict(again.fields), again.date) == (dict(reference.fields), reference.date)
    assert again.authors == reference.authors


def test_csl_json_is_sorted_and_readable():
    references = read("@online{b, title = {한국}, date = {2024}}\n@online{a, titleaddon = {A note}}\n")
    text = to_csl_json(references)
    assert [item["id"] for item in json.loads(text)] == ["a", "b"]
    assert "한국" in text
    assert text == to_csl_json(list(reversed(references)))
    assert text.endswith("]\n")
