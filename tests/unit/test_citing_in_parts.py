"""Formatting only what changed, and one citation for all paragraphs of a work, gives what formatting it all gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from examples import tried
from foresite.citing import cache, pandoc
from foresite.citing import format as formatting
from foresite.citing.cache import disambiguation_groups, is_local
from foresite.citing.format import format_citations
from foresite.model.dates import PartialDate
from foresite.model.problems import Place
from foresite.model.records import Citation, CitedWork, Name, Reference

pytestmark = pytest.mark.slow

HEAD = (
    '<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0" default-locale="en-GB"><info>'
    "<title>T</title><id>t</id><updated>2020-01-01T00:00:00+00:00</updated></info>"
    '<macro name="author"><names variable="author"><name form="short" and="symbol"/>'
    '<substitute><names variable="editor"/><text variable="publisher"/><text variable="title"/></substitute>'
    "</names></macro>"
)
CITED = '<text macro="author"/><date variable="issued" prefix=", "><date-part name="year"/></date>'
LISTED = (
    '<bibliography><sort><key macro="author"/><key variable="issued"/><key variable="title"/></sort>'
    '<layout suffix="."><text macro="author"/><date variable="issued" prefix=" "><date-part name="year"/></date>'
    '<text variable="title" prefix=" "/></layout></bibliography></style>'
)
TOLD_APART = (
    'disambiguate-add-year-suffix="true" disambiguate-add-givenname="true" disambiguate-add-names="true" '
    'givenname-disambiguation-rule="all-names" et-al-min="2" et-al-use-first="1"'
)
LOCATED = '<text variable="locator" prefix=" at "/>'
STYLES = {
    "chicago": "",
    "letters": f'{HEAD}<citation {TOLD_APART} collapse="year-suffix"><layout prefix="(" suffix=")" delimiter="; ">'
    f"{CITED}{LOCATED}</layout></citation>{LISTED}",
    "ordinals": f'{HEAD}<citation {TOLD_APART}><layout delimiter="; ">{CITED}'
    f'<number variable="locator" form="ordinal" prefix=" "/></layout></citation>{LISTED}',
    "numbers": f'{HEAD}<citation><layout prefix="[" suffix="]" delimiter="; "><text variable="citation-number"/>'
    f"{LOCATED}</layout></citation>{LISTED}",
}
LABELLED = LOCATED.replace("<text", '<label variable="locator" form="long"/><text')
STYLES["labels"] = STYLES["letters"].replace(LOCATED, LABELLED)
TRIED = [pytest.param(name, marks=[pytest.mark.nightly] if name in ("ordinals", "labels") else []) for name in STYLES]
"""By day those that differ most."""

NAMES = st.builds(
    Name, st.sampled_from(["Porter", "porter", "van Porter", "Reed", "Sand"]), st.sampled_from(["Ada", "Ben", "A. B."]),
    family_first=st.booleans(),
)  # fmt: skip
BODIES = st.builds(Name, literal=st.sampled_from(["Port Office", "Porter"]))
TITLES = ["Tides", "Locks", "Port Office"]
WORKS = st.builds(
    lambda people, editors, year, title, publisher: (people, editors, year, title, publisher),
    st.lists(st.one_of(NAMES, BODIES), max_size=3),
    st.lists(NAMES, max_size=1),
    st.sampled_from([2023, 2024]),
    st.sampled_from(TITLES),
    st.sampled_from(["", "Port Office", "Reed"]),
)
KEYS = "abcdef"
CITED_WORKS = st.builds(
    lambda key, at, suffix: CitedWork(key, "", "paragraph" if at else "", at, suffix),
    st.sampled_from(KEYS),
    st.sampled_from(["", "1", "7", "12", "7–9", "2, 4", "07"]),
    st.sampled_from(["", "and 8888881"]),
)
CITATIONS = st.lists(st.builds(Citation, st.lists(CITED_WORKS, min_size=1, max_size=2).map(tuple), st.booleans()))


def reference(key: str, people: list[Name], editors: list[Name], year: int, title: str, publisher: str) -> Reference:
    when = PartialDate(str(year), date(year, 1, 1), date(year, 12, 31))
    fields = MappingProxyType({"title": title, **({"publisher": publisher} if publisher else {})})
    return Reference(key, "book", tuple(people), tuple(editors), when, fields, "", Place("a.bib", 1))


def in_bibliography(citations: Iterable[Citation], works: dict[str, Reference]) -> list[Citation]:
    return [each for each in citations if all(work.key in works for work in each.works)]


def style_of(name: str, folder: Path) -> Path | None:
    if not STYLES[name]:
        return None
    path = folder / f"{name}.csl"
    path.write_text(STYLES[name], "utf-8")
    return path


@pytest.mark.parametrize("style", TRIED)
@tried(18, by_day=2, phases=[Phase.generate])
@given(st.lists(st.tuples(st.sampled_from(KEYS), st.one_of(st.none(), WORKS), CITATIONS), min_size=3, max_size=5))
def test_after_any_edits_the_cached_form_is_the_clean_form(style: str, tmp_path_factory, edits) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path_factory.mktemp("project")
    csl = style_of(style, folder)
    works: dict[str, Reference] = {
        key: reference(key, [Name(family, "Ada")], [], 2024, "Tides", "")
        for key, family in zip(KEYS, ("Porter", "Porter", "Reed", "Reed", "Sand", "Sand"), strict=True)
    }
    for key, work, citations in edits:
        works.pop(key, None)
        works |= {key: reference(key, *work)} if work else {}
        cited = in_bibliography(citations, works)
        cached = format_citations(works, cited, csl, folder / "cache")
        clean = format_citations(works, cited, csl)
        assert (cached, cached.order) == (clean, clean.order)


@pytest.mark.parametrize("style", STYLES)
def test_paragraphs_put_in_are_paragraphs_formatted(style: str, tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    works = {
        key: reference(key, [Name("Porter", given)], [], 2024, "Tides", "") for key, given in (("a", "A"), ("b", "B"))
    }
    located = [str(number) for number in range(1, 25)] + [f"{number}–{number + 3}" for number in range(1, 25)]
    cited = [
        Citation((CitedWork(key, prefix, "paragraph", at, suffix),), narrative)
        for key in works
        for at in located
        for prefix, suffix, narrative in (("", "", False), ("see ", "and 8888881", False), ("", "", True))
    ]
    csl = style_of(style, tmp_path)
    several = format_citations(works, cited, csl)
    monkeypatch.setattr(formatting, "with_placeholder", lambda citation: None)
    assert several.citations == format_citations(works, cited, csl).citations


def test_one_placeholder_serves_all_paragraphs_of_a_work() -> None:
    cited = [Citation((CitedWork("a", "", "paragraph", str(number)),)) for number in range(1, 40)]
    assert len({formatting.with_placeholder(citation) for citation in cited}) == 1
    assert formatting.insert_paragraphs(f"(A ¶{formatting.FIRST})", "7") == "(A ¶7)"
    assert formatting.insert_paragraphs(f"(A {formatting.FIRST} ¶{formatting.FIRST})", "7") is None


@pytest.mark.parametrize("style", TRIED)
@tried(24, by_day=2, phases=[Phase.generate])
@given(st.lists(WORKS, min_size=6, max_size=6), CITATIONS)
def test_works_formatted_side_by_side_are_works_formatted(style: str, tmp_path_factory, given_works, cited) -> None:  # type: ignore[no-untyped-def]
    csl = style_of(style, tmp_path_factory.mktemp("styles"))
    works = {key: reference(key, *work) for key, work in zip(KEYS, given_works, strict=True)}
    works |= {
        key: reference(key, [Name(family, "Eve")], [], 2024, "Tides", "")
        for key, family in (("y", "Dune"), ("z", "Hill"))
    }
    whole = format_citations(works, cited, csl)
    started = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cache, "SMALLEST", 1)
        patch.setattr(formatting, "processors", lambda: 2)
        patch.setattr(cache, "LARGE_BIBLIOGRAPHY", 3)

        run_citeproc = pandoc.run_citeproc

        def run(items, citations, csl_text):  # type: ignore[no-untyped-def]
            started.append(len(items))
            return run_citeproc(items, citations, csl_text)

        patch.setattr("foresite.citing.format.run_citeproc", run)
        parted = format_citations(works, cited, csl)
    assert (parted, parted.order) == (whole, whole.order)
    assert style == "numbers" or len(started) > 1


GROUPS = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=2), st.sampled_from("1234567"), min_size=2)


@given(GROUPS, st.data(), st.integers(1, 4))
def test_parts_need_nothing_of_each_other(group_of: dict[str, str], data, most: int) -> None:  # type: ignore[no-untyped-def]
    keys = list(group_of)
    named = st.lists(st.sampled_from(keys).map(CitedWork), min_size=1, max_size=2)
    citations = data.draw(st.lists(named.map(tuple).map(Citation), max_size=4))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cache, "SMALLEST", 1)
        parts = cache.batches(keys, citations, group_of, most)
    assert len(parts) <= max(most, 1)
    assert all(works for works, _ in parts)
    assert [key for key in keys for works, _ in parts if key in works] == keys
    for works, cited in parts:
        assert works == [key for key in keys if key in works]
        assert cited == [each for each in citations if each in cited]
        assert {work.key for each in cited for work in each.works} <= set(works)
        others = set(keys) - set(works)
        assert not {group_of[key] for key in works} & {group_of[key] for key in others}
    assert sum(len(cited) for _, cited in parts) == len(citations)


def test_parts_are_alike_in_what_they_take_and_none_takes_much() -> None:
    keys = [f"k{number}" for number in range(2400)]
    group_of = {key: "crowd" if at < 700 else key for at, key in enumerate(keys)}
    (crowd, _), (others, _) = sorted(cache.batches(keys, [], group_of, 2), key=lambda part: "k0" not in part[0])
    assert len(crowd) < len(others) < cache.LARGE_BIBLIOGRAPHY * 1.5
    assert len(cache.batches(keys, [], group_of, 64)) == 2400 // cache.SMALLEST
    assert len(cache.batches(keys, [], group_of, 1)) == 2, "of 2,400 works none has more than 1,700"
    many = [f"k{number}" for number in range(5000)]
    assert len(cache.batches(many, [], {key: key for key in many}, 2)) == 3
    assert len(cache.batches(keys[: 2 * cache.SMALLEST - 1], [], group_of, 2)) == 1


def test_works_that_could_be_taken_for_each_other_stay_together() -> None:
    ada, ben = Name("Porter", "Ada"), Name("van Porter", "Ben")
    office = Name(literal="Reed")
    works = [
        reference("a", [ada], [], 2024, "T", ""),
        reference("b", [Name("Sand", "C"), ben], [], 2024, "T", ""),
        reference("c", [office], [], 2024, "T", ""),
        reference("d", [], [], 2024, "T", "Reed"),
        reference("e", [Name("Stone", "E")], [], 2024, "T", "Reed"),
    ]
    assert disambiguation_groups(works) == [("a", "b"), ("c", "d"), ("e",)]
    assert disambiguation_groups([replace(works[0], key=""), works[4]]) == [("",), ("e",)]


def test_styles_that_look_at_all_works_are_formatted_as_a_whole() -> None:
    assert [name for name, style in STYLES.items() if not is_local(style)] == ["numbers"]
