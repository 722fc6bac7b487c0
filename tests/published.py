"""What the tests of the published data share: the files of a built site, read by the parsers of their formats."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import Any

import feedparser
import icalendar
import rispy
from jsonschema import Draft202012Validator

from builds import Build

SCHEMAS = {"claims.json": "claims", "events.json": "events", "annotations.jsonld": "annotations"}


def document(build: Build, name: str) -> Any:
    """A JSON document, valid by the schema that is published beside it."""
    schema = json.loads(build.text(f"data/schemas/{SCHEMAS[name]}.json"))
    Draft202012Validator.check_schema(schema)
    read = json.loads(build.text(f"data/{name}"))
    Draft202012Validator(schema).validate(read)
    return read


def addressed(read: Any) -> list[Any]:
    """The records of a document, each with its address: its own, or that of its brief's or its claim's page."""
    homes = {brief["key"]: brief["url"] for brief in read.get("briefs", ())}
    found = []
    for record in (each for name in ("claims", "shifts", "corrections", "events") for each in read.get(name, ())):
        home = homes.get(record.get("brief"))
        found.append({"url": f"{home}#{record['id']}", **record})
        if outcome := record.get("outcome"):
            found.append({"url": f"{home}#{outcome['id']}", **outcome})
    return found


def table(build: Build) -> list[dict[str, str]]:
    """The claims as rows."""
    text = (build.site / "data" / "claims.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline=""), strict=True))


def calendar(build: Build) -> list[icalendar.Event]:
    """The events of the calendar."""
    read = icalendar.Calendar.from_ical((build.site / "data" / "events.ics").read_bytes())
    assert not read.errors
    assert not any(event.errors for event in read.events)
    return read.events


def feed(build: Build) -> Any:
    """The feed of outcomes."""
    read = feedparser.parse((build.site / "data" / "outcomes.atom").read_bytes())
    assert not read.bozo
    return read


def ris(build: Build, path: str = "data/references.ris") -> list[dict[str, Any]]:
    """The entries of a RIS file."""
    return rispy.loads((build.site / path).read_bytes().decode())
