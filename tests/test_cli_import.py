"""``foresite table`` and ``foresite import``: the record in spreadsheets, and back from them."""

from __future__ import annotations

import csv
import io
import re
import sys
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from builds import ROOT, SITES, Build, project_of
from examples import tried
from foresite.cli import main
from foresite.editing import insertions
from foresite.model.fields import KINDS
from foresite.model.problems import Place
from foresite.model.records import Record
from foresite.model.sources import Sources
from foresite.parsing.project import read_project
from foresite.parsing.settings import read_settings
from foresite.tabular.entries import CellProblem, Defaults, Entry, entries_of
from foresite.tabular.records import tables_of
from foresite.tabular.tables import TableError, read_tables, write_tables

BLOCK = re.compile(r"(?ms)^/// (?:finding|forecast|recommendation|scenario|correction|event|outcome|shift) .*?^///$\n*")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return project_of(SITES / "harbours", tmp_path / "port")


def run(project: Path, command: str, *arguments: object) -> Result:
    return CliRunner().invoke(main, [command, "-f", str(project / "mkdocs.yml"), *map(str, arguments)])


def sources(project: Path) -> Sources:
    settings, problems = read_settings(project / "mkdocs.yml")
    found = read_project(settings)
    assert [*problems, *found.problems] == []
    return found


def records(project: Path) -> dict[str, Record]:
    """Every record by its id, wherever on its page it stands."""
    anywhere: dict[str, Any] = {"place": Place("", 1), "body_line": 0}
    return {record.id: replace(record, body=record.body.strip(), **anywhere) for record in sources(project).records}


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def emptied(project: Path, folder: Path) -> Path:
    """A copy of a project without its record: macro calls that need some of it are gone, too."""
    copy = project_of(project, folder)
    for path in (copy / "docs").rglob("*.md"):
        path.write_text(BLOCK.sub("", path.read_text("utf-8")), "utf-8")
    for name in ("index.md", "views.md", "ko.md"):
        (copy / "docs" / name).write_text("# Home\n", "utf-8")
    for path in (copy / "docs" / "briefs").iterdir():
        text = path.read_text("utf-8")
        path.write_text("\n".join(line for line in text.splitlines() if "#" not in line[3:]) + "\n", "utf-8")
    return copy


