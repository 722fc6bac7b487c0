"""The prose of a page by its headings, as search shows it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from foresite.model import Citation
from foresite.reading.allowed import unreserved
from foresite.reading.characters import without_hidden
from foresite.reading.front_matter import read_front_matter
from foresite.reading.links import ATTRIBUTES, ID, slug
from foresite.reading.plain import plain
from foresite.reading.scan import scan
from foresite.reading.source import page_without_comments

LEVEL = re.compile(r"#{1,6}(?=[ \t])")
UNDERLINE = re.compile(r"=+|-+")
NUMBERED = re.compile(r"(?P<stem>.*)_(?P<number>\d+)")


@dataclass(frozen=True, slots=True)
class Section:
    """What stands between one heading and the next."""

    title: str
    """The heading in plain words; empty for what stands before the first."""
    anchor: str
    """The heading's id; empty for the page's own heading and for what stands before it."""
    text: str
    """Its prose in plain words: no block of the record, no code, no macro call."""
    line: int = field(default=1, compare=False)
    """The line of the heading, from 1."""


def read_sections(
    text: str, page: str, taken: Iterable[str] = (), mention: Callable[[Citation], str] = lambda _: ""
) -> list[Section]:
    """The sections of a page's text, in order; ``taken`` are the ids that its records have.

    Anchors are those that Python-Markdown gives by itself. A page that says otherwise in its site's
    settings loses the place on the page, not the page.
    """
    text = page_without_comments(without_hidden(text)).text
    return find_sections(scan(read_front_matter(text, page, page).rest).prose, taken, mention)


def find_sections(
    prose: str, taken: Iterable[str] = (), mention: Callable[[Citation], str] = lambda _: ""
) -> list[Section]:
    """The same of a page's prose, as its ``foresite.model.Outline`` has it."""
    parts = _parts(prose)
    ids = {*taken, *filter(None, (_explicit(part.heading) for part in parts))}
    found = []
    for part in parts:
        title = plain(part.heading, mention)
        anchor = _explicit(part.heading) or (_unique(unreserved(slug(title)), ids) if part.level else "")
        text = plain("\n".join(part.lines), mention)
        found.append(Section(title, anchor if part.level > 1 else "", text, part.line))
    return [section for section in found if section.title or section.text]


@dataclass(slots=True)
class _Part:
    """A heading as written, and the lines under it."""

    heading: str = ""
    level: int = 0
    line: int = 1
    lines: list[str] = field(default_factory=list)


def _parts(prose: str) -> list[_Part]:
    parts = [_Part()]
    for number, line in enumerate(prose.split("\n"), 1):
        bare = line.strip()
        before = parts[-1].lines[-1].strip() if parts[-1].lines else ""
        if marks := LEVEL.match(line):
            parts.append(_Part(bare[marks.end() :].rstrip("#"), marks.end(), number))
        elif before and bare and line[0] == bare[0] and UNDERLINE.fullmatch(bare):
            parts[-1].lines.pop()
            parts.append(_Part(before, 1 if bare[0] == "=" else 2, number - 1))
        elif bare or before:
            # The room that blocks leave is no more than the end of a paragraph.
            parts[-1].lines.append(line if bare else "")
    return parts


def _explicit(heading: str) -> str:
    given = [match["id"] for block in ATTRIBUTES.finditer(heading) for match in ID.finditer(block["inside"])]
    return given[-1] if given else ""


def _unique(anchor: str, ids: set[str]) -> str:
    """The anchor, numbered where another has it or where no letter of the heading is left in it."""
    while not anchor or anchor in ids:
        numbered = NUMBERED.fullmatch(anchor)
        anchor = f"{numbered['stem']}_{int(numbered['number']) + 1}" if numbered else f"{anchor}_1"
    ids.add(anchor)
    return anchor
