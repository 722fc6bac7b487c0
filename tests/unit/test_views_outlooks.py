from foresite.views.outlooks import looks


def test_five_outlooks_differ_in_colour_and_in_mark() -> None:
    shown = looks(range(2021, 2026)).values()
    assert len({look.colour for look in shown}) == len({look.mark for look in shown}) == 5


def test_thirty_outlooks_differ_in_colour_or_mark() -> None:
    shown = looks(range(2000, 2030)).values()
    assert len({(look.colour, look.mark) for look in shown}) == 30


def test_an_outlook_keeps_its_look_when_a_later_one_joins() -> None:
    assert looks([2021, 2022])[2021] == looks([2021, 2022, 2023])[2021]
