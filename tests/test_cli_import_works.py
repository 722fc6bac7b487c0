"""``foresite import`` of works: what reference managers export becomes entries of the bibliography."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from builds import ROOT, SITES, project_of
from examples import tried
from foresite.citing.csl_json import to_csl
from foresite.citing.from_csl import from_csl
from foresite.cli import main
from foresite.exports.references import to_ris
from foresite.model.records import Reference
from foresite.parsing.bibliography.files import read_file
from foresite.tabular.works import read_ris, read_works

RIS = """TY  - RPRT
AU  - Rivera, Alma
AU  - River Institute
TI  - The Port in a Dry Year: {locks} & 50 % less
PB  - River Institute
SN  - 3
DA  - 2024/01/20/
UR  - https://example.org/dry-year
N1  - Read twice,
  with care
C1  - shelf 4
ER  -

TY  - CHAP
AU  - de la Cruz, Ana, Jr.
TI  - Tides
BT  - Harbours and Rivers
PY  - 2023
SP  - 12
EP  - 19
ER  -
"""
ZOTERO = [
    {
        "id": "http://zotero.org/users/1/items/ABCD1234",
        "type": "report",
        "title": "The Port in a Wet Year",
        "author": [{"family": "Okafor", "given": "Ngozi"}, {"literal": "Gauge and Sons, Ltd"}],
        "publisher": "Lock and Dam Board",
        "issued": {"date-parts": [["2025", "2", 3]]},
        "accessed": {"date-parts": [["2025", 3, 1]]},
        "language": "en",
        "shortTitle": "Wet",
    },
    {
        "id": "x",
        "citation-key": "berg2020tides",
        "type": "article-journal",
        "title": "Tides",
        "author": [{"family": "Berg", "given": "Jan", "non-dropping-particle": "van den", "suffix": "Jr."}],
        "container-title": "Journal of Rivers",
        "volume": 7,
        "issue": "2",
        "page": "1-9",
        "DOI": "10.1000/x_y",
        "issued": {"date-parts": [[2020]], "season": "2"},
    },
]  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Path:
    done = CliRunner().invoke(main, ["init", str(tmp_path / "port"), "--example"])
    assert done.exit_code == 0, done.output
    return tmp_path / "port"


def run(project: Path, *arguments: object) -> Result:
    return CliRunner().invoke(main, ["import", "-f", str(project / "mkdocs.yml"), *map(str, arguments)])


def bibliography(project: Path) -> Path:
    return project / "bib" / "references.bib"


def references(path: Path) -> dict[str, Reference]:
    found, problems = read_file(path.read_text("utf-8"), "references.bib")
    assert problems == []
    return {reference.key: reference for reference in found}


def csl(works: dict[str, Reference]) -> dict[str, Any]:
    return {key: to_csl(each) for key, each in works.items()}


SHIPPED = references(ROOT / "bib" / "references.bib")


@pytest.mark.parametrize("name", ["references.json", "references.ris", "references.bib"])
def test_what_we_export_comes_back_with_its_keys(project: Path, tmp_path: Path, name: str) -> None:
    text = {
        "references.json": json.dumps([to_csl(each) for each in SHIPPED.values()]),
        "references.ris": to_ris(SHIPPED.values()),
        "references.bib": (ROOT / "bib" / "references.bib").read_text("utf-8"),
    }[name]
    (tmp_path / name).write_text(text, "utf-8", newline="")
    done = run(project, tmp_path / name)
    assert done.exit_code == 0, done.output
    assert references(bibliography(project)) == {}
    assert "nothing is written yet" in done.stderr
    done = run(project, tmp_path / name, "--write")
    assert done.exit_code == 0, done.output
    found = references(bibliography(project))
    assert list(found) == sorted(SHIPPED, key=str.casefold)
    if name == "references.ris":
        assert to_ris(found.values()) == text
    else:
        assert {key: to_csl(each) for key, each in found.items()} == {
            key: to_csl(each) for key, each in SHIPPED.items()
        }
    before = bibliography(project).read_bytes()
    done = run(project, tmp_path / name, "--write")
    assert (done.exit_code, bibliography(project).read_bytes()) == (0, before)
    assert f"unchanged: {len(SHIPPED)}\n" in done.stdout
    assert done.stderr == "nothing to write\n"


def test_ris_of_a_reference_manager(project: Path, tmp_path: Path) -> None:
    (tmp_path / "x.ris").write_text(RIS, "utf-8")
    done = run(project, tmp_path / "x.ris", "--write")
    assert done.exit_code == 0, done.output
    assert "2 new: rivera2024, delacruz2023\n" in done.stdout
    assert "not kept: C1 of 1 work\n" in done.stdout
    found = references(bibliography(project))
    report = to_csl(found["rivera2024"])
    assert report["author"] == [{"family": "Rivera", "given": "Alma"}, {"literal": "River Institute"}]
    assert report["title"] == "The Port in a Dry Year: {locks} & 50 % less"
    assert report["number"] == "3"
    assert report["issued"] == {"date-parts": [[2024, 1, 20]]}
    assert report["note"] == "Read twice, with care"
    chapter = to_csl(found["delacruz2023"])
    assert (chapter["type"], chapter["container-title"], chapter["page"]) == ("chapter", "Harbours and Rivers", "12-19")
    # The same again, which has no keys of its own: the report is known by its address.
    done = run(project, tmp_path / "x.ris", "--write")
    assert "unchanged: 2\n" in done.stdout
    assert len(references(bibliography(project))) == 2


def test_csl_json_of_a_reference_manager(project: Path, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(json.dumps(ZOTERO), "utf-8")
    done = run(project, tmp_path / "x.json", "--write")
    assert done.exit_code == 0, done.output
    found = references(bibliography(project))
    assert set(found) == {"okafor2025", "berg2020tides"}
    report, article = to_csl(found["okafor2025"]), to_csl(found["berg2020tides"])
    assert report["author"] == [{"family": "Okafor", "given": "Ngozi"}, {"literal": "Gauge and Sons, Ltd"}]
    assert report["publisher"] == "Lock and Dam Board"
    assert report["accessed"] == {"date-parts": [[2025, 3, 1]]}
    assert article["author"][0]["family"] == "van den Berg"
    assert article["issued"] == {"date-parts": [[2020]], "season": 2}
    assert (article["volume"], article["issue"], article["page"]) == ("7", "2", "1-9")
    assert article["DOI"] == "10.1000/x_y"
    assert "not kept: shortTitle of 1 work\n" in done.stdout


def test_another_work_with_a_key_that_is_there_is_a_mistake(tmp_path: Path) -> None:
    project = project_of(SITES / "harbours", tmp_path / "port")
    key, reference = next(iter(references(bibliography(project)).items()))
    other = {**to_csl(reference), "title": "Something else"}
    good = {"id": "dale2024", "type": "book", "title": "Dales", "issued": {"date-parts": [[2024]]}}
    (tmp_path / "x.json").write_text(json.dumps([other, good, good]), "utf-8")
    before = bibliography(project).read_bytes()
    done = run(project, tmp_path / "x.json", "--write")
    assert (done.exit_code, bibliography(project).read_bytes()) == (1, before)
    assert (
        f"work 1: '{key}' is in the bibliography with another title, expected the same work or another key"
        in done.stdout
    )
    assert "work 3: the key 'dale2024' is given twice" in done.stdout
    done = run(project, tmp_path / "x.json", "--write", "--skip-bad")
    assert done.exit_code == 0, done.output
    after = bibliography(project).read_text("utf-8")
    assert after.count("@book{dale2024,") == 1
    assert "Something else" not in after


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("x.ris", b"nothing", "no works"),
        ("x.ris", b"\xff\xfe\x00", "not UTF-8"),
        ("x.json", b"[1]", "not CSL-JSON"),
        ("x.json", b"[", "not JSON"),
        ("x.bib", b"@book{a, title = {x}", "x.bib:1: bad-entry: "),
    ],
)
def test_what_holds_no_works_says_so(project: Path, tmp_path: Path, name: str, data: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(data)
    done = run(project, tmp_path / name)
    assert done.exit_code == 1
    assert said in done.stderr


MEMBERS = ["family", "given", "literal", "date-parts", "season", "circa", "raw", "x"]
VALUE = st.recursive(
    st.text(max_size=20) | st.integers() | st.none() | st.booleans() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(MEMBERS), inner),
    max_leaves=8,
)
NAMES = """type title author editor issued accessed genre container-title publisher note URL DOI number issue language
    custom page x""".split()
SAID = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Co", "Cn")), max_size=20)


@tried(300)
@given(st.dictionaries(st.sampled_from(NAMES), VALUE))
def test_whatever_an_item_holds_it_becomes_an_entry(item: dict[str, Any]) -> None:
    assert from_csl(item).entry("key").startswith("@")


@tried(200)
@given(title=SAID, author=SAID, publisher=SAID)
def test_whatever_a_work_says_its_entry_reads_the_same(title: str, author: str, publisher: str) -> None:
    item = {"type": "report", "title": title, "author": [{"literal": author}], "publisher": publisher}
    entry = from_csl(item).entry("key")
    found, problems = read_file(entry, "x.bib")
    assert [str(each) for each in problems if each.code.slug == "bad-entry"] == []
    read = to_csl(found[0])
    assert read.get("title", "") == " ".join(title.split())
    assert [name.get("literal", "") for name in read.get("author", [])] == [" ".join(author.split())] * bool(
        author.split()
    )


@tried(200)
@given(st.text(st.sampled_from("TYAUENRKDP12 -/\n,x"), max_size=80))
def test_no_ris_is_too_odd_to_be_read(text: str) -> None:
    for item in read_ris(text):
        assert from_csl(item).entry("key").startswith("@")


@pytest.mark.parametrize(
    "member",
    [
        '"issued": {"date-parts": [[]]}', '"issued": {"date-parts": {"a": 1}}', '"issued": {"date-parts": [null]}',
        '"issued": {"date-parts": [["20}24"]]}', '"issued": "x"', '"author": {"a": 1}',
        '"author": [[]]', '"author": "x"',
        '"author": [null]', '"title": {"a": 1}', '"type": ["x"]',
    ],
)  # fmt: skip
def test_what_another_program_wrote_in_another_form_still_has_a_key(tmp_path: Path, member: str) -> None:
    file = tmp_path / "odd.json"
    file.write_text(f'[{{{member}, "publisher": "P"}}]', "utf-8")
    (work,) = read_works(file)
    assert re.fullmatch("[a-z0-9]+", work.stem)
    references, _ = read_file(work.entry(work.stem), "a.bib")
    assert [reference.key for reference in references] == [work.stem]
