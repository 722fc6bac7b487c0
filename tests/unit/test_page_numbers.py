"""Page numbers that find room, and lists of them."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring, tostring

from foresite.pdf.page_numbers import FIGURE_SPACE, PageNumbers, ranges


def text(element) -> str:
    return "".join(element.itertext())


def test_pages_in_a_row_are_a_range() -> None:
    assert ranges([9, 4, 10, 4, 11, 13]) == [(4, 4), (9, 11), (13, 13)]
    assert ranges([]) == []


def test_a_link_gets_room_for_the_page_it_leads_to_and_what_follows_it_stays() -> None:
    links = '<a href="#one">one</a>, and <a href="#gone">gone</a>'
    root = fromstring(f'<body><h1 id="one">One</h1><p>See {links}.</p></body>')
    numbers = PageNumbers()
    numbers.find([root])
    assert text(root) == "OneSee onep.\u00a00, and gone."
    assert numbers.texts({"one": 7}) == {"0": "p.\u00a07"}


def test_a_number_that_is_shorter_than_its_room_is_as_wide() -> None:
    root = fromstring('<body><p><a href="#one">one</a></p><p id="one">One</p></body>')
    numbers = PageNumbers()
    numbers.find([root])
    assert numbers.widen({"one": 120})
    assert not numbers.widen({"one": 120})
    assert numbers.texts({"one": 120}) == {"0": "p.\u00a0120"}
    assert numbers.texts({"one": 12}) == {"0": f"p.\u00a0{FIGURE_SPACE}12"}


def test_a_list_leads_to_the_first_place_of_each_range() -> None:
    root = fromstring("<p>Cited <span/></p>")
    numbers = PageNumbers(lists=[(root[0], "on p. ", ["a", "b", "c", "gone"])])
    numbers.write_lists({"a": 9, "b": 4, "c": 5})
    assert text(root) == "Cited on p. 4–5, 9"
    assert [link.get("href") for link in root.iter("a")] == ["#b", "#a"]
    # Again, as when a second layout moved them.
    numbers.write_lists({"a": 9, "b": 3, "c": 5})
    assert text(root) == "Cited on p. 3, 5, 9", tostring(root)
