"""The claims and events as JSON: every address can be told, and nothing is said that says nothing."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from typing import Any

import harbour
import pytest
from jsonschema import Draft202012Validator

from foresite.exports.claims import claims_csv, claims_json
from foresite.exports.events import events_json
from foresite.exports.files import schemas
from foresite.exports.serialise import permalink
from foresite.model.corpus import Corpus
from foresite.model.dates import OPEN
from published import addressed


def read(corpus: Corpus) -> list[Any]:
    """Both documents, valid by their schemas."""
    documents = []
    for name, write in (("claims", claims_json), ("events", events_json)):
        document = json.loads(write(corpus))
        Draft202012Validator(json.loads(schemas()[f"data/schemas/{name}.json"])).validate(document)
        documents.append(document)
    return documents


@pytest.mark.parametrize("url", ["", "https://harbour.example/"])
def test_every_record_has_its_permalink(url: str) -> None:
    corpus = harbour.corpus(settings=harbour.settings(url=url))
    found = {record["id"]: record["url"] for document in read(corpus) for record in addressed(document)}
    assert found == {id: permalink(corpus, corpus.records[id], "data/claims.json") for id in found}
    latest = {outcome.id for claim in corpus.claims if (outcome := corpus.outcome(claim))}
    assert found.keys() == corpus.records.keys() - {each.id for each in corpus.outcomes} | latest


def test_what_stands_elsewhere_says_where() -> None:
    away = replace(harbour.CLAIMS[0], page="events.md")
    corpus = harbour.corpus(claims=(away,))
    (claim,) = read(corpus)[0]["claims"]
    assert claim["url"] == f"../events/#{away.id}"
    assert claim["outcome"]["url"] == permalink(corpus, corpus.records[claim["outcome"]["id"]], "data/claims.json")


@pytest.mark.parametrize("corpus", [harbour.corpus(), harbour.empty()])
def test_nothing_is_empty_within_a_record(corpus: Corpus) -> None:
    def check(value: Any) -> None:
        assert value not in (None, "", [])
        for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            check(each)

    for document in read(corpus):
        for name in ("claims", "shifts", "corrections", "events"):
            for record in document.get(name, ()):
                check(record)


def test_a_likelihood_is_a_term_of_the_scale_at_the_head() -> None:
    document, _ = read(harbour.corpus())
    terms = {term["term"]: (term["least"], term["greatest"]) for term in document["scale"]["terms"]}
    claims = {claim["id"]: claim for claim in document["claims"]}
    assert claims["moor-second-berth"]["likelihood"] == "likely"
    assert terms["likely"] == (55, 80)
    assert {claim["likelihood"] for claim in claims.values() if "likelihood" in claim} <= terms.keys()


def test_a_horizon_that_is_open_says_so() -> None:
    open_ended = harbour.forecast("moor-open", "It opens some day", 2021, "likely")
    future = harbour.scenario("moor-future", "It stays", 2021, "likely", horizon=OPEN)
    silent = harbour.scenario("moor-silent", "It goes", 2021, "likely")
    corpus = harbour.corpus(claims=(open_ended, future, silent), shifts=(), outcomes=(), calls=())
    horizons = {claim["id"]: claim.get("horizon") for claim in read(corpus)[0]["claims"]}
    assert horizons == {"moor-open": "open", "moor-future": "open", "moor-silent": None}
    written = [row["horizon"] for row in csv.DictReader(claims_csv(corpus).splitlines())]
    assert written == [horizons[claim.id] or "" for claim in corpus.claims]
