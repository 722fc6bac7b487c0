"""Views that are too much for one page: what their parts hold, and what they are called."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import harbour
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pages import shown

from foresite.model.corpus import Corpus
from foresite.model.problems import Place
from foresite.model.records import MacroCall, Page
from foresite.views import parts
from foresite.views.parts import Subdivision, part_contents, part_sources, subdivisions, with_parts

PLACE = Place("docs/record.md", 1)
VIEWS = ("bibliography", "claims", "comparison", "events", "explore", "forecasts", "scenarios", "timeline")


def calling(*names: str, page: str = "record.md") -> Corpus:
    calls = tuple(MacroCall(name, {}, page, PLACE) for name in names)
    pages = (Page(page, "Record", {}, PLACE), Page("record/explore/2021.md", "In the way", {}, PLACE))
    return replace(harbour.corpus(), calls=calls, pages=pages)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MAX_ITEMS_PER_PAGE", 3)


def test_a_corpus_of_a_few_hundred_claims_stays_as_it_is() -> None:
    corpus = calling(*VIEWS)
    assert with_parts(corpus) is corpus


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("view", ["claims", "comparison", "explore"])
def test_every_claim_stands_in_exactly_one_part(view: str) -> None:
    corpus = with_parts(calling(view))
    found = Counter(id for part in corpus.parts for id in part.ids if corpus.claim(id))
    assert found == Counter(claim.id for claim in harbour.CLAIMS)
    assert sum(part.count for part in corpus.parts) == len(harbour.CLAIMS)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("view", ["claims", "explore", "forecasts"])
def test_a_part_shows_what_it_holds_and_nothing_else(view: str) -> None:
    corpus = with_parts(calling(view))
    assert len(corpus.parts) > 1
    for part in corpus.parts:
        links = shown(corpus, view, page=part.page).links()
        assert {id for link in links if corpus.claim(id := link.partition("#")[2])} == part.ids


@pytest.mark.usefixtures("small")
def test_a_large_theme_begins_with_its_chart_and_leads_to_its_parts() -> None:
    arguments = {"theme": "berths"}
    corpus = with_parts(replace(calling(), calls=(MacroCall("theme", arguments, "record.md", PLACE),)))
    assert len(corpus.parts) > 1
    home = shown(corpus, "theme", page="record.md", **arguments)
    assert home.texts("figcaption")[0].startswith("Berths: ")
    assert {link.partition("#")[0] for link in home.links()} >= {part.page for part in corpus.parts}
    for part in corpus.parts:
        assert '{{ theme(theme="berths") }}' in part_sources(corpus)[part.page]
        links = shown(corpus, "theme", page=part.page, **arguments).links()
        assert part.ids & corpus.records.keys() <= {link.partition("#")[2] for link in links}


@pytest.mark.usefixtures("small")
def test_a_thread_is_never_torn() -> None:
    corpus = with_parts(calling("comparison"))
    for shift in corpus.shifts:
        (part,) = [part for part in corpus.parts if shift.id in part.ids]
        own = {id for id in (*shift.before, *shift.after) if corpus.claim(id).theme == shift.theme}
        assert own <= part.ids


@pytest.mark.usefixtures("small")
def test_the_page_of_the_call_leads_to_every_part_and_says_how_much_it_holds() -> None:
    for view in VIEWS:
        corpus = with_parts(calling(view))
        home = shown(corpus, view, page="record.md")
        for part in corpus.parts:
            assert any(link.partition("#")[0] == part.page for link in home.links()), part
            assert f"{part.label}, {part.count} " in home.text


@pytest.mark.usefixtures("small")
def test_parts_lead_to_their_view_and_to_each_other() -> None:
    corpus = with_parts(calling("explore"))
    for before, after in zip(corpus.parts, corpus.parts[1:], strict=False):
        links = {a.get("rel"): a.get("href") for a in shown(corpus, "explore", page=before.page).all("a")}
        assert links["next"].endswith(after.page.rpartition("/")[2])
        links = {a.get("rel"): a.get("href") for a in shown(corpus, "explore", page=after.page).all("a")}
        assert links["prev"].endswith(before.page.rpartition("/")[2])
        assert "../../record.md" in shown(corpus, "explore", page=after.page).links()


@pytest.mark.usefixtures("small")
def test_a_page_that_is_there_keeps_its_address() -> None:
    corpus = with_parts(calling("explore"))
    addresses = [page.path for page in corpus.pages]
    assert len(addresses) == len(set(addresses))
    assert "record/explore/2021-part.md" in addresses


@pytest.mark.usefixtures("small")
def test_a_page_named_like_its_view_holds_its_parts_itself() -> None:
    assert {part.page for part in with_parts(calling("explore", page="explore.md")).parts} > {"explore/2021.md"}
    assert {part.page for part in with_parts(calling("explore", page="explore/index.md")).parts} > {"explore/2021.md"}
    assert {part.page for part in with_parts(calling("explore", page="index.md")).parts} > {"explore/2021.md"}


@pytest.mark.usefixtures("small")
def test_what_is_shown_in_a_part_is_linked_to_there() -> None:
    corpus = with_parts(calling("timeline", "bibliography"))
    where = {id: part for part in corpus.parts for id in part.ids}
    event = corpus.events[0]
    assert shown(corpus, "events", page="x.md").links()
    assert corpus.page_showing("timeline", "record.md", event.id) == where[event.id].page
    key = next(iter(corpus.references))
    assert corpus.page_showing("bibliography", "record.md", key) == where[key].page
    home = shown(corpus, "bibliography", page="record.md")
    assert {f"ref-{key}" for key in corpus.references} <= {e.get("id") for e in home.root.iter()}


@pytest.mark.usefixtures("small")
def test_titles_say_what_a_part_is_of() -> None:
    corpus = with_parts(replace(calling("explore"), pages=(Page("record.md", 'A "record": of *all*', {}, PLACE),)))
    assert corpus.parts[0].title.startswith('A "record": of *all*: 2021')
    assert '\ntitle: "A \\"record\\": of *all*: 2021' in part_sources(corpus)[corpus.parts[0].page]


COUNTS = st.lists(st.tuples(st.integers(1990, 2020), st.integers(1, 9)), max_size=40)


@given(COUNTS, st.integers(1, 12))
def test_pieces_lose_nothing_and_are_no_larger_than_they_may_be(counts: list[tuple[int, int]], most: int) -> None:
    items = [(year, tuple(f"{at}-{n}" for n in range(size))) for at, (year, size) in enumerate(sorted(counts))]
    found = part_contents(subdivisions(items), most)
    assert [id for piece in found for id in piece.ids] == [id for _, ids in items for id in ids]
    assert all(len(piece.ids) <= max(most, 9) for piece in found)
    assert all(piece.ids for piece in found)
    assert len({piece.slug for piece in found}) == len(found)


def test_what_comes_later_leaves_the_parts_before_as_they_are() -> None:
    def unit(year: int) -> Subdivision:
        return Subdivision(str(year), str(year), ((f"a{year}",), (f"b{year}",)))

    before = part_contents([unit(year) for year in range(2000, 2010)], 5)
    after = part_contents([unit(year) for year in range(2000, 2013)], 5)
    assert after[: len(before) - 1] == before[:-1]
    assert [piece.label for piece in before] == [f"{y}–{y + 1}" for y in range(2000, 2010, 2)]


def test_an_outlook_that_is_too_much_for_a_page_is_cut_between_its_items() -> None:
    unit = Subdivision("p", "P", (("a", "b"), ("c",), ("d", "e")))
    assert [(piece.slug, piece.label, piece.ids) for piece in part_contents([unit], 3)] == [
        ("p", "P (1)", ("a", "b", "c")),
        ("p-2", "P (2)", ("d", "e")),
    ]
