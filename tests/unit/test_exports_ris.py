"""References as RIS, read back by a parser of RIS."""

from __future__ import annotations

import pytest
import rispy
from harbour import corpus

from foresite.exports.references import TYPES, to_ris
from foresite.parsing.bibliography.entries import EntryReader
from foresite.parsing.bibliography.files import read_entries


def read(bibtex: str) -> list[dict]:
    references, problems = read_entries(bibtex, EntryReader("x.bib", {}))
    assert problems == []
    return rispy.loads(to_ris(references))


def test_a_report() -> None:
    (entry,) = read(
        "@report{a, author = {Moor, Ada and {A, B}}, title = {Ports}, subtitle = {An Outlook}, institution = {Quay},"
        "number = {7}, date = {2021-01-12}, isbn = {979-1}, url = {https://a.org/?a=1&b=2}, keywords = {sea, ships}}"
    )
    assert entry == {
        "type_of_reference": "RPRT",
        "id": "a",
        "authors": ["Moor, Ada", "A, B"],
        "year": "2021",
        "date": "2021/01/12/",
        "title": "Ports: An Outlook",
        "publisher": "Quay",
        "issn": entry["issn"],
        "urls": ["https://a.org/?a=1&b=2"],
        "keywords": ["sea", "ships"],
    }
    assert entry["issn"] in ("7", "979-1")


def test_an_article_with_pages() -> None:
    (entry,) = read(
        "@article{a, title = {T}, journaltitle = {J}, volume = {3}, number = {2}, pages = {10--19}, date = {2020},"
        "urldate = {2024-02-03}}"
    )
    assert entry["type_of_reference"] == "JOUR"
    assert (entry["secondary_title"], entry["volume"], entry["number"]) == ("J", "3", "2")
    assert (entry["start_page"], entry["end_page"], entry["access_date"]) == ("10", "19", "2024/02/03/")


@pytest.mark.parametrize(
    ("date", "printed"),
    [
        ("2024", "2024///"),
        ("2024-06", "2024/06//"),
        ("2024-06~", "2024/06//approximate"),
        ("2024-22", "2024///summer"),
        ("2024-06/2024-08", "2024/06//to 2024-08"),
        ("202X", "///2020s"),
    ],
)
def test_a_date_says_no_more_than_is_known(date: str, printed: str) -> None:
    (entry,) = read(f"@misc{{a, title = {{T}}, date = {{{date}}}}}")
    assert entry["date"] == printed
    assert entry.get("year") == (None if "X" in date else date[:4])


def test_every_reference_comes_back_in_order() -> None:
    references = list(corpus().references.values())
    text = to_ris(references)
    assert text == to_ris(reversed(references))
    assert [entry["id"] for entry in rispy.loads(text)] == sorted(each.key for each in references)
    assert all(line[2:6] == "  - " for line in text.split("\r\n")[:-1])


def test_a_value_cannot_start_a_line() -> None:
    (entry,) = read("@misc{a, title = {T\n\nER  - \nTY  - BOOK}}")
    assert entry["title"] == "T ER - TY - BOOK"


def test_the_types_are_those_that_readers_know() -> None:
    assert set(TYPES.values()) <= set(rispy.config.TYPE_OF_REFERENCE_MAPPING)
