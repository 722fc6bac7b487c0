"""From a claim to the brief's own words: the address that a card links to, and archived copies."""

from __future__ import annotations

import json
from dataclasses import replace
from html import unescape
from types import MappingProxyType
from urllib.parse import unquote

import harbour
import pytest
from pages import Shown, card, shown, templates

from foresite.exports.claims import claims_json
from foresite.exports.references import references_json, references_ris
from foresite.model.corpus import Corpus
from foresite.model.locators import Locator
from foresite.model.records import Claim, Reference
from foresite.render.templating import PAPER, Templates
from foresite.views.originals import of_claim, text_fragment

WEB = "https://example.org/ports?a=1&b=2"
PDF = "https://example.org/files/Ports.PDF?download=1"
COPY = "https://web.archive.org/web/2024/https://example.org/ports"


def corpus(quote: str = "", at: str = "3", claim: Claim = harbour.CLAIMS[0], **fields: str) -> Corpus:
    """A brief with one claim and these fields of its entry."""
    work = replace(harbour.REFERENCES[0], fields=MappingProxyType({"title": "Ports in 2021", **fields}))
    only = replace(claim, quote=quote, at=Locator.parse(at))
    return harbour.corpus(
        claims=(only,), references=(work, *harbour.REFERENCES[1:]), shifts=(), outcomes=(), corrections=()
    )


def original(quote: str = "", at: str = "3", **fields: str) -> str:
    known = corpus(quote, at, harbour.CLAIMS[0], **fields)
    return of_claim(known, known.claims[0])


@pytest.mark.parametrize(
    ("phrase", "directive"),
    [
        ("a berth within two summers", "text=a%20berth%20within%20two%20summers"),
        ("well-kept, deep & wide", "text=well%2Dkept%2C%20deep%20%26%20wide"),
        ("100 % of #7 = π", "text=100%20%25%20of%20%237%20%3D%20%CF%80"),
        ("특별군사작전", "text=%ED%8A%B9%EB%B3%84%EA%B5%B0%EC%82%AC%EC%9E%91%EC%A0%84"),
        ("ships … will wait", "text=ships,will%20wait"),
        ("ships ... may [soon] wait", "text=ships,wait"),
        ("[The] ships wait…", "text=ships%20wait"),
        ("[…]", ""),
        ("", ""),
    ],
)
def test_a_text_fragment_goes_to_the_phrase(phrase: str, directive: str) -> None:
    assert text_fragment(phrase) == directive


def test_a_web_page_is_opened_at_the_quotation() -> None:
    found = original(quote="deep-water, berth", url=WEB)
    assert found == f"{WEB}#:~:text=deep%2Dwater%2C%20berth"
    assert unquote(found.partition(":~:text=")[2]) == "deep-water, berth"


def test_an_address_keeps_its_own_anchor() -> None:
    assert original(quote="a berth", url=f"{WEB}#part-2") == f"{WEB}#part-2:~:text=a%20berth"


@pytest.mark.parametrize(("wording", "goes"), [("is highly unlikely to", True), ("may well", False)])
def test_without_a_quotation_a_wording_that_tells_enough_leads_there(wording: str, goes: bool) -> None:
    claim = harbour.forecast("f", "It happens", 2021, "unlikely", wording=wording)
    known = corpus(claim=claim, url=WEB)
    assert (":~:" in of_claim(known, known.claims[0])) is goes


@pytest.mark.parametrize(
    ("at", "pages", "end"),
    [
        ("p. 7, Table 1.1", "", "#page=7"),
        ("pp. 12-14", "", "#page=12"),
        ("slide 4", "", "#page=4"),
        ("p. 215", "211--230", "#page=5"),
        ("p. xii", "", ""),
        ("7", "", ""),
        ("p. 3", "211--230", ""),
    ],
)
def test_a_pdf_is_opened_at_the_page(at: str, pages: str, end: str) -> None:
    assert original(quote="a berth", at=at, url=PDF, **({"pages": pages} if pages else {})) == f"{PDF}{end}"


def test_a_doi_leads_to_no_words_and_a_copy_stands_in_for_a_missing_address() -> None:
    assert original(quote="a berth", doi="10.1234/ab") == "https://doi.org/10.1234/ab"
    assert original(quote="a berth", doi="10.1234/ab", url=WEB).startswith(f"{WEB}#:~:text=")
    assert original(quote="a berth", archived=COPY) == f"{COPY}#:~:text=a%20berth"
    assert original(quote="a berth", url="mailto:ada@example.org") == ""
    assert original(quote="a berth") == ""


def test_a_card_names_the_place_that_it_leads_to() -> None:
    link = card(corpus(quote="a berth", at="p. 7, Table 1.1", url=WEB), harbour.CLAIMS[0].id).one("a", "fs-read")
    assert "".join(link.itertext()) == "Read p. 7, Table 1.1 in the brief"
    assert link.get("href") == f"{WEB}#:~:text=a%20berth"
    plain = card(corpus(url=WEB), harbour.CLAIMS[0].id)
    assert plain.one("a", "fs-read").get("href") == WEB
    assert not card(corpus(quote="a berth"), harbour.CLAIMS[0].id).all("a", "fs-read")


def test_paper_does_not_repeat_the_address_on_each_card() -> None:
    known = corpus(quote="a berth", claim=harbour.finding("queues", "Queues lengthen", 2021), url=WEB)
    printed = Templates(known, harbour.PlainText(known), package=PAPER).card(known.claims[0], "", 3)
    assert "a berth" in printed
    assert WEB not in unescape(printed)


def test_the_data_has_the_address_where_there_is_one() -> None:
    (claim,) = json.loads(claims_json(corpus(quote="a berth", url=WEB)))["claims"]
    assert claim["original"] == f"{WEB}#:~:text=a%20berth"
    (claim,) = json.loads(claims_json(corpus(quote="a berth")))["claims"]
    assert "original" not in claim


def test_a_brief_without_an_address_says_so() -> None:
    assert "Source The brief has no address." in shown(corpus(), "brief", key="moor2021").text
    assert "has no address" not in shown(corpus(url=WEB), "brief", key="moor2021").text
    copied = shown(corpus(archived=COPY), "brief", key="moor2021")
    assert "has no address" not in copied.text
    assert COPY in copied.links()


def with_copy(key: str) -> list[Reference]:
    return [
        replace(work, fields=MappingProxyType({**work.fields, "archived": COPY})) if work.key == key else work
        for work in harbour.REFERENCES
    ]


def copies(page: Shown) -> list[tuple[str, str | None]]:
    return [("".join(link.itertext()), link.get("href")) for link in page.all("a", "fs-archived")]


def test_an_archived_copy_stands_beside_the_work_wherever_that_is_listed() -> None:
    known = harbour.corpus(references=with_copy("gazette2022"))
    there = [("Archived copy: Gazette 2022", COPY)]
    assert copies(shown(known, "bibliography")) == there
    assert copies(Shown(templates(known).references(["gazette2022", "ledger2023"], "index.md", 2))) == there
    assert copies(card(known, "strike")) == [("Archived copy: Port Gazette 2022", COPY)]
    assert copies(card(harbour.corpus(), "strike")) == []


def test_an_archived_copy_is_part_of_the_exported_bibliography() -> None:
    known = harbour.corpus(references=with_copy("gazette2022"))
    items = {item["id"]: item for item in json.loads(references_json(known))}
    assert items["gazette2022"]["custom"] == {"archived": COPY}
    assert references_ris(known).count(f"N1  - Archived copy: {COPY}\r\n") == 1
