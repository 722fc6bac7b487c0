"""The map of a brief: each place with the claims that rest on it, and those without any."""

from __future__ import annotations

from dataclasses import replace

import harbour
from pages import Shown, shown, text

from foresite.model.corpus import Corpus
from foresite.model.locators import Locator
from foresite.model.problems import Place
from foresite.model.records import Brief, Claim, Status
from foresite.views.brief_map import BriefMap, brief_map
from foresite.views.cards import Cards

PAGE = harbour.PAGES[2021]
Cell = tuple[str, list[str], int]


def claim(id: str, at: str, unit: str = "paragraph") -> Claim:
    return replace(harbour.finding(id, f"Title of {id}", 2021), at=Locator.parse(at, unit))


def known(*claims: Claim, paragraphs: int = 0, **counts: int) -> Corpus:
    brief = Brief("moor2021", "2021", paragraphs, PAGE, Place("docs/x.md", 1), counts=tuple(counts.items()))
    return harbour.corpus(briefs=(brief,), claims=claims, shifts=(), outcomes=(), corrections=())


def view(*claims: Claim, paragraphs: int = 0, **counts: int) -> BriefMap:
    return brief_map(Cards(known(*claims, paragraphs=paragraphs, **counts)), "moor2021")


def cells(shown: BriefMap) -> list[Cell]:
    return [(c.label, [line.target.anchor for row in c.rows for line in row.lines], c.continued) for c in shown.cells]


def test_each_paragraph_has_a_cell_and_a_claim_stands_where_it_begins() -> None:
    found = view(claim("a", "2-3"), claim("b", "2, 5"), claim("c", "3"), paragraphs=6)
    assert cells(found) == [
        ("¶1", [], 0), ("¶2", ["a", "b"], 0), ("¶3", ["c"], 1), ("¶4", [], 0), ("¶5", ["b"], 0), ("¶6", [], 0),
    ]  # fmt: skip
    assert (found.used, found.count, found.unit) == (3, 6, "paragraphs")


def test_many_places_that_say_the_same_share_a_cell() -> None:
    found = view(claim("a", "3"), claim("b", "40-99000"), paragraphs=99_999)
    assert cells(found) == [
        ("¶1", [], 0), ("¶2", [], 0), ("¶3", ["a"], 0), ("¶4–39", [], 0), ("¶40", ["b"], 0), ("¶41–99000", [], 1),
        ("¶99001–99999", [], 0),
    ]  # fmt: skip
    assert found.used == 1 + 98_961


def test_pages_and_sections_are_counted_where_the_brief_counts_them() -> None:
    pages = view(claim("a", "2", "page"), claim("b", "p. xii"), claim("c", "Table 1.1"), page=2)
    assert cells(pages) == [("p. 1", [], 0), ("p. 2", ["a"], 0)]
    assert [(cell.label, len(cell.rows)) for cell in pages.elsewhere] == [("p. xii", 1), ("Table 1.1", 1)]
    sections = view(claim("a", "§1.2"), claim("b", "§0"), section=2)
    assert cells(sections) == [("§0", ["b"], 0), ("§1", ["a"], 0), ("§2", [], 0)]
    minutes = view(claim("a", "min. 1:02:30"), minute=63)
    assert cells(minutes)[-2:] == [("min. 62", ["a"], 0), ("min. 63", [], 0)]


def test_a_place_in_two_units_stands_once() -> None:
    found = view(claim("a", "p. 1, Table 1.1"), page=1)
    assert (cells(found), found.elsewhere) == ([("p. 1", ["a"], 0)], ())


def test_of_several_counts_the_map_takes_the_one_that_claims_name() -> None:
    assert view(claim("a", "p. 1"), paragraphs=4, page=2).unit == "pages"
    assert view(claim("a", "1"), paragraphs=4, page=2).unit == "paragraphs"
    assert view(paragraphs=4, page=2).unit == "paragraphs"


def test_a_brief_that_counts_nothing_ends_with_its_last_claim() -> None:
    found = view(claim("a", "2"), claim("b", "Executive Summary"))
    assert (cells(found), found.count) == ([("¶1", [], 0), ("¶2", ["a"], 0)], 0)
    names = view(claim("b", "Executive Summary"))
    assert (names.cells, [cell.label for cell in names.elsewhere]) == ((), ["Executive Summary"])


def test_a_place_past_the_end_is_not_lost() -> None:
    assert cells(view(claim("a", "3"), paragraphs=2))[-1] == ("¶3", ["a"], 0)


def items(page: Shown) -> list[str]:
    return page.texts("li")


def test_the_map_says_kind_and_verdict_in_words_and_links_to_each_claim() -> None:
    corpus = harbour.corpus(outcomes=[harbour.outcome("moor-strike", Status.OCCURRED, "strike")])
    page = shown(corpus, "brief_map", PAGE, key="moor2021")
    said = {item.split(" ")[0]: item for item in items(page)}
    assert len(said) == 20
    assert said["¶1"] == "¶1 none"
    assert said["¶2"] == "¶2 1 finding •Queues lengthen in winter"
    assert said["¶3"] == "¶3 1 forecast not judged yet: The second berth opens"
    assert said["¶4"] == "¶4 1 continued"
    assert said["¶5"] == "¶5 1 forecast missed: The dockers strike"
    assert page.links() == {f"#{claim.id}" for claim in corpus.claims_of("moor2021")}
    assert text(page.all("li", "fs-map__none")[0]) == "¶1 none"
    assert "Claims rest on 6 of the 20 paragraphs of the brief." in page.text


def test_the_map_is_one_list_with_a_name() -> None:
    page = shown(known(claim("a", "1"), paragraphs=3), "brief_map", "index.md", key="moor2021")
    assert page.one("ol").get("aria-label") == "Map of the brief: claims by paragraphs"
    assert page.links() == {f"{PAGE}#a"}
    assert not page.all("svg")


def test_a_draft_is_marked() -> None:
    page = shown(known(replace(claim("a", "1"), draft=True), paragraphs=1), "brief_map", PAGE, key="moor2021")
    assert page.texts("span", "fs-draft") == ["Draft"]
    assert page.text.startswith("Claims rest on the 1 paragraph of the brief.")
