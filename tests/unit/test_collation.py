"""Names stand in the order of the language, and wide letters take more room."""

from __future__ import annotations

import pytest

from foresite.language.catalogue import Language
from foresite.language.collation import collation_key
from foresite.language.words import use
from foresite.model.records import Name
from foresite.views.timeline_layout import letters, short_name


@pytest.mark.parametrize(
    ("tag", "ordered"),
    [
        ("en", ["2024", "Abel", "Ábel", "azure", "Bern"]),
        ("de", ["Apfel", "Äpfel", "Ober", "Öl", "Zeder"]),
        ("es", ["nácar", "nube", "ñandú", "oca"]),
        ("fr", ["eau", "Élan", "été", "zèbre"]),
        ("ja", ["abc", "アオ", "あか", "うみ", "亜"]),
        ("ko", ["가", "서울", "하", "abc"]),
    ],
)
def test_names_are_sorted_as_the_language_has_it(tag: str, ordered: list[str]) -> None:
    with use(Language(tag)):
        backwards = ordered[::-1]
        assert sorted(backwards, key=collation_key) == ordered


def test_japanese_orders_kanji_as_its_standard_does() -> None:
    with use(Language("ja")):
        # The order of JIS X 0208 is that of common readings, not of code points.
        assert sorted("山川亜", key=collation_key) == ["亜", "山", "川"]


def test_a_wide_letter_takes_the_room_of_two() -> None:
    assert (letters("flood"), letters("洪水"), letters("é")) == (5, 4, 1)
    assert short_name("葦野川が橋本町で氾濫する", 11) == "葦野川が橋…"
    assert short_name("A long name of an event", 11) == "A long…"


def test_a_name_in_characters_has_its_family_first_without_a_space() -> None:
    assert str(Name("佐伯", "沙月")) == "佐伯沙月"
    assert str(Name("Vasseur", "Inès")) == "Inès Vasseur"