def table(path: Path, *rows: tuple[str, ...]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def sheet(path: Path, *rows: tuple[Any, ...], title: str = "Sheet1") -> Path:
    book = openpyxl.Workbook()
    assert book.active
    book.active.title = title
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


# --- the round trip ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["record.xlsx", "record.csv"])
def test_a_table_restores_the_same_record(project: Path, tmp_path: Path, name: str) -> None:
    done = run(project, "table", tmp_path / name)
    assert done.exit_code == 0, done.output
    copy = emptied(project, tmp_path / "copy")
    assert records(copy) == {}
    done = run(copy, "import", tmp_path / name, "--write")
    assert done.exit_code == 0, done.output
    assert records(copy) == records(project)
    before = files(copy)
    done = run(copy, "import", tmp_path / name, "--write")
    assert (done.exit_code, files(copy)) == (0, before)
    assert f"unchanged: {len(records(project))}\n" in done.stdout


def test_drafts_stay_drafts(project: Path, tmp_path: Path) -> None:
    page = project / "docs" / "record.md"
    text = page.read_text("utf-8")
    options = {"id": "a-draft", "draft": "true", "date": "2022", "themes": ["trade"], "sources": ["gauge2022"]}
    page.write_text(f"{text}\n{insertions.block('event', 'A draft', options, '')}\n", "utf-8")
    run(project, "table", tmp_path / "without.csv")
    assert "a-draft" not in (tmp_path / "without.csv").read_text("utf-8")
    run(project, "table", "--drafts", tmp_path / "with.csv")
    done = run(project, "import", tmp_path / "with.csv", "--write")
    assert (done.exit_code, done.stderr) == (0, "nothing to write\n")
    page.write_text(text, "utf-8")
    done = run(project, "import", tmp_path / "with.csv", "--write")
    assert done.exit_code == 0, done.output
    assert "    id: a-draft\n" in page.read_text("utf-8")
    assert "    draft: true\n" in page.read_text("utf-8")
    assert "a-draft" not in records(project)


def test_the_published_data_restore_the_record(harbours: Build, project: Path, tmp_path: Path) -> None:
    copy = emptied(project, tmp_path / "copy")
    for name in ("events.json", "claims.json"):
        done = run(copy, "import", harbours.site / "data" / name, "--write", "--page", "record.md")
        assert done.exit_code == 0, done.output
    restored, known = records(copy), records(project)
    # Only the outcome that counts is published.
    assert {id for id in known if id not in restored} == {
        id for id, record in known.items() if record.kind == "outcome" and id not in harbours.text("data/claims.json")
    }
    assert restored == {id: replace(known[id], page=record.page) for id, record in restored.items()}


def test_the_published_table_restores_claims_and_outcomes(harbours: Build, project: Path, tmp_path: Path) -> None:
    copy = emptied(project, tmp_path / "copy")
    for name in ("events.json", "claims.csv"):
        done = run(copy, "import", harbours.site / "data" / name, "--write", "--page", "record.md")
        assert done.exit_code == 0, done.output
    restored, known = records(copy), records(project)
    assert {id for id, record in known.items() if id in {claim.id for claim in KNOWN.claims}} <= set(restored)
    assert {record.kind for record in restored.values()} >= {"scenario", "outcome", "event"}
    assert restored == {id: replace(known[id], page=record.page) for id, record in restored.items()}


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=30)
LINE = TEXT.map(lambda text: " ".join(text.split())).filter(bool)
LISTED = st.lists(LINE, max_size=4, unique=True).map(tuple)
BODY = st.lists(TEXT, max_size=4).map(lambda lines: "\n".join(lines).strip())


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@tried(200, 40)
@given(data=st.data())
def test_whatever_a_record_says_a_table_says_it_too(
    suffix: str, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    known = list(KNOWN.records)
    record = data.draw(st.sampled_from(known))
    changes: dict[str, Any] = {"title": data.draw(LINE), "body": data.draw(BODY)}
    for field in KINDS[record.kind].fields.values():
        if field.prose:
            changes[field.attribute_name] = data.draw(LISTED if field.type.many else LINE | st.just(""))
    said = replace(record, **changes)
    path = tmp_path_factory.mktemp("tables") / f"x{suffix}"
    path.write_bytes(write_tables(path, tables_of(Sources(generic_records=(said,)), one=suffix == ".csv")))
    (entry,) = [each for one in read_tables(path) for each in entries_of(one, Defaults(), KNOWN)]
    assert isinstance(entry, Entry)
    assert (entry.kind, entry.id, entry.title, entry.body) == (said.kind, said.id, said.title, said.body)
    for name, field in KINDS[said.kind].fields.items():
        expected = tuple(field.of(said)) if field.type.many else field.written(said)
        assert entry.options.get(name, () if field.type.many else "") == expected


def _known() -> Sources:
    settings, _ = read_settings(SITES / "harbours" / "mkdocs.yml")
    return read_project(settings)


KNOWN = _known()


def test_no_cell_is_run_by_a_spreadsheet(project: Path, tmp_path: Path) -> None:
    page = project / "docs" / "record.md"
    text = page.read_text("utf-8")
    title = '=HYPERLINK("https://example.org","x")'
    page.write_text(re.sub(r"(?m)^/// event \| .*$", f"/// event | {title}", text, count=1), "utf-8")
    run(project, "table", tmp_path / "record.xlsx")
    run(project, "table", tmp_path / "record.csv")
    cells = [cell for sheet in openpyxl.load_workbook(tmp_path / "record.xlsx") for row in sheet for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"s"}
    assert title in [cell.value for cell in cells]
    rows = csv.reader(io.StringIO((tmp_path / "record.csv").read_text("utf-8-sig"), newline=""))
    assert f"'{title}" in [cell for row in rows for cell in row]


# --- a team's own sheet ------------------------------------------------------------------------------------------

HEADINGS = ("Statement", "Kind", "Brief", "Theme", "Paragraphs", "Wording", "Likelihood", "By when", "Status", "As of",
            "Remarks")  # fmt: skip


def claims(number: int) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for n in range(number):
        judged = ("occurred", "2023-01-02") if n % 3 == 0 else (None, None)
        said = (KNOWN.briefs[0].key, "trade", 1 + n % 2, "likely", "likely", 2022)
        rows.append((f"Lock {n} opens: = to 100 %", "Forecast", *said, *judged, "ask Jo"))
    return rows


def test_thirty_rows_are_thirty_claims(project: Path, tmp_path: Path) -> None:
    path = sheet(tmp_path / "team.xlsx", HEADINGS, *claims(30))
    before = files(project)
    flags = ("--column", "Statement=title", "--column", "By when=horizon")
    done = run(project, "import", path, *flags)
    assert done.exit_code == 0, done.output
    assert files(project) == before
    said = [" ".join(line.split()) for line in done.stdout.splitlines()]
    assert {"Statement -> title", "Paragraphs -> at", "Remarks not used"} <= set(said)
    assert f"docs/{KNOWN.briefs[0].page}: 30 new" in said
    assert "nothing is written yet: run it again with --write" in done.stderr
    known = len(records(project))
    done = run(project, "import", path, *flags, "--write")
    assert done.exit_code == 0, done.output
    assert len(records(project)) == known + 30 + 10
    assert run(project, "check").exit_code == 0
    # The team goes on with its sheet.
    rows = claims(31)
    rows[4] = (*rows[4][:6], "unlikely", *rows[4][7:])
    done = run(project, "import", sheet(path, HEADINGS, *rows), *flags, "--write")
    assert done.exit_code == 0, done.output
    assert "1 new, 1 changed" in done.stdout
    assert len(records(project)) == known + 31 + 11
    changed = next(record for record in records(project).values() if record.title == rows[4][0])
    assert KINDS["forecast"].fields["likelihood"].written(changed) == "unlikely"


def test_a_change_leaves_what_the_table_does_not_say(project: Path, tmp_path: Path) -> None:
    claim = next(claim for claim in KNOWN.claims if claim.kind == "forecast")
    page = project / "docs" / claim.page
    before = page.read_text("utf-8")
    note = before.replace(f"    id: {claim.id}\n", f"    id: {claim.id}\n    # ask the port\n")
    page.write_bytes(note.replace("\n", "\r\n").encode())
    path = table(tmp_path / "x.csv", ("id", "title", "quote"), (claim.id, "Another title", "a phrase"))
    done = run(project, "import", path, "--write")
    assert done.exit_code == 0, done.output
    after = page.read_bytes().decode()
    assert after.count("\r\n") == after.count("\n")
    lines = set(after.replace("\r\n", "\n").split("\n")) ^ set(note.split("\n"))
    assert {line for line in lines if line in after} == {"/// forecast | Another title", "    quote: a phrase"}
    assert f"/// forecast | {claim.title}" in lines


# --- what is wrong -----------------------------------------------------------------------------------------------

BAD = (
    ("kind", "brief", "id", "title", "theme", "at", "wording", "likelihood", "horizon", "addressee", "quote"),
    ("forecast", "KEY", "a-one", "One", "trade", "1", "likely", "likely", "2022", "", ""),
    ("forecst", "KEY", "a-two", "Two", "trade", "1", "likely", "likely", "2022", "", ""),
    ("forecast", "nobody", "a-three", "Three", "trade", "1", "likely", "likely", "2022", "", ""),
    ("forecast", "KEY", "a-four", "Four", "trdae", "1", "likely", "likely", "2022", "", ""),
    ("forecast", "KEY", "a-five", "Five", "trade", "999", "likely", "likely", "2022", "", ""),
    ("forecast", "KEY", "a-six", "Six", "trade", "1", "likely", "lickely", "2022", "", ""),
    ("forecast", "KEY", "a-seven", "Seven", "trade", "1", "likely", "likely", "next year", "", ""),
    ("finding", "KEY", "a-eight", "Eight", "trade", "1", "", "", "", "the port", ""),
    ("finding", "KEY", "a-nine", "", "trade", "1", "", "", "", "", ""),
    ("finding", "KEY", "a-one", "Ten", "trade", "1", "", "", "", "", ""),
    ("finding", "KEY", "a-eleven", "Eleven", "trade", "", "", "", "", "", ""),
    ("finding", "KEY", "A b", "Twelve", "trade", "1", "", "", "", "", ""),
    (
        "finding",
        "KEY",
        "a-thirteen",
        "Thirteen",
        "trade",
        "1",
        "",
        "",
        "",
        "",
        "one two three four five six " * 3,
    ),
    ("finding", "KEY", "a-fourteen", "Fourteen", "trade", "1", "", "", "", "", ""),
)
EXPECTED = (
    (3, "kind", "no kind 'forecst'", "did you mean 'forecast'?"),
    (4, "brief", "no page annotates 'nobody'", ""),
    (5, "theme", "unknown-theme: ", "did you mean 'trade'?"),
    (6, "at", "bad-locator: ", ""),
    (7, "likelihood", "unknown-term: ", "did you mean 'likely'?"),
    (8, "horizon", "bad-date: ", ""),
    (9, "addressee", "'addressee' is not an option of a finding", ""),
    (10, "title", "the finding has no title", ""),
    (11, "id", "'a-one' is in row 2 already", ""),
    (12, "title", "missing-option: ", ""),
    (13, "id", "bad-id: ", ""),
    (14, "quote", "long-quotation: ", ""),
)


def test_each_bad_cell_is_one_mistake_and_nothing_is_written(project: Path, tmp_path: Path) -> None:
    key = KNOWN.briefs[0].key
    path = table(tmp_path / "bad.csv", *(tuple(cell.replace("KEY", key) for cell in row) for row in BAD))
    before = files(project)
    done = run(project, "import", path, "--write")
    assert (done.exit_code, files(project)) == (1, before)
    said = [line for line in done.stdout.splitlines() if line.startswith(f"{path}: row ")]
    for line, (row, column, message, hint) in zip(said, EXPECTED, strict=True):
        assert line.startswith(f"{path}: row {row}, column '{column}': {message}"), line
        assert hint in line
    assert done.stderr == "nothing is written: 12 mistakes; --skip-bad leaves out their rows\n"
    done = run(project, "import", path, "--write", "--skip-bad")
    assert done.exit_code == 0, done.output
    assert {record.id for record in sources(project).claims} == {
        *(claim.id for claim in KNOWN.claims), "a-one", "a-fourteen"}  # fmt: skip
    assert done.stderr == "written, without the rows of 12 mistakes\n"


def test_the_mistake_that_the_documentation_shows_is_said_so() -> None:
    message = "unknown-theme: no theme 'trdae' in mkdocs.yml, expected harbour or trade"
    shown = CellProblem("claims.csv", 7, "Theme", message, "did you mean 'trade'?")
    assert f"```text\n{shown}\n```" in (ROOT / "docs" / "commands.md").read_text("utf-8")


def test_what_refers_to_a_row_left_out_is_left_out_too(project: Path, tmp_path: Path) -> None:
    key = KNOWN.briefs[0].key
    path = table(
        tmp_path / "x.csv",
        ("kind", "brief", "id", "title", "theme", "at", "wording", "likelihood", "horizon", "of", "status", "as-of"),
        ("forecast", key, "a-one", "One", "trade", "1", "likely", "lickely", "2022", "", "", ""),
        ("outcome", "", "a-one-outcome", "It did", "", "", "", "", "", "a-one", "occurred", "2023-01-01"),
    )
    before = files(project)
    done = run(project, "import", path, "--write", "--skip-bad")
    assert done.exit_code == 0, done.output
    assert files(project) == before


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("x.csv", b"", "empty, expected a row of headings"),
        ("x.csv", b"id,ID,id\n", "two columns are called 'id'"),
        ("x.csv", b"id,Id\na,b\n", "the columns 'id' and 'Id' both go to 'id'"),
        ("x.csv", b"t\xefte\n", "expected a file saved as 'CSV UTF-8'"),
        ("x.csv", b'a,b\n"c\n', "not a table"),
        ("x.xlsx", b"PK nothing", "not a workbook"),
        ("x.json", b"{", "not JSON"),
        ("x.json", b'{"a": 1}', "no claims or events"),
        ("x.json", b"[" * 100_000, "not JSON"),
        ("x.ods", b"", "expected a .csv, .xlsx or .json file"),
    ],
)
def test_what_is_no_table_says_so(project: Path, tmp_path: Path, name: str, data: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(data)
    done = run(project, "import", tmp_path / name)
    assert done.exit_code == 1
    assert said in done.stderr
    assert not isinstance(done.exception, Exception) or isinstance(done.exception, SystemExit)


@pytest.mark.parametrize(
    ("flag", "said"),
    [("title", "expected HEADING=OPTION"), ("Name=titel", "did you mean 'title'?"), ("Nom=title", "no such column")],
)
def test_a_wrong_column_flag_says_what_was_expected(project: Path, tmp_path: Path, flag: str, said: str) -> None:
    done = run(project, "import", table(tmp_path / "x.csv", ("Name",), ("a",)), "--column", flag)
    assert done.exit_code == 2
    assert said in done.stderr


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("foresite.tabular.tables.LARGEST_UNPACKED", 1_000_000)
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"0" * 2_000_000)
    assert path.stat().st_size < 10_000
    done = run(project, "import", path)
    assert done.exit_code == 1
    assert "unpacks to more than" in done.stderr


