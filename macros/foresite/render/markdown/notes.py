"""Put the footnotes of a page into one list: those of a citation style that cites in notes, and the authors' own.

A citation in such a style is a mark in the text until the page is whole, because the number and the form of its note
depend on the notes before it: the text of a record is shown on several pages. Notes are numbered in the order in which
the page refers to them, whether they stand in its prose, in a card or in a list.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor

from foresite.citing.notes import NoteCitation, NotePositions, capitalised, without_full_stop
from foresite.model.records import Citation, CitedWork
from foresite.site.project import Project

# After the cards and macros of a page are inserted (1).
PRIORITY = 0.5
# After the table of contents (5) has had its headings finished.
LAST_OF_TREE = 0.5
TAG, WORKS = "fs-note", "works"
MARK = re.compile(rf'<{TAG} {WORKS}="([^"]*)"')
REFERENCE = re.compile(
    rf'<{TAG} {WORKS}="(?P<works>[^"]*)" ?(?:/>|></{TAG}>)'
    r'|<sup id="(?P<from>fnref\d*:[^"]*)"><a class="footnote-ref" href="#(?P<to>fn:[^"]*)">[^<]*</a></sup>'
)
STOPS = re.compile(r'[.,;:!?…"”’»]*')
"""The punctuation behind a citation, which a number follows."""
EMPTY = re.compile(rf'<{TAG} {WORKS}="[^"]*" ?(?:/>|></{TAG}>)')
LIST = '<div class="footnote">'
DIVISION = re.compile(r"<(/?)div\b")
ITEM = re.compile(r"<(/?)li\b(?: id=\"(fn:[^\"]*)\")?[^>]*>")
BACK = re.compile(r'(?:&#160;|\xa0)?<a class="footnote-backref"[^>]*>[^<]*</a>|<p>\s*</p>')
RIGHT_HERE = "\ufde8"
"""The place of the page's own list."""
ADJACENT = '</a></sup><sup id="fnref'
BETWEEN = '</a></sup><sup>, </sup><sup id="fnref'
"""Two numbers side by side, which would read as one."""
WORKS_CITED = '<section class="fs-references"'


def mark(citation: Citation) -> Element:
    """Return the mark of a citation in a text whose notes are not numbered yet."""
    works = [[w.key, w.prefix, w.label, w.locator, w.suffix, w.author_suppressed] for w in citation.works]
    return Element(TAG, {WORKS: json.dumps([citation.narrative, works], separators=(",", ":"))})


def mark_text(citation: Citation) -> str:
    """Return the same as XHTML."""
    return f'<{TAG} {WORKS}="{escape(mark(citation).get(WORKS, ""))}"></{TAG}>'


def marked(works: str) -> Citation:
    """Return the citation that a mark stands for."""
    narrative, parts = json.loads(works)
    return Citation(tuple(CitedWork(*part) for part in parts), narrative)


def marked_keys(html: str) -> Iterator[str]:
    """Yield the keys of the works that the marks of a text cite."""
    for works in MARK.findall(html):
        yield from (work.key for work in marked(unescape(works)).works)


def with_notes(html: str, project: Project) -> str:
    """Return a whole page with its notes numbered and listed; unchanged unless the style cites in notes."""
    if not project.formatted.note_distance or ("<fs-note" not in html and LIST not in html):
        return html
    records = project.corpus.records
    contents: dict[str, str] = {}
    text, end = "", 0
    while (start := html.find(LIST, end)) >= 0:
        stop = _end_of(html, start, DIVISION)
        items = dict(_items(html[start:stop]))
        contents |= items
        own = any(_record(id) not in records for id in items)
        text += html[end:start] + (RIGHT_HERE if own else "")
        end = stop
    notes = _Notes(project.note, NotePositions(project.formatted.note_distance), contents)
    text = notes.in_text(text + html[end:]).replace(ADJACENT, BETWEEN)
    place = text.find(RIGHT_HERE)
    place = text.find(WORKS_CITED) if place < 0 else place
    place = len(text) if place < 0 else place
    return f"{text[:place]}{notes.list()}{text[place:]}".replace(RIGHT_HERE, "")


