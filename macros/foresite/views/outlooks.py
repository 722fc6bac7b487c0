"""Give each outlook its colour and mark, and define the drawings that a page uses.

A group has a colour and a mark, given by its place among the groups, and its label always stands beside them.

A use is ``<use href="#fs-NAME"/>``; outlooks, verdicts and changes are named as in the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from foresite.language.words import pgettext
from foresite.model.corpus import Corpus
from foresite.model.dependencies import Computed
from foresite.model.records import Change, Claim, Correction, Grouping, Verdict
from foresite.model.settings import COLOURS
from foresite.views import references

# What views put briefs and their claims under: an outlook, or another grouping, each group with its look.


MARKS = {
    "diamond": "M6 0L12 6L6 12L0 6Z",
    "square": "M1 1H11V11H1Z",
    "triangle": "M6 .5L12 11.5H0Z",
    "circle": "M6 .5A5.5 5.5 0 1 0 6 11.5A5.5 5.5 0 1 0 6 .5Z",
    "cross": "M4 .5H8V4H11.5V8H8V11.5H4V8H.5V4H4Z",
    "hourglass": "M1 .5H11L7.5 6L11 11.5H1L4.5 6Z",
    "star": "M6 .2L7.7 4.2L12 4.5L8.7 7.3L9.8 11.6L6 9.2L2.2 11.6L3.3 7.3L0 4.5L4.3 4.2Z",
    "chevron": "M0 .5L6 4.5L12 .5V7.5L6 11.5L0 7.5Z",
}
"""Name of each mark to its outline, drawn in a square of 12 by 12."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group as it is shown: an outlook, a brief, an institution, a series, or authors."""

    id: str
    """The outlook's name, the brief's key, or the names themselves; empty for briefs that have none."""
    label: str
    colour: int
    """Which of the stylesheet's colours it has, from 0."""
    mark: str
    """The name of its mark."""
    outline: str
    """The mark's path, in a square of 12 by 12."""


def look(place: int, id: str, label: str) -> Group:
    """Return a group as it is shown, given its place. Colours and marks run out of step: 64 groups stay distinct."""
    names = list(MARKS)
    turn, colour = divmod(place, COLOURS)
    mark = names[(colour + turn) % len(names)]
    return Group(id, label, colour, mark, MARKS[mark])


class Groups:
    """The groups into which one grouping puts the briefs of a corpus, in the order in which briefs bring them up.

    What shows a group depends on its place and label, and on no other group.
    """

    def __init__(self, corpus: Corpus, by: Grouping) -> None:
        self.by = by
        self._corpus = corpus
        self._looks = Computed(corpus)

    @property
    def all(self) -> tuple[Group, ...]:
        """All groups, in order."""
        return tuple(map(self._look, self._corpus.group_ids(self.by.value)))

    def id_of(self, record: Claim | Correction) -> str:
        """The id of the group of a record of a brief."""
        return record.outlook if self.by is Grouping.OUTLOOK else self._corpus.group_of(self.by.value, record.brief)

    def of(self, record: Claim | Correction) -> Group:
        """The group of a record of a brief."""
        return self._look(self.id_of(record))

    def label(self, record: Claim | Correction) -> str:
        """What the group of a record of a brief is called."""
        return self.of(record).label

    def label_of(self, id: str) -> str:
        """What the group with that id is called."""
        return self._look(id).label

    def place(self, record: Claim | Correction) -> int:
        """The place of the group of a record of a brief."""
        return self._corpus.group_place(self.by.value, self.id_of(record)) or 0

    def of_brief(self, key: str) -> Group:
        """The group of an annotated brief."""
        return self._look(self._corpus.group_of(self.by.value, key))

    def get(self, id: str) -> Group | None:
        """The group with that id, or None."""
        return None if self._corpus.group_place(self.by.value, id) is None else self._look(id)

    def _look(self, id: str) -> Group:
        def found() -> Group:
            place = self._corpus.group_place(self.by.value, id)
            return look(place or 0, id, _label(self._corpus, self.by, id))

        return self._looks.get(id, found)


def _label(corpus: Corpus, by: Grouping, id: str) -> str:
    if by is Grouping.OUTLOOK:
        return corpus.settings.outlook_label(id)
    if by is Grouping.BRIEF and (work := corpus.references.get(id)):
        return references.cited_name(corpus, work)
    return id or pgettext("grouping", f"no {by.value}")


# The drawings that stand for outlooks, verdicts and changes: a page defines each that it uses once.


