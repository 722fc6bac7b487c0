"""Cite in footnotes: the forms of a citation at each position, and which of them a note of a page takes.

A note style prints a work in full where a page cites it first, and shorter later. Which form a note takes depends on
the page, and a citation stands on many pages: in the record's own page, in lists, in a comparison. So a note style is
resolved into one style for each position, in which every test of a position is answered already. Each citation is
formatted once with each of them, and a page picks a form for each work of each note.

https://docs.citationstyles.org/en/stable/specification.html#note-styles
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from xml.etree import ElementTree

from foresite.citing.style import CSL
from foresite.model.records import Citation, CitedWork

FIRST, NEAR, FAR, IBID, IBID_AT = POSITIONS = ("first", "near", "far", "ibid", "ibid-at")
"""The positions of a work in a page's notes: ``near`` and ``far`` are later ones, ``ibid-at`` has another place."""
HELD: Mapping[str, frozenset[str]] = {
    FIRST: frozenset(("first",)),
    NEAR: frozenset(("subsequent", "near-note")),
    FAR: frozenset(("subsequent",)),
    IBID: frozenset(("subsequent", "near-note", "ibid")),
    IBID_AT: frozenset(("subsequent", "near-note", "ibid", "ibid-with-locator")),
}
"""The positions of CSL that are true at each position."""
NUMBER = "first-reference-note-number"
BETWEEN, NUMBER_HERE = "\ufde6", "\ufde7"
"""Markers before each work but the first, and for the number of the note that cites a work first."""
NEVER, NUMBER_VARIABLE = "foresite-never", "foresite-note"
"""A variable that no work has, and one that holds the marker of the number in every work."""
TESTS = frozenset(("disambiguate", "is-numeric", "is-uncertain-date", "locator", "type", "variable"))
NEAR_DISTANCE = 5
"""The distance in notes within which a note is near, unless a style says otherwise."""
TAG = re.compile(r"<(/?)([a-z]++)[^<>]*+>")
WORK_LINK = re.compile(r'<a [^<>]*href="#ref-')
FIRST_LETTER = re.compile(r"(?:<[^<>]*>)*([^\W\d_])")
QUOTED_STOP = re.compile(r"(?<![.?!])([”’](?:</\w+>)*)\.$")
FULL_STOP = re.compile(r"\.((?:</\w+>)*)$")
LETTER = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class NoteCitation:
    """A citation of a note style at every position."""

    name: str
    """What stays in the sentence, where the citation is part of it: the author's name."""
    forms: tuple[tuple[str, ...], ...]
    """The text of each work at each of ``POSITIONS``; a single text where the works' texts cannot be told apart."""

    def text(self, positions: Sequence[str], first_notes: Sequence[int]) -> str:
        """Return the text of a note for the position of each work, and the number of the note that cited it first."""
        pieces = []
        for index, (position, number) in enumerate(zip(positions, first_notes, strict=True)):
            form = self.forms[POSITIONS.index(position)]
            if not LETTER.search(TAG.sub("", "".join(form).replace(NUMBER_HERE, "1"))):
                # Some styles print nothing but the author's name, which stands in the sentence.
                form = self.forms[0]
            if len(form) == len(positions):
                pieces.append(form[index].replace(NUMBER_HERE, str(number)))
            elif not index:
                pieces += [piece.replace(NUMBER_HERE, str(number)) for piece in form]
        return "".join(pieces)

    @property
    def short(self) -> str:
        """The short form, for places where a footnote makes no sense; empty if the style has none for them.

        A form that names the note of the first citation says nothing elsewhere.
        """
        form = "".join(self.forms[POSITIONS.index(FAR)])
        return "" if NUMBER_HERE in form or not LETTER.search(TAG.sub("", form)) else self._in_line(form)

    @property
    def full(self) -> str:
        """The full form as part of a sentence."""
        return self._in_line("".join(self.forms[POSITIONS.index(FIRST)]).replace(NUMBER_HERE, ""))

    def _in_line(self, form: str) -> str:
        text = without_full_stop(form)
        return f"{self.name} ({text})" if self.name and text else self.name or text


def without_full_stop(text: str) -> str:
    """Return a note's text as part of a sentence."""
    return FULL_STOP.sub(r"\1", text)


def capitalised(text: str) -> str:
    """Return a note's text with a capital at its start: ``See``, ``Ibid.``."""
    letter = FIRST_LETTER.match(text)
    return f"{text[: letter.start(1)]}{letter[1].upper()}{text[letter.end(1) :]}" if letter else text


@lru_cache(maxsize=8)
def note_distance(style: str) -> int:
    """Return the number of notes within which a style calls a note near; 0 if it does not cite in footnotes."""
    root = ElementTree.fromstring(style)
    if root.get("class") != "note":
        return 0
    citation = root.find(f"{CSL}citation")
    distance = citation.get("near-note-distance", "") if citation is not None else ""
    return int(distance) if re.fullmatch(r"[1-9]\d{0,3}", distance) else NEAR_DISTANCE


