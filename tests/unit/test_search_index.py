"""What search looks through."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import harbour

from foresite.corpus import Corpus
from foresite.exporting.search_index import search_index
from foresite.model import Page
from foresite.settings import Settings


def entries(corpus: Corpus) -> dict[str, list]:
    """Each entry by its address, which no two share."""
    found = read(corpus)["entries"]
    assert len({entry[2] for entry in found}) == len(found)
    return {entry[2]: entry for entry in found}


def read(corpus: Corpus) -> dict:
    index = search_index(corpus, harbour.PlainText(corpus))
    script = re.fullmatch(r"window\.foresiteIndex = (\{.*\});\n", index, re.DOTALL)
    assert script
    return json.loads(script[1])


def test_a_claim_is_found_by_everything_that_its_card_says() -> None:
    kind, title, _, text, note, outlook = entries(harbour.corpus())["briefs/2021-moor/#moor-second-berth"]
    assert (kind, title, note, outlook) == ("forecast", "The second berth opens", "Berths", 2021)
    assert text == (
        "The brief expects it. · probable · likely · A ship moors there. · a berth within two summers"
        " · What became of moor-second-berth · Because of this."
    )
    scenario = entries(harbour.corpus())["briefs/2021-moor/#moor-canal-shut"]
    drawn = "Drought · War · Dredging stops · The second berth opens · Water falls below the mark · Detours"
    assert drawn in scenario[3]
    assert "the port authority" in entries(harbour.corpus())["briefs/2021-moor/#moor-train"][3]


def test_events_shifts_corrections_and_references_are_results_of_their_own() -> None:
    found = entries(harbour.corpus())
    assert found["events/#strike"][:2] + found["events/#strike"][4:] == [
        "event", "Dockers strike for a month", "April 2023 (approximate) to May 2023", 0,
    ]  # fmt: skip
    assert found["events/#strike"][3] == "It happened. · Dockers · Labour"
    assert found["shifts/#shift-third"][4] == "reversed, Berths"
    assert found["briefs/2021-moor/#moor-correction-year"][3:] == [
        "The year is a misprint. · opened in 1919 · opened in 1991", "¶3", 2021,
    ]  # fmt: skip
    assert found["sources/bibliography/#ref-ruiz2023"] == [
        "reference", "항만 전망", "sources/bibliography/#ref-ruiz2023", "Ruiz 2023. 항만 전망.", "Ruiz 2023", 2023,
    ]  # fmt: skip
    assert {entry[0] for entry in found.values()} == {
        "finding", "forecast", "recommendation", "scenario", "correction", "event", "shift", "reference",
    }  # fmt: skip


def test_outcomes_are_with_their_claims() -> None:
    assert not any("outcome" in address for address in entries(harbour.corpus()))


def test_every_outlook_brings_its_mark() -> None:
    looks = read(harbour.corpus())["outlooks"]
    assert list(looks) == ["2021", "2022", "2023"]
    assert [colour for colour, _ in looks.values()] == [0, 1, 2]
    assert len({outline for _, outline in looks.values()}) == 3


def test_without_a_bibliography_page_references_lead_nowhere_and_are_left_out() -> None:
    assert not any(entry[0] == "reference" for entry in entries(harbour.corpus(calls=())).values())


def test_pages_are_found_by_section(tmp_path: Path) -> None:
    settings = Settings.default(tmp_path)
    settings.docs.mkdir()
    (settings.docs / "index.md").write_text("# Home\n\nWelcome, says @moor2021.\n\n## The *strike*\n\nWhy.\n", "utf-8")
    pages = [Page("index.md", "Home", {}, harbour.ANY), Page("gone.md", "Gone", {}, harbour.ANY)]
    found = entries(harbour.corpus(settings=settings, pages=pages))
    assert found[""] == ["page", "Home", "", "Welcome, says (Moor 2021).", "", 0]
    assert found["#the-strike"] == ["page", "The strike", "#the-strike", "Why.", "Home", 0]


def test_addresses_follow_the_sites_settings() -> None:
    flat = replace(harbour.settings(), directory_urls=False)
    assert "briefs/2021-moor.html#moor-strike" in entries(harbour.corpus(settings=flat))


def test_texts_have_no_marks() -> None:
    marked = replace(harbour.CLAIMS[0], body="*Many* [words](x.md) `c` <b>t</b> [@moor2021]; @moor2021 says.")
    text = entries(harbour.corpus(claims=(marked,)))["briefs/2021-moor/#moor-second-berth"][3]
    assert text.startswith("Many words c t; (Moor 2021) says. ·")


def test_the_same_corpus_gives_the_same_index() -> None:
    first, second = harbour.corpus(), harbour.corpus()
    assert search_index(first, harbour.PlainText(first)) == search_index(second, harbour.PlainText(second))


def test_an_empty_site_has_an_empty_index() -> None:
    assert read(harbour.empty()) == {"outlooks": {}, "entries": []}
