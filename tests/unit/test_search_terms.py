"""The words that texts are found by."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foresite.search import terms as search_terms
from foresite.search.terms import MAX_LENGTH, PAIR, PAIRS, Postings, Terms, pair_term, union
from searched import index


def terms(text: str) -> set[str]:
    return {term for term in index([("", text)]) if not term.startswith(PAIR)}


def pairs(text: str) -> set[str]:
    return {term for term in index([("", text)]) if term.startswith(PAIR)}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Treaty's end, 2024–25", {"the", "treaty", "s", "end", "2024", "25"}),
        ("Cañón, ｆｕｌｌ, STRASSE and straße", {"canon", "full", "strasse", "and"}),
        (unicodedata.normalize("NFD", "Cañón"), {"canon"}),
        ("‘quoted’ rockʼn", {"quoted", "rock", "n"}),
        ("Łódź, Æsir, Øresund", {"lodz", "aesir", "oresund"}),
        ("An F-16, the S-400s", {"an", "f", "16", "f16", "the", "s", "400s", "s400s"}),
        ("co-operation; co‑opération", {"co", "operation", "cooperation"}),
        ("1,200 of 1.200 and 1’200", {"1", "200", "1200", "of", "and"}),
        ("1\u00a0200\u202f000 km", {"1", "200", "000", "1200000", "km"}),
        ("0.25, 3,5 and 2024-06-19", {"0", "25", "3", "5", "and", "2024", "06", "19"}),
        ("2024–25, either / or", {"2024", "25", "either", "or"}),
        ("", set()),
    ],
)
def test_words_have_one_form_whatever_the_case_accents_and_width(text: str, words: set[str]) -> None:
    assert terms(text) == words


def test_hangul_words_are_found_from_each_syllable_on() -> None:
    assert terms("군사작전을") == {"군사작전을", "~사작전을", "~작전을", "~전을", "~을"}
    assert terms(unicodedata.normalize("NFD", "작전")) == {"작전", "~전"}


def test_a_word_of_another_script_inside_begins_a_word() -> None:
    assert terms("한-러") == {"한", "러", "한러", "~러"}
    assert terms("반NATO군") == {"반nato군", "nato군", "~군"}


def test_words_without_end_take_no_more_room_than_text() -> None:
    assert sum(map(len, terms("가나다라마바사" * 300))) < 30 * MAX_LENGTH
    assert max(map(len, terms("x" * 3000))) == MAX_LENGTH


def test_titles_count_apart_from_texts() -> None:
    found = index([("A port", "a port here"), ("", "port"), ("Port", "")])
    assert found["port"] == Postings([0, 2], [1])
    assert found["here"] == Postings([], [0])
    assert union([found["port"], found["here"], Postings([1], [3])]) == Postings([0, 1, 2], [3])


def test_two_words_in_a_row_are_a_term_that_others_share() -> None:
    assert pairs("The Treaty’s end") == {pair_term(*two) for two in (("the", "treaty"), ("treaty", "s"), ("s", "end"))}
    assert pairs("a treaty, mutual-defence") == {
        pair_term(*two) for two in (("a", "treaty"), ("treaty", "mutual"), ("mutual", "defence"))
    }
    assert pairs("특별 군사작전") == {pair_term("특별", "군사작전")}
    assert pairs("word") == pairs("") == set()
    assert len({pair_term(str(n), "word") for n in range(10 * PAIRS)}) <= PAIRS


def test_a_pair_of_a_title_and_a_text_counts_where_it_stands() -> None:
    found = index([("Mutual defence", "of both"), ("", "mutual defence"), ("Mutual", "defence")])
    assert found[pair_term("mutual", "defence")] == Postings([0], [1])


TEXTS = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from("aZ9 ·.,'’-\n\u00a0ΑΣς\u0301\u0338\u3099가작ᄀ日ßﬁＡ")),
    max_size=60,
)


@given(TEXTS)
def test_word_by_word_a_text_has_the_terms_it_has_as_a_whole(text: str) -> None:
    folded = search_terms._fold(search_terms.NUMBER_SPACE.sub(",", text))
    words = set()
    for each in (folded, search_terms.JOINT.sub("", folded)):
        words |= {*"".join(c if unicodedata.category(c)[0] in "LMN" and c != "\u02bc" else " " for c in each).split()}
    in_order = "".join(c if unicodedata.category(c)[0] in "LMN" and c != "\u02bc" else " " for c in folded).split()
    assert [word.decode() for word in Terms().in_order(text)] == [word[:MAX_LENGTH] for word in in_order]
    assert terms(text) == {term for word in words for term in search_terms._parts(word)}
