"""Page numbers in a text that decides by its length on which page things stand.

Each number first gets room for as many digits as it seems to need. When everything is laid out, the number
itself is put there, with figure spaces before it where it is shorter: one is about as wide as a
digit, so nothing moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement

FIGURE_SPACE = "\u2007"
SLOT = "data-slot"
"""The attribute that tells places for a page number apart."""
NUMBERING = "data-numbering"
"""The attribute of links that have no page number behind them, or one at the end of a line of dots."""
NO_NUMBER, LEADER = "none", "leader"
FOOTNOTE = "footnote-"
"""How the classes of links to and from a footnote begin; its own number says where it stands."""
PAGE_OF_TEXT = 2400
"""The characters of a page, to guess by on which one a text will stand."""
FRONT = 5
"""The pages before the text, and one: too much room shows less than a second layout costs."""


@dataclass
class PageNumbers:
    """The places of a document where page numbers stand."""

    single: dict[str, tuple[Element, str]] = field(default_factory=dict)
    """By the name of the place: its element, with zeros in it meanwhile, and the anchor whose page is meant."""
    lists: list[tuple[Element, str, Sequence[str]]] = field(default_factory=list)
    """An element, the words before the pages, and the anchors whose pages it lists."""

    def find(self, roots: Sequence[Element]) -> None:
        """Make room for a page number behind each link that leads to a place in the document."""
        guesses = dict(_guesses(roots))
        links = [(parent, link) for root in roots for parent in root.iter() for link in parent if target(link)]
        for parent, link in links:
            anchor = target(link)
            if anchor not in guesses or not _is_numbered(link):
                continue
            name = str(len(self.single))
            digits = "0" * len(str(guesses[anchor]))
            if link.get(NUMBERING) == LEADER:
                place = Element("a", {"class": "leader", "href": f"#{anchor}", SLOT: name})
                place.text = digits
            else:
                place = Element("span", {"class": "pg", SLOT: name})
                place.text = f"p.\u00a0{digits}"
            # Beside the link: each element inside one would become a second link over the first.
            place.tail, link.tail = link.tail, None
            parent.insert(list(parent).index(link) + 1, place)
            self.single[name] = (place, anchor)

    def widen(self, pages: Mapping[str, int]) -> bool:
        """Make room for the numbers that have more digits than was guessed, and say whether there are any."""
        tight = False
        for place, anchor in self.single.values():
            before, digits = _room(place)
            if len(str(pages.get(anchor, ""))) > digits:
                tight = True
                place.text = before + "0" * len(str(pages[anchor]))
        return tight

    def texts(self, pages: Mapping[str, int]) -> dict[str, str]:
        """What is put in each place, as wide as what stands there."""
        found = {}
        for name, (place, anchor) in self.single.items():
            before, digits = _room(place)
            found[name] = before + str(pages.get(anchor, "")).rjust(digits, FIGURE_SPACE)
        return found

    def write_lists(self, pages: Mapping[str, int]) -> None:
        """Write the lists of pages, each range a link to the first of its places."""
        for element, before, anchors in self.lists:
            _list(element, before, [(pages[anchor], anchor) for anchor in anchors if anchor in pages])


def target(link: Element) -> str:
    """The anchor in the document that a link leads to; empty for what leads elsewhere, or is not a link."""
    href = link.get("href", "") if link.tag == "a" else ""
    return href[1:] if href.startswith("#") else ""


def _is_numbered(link: Element) -> bool:
    return link.get(NUMBERING) != NO_NUMBER and not link.get("class", "").startswith(FOOTNOTE)


def ranges(pages: Iterable[int]) -> list[tuple[int, int]]:
    """Page numbers in order, each once, those in a row together: 4, 9–11."""
    numbered = enumerate(sorted(set(pages)))
    rows = [[page for _, page in group] for _, group in groupby(numbered, lambda pair: pair[1] - pair[0])]
    return [(row[0], row[-1]) for row in rows]


def _room(place: Element) -> tuple[str, int]:
    """What stands before the zeros of a place, and how many there are."""
    text = place.text or ""
    before = text.rstrip("0")
    return before, len(text) - len(before)


def _list(element: Element, before: str, places: Sequence[tuple[int, str]]) -> None:
    element.text, element[:] = before if places else "", []
    first = dict(sorted(places, reverse=True))
    for start, end in ranges(page for page, _ in places):
        if len(element):
            element[-1].tail = ", "
        link = SubElement(element, "a", {NUMBERING: NO_NUMBER, "href": f"#{first[start]}"})
        link.text = str(start) if start == end else f"{start}–{end}"


def _guesses(roots: Iterable[Element]) -> Iterator[tuple[str, int]]:
    """The page on which each anchor seems to stand."""
    read = 0
    for element in (element for root in roots for element in root.iter()):
        if id := element.get("id"):
            yield id, FRONT + read // PAGE_OF_TEXT
        read += len(element.text or "") + len(element.tail or "")
