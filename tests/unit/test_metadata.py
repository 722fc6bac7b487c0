"""What pages say of themselves to Zotero, Google Scholar, search engines and link previews."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from urllib.parse import parse_qsl

import pytest
from harbour import BRIEFS, PAGES, corpus, finding, reference, settings

from foresite.citing.csl_json import context_object
from foresite.model.records import History, Name, Reference
from foresite.parsing.bibliography.entries import EntryReader
from foresite.parsing.bibliography.files import read_entries
from foresite.views.metadata import Metadata, metadata

SITE = settings(
    url="https://harbour.example/", name="Harbour", author="The desk", licence="https://l.example/", description="Ports"
)


def of(path: str, at=SITE, history: History | None = None, **changes) -> Metadata:
    found = replace(corpus(settings=at, **changes), history=history or History())
    return metadata(found, next(page for page in found.pages if page.path == path))


def links(found: Metadata) -> dict[str, list[str]]:
    return {link.rel: [each.href for each in found.links if each.rel == link.rel] for link in found.links}


def test_a_page_of_annotations_describes_the_brief_as_a_report() -> None:
    assert of(PAGES[2021]).names[:-1] == (
        ("citation_title", "Ports in 2021"),
        ("citation_author", "Moor, Ada"),
        ("citation_publication_date", "2021/01/12"),
        ("citation_technical_report_institution", "Harbour Institute"),
        ("citation_technical_report_number", "7"),
        ("citation_public_url", "https://example.org/ports?a=1&b=2"),
    )


def test_it_is_a_web_page_all_the_same() -> None:
    assert dict(of(PAGES[2021]).properties) == {
        "og:type": "website",
        "og:title": "Outlook 2021",
        "og:site_name": "Harbour",
        "og:url": "https://harbour.example/briefs/2021-moor/",
    }


def test_titles_and_dates_are_whole_and_no_more() -> None:
    assert dict(of(PAGES[2022]).names)["citation_title"] == "Quays and Queues: An Outlook"
    assert dict(of(PAGES[2022]).names)["citation_publication_date"] == "2022/02"


def test_every_author_has_a_tag() -> None:
    work = reference("moor2021", "Ports", "2021", Name("Kim", "Dan", family_first=True), Name(literal="Quay"))
    names = of(PAGES[2021], references=(work,)).names
    assert [text for name, text in names if name == "citation_author"] == ["Kim, Dan", "Quay"]


def test_any_other_page_describes_itself() -> None:
    found = of("index.md", history=History(pages={"index.md": date(2024, 5, 6)}))
    assert dict(found.names[:-1]) == {
        "DC.title": "Harbour",
        "DC.creator": "The desk",
        "DC.publisher": "Harbour",
        "DC.date": "2024-05-06",
        "DC.description": "Ports",
        "DC.language": "en",
        "DC.identifier": "https://harbour.example/",
        "DC.rights": "https://l.example/",
    }


def test_signposting() -> None:
    found = links(of(PAGES[2021]))
    assert found["cite-as"] == ["https://harbour.example/briefs/2021-moor/"]
    assert found["license"] == ["https://l.example/"]
    assert found["describedby"] == [
        f"https://harbour.example/data/cite/briefs/2021-moor.{end}" for end in ("bib", "ris", "json")
    ]
    assert found["item"] == ["https://harbour.example/data/annotations.jsonld"]
    assert len(links(of("index.md"))["item"]) == 10


def test_without_an_address_of_its_own_links_are_relative_and_nothing_is_permanent() -> None:
    found = of(PAGES[2021], at=settings())
    assert "cite-as" not in links(found)
    assert links(found)["alternate"] == ["../../data/outcomes.atom", "../../data/changes.atom"]
    assert "harbour.example" not in found.linked_data
    assert not any(name == "og:url" for name, _ in found.properties)


def test_linked_data_names_the_page_the_report_and_the_claims() -> None:
    page, report = json.loads(of(PAGES[2021]).linked_data)["@graph"]
    assert (page["@type"], page["about"]) == ("WebPage", {"@id": "#moor2021"})
    assert (report["@type"], report["@id"], report["reportNumber"]) == ("Report", "#moor2021", "7")
    assert report["author"] == [{"@type": "Person", "name": "Ada Moor", "familyName": "Moor", "givenName": "Ada"}]
    assert {"@type": "Claim", "@id": "#moor-queues", "name": "Queues lengthen in winter"} in page["hasPart"]


def test_the_first_page_offers_the_data_as_a_dataset() -> None:
    _, data = json.loads(of("index.md").linked_data)["@graph"]
    assert (data["@type"], data["description"], data["license"]) == ("Dataset", "Ports", "https://l.example/")
    assert {each["encodingFormat"] for each in data["distribution"]} >= {"text/csv", "text/calendar"}
    assert all(each["contentUrl"].startswith("https://harbour.example/data/") for each in data["distribution"])


def test_linked_data_cannot_leave_its_element() -> None:
    hostile = "</script><script>alert(1)</script><!--&amp;"
    claim = finding("a", hostile, 2021)
    work = reference("moor2021", hostile, "2021", Name(hostile, hostile))
    found = of(PAGES[2021], claims=(claim,), references=(work,), briefs=BRIEFS)
    assert not set("<>&") & set(found.linked_data)
    assert json.loads(found.linked_data)["@graph"][0]["hasPart"][0]["name"] == hostile


def coins(bibtex: str) -> list[tuple[str, str]]:
    references, problems = read_entries(bibtex, EntryReader("x.bib", {}))
    assert problems == []
    (one,) = references
    return of_reference(one)


def of_reference(one: Reference) -> list[tuple[str, str]]:
    return parse_qsl(context_object(one), strict_parsing=True)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("report", {"rft.genre": "report", "rft.btitle": "T & <T>"}),
        ("book", {"rft.genre": "book", "rft.btitle": "T & <T>"}),
        ("incollection", {"rft.genre": "bookitem", "rft.atitle": "T & <T>", "rft.btitle": "B"}),
        ("article", {"rft.genre": "article", "rft.atitle": "T & <T>", "rft.jtitle": "J"}),
        ("online", {"rft.type": "webpage", "rft.title": "T & <T>", "rft.source": "J"}),
        ("thesis", {"rft_val_fmt": "info:ofi/fmt:kev:mtx:dissertation", "rft.inst": "I"}),
        ("misc", {"rft.type": "document"}),
    ],
)
def test_coins_of_every_kind(kind: str, expected: dict[str, str]) -> None:
    place = {"incollection": "booktitle = {B}", "thesis": "institution = {I}"}.get(kind, "journaltitle = {J}")
    pairs = dict(coins(f"@{kind}{{a, title = {{T \\& <T>}}, {place}, author = {{Moor, Ada}}, date = {{2021-02}}}}"))
    assert expected.items() <= pairs.items()
    assert pairs["ctx_ver"] == "Z39.88-2004"
    assert (pairs["rft.aulast"], pairs["rft.aufirst"], pairs["rft.date"]) == ("Moor", "Ada", "2021-02")


def test_coins_name_people_and_bodies_apart() -> None:
    pairs = coins(
        "@online{a, title = {T}, author = {{Port Gazette} and Moor, Ada and Kim, Dan}, url = {https://a.org/?x=1&y=2+3}}"
    )
    assert [pair for pair in pairs if pair[0].startswith("rft.au")] == [
        ("rft.aucorp", "Port Gazette"),
        ("rft.au", "Moor, Ada"),
        ("rft.au", "Kim, Dan"),
    ]
    assert ("rft_id", "https://a.org/?x=1&y=2+3") in pairs


def test_a_plus_sign_and_white_space_survive() -> None:
    assert "+" not in context_object(reference("a", "A + B 한국"))
