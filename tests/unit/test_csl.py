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


def test_other_people_have_their_roles():
    book = item("title = {T}, translator = {Lock, A}, bookauthor = {Stone, B}, editor = {Moore, C},", "inbook")
    assert [book[role][0]["family"] for role in ("translator", "container-author", "editor")] == [
        "Lock",
        "Stone",
        "Moore",
    ]
    film = item("title = {T}, editor = {Moore, C}, editortype = {director},", "video")
    assert ([name["family"] for name in film["director"]], "editor" in film) == (["Moore"], False)


@pytest.mark.parametrize(
    ("kind", "fields", "variables"),
    [
        ("article", "number = {4}, issue = {Summer}, volume = {2}, part = {1},",
         {"issue": "4, Summer", "volume": "2.1"}),
        ("article", "journaltitle = {J}, booktitle = {B},", {"container-title": "J"}),
        ("inproceedings", "journaltitle = {J}, booktitle = {B}, number = {7}, series = {3},",
         {"container-title": "B", "collection-number": "7", "collection-title": "3rd series"}),
        ("patent", "type = {patentus}, location = {countryde and countryjp}, number = {1},",
         {"genre": "U.S. patent", "jurisdiction": "Germany; JP", "number": "1"}),
        ("article", "series = {newseries}, pubstate = {inpress},",
         {"collection-title": "new series", "status": "in press"}),
        ("report", "institution = {A and B}, publisher = {C and B}, location = {Oslo and Seoul},",
         {"publisher": "A; B; C", "publisher-place": "Oslo; Seoul"}),
        ("misc", "eprint = {2401.01234v2}, eprinttype = {arxiv},", {"URL": "https://arxiv.org/abs/2401.01234v2"}),
        ("misc", "eprint = {arXiv:hep-th/9901001}, archiveprefix = {arXiv},",
         {"URL": "https://arxiv.org/abs/hep-th/9901001"}),
        ("misc", "eprint = {123}, eprinttype = {jstor},", {"URL": "https://www.jstor.org/stable/123"}),
        ("misc", "eprint = {123}, eprinttype = {pubmed},", {"URL": "https://pubmed.ncbi.nlm.nih.gov/123"}),
        ("misc", "eprint = {hal-01234}, eprinttype = {hal},", {"URL": "https://hal.science/hal-01234"}),
        ("misc", "eprint = {javascript:x}, eprinttype = {other},", {"URL": None}),
        ("book", "maintitle = {V},", {"title": "T", "container-title": "V"}),
    ],
)  # fmt: skip
def test_fields_become_variables(kind: str, fields: str, variables: dict[str, Any]):
    made = item(f"title = {{T}}, {fields}", kind)
    assert {name: made.get(name) for name in variables} == variables


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
    [
        ("ko", "ko"),
        ("Korean", "ko"),
        ("british", "en-GB"),
        ("zh-Hant", "zh-Hant"),
        ("norsk", "nb"),
        ("catalan", "ca"),
        ("austrian", "de-AT"),
        ("magyar", "hu"),
        ("brazilian", "pt-BR"),
        ("naustrian", "de-AT"),
        ("the old one", ""),
        ("", ""),
    ],
)
def test_languages(written: str, tag: str):
    assert language_tag(written) == tag