@pytest.mark.parametrize("page", [".git/x.md", "a/.hidden/x.md", "../x.md", "/x.md", ".x.md"])
def test_a_row_is_written_to_no_file_that_is_not_a_page(project: Path, tmp_path: Path, page: str) -> None:
    path = tmp_path / "events.csv"
    path.write_text(f"kind,title,date,themes,sources,page\nevent,A,2022-01-01,trade,ledger2022,{page}\n", "utf-8")
    done = run(project, "import", path, "--write")
    assert done.exit_code == 1
    assert f"'{page}' is not a page" in done.stdout


def test_a_sheet_whose_stated_extent_is_false_is_read_as_it_is(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["kind", "title"])
    book.active.append(["event", "A"])
    book.save(tmp_path / "true.xlsx")
    with zipfile.ZipFile(tmp_path / "true.xlsx") as old, zipfile.ZipFile(tmp_path / "false.xlsx", "w") as new:
        for name in old.namelist():
            data = old.read(name).replace(b'<dimension ref="A1:B2"', b'<dimension ref="A1:XFD1048576"')
            new.writestr(name, data)
    (false,), (true,) = read_tables(tmp_path / "false.xlsx"), read_tables(tmp_path / "true.xlsx")
    assert false.rows == true.rows
    assert [row.number for row in false.rows] == [2]


