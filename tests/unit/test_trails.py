"""Trails: one proposition through the editions, drawn and told."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import harbour
import pytest
from harbour import finding, forecast, outcome
from pages import Shown, card, shown, text

from foresite.exports.claims import claims_json
from foresite.model.corpus import Corpus
from foresite.model.problems import Code
from foresite.model.records import Claim, Status
from foresite.model.settings import Settings
from foresite.parsing.project import read_project
from foresite.views.cards import Cards
from foresite.views.trails import EDGE, HEIGHT, TOP, division, trail


def edition(id: str, year: int, word: str, revises: str = "") -> Claim:
    return replace(forecast(id, "The lock opens", year, word, horizon="2024"), revises=revises)


EDITIONS = (
    edition("a", 2021, "unlikely"),
    edition("b", 2022, "likely", "a"),
    edition("c", 2023, "very likely", "b"),
)


def corpus(*claims: Claim, **changes: object) -> Corpus:
    outcomes = changes.pop("outcomes", ())
    return harbour.corpus(claims=claims or EDITIONS, outcomes=outcomes, shifts=(), corrections=(), **changes)


def ids(known: Corpus) -> list[list[str]]:
    return [[claim.id for claim in chain] for chain in known.trails]


def test_claims_that_revise_each_other_are_a_trail() -> None:
    assert ids(corpus()) == [["a", "b", "c"]]
    assert ids(corpus(EDITIONS[0])) == []
    fork = edition("d", 2023, "likely", "b")
    assert ids(corpus(*EDITIONS, fork)) == [["a", "b", "c"], ["a", "b", "d"]]


def test_a_circle_ends_and_what_is_not_there_begins_nothing() -> None:
    assert ids(corpus(edition("a", 2021, "likely", "b"), edition("b", 2022, "likely", "a"))) == []
    tail = edition("c", 2023, "likely", "a")
    assert ids(corpus(edition("a", 2021, "likely", "b"), edition("b", 2022, "likely", "a"), tail)) == [["b", "a", "c"]]
    assert ids(corpus(edition("b", 2022, "likely", "gone"))) == []


def test_a_trail_is_drawn_by_date_and_likelihood_with_the_outcome_at_its_end() -> None:
    known = corpus(outcomes=[outcome("c", Status.OCCURRED, as_of="2024-03-01")])
    view = trail(Cards(known), known.trails[0])
    # As likely as per cent of the height; from 20 to 45 per cent lies below 55 to 80.
    assert [(point.top, point.bottom) for point in view.points] == [
        (TOP + HEIGHT * 0.55, TOP + HEIGHT * 0.8),
        (TOP + HEIGHT * 0.2, TOP + HEIGHT * 0.45),
        (TOP + HEIGHT * 0.05, TOP + HEIGHT * 0.2),
    ]
    assert [point.x for point in view.points] == sorted(point.x for point in view.points)
    assert view.end is not None
    assert (view.end.x, view.end.y) == (100 - EDGE, TOP)
    assert [words for _, words, _ in view.ticks] == ["12 January 2021", "1 March 2024"]
    assert view.described == (
        "2021: unlikely, 20–45 %; 2022: likely, 55–80 %; 2023: very likely, 80–95 %;"
        " outcome as of 1 March 2024: occurred"
    )


@pytest.mark.parametrize(
    ("status", "height"),
    [(Status.DID_NOT_OCCUR, TOP + HEIGHT), (Status.PARTLY, TOP + HEIGHT / 2), (Status.NOT_ASSESSABLE, None)],
)
def test_an_outcome_stands_as_high_as_it_came_true(status: Status, height: float | None) -> None:
    known = corpus(outcomes=[outcome("c", status)])
    end = trail(Cards(known), known.trails[0]).end
    assert end is not None
    assert end.y == height


def lines(page: Shown) -> int:
    return len([line for line in page.all("line") if line.get("stroke") == "currentColor"])


def test_the_page_of_trails_draws_them_and_a_table_says_the_same() -> None:
    known = corpus(outcomes=[outcome("c", Status.OCCURRED), outcome("a", Status.OCCURRED)])
    page = shown(known, "trails", page="trails.md")
    assert list(page.rows()) == [
        ["Proposition", "Outlook", "Published", "Likelihood", "Outcome", "Verdict"],
        ["The lock opens ¶1", "2021", "12 January 2021", "unlikely, 20–45 %", "occurred as of 1 March 2024", "missed"],
        ["The lock opens ¶1", "2022", "February 2022", "likely, 55–80 %", "none recorded", "not judged yet"],
        ["The lock opens ¶1", "2023", "20 March 2023", "very likely, 80–95 %", "occurred as of 1 March 2024", "held"],
    ]
    # Two between the editions, one to the outcome.
    assert lines(page) == 3
    assert text(page.one("desc")).endswith("outcome as of 1 March 2024: occurred")
    assert next(shown(known, "trails", by="brief").rows())[1] == "Brief"
    assert shown(known, "trails", theme="fuel").text == "No trails match (theme Fuel and fleets)."


def test_a_card_shows_the_trail_in_which_its_claim_stands() -> None:
    known = corpus()
    for id in "abc":
        page = card(known, id)
        assert lines(page) == 2
        assert "Through the editions" in page.text
        assert "12 January 2021: 2021 The lock opens" in page.text
    assert "Through the editions" not in card(corpus(EDITIONS[0]), "a").text


def test_claims_without_a_likelihood_have_a_table_alone() -> None:
    claims = [finding("a", "It is dry", 2021), replace(finding("b", "It is dry", 2022), revises="a")]
    page = shown(corpus(*claims), "trails")
    assert not page.all("svg", "fs-strip")
    assert [row[3] for row in page.rows()] == ["Likelihood", "none given", "none given"]


def test_a_trail_is_in_the_data_and_never_on_two_pages() -> None:
    known = corpus(*EDITIONS, edition("d", 2023, "likely", "b"))
    told = {claim["id"]: claim.get("revises") for claim in json.loads(claims_json(known))["claims"]}
    assert told == {"a": None, "b": "a", "c": "b", "d": "b"}
    (only,) = division(Cards(known))
    assert [(unit.label, unit.items) for unit in only.subdivisions] == [("2021", (("a", "b", "c", "d"),))]


def test_a_reference_to_a_draft_is_lost_with_it(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "bib").mkdir()
    entry = "@report{{{0}, author = {{{{Lock Board}}}}, title = {{Locks}}, date = {{{1}}}}}\n"
    bib = entry.format("april", "2024-04") + entry.format("october", "2024-10")
    (tmp_path / "bib" / "references.bib").write_text(bib, "utf-8")
    block = "/// finding | It is dry\n    id: {0}\n    theme: locks\n    at: 1\n{1}\nSo it is.\n///\n"
    front = "---\nbrief: {0}\noutlook: 2024\nparagraphs: 3\n---\n\n# Locks\n\n"
    april = front.format("april") + block.format("april-dry", "    draft: true\n")
    october = front.format("october") + block.format("october-dry", "    revises: april-dry\n")
    (tmp_path / "docs" / "april.md").write_text(april, "utf-8")
    (tmp_path / "docs" / "october.md").write_text(october, "utf-8")
    sources = read_project(Settings.default(tmp_path))
    assert [problem.code for problem in sources.problems] == [Code.UNPUBLISHED]
    assert [claim.revises for claim in sources.claims] == [""]


def test_a_long_circle_is_found_quickly() -> None:
    from foresite.parsing.integrity import _circles

    claims = {f"c-{n}": edition(f"c-{n}", 2021, "likely", f"c-{(n + 1) % 20_000}") for n in range(20_000)}
    assert [(first, len(circle)) for first, circle in _circles(claims).items()] == [("c-0", 20_000)]
