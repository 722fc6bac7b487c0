"""A site that knows its address, under Git, with the days of its commits, and a hostile title."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import parse_qs

import pytest

import published
from builds import SITES, Build, mkdocs_build, project_of
from repositories import commit, git
from sharing import Shared
from test_harbours import text

URL = "https://harbours.example/outlooks/"
PAGE = '</script> & "more"'
HOSTILE = '</script><img src=x onerror=alert(1)> & "more"'


@pytest.fixture(scope="module")
def site(shared: Shared) -> Build:
    """The harbours with an address, committed in May 2023, a claim of theirs changed in February 2024."""
    return shared.built("published", build)


def build(home: Path) -> Build:
    folder = project_of(SITES / "harbours", home / "project")
    config = folder / "mkdocs.yml"
    own = f"site_url: {URL}\nsite_author: The harbour desk\nsite_description: Ports\n"
    licence = "      licence: https://creativecommons.org/licenses/by/4.0/\n"
    given = config.read_text("utf-8").replace("      scale: phia\n", f"      scale: phia\n{licence}")
    config.write_text(own + given, "utf-8")
    git(folder, "init", "-q")
    commit(folder, "2023-05-01")
    change(folder / "docs" / "briefs" / "2021.md", "The second lock opens", "The second lock is open")
    commit(folder, "2024-02-03")
    change(folder / "docs" / "briefs" / "2022.md", "---\n", f"---\ntitle: '{PAGE}'\n", count=1)
    change(folder / "docs" / "briefs" / "2022.md", "The river stays low", HOSTILE)
    return mkdocs_build(folder, home / "site", "--strict")


def change(path: Path, old: str, new: str, count: int = -1) -> None:
    before = path.read_text("utf-8")
    assert old in before
    path.write_text(before.replace(old, new, count), "utf-8")


def metas(page) -> dict[str, str]:
    return {m.get("name") or m.get("property"): m.get("content") for m in page.iter("meta")}


def links(page, rel: str) -> list[str]:
    return [link.get("href") for link in page.iter("link") if link.get("rel") == rel]


def test_addresses_in_the_data_are_absolute(site: Build) -> None:
    addresses = {record["id"]: record["url"] for record in published.addressed(published.document(site, "claims.json"))}
    assert addresses["amari-lock"] == f"{URL}briefs/2021/#amari-lock"
    assert all(row["url"] == addresses[row["id"]] for row in published.table(site))
    assert all(event["URL"].startswith(f"{URL}record/#") for event in published.calendar(site))
    assert all(str(event["UID"]).endswith("@harbours.example") for event in published.calendar(site))
    feed = published.feed(site)
    assert all(entry.id.startswith(f"{URL}record/#") and entry.link == entry.id for entry in feed.entries)
    annotations = published.document(site, "annotations.jsonld")
    assert all(item["id"].startswith(URL) for item in annotations["first"]["items"])


def test_the_data_tells_its_licence_and_the_days_of_changes(site: Build) -> None:
    read = published.document(site, "claims.json")
    assert read["licence"] == "https://creativecommons.org/licenses/by/4.0/"
    changed = {claim["id"]: claim.get("changed") for claim in read["claims"]}
    assert changed["amari-lock"] == "2024-02-03"
    assert changed["amari-freight"] == "2023-05-01"
    assert {str(event["DTSTAMP"].dt.date()) for event in published.calendar(site)} == {"2023-05-01"}


def test_a_claim_is_cited_with_its_own_day_and_address(site: Build) -> None:
    page = site.html("briefs/2021/index.html")
    words = {text(p) for box in page.iter() if box.get("class") == "fs-citethis" for p in box.iter("p")}
    assert (
        "The harbour desk. 2024. “The second lock is open.” Annotation of Amari 2021, ¶2–3. Harbour outlooks. "
        f"Last modified February 3, 2024. {URL}briefs/2021/#amari-lock."
    ) in words
    (entry,) = [each for each in published.ris(site, "data/cite/briefs/2021.ris") if each["id"] == "amari-lock"]
    assert (entry["date"], entry["urls"]) == ("2024/02/03/", [f"{URL}briefs/2021/#amari-lock"])
    (item,) = [each for each in json.loads(site.text("data/cite/briefs/2021.json")) if each["id"] == "amari-lock"]
    assert item["issued"] == {"date-parts": [[2024, 2, 3]]}


def test_a_change_that_is_not_committed_counts_as_the_last_commit(site: Build) -> None:
    page = site.html("briefs/2022/index.html")
    (said,) = [text(d) for d in page.iter("details") if text(d).startswith("Cite this page")]
    assert "Last changed 1 May 2023" in said


def test_a_page_of_annotations_is_a_report_to_zotero_and_a_web_page_to_others(site: Build) -> None:
    page = site.html("briefs/2021/index.html")
    found = metas(page)
    assert found["citation_title"]
    assert found["citation_technical_report_institution"]
    assert (found["og:type"], found["og:url"]) == ("website", f"{URL}briefs/2021/")
    assert not any(name.startswith("DC.") for name in found if name)
    assert links(page, "canonical") == links(page, "cite-as") == [f"{URL}briefs/2021/"]


def test_any_other_page_is_a_web_page(site: Build) -> None:
    found = metas(site.html("views/index.html"))
    assert not any(name.startswith("citation_") for name in found if name)
    assert (found["DC.creator"], found["DC.identifier"]) == ("The harbour desk", f"{URL}views/")


def test_every_typed_link_within_the_site_leads_to_a_file(site: Build) -> None:
    count = 0
    for path in site.site.rglob("*.html"):
        page = site.html(path.relative_to(site.site).as_posix())
        for rel in ("describedby", "item", "alternate", "cite-as"):
            for address in links(page, rel):
                assert address.startswith(URL)
                target = site.site / address.removeprefix(URL)
                assert (target / "index.html" if target.is_dir() else target).is_file(), address
                count += 1
    assert count > 30


def test_only_the_bibliography_has_coins_one_an_entry(site: Build) -> None:
    references = {item["id"]: item for item in json.loads(site.text("data/references.json"))}
    for path in site.site.rglob("*.html"):
        page = site.html(path.relative_to(site.site).as_posix())
        spans = [span.get("title") for span in page.iter("span") if span.get("class") == "Z3988"]
        if path.parent.name != "views":
            assert spans == []
            continue
        found = [parse_qs(span, strict_parsing=True) for span in spans]
        titles = [(pairs.get("rft.btitle") or pairs.get("rft.atitle") or pairs["rft.title"])[0] for pairs in found]
        assert sorted(titles) == sorted(item["title"] for item in references.values())


def test_a_hostile_title_stays_a_title_everywhere(site: Build) -> None:
    for path in site.site.rglob("*.html"):
        page = site.html(path.relative_to(site.site).as_posix())
        assert not any(image.get("onerror") for image in page.iter("img")), path
    page = site.html("briefs/2022/index.html")
    assert metas(page)["og:title"] == PAGE
    scripts = [script for script in page.iter("script") if script.get("type") == "application/ld+json"]
    (graph,) = [json.loads("".join(script.itertext())) for script in scripts]
    assert graph["@graph"][0]["name"] == PAGE
    assert HOSTILE in {claim["name"] for claim in graph["@graph"][0]["hasPart"]}
    assert HOSTILE in {row["title"] for row in published.table(site)}
