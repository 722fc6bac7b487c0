"""The data of the shipped site: each file is what its schema or its standard says, and all tell the same."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta

import pytest
from jsonschema import Draft202012Validator, ValidationError

import published
from builds import ROOT, Build
from foresite.model.datafiles import DATA_FILES
from foresite.model.dates import parse_edtf
from test_harbours import text


@pytest.mark.parametrize("name", published.SCHEMAS)
def test_each_document_is_valid_by_the_schema_beside_it(shipped: Build, name: str) -> None:
    published.document(shipped, name)


@pytest.mark.parametrize("name", published.SCHEMAS)
def test_the_schemas_notice_what_is_wrong(shipped: Build, name: str) -> None:
    schema = Draft202012Validator(json.loads(shipped.text(f"data/schemas/{published.SCHEMAS[name]}.json")))
    read = published.document(shipped, name)
    first = (read["first"]["items"] if "first" in read else read["claims" if "claims" in read else "events"])[0]
    for wrong in ({"unknown": 1}, {"id": None}):
        kept = dict(first)
        first |= wrong
        with pytest.raises(ValidationError):
            schema.validate(read)
        first.clear()
        first |= kept
    schema.validate(read)


def test_every_file_of_the_catalogue_is_there_and_its_description_too(shipped: Build) -> None:
    for file in DATA_FILES:
        assert (shipped.site / file.path).is_file(), file.path
        if not file.schema.startswith("https:"):
            assert (shipped.site / file.schema).is_file(), file.schema


def test_the_table_is_as_described(shipped: Build) -> None:
    description = json.loads(shipped.text("data/claims.csv-metadata.json"))
    assert (shipped.site / "data" / description["url"]).is_file()
    columns = description["tableSchema"]["columns"]
    rows = published.table(shipped)
    assert list(rows[0]) == [column["name"] for column in columns]
    assert len({row[description["tableSchema"]["primaryKey"]] for row in rows}) == len(rows)
    for row in rows:
        for column in columns:
            check_cell(row[column["name"]], column)


def check_cell(cell: str, column: dict) -> None:
    """A cell against its column, as CSV on the Web has it."""
    kind = column["datatype"]
    if not cell:
        assert not column.get("required"), column["name"]
    elif kind == "integer":
        assert re.fullmatch(r"\d+", cell)
    elif kind == "date":
        assert date.fromisoformat(cell)
    elif isinstance(kind, dict):
        assert re.fullmatch(kind["format"], cell)


def test_table_and_document_tell_the_same(shipped: Build) -> None:
    read = published.document(shipped, "claims.json")
    addresses = {record["id"]: record["url"] for record in published.addressed(read)}
    for row, claim in zip(published.table(shipped), read["claims"], strict=True):
        outcome = claim.get("outcome", {})
        for name in ("id", "title", "kind", "brief", "theme"):
            assert row[name] == claim[name]
        assert row["url"] == addresses[claim["id"]]
        for name in (
            "quote",
            "wording",
            "likelihood",
            "scale",
            "horizon",
            "criterion",
            "addressee",
            "set",
            "verdict",
            "changed",
        ):
            assert row[name] == claim.get(name, "")
        assert (row["status"], row["as_of"]) == (outcome.get("status", ""), outcome.get("as_of", ""))
        assert row["events"].split() == outcome.get("events", [])
        assert (row["least"], row["greatest"]) == tuple(str(claim.get(end, "")) for end in ("least", "greatest"))
        assert row["shifts"].split() == claim.get("shifts", [])


def test_the_calendar_has_every_event_on_the_days_it_can_have_been(shipped: Build) -> None:
    events = {event["id"]: event for event in published.document(shipped, "events.json")["events"]}
    found = {str(event["UID"]).partition("@")[0]: event for event in published.calendar(shipped)}
    assert found.keys() == events.keys()
    for id, event in found.items():
        span = parse_edtf(events[id]["date"])
        assert event["X-FORESITE-EDTF"] == events[id]["date"]
        assert event["SUMMARY"].startswith(events[id]["title"])
        if date.min < span.first and span.last < date.max:
            assert (event["DTSTART"].dt, event["DTEND"].dt) == (span.first, span.last + timedelta(days=1))


def test_the_feed_has_the_latest_hundred_outcomes_that_count_the_latest_first(shipped: Build) -> None:
    feed = published.feed(shipped)
    updated = [entry.updated for entry in feed.entries]
    assert updated == sorted(updated, reverse=True)
    assert feed.feed.updated == updated[0]
    claims = published.document(shipped, "claims.json")["claims"]
    latest = {claim["outcome"]["url"] for claim in claims if "outcome" in claim}
    others = [each for claim in claims for each in claim.get("earlier", ())]
    judged = latest | {outcome["url"] for outcome in others if "coder" not in outcome}
    links = {entry.link for entry in feed.entries}
    assert links <= judged
    assert len(links) == len(feed.entries) == min(100, len(judged))
    assert all(entry.content[0].value for entry in feed.entries)
    assert not any(re.search(r"\[@|\]\(", entry.content[0].value) for entry in feed.entries)


def test_every_claim_and_correction_is_an_annotation(shipped: Build) -> None:
    claims = published.document(shipped, "claims.json")
    read = published.document(shipped, "annotations.jsonld")
    items = read["first"]["items"]
    records = [record for record in published.addressed(claims) if "at" in record]
    assert {item["id"] for item in items} == {record["url"] for record in records}
    tags = {tag["id"] for tag in read["as:tag"]}
    assert tags == {body for item in items for body in item["body"][1:]}
    quoted = [item for item in items if item["target"]["selector"][0]["type"] == "TextQuoteSelector"]
    assert len(quoted) == sum("quote" in claim for claim in claims["claims"]) + len(claims["corrections"])


def test_the_references_are_the_same_in_every_format(shipped: Build) -> None:
    csl = json.loads(shipped.text("data/references.json"))
    entries = published.ris(shipped)
    assert [entry["id"] for entry in entries] == [item["id"] for item in csl]
    assert re.findall(r"^@\w+\{([^,]+),", shipped.text("data/references.bib"), re.M) == [item["id"] for item in csl]
    for entry, item in zip(entries, csl, strict=True):
        assert entry.get("title") == item.get("title")
        assert entry.get("urls", [""])[0] == item.get("URL", "")
        assert len(entry.get("authors", [])) == len(item.get("author", []))


def test_every_address_in_the_data_leads_to_its_record(shipped: Build) -> None:
    pages: dict = {}
    documents = [published.document(shipped, name) for name in ("claims.json", "events.json")]
    for record in (record for read in documents for record in published.addressed(read)):
        path, _, anchor = record["url"].partition("#")
        page = (shipped.site / "data" / path / "index.html").resolve()
        if page not in pages:
            tree = shipped.html(page.relative_to(shipped.site.resolve()).as_posix())
            pages[page] = {element.get("id"): element for element in tree.iter() if element.get("id")}
        assert text(pages[page][anchor]).startswith(" ".join(record["title"].split()))


def test_every_page_and_claim_can_be_cited_in_every_format(shipped: Build) -> None:
    titles = {claim["id"]: claim["title"] for claim in published.document(shipped, "claims.json")["claims"]}
    sources = [page for page in (ROOT / "docs").rglob("*.md") if not page.stem.endswith(".ko")]
    pages = [page.relative_to(ROOT / "docs").with_suffix("").as_posix() for page in sources]
    folder = shipped.site / "data/cite"
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}
    assert files == {f"{page}.{end}" for page in pages for end in ("bib", "ris", "json")}
    found: dict[str, str] = {}
    for page in pages:
        items = json.loads(shipped.text(f"data/cite/{page}.json"))
        entries = published.ris(shipped, f"data/cite/{page}.ris")
        keys = re.findall(r"^@online\{(.*),$", shipped.text(f"data/cite/{page}.bib"), re.MULTILINE)
        assert [item["id"] for item in items] == [entry["id"] for entry in entries] == keys
        assert [item["title"] for item in items] == [entry["title"] for entry in entries]
        assert {(entry["type_of_reference"], item["type"]) for entry, item in zip(entries, items, strict=True)} == {
            ("ELEC", "webpage")
        }
        assert items[0]["id"] not in titles  # the page's own
        found |= {item["id"]: item["title"] for item in items[1:]}
    assert found == titles


def test_each_card_links_to_its_files(shipped: Build) -> None:
    tree = shipped.html("briefs/2024-jang/index.html")
    boxes = [element for element in tree.iter() if element.get("class") == "fs-citethis"]
    own = [claim for claim in published.document(shipped, "claims.json")["claims"] if claim["brief"] == "jang2024"]
    assert len(boxes) == len(own) + 1  # the last is the page's own
    for box, claim in zip(boxes, own, strict=False):
        links = [a.get("href") for a in box.iter("a")]
        assert links[0] == f"#{claim['id']}"
    files = [f"../../data/cite/briefs/2024-jang.{end}" for end in ("bib", "ris", "json")]
    assert all([a.get("href") for a in box.iter("a")][1:4] == files for box in boxes)
