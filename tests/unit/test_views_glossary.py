"""The glossary and the key: what the record uses, and nothing else; and the links that lead there."""

from __future__ import annotations

from dataclasses import replace

import harbour
import pytest
from harbour import forecast, outcome
from pages import Shown, card, shown, templates

from foresite.model.likelihood import SCALES
from foresite.model.records import Change, MacroCall, Reason, Status, Verdict
from foresite.views import glossary

PAGE = "words.md"
CALL = MacroCall("glossary", {}, PAGE, harbour.ANY)


def test_every_word_of_the_model_has_a_meaning() -> None:
    assert set(glossary.STATUS_TEXTS) == set(Status)
    assert set(glossary.REASON_TEXTS) == set(Reason)
    assert set(glossary.VERDICT_TEXTS) == set(Verdict)
    assert set(glossary.CHANGE_TEXTS) == set(Change)


def test_it_explains_what_the_record_uses_and_nothing_else() -> None:
    claims = (forecast("a", "It opens", 2021, "likely"), forecast("b", "It closes", 2021, "no degree stated"))
    corpus = harbour.corpus(claims=claims, outcomes=[outcome("a", Status.OCCURRED)], shifts=(), corrections=())
    page = shown(corpus, "glossary")
    words = page.texts("dt")
    assert {"Forecast", "Event", "Outcome", "occurred", "held", "no degree stated"} <= set(words)
    assert not {"Scenario", "Finding", "Correction", "Shift", "did not occur", "missed", "kept"} & set(words)
    assert page.texts("caption") == [
        f"ICD 203, the scale of this site. Source: {SCALES['icd203'].source}.",
    ]
    rows = [row[:3] for row in page.rows()]
    assert ["likely", "probable, probably", "55–80 %"] in rows
    assert len(rows) == 1 + len(SCALES["icd203"].terms)


def test_scales_of_briefs_are_explained_behind_that_of_the_site() -> None:
    claims = [forecast("a", "It opens", 2021, "likely"), forecast("b", "It closes", 2021, "likely")]
    kent = harbour.likely("probable", "kent")
    claims[0] = replace(claims[0], likelihood=kent)
    captions = shown(harbour.corpus(claims=claims, outcomes=(), shifts=()), "glossary").texts("caption")
    assert [caption.split(".")[0] for caption in captions] == ["ICD 203, the scale of this site", "Kent"]


def test_each_word_has_an_anchor_of_its_own() -> None:
    page = shown(harbour.corpus(), "glossary")
    ids = [each.get("id") for each in page.root.iter() if each.get("id")]
    assert len(ids) == len(set(ids))
    assert {"fs-term-verdict-held", "fs-term-icd203-very-likely", "fs-term-kind-forecast", "fs-term-likelihood"} <= set(
        ids
    )


def test_the_key_is_the_glossary_in_short_and_leads_to_it() -> None:
    page = shown(harbour.corpus(calls=(CALL,)), "key")
    assert "held" in page.texts("dt")
    assert page.links() >= {f"../{PAGE}", f"../{PAGE}#fs-term-verdict-held", f"../{PAGE}#fs-term-kind-forecast"}
    assert shown(harbour.corpus(), "key").links() == set()


@pytest.mark.parametrize("calls", [(), (CALL,)])
def test_a_card_leads_to_its_words_where_a_page_explains_them(calls: tuple[MacroCall, ...]) -> None:
    links = card(harbour.corpus(calls=calls), "moor-second-berth").links()
    words = {link for link in links if link.startswith(f"../{PAGE}#")}
    expected = {"kind-forecast", "icd203-likely", "verdict-held"}
    assert words == ({f"../{PAGE}#fs-term-{each}" for each in expected} if calls else set())


def test_the_words_of_a_card_are_anchors_of_the_glossary() -> None:
    corpus = harbour.corpus(calls=(CALL,))
    ids = {each.get("id") for each in shown(corpus, "glossary", PAGE).root.iter()}
    for claim in corpus.claims:
        for link in card(corpus, claim.id).links():
            if link.startswith(f"../{PAGE}#"):
                assert link.partition("#")[2] in ids, link


def test_heads_of_tables_lead_there_once() -> None:
    html = templates(harbour.corpus(calls=(CALL,))).macro("forecasts", {}, "somewhere/else.md", 2)
    heads = [each.get("href") for each in Shown(html).root.iter("a") if "fs-term" in each.get("href", "")]
    assert heads == [f"../{PAGE}#fs-term-likelihood", f"../{PAGE}#fs-term-verdict"]


def test_on_paper_it_says_the_same() -> None:
    paper = type(templates(harbour.corpus()))(
        harbour.corpus(), harbour.PlainText(harbour.corpus()), package="foresite.pdf"
    )
    printed = Shown(paper.macro("glossary", {}, "else.md", 2))
    screen = shown(harbour.corpus(), "glossary")
    assert [row[:3] for row in screen.rows()] == list(printed.rows())
    assert screen.texts("dd") == printed.texts("dd")
