"""The bibliography exported: read back, it is the same."""

from __future__ import annotations

import json
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import bibtexparser
import pybtex.database  # type: ignore[import-untyped]
import pypandoc  # type: ignore[import-untyped]
import pytest
from bibtexparser import middlewares
from hypothesis import given
from hypothesis import strategies as st
from pybtex.richtext import Text  # type: ignore[import-untyped]

from foresite.citing.csl_json import context_object
from foresite.exports.references import to_bibtex, to_csl_json, to_ris
from foresite.model.dates import parse_edtf
from foresite.model.problems import Place
from foresite.model.records import Name, Reference
from foresite.parsing.bibliography.entries import EntryReader
from foresite.parsing.bibliography.files import read_entries
from foresite.parsing.bibliography.latex import OURS, one_line
from foresite.views.references import short_name

ROOT = Path(__file__).parents[2]


def read(text: str) -> list[Reference]:
    references, problems = read_entries(text, EntryReader("x.bib", {}))
    assert problems == []
    return references


def bare(references: list[Reference]) -> list[Reference]:
    """The references without what depends on how the file was written; an export says more of their capitals."""
    same = [
        replace(each, source="", place=Place("x.bib", 1), fields=dict(each.fields), markup=MappingProxyType({}))
        for each in references
    ]
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
        "  title = {50\\% {of} \\$5 \\& \\textbraceleft{}x\\textbraceright{}},\n"
        "  url = {https://a.org/x_y?a=1%20},\n"
        "}\n"
    )


SENTENCE = (
    "@article{a,\n"
    "  author = {Stone, Jr., Paul and {R\\&D Board} and others},\n"
    "  translator = {Mu{\\~n}oz, Ana},\n"
    "  title = {Pyongyang sides with Moscow on CO$_2$: {bell hooks} and R\\&D tariffs of 25\\% stay},\n"
    "  journaltitle = {Gauge \\#1},\n  note = {a\\_b costs 5\\$},\n  date = {2024-06},\n"
    "  url = {https://a.org/x_y?a=1&b=%20#c},\n}\n"
)


def pandoc(text: str) -> dict[str, Any]:
    """What Pandoc reads of one entry."""
    command = [pypandoc.get_pandoc_path(), "-f", "biblatex", "-t", "csljson"]
    (item,) = json.loads(subprocess.run(command, input=text.encode(), capture_output=True, check=True).stdout)
    return dict(item)


def test_pandoc_reads_what_is_exported():
    item = pandoc(to_bibtex(read(SENTENCE)))
    assert re.sub("<[^<>]*>", "", item["title"]) == (
        "Pyongyang sides with Moscow on CO2: bell hooks and R&D tariffs of 25% stay"
    )
    assert "CO<sub>2</sub>" in item["title"]
    assert item["author"] == [
        {"family": "Stone", "given": "Paul", "suffix": "Jr."}, {"literal": "R&D Board"}, {"literal": "others"}
    ]  # fmt: skip
    assert item["translator"] == [{"family": "Muñoz", "given": "Ana"}]
    assert (item["container-title"], item["note"]) == ("Gauge #1", "a_b costs 5$")
    assert item["URL"] == "https://a.org/x_y?a=1&b=%20#c"


def test_bibtexparser_and_its_decoder_read_what_is_exported():
    library = bibtexparser.parse_string(
        to_bibtex(read(SENTENCE)), append_middleware=[middlewares.LatexDecodingMiddleware()]
    )
    fields = {name: field.value for name, field in library.entries[0].fields_dict.items()}
    assert library.failed_blocks == []
    assert fields["title"].replace("{", "").replace("}", "") == (
        "Pyongyang sides with Moscow on CO2: bell hooks and R&D tariffs of 25% stay"
    )
    assert fields["note"] == "a_b costs 5$"


