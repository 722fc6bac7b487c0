"""A site of more than a hundred briefs: no page becomes heavy, and everything keeps its place."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter

import pytest

from builds import Build
from searched import entries, files_of

VIEWS = ("bibliography", "comparison", "explore", "forecasts", "timeline")


def parts(build: Build, view: str) -> list[str]:
    """The pages of a view's parts, within the site."""
    return sorted(path.relative_to(build.site).as_posix() for path in (build.site / view).glob("*/**/index.html"))


def within(page) -> list[str]:
    """Where the content of a page leads, its navigation aside."""
    tables = [table for table in page.iter("table") if "fs-table" in table.get("class", "")]
    return [a.get("href", "") for table in tables for th in table.iter("th") for a in th.iter("a")]


@pytest.mark.parametrize("view", VIEWS)
def test_a_large_view_has_parts_that_its_page_leads_to(large: Build, view: str) -> None:
    found = parts(large, view)
    assert len(found) > 1
    home = large.text(f"{view}/index.html").partition("<article")[2].partition("</article>")[0]
    links = set(re.findall(r'<a [^>]*?href="([^"#]*)', home))
    assert {path.removeprefix(f"{view}/").removesuffix("index.html") for path in found} <= links


@pytest.mark.parametrize("view", ["explore", "forecasts"])
def test_every_claim_stands_on_exactly_one_part(large: Build, view: str) -> None:
    claims = json.loads(large.text("data/claims.json"))["claims"]
    expected = {claim["id"] for claim in claims if view == "explore" or claim["kind"] == "forecast"}
    shown = Counter(link.partition("#")[2] for path in parts(large, view) for link in within(large.html(path)))
    assert shown == Counter(expected)


def test_no_page_is_heavy(large: Build) -> None:
    sizes = {path: len(gzip.compress(path.read_bytes(), 6)) for path in large.site.rglob("*.html")}
    assert max(sizes.values()) < 150_000, max(sizes, key=sizes.__getitem__)


def test_the_views_of_a_small_site_have_no_parts(harbours: Build, shipped: Build) -> None:
    for build in (harbours, shipped):
        assert not [path for path in build.site.rglob("*.html") if b'class="fs-part"' in path.read_bytes()]


def test_a_part_is_a_page_like_any_other(large: Build) -> None:
    path = "explore/1996/index.html"
    page = large.html(path)
    titles = [" ".join(h1.itertext()).strip() for h1 in page.iter("h1")]
    assert len(titles) == 1
    assert titles[0].startswith("Explore: 1996–")
    assert page.find(".//title").text.startswith(titles[0])
    assert (large.site / "data/cite/explore/1996.bib").is_file()
    assert "explore/1996/" in {each[2] for each in entries(files_of(large))}
    assert not any("1996" in " ".join(a.itertext()) for nav in page.iter("header") for a in nav.iter("a"))


def test_an_event_leads_to_its_entry_in_the_part_that_has_it(large: Build) -> None:
    year = 2015
    card = large.html(f"briefs/port{year}000/index.html")
    drawn = {a.get("href") for a in card.iter("a") if "/#timeline-event-" in a.get("href", "")}
    assert drawn
    for link in drawn:
        path, _, anchor = link.removeprefix("../../").partition("#")
        assert path != "timeline/"
        assert f'id="{anchor}"' in large.text(f"{path}index.html")


def test_a_published_address_of_a_work_still_names_it(large: Build) -> None:
    home = large.html("bibliography/index.html")
    (entry,) = [element for element in home.iter() if element.get("id") == "ref-source0007"]
    (link,) = list(entry.iter("a"))
    path, _, anchor = link.get("href").partition("#")
    assert anchor == "ref-source0007"
    assert 'id="ref-source0007"' in large.text(f"bibliography/{path}index.html")


def test_a_long_timeline_leaves_to_the_cards_what_they_say(large: Build, harbours: Build) -> None:
    page = large.html(parts(large, "timeline")[0])
    entries = [li for li in page.iter("li") if li.get("id", "").startswith("timeline-")]
    assert entries
    assert not any("Evidence for" in " ".join(li.itertext()) for li in entries)
    assert all(any("/events/" in a.get("href", "") for a in li.iter("a")) for li in entries)
    assert "Evidence for" in harbours.text("views/index.html")


def test_a_long_bibliography_leaves_to_the_annotations_what_they_cite(large: Build) -> None:
    works = [
        section
        for path in parts(large, "bibliography")
        for section in large.html(path).iter("section")
        if section.get("class") == "fs-work"
    ]
    (brief,) = [work for work in works if work.find(".//h2[@id='ref-port1996000']") is not None]
    (source,) = [work for work in works if work.find(".//h2[@id='ref-source0007']") is not None]
    assert "Annotations of Ada A. Porter 1996, 10 claims" in " ".join("".join(brief.itertext()).split())
    assert not any("briefs/port1996000/#" in a.get("href", "") for a in brief.iter("a"))
    assert any("/events/" in a.get("href", "") for a in source.iter("a"))
