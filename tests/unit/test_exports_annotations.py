"""Claims and corrections as Web Annotations."""

from __future__ import annotations

import json
from uuid import UUID

import pytest
from harbour import corpus, reference, settings
from jsonschema import Draft202012Validator

from foresite.exports.annotations import annotations_jsonld, target_of
from foresite.exports.files import schemas

SCHEMA = Draft202012Validator(json.loads(schemas()["data/schemas/annotations.json"]))


def read(**changes):
    collection = json.loads(annotations_jsonld(corpus(**changes)))
    SCHEMA.validate(collection)
    items = collection["first"]["items"]
    assert len(items) == collection["total"]
    return collection, {item["id"].partition("#")[2]: item for item in items}


def test_a_claim_describes_a_phrase_of_a_paragraph() -> None:
    _, items = read()
    assert items["moor-second-berth"] == {
        "id": "../briefs/2021-moor/#moor-second-berth",
        "type": "Annotation",
        "motivation": "describing",
        "body": [
            {
                "type": "TextualBody",
                "value": "The second berth opens\n\nThe brief expects it.",
                "format": "text/markdown",
                "language": "en",
            },
            "#kind-forecast",
            "#theme-berths",
        ],
        "target": {
            "type": "SpecificResource",
            "source": "https://example.org/ports?a=1&b=2",
            "selector": [
                {"type": "TextQuoteSelector", "exact": "a berth within two summers"},
                {"type": "FragmentSelector", "value": "paragraph=3-4"},
            ],
        },
    }


def test_kinds_and_themes_are_bodies_that_stand_once_in_the_file() -> None:
    collection, items = read()
    tags = {tag["id"]: tag for tag in collection["as:tag"]}
    assert tags["#kind-forecast"] == {
        "id": "#kind-forecast", "type": "TextualBody", "value": "forecast", "purpose": "classifying",
    }  # fmt: skip
    assert tags["#theme-berths"] == {
        "id": "#theme-berths", "type": "TextualBody", "value": "Berths", "purpose": "tagging",
    }  # fmt: skip
    assert len(tags) == len(collection["as:tag"])
    assert {body for item in items.values() for body in item["body"][1:]} == set(tags)


def test_a_claim_without_a_quote_has_its_paragraph() -> None:
    _, items = read()
    assert items["moor-queues"]["target"]["selector"] == [{"type": "FragmentSelector", "value": "paragraph=2"}]


def test_a_correction_edits_what_is_printed() -> None:
    _, items = read()
    correction = items["moor-correction-year"]
    assert correction["motivation"] == "editing"
    assert correction["target"]["selector"][0] == {"type": "TextQuoteSelector", "exact": "opened in 1919"}
    assert "Reading: opened in 1991" in correction["body"][0]["value"]


def test_addresses_are_absolute_where_the_site_knows_its_own() -> None:
    at = settings(url="https://harbour.example/", name="Harbour", author="The desk", licence="https://l.example/")
    collection, items = read(settings=at)
    assert collection["id"] == "https://harbour.example/data/annotations.jsonld"
    assert (collection["creator"], collection["rights"]) == ({"name": "The desk"}, "https://l.example/")
    assert all(item["id"].startswith("https://harbour.example/briefs/") for item in items.values())


@pytest.mark.parametrize(
    ("fields", "target"),
    [
        ({"url": "https://a.example/x", "isbn": "979-11-6617-766-8"}, "https://a.example/x"),
        ({"doi": "10.1/x"}, "https://doi.org/10.1/x"),
        ({"isbn": "979-11-6617-766-8"}, "urn:isbn:9791166177668"),
        ({"url": "mailto:a@b.example", "isbn": "0-306-40615-X"}, "urn:isbn:030640615X"),
    ],
)
def test_the_target_is_the_briefs_address_else_its_isbn(fields, target) -> None:
    assert target_of(corpus(references=(reference("moor2021", "Ports", **fields),)), "moor2021") == target


def test_else_it_is_a_name_made_of_the_key() -> None:
    bare = corpus(references=(reference("moor2021", "Ports", isbn="none"),))
    name = target_of(bare, "moor2021")
    assert UUID(name).version == 5
    assert name == target_of(bare, "moor2021") != target_of(bare, "unknown")
