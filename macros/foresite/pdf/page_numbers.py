"""Insert page numbers into a text whose layout depends on them.

Each number first gets a placeholder with as many digits as it will probably need. After the layout, the number is
inserted, padded with figure spaces where it is shorter: they are about as wide as digits, so nothing moves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from xml.etree.ElementTree import Element, SubElement

from foresite.language.formats import comma
from foresite.language.words import pgettext

FIGURE_SPACE = "\u2007"
SLOT = "data-slot"
"""The attribute that identifies the placeholder of a page number."""
NUMBERING = "data-numbering"
"""The attribute of links without a page number, or with one after a dotted leader."""
NO_NUMBER, LEADER = "none", "leader"
FOOTNOTE = "footnote-"
"""The prefix of the classes of links to and from footnotes, which get no page number."""
PAGE_OF_TEXT = 2400
"""The characters of a page, to estimate the page of a text."""
FIRST_TEXT_PAGE = 5
"""The estimated first page of the text: too wide a placeholder matters less than a second layout."""


@dataclass
class PageNumbers:
    """The placeholders of page numbers in a document."""

    single: dict[str, tuple[Element, str]] = field(default_factory=dict)
    """By the placeholder's name: its element, with zeros in it, and the anchor whose page number it shows."""
    lists: list[tuple[Element, str, Sequence[str]]] = field(default_factory=list)
    """An element, the text before the page numbers, and the anchors whose pages it lists."""

    def find(self, roots: Sequence[Element]) -> None:
        """Add a placeholder for a page number after each link within the document."""
        estimates = dict(_estimates(roots))
        links = [(parent, link) for root in roots for parent in root.iter() for link in parent if target(link)]
        for parent, link in links:
            anchor = target(link)
            if anchor not in estimates or not _is_numbered(link):
                continue
            name = str(len(self.single))
            digits = "0" * len(str(estimates[anchor]))
            if link.get(NUMBERING) == LEADER:
                place = Element("a", {"class": "leader", "href": f"#{anchor}", SLOT: name})
                place.text = digits
            else:
                place = Element("span", {"class": "pg", SLOT: name})
                place.text = pgettext("printed page", "p.\u00a0%(number)s", number=digits)
            # After the link: an element inside it would become a second link over the first.
            place.tail, link.tail = link.tail, None
            parent.insert(list(parent).index(link) + 1, place)
            self.single[name] = (place, anchor)

    def widen(self, pages: Mapping[str, int]) -> bool:
        """Widen placeholders whose numbers have more digits than estimated; return whether there are any."""
        widened = False
        for place, anchor in self.single.values():
            before, digits, behind = _split_placeholder(place)
            if len(str(pages.get(anchor, ""))) > digits:
                widened = True
                place.text = before + "0" * len(str(pages[anchor])) + behind
        return widened

    def texts(self, pages: Mapping[str, int]) -> dict[str, str]:
        """Return the text for each placeholder, as wide as the placeholder itself."""
        texts = {}
        for name, (place, anchor) in self.single.items():
            before, digits, behind = _split_placeholder(place)
            texts[name] = before + str(pages.get(anchor, "")).rjust(digits, FIGURE_SPACE) + behind
        return texts

    def write_lists(self, pages: Mapping[str, int]) -> None:
        """Write the lists of pages, with each range a link to its first anchor."""
        for element, before, anchors in self.lists:
            _write_list(element, before, [(pages[anchor], anchor) for anchor in anchors if anchor in pages])


def target(link: Element) -> str:
    """Return the anchor in the document that a link leads to; empty for other links and elements."""
    href = link.get("href", "") if link.tag == "a" else ""
    return href[1:] if href.startswith("#") else ""


def _is_numbered(link: Element) -> bool:
    return link.get(NUMBERING) != NO_NUMBER and not link.get("class", "").startswith(FOOTNOTE)


def ranges(pages: Iterable[int]) -> list[tuple[int, int]]:
    """Return page numbers in order, without repeats, consecutive ones as a range: 4, 9–11."""
    numbered = enumerate(sorted(set(pages)))
    rows = [[page for _, page in group] for _, group in groupby(numbered, lambda pair: pair[1] - pair[0])]
    return [(row[0], row[-1]) for row in rows]


def _split_placeholder(place: Element) -> tuple[str, int, str]:
    """Return the text before the zeros of a placeholder, the number of zeros, and the text behind them."""
    text = place.text or ""
    before, behind = text[: text.find("0")], text[text.rfind("0") + 1 :]
    return before, len(text) - len(before) - len(behind), behind


def _write_list(element: Element, before: str, places: Sequence[tuple[int, str]]) -> None:
    element.text, element[:] = before if places else "", []
    first = dict(sorted(places, reverse=True))
    for start, end in ranges(page for page, _ in places):
        if len(element):
            element[-1].tail = comma()
        link = SubElement(element, "a", {NUMBERING: NO_NUMBER, "href": f"#{first[start]}"})
        link.text = str(start) if start == end else f"{start}–{end}"


def _estimates(roots: Iterable[Element]) -> Iterator[tuple[str, int]]:
    """Yield each anchor with its estimated page."""
    characters = 0
    for element in (element for root in roots for element in root.iter()):
        if id := element.get("id"):
            yield id, FIRST_TEXT_PAGE + characters // PAGE_OF_TEXT
        characters += len(element.text or "") + len(element.tail or "")
