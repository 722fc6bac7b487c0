"""What a source is worth: who speaks, where it was read, and which sources rest on one report."""

from __future__ import annotations

import json
from dataclasses import replace

import harbour
import pytest
from harbour import event, reference
from pages import card, shown

from foresite.exports.events import events_json
from foresite.exports.references import to_bibtex

WORKS = (
    reference("wire2022", "Berth", "2022", voice="state-media", readat="outlet"),
    reference("ledger2022", "Berth, says wire", "2022", voice="press", readat="mirror", restson="wire2022"),
    reference("digest2022", "Berths", "2022", voice="aggregator", restson="ledger2022"),
    reference("clip2022", "A clip", "2022", restson="a broadcast of the port"),
    reference("note2022", "A note", "2022", restson="a broadcast of the port"),
    reference("loop2022", "Loop", "2022", restson="knot2022"),
    reference("knot2022", "Knot", "2022", restson="loop2022"),
)


def corpus(*sources: str):
    opened = replace(
        event("opens", "It opens", "2022-06-01", sources=sources), asserted_by=("Port",), denied_by=("City",)
    )
    return harbour.corpus(references=(*harbour.REFERENCES, *WORKS), events=[opened], outcomes=())


@pytest.mark.parametrize(
    ("sources", "independent"),
    [
        (("wire2022",), 1),
        (("wire2022", "ledger2022", "digest2022"), 1),
        (("clip2022", "note2022"), 1),
        (("wire2022", "clip2022"), 2),
        (("loop2022", "knot2022"), 1),
        (("ledger2022", "gazette2022"), 2),
    ],
)
def test_sources_that_rest_on_one_report_count_once(sources: tuple[str, ...], independent: int) -> None:
    made = corpus(*sources)
    assert made.independent_sources(made.events[0]) == independent
    (told,) = json.loads(events_json(made))["events"]
    assert (told["independent_sources"], told["single_source"]) == (independent, independent == 1)
    assert ("rests on one independent source" in card(made, "opens").text) == (independent == 1)


def test_an_event_names_who_asserts_and_who_denies_it() -> None:
    made = corpus("wire2022", "ledger2022")
    assert "asserted by Port denied by City" in card(made, "opens").text
    assert "Sources (Wire 2022; Ledger 2022) state media, press" in card(made, "opens").text
    (told,) = json.loads(events_json(made))["events"]
    assert (told["asserted_by"], told["denied_by"]) == (["Port"], ["City"])


def test_the_bibliography_says_what_each_source_is_worth() -> None:
    page = shown(corpus("wire2022"), "bibliography", page="bibliography.md")
    works = page.texts("section", "fs-work")
    (ledger,) = [text for text in works if "Read on a mirror" in text]
    assert "Who speaks press Read on a mirror Rests on Berth 2022 Same report in Berths 2022" in ledger
    (wire,) = [text for text in works if "Read at the outlet" in text]
    assert "Who speaks state media Read at the outlet Same report in Berth, says wire 2022, Berths 2022" in wire
    assert sum("Rests on a broadcast of the port Same report in" in text for text in works) == 2
    assert all("Who speaks" not in text for text in works if "Gazette" in text)


def test_what_a_source_is_worth_survives_the_export_of_the_bibliography() -> None:
    text = to_bibtex([WORKS[1]])
    assert all(field in text for field in ("voice = {press}", "readat = {mirror}", "restson = {wire2022}"))
