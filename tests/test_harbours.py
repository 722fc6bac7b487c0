"""A site on another subject, with three outlooks and another scale, built by MkDocs."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote

from builds import SITES, Build, mkdocs_build
from searched import entries, files_of


def text(element) -> str:
    return " ".join("".join(element.itertext()).split())


def by_id(page, id: str):
    found = [element for element in page.iter() if element.get("id") == id]
    assert len(found) == 1, f"{len(found)} elements with the id {id}"
    return found[0]


def links(element) -> list[str]:
    return [a.get("href") for a in element.iter("a") if a.get("href")]


def test_a_card_prints_the_likelihood_with_range_and_scale_beside_the_word(harbours: Build) -> None:
    page = harbours.html("briefs/2021/index.html")
    card = next(e for e in page.iter("section") if any(h.get("id") == "amari-lock" for h in e.iter()))
    said = text(card)
    assert "highly likely, 80–90 %, PHIA" in said
    assert "¶2–3" in said
    assert "before the summer is out" in said
    assert "held" in said


def test_the_heading_is_the_title_and_in_the_contents(harbours: Build) -> None:
    page = harbours.html("briefs/2021/index.html")
    heading = by_id(page, "amari-lock")
    assert heading.tag == "h3"
    assert text(heading).startswith("The second lock opens")
    contents = next(nav for nav in page.iter("nav") if nav.get("aria-label") == "Table of contents")
    assert "#amari-lock" in links(contents)


def test_links_lead_in_every_direction(harbours: Build) -> None:
    brief = harbours.html("briefs/2021/index.html")
    card = next(e for e in brief.iter("section") if any(h.get("id") == "amari-lock" for h in e.iter("h3")))
    out = links(card)
    assert "../../record/#lock-opens" in out  # claim to event, and the body's own link
    assert "../2023/#chen-third-lock" in out  # claim to the claim across the shift
    assert any(link.endswith("record/#shift-locks") for link in out)
    record = harbours.html("record/index.html")
    event = next(e for e in record.iter("section") if any(h.get("id") == "lock-opens" for h in e.iter()))
    assert "../briefs/2021/#amari-lock" in links(event)
    assert "../briefs/2022/#boone-low" in links(event)
    assert "#ref-gauge2022" in links(event)


def test_a_link_in_a_body_is_right_on_every_page_that_shows_it(harbours: Build) -> None:
    assert "../briefs/2021/" in links(harbours.html("record/index.html"))  # the outcome's own page
    home = harbours.html("index.html")
    assert all(not link.startswith("../") for link in links(home))


def test_every_internal_link_leads_somewhere(harbours: Build) -> None:
    assert_links_resolve(harbours)


def test_citations_lead_to_the_pages_list(harbours: Build) -> None:
    home = harbours.html("index.html")
    by_id(home, "ref-amari2021")
    assert "Amari 2021" in text(home.find(".//article") if home.find(".//article") is not None else home)


def test_code_addresses_and_attributes_are_left_alone(harbours: Build) -> None:
    home = harbours.html("index.html")
    said = text(home)
    assert "desk@example.org" in said
    assert "[@code]" in said
    assert "{{ code() }}" in said
    assert "/// forecast | Not a block" in said
    by_id(home, "compared")


def test_a_macro_in_a_sentence_stands_between_its_parts(harbours: Build) -> None:
    home = harbours.html("index.html")
    paragraphs = [text(p) for p in home.iter("p")]
    assert "A word before" in paragraphs
    assert "and a word after." in paragraphs


def test_the_comparison_has_a_column_an_outlook(harbours: Build) -> None:
    said = text(by_id(harbours.html("index.html"), "compared"))
    assert said
    home = text(harbours.html("index.html"))
    for year in ("2021", "2022", "2023"):
        assert year in home
    assert "strengthened" in home
    assert "The later outlook looks further." in home
    assert "The strike ends" in home  # nobody answered it


def test_every_macro_shows_its_records(harbours: Build) -> None:
    said = text(harbours.html("views/index.html"))
    for expected in (
        "The river stays low",
        "Dredge the approach",
        "Freight fell",
        "The strike begins",
        "the flood of 2013",
        "A Lock at Last",  # Chicago's headline case
    ):
        assert expected in said, expected


def test_search_lands_on_claims_events_references_and_sections(harbours: Build) -> None:
    found = {entry[2]: entry for entry in entries(files_of(harbours))}
    assert found["briefs/2021/#amari-lock"][:2] == ["forecast", "The second lock opens"]
    assert "A paying ship passed, as the brief expected." in found["briefs/2021/#amari-lock"][3]
    assert found["record/#lock-opens"][0] == "event"
    assert found["views/#ref-gauge2022"][0] == "reference"
    assert found["#compared"][:2] == ["page", "Compared"]
    # A page's own list of what it cites is not a result: it would drown the entry itself.
    assert "#ref-amari2021" not in found
    assert_search_lands(harbours)


def test_no_id_stands_twice_in_a_page(harbours: Build) -> None:
    for page in harbours.site.rglob("*.html"):
        tree = harbours.html(str(page.relative_to(harbours.site)))
        ids = [element.get("id") for element in tree.iter() if element.get("id")]
        assert len(ids) == len(set(ids)), f"{page}: {sorted({i for i in ids if ids.count(i) > 1})}"


def test_the_data_tells_the_same(harbours: Build) -> None:
    read = json.loads(harbours.text("data/claims.json"))
    claims = {c["id"]: c for c in read["claims"]}
    assert claims["amari-lock"]["likelihood"] == "highly likely"
    assert read["scale"]["id"] == "phia"
    assert {"term": "highly likely", "least": 80, "greatest": 90} in read["scale"]["terms"]
    assert claims["amari-lock"]["verdict"] == "held"
    assert claims["amari-lock"]["outcome"]["status"] == "occurred"
    assert claims["chen-third-lock"]["verdict"] == "open"
    assert "verdict" not in claims["amari-freight"]
    events = json.loads(harbours.text("data/events.json"))["events"]
    assert {e["id"]: e["single_source"] for e in events} == {"strike-begins": True, "lock-opens": False}
    assert events[1]["decides"] == ["amari-lock"]
    assert "gauge2022" in harbours.text("data/references.bib")
    assert {item["id"] for item in json.loads(harbours.text("data/references.json"))} >= {"gauge2022", "chen2023"}


def test_two_builds_are_the_same_to_the_byte(harbours: Build, tmp_path) -> None:
    again = mkdocs_build(SITES / "harbours", tmp_path / "again")
    first = {p.relative_to(harbours.site): p.read_bytes() for p in harbours.site.rglob("*") if p.is_file()}
    second = {p.relative_to(again.site): p.read_bytes() for p in again.site.rglob("*") if p.is_file()}
    assert first.keys() == second.keys()
    assert [path for path in first if first[path] != second[path]] == []


def assert_search_lands(build: Build) -> None:
    """Every result leads to an element of a page, and reads as text."""
    ids: dict[str, set[str | None]] = {}
    for _, title, address, said, note, *_ in entries(files_of(build)):
        page, _, anchor = address.partition("#")
        if page not in ids:
            ids[page] = {element.get("id") for element in build.html(f"{page}index.html").iter()}
        assert not anchor or unquote(anchor) in ids[page], address
        for words in (title, said, note):
            assert not re.search(r"\*\*|\]\(|\[@|\{\{|^#|</?[a-z]+>|&\w+;", words), (address, words)


def assert_links_resolve(build: Build) -> None:
    """Every link within the site leads to a file, and to an element where it names one."""
    ids = {}
    pages = {page: build.html(str(page.relative_to(build.site))) for page in build.site.rglob("*.html")}
    for page, tree in pages.items():
        ids[page] = {element.get("id") for element in tree.iter() if element.get("id")}
    dangling = []
    for page, tree in pages.items():
        if page.name == "404.html":
            continue
        for link in links(tree):
            if ":" in link.split("/")[0] or link.startswith("//"):
                continue
            path, _, anchor = link.partition("#")
            target = (page.parent / path.split("?")[0]).resolve() if path else page
            if target.is_dir():
                target = target / "index.html"
            if not target.exists() or (anchor and target in ids and anchor not in ids[target] | {"__skip"}):
                dangling.append(f"{page.relative_to(build.site)}: {link}")
    assert dangling == []
