"""What paper wants otherwise in the tree of a page, one function a matter."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from foresite.printing.numbers import LEADS

KEPT = frozenset(("fs-range", "fs-term", "fs-number", "fs-original", "fs-count", "fs-total", "fs-event__title"))
"""The classes of spans that the stylesheet knows; each other span only costs time to lay out."""
COLUMNS = 7
"""A table with as many columns, or more, is wide."""
NUMBERS = "fs-table--numbers"
"""The class of tables whose columns are narrow: each holds a number."""


def divide(body: Element) -> None:
    """Put a point between the facts of a card, which the site parts by its layout."""
    for line in body.iter("p"):
        if line.get("class") == "fs-card__meta":
            for number, child in enumerate(line):
                # A date stands there as plain text.
                facts = [*filter(None, [(child.tail or "").strip()]), *([""] if number < len(line) - 1 else [])]
                child.tail = "".join(f" · {fact}" for fact in facts)


def turn(body: Element) -> bool:
    """Turn wide tables to landscape, and say whether they are the better part of the chapter."""
    of_tables = 0
    for table in body.iter("table"):
        row = table.find(".//tr")
        if row is not None and len(row) >= COLUMNS and NUMBERS not in table.get("class", ""):
            table.set("class", f"{table.get('class', '')} wide")
            of_tables += len("".join(table.itertext()))
    return of_tables > len("".join(body.itertext())) / 2


def run_in(body: Element) -> None:
    """Make terms and what is said of them lines: a list of them has no form in PDF that holds groups."""
    for facts in [each for each in body.iter("dl") if each.find("div") is not None]:
        facts.tag = "div"
        for group in facts:
            for element in group:
                if element.tag in ("dt", "dd"):
                    block = element.find("ul") is not None
                    element.tag = "b" if element.tag == "dt" else "div" if block else "span"


def flatten(body: Element) -> None:
    """Put links into the elements that stand in them: WeasyPrint lays one link more over each of those."""
    for link in [each for each in body.iter("a") if len(each)]:
        href = link.attrib.pop("href", "")
        link.tag = "span"
        link.set(LEADS, href)
        _link_inside(link, href)


def _link_inside(element: Element, href: str) -> None:
    for child in element:
        _link_inside(child, href)
    pieces: list[Element] = []

    def say(text: str | None) -> None:
        if text:
            pieces.append(Element("a", {"href": href, "class": "plain"}))
            pieces[-1].text = text

    say(element.text)
    for child in element:
        pieces.append(child)
        say(child.tail)
        child.tail = None
    element.text, element[:] = None, pieces


def leave_out(body: Element, name: str) -> None:
    """Take out what has a class, with all that stands in it."""
    for parent in list(body.iter()):
        for child in list(parent):
            if child.get("class") == name:
                parent.remove(child)


def melt(body: Element) -> None:
    """Let what holds one thing alone be that thing: each box costs time in every step to the finished page."""
    for parent in list(body.iter()):
        for child in list(parent):
            if parent.tag == "li" and child.get("class") == "fs-line" and len(parent) == 1:
                parent.set("class", "fs-line")
                parent.text, parent[:] = child.text, list(child)
            elif child.get("class") == "fs-body" and parent.tag == "section":
                at = list(parent).index(child)
                parent[at : at + 1] = list(child)


def unwrap(body: Element) -> None:
    """Put what stands in a span that means nothing on paper in the place of the span."""
    for parent in reversed(list(body.iter())):
        if not any(child.tag == "span" for child in parent):
            continue
        children = list(parent)
        parent[:] = []
        for child in children:
            meant = child.get("lang") or child.get("id") or child.get("class") in KEPT
            if child.tag != "span" or meant:
                parent.append(child)
                continue
            _say(parent, child.text)
            parent.extend(child)
            _say(parent, child.tail)


def _say(parent: Element, text: str | None) -> None:
    """Add a text behind what stands in an element."""
    if len(parent):
        parent[-1].tail = (parent[-1].tail or "") + (text or "")
    else:
        parent.text = (parent.text or "") + (text or "")
