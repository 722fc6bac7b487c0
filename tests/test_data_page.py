"""The page about the data is true: it names every file, and describes each member as the schemas do."""

from __future__ import annotations

import json
import re

import pytest

from builds import ROOT
from foresite.exports.files import schemas
from foresite.model.datafiles import DATA_FILES

PAGE = (ROOT / "docs" / "data.md").read_text("utf-8")
FORMS = {path: json.loads(text) for path, text in schemas().items()}
ROW = re.compile(r"^\| `([^`]+)` \| (.+) \|$", re.MULTILINE)
HEADINGS = {
    "claims.json": {
        "An outlook": "outlook", "A brief": "brief", "A claim": "claim", "A finding also": "finding",
        "A forecast also": "forecast", "What came out of a quantity": "actual", "A scenario also": "scenario",
        "A recommendation also": "recommendation", "An outcome": "outcome",
        "A shift": "shift", "A correction": "correction", "A record of another kind": "other", "A scale": "scale",
        "A term of a scale": "term",
    },
    "events.json": {"An event": "event"},
    "annotations.jsonld": {
        "The page of the collection": "page", "An annotation": "annotation", "A body with text": "text",
        "A body with a word": "tag", "A target": "target",
        "A selector of a phrase": "phrase", "A selector of places": "place",
    },
}  # fmt: skip


def section(name: str) -> dict[str, str]:
    """The parts of a section by heading; what stands before the first has none."""
    (text,) = re.findall(rf"^## {re.escape(name)}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    first, *rest = re.split(r"^### (.+)\n", text, flags=re.MULTILINE)
    return {"": first, **dict(zip(rest[::2], rest[1::2], strict=True))}


def described(form: dict) -> list[tuple[str, str]]:
    return [(name, member["description"]) for name, member in form["properties"].items()]


def test_every_file_is_listed_with_what_describes_it() -> None:
    rows = re.findall(r"^\| \[([^\]]+)\]\((data/[^)]+)\) \| (.+) \|$", PAGE, re.MULTILINE)
    assert [link for name, link, _ in rows if link == f"data/{name}"] == [file.path for file in DATA_FILES]
    for (_, _, said), file in zip(rows, DATA_FILES, strict=True):
        assert f"]({file.schema})" in said


def table(rows: list[tuple[str, str]]) -> str:
    return "".join(f"| `{name}` | {said} |\n" for name, said in rows)


def updated(page: str, under: str, rows: list[tuple[str, str]], within: str) -> str:
    """The page with other rows in the first table under a heading of a section."""
    start = page.index(f"\n{under}\n", page.index(f"\n## {within}\n"))
    found = re.compile(r"(\|---\|---\|\n)(?:\|.*\n)*").search(page, start)
    assert found
    return page[: found.start()] + found[1] + table(rows) + page[found.end() :]


def test_the_tables_are_written_anew_where_that_is_asked_for(request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("--update-cases"):
        return
    page = PAGE
    for name, headings in HEADINGS.items():
        form = FORMS[f"data/schemas/{name.partition('.')[0]}.json"]
        for heading, definition in headings.items():
            page = updated(page, f"### {heading}", described(form["$defs"][definition]), name)
    columns = FORMS["data/claims.csv-metadata.json"]["tableSchema"]["columns"]
    rows = [(column["name"], column["dc:description"]) for column in columns]
    page = updated(page, "## claims.csv", rows, "claims.csv")
    (ROOT / "docs" / "data.md").write_text(page, "utf-8")


def test_every_member_is_described_as_in_its_schema() -> None:
    for name, headings in HEADINGS.items():
        form = FORMS[f"data/schemas/{name.partition('.')[0]}.json"]
        parts = section(name)
        assert ROW.findall(parts[""]) == described(form)
        assert set(headings) == set(parts) - {""}
        assert set(headings.values()) == set(form["$defs"]) - {"edtf"}
        for heading, definition in headings.items():
            assert ROW.findall(parts[heading]) == described(form["$defs"][definition]), heading


def test_every_column_is_described_as_in_its_table_description() -> None:
    columns = FORMS["data/claims.csv-metadata.json"]["tableSchema"]["columns"]
    assert ROW.findall(section("claims.csv")[""]) == [(column["name"], column["dc:description"]) for column in columns]


def test_the_properties_of_the_calendar_are_those_it_writes() -> None:
    source = (ROOT / "macros" / "foresite" / "exports" / "events.py").read_text("utf-8")
    written = set(re.findall(r'yield f?"([A-Z-]+)[:;]', source)) - {"BEGIN", "END"}
    listed = {name for names, _ in re.findall(r"^\| ((?:`[A-Z-]+`(?:, )?)+) \| (.+) \|$", PAGE, re.MULTILINE)
              for name in re.findall(r"`([A-Z-]+)`", names)}  # fmt: skip
    assert listed == written
