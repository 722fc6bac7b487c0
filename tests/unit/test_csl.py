"""References as CSL-JSON."""

from __future__ import annotations

from typing import Any

import pytest

from foresite.citing.csl_json import csl_date, language_tag, to_csl
from foresite.model.dates import parse_edtf
from foresite.parsing.bibliography.entries import EntryReader
from foresite.parsing.bibliography.files import read_entries


def item(fields: str, kind: str = "report") -> dict[str, Any]:
    (reference,), problems = read_entries(f"@{kind}{{a,\n{fields}\n}}\n", EntryReader("x.bib", {}))
    assert problems == []
    return to_csl(reference)


def test_a_report():
    assert item(
        "author = {Lee, Sang Joon}, authororig = {이상준}, nameorder = {family-first}, title = {Outlook},"
        "subtitle = {Why}, origtitle = {전망}, type = {Issue Brief}, number = {2025-14(S)}, institution = {Asan},"
        "institutionorig = {아산}, location = {Seoul}, isbn = {979-11}, date = {2025-04-09}, language = {english},"
        "url = {https://a.org/x}, addendum = {Read at B}, note = {A summary.}, urldate = {2026-06-05},"
    ) == {
        "id": "a",
        "type": "report",
        "author": [{"family": "Lee", "given": "Sang Joon", "static-ordering": True}],
        "title": "Outlook: Why",
        "original-title": "전망",
        "genre": "Issue Brief",
        "number": "2025-14(S)",
        "publisher": "Asan",
        "publisher-place": "Seoul",
        "ISBN": "979-11",
        "issued": {"date-parts": [[2025, 4, 9]]},
        "accessed": {"date-parts": [[2026, 6, 5]]},
        "language": "en",
        "URL": "https://a.org/x",
        "note": "A summary. Read at B",
        "custom": {"authororig": "이상준", "institutionorig": "아산"},
    }


@pytest.mark.parametrize(
    ("kind", "csl"),
    [
        ("online", "webpage"),
        ("article", "article-journal"),
        ("book", "book"),
        ("incollection", "chapter"),
        ("inproceedings", "paper-conference"),
        ("thesis", "thesis"),
        ("misc", "document"),
        ("unpublished", "manuscript"),
        ("dataset", "dataset"),
        ("mvbook", "book"),
    ],
)
def test_types(kind: str, csl: str):
    assert item("title = {T},", kind)["type"] == csl


def test_a_newspaper_says_so():
    assert item("title = {T}, entrysubtype = {newspaper},", "article")["type"] == "article-newspaper"


def test_what_a_work_stands_in():
    assert item("title = {T}, journaltitle = {38 North},", "online")["container-title"] == "38 North"
    assert item("title = {T}, booktitle = {B}, booksubtitle = {C},", "inbook")["container-title"] == "B: C"
    article = item("title = {T}, journal = {J}, volume = {3}, number = {4}, pages = {5--9},", "article")
    assert (article["container-title"], article["volume"], article["issue"], article["page"]) == ("J", "3", "4", "5-9")
    assert "number" not in article


def test_a_description_is_no_title():
    described = item("titleaddon = {Report on the summit},", "online")
    assert described["genre"] == "Report on the summit"
    assert "title" not in described


def test_a_body_is_one_name():
    assert item("author = {{Associated Press}}, title = {T},")["author"] == [{"literal": "Associated Press"}]


def test_kinds_of_thesis():
    assert item("title = {T}, school = {S},", "phdthesis")["genre"] == "PhD diss."
    assert item("title = {T}, type = {mathesis},", "thesis")["genre"] == "Master’s thesis"


@pytest.mark.parametrize(
    ("text", "csl"),
    [
        ("2024", {"date-parts": [[2024]]}),
        ("2024-06", {"date-parts": [[2024, 6]]}),
        ("2024-06-XX", {"date-parts": [[2024, 6]]}),
        ("2024-XX", {"date-parts": [[2024]]}),
        ("2024-22", {"date-parts": [[2024]], "season": 2}),
        ("2024-06-19~", {"date-parts": [[2024, 6, 19]], "circa": True}),
        ("2024?", {"date-parts": [[2024]], "circa": True}),
        ("2024-06/2024-08", {"date-parts": [[2024, 6], [2024, 8]]}),
        ("2024~/2025", {"date-parts": [[2024], [2025]], "circa": True}),
        ("202X", {"literal": "2020s"}),
        ("202X~", {"literal": "2020s"}),
        ("2024/..", {"literal": "from 2024"}),
        ("../2024-06", {"literal": "until June 2024"}),
    ],
)
def test_dates(text: str, csl: dict[str, Any]):
    assert csl_date(parse_edtf(text)) == csl


@pytest.mark.parametrize(
    ("written", "tag"),
    [("ko", "ko"), ("Korean", "ko"), ("british", "en-GB"), ("zh-Hant", "zh-Hant"), ("the old one", ""), ("", "")],
)
def test_languages(written: str, tag: str):
    assert language_tag(written) == tag