PREFIX = "fs-"
"""Before a drawing's name in its id."""
ROUND = "M6 1.2A4.8 4.8 0 1 0 6 10.8A4.8 4.8 0 1 0 6 1.2"
LINES: Mapping[Verdict | Change, str] = {
    Verdict.HELD: "M1.5 6.5L4.5 9.5L10.5 2.5",
    Verdict.MISSED: "M2 2L10 10M10 2L2 10",
    Verdict.PARTLY: ROUND,
    Verdict.OPEN: ROUND,
    Verdict.NOT_ASSESSABLE: "M2 6H10",
    Verdict.NO_DEGREE: "M1 6H3M5 6H7M9 6H11",
    Verdict.CONDITION_UNMET: f"{ROUND}M2.6 9.4L9.4 2.6",
    Change.KEPT: "M1 4H11M1 8H11",
    Change.STRENGTHENED: "M6 11V2M2 6L6 2L10 6",
    Change.SOFTENED: "M6 1V10M2 6L6 10L10 6",
    Change.REVERSED: "M1 4H10M7 1L10 4M11 8H2M5 11L2 8",
    Change.DROPPED: "M1 6H9M10 1V11",
    Change.NEW: "M6 1V11M1 6H11",
}
"""What is drawn as a line, in a square of 12 by 12; no two are alike."""
HALF = '<path fill="currentColor" d="M6 1.2A4.8 4.8 0 0 0 6 10.8Z"/>'


def _line(path: str) -> str:
    return f'<path fill="none" stroke="currentColor" stroke-width="2" d="{path}"/>'


DRAWINGS: Mapping[str, str] = {
    **{name: f'<path d="{path}"/>' for name, path in MARKS.items()},
    **{shown.value: _line(path) for shown, path in LINES.items()},
    Verdict.PARTLY.value: _line(ROUND) + HALF,
}
"""Name to what is drawn, as SVG."""


def picture(name: str) -> str:
    """Return a drawing as the address of a black picture, for paper."""
    drawn = DRAWINGS[name].replace("currentColor", "black")
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 12 12">{drawn}</svg>'
    return f"data:image/svg+xml,{quote(svg)}"


FILL = f"{PREFIX}fill-"
"""Before a verdict, in the id of what its part of a bar is filled with."""
FILLS: Mapping[Verdict, tuple[int, str]] = {
    Verdict.HELD: (8, '<path fill="currentColor" d="M0 0H8V8H0Z"/>'),
    Verdict.MISSED: (
        8,
        '<path fill="currentColor" d="M0 0H8V8H0Z"/>'
        '<path class="fs-paper" stroke-width="2" d="M-2 2L2 -2M-2 10L10 -2M6 10L10 6"/>',
    ),
    Verdict.PARTLY: (8, '<path fill="currentColor" d="M0 0H4V8H0Z"/><path class="fs-ground" d="M4 0H8V8H4Z"/>'),
    Verdict.OPEN: (8, '<path class="fs-ground" d="M0 0H8V8H0Z"/>'),
    Verdict.NOT_ASSESSABLE: (
        6,
        '<path class="fs-ground" d="M0 0H6V6H0Z"/><path fill="currentColor" d="M2 2H4V4H2Z"/>',
    ),
    Verdict.NO_DEGREE: (6, '<path class="fs-ground" d="M0 0H6V6H0Z"/><path fill="currentColor" d="M0 2H6V3H0Z"/>'),
    Verdict.CONDITION_UNMET: (
        8,
        '<path class="fs-ground" d="M0 0H8V8H0Z"/>'
        '<path fill="none" stroke="currentColor" d="M-2 6L2 10M-2 -2L10 10M6 -2L10 2"/>',
    ),
}
"""What fills the part of a bar: the width of its pattern, and what is drawn in it. Each differs by more than colour."""


def marks(used: Iterable[str]) -> str:
    """The definitions of the drawings that a page uses, by their ids, as XHTML; empty where it uses none."""
    ids = set(used)
    drawn = [
        f'<symbol id="{PREFIX}{name}" viewBox="0 0 12 12">{drawing}</symbol>'
        for name, drawing in DRAWINGS.items()
        if f"{PREFIX}{name}" in ids
    ]
    drawn += [
        f'<pattern id="{FILL}{verdict.value}" class="fs-verdict--{verdict.value}" width="{width}" height="{width}" '
        f'patternUnits="userSpaceOnUse">{drawing}</pattern>'
        for verdict, (width, drawing) in FILLS.items()
        if f"{FILL}{verdict.value}" in ids
    ]
    return f'<svg class="fs-hidden" width="0" height="0" aria-hidden="true">{"".join(drawn)}</svg>' if drawn else ""