@dataclass(slots=True)
class _Notes:
    """The notes of a page, in the order of their numbers."""

    note_of: Callable[[Citation], NoteCitation]
    positions: NotePositions
    contents: dict[str, str]
    """What the authors' own footnotes say, by their ids."""
    numbers: dict[str, int] = field(default_factory=dict)
    """The number of each note by its id."""
    texts: dict[str, str] = field(default_factory=dict)
    references: dict[str, list[str]] = field(default_factory=dict)
    """The ids of the places that refer to a note."""

    def in_text(self, html: str) -> str:
        """Return a text with its references numbered."""
        pieces: list[str] = []
        end = 0
        matches = deque(REFERENCE.finditer(html))
        while matches:
            match = matches.popleft()
            before, end = html[end : match.start()], match.end()
            if match["to"]:
                pieces += [before, self._own(match)]
                continue
            citation = marked(unescape(match["works"]))
            in_a_row = [citation]
            while not citation.narrative and matches and (following := _directly_behind(html, end, matches[0])):
                in_a_row.append(following)
                end = matches.popleft().end()
            stops = STOPS.match(html, end)
            end = stops.end() if stops else end
            names, numbers = zip(*map(self._cited, in_a_row), strict=True)
            # The numbers directly follow the word, and the punctuation behind it.
            pieces += [before if citation.narrative else before.rstrip(" \n"), names[0], stops[0] if stops else ""]
            pieces += numbers
        return "".join([*pieces, html[end:]])

    def list(self) -> str:
        """Return the list of the notes; empty where there are none."""
        items = "".join(f'<li id="{id}">\n{self._with_links_back(id)}\n</li>\n' for id in self.numbers)
        return f'<div class="footnote fs-notes">\n<hr />\n<ol>\n{items}</ol>\n</div>\n' if items else ""

    def _new(self, id: str) -> int:
        self.numbers[id] = len(self.numbers) + 1
        return self.numbers[id]

    def _own(self, match: re.Match[str]) -> str:
        """Return the reference to a footnote that the author wrote."""
        id = match["to"]
        if id not in self.contents:
            return match[0]
        if id not in self.references:
            number = self._new(id)
            self.references[id] = []
            self.texts[id] = self._in_note(self.contents[id], number)
        self.references[id].append(match["from"])
        return _reference(match["from"], id, self.numbers[id])

    def _cited(self, citation: Citation) -> tuple[str, str]:
        """Return the name that stays in the sentence, and the reference to a note that cites."""
        note = self.note_of(citation)
        number = len(self.numbers) + 1
        text = capitalised(note.text(*self.positions.add(citation, number)))
        if not text:
            return note.name, ""
        name = f"fs-{number}"
        # An author's own footnote may have any name.
        while f"fn:{name}" in self.contents:
            name += "-"
        id, place = f"fn:{name}", f"fnref:{name}"
        self._new(id)
        self.texts[id], self.references[id] = f"<p>{text}</p>", [place]
        return note.name, _reference(place, id, number)

    def _in_note(self, html: str, number: int) -> str:
        """Return the text of a footnote: what it cites is a part of it, and not another note."""

        def cited(match: re.Match[str]) -> str:
            if match["to"]:
                return self._own(match)
            citation = marked(unescape(match["works"]))
            note = self.note_of(citation)
            text = note.text(*self.positions.add(citation, number))
            stops = STOPS.match(match.string, match.end())
            text = without_full_stop(text) if note.name or (stops and stops[0]) else text
            return f"{note.name} ({text})" if note.name else text

        return REFERENCE.sub(cited, html)

    def _with_links_back(self, id: str) -> str:
        number = self.numbers[id]
        links = "".join(
            f'&#160;<a class="footnote-backref" href="#{place}" '
            f'title="Jump back to footnote {number} in the text">&#8617;</a>'
            for place in self.references[id]
        )
        text = self.texts[id].strip()
        return f"{text.removesuffix('</p>')}{links}</p>" if text.endswith("</p>") else f"{text}\n<p>{links}</p>"


def _directly_behind(html: str, end: int, match: re.Match[str]) -> Citation | None:
    """Return a citation that only white space parts from the one that ends at ``end``; None if something else does."""
    if match["to"] or html[end : match.start()].strip(" \n"):
        return None
    citation = marked(unescape(match["works"]))
    return None if citation.narrative else citation


def _reference(place: str, id: str, number: int) -> str:
    return f'<sup id="{place}"><a class="footnote-ref" href="#{id}">{number}</a></sup>'


def _record(id: str) -> str:
    """Return the record in whose body a footnote stands, by the footnote's id; any text for one of a page."""
    return id.removeprefix("fn:").partition(":")[0].partition(".")[0]


def _items(html: str) -> Iterator[tuple[str, str]]:
    """Yield the id and the text of each footnote of a list, without the links back."""
    at = 0
    while item := ITEM.search(html, at):
        at = _end_of(html, item.start(), ITEM)
        if item[2]:
            yield item[2], BACK.sub("", html[item.end() : html.rfind("<", 0, at)]).strip()


def _end_of(html: str, start: int, tag: re.Pattern[str]) -> int:
    """Return the offset behind the element that starts at ``start``."""
    depth = 0
    for match in tag.finditer(html, start):
        depth += -1 if match[1] else 1
        if not depth:
            return html.index(">", match.start()) + 1
    return len(html)


class _WholeTree(Treeprocessor):
    """Notices that the page is whole."""

    is_whole = False

    def run(self, root: Element) -> None:
        """Notice it: all other processors of the tree have run."""
        self.is_whole = True


class NotePostprocessor(Postprocessor):
    """Numbers and lists the notes of a page."""

    def __init__(self, md: Markdown, project: Project, tree: _WholeTree) -> None:
        super().__init__(md)
        self.project = project
        self._tree = tree

    def run(self, text: str) -> str:
        """Return the page with its notes.

        The table of contents has single headings finished before the page is; those take no part in the count.
        """
        if not self._tree.is_whole:
            return EMPTY.sub("", text)
        self._tree.is_whole = False
        return with_notes(text, self.project)


def register(md: Markdown, project: Project) -> None:
    """Make a Markdown instance number and list the notes of its pages."""
    tree = _WholeTree(md)
    md.treeprocessors.register(tree, "foresite-whole", LAST_OF_TREE)
    md.postprocessors.register(NotePostprocessor(md, project, tree), "foresite-notes", PRIORITY)
