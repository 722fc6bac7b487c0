"""How this site's own pages and claims are cited."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from harbour import PAGES, corpus, forecast, reference, settings
from pages import card, templates

from foresite.citing.format import format_citations
from foresite.exports.files import cite_files, files_of
from foresite.model.records import History, MacroCall, Name
from foresite.render.templating import label
from foresite.views import citable, references
from foresite.views.citable import Citable

SITE = settings(url="https://harbour.example/", name="Harbour", author="The desk")


def known(history: History | None = None, at=SITE, **changes):
    return replace(corpus(settings=at, **changes), history=history or History())


def of_claim(id: str, **changes) -> Citable:
    found = known(**changes)
    claim = found.claim(id)
    assert claim
    return citable.of_claim(found, claim)


def of_page(path: str, **changes) -> Citable:
    found = known(**changes)
    return citable.of_page(found, next(page for page in found.pages if page.path == path))


def test_a_claim_is_cited_as_an_annotation_of_its_brief() -> None:
    cited = of_claim("moor-second-berth", history=History(records={"moor-second-berth": date(2025, 4, 9)}))
    assert cited.words == (
        "The desk. 2025. “The second berth opens.” Annotation of Moor 2021, ¶3–4. Harbour. Last modified April 9, 2025."
    )
    assert cited.url == "https://harbour.example/briefs/2021-moor/#moor-second-berth"
    assert cited.changed
    assert cited.changed.words == "9 April 2025"
    paths = [file.page for file in cited.files]
    assert paths == [f"data/cite/briefs/2021-moor.{end}" for end in ("bib", "ris", "json")]


def test_each_page_has_files_of_its_own() -> None:
    site = known()
    own, every = files_of(site, PAGES[2021]), cite_files(site)
    assert set(own) == {f"data/cite/briefs/2021-moor.{end}" for end in ("bib", "ris", "json")}
    assert own.items() < every.items()


def test_what_is_not_known_is_not_said() -> None:
    cited = of_claim("moor-second-berth", at=settings())
    assert cited.words == "“The second berth opens.” n.d. Annotation of Moor 2021, ¶3–4."
    assert (cited.url, cited.changed) == ("", None)


@pytest.mark.parametrize(
    ("title", "printed"),
    [("Will it open?", "“Will it open?”"), ("The “new” berth", "“The ‘new’ berth.”"), ("Ends…", "“Ends…”")],
)
def test_a_title_keeps_its_own_marks(title: str, printed: str) -> None:
    assert printed in of_claim("a", claims=(forecast("a", title, 2021, "likely"),)).words


def test_the_first_page_is_cited_as_the_site() -> None:
    assert of_page("index.md").words == "The desk. n.d. “Harbour.”"
    assert of_page("index.md").url == "https://harbour.example/"


def test_a_page_that_shows_records_changes_with_them() -> None:
    days = History(
        pages={"index.md": date(2024, 1, 1), PAGES[2021]: date(2024, 2, 2), "events.md": date(2024, 3, 3)},
        bibliography=date(2024, 4, 4),
    )
    alone = of_page("index.md", history=days, calls=())
    assert alone.changed
    assert alone.changed.datetime == "2024-01-01"
    call = MacroCall("timeline", {}, "index.md", alone.reference.place)
    showing = of_page("index.md", history=days, calls=(call,))
    assert showing.changed
    assert showing.changed.datetime == "2024-04-04"


def test_a_card_says_how_to_cite_it() -> None:
    shown = card(known(), "moor-second-berth")
    assert shown.one("div", "fs-citethis").get("data-search-exclude") == ""
    assert shown.texts("summary") == ["Details, evidence and citation"]
    assert shown.texts("div", "fs-citethis")[0].startswith("Cite this forecast The desk.")
    assert "https://harbour.example/briefs/2021-moor/#moor-second-berth" in shown.links()
    assert "../data/cite/briefs/2021-moor.ris" in shown.links()


def test_without_an_address_of_its_own_the_link_leads_to_the_card() -> None:
    assert "#moor-second-berth" in card(known(at=settings()), "moor-second-berth").links()


def test_a_page_says_how_to_cite_it() -> None:
    found = known(at=settings())
    page = next(page for page in found.pages if page.path == PAGES[2021])
    html = templates(found).cite_page(page)
    assert 'href="../../data/cite/briefs/2021-moor.bib"' in html
    assert "Cite this page" in html


def test_a_hostile_title_stays_a_title() -> None:
    hostile = '"><script>alert(1)</script>&lt;'
    found = known(claims=(forecast("a", hostile, 2021, "likely"),))
    assert f"“{hostile}.”" in card(found, "a").texts("div", "fs-citethis")[0]


def test_works_of_one_author_and_year_are_told_apart_as_their_citations_are() -> None:
    alma, ben = Name("Rivera", "Alma"), Name("Rivera", "Ben")
    works = (
        reference("moor2021", "Tides", "2021-12", alma), reference("b", "Berths", "2021-02", alma),
        reference("c", "Ships", "2021-03", alma), reference("d", "Cranes", "2020", alma),
        reference("e", "Zinc", "2021"),
        reference("f", "Quays", "2022-01", alma), reference("g", "Quays", "2022-05", ben),
        reference("h", "Dams", "2021", alma, ben), reference("i", "Locks", "", alma),
        reference("j", "Weirs", "", alma),
    )  # fmt: skip
    found = replace(corpus(), references={work.key: work for work in works})
    formatted = format_citations(found.references, [references.work_citation(work.key) for work in works])
    called = {work.key: references.cited_name(found, work) for work in works}
    assert called["moor2021"] == "Rivera 2021c"
    assert len(set(called.values())) == len(works)
    for work in works[:4]:
        assert called[work.key] == label(found, formatted, work.key)
    assert {called["f"], called["g"]} == {"Alma Rivera 2022", "Ben Rivera 2022"}
    claim = found.claim("moor-second-berth")
    assert claim
    assert "Annotation of Rivera 2021c, ¶3–4." in citable.of_claim(found, claim).words