def style_at(style: str, position: str) -> str:
    """Return a note style as one that cites in the text, with every test of a position answered."""
    root = ElementTree.fromstring(style)
    for element in root.iter():
        element.tag = element.tag.removeprefix(CSL) if isinstance(element.tag, str) else element.tag
    root.set("xmlns", CSL[1:-1])
    root.set("class", "in-text")
    for element in root.iter():
        if element.tag in ("if", "else-if"):
            _answer(element, position)
        elif element.get("variable") == NUMBER and position != FIRST:
            _take_number(element)
    citation = root.find("citation")
    layout = citation.find("layout") if citation is not None else None
    assert citation is not None and layout is not None, "the style was checked"
    citation.attrib.pop("near-note-distance", None)
    if root.find("bibliography/layout") is None:
        _add_bibliography(root, layout)
    layout.set("delimiter", layout.get("delimiter", "") + BETWEEN)
    return ElementTree.tostring(root, encoding="unicode")


def _answer(element: ElementTree.Element, position: str) -> None:
    """Answer the tests of positions, and of the first note's number, in a condition."""
    answers = [name in HELD[position] for name in element.attrib.pop("position", "").split()]
    variables = element.get("variable", "").split()
    if NUMBER in variables:
        answers.append(position != FIRST)
        others = " ".join(name for name in variables if name != NUMBER)
        element.attrib.pop("variable")
        if others:
            element.set("variable", others)
    if not answers:
        return
    match, is_alone = element.get("match", "all"), not TESTS & element.attrib.keys()
    if match == "any" and not any(answers) and not is_alone:
        return
    if match == "all" and all(answers) and not is_alone:
        return
    if match == "none" and not any(answers) and not is_alone:
        return
    holds = {"any": any(answers), "none": not any(answers)}.get(match, all(answers))
    element.attrib.clear()
    element.attrib.update({"variable": NEVER, "match": "none" if holds else "all"})


def _take_number(element: ElementTree.Element) -> None:
    """Make an element print the marker for the number of the first note, or the word before it.

    The marker is a variable, not a fixed text, since a group without variables is left out.
    """
    attributes = {name: value for name, value in element.attrib.items() if name not in ("variable", "plural")}
    if element.tag == "label":
        attributes["term"] = NUMBER
    else:
        attributes = {name: value for name, value in attributes.items() if name not in ("form", "text-case")}
        attributes["variable"] = NUMBER_VARIABLE
    element.tag = "text"
    element.attrib.clear()
    element.attrib.update(attributes)


def _add_bibliography(root: ElementTree.Element, layout: ElementTree.Element) -> None:
    """Give a style that lists no works a list of them in the form of their first notes."""
    bibliography = ElementTree.SubElement(root, "bibliography")
    attributes = {name: layout.get(name, "") for name in ("prefix", "suffix") if layout.get(name)}
    ElementTree.SubElement(bibliography, "layout", attributes).extend(list(layout))


@lru_cache(maxsize=8)
def stops_in_quotes(style: str) -> bool:
    """Return whether a style puts a full stop before a closing quotation mark, as American English does."""
    root = ElementTree.fromstring(style)
    options = [each.get("punctuation-in-quote") for each in root.iter(f"{CSL}style-options")]
    option = next(filter(None, options), "")
    return option == "true" if option else root.get("default-locale", "en-US") == "en-US"


def note_citation(citation: Citation, forms: Iterable[str], *, in_quotes: bool = False) -> NoteCitation:
    """Return a citation from its formatted text at each of ``POSITIONS``.

    ``in_quotes`` puts its full stop before a closing quotation mark; Pandoc does not where a link ends between them.
    """
    names: list[str] = []
    texts: list[tuple[str, ...]] = []
    for form in forms:
        html = text = QUOTED_STOP.sub(r".\1", form) if in_quotes else form
        if citation.narrative:
            link = WORK_LINK.search(html)
            before = html[: link.start()] if link else html
            before = before if _is_balanced(before) else ""
            names.append(before.strip())
            text = html[len(before) :]
        pieces = text.split(BETWEEN)
        told_apart = len(pieces) == len(citation.works) and all(map(_is_balanced, pieces))
        texts.append(tuple(pieces) if told_apart else (text.replace(BETWEEN, ""),))
    # The sentence takes the shorter form of the name.
    return NoteCitation(min(filter(None, names), key=len, default=""), tuple(texts))


def _is_balanced(html: str) -> bool:
    opened: list[str] = []
    for slash, tag in TAG.findall(html):
        if tag == "br":
            continue
        if not slash:
            opened.append(tag)
        elif not opened or opened.pop() != tag:
            return False
    return not opened


@dataclass(slots=True)
class NotePositions:
    """What the notes of a page have cited so far."""

    distance: int
    _first: dict[str, int] = field(default_factory=dict)
    _last: dict[str, int] = field(default_factory=dict)
    _before: tuple[Citation, int] | None = None
    """The citation before, and its note."""

    def add(self, citation: Citation, note: int) -> tuple[list[str], list[int]]:
        """Return the position of each work of a citation in a note, and the note that cited it first."""
        positions: list[str] = []
        previous: CitedWork | None = None
        if self._before and len(self._before[0].works) == 1 and note - self._before[1] <= 1:
            previous = self._before[0].works[0]
        for work in citation.works:
            positions.append(self._position(work, previous, note))
            self._first.setdefault(work.key, note)
            self._last[work.key] = note
            previous = work
        self._before = (citation, note)
        return positions, [self._first[work.key] for work in citation.works]

    def _position(self, work: CitedWork, previous: CitedWork | None, note: int) -> str:
        if work.key not in self._first:
            return FIRST
        if previous and previous.key == work.key:
            place, before = (work.label, work.locator), (previous.label, previous.locator)
            if place == before:
                return IBID
            if work.locator:
                return IBID_AT
        return NEAR if note - self._last[work.key] <= self.distance else FAR
