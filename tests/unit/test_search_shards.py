"""The files that search loads."""

from __future__ import annotations

import random

import pytest

import searched
from foresite.search.shards import FILE_SIZE, PREFIX_MARK
from foresite.search.terms import Postings


class Nothing:
    """An entry of which nothing is shown."""

    shown = None


def of(terms: dict[str, Postings], entries: int = 100_000) -> dict[str, str]:
    return {f"search/{name}.js": text for name, text in searched.shards([Nothing()] * entries, terms).items()}


def rows(files: dict[str, str]) -> dict[str, Postings]:
    found = [row for part in searched.parts(files, "terms") for row in part]
    assert len({term for term, *_ in found}) == len(found)
    return {term: Postings(*map(searched.numbers, lists)) for term, *lists in found}


@pytest.fixture(scope="module")
def many() -> dict[str, Postings]:
    """Words of a large site, some of them frequent."""
    chance = random.Random(1)
    letters = "abcdefg가나다"
    terms = {"".join(chance.choices(letters, k=chance.randint(1, 9))): 1 for _ in range(9000)}
    return {
        term: Postings(*(sorted(chance.sample(range(9_000), chance.choice((1, 3, 40)))) for _ in range(2)))
        for term in terms
    }


def test_what_goes_in_comes_out() -> None:
    terms = {"a": Postings([0, 1, 99_999], []), "~가": Postings([], [3, 55_261, 55_262]), "b": Postings([60_000], [0])}
    assert rows(of(terms)) == terms


def test_no_file_is_large_and_the_first_says_where_a_term_is(many: dict[str, Postings]) -> None:
    files = of(many, 9_000)
    parts = searched.parts(files, "terms")
    assert len(parts) > 20
    words = files.pop("search/words.js")
    assert max(len(text) for text in files.values()) < 1.4 * FILE_SIZE
    assert searched.unpacked(words) == sorted(many, key=lambda term: term.encode("utf-16-be"))
    firsts = searched.unpacked(files["search/index.js"])["terms"]
    assert len(files["search/index.js"]) < 2_000
    assert firsts[0] == ""
    assert [part[0][0] for part in parts][1:] == firsts[1:]
    order = [term.encode("utf-16-be") for part in parts for term, *_ in part]
    assert order == sorted(order)


def test_a_beginning_of_too_many_words_has_a_row_that_stands_for_them_all(many: dict[str, Postings]) -> None:
    files = of(many, 9_000)
    found = rows(files)
    wide = searched.unpacked(files["search/index.js"])["wide"]
    assert len(wide) > 3
    assert {term for term in found if term.endswith(PREFIX_MARK)} == {f"{start}{PREFIX_MARK}" for start in wide}
    for start in wide:
        those = [each for term, each in many.items() if term.startswith(start)]
        titles = {number for each in those for number in each.titles}
        assert found[start + PREFIX_MARK].titles == sorted(titles)
        assert found[start + PREFIX_MARK].texts == sorted({n for each in those for n in each.texts} - titles)
    narrow = {term[:length] for term in many for length in range(1, 5)} - set(wide)
    firsts = searched.unpacked(files["search/index.js"])["terms"]
    for start in narrow:
        needed = sum(
            first <= f"{start}\uffff" and not after <= start
            for first, after in zip(firsts, [*firsts[1:], "\uffff"], strict=True)
        )
        assert needed <= 5


def test_the_version_is_that_of_what_the_files_hold() -> None:
    first, other = of({"a": Postings([1], [])}), of({"a": Postings([2], [])})
    assert first == of({"a": Postings([1], [])})
    versions = [searched.unpacked(files["search/index.js"])["version"] for files in (first, other)]
    assert versions[0] != versions[1]