def test_pybtex_reads_what_is_exported():
    entry = pybtex.database.parse_string(to_bibtex(read(SENTENCE)), "bibtex").entries["a"]
    # It knows no subscripts, and leaves the sign for dollars as it is in LaTeX.
    written = {name: text.replace(r"\textsubscript", "") for name, text in entry.fields.items()}
    fields = {name: str(Text.from_latex(written[name])) for name in ("title", "journaltitle", "note")}
    assert fields == {
        "title": "Pyongyang sides with Moscow on CO2: bell hooks and R&D tariffs of 25% stay",
        "journaltitle": "Gauge #1",
        "note": r"a_b costs 5\$",
    }
    people = [(person.first_names, person.last_names, person.lineage_names) for person in entry.persons["author"]]
    assert people[0] == (["Paul"], ["Stone"], ["Jr."])
    assert [str(person) for person in entry.persons["author"][1:]] == [r"{R\&D Board}", "others"]
    kept = Text.from_latex(entry.fields["title"]).lower()
    assert str(kept).startswith("pyongyang sides with Moscow on ")


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Pyongyang sides with Moscow", "Pyongyang sides with {Moscow}"),
        ("Envoys meet Kim Jong Un in May", "Envoys meet {Kim Jong Un} in {May}"),
        ("Ties after the Anniversary of Diplomatic Relations", "Ties after the Anniversary of Diplomatic Relations"),
        ("DPRK-Russia Relations in an iPhone Age", "{DPRK-Russia} Relations in an {iPhone} Age"),
        ("why {bell hooks} writes for {E}urope", "why {bell hooks} writes for {E}urope"),
        ("The \\emph{Hansa} sails to Lübeck", "The \\emph{{Hansa}} sails to {Lübeck}"),
    ],
)
def test_titles_keep_their_capitals_and_no_more(title: str, written: str):
    assert f"  title = {{{written}}},\n" in to_bibtex(read(f"@misc{{a, title = {{{title}}}}}"))


def test_titles_of_other_languages_keep_all_capitals():
    (reference,) = read("@misc{a, title = {Das Boot und der Hafen}, langid = {ngerman}}")
    assert "title = {Das {Boot} und der {Hafen}}" in to_bibtex([reference])


def test_who_is_left_out_is_named_as_such_everywhere():
    references = read("@book{a, title = {T}, author = {Stone, Ada and others}, translator = {Moore, Jr., Ben}}")
    (item,) = json.loads(to_csl_json(references))
    assert item["author"] == [{"family": "Stone", "given": "Ada"}, {"literal": "et al."}]
    assert "AU  - Stone, Ada\r\nAU  - et al.\r\nA4  - Moore, Ben, Jr.\r\n" in to_ris(references)
    assert "rft.aufirst=Ada&rft.au=et%20al." in context_object(references[0])
    assert "  author = {Stone, Ada and others},\n  translator = {Moore, Jr., Ben},\n" in to_bibtex(references)
    assert short_name(references[0]) == "Stone et al."


def test_what_is_inherited_is_written_out():
    references = read("@book{a, crossref = {b}, title = {T}}\n@mvbook{b, title = {V}, publisher = {P}}")
    assert "@book{a,\n  maintitle = {V},\n  publisher = {P},\n  title = {T},\n}\n" in to_bibtex(references)


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


def test_every_field_of_our_own_stands_in_csl_json():
    values = {"voice": "press", "readat": "mirror", "archived": "https://example.org/copy", "authororig": "김단"}
    given = {name: values.get(name, "what it says") for name in OURS if name != "nameorder"}
    fields = ", ".join(f"{name} = {{{value}}}" for name, value in given.items())
    text = f"@online{{kim2024, author = {{Kim, Dan}}, title = {{T}}, institution = {{I}}, date = {{2024}}, {fields}}}\n"
    (item,) = json.loads(to_csl_json(read(text)))
    assert item["custom"] == given


def test_csl_json_is_sorted_and_readable():
    references = read("@online{b, title = {한국}, date = {2024}}\n@online{a, titleaddon = {A note}}\n")
    text = to_csl_json(references)
    assert [item["id"] for item in json.loads(text)] == ["a", "b"]
    assert "한국" in text
    assert text == to_csl_json(list(reversed(references)))
    assert text.endswith("]\n")
