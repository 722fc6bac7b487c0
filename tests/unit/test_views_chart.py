import harbour

from foresite.views.cards import Cards
from foresite.views.chart import ROOM, broken, chart


def test_a_short_label_is_one_line() -> None:
    assert broken("The strait stays open") == ("The strait stays open",)


def test_a_long_label_breaks_between_words_and_ends_in_an_ellipsis() -> None:
    label = broken("A convention on the dredging of every harbour is signed by all of the littoral states this year")
    assert len(label) == 2
    assert label[1].endswith("…")
    assert all(len(line) <= ROOM for line in label)


def test_a_word_longer_than_the_drawing_is_cut() -> None:
    assert broken("x" * 200) == ("x" * (ROOM - 1) + "…",)


def test_hangul_is_taken_for_twice_as_wide() -> None:
    assert len(broken("항만 물동량이 앞으로도 꾸준히 늘어날 것으로 전망된다는 판단")) == 2


def test_claims_without_a_likelihood_are_not_drawn() -> None:
    cards = Cards(harbour.corpus())
    assert chart(cards.lines(("moor-queues", "moor-train"))) is None


def test_the_drawing_says_in_words_all_that_it_shows() -> None:
    drawn = chart(Cards(harbour.corpus()).lines(("moor-second-berth", "ruiz-fuel")))
    assert drawn
    assert drawn.described == (
        "2021: The second berth opens: likely, 55–80 %, ICD 203; held. "
        "2023: Ammonia ships call: unlikely, 20–45 %, ICD 203; open."
    )


def test_words_stand_on_the_side_of_the_bar_where_there_is_room() -> None:
    drawn = chart(Cards(harbour.corpus()).lines(("moor-second-berth", "ruiz-fuel")))
    assert drawn
    assert [row.rightward for row in drawn.rows] == [False, True]