@pytest.mark.parametrize("name", ["long.csv", "long.xlsx"])
def test_a_table_of_too_many_rows_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr("foresite.tabular.tables.MOST_ROWS", 20)
    rows = [["id"], *([f"a-{number}"] for number in range(30))]
    if name.endswith(".csv"):
        (tmp_path / name).write_text("\n".join(map(",".join, rows)), "utf-8")
    else:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / name)
    with pytest.raises(TableError, match="more than 20 rows"):
        read_tables(tmp_path / name)


@pytest.mark.parametrize("text", ["id;title\nx;y\n", "id\ttitle\nx\ty\n", "id,title\nx,y\n"])
@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_tables_of_any_spreadsheet_are_read(tmp_path: Path, text: str, codec: str) -> None:
    (tmp_path / "x.csv").write_text(text, codec)
    (found,) = read_tables(tmp_path / "x.csv")
    assert [row.cells for row in found.rows] == [{"id": "x", "title": "y"}]


@pytest.mark.parametrize("command", ["import", "table"])
def test_without_what_reads_workbooks_it_says_how_to_get_it(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    path = sheet(tmp_path / "x.xlsx", ("id",), ("a",))
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    done = run(project, command, path)
    assert done.exit_code == 1
    assert "spreadsheets need openpyxl: pip install 'foresite[sheets]'; or use CSV" in done.stderr
