"""Headings of a Markdown text whose code is masked, the anchors they have, and the prose under them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from foresite.model import Citation
from foresite.reading.allowed import unreserved
from foresite.reading.markdown.inline import find_ids
from foresite.reading.markdown.plain import plain

# Possessive, so that a line of spaces or hashes takes no longer than any other.
HEADING = re.compile(
    r"^(?:(?P<marks>#{1,6})[ \t]++(?P<text>(?:[^ \t#\n]|[ \t#]++(?!$))*+)[ \t#]*+"
    r"|(?=[^\n]*\S)(?P<above>[^\n]++)\n(?P<underline>=++|-++)[ \t]*+)$",
    re.MULTILINE,
)
MARKUP = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])?|<[^<>]*>|\{[^{}]*\}|[`*]")
NUMBERED = re.compile(r"(?P<stem>.*)_(?P<number>\d+)")
ROOM = re.compile(r"\n(?:[^\S\n]*\n)+")
"""Empty lines; what blocks leave is no more than the end of a paragraph."""
MOST = 300
"""Characters. Search engines show about half of it, reference managers all."""
READ = 10 * MOST
"""Characters of Markdown that are looked at, its addresses and citations included."""
BLANK = re.compile(r"\n[ \t]*(?=\n)")
NO_PROSE = re.compile(
    r"\s{0,3}(?:[#<|>/:]|[*+-]\s|[!?]{3}|!\[|\d+[.)]\s|\{\{|\[[^\]\n]*\]:|`{3}|~{3})"
    r"|[^\n]*\n {0,3}(?:=+|-+)[ \t]*$"
)
"""How what is not a paragraph of prose begins: a heading, a tag, a table, a list, a block, a macro call, code."""
SENTENCE = re.compile(r"[.!?…。][”’\"')]*(?=\s)")


class Heading(NamedTuple):
    """A heading as written."""

    level: int
    text: str
    """Without its marks, its attribute list included."""
    line: int
    """Its line, from 1 within the text."""
    start: int
    end: int
    underlined: bool = False


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


def find_headings(text: str) -> list[Heading]:
    """Find the headings of a text, in order."""
    found, line, known = [], 1, 0
    for match in HEADING.finditer(text):
        line, known = line + text.count("\n", known, match.start()), match.start()
        if match["marks"]:
            found.append(Heading(len(match["marks"]), match["text"], line, *match.span()))
        else:
            level = 1 if match["underline"][0] == "=" else 2
            found.append(Heading(level, match["above"].strip(), line, *match.span(), underlined=True))
    return found


def heading_anchors(headings: Iterable[Heading]) -> set[str]:
    """Return the anchors of headings, as Python-Markdown and pymdownx make them."""
    titles = [MARKUP.sub(lambda found: found[1] or "", heading.text) for heading in headings]
    return {unreserved(slug(title, ascii_only=ascii_only)) for title in titles for ascii_only in (True, False)}


def slug(title: str, *, ascii_only: bool = True) -> str:
    """The anchor of a heading; Python-Markdown keeps ASCII alone, pymdownx has a way that keeps all letters."""
    text = unicodedata.normalize("NFKD" if ascii_only else "NFC", title)
    if ascii_only:
        text = text.encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", text).strip().lower())


def divide(
    text: str,
    headings: Iterable[Heading],
    taken: Iterable[str] = (),
    mention: Callable[[Citation], str] = lambda _: "",
) -> list[Section]:
    """Divide a text at its headings; ``taken`` are the ids that other things on the page have.

    Anchors are those that Python-Markdown gives by itself. A page that says otherwise in its site's
    settings loses the place on the page, not the page.
    """
    parts = [Heading(0, "", 1, 0, 0), *headings]
    ids = {*taken, *filter(None, (_explicit(part.text) for part in parts))}
    ends = [*(part.start for part in parts[1:]), len(text)]
    found = []
    for part, end in zip(parts, ends, strict=True):
        title = plain(part.text, mention)
        anchor = _explicit(part.text) or (_unique(unreserved(slug(title)), ids) if part.level else "")
        prose = ROOM.sub("\n\n", f"\n{text[part.end : end]}").lstrip("\n")
        found.append(Section(title, anchor if part.level > 1 else "", plain(prose, mention), part.line))
    return [section for section in found if section.title or section.text]


def _explicit(heading: str) -> str:
    given = find_ids(heading)
    return given[-1] if given else ""


def _unique(anchor: str, ids: set[str]) -> str:
    """The anchor, numbered where another has it or where no letter of the heading is left in it."""
    while not anchor or anchor in ids:
        numbered = NUMBERED.fullmatch(anchor)
        anchor = f"{numbered['stem']}_{int(numbered['number']) + 1}" if numbered else f"{anchor}_1"
    ids.add(anchor)
    return anchor


def first_paragraph(prose: str) -> str:
    """The first paragraph of a page's Markdown in plain words, cut after a sentence; empty where there is none.

    Code is expected to be masked, as in ``foresite.reading.markdown.scan.Scan.prose``.
    """
    for paragraph in BLANK.split(prose):
        text = paragraph.lstrip("\n")[:READ]
        if text and not text.isspace() and not NO_PROSE.match(text) and (words := plain(text)):
            return _cut(words)
    return ""


def _cut(words: str) -> str:
    """The words up to the last end of a sentence that fits, or to the last word that does."""
    if len(words) <= MOST:
        return words
    ends = [end.end() for end in SENTENCE.finditer(words, 0, MOST)]
    if ends and ends[-1] > MOST // 3:
        return words[: ends[-1]]
    return words[: words.rindex(" ", 0, MOST)].rstrip(",;:–— ") + " …" if " " in words[:MOST] else words[:MOST]
