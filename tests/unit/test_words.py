"""Words are counted as Unicode divides them, and where no spaces divide them by a rule that is written down."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foresite.model.locators import RULE, count_words
from foresite.verify.fingerprints import Letters


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("will open before the summer is out", 7), ("", 0), (" — ", 0), ("well-known", 2), ("can't", 1), ("it’s", 1),
        ("3.14", 1), ("1,000.5", 1), ("U.S. exports", 2), ("one,two", 2), ("5 %", 1),
        ("북한과 러시아의 전략적 협력", 4), ("हिन्दी में", 2), ("مرحبا بالعالم", 2), ("l’été dernier", 2),
        ("e\u0301te\u0301", 1),
        ("日本の経済は回復する", 5), ("日本", 1), ("日", 1), ("カタカナ", 2), ("中国 GDP 增长 5%", 4), ("ประเทศไทย", 3),
    ],
)  # fmt: skip
def test_words_are_counted(text: str, words: int) -> None:
    assert count_words(text) == words


@given(st.text(), st.text())
def test_a_space_divides(one: str, other: str) -> None:
    assert count_words(f"{one} {other}") == count_words(one) + count_words(other)


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_text_is_counted_as_any_other(text: str) -> None:
    assert count_words(text) == count_words(f"{text} \u2014")


def test_the_contract_says_the_rule() -> None:
    text = (Path(__file__).parents[2] / "docs" / "authoring.md").read_text("utf-8")
    assert RULE in text
    assert "UAX #29" in text


def test_a_phrase_is_found_inside_text_without_spaces() -> None:
    assert Letters.of("日本の経済は緩やかに回復する。").find("経済は緩やかに")
    assert not Letters.of("The harbour opens").find("arbour")
