"""What search looks through."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import harbour

import searched
from foresite.model.corpus import Corpus
from foresite.model.records import Verdict
from foresite.model.settings import Settings
from foresite.parsing.pages import read_page
from foresite.search.index import search_files


def entries(corpus: Corpus) -> dict[str, list]:
    """Each entry by its address, which no two share."""
    found = searched.entries(files(corpus))
    assert len({entry[2] for entry in found}) == len(found)
    return {entry[2]: entry for entry in found}


def files(corpus: Corpus) -> dict[str, str]:
    return search_files(corpus, harbour.PlainText(corpus))


def known(corpus: Corpus) -> dict:
    """What the first file says."""
    return searched.unpacked(files(corpus)["search/index.js"])


def test_a_claim_is_found_by_everything_that_its_card_says() -> None:
    claim = entries(harbour.corpus())["briefs/2021-moor/#moor-second-berth"]
    kind, title, _, text, note, outlook, likelihood, became = claim
    assert (kind, title, note, outlook) == ("forecast", "The second berth opens", "Berths", "2021")
    assert (likelihood, became) == ("likely, 55–80 %", "held")
    assert text == (
        "The brief expects it. · probable · likely · A ship moors there. · a berth within two summers"
        " · What became of moor-second-berth · Because of this. · held"
    )
    scenario = entries(harbour.corpus())["briefs/2021-moor/#moor-canal-shut"]
    drawn = "Drought · War · Dredging stops · The second berth opens · Water falls below the mark · Detours"
    assert drawn in scenario[3]
    assert "the port authority" in entries(harbour.corpus())["briefs/2021-moor/#moor-train"][3]


def test_events_shifts_corrections_and_references_are_results_of_their_own() -> None:
    found = entries(harbour.corpus())
    assert found["events/#strike"][:2] + found["events/#strike"][4:] == [
        "event", "Dockers strike for a month", "April 2023 (approximate) to May 2023", "", "", "",
    ]  # fmt: skip
    assert found["events/#strike"][3] == "It happened. · Dockers · Labour"
    assert found["shifts/#shift-third"][4] == "reversed, Berths"
    assert found["briefs/2021-moor/#moor-correction-year"][3:] == [
        "The year is a misprint. · opened in 1919 · opened in 1991", "¶3", "2021", "", "",
    ]  # fmt: skip
    assert found["sources/bibliography/#ref-ruiz2023"] == [
        "reference", "항만 전망", "sources/bibliography/#ref-ruiz2023", "Ruiz 2023. 항만 전망.", "Ruiz 2023", "2023",
        "", "",
    ]  # fmt: skip
    assert {entry[0] for entry in found.values()} == {
        "finding", "forecast", "recommendation", "scenario", "correction", "event", "shift", "reference",
    }  # fmt: skip


def test_outcomes_are_with_their_claims() -> None:
    assert not any("outcome" in address for address in entries(harbour.corpus()))


def test_every_outlook_brings_its_mark() -> None:
    looks = known(harbour.corpus())["outlooks"]
    assert list(looks) == ["2021", "2022", "2023"]
    assert all(f"fs-outlook--{colour}" in looks[year] and year in looks[year] for colour, year in enumerate(looks))
    assert len({re.sub(r".* d=|</svg>.*", "", look) for look in looks.values()}) == 3


def test_every_verdict_that_is_shown_brings_its_mark_and_no_other() -> None:
    corpus = harbour.corpus()
    looks, shown = known(corpus)["verdicts"], {entry[7] for entry in entries(corpus).values()}
    assert set(looks) == {value for value in shown if value in {each.value for each in Verdict}} != set()
    assert all("<path" in look and f"fs-verdict--{value}" in look for value, look in looks.items())
    assert looks["held"].endswith("</svg>held</span>")


def test_a_claim_without_a_verdict_says_how_it_fared() -> None:
    followed = [entry[7] for entry in entries(harbour.corpus()).values() if entry[0] == "recommendation"]
    assert any(followed)
    assert not set(followed) & {each.value for each in Verdict}


def test_pages_that_only_the_foot_of_pages_leads_to_are_the_last(tmp_path: Path) -> None:
    read = [read_page(f"# {name}\n\nText.\n", f"{name}.md", Settings.default(tmp_path)) for name in ("a", "tool", "z")]
    settings = replace(harbour.settings(), footer_pages=frozenset({"tool.md"}))
    outlines = {each.page.path: each.outline for each in read}
    corpus = harbour.corpus(settings=settings, pages=[each.page for each in read], outlines=outlines)
    about, found = known(corpus), list(entries(corpus))
    assert found[about["last"] :] == ["tool/"]
    assert known(harbour.corpus())["last"] == known(harbour.corpus())["count"]


def test_the_first_file_says_what_the_script_needs_to_know_of_the_site() -> None:
    settings = replace(harbour.settings(), synonyms=(("aid", "help"),), content_language="en-GB")
    assert known(harbour.corpus(settings=settings))["synonyms"] == [["aid", "help"]]
    assert known(harbour.corpus(settings=settings))["english"] is True
    assert known(harbour.corpus(settings=replace(settings, content_language="fr")))["english"] is False


def test_without_a_bibliography_page_references_lead_nowhere_and_are_left_out() -> None:
    assert not any(entry[0] == "reference" for entry in entries(harbour.corpus(calls=())).values())


def test_pages_are_found_by_section(tmp_path: Path) -> None:
    text = "# Home\n\nWelcome, says @moor2021.\n\n## The *strike*\n\nWhy.\n"
    read = read_page(text, "index.md", Settings.default(tmp_path))
    found = entries(harbour.corpus(pages=[read.page], outlines={"index.md": read.outline}))
    assert found[""] == ["page", "Home", "", "Welcome, says (Moor 2021).", "", "", "", ""]
    assert found["#the-strike"] == ["page", "The strike", "#the-strike", "Why.", "Home", "", "", ""]


def test_addresses_follow_the_sites_settings() -> None:
    flat = replace(harbour.settings(), directory_urls=False)
    assert "briefs/2021-moor.html#moor-strike" in entries(harbour.corpus(settings=flat))


def test_texts_have_no_marks() -> None:
    marked = replace(harbour.CLAIMS[0], body="*Many* [words](x.md) `c` <b>t</b> [@moor2021]; @moor2021 says.")
    text = entries(harbour.corpus(claims=(marked,)))["briefs/2021-moor/#moor-second-berth"][3]
    assert text.startswith("Many words c t; (Moor 2021) says. ·")


def test_the_same_corpus_gives_the_same_index() -> None:
    first, second = harbour.corpus(), harbour.corpus()
    assert list(files(first).items()) == list(files(second).items())


def test_an_empty_site_has_an_empty_index() -> None:
    assert list(files(harbour.empty())) == ["search/index.js"]
    assert known(harbour.empty())["count"] == 0


def test_the_claims_come_first_in_the_order_of_the_corpus() -> None:
    corpus = harbour.corpus()
    first = list(entries(corpus))[: len(corpus.claims)]
    assert [address.partition("#")[2] for address in first] == [claim.id for claim in corpus.claims]


def test_of_a_long_text_the_beginning_is_shown_and_all_of_it_is_searched() -> None:
    long = replace(harbour.CLAIMS[0], body=f"{'word ' * 400}end. {'가' * 30}")
    corpus = harbour.corpus(claims=(long,))
    text = entries(corpus)["briefs/2021-moor/#moor-second-berth"][3]
    assert text == f"{' '.join(['word'] * 200)} …"
    assert {"end", "held"} <= {row[0] for part in searched.parts(files(corpus), "terms") for row in part}
